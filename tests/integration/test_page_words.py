"""How verdicts and days with medicine are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reprieve.clinic.showing.plain_words import DRUG_CLASSES, NOT_ONE_CLASS, say_count, say_days
from reprieve.clinic.showing.presenters import ResultPage, present
from reprieve.clinic.showing.verdicts import say_lead, show_verdict
from reprieve.pathway.diagnosis.diagnose import Verdict, diagnose
from reprieve.pathway.diagnosis.medication_overuse import SUBTYPES
from reprieve.pathway.diagnosis.migraine import ENTITIES
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Dose, Profile
from reprieve.pathway.terms.bounds import DayCount
from reprieve.pathway.terms.truth import NOT_KNOWN, YES, Truth

FIRST = date(2026, 1, 1)
TOLD = Profile(every_headache_written=YES, every_dose_written=YES)


def days(*numbers: int) -> list[date]:
    return [FIRST + timedelta(days=n) for n in numbers]


def doses(name: str, *on: int) -> tuple[Dose, ...]:
    return tuple(Dose(name=name, time=datetime(d.year, d.month, d.day, 9, tzinfo=UTC)) for d in days(*on))


def page_of(taken: tuple[Dose, ...], *, entries: tuple[DayEntry, ...] = (), profile: Profile = TOLD) -> ResultPage:
    attacks = tuple(
        Attack(
            start=datetime(d.year, d.month, d.day, 8, tzinfo=UTC), end=datetime(d.year, d.month, d.day, 20, tzinfo=UTC)
        )
        for d in days(-2, *range(1, 90, 3), 89)
    )
    diary = Diary(attacks=attacks, doses=taken, days=entries, profile=profile)
    return present(diagnose(diary), zone_told=True)


def shown(page: ResultPage) -> list[str]:
    return [it.name for it in page.drugs]


def verdict(status: Truth, **more: object) -> Verdict:
    return replace(Verdict(entity=ENTITIES[0], status=status, criteria=(), missing=()), **more)  # type: ignore[arg-type]


def test_every_class_that_is_counted_has_a_plain_name():
    assert set(DRUG_CLASSES) == {subtype.code for subtype in SUBTYPES}
    assert {it.code for it in diagnose(Diary()).overuse} == set(DRUG_CLASSES)
    assert set(DRUG_CLASSES) > NOT_ONE_CLASS


def test_several_kinds_together_are_not_shown_beside_a_single_one_that_is_within_its_limit():
    page = page_of(doses("ibuprofen", 1, 4, 7))
    assert shown(page) == ["Plain pain relievers"]
    assert "several kinds" not in page.drugs_unseen
    assert "without a name" not in page.drugs_unseen


def test_several_kinds_together_are_shown_once_they_are_over_their_limit():
    each = tuple(n for month in (0, 30, 60) for n in range(month, month + 6))
    other = tuple(n + 6 for n in each)
    page = page_of((*doses("ibuprofen", *each), *doses("sumatriptan", *other)))
    assert shown(page)[:2] == ["Triptans", "Plain pain relievers"]
    assert "Several kinds together" in shown(page)


def test_medicines_without_a_name_are_shown_where_nothing_else_is():
    page = page_of(doses("wunderpille", 1, 4))
    assert shown(page) == ["Medicines without a name"]


def test_a_drug_without_a_name_on_written_days_is_not_called_a_day_that_is_not_written():
    page = page_of(doses("wunderpille", 1, 4))
    assert "days that are not written" not in page.drugs_unseen
    assert "on days where no medicine, or none by name, is written: up to 2 days in a month." in page.drugs_unseen


def test_where_every_day_is_known_nothing_is_said_to_be_possible():
    assert page_of(doses("ibuprofen", 1)).drugs_unseen == (
        "No day with ergotamine, triptans, opioids, combined pain relievers or other medicines against headache."
    )


def test_the_day_of_the_last_such_attack_stands_in_the_line_of_the_verdict():
    assert show_verdict(verdict(YES, last_attack=date(2026, 4, 12))).remark == "; last such attack: Sun 12 Apr 2026"
    assert show_verdict(verdict(YES)).remark == ""


def test_what_could_still_set_a_verdict_aside_is_named_in_its_line_and_in_the_answer():
    met = verdict(YES, unless=("8.2",))
    expected = "; unless \u201cHeadache kept going by frequent medicine\u201d is met, which is not known yet"
    assert show_verdict(met).remark == expected
    assert say_lead([met])[0].endswith(expected)
    assert show_verdict(verdict(NOT_KNOWN, unless=("8.2",))).remark == ""


@pytest.mark.parametrize(("number", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_days_are_counted_in_the_right_number(number, said):
    assert say_days(number) == said
    month = {"first": FIRST, "last": FIRST}
    assert say_count(DayCount(**month, yes=number, missing=0)) == said
