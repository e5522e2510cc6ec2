"""What an example may expect besides verdicts and counts: treatments, drugs, grades and end points.

| key | value |
|---|---|
| `propranolol by dantona2019` | whether the trial counts as failed: `counts`, `does not`, `may` |
| `grade of preventives`, `grade of acute drugs` | the highest grade met (`none`), and `up to ...` where more may be |
| `answers to sumatriptan` | `met`, `not_met`, `not_known` |
| `sumatriptan: pain_free_2h` | attacks of all it was taken for: `3 of 6, 2 not known` |
| `per 28, days 1-28` | migraine days per 28 days: `8`, `8 to 10` |
| `change, days 1-28 to 29-56` | fewer or more migraine days per 28: `-6`, `-8 to -6` |
| `50 % less, days 1-28 to 29-56` | `met`, `not_met`, `not_known` |
| `baseline, days 1-28` | whether it suffices: `met`, `not_met` |
| `one of` | pairs of diagnoses of which one is met, neither being known: `1.1 or 1.5.1` |
| `group` | `chronic`, `high`, `low`, `not_known` |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from reprieve.pathway.diagnosis.acute_response import say_answers
from reprieve.pathway.diagnosis.diagnose import Diagnosis
from reprieve.pathway.diagnosis.end_points import Comparison, Period, compare, group_by_frequency, monthly_days
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.text import amount
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth
from tests.spec.builders import on_day

WORDS: Mapping[Truth, str] = {YES: "met", NO: "not_met", NOT_KNOWN: "not_known"}
COUNTS: Mapping[Truth, str] = {YES: "counts", NO: "does not", NOT_KNOWN: "may"}


def ask_more(found: Diagnosis, asked: str) -> str | None:
    """The answer, or None where the key is not one of these."""
    for pattern, answer in ANSWERS:
        match = re.fullmatch(pattern, asked)
        if match is not None:
            return answer(found, *match.groups())
    return None


def _trial(found: Diagnosis, drug: str, by: str) -> str:
    trial = next(trial for trial in found.treatments if trial.treatment.name == drug)
    return COUNTS[next(counted.counts for counted in trial.counted if counted.by.key == by)]


def _grade(found: Diagnosis, scale: str) -> str:
    grade = next(grade for grade in found.grades if scale in grade.scale)
    met = grade.met.split("_", 2)[-1].replace("_", " ") or "none"
    return f"{met}, up to {grade.may_be.split('_', 2)[-1].replace('_', ' ')}" if grade.may_be else met


def _answers_to(found: Diagnosis, drug: str) -> str:
    return WORDS[next(response.responder for response in found.drug_responses if response.drug == drug)]


def _measure(found: Diagnosis, drug: str, key: str) -> str:
    return say_answers(next(response for response in found.drug_responses if response.drug == drug).of(key))


def _period(days: str) -> Period:
    first, last = days.split("-")
    return Period(first=on_day(int(first)), last=on_day(int(last)))


def _said(bounds: Bounds) -> str:
    return amount(bounds.lower) if bounds.exact else f"{amount(bounds.lower)} to {amount(bounds.upper)}"


def _per_28(found: Diagnosis, days: str) -> str:
    return _said(monthly_days(found.findings, _period(days)).bounds)


def _comparison(found: Diagnosis, baseline: str, later: str) -> Comparison:
    return compare(found.findings, baseline=_period(baseline), later=_period(later))


def _group(found: Diagnosis) -> str:
    group = group_by_frequency(found.findings).group
    return "not_known" if group is None else group.name.lower()


def _one_of(found: Diagnosis) -> str:
    return ", ".join(f"{it.definite.code} or {it.probable.code}" for it in found.either)


_TWO = r"days (\d+-\d+) to (\d+-\d+)"
ANSWERS: tuple[tuple[str, Callable[..., str]], ...] = (
    (r"(.+) by ([a-z0-9_]+)", _trial),
    (r"grade of (preventives|acute drugs)", _grade),
    (r"answers to (.+)", _answers_to),
    (
        r"(.+): (effectively_treated|pain_free_2h|sustained_pain_free_24h|pain_relief_2h)",
        _measure,
    ),
    (r"per 28, days (\d+-\d+)", _per_28),
    (rf"change, {_TWO}", lambda found, *days: _said(_comparison(found, *days).change)),
    (
        rf"(\d+) % less, {_TWO}",
        lambda found, percent, *days: WORDS[_comparison(found, *days).responded(int(percent))],
    ),
    (r"baseline, days (\d+-\d+)", lambda found, days: _baseline(found, days)),
    (r"group", _group),
    (r"one of", _one_of),
)


def _baseline(found: Diagnosis, days: str) -> str:
    period = _period(days)
    after = Period(first=on_day(int(days.split("-")[1]) + 1), last=on_day(int(days.split("-")[1]) + 28))
    return WORDS[compare(found.findings, baseline=period, later=after).baseline_suffices]
