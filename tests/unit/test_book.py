"""A diary written entry by entry comes to the same whatever the order, and loses nothing that was said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diary.book import Entry, Thing, check, fold, gather, told
from reprieve.pathway.diary.joining import join
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def entry(id_: str, thing: str, about: str, minute: int = 0, *, taken_back: bool | None = None, **said: str) -> Entry:
    at = datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(minutes=minute)
    return check(Entry(id=id_, thing=thing, about=about, said=said, said_at=at, taken_back=taken_back), now=NOW)


def diary(*entries: Entry) -> Diary:
    return join([gather(fold(entries))])


START = {"start": "2026-03-01 08:00+01:00"}


def test_one_tap_is_an_attack_that_goes_on_until_somebody_says_otherwise():
    (attack,) = diary(entry("a", "attack", "x", **START, ongoing="yes")).attacks
    assert (attack.ongoing, attack.end, attack.pain_0_to_10, attack.vomiting) == (YES, None, None, NOT_KNOWN)


def test_what_is_said_later_of_one_item_stands_in_its_place_and_leaves_the_others():
    (attack,) = diary(
        entry("a", "attack", "x", **START, pain_0_to_10="4", photophobia="yes"),
        entry("b", "attack", "x", 5, pain_0_to_10="8"),
    ).attacks
    assert (attack.pain_0_to_10, attack.photophobia) == (8, YES)


def test_an_entry_that_comes_late_does_not_undo_what_was_said_after_it():
    late, later = entry("a", "attack", "x", 0, **START, vomiting="no"), entry("b", "attack", "x", 9, vomiting="yes")
    assert diary(later, late).attacks == diary(late, later).attacks
    assert diary(later, late).attacks[0].vomiting is YES


def test_an_entry_sent_twice_counts_once():
    one = entry("a", "dose", "d", name="sumatriptan", time="2026-03-01 09:00+01:00", effect_at_2h="none")
    assert len(diary(one, one).doses) == 1


def test_an_item_taken_back_is_not_recorded_and_not_a_no():
    (attack,) = diary(
        entry("a", "attack", "x", **START, nausea="mild", vomiting="no"), entry("b", "attack", "x", 1, vomiting="")
    ).attacks
    assert attack.vomiting is NOT_KNOWN


def test_a_thing_taken_back_is_gone_until_it_is_said_to_have_been_after_all():
    tap, oops = entry("a", "attack", "x", **START), entry("b", "attack", "x", 1, taken_back=True)
    assert diary(tap, oops).attacks == ()
    assert len(diary(tap, oops, entry("c", "attack", "x", 2, taken_back=False)).attacks) == 1


def test_the_pain_of_an_attack_is_the_strongest_that_was_written_of_it():
    (attack,) = diary(
        entry("a", "attack", "x", **START, pain_0_to_10="5"),
        entry("b", "pain", "p1", 1, attack_key="x", time="2026-03-01 09:00+01:00", pain_0_to_10="9"),
        entry("c", "pain", "p2", 2, attack_key="x", time="2026-03-01 10:00+01:00", pain_0_to_10="3"),
    ).attacks
    assert attack.pain_0_to_10 == 9


@pytest.mark.parametrize(("minute", "strongest"), [(0, 9), (3, 4)])
def test_the_strongest_pain_that_is_written_outranks_what_was_tapped_before_it(minute, strongest):
    (attack,) = diary(
        entry("a", "attack", "x", **START),
        entry("b", "pain", "p1", 1, attack_key="x", time="2026-03-01 09:00+01:00", pain_0_to_10="9"),
        entry("c", "attack", "x", minute, pain_0_to_10="4"),
        entry("d", "pain", "p2", 5, attack_key="x", time="2026-03-01 10:00+01:00", pain_0_to_10="2"),
    ).attacks
    assert attack.pain_0_to_10 == strongest


def test_a_stronger_pain_tapped_after_the_strongest_was_written_is_the_strongest():
    (attack,) = diary(
        entry("a", "attack", "x", **START, pain_0_to_10="4"),
        entry("b", "pain", "p1", 5, attack_key="x", time="2026-03-01 10:00+01:00", pain_0_to_10="7"),
    ).attacks
    assert attack.pain_0_to_10 == 7


def test_an_attack_that_goes_on_is_known_to_have_gone_on_until_pain_was_last_written_of_it():
    day_min = 24 * 60
    tap = entry("a", "attack", "x", **START, ongoing="yes")
    later = entry("b", "pain", "p", 3 * day_min, attack_key="x", time="2026-03-04 10:00+01:00", pain_0_to_10="6")
    gone = entry("c", "pain", "q", 4 * day_min, attack_key="x", time="2026-03-05 10:00+01:00", pain_0_to_10="0")
    (attack,) = diary(tap, later, gone).attacks
    assert attack.entered_at == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert diagnose(diary(tap, later)).coverage.late_entries == 0
    ended = entry("d", "attack", "x", 5 * day_min, end="2026-03-04 12:00+01:00", ongoing="no")
    (over,) = diary(tap, later, ended).attacks
    assert over.entered_at == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_a_dose_names_its_attack_and_stays_when_the_attack_is_taken_back():
    tap = entry("a", "attack", "x", **START)
    dose = entry("b", "dose", "d", 1, name="sumatriptan", time="2026-03-01 09:00+01:00", attack_key="x")
    assert diary(tap, dose).doses[0].attack_key == diary(tap, dose).attacks[0].key
    assert len(diary(tap, dose, entry("c", "attack", "x", 2, taken_back=True)).doses) == 1


def test_an_aura_belongs_to_its_attack_and_goes_with_it():
    tap = entry("a", "attack", "x", **START)
    aura = entry("b", "aura", "s", 1, attack_key="x", kind="visual", minutes="20")
    assert diary(tap, aura).attacks[0].aura is YES
    assert diary(aura).attacks == ()


def test_no_headache_is_an_answer_of_its_day_and_nothing_written_is_none():
    (day,) = diary(entry("a", "day", "2026-03-01", headache="no")).days
    assert (day.headache, day.drug_taken) == (NO, NOT_KNOWN)


def test_a_day_written_after_is_told_to_be_late_by_when_it_was_first_written():
    (day,) = diary(
        entry("a", "day", "2026-02-20", headache="no"), entry("b", "day", "2026-02-20", 9, drug_taken="no")
    ).days
    assert day.entered_at == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_what_cannot_stand_together_is_left_out_and_said_and_the_rest_stays():
    gathered = gather(
        fold(
            [
                entry("a", "treatment", "t", name="topiramate", started="2026-02-01"),
                entry("b", "treatment", "t", 1, target_reached_on="2026-01-01"),
                entry("c", "aura", "s", attack_key="x", kind="visual", brainstem="vertigo"),
                entry("d", "attack", "x", **START),
                entry("e", "attack", "x", 1, end="2026-02-28 08:00+01:00"),
            ]
        )
    )
    assert len(gathered.left_out) == 3
    assert len(join([gathered]).attacks) == 1


@pytest.mark.parametrize(
    ("thing", "about", "said"),
    [
        ("mood", "x", {}),
        ("attack", "x y", START),
        ("attack", "", START),
        ("attack", "x" * 41, START),
        ("attack", "x", {"key": "y"}),
        ("attack", "x", {"pain_0_to_10": "11 or so"}),
        ("attack", "x", {"start": "2026-03-01 08:00"}),
        ("attack", "x", {"note": "n" * 2_001}),
        ("attack", "x", {"note": "a\x00b"}),
        ("day", "yesterday", {"headache": "no"}),
        ("day", "2026-3-1", {"headache": "no"}),
        ("day", "2026-03-01", {"day": "2026-03-02"}),
        ("profile", "mine", {"birth_year": "1980"}),
        ("dose", "d", {"days": "32"}),
    ],
)
def test_an_entry_that_cannot_be_is_refused(thing: str, about: str, said: dict[str, str]):
    with pytest.raises(InvalidInput):
        check(Entry(id="a", thing=thing, about=about, said=said, said_at=NOW), now=NOW)


@pytest.mark.parametrize(
    "at", [NOW + timedelta(days=1, seconds=1), NOW.replace(tzinfo=None), datetime(1, 1, 1, tzinfo=UTC)]
)
def test_an_entry_of_no_time_that_can_be_is_refused(at: datetime):
    with pytest.raises(InvalidInput):
        check(Entry(id="a", thing="attack", about="x", said=START, said_at=at), now=NOW)


def test_a_note_keeps_the_words_that_look_like_something_else():
    (attack,) = diary(entry("a", "attack", "x", **START, note="=1+1")).attacks
    assert attack.note == "=1+1"


def test_telling_is_not_changed_by_what_it_is_told():
    one = told(None, entry("a", "attack", "x", **START))
    before: dict[str, Any] = dict(one.cells)
    told(one, entry("b", "attack", "x", 1, vomiting="yes"))
    assert isinstance(one, Thing)
    assert dict(one.cells) == before
