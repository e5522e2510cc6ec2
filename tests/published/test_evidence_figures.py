"""Figures as they are in print, each with where it can be read."""

from __future__ import annotations

import pytest

from reprieve.pathway.evidence.fitness import rows_counting
from reprieve.pathway.evidence.loading import load_studies
from reprieve.pathway.evidence.pooling import Refusal, add_up, pool_of


def part_of(study, outcome, part="ketamine"):
    return getattr(load_studies()[study].outcome(outcome), part)


@pytest.mark.parametrize(
    ("study", "doi", "outcome", "events", "n", "percent", "low", "high"),
    [
        ("pomeroy-2017", "10.1111/head.13013", "acute-response", 55, 77, 71.4, 60.5, 80.3),
        ("schwenk-2018", "10.1097/AAP.0000000000000827", "immediate-response", 48, 61, 78.7, 66.9, 87.1),
        ("ray-2022", "10.3389/fneur.2022.842082", "half-less-pain", 11, 32, 34.4, 20.4, 51.7),
        ("lauritsen-2016", "10.1186/s10194-016-0700-3", "target-reached", 6, 6, 100.0, 61.0, 100.0),
    ],
)
def test_a_share_and_its_interval_are_as_printed(study, doi, outcome, events, n, percent, low, high):
    part = part_of(study, outcome)
    assert load_studies()[study].doi == doi
    assert (part.events, part.n) == (events, n)
    assert round(part.share_percent, 1) == percent
    assert tuple(round(end, 1) for end in part.share_interval_percent) == (low, high)


def test_the_conflict_of_schwenk_2018_is_kept_and_not_decided():
    """doi:10.1097/AAP.0000000000000827 prints 48 of 61 and 77 %; 48 of 61 is 78.7 %, 47 of 61 is 77.0 %."""
    (conflict,) = load_studies()["schwenk-2018"].conflicts_about("immediate-response")
    assert conflict.printed == ("48 of 61", "77 %")
    assert round(conflict.instead.share_percent, 1) == 77.0


def test_the_conflict_of_pomeroy_2017_is_kept_and_not_decided():
    """doi:10.1111/head.13013 prints "15/77, 27.3%": 15 of 77 is 19.5 %, 15 of the 55 responders is 27.3 %."""
    (conflict,) = load_studies()["pomeroy-2017"].conflicts_about("sustained-response")
    assert round(part_of("pomeroy-2017", "sustained-response").share_percent, 1) == 19.5
    assert round(conflict.instead.share_percent, 1) == 27.3


def test_two_points_less_is_102_or_103_of_138_when_thrown_together_but_is_no_pool():
    """About 74 % (Wilson 66 to 81): one centre, and the patients of 2014 may count twice."""
    result = pool_of("fall-2-points-end")
    assert isinstance(result, Refusal)
    assert [(part.events, part.n) for part in result.added_up] == [(103, 138), (102, 138)]
    ends = [tuple(round(end) for end in part.share_interval_percent) for part in result.added_up]
    assert ends == [(67, 81), (66, 81)]
    assert any("Pomeroy 2017 and Schwenk 2018" in reason for reason in result.reasons)


def test_half_less_pain_stays_side_by_side():
    """11 of 32, 29 of 64 and 4 of 4: infusions, stays and people."""
    result = pool_of("fall-half-end")
    assert isinstance(result, Refusal)
    found = {line.row.study.id: round(line.estimate) for line in result.lines}
    assert found == {"ray-2022": 34, "rosenthal-2023": 45, "kim-2023": 100}


def test_241_of_247_is_never_put_with_the_others():
    studies = load_studies()
    rows = (*rows_counting(studies, "fall-half-end"), *rows_counting(studies, "fall-half-within-3-sessions"))
    assert part_of("krusz-2010", "half-less-pain").events == 241
    assert round(part_of("krusz-2010", "half-less-pain").share_percent, 1) == 97.6
    assert add_up(rows)[0].n == 347
    assert isinstance(pool_of("fall-half-within-3-sessions"), Refusal)


def test_no_single_dose_into_a_vein_beats_its_comparator():
    """B1 doi:10.5811/westjem.2018.8.37875, B2 doi:10.1016/j.annemergmed.2017.08.063."""
    etchison, zitek = pool_of("fall-30-min-of-10"), pool_of("fall-60-min-of-100")
    (zitek_line,) = zitek.lines
    assert zitek_line.estimate == -20.0
    assert zitek_line.interval.high < 0
    (etchison_line,) = etchison.lines
    assert etchison_line.row.study.id == "etchison-2018"
    assert etchison_line.estimate < 0 < etchison_line.interval.high
    difference = part_of("zitek-2018", "pain-fall-60-min", "difference")
    assert (zitek_line.interval.low, zitek_line.interval.high) == pytest.approx(
        (difference.low, difference.high), abs=1
    )


def test_before_and_after_in_the_same_people_is_not_pooled():
    """Schwenk 2021 doi:10.1002/jcph.1920 with 6 people and Kim 2023 with 4."""
    result = pool_of("pain-before-after")
    assert isinstance(result, Refusal)
    assert any("Schwenk 2021 compares people with themselves" in reason for reason in result.reasons)


def test_six_weeks_later_the_pain_was_back():
    """doi:10.1002/jcph.1920: 7.4 before, 3.7 at the end, 7.2 after 6 weeks."""
    assert part_of("schwenk-2021", "pain", "after").mean == 3.7
    assert part_of("schwenk-2021", "pain-6-weeks", "after").mean == 7.2


def test_no_finished_trial_compares_an_infusion_of_hours_or_days_for_intractable_migraine():
    infusions = [
        study
        for study in load_studies().values()
        if study.indication.value == "intractable migraine" and study.giving.value == "infusion of many hours or days"
    ]
    assert {study.id for study in infusions if study.design.value == "randomised trial"} == {"kethead"}
    assert not load_studies()["kethead"].finished
