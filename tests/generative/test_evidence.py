"""What holds for every table of studies, however odd."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprieve.pathway.evidence.claims import value_at, work_out
from reprieve.pathway.evidence.fields import Fields
from reprieve.pathway.evidence.fitness import reasons_against
from reprieve.pathway.evidence.intervals import wilson
from reprieve.pathway.evidence.loading import load_definitions, load_studies, read_study
from reprieve.pathway.evidence.pooling import Method, Pooled, Refusal, fit, pool
from reprieve.pathway.evidence.showing import as_table, say_result
from reprieve.pathway.evidence.studies import Ages, Counted, Giving, Indication, Part, Route
from reprieve.pathway.terms.errors import InvalidInput
from tests.generative.evidence_tables import HALF, TWO, a_study, share_row

# The first pool imports what it needs, which takes its time.
ALWAYS = settings(deadline=None, derandomize=True, database=None)

counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
tables = st.lists(counts, min_size=2, max_size=8)
effects = st.lists(st.tuples(st.floats(-20, 20), st.floats(1e-3, 50)), min_size=2, max_size=9)


def rows_of(table):
    return [share_row(f"study-{at}", events, n) for at, (events, n) in enumerate(table)]


@ALWAYS
@given(counts)
def test_an_interval_holds_its_share_and_stays_between_none_and_all(count):
    low, high = wilson(*count)
    assert 0 <= low <= count[0] / count[1] <= high <= 1


@ALWAYS
@given(counts)
def test_turning_yes_and_no_round_turns_the_interval_round(count):
    events, n = count
    low, high = wilson(events, n)
    assert wilson(n - events, n) == pytest.approx((1 - high, 1 - low))


@ALWAYS
@given(tables, st.sampled_from(Method))
def test_a_pool_of_like_studies_stays_within_bounds(table, method):
    result = pool(rows_of(table), method=method)
    assert isinstance(result, Pooled)
    assert 0 <= result.interval.low <= result.estimate <= result.interval.high <= 100
    assert result.tau_squared >= 0
    assert 0 <= result.i_squared_percent <= 100
    assert sum(line.weight_percent for line in result.lines) == pytest.approx(100)
    assert len(result.without_one) == (len(table) if len(table) > 2 else 0)
    if result.prediction is not None:
        assert result.prediction.low <= result.interval.low + 1e-9
        assert result.prediction.high >= result.interval.high - 1e-9


@ALWAYS
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_the_studies_does_not_matter(table, chance):
    rows = rows_of(table)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = pool(rows), pool(shuffled)
    assert one.estimate == pytest.approx(other.estimate, abs=1e-6)
    assert one.interval.low == pytest.approx(other.interval.low, abs=1e-5)
    assert one.tau_squared == pytest.approx(other.tau_squared, abs=1e-6)


@ALWAYS
@given(tables)
def test_counting_those_without_relief_instead_turns_the_pool_round(table):
    one, other = pool(rows_of(table)), pool(rows_of([(n - events, n) for events, n in table]))
    assert one.estimate == pytest.approx(100 - other.estimate, abs=1e-6)
    assert one.tau_squared == pytest.approx(other.tau_squared, abs=1e-6)


@ALWAYS
@given(effects, st.floats(-100, 100), st.sampled_from(Method))
def test_moving_every_effect_moves_the_estimate_alone(table, by, method):
    one = fit(table, method=method)
    other = fit([(effect + by, variance) for effect, variance in table], method=method)
    assert other.estimate == pytest.approx(one.estimate + by, abs=1e-5)
    assert other.standard_error == pytest.approx(one.standard_error, rel=1e-4, abs=1e-6)


@ALWAYS
@given(effects, st.sampled_from(Method))
def test_the_estimate_lies_between_the_studies_and_the_careful_interval_is_never_the_narrower(table, method):
    careful, theirs = fit(table, method=method), fit(table, method=method, never_narrower=False)
    assert min(effect for effect, _ in table) - 1e-9 <= careful.estimate <= max(effect for effect, _ in table) + 1e-9
    assert careful.standard_error >= theirs.standard_error


odd = st.fixed_dictionaries(
    {},
    optional={
        "route": st.sampled_from(Route),
        "giving": st.sampled_from(Giving),
        "indication": st.sampled_from(Indication),
        "ages": st.sampled_from(Ages),
        "overlaps": st.sampled_from([(), ("study-0",)]),
        "outcome": st.fixed_dictionaries(
            {}, optional={"definition": st.sampled_from([HALF, TWO]), "counted": st.sampled_from(Counted)}
        ),
    },
)


@ALWAYS
@given(st.lists(st.tuples(counts, odd), max_size=5))
def test_a_pool_comes_of_like_things_only_and_a_refusal_always_says_why(table):
    rows = [share_row(f"study-{at}", *count, **changes) for at, (count, changes) in enumerate(table)]
    result = pool(rows)
    assert say_result(result)
    assert all(len(row) == len(as_table(result).head) for row in as_table(result).rows)
    if isinstance(result, Refusal):
        assert result.reasons
        assert all(reason.strip() for reason in result.reasons)
        return
    for alike in ("route", "giving", "indication"):
        assert len({getattr(row.study, alike) for row in rows}) == 1
    assert len({row.outcome.definition.id for row in rows}) == 1
    assert len({row.outcome.counted for row in rows}) == 1
    assert len({row.study.ages for row in rows} - {Ages.NOT_SAID}) <= 1
    assert not any(set(row.study.overlaps) - {row.study.id} for row in rows)


@ALWAYS
@given(st.lists(st.tuples(counts, odd), min_size=2, max_size=5))
def test_adding_a_study_never_makes_what_was_refused_fit(table):
    rows = [share_row(f"study-{at}", *count, **changes) for at, (count, changes) in enumerate(table)]
    if len(rows) > 2 and reasons_against(rows[:-1]):
        assert reasons_against(rows)


# What a hand may type into a file in place of what belongs there.
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.decimals(allow_nan=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
NAMES = [field.name for field in fields(a_study("one"))] + ["outcome", "harm", "figure", "conflict", "not_finished"]


@ALWAYS
@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), anything, max_size=8))
def test_whatever_is_typed_is_read_or_refused_with_its_file_and_never_breaks(typed):
    whole = {
        "id": "one", "label": "One", "citation": "One.", "doi": "10.1/1", "read_as": "paper", "design": "open",
        "setting": "hospital", "counted": "people", "ages": "adults", "population": "p", "population_es": "p",
        "indication": "migraine", "route": "intravenous", "giving": "bolus", "dose": "d", "dose_es": "d",
        "certainty": "very low", "mark": "checked", "found": "f", "found_es": "f",
    }  # fmt: skip
    amiss = "one.toml"
    try:
        read_study(Fields(file="one.toml", given={**whole, **typed}), load_definitions())
    except InvalidInput as error:
        amiss = str(error)
    assert amiss.startswith("one.toml")


@ALWAYS
@given(st.text(max_size=40))
def test_no_path_and_no_sum_breaks_the_check_of_a_claim(written):
    for study in load_studies().values():
        value = value_at(study, written)
        assert value is None or isinstance(value, Decimal)
    with suppress(SyntaxError, ArithmeticError, ValueError):
        assert isinstance(work_out(written, x=Decimal(1)), Decimal)


@ALWAYS
@given(counts)
def test_a_share_is_reckoned_exactly(count):
    events, n = count
    assert Part(events=events, n=n).share_percent == pytest.approx(100 * events / n)
