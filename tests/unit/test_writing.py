"""Our own format, written and read again."""

import io
import os
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from reprieve.pathway.diary.choices import AuraKind, Effect, Helped, Nausea, Outcome, Quality, Sex, Side
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import Attack, AuraSymptom, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.diary.writing import write_diary
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.truth import NO, YES

START = datetime(2026, 3, 1, 8, 0, 30, 5, tzinfo=timezone(-timedelta(hours=3, minutes=30)))
FULL = Diary(
    attacks=(
        Attack(
            start=START,
            end=START + timedelta(hours=5),
            woke_at=START + timedelta(hours=6),
            ongoing=NO,
            slept_through=YES,
            pain_0_to_10=0,
            side=Side.LEFT,
            qualities=frozenset(Quality),
            nausea=Nausea.NONE,
            vomiting=NO,
            aura_symptoms=(
                AuraSymptom(kind=AuraKind.VISUAL, minutes=20.25, spreads=YES),
                AuraSymptom(kind=AuraKind.VISUAL, minutes=20.25, spreads=YES),
                AuraSymptom(),
            ),
            entered_at=datetime(2026, 3, 2, tzinfo=UTC),
            note='=1+1, "quoted"\r\nand\ra\nline\u2028 🙂',
        ),
        Attack(start=START + timedelta(days=1), qualities=frozenset(), key="-1"),
        Attack(start=START + timedelta(days=2), key="shared", aura_symptoms=(AuraSymptom(kind=AuraKind.MOTOR),)),
        Attack(start=START + timedelta(days=3), key="shared", aura=NO),
    ),
    doses=(
        Dose(name=" 'aspirin ", time=START, attack_key="-1", effect_at_2h=Effect.NONE),
        Dose(name="row 1", day=date(2026, 3, 1), days=3, helped=Helped.PARTLY),
    ),
    days=(DayEntry(day=date(2026, 3, 5), headache=NO), DayEntry(day=date(2026, 3, 6))),
    profile=Profile(
        birth_year=1984,
        sex=Sex.FEMALE,
        every_headache_written=NO,
        treatments=(
            Treatment(name="topiramate", started=date(2020, 1, 1), outcome=Outcome.ADVERSE_EFFECT),
            Treatment(name="acupuncture", adequate=YES),
        ),
    ),
)


def written(diary):
    out = io.StringIO(newline="")
    write_diary(diary, out)
    return out.getvalue()


def said(diary):
    return diary.attacks, diary.doses, diary.days, diary.profile


def test_nothing_is_lost():
    diary = read_diary(io.BytesIO(written(FULL).encode()))
    assert said(diary) == said(FULL)
    assert repr(diary.attacks[0].start) == repr(FULL.attacks[0].start)
    assert diary.readings[0].left_out == ()


def test_an_empty_diary_comes_back_empty():
    assert said(read_diary(io.BytesIO(written(Diary()).encode()))) == said(Diary())


def test_the_order_of_rows_does_not_matter():
    header, *rows = written(Diary(attacks=FULL.attacks[1:], doses=FULL.doses, profile=FULL.profile)).splitlines()
    turned = "\n".join([header, *reversed(rows)])
    straight = "\n".join([header, *rows])
    assert said(read_diary(io.BytesIO(turned.encode()))) == said(read_diary(io.BytesIO(straight.encode())))


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "'", "''", "'=1", "'tis", "'a"])
def test_no_text_begins_like_a_formula_and_every_text_comes_back(text):
    attack = Attack(start=START, note=text, key=text)
    out = written(Diary(attacks=(attack,)))
    cells = out.replace('"', "").splitlines()[1].split(",")
    assert not any(cell.startswith(("=", "+", "@", "-")) for cell in cells)
    assert read_diary(io.BytesIO(out.encode())).attacks == (attack,)


@pytest.mark.parametrize("note", ["a\x00b", "\ud800", "x" * 200_000, "\n" * 1_001])
def test_what_no_file_can_hold_is_refused_and_nothing_is_written(tmp_path, note):
    path = tmp_path / "diary.csv"
    path.write_text("before")
    with pytest.raises(InvalidInput):
        write_diary(Diary(attacks=(Attack(start=START, note=note),)), path)
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["diary.csv"]


def test_the_longest_note_that_may_be_written_can_be_read():
    attack = Attack(start=START, note="x" * 100_000 + "\n" * 990)
    assert read_diary(io.BytesIO(written(Diary(attacks=(attack,))).encode())).attacks == (attack,)


def test_a_file_is_written_whole_and_for_its_owner_only(tmp_path):
    path = tmp_path / "diary.csv"
    write_diary(FULL, path)
    assert said(read_diary(path)) == said(FULL)
    assert path.stat().st_mode & 0o077 == 0
    assert os.listdir(tmp_path) == ["diary.csv"]


def test_a_disk_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "diary.csv"
    path.write_text("before")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(InvalidInput, match="has room"):
        write_diary(FULL, path)
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["diary.csv"]


def test_a_folder_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(InvalidInput, match="folder"):
        write_diary(FULL, tmp_path / "nowhere" / "diary.csv")


def test_whether_a_list_of_qualities_is_complete_is_written_only_where_it_is_not():
    start = datetime(2026, 3, 1, 8, tzinfo=UTC)
    ticked = Attack(start=start, qualities=frozenset({Quality.STABBING}), qualities_complete=False)
    known = Attack(start=start, qualities=frozenset({Quality.STABBING}))
    assert "qualities_complete" not in written(Diary(attacks=(known,)))
    assert read_diary(io.BytesIO(written(Diary(attacks=(ticked,))).encode())).attacks == (ticked,)


@pytest.mark.parametrize("days", [0, 32])
def test_a_dose_lies_on_one_of_31_days_at_most(days):
    with pytest.raises(InvalidInput, match="days"):
        Dose(name="advil", day=date(2026, 3, 1), days=days)


def test_every_item_of_the_profile_has_its_column():
    from dataclasses import fields

    from reprieve.pathway.diary.columns import PROFILE
    from reprieve.pathway.diary.records import Profile

    assert set(PROFILE) == {field.name for field in fields(Profile)} - {"treatments"}
