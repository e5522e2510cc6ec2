"""Whatever comes, the readers answer; and whatever they answer can be written and read again."""

import io
import random
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reprieve.pathway.diary.choices import AuraKind, EasedBy, Effect, Helped, Nausea, Outcome, Quality, Sex, Side
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import (
    MOST_DOSE_DAYS,
    Attack,
    AuraSymptom,
    DayEntry,
    Diary,
    Dose,
    Profile,
    Treatment,
)
from reprieve.pathway.diary.writing import write_diary
from reprieve.pathway.terms.errors import UnreadableFile
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

FILES = Path(__file__).parents[1] / "unit" / "diaries"
VALID = [path.read_bytes() for path in sorted(FILES.glob("*.csv"))]
by_day = settings(deadline=None, max_examples=150, derandomize=True)

truths = st.sampled_from([YES, NO, NOT_KNOWN])
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
names = texts.filter(str.strip)
offsets = st.integers(-14 * 3600, 14 * 3600).map(lambda seconds: timezone(timedelta(seconds=seconds)))
times = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=offsets)  # noqa: DTZ001
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
maybe_time = st.none() | times


def maybe(kind):
    return st.none() | st.sampled_from(list(kind))


auras = st.builds(
    AuraSymptom,
    kind=maybe(AuraKind),
    minutes=st.none() | st.floats(0, 100_000),
    spreads=truths,
    one_sided=truths,
    positive=truths,
    passes_completely=truths,
)


@st.composite
def attacks(draw):
    start = draw(times)
    end = draw(st.none() | st.timedeltas(timedelta(0), timedelta(days=40)))
    symptoms = tuple(draw(st.lists(auras, max_size=3)))
    return Attack(
        start=start,
        end=None if end is None else (start + end).astimezone(draw(offsets)),
        ongoing=draw(truths) if end is None else draw(st.sampled_from([NO, NOT_KNOWN])),
        woke_at=draw(st.none() | st.just(start + timedelta(hours=3))),
        pain_0_to_10=draw(st.none() | st.integers(0, 10)),
        side=draw(maybe(Side)),
        qualities=draw(st.none() | st.frozensets(st.sampled_from(list(Quality)))),
        qualities_complete=draw(st.booleans()),
        nausea=draw(maybe(Nausea)),
        aura=draw(truths) if not symptoms else YES,
        aura_symptoms=symptoms,
        eased_by=draw(maybe(EasedBy)),
        entered_at=draw(maybe_time),
        note=draw(texts),
        key=draw(texts | st.sampled_from(["", "1", "row 1", "row 2"])),
        **{name: draw(truths) for name in ("slept_through", "vomiting", "photophobia", "function_lost", "drug_taken")},
    )


@st.composite
def doses(draw):
    time = draw(maybe_time)
    return Dose(
        name=draw(names),
        time=time,
        day=None if time else draw(days),
        days=draw(st.integers(1, MOST_DOSE_DAYS)),
        attack_key=draw(texts | st.sampled_from(["", "1"])),
        effect_at_2h=draw(maybe(Effect)),
        helped=draw(maybe(Helped)),
        entered_at=draw(maybe_time),
    )


entries = st.builds(DayEntry, day=days, headache=truths, drug_taken=truths, entered_at=maybe_time)
treatments = st.builds(
    Treatment,
    name=names,
    started=st.none() | st.dates(date(1990, 1, 1), date(2000, 1, 1)),
    stopped=st.none() | st.dates(date(2000, 1, 1), date(2020, 1, 1)),
    adequate=truths,
    outcome=maybe(Outcome),
)
profiles = st.builds(
    Profile,
    birth_year=st.none() | st.integers(1880, 2200),
    sex=maybe(Sex),
    headaches_since=st.none() | days,
    lifetime_migraine_attacks=st.none() | st.integers(0, 1_000_000),
    lifetime_aura_attacks=st.none() | st.integers(0, 1_000_000),
    headache_before_overuse=truths,
    every_headache_written=truths,
    every_dose_written=truths,
    every_treatment_listed=truths,
    treatments=st.lists(treatments, max_size=3, unique=True).map(tuple),
)
diaries = st.builds(
    Diary,
    attacks=st.lists(attacks(), max_size=4, unique=True).map(tuple),
    doses=st.lists(doses(), max_size=4, unique=True).map(tuple),
    days=st.lists(entries, max_size=4, unique=True).map(tuple),
    profile=profiles,
)


def said(diary):
    return diary.attacks, diary.doses, diary.days, diary.profile


def written(diary):
    out = io.StringIO(newline="")
    write_diary(diary, out)
    return out.getvalue().encode()


def answer(*raw):
    """The diary in these bytes, or None if they are refused; nothing else may happen."""
    try:
        return read_diary(*(io.BytesIO(one) for one in raw), zone="Europe/Madrid")
    except UnreadableFile:
        return None


def is_sound(raw):
    """Read, read twice, and written and read again: always the same diary."""
    diary = answer(raw)
    if diary is not None:
        assert said(answer(raw, raw)) == said(diary)
        assert said(answer(written(diary))) == said(diary)
        assert all(left.line >= 1 for left in diary.readings[0].left_out)


@by_day
@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(raw):
    is_sound(raw)


@by_day
@given(
    st.sampled_from(
        ["start,pain,note\n", "record,key,name,day,number\n", "date,headache\n", '"#","Started","Lasted"\n']
    ),
    st.text(st.sampled_from("\",;\t\r\n'=:-/+ 0123456789Tyesnoad\x85\u2028é"), max_size=200),
)
@example("start,pain,note\n", '2026-03-01 08:00,5,"a\n2026-03-02 08:00,5,"')
def test_any_text_below_a_known_first_line_gets_an_answer(header, rest):
    is_sound((header + rest).encode())


@by_day
@given(
    st.sampled_from(VALID),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 8), st.binary(max_size=4)), min_size=1, max_size=5),
)
def test_a_valid_file_with_damage_gets_an_answer(raw, damages):
    for at, length, instead in damages:
        at %= len(raw)
        raw = raw[:at] + instead + raw[at + length :]
    is_sound(raw)


@by_day
@given(st.sampled_from(VALID), st.integers(0, 5_000))
def test_a_valid_file_cut_off_keeps_only_what_the_whole_file_says(raw, at):
    cut, whole = answer(raw[: at % len(raw)]), answer(raw)
    assert whole is not None
    if cut is not None:
        # The last row may have lost its end; every other row says what it said.
        assert len({attack.start for attack in cut.attacks} - {attack.start for attack in whole.attacks}) <= 1


@by_day
@given(diaries)
def test_what_is_written_is_read_again_without_loss(diary):
    again = answer(written(diary))
    assert again is not None
    assert said(again) == said(diary)
    assert again.readings[0].left_out == ()
    for before, after in zip(diary.attacks, again.attacks, strict=True):
        assert before.start.utcoffset() == after.start.utcoffset()
    assert written(again) == written(diary)


@by_day
@given(diaries, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_files_does_not_matter(diary, chance):
    alone = replace(diary, attacks=tuple(replace(attack, note="", key="") for attack in diary.attacks))
    # That all is written holds for the days of the file that says so, which are fewer in a part of the diary.
    alone = replace(
        alone, profile=replace(alone.profile, every_headache_written=NOT_KNOWN, every_dose_written=NOT_KNOWN)
    )
    parts = [
        written(Diary(attacks=alone.attacks)),
        written(Diary(doses=alone.doses, profile=alone.profile)),
        written(Diary(days=alone.days)),
    ]
    chance.shuffle(parts)
    assert said(answer(*parts)) == said(answer(written(alone)))


@by_day
@given(st.sampled_from([FILES / "by_hand.csv", FILES / "day_calendar.csv"]), st.integers())
def test_the_order_of_lines_does_not_matter(path, seed):
    header, *lines = path.read_bytes().splitlines(keepends=True)
    random.Random(seed).shuffle(lines)
    assert said(answer(header + b"".join(lines))) == said(answer(path.read_bytes()))
