"""What diary do the rows of one person stand for?

The judge explains one person of a registry by this diary. It says to every criterion what the
written diary said; notes, the moment of an entry and the wording of a drug's name are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from reprieve.pathway.diary.choices import Autonomic, EasedBy, Nausea, Quality, Side
from reprieve.pathway.diary.records import Attack, AuraSymptom, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.population.encoding import EFFECTS, EPOCH_TIME, SEXES, TOLD
from reprieve.pathway.population.layout import ATTACK_BITS, DAY_BITS, ENDLESS, EPOCH, MISSING, NOT_WRITTEN, PROFILE_BITS
from reprieve.pathway.population.told import from_text
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

Row = Mapping[str, Any]


def diary_of(tables: Mapping[str, Sequence[Row]], drugs: Sequence[str]) -> Diary:
    """The diary of one person.

    Parameters
    ----------
    tables : mapping of table to rows
        All rows of the person, each a mapping of column to value.
    drugs : sequence of str
        The registry's drug names; the first, which is empty, is a drug that is not known.
    """
    return Diary(
        attacks=tuple(_attack(row) for row in tables["attacks"]),
        doses=tuple(_dose(row, drugs) for row in tables["doses"]),
        days=tuple(_day(row) for row in tables["days"]),
        profile=_profile(tables["profiles"][0]),
    )


def moment(time_s: int, offset_min: int) -> datetime:
    """The moment as the person's clock showed it."""
    return (EPOCH_TIME + timedelta(seconds=time_s)).astimezone(timezone(timedelta(minutes=offset_min)))


def truths(row: Row, numbers: Mapping[str, int]) -> dict[str, Any]:
    """The bits of a row as truths."""
    return {
        name: (YES if row["flags"] >> bit & 1 else NO) if row["known"] >> bit & 1 else NOT_KNOWN
        for name, bit in numbers.items()
    }


# An answer that says to the criteria what the bits say: which side it was, or how the pain felt otherwise, is lost.
def _side(said: Mapping[str, Truth]) -> Side | None:
    if said["one_sided"] is YES:
        return Side.ONE
    return Side.BOTH if said["both_sides"] is YES else None


def _several(said: Mapping[str, Truth], names: Mapping[str, Any]) -> tuple[frozenset[Any] | None, bool]:
    """What was ticked, and whether what is not ticked was not there."""
    if all(said[name] is NOT_KNOWN for name in names):
        return None, True
    return frozenset(one for name, one in names.items() if said[name] is YES), NOT_KNOWN not in (
        said[name] for name in names
    )


QUALITIES = {"pulsating": Quality.PULSATING, "pressing": Quality.PRESSING}
SIGNS = {"conjunctival_injection": Autonomic.CONJUNCTIVAL_INJECTION, "lacrimation": Autonomic.LACRIMATION}


def _signs(said: Mapping[str, Truth]) -> tuple[frozenset[Autonomic] | None, bool]:
    """What the face did; a sign that is neither of those two stands for itself, and says nothing of them."""
    all_told = all(said[name].known for name in SIGNS)
    ticked = frozenset(one for name, one in SIGNS.items() if said[name] is YES)
    if not ticked and said["autonomic_sign"] is YES:
        ticked = frozenset({Autonomic.NASAL})
    return (ticked, all_told) if ticked or all_told else (None, True)


def _nausea(said: Mapping[str, Truth]) -> Nausea | None:
    if said["nausea"] is NOT_KNOWN:
        return None
    if said["nausea"] is NO:
        return Nausea.NONE
    return {YES: Nausea.MODERATE, NO: Nausea.MILD, NOT_KNOWN: Nausea.YES}[said["nausea_beyond_mild"]]


def _attack(row: Row) -> Attack:
    said = truths(row, ATTACK_BITS)
    start = moment(row["start_s"], row["start_offset_min"])
    until = moment(row["until_s"], row["until_offset_min"])
    ended, going_on = said["endless"] is NO, said["going_on"] is YES
    entered = going_on and said["timeless"] is NO
    # Pain that is known to have gone on beyond its start, without an end: as if the person had woken with it.
    woke = not ended and not entered and until > start
    qualities, all_qualities = _several(said, QUALITIES)
    signs, all_signs = _signs(said)
    return Attack(
        start=start,
        end=until if ended else None,
        ongoing=YES if going_on else NOT_KNOWN,
        woke_at=until if woke else None,
        woke_pain_free=NO if woke else NOT_KNOWN,
        entered_at=until if entered else None,
        pain_0_to_10=None if row["pain_0_to_10"] == NOT_WRITTEN else row["pain_0_to_10"],
        side=_side(said),
        qualities=qualities,
        qualities_complete=all_qualities,
        autonomic=signs,
        autonomic_complete=all_signs,
        nausea=_nausea(said),
        aura_symptoms=from_text(AuraSymptom, row["symptoms"]),
        aura_in_succession=NOT_KNOWN if said["aura"] is NO else said["aura_in_succession"],
        eased_by={YES: EasedBy.SLEEP, NO: EasedBy.ITSELF, NOT_KNOWN: None}[said["eased_by_sleep_or_drug"]],
        key="" if row["key"] == MISSING else str(row["key"]),
        **{
            name: said[name]
            for name in (
                *("around_eye_or_temple", "restless", "worse_with_activity", "vomiting", "photophobia", "phonophobia"),
                *("aura", "headache_within_60_min", "function_lost", "drug_taken", "believed_migraine"),
                "like_previous",
            )
        },
    )


def _dose(row: Row, drugs: Sequence[str]) -> Dose:
    told: dict[str, Any] = {}
    for name, (first, width, answers) in EFFECTS.items():
        number = row["effects"] >> first & ((1 << width) - 1)
        if number:
            told[name] = answers[number - 1]
    return Dose(
        name=drugs[row["drug"]] or "?",
        time=None if row["time_s"] == MISSING else moment(row["time_s"], row["offset_min"]),
        day=EPOCH + timedelta(days=row["day"]),
        days=row["days"],
        attack_key="" if row["key"] == MISSING else str(row["key"]),
        **told,
    )


def _day(row: Row) -> DayEntry:
    return DayEntry(day=EPOCH + timedelta(days=row["day"]), **truths(row, DAY_BITS))


def _profile(row: Row) -> Profile:
    said = truths(row, PROFILE_BITS)

    def count(name: str) -> int | None:
        return row[f"{name}_least"] if row[f"{name}_least"] == row[f"{name}_most"] != ENDLESS else None

    return Profile(
        birth_year=None if row["birth_year"] == NOT_WRITTEN else row["birth_year"],
        sex=SEXES[row["sex"]],
        headaches_since=None if row["headaches_since"] == MISSING else EPOCH + timedelta(days=row["headaches_since"]),
        daily_since=None if row["daily_since"] == MISSING else EPOCH + timedelta(days=row["daily_since"]),
        lifetime_migraine_attacks=count("lifetime_migraine_attacks"),
        lifetime_aura_attacks=count("lifetime_aura_attacks"),
        midas_total=None if row["midas"] == NOT_WRITTEN else row["midas"],
        hit6_total=None if row["hit6"] == NOT_WRITTEN else row["hit6"],
        treatments=from_text(Treatment, row["treatments"]),
        **{name: said[name] for name in TOLD},
    )
