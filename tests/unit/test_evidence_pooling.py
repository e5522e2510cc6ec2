"""Pooling refuses what is unlike and says why; what it pools it prints with its cautions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.generative.evidence_tables import TWO, difference_row, share_row

from reprieve.pathway.evidence.fitness import Measure
from reprieve.pathway.evidence.pooling import Method, Pooled, Refusal, pool
from reprieve.pathway.evidence.showing import as_table, say_result
from reprieve.pathway.evidence.studies import Ages, Conflict, Counted, Giving, Indication, Part, Route
from reprieve.pathway.terms.sources import Check

ARM = Part(mean=3.0, sd=2.0, n=20)
OTHER = Part(mean=1.0, sd=2.0, n=20)


def test_like_studies_are_pooled():
    result = pool([share_row("one", 20, 40), share_row("two", 12, 30), share_row("three", 44, 60)])
    assert isinstance(result, Pooled)
    assert result.measure is Measure.PROPORTION
    assert result.interval.low < result.estimate < result.interval.high
    assert result.prediction.low <= result.interval.low
    assert sum(line.weight_percent for line in result.lines) == pytest.approx(100)
    assert [one.left_out.study.id for one in result.without_one] == ["one", "two", "three"]
    assert "Uncontrolled, single arm" in result.cautions[0]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (
            share_row("two", 9, 30, outcome={"definition": TWO}),
            "The outcomes are not counted alike. One: Pain fell by half",
        ),
        (share_row("two", 9, 30, outcome={"counted": Counted.ENCOUNTERS}), "One: people; Two: stays or visits."),
        (share_row("two", 9, 30, route=Route.INTRANASAL), "One: into a vein; Two: into the nose."),
        (share_row("two", 9, 30, giving=Giving.BOLUS), "Two: one dose within minutes."),
        (share_row("two", 9, 30, indication=Indication.OTHER), "It was not given for the same illness."),
        (share_row("two", 9, 30, ages=Ages.CHILDREN), "Children and adults are not alike."),
        (share_row("two", 9, 30, overlaps=("one",), overlap_note="Same ward."), "may be in One and Two. Same ward."),
        (share_row("two", 9, 30, outcome={"keep_apart": "Not to be believed."}), "Two: Not to be believed."),
        (share_row("one", 9, 30), "One is in it twice"),
    ],
)
def test_what_is_unlike_is_refused_and_the_reason_told(second, said):
    for rows in ([share_row("one", 20, 40), second], [second, share_row("one", 20, 40)]):
        result = pool(rows)
        assert isinstance(result, Refusal)
        assert len(result.lines) == 2
    assert said in " ".join(pool([share_row("one", 20, 40), second]).reasons)


def test_every_reason_is_told_not_only_the_first():
    second = share_row("two", 9, 30, route=Route.INTRANASAL, giving=Giving.BOLUS, ages=Ages.CHILDREN)
    assert len(pool([share_row("one", 20, 40), second]).reasons) == 3


def test_an_overlap_counts_whichever_of_the_two_names_it():
    first = share_row("one", 20, 40, overlaps=("two",), overlap_note="Same ward.")
    assert "Same ward." in pool([first, share_row("two", 9, 30)]).reasons[0]


def test_none_and_one_are_no_pool():
    assert pool([]).reasons == ("No study counts this.",)
    assert pool([share_row("one", 20, 40)]).reasons == ("Only one study counts this; its own figure stands alone.",)


def test_two_are_pooled_with_a_caution_and_without_a_prediction():
    result = pool([share_row("one", 20, 40), share_row("two", 12, 30)])
    assert isinstance(result, Pooled)
    assert result.prediction is None
    assert result.without_one == ()
    assert any(caution.startswith("Two studies only") for caution in result.cautions)


def test_two_that_agree_to_the_last_digit_still_have_an_interval():
    result = pool([share_row("one", 20, 40), share_row("two", 20, 40)])
    assert result.interval.high - result.interval.low > 20


def test_a_share_without_counts_is_refused():
    row = share_row("two", 9, 30)
    percent_only = replace(row, outcome=replace(row.outcome, ketamine=Part(percent=30.0)))
    result = pool([share_row("one", 20, 40), percent_only])
    assert result.reasons == ("Two does not say how many of how many.",)
    assert len(result.lines) == 1
    assert result.added_up == ()


def test_differences_from_a_like_comparator_are_pooled():
    result = pool([difference_row("one", ARM, OTHER), difference_row("two", ARM, Part(mean=2.0, sd=1.5, n=25))])
    assert isinstance(result, Pooled)
    assert result.measure is Measure.MEAN_DIFFERENCE
    assert 1 < result.estimate < 2
    assert not any("single arm" in caution for caution in result.cautions)


def test_differences_from_another_comparator_are_refused():
    result = pool([difference_row("one", ARM, OTHER), difference_row("two", ARM, OTHER, comparator="morphine")])
    assert result.reasons == ("Ketamine was not compared with the same. One: saline; Two: morphine.",)


def test_a_single_arm_is_never_set_against_the_comparator_of_another_trial():
    alone = difference_row("two", ARM, OTHER, comparator="")
    alone = replace(alone, outcome=replace(alone.outcome, comparator=None))
    result = pool([difference_row("one", ARM, OTHER), alone])
    assert "Two does not print mean, SD and number of people for both arms." in result.reasons


def test_a_mean_without_a_spread_is_refused():
    result = pool([difference_row("one", ARM, OTHER), difference_row("two", Part(mean=3.0, n=20), OTHER)])
    assert result.reasons == ("Two does not print mean, SD and number of people for both arms.",)


def test_what_is_not_sure_is_printed_beside_the_figure():
    conflict = Conflict(about="response", printed=("20 of 40", "55 %"), reading="-", reading_es="-")
    row = share_row("one", 20, 40, conflicts=(conflict,), ages=Ages.NOT_SAID, mark=Check.UNVERIFIED)
    cautions = " ".join(pool([row, share_row("two", 12, 30)]).cautions)
    assert "One: figures in print do not agree (20 of 40 / 55 %)." in cautions
    assert "One: not yet checked against the paper." in cautions
    assert "How old the people were is not told: One." in cautions


def test_the_counts_thrown_together_take_up_the_other_reading():
    conflict = Conflict(
        about="response", printed=("20", "19"), reading="-", reading_es="-", instead=Part(events=19, n=40)
    )
    rows = [share_row("one", 20, 40, conflicts=(conflict,)), share_row("two", 9, 30, route=Route.INTRANASAL)]
    assert [(part.events, part.n) for part in pool(rows).added_up] == [(29, 70), (28, 70)]


def test_none_and_all_can_be_pooled():
    nobody = pool([share_row("one", 0, 6), share_row("two", 0, 40), share_row("three", 0, 9)])
    everybody = pool([share_row("one", 6, 6), share_row("two", 40, 40), share_row("three", 9, 9)])
    assert 0 < nobody.estimate < 10
    assert everybody.estimate == pytest.approx(100 - nobody.estimate)


def test_both_methods_agree_where_the_studies_do():
    rows = [share_row("one", 20, 40), share_row("two", 21, 40), share_row("three", 19, 40)]
    one, other = (pool(rows, method=method) for method in Method)
    assert one.tau_squared == other.tau_squared == 0
    assert one.estimate == other.estimate


def test_the_text_alternative_and_the_table_say_all_that_the_picture_shows():
    result = pool([share_row("one", 20, 40), share_row("two", 12, 30), share_row("three", 44, 60)])
    text, table = say_result(result), as_table(result)
    for line in result.lines:
        assert line.row.study.label in text
        assert any(row[0] == line.row.study.label for row in table.rows)
    assert "20 of 40: 50 % (35.2 to 64.8)" in text
    assert "A next study of the same kind would fall between" in text
    assert len(table.rows) == 4
    assert all(len(row) == len(table.head) for row in table.rows)
