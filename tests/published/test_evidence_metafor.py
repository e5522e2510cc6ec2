"""Pooling says what R's metafor says (the answers were frozen by `make judge`; judges/pooling.R asked)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reprieve.pathway.evidence.pooling import Method, fit, logit_effect

FROZEN = json.loads((Path(__file__).parent / "metafor_answers.json").read_text("utf-8"))
METHODS = {"PM": Method.PAULE_MANDEL, "DL": Method.DERSIMONIAN_LAIRD}
FOUR_DIGITS = 5e-5


def effects_of(case):
    if case["measure"] == "proportion":
        return [logit_effect(events, n) for events, n in zip(case["events"], case["n"], strict=True)]
    arms = zip(*(case[name] for name in ("mean", "sd", "n", "other_mean", "other_sd", "other_n")), strict=True)
    return [(mean - other, sd**2 / n + other_sd**2 / other_n) for mean, sd, n, other, other_sd, other_n in arms]


def as_metafor(value):
    """To 4 digits: of the value where it is above 1, after the point where it is below."""
    return pytest.approx(value, rel=FOUR_DIGITS, abs=FOUR_DIGITS)


@pytest.mark.parametrize("at", range(len(FROZEN["cases"])))
def test_the_fit_is_that_of_metafor(at):
    case = FROZEN["cases"][at]
    answer, effects = case["answer"], effects_of(case)
    method, never_narrower = METHODS[case["method"]], case["test"] == "adhoc"
    fitted = fit(effects, method=method, never_narrower=never_narrower)
    assert fitted.estimate == as_metafor(answer["estimate"])
    assert fitted.standard_error == as_metafor(answer["standard_error"])
    assert (fitted.interval.low, fitted.interval.high) == as_metafor((answer["low"], answer["high"]))
    assert fitted.tau_squared == as_metafor(answer["tau_squared"])
    assert fitted.i_squared_percent == as_metafor(answer["i_squared_percent"])
    assert fitted.q == as_metafor(answer["q"])
    assert fitted.weights_percent == as_metafor(tuple(answer["weights_percent"]))
    if fitted.prediction is not None:
        predicted = (answer["prediction_low"], answer["prediction_high"])
        assert (fitted.prediction.low, fitted.prediction.high) == as_metafor(predicted)
    for left_out, expected in enumerate(answer.get("without_one", ())):
        rest = fit([*effects[:left_out], *effects[left_out + 1 :]], method=method, never_narrower=never_narrower)
        found = (rest.estimate, rest.interval.low, rest.interval.high)
        assert found == as_metafor((expected["estimate"], expected["low"], expected["high"]))


def test_the_frozen_cases_hold_the_hard_ones():
    proportions = [case for case in FROZEN["cases"] if case["measure"] == "proportion"]
    assert any(set(case["events"]) == {0} for case in proportions)
    assert any(case["events"] == case["n"] for case in proportions)
    assert {len(case["n"]) for case in FROZEN["cases"]} >= {2, 3, 4, 5, 8, 15}
    assert {(case["method"], case["test"]) for case in FROZEN["cases"]} == {
        (method, test) for method in ("PM", "DL") for test in ("adhoc", "knha")
    }
    assert any(case["answer"]["tau_squared"] == 0 for case in FROZEN["cases"])
    assert any(case["answer"]["tau_squared"] > 5 for case in FROZEN["cases"])
