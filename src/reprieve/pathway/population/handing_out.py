"""Which dose was taken for which attack? The compiled form of what `diary.attacks` does.

A dose belongs to the attack it names, or to the only one it can have been taken for. What doses say of
an attack is joined bit by bit as records are; the bits of one dose hang on its drug and on whether it
eased the pain, and are looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from reprieve.pathway.diary.attack_facts import _is_triptan
from reprieve.pathway.diary.attacks import DOSE_REACH, MOST_NEAR
from reprieve.pathway.diary.choices import Effect, Helped
from reprieve.pathway.diary.drugs import Drug, identify
from reprieve.pathway.diary.records import Dose
from reprieve.pathway.diary.spells import DRUG_ENDED_WITHIN_H
from reprieve.pathway.population.encoding import EFFECTS
from reprieve.pathway.population.kernels import Array, kernel, position
from reprieve.pathway.population.layout import DAY_S, MISSING, bit_numbers
from reprieve.pathway.population.merging import ENDLESS_BIT, HOUR_S, Wholes
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, truth_of

REACH_S = int(DOSE_REACH.total_seconds())
NONE = -1

# What the acute doses of an attack are asked; of no dose the answer is no.
DOSE_BITS = bit_numbers(
    *("acute", "triptan_or_ergot", "triptan", "pain_reliever", "relieved"),
    *("relieved_by_triptan_or_ergot", "tried", "tried_relieved"),
)
OF_DRUG: Mapping[str, Callable[[Drug], bool]] = {
    "triptan_or_ergot": lambda drug: drug.triptan_or_ergot,
    "triptan": _is_triptan,
    "pain_reliever": lambda drug: drug.pain_reliever,
}
TWO_HOURS, HELPED = EFFECTS["effect_at_2h"], EFFECTS["helped"]
PAIN_FREE = TWO_HOURS[2].index(Effect.PAIN_FREE) + 1


class Doses(NamedTuple):
    """The columns of doses that are read."""

    key: Array
    time_s: Array
    day: Array
    days: Array
    drug: Array
    effects: Array


class Given(NamedTuple):
    """Of each attack: whether it has doses, may have one that may be another's, and what its acute doses say."""

    dosed: Array
    maybe_dosed: Array
    ended_by_dose: Array
    yes: Array
    no: Array


def nothing_given(attacks: int) -> Given:
    """No dose yet."""
    dosed, maybe_dosed, ended = (np.zeros(attacks, dtype=np.bool_) for _ in range(3))
    yes, no = np.zeros(attacks, dtype=np.uint16), np.full(attacks, 0xFFFF, dtype=np.uint16)
    return Given(dosed, maybe_dosed, ended, yes, no)


def relieved_by_effects() -> Array:
    """Whether a dose eased the pain, by the first bits of its effects: 1 yes, 2 no, 0 not known."""
    width = HELPED[0] + HELPED[1]
    found = np.zeros(1 << width, dtype=np.uint8)
    for effects in range(1 << width):
        told = {}
        for name, (first, bits, answers) in (("effect_at_2h", TWO_HOURS), ("helped", HELPED)):
            number = effects >> first & ((1 << bits) - 1)
            if 0 < number <= len(answers):
                told[name] = answers[number - 1]
        truth = _some_dose(**told).relieved
        found[effects] = {YES: 1, NO: 2, NOT_KNOWN: 0}[truth]
    return found


def _some_dose(effect_at_2h: Effect | None = None, helped: Helped | None = None) -> Dose:
    return Dose(name="?", day=date(2000, 1, 1), effect_at_2h=effect_at_2h, helped=helped)


def bits_of_drugs(names: Sequence[str]) -> tuple[Array, Array]:
    """What a dose says, by its drug and by whether it eased the pain (0 not known, 1 yes, 2 no): yes, and not no."""
    yes = np.zeros((len(names), 3), dtype=np.uint16)
    no = np.full((len(names), 3), 0xFFFF, dtype=np.uint16)
    for number, name in enumerate(names):
        drug = identify(name) if name else None
        if drug is not None and not drug.acute:
            continue
        for relieved, truth in enumerate((NOT_KNOWN, YES, NO)):
            for answer, of in _answers(drug, truth).items():
                bit = np.uint16(1 << DOSE_BITS[answer])
                yes[number, relieved] |= bit if of is YES else np.uint16(0)
                no[number, relieved] &= np.uint16(0xFFFF) if of is NO else ~bit
    return yes, no


def _answers(drug: Drug | None, relieved: Truth) -> dict[str, Truth]:
    of = {name: NOT_KNOWN if drug is None else truth_of(ask(drug)) for name, ask in OF_DRUG.items()}
    tried = drug is not None and (of["triptan"] is YES or of["pain_reliever"] is YES)
    return {
        **of,
        "acute": YES,
        "relieved": relieved,
        "relieved_by_triptan_or_ergot": relieved if of["triptan_or_ergot"] is YES else NO,
        "tried": truth_of(tried),
        "tried_relieved": relieved if tried else NO,
    }


@kernel
def give(
    dose: int,
    to: int,
    doses: Doses,
    wholes: Wholes,
    relieved: Array,
    drug_yes: Array,
    drug_no: Array,
    out: Given,
    attack_of_dose: Array,
) -> None:
    """One dose to one attack."""
    effects = doses.effects[dose]
    eased = relieved[effects & np.uint16(15)]
    drug = doses.drug[dose]
    out.dosed[to] = True
    out.yes[to] |= drug_yes[drug, eased]
    out.no[to] &= drug_no[drug, eased]
    attack_of_dose[dose] = to
    timed = doses.time_s[dose] != MISSING and not wholes.yes[to] & ENDLESS_BIT
    before_end_h = (int(wholes.until_s[to]) - doses.time_s[dose]) / HOUR_S
    if (effects & 3) == PAIN_FREE and timed and before_end_h <= DRUG_ENDED_WITHIN_H:
        out.ended_by_dose[to] = True


@kernel
def fits(dose: int, attack: int, doses: Doses, wholes: Wholes) -> bool:
    """Whether a dose that names no attack can have been taken for this one."""
    if doses.time_s[dose] == MISSING:
        return wholes.first_day[attack] <= doses.day[dose] <= wholes.last_day[attack]
    start_s, until_s, time_s = int(wholes.start_s[attack]), wholes.until_s[attack], doses.time_s[dose]
    reach_s = max(start_s + REACH_S, until_s) if wholes.yes[attack] & ENDLESS_BIT else int(until_s)
    return start_s <= time_s <= reach_s


@kernel
def hand_out(
    dose_offsets: Array,
    row_offsets: Array,
    offsets: Array,
    doses: Doses,
    wholes: Wholes,
    whole_of_row: Array,
    relieved: Array,
    drug_yes: Array,
    drug_no: Array,
    out: Given,
    attack_of_dose: Array,
) -> None:
    """Each dose to the attack it names, or to the only one it can have been taken for."""
    for p in range(len(dose_offsets) - 1):
        for d in range(dose_offsets[p], dose_offsets[p + 1]):
            attack_of_dose[d] = NONE
            if doses.key[d] != MISSING:
                to = whole_of_row[row_offsets[p] + doses.key[d]]
                give(d, to, doses, wholes, relieved, drug_yes, drug_no, out, attack_of_dose)
                continue
            first_s, last_s = int(doses.time_s[d]) - REACH_S, int(doses.time_s[d])
            if doses.time_s[d] == MISSING:
                midnight_s = int(doses.day[d]) * DAY_S
                first_s, last_s = midnight_s - 2 * DAY_S, midnight_s + 3 * DAY_S
            end = position(wholes.start_s, offsets[p], offsets[p + 1], last_s + 1)
            begin = position(wholes.start_s, offsets[p], offsets[p + 1], first_s)
            begin = max(begin - 1, offsets[p], end - MOST_NEAR)
            found, to = 0, 0
            for n in range(begin, end):
                if fits(d, n, doses, wholes):
                    found, to = found + 1, n
            if found == 1:
                give(d, to, doses, wholes, relieved, drug_yes, drug_no, out, attack_of_dose)
            elif found > 1:
                for n in range(begin, end):
                    if fits(d, n, doses, wholes):
                        out.maybe_dosed[n] = True


@kernel
def name_two_attacks(row_offsets: Array, key: Array, whole_of_row: Array, out: Array) -> None:
    """Of each person, whether one key stands at records of two different attacks."""
    for p in range(len(row_offsets) - 1):
        begin = row_offsets[p]
        for row in range(begin, row_offsets[p + 1]):
            if key[row] != MISSING and whole_of_row[begin + key[row]] != whole_of_row[row]:
                out[p] = True


@kernel
def are_equal(doses: Doses, one: int, other: int) -> bool:
    """Whether two doses are written alike."""
    same = doses.key[one] == doses.key[other] and doses.time_s[one] == doses.time_s[other]
    same = same and doses.days[one] == doses.days[other] and doses.drug[one] == doses.drug[other]
    return same and doses.effects[one] == doses.effects[other]


@kernel
def held_by_others(offsets: Array, doses: Doses, of_kinds: Array, out: Array) -> None:
    """Of each dose that lies on one of several days, for which kinds another dose may be the same day's.

    `of_kinds` has, by drug, a bit for each kind that a dose of it is or may be of. Another is one of a known day
    among its days, one of several days that begins before it and reaches it, or one that begins with it and
    stands before it.
    """
    for p in range(len(offsets) - 1):
        for d in range(offsets[p], offsets[p + 1]):
            out[d] = 0
            if doses.days[d] == 1:
                continue
            first, last = doses.day[d], doses.day[d] + doses.days[d] - 1
            for k in range(offsets[p], offsets[p + 1]):
                begin, end = doses.day[k], doses.day[k] + doses.days[k] - 1
                if doses.days[k] == 1:
                    held = first <= begin <= last
                elif begin == first:
                    held = k < d and not are_equal(doses, k, d)
                else:
                    held = begin < first <= end
                if held:
                    out[d] |= of_kinds[doses.drug[k]]
