"""However several files tell one life, the diary of them is the same, loses nothing and changes nothing unsaid."""

import io
from dataclasses import fields
from datetime import date, datetime, timedelta, timezone
from itertools import permutations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reprieve.pathway.diary.choices import EasedBy, Effect, Nausea, Outcome, Quality, Side
from reprieve.pathway.diary.columns import KINDS
from reprieve.pathway.diary.merge_report import What
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import Attack, AuraKind, AuraSymptom, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.diary.writing import write_diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

by_day = settings(deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much])

truths = st.sampled_from([YES, NO, NOT_KNOWN])
offsets = st.sampled_from([0, 0, 0, -5]).map(lambda hours: timezone(timedelta(hours=hours)))
# Few moments, close together, so that files meet.
walls = st.sampled_from([0, 480, 480, 490, 505, 515, 600, 780, 1440 + 480]).map(
    lambda minutes: datetime(2026, 3, 1) + timedelta(minutes=minutes)  # noqa: DTZ001 - gets its offset below
)
lengths = st.sampled_from([None, None, 0, 15, 60, 240, 1440, 4000])
ticked = st.none() | st.frozensets(st.sampled_from([Quality.PULSATING, Quality.PRESSING]), min_size=1)
auras = st.builds(
    AuraSymptom,
    kind=st.sampled_from([AuraKind.VISUAL, AuraKind.SENSORY]),
    minutes=st.sampled_from([None, 10.0, 20.0]),
    spreads=truths,
)


@st.composite
def attacks(draw):
    start = draw(walls).replace(tzinfo=draw(offsets))
    minutes = draw(lengths)
    symptoms = tuple(draw(st.lists(auras, max_size=2)))
    return Attack(
        start=start,
        end=None if minutes is None else start + timedelta(minutes=minutes),
        ongoing=draw(truths) if minutes is None else draw(st.sampled_from([NO, NOT_KNOWN])),
        woke_at=draw(st.none() | st.sampled_from([5, 300]).map(lambda later: start + timedelta(minutes=later))),
        entered_at=draw(st.none() | st.just(start + timedelta(minutes=45))),
        pain_0_to_10=draw(st.sampled_from([None, 0, 5, 6])),
        side=draw(st.none() | st.sampled_from(list(Side))),
        qualities=draw(ticked),
        qualities_complete=draw(st.booleans()),
        nausea=draw(st.none() | st.sampled_from([Nausea.YES, Nausea.MILD, Nausea.NONE])),
        vomiting=draw(truths),
        aura=YES if symptoms else draw(truths),
        aura_symptoms=symptoms,
        headache_within_60_min=draw(truths),
        drug_taken=draw(truths),
        eased_by=draw(st.none() | st.just(EasedBy.SLEEP)),
        note=draw(st.sampled_from(["", "", "rain", "rain and wind", "wind"])),
    )


@st.composite
def doses(draw, keys):
    time = draw(st.none() | st.sampled_from([485, 490, 500, 600]).map(lambda n: timedelta(minutes=n)))
    start = datetime(2026, 3, 1, tzinfo=draw(offsets))
    return Dose(
        name=draw(st.sampled_from(["sumatriptan", "Imitrex 50 mg", "ibuprofen", "a blue pill"])),
        time=None if time is None else start + time,
        day=None if time else date(2026, 3, 1),
        days=1 if time else draw(st.sampled_from([1, 2])),
        attack_key=draw(st.sampled_from(["", *keys])),
        effect_at_2h=draw(st.none() | st.sampled_from([Effect.NONE, Effect.PAIN_FREE])),
        adverse_effect=draw(truths),
    )


entries = st.builds(
    DayEntry, day=st.sampled_from([date(2026, 3, 1), date(2026, 3, 2)]), headache=truths, menstruation=truths
)
treatments = st.builds(
    Treatment,
    name=st.sampled_from(["topiramate", "Topamax", "propranolol"]),
    started=st.sampled_from([None, date(2025, 1, 1)]),
    stopped=st.sampled_from([None, date(2025, 4, 1), date(2025, 6, 1)]),
    target_reached_on=st.sampled_from([None, date(2025, 2, 1), date(2025, 4, 1)]),
    adequate=truths,
    outcome=st.none() | st.sampled_from([Outcome.NO_EFFECT, Outcome.HELPED]),
)
profiles = st.builds(
    Profile,
    birth_year=st.sampled_from([None, 1980, 1981]),
    family_hemiplegic=truths,
    midas_total=st.none() | st.just(5),
)


@st.composite
def files(draw):
    """One file: its attacks have keys of their own, numbers as many apps give them, or none."""
    told = draw(st.lists(attacks(), max_size=4, unique=True))
    first = draw(st.sampled_from([1, 1, 7]))
    keyed = draw(st.booleans())
    told = [
        Attack(**{item.name: getattr(one, item.name) for item in fields(Attack)} | {"key": str(first + n)})
        if keyed
        else one
        for n, one in enumerate(told)
    ]
    keys = [one.key for one in told if one.key]
    return Diary(
        attacks=tuple(told),
        doses=tuple(draw(st.lists(doses(keys), max_size=3, unique=True))),
        days=tuple(draw(st.lists(entries, max_size=2, unique=True))),
        profile=Profile(
            **{item.name: getattr(draw(profiles), item.name) for item in fields(Profile) if item.name != "treatments"},
            treatments=tuple(draw(st.lists(treatments, max_size=2, unique=True))),
        ),
    )


several = st.lists(files(), min_size=2, max_size=3)


def written(diary):
    out = io.StringIO(newline="")
    write_diary(diary, out)
    return out.getvalue().encode()


def read(*raw):
    return read_diary(*(io.BytesIO(one) for one in raw))


def is_blank(raw):
    return raw.strip(b"\xef\xbb\xbf\r\n") == b"record"


def written_once(diaries):
    return [raw for raw in map(written, diaries) if not is_blank(raw)]


def opened(conflict):
    """Whether less is kept than each of the files says."""
    return conflict.item == "nausea" and conflict.kept is not None


def said(diary):
    """The diary, and the offsets of its times, which Python does not compare."""
    return diary.attacks, diary.doses, diary.days, diary.profile, [one.start.utcoffset() for one in diary.attacks]


@by_day
@given(several)
def test_the_order_of_files_does_not_change_the_diary(diaries):
    raws = written_once(diaries)
    if raws:
        one, *others = [read(*order) for order in permutations(raws)]
        for other in others:
            assert said(other) == said(one)


@by_day
@given(several)
def test_a_file_read_again_changes_nothing(diaries):
    raws = written_once(diaries)
    if raws:
        once = read(*raws)
        for again in raws:
            twice = read(*raws, again)
            assert said(twice) == said(once)
            assert twice.readings[: len(raws)] == once.readings
            assert twice.readings[-1].rows_read == 0


@by_day
@given(several)
def test_putting_together_what_was_put_together_changes_nothing(diaries):
    raws = written_once(diaries)
    if raws:
        once = read(*raws)
        # What was contradicted is not known, and a file that says it adds it again.
        assume(not any(one.kept is None and one.what is not What.DAY for one in once.merge.conflicts))
        assume(not any(opened(one) for one in once.merge.conflicts))
        whole = written(once)
        for others in ((), *((raw,) for raw in raws), tuple(raws)):
            again = read(whole, *others)
            assert said(again) == said(once)


@by_day
@given(several)
def test_files_have_together_no_fewer_attacks_than_the_fullest_and_no_more_than_all(diaries):
    raws = written_once(diaries)
    if raws:
        alone = [len(read(raw).attacks) for raw in raws]
        assert max(alone) <= len(read(*raws).attacks) <= sum(alone)
        assert alone == [len(one.attacks) for one in diaries if not is_blank(written(one))]


@by_day
@given(several)
def test_nothing_that_a_file_says_is_lost_or_changed_without_a_conflict(diaries):
    raws = written_once(diaries)
    if not raws:
        return
    whole = read(*raws)
    for number, raw in enumerate(raws, start=1):
        alone = read(raw)
        for told, kept, what, on in (
            (alone.attacks, whole.attacks, What.ATTACK, lambda one: one.start.date()),
            (alone.doses, whole.doses, What.DOSE, lambda one: one.on),
            (alone.profile.treatments, whole.profile.treatments, What.TREATMENT, lambda one: one.started),
            ((alone.profile,), (whole.profile,), What.PROFILE, lambda one: None),
        ):
            for record in told:
                assert any(tells(one, record, listed(whole, what, on(one), number)) for one in kept), record
        assert set(alone.days) <= set(whole.days)


def listed(diary, what, on, number):
    """What the report lists as dropped of this file: (item, value)."""
    return {
        (conflict.item, told.value)
        for conflict in diary.merge.conflicts
        for told in conflict.dropped
        if (conflict.what, conflict.on) == (what, on) and number in told.files
    }


def tells(kept, record, dropped):
    """Whether a record of the diary says all that a record of a file says, but for what is listed."""
    return all(
        says(item.name, getattr(kept, item.name), getattr(record, item.name), kept, record, dropped)
        for item in fields(record)
        if item.name not in ("key", "attack_key", "treatments", "day", "days", "qualities_complete")
    )


def says(name, kept, value, whole, record, dropped):
    if value in (None, NOT_KNOWN, "", ()):
        return True
    if name == "aura_symptoms":
        return all(symptom_told(symptom, whole, dropped) for symptom in value)
    if (name, cell(name, value)) in dropped:
        return True
    if name == "qualities":
        present = kept is not None and value <= kept
        return present and (not record.qualities_complete or (kept == value and whole.qualities_complete))
    if name == "note":
        return value in kept
    if isinstance(value, datetime):
        return kept is not None and kept.isoformat() == value.isoformat()
    return kept == value or (value, kept) in [
        (Nausea.YES, Nausea.MILD),
        (Side.ONE, Side.LEFT),
        (Side.ONE, Side.RIGHT),
    ]


def symptom_told(symptom, whole, dropped):
    if ("aura_symptoms", symptom.kind.value) in dropped:
        return True
    return any(
        one.kind is symptom.kind
        and all(
            value in (None, NOT_KNOWN, getattr(one, name)) or (f"aura.{name}", KINDS[name].write(value)) in dropped
            for name, value in (("minutes", symptom.minutes), ("spreads", symptom.spreads))
        )
        for one in whole.aura_symptoms
    )


def cell(name, value):
    return value if name in ("name", "note") else KINDS[name].write(value)


@by_day
@given(several)
def test_what_the_report_lists_as_kept_is_what_the_diary_says(diaries):
    raws = written_once(diaries)
    if not raws:
        return
    whole = read(*raws)
    for conflict in whole.merge.conflicts:
        assert all(1 <= number <= len(raws) for told in conflict.dropped for number in told.files)
        if conflict.what is What.ATTACK and not conflict.item.startswith("aura") and conflict.kept:
            there = [one for one in whole.attacks if one.start.date() == conflict.on]
            assert conflict.kept.value in [
                cell(conflict.item, value) for one in there if (value := getattr(one, conflict.item)) is not None
            ]
        if conflict.kept is not None:
            assert conflict.kept.value not in [told.value for told in conflict.dropped]
