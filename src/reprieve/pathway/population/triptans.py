"""Which triptans work, by the diary and by what was tried before? For all people at once.

The compiled form of what `diary.dose_effects` says of triptans: each attack in which one was taken is
asked whether it was treated effectively, and each triptan whether it was in three of four.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reprieve.pathway.diary.choices import Effect, Helped, Route
from reprieve.pathway.diary.dose_effects import (
    LASTS,
    LEAST_ATTACKS,
    OUT_OF,
    RESPONDS_IN,
    _against_pain,
    triptan_of,
)
from reprieve.pathway.population.encoding import EFFECTS, TRIPTANS
from reprieve.pathway.population.handing_out import Doses
from reprieve.pathway.population.kernels import Array, kernel, making_arrays
from reprieve.pathway.population.layout import A_TRIPTAN, MISSING, TRIPTAN_BITS
from reprieve.pathway.population.people import Drugs
from reprieve.pathway.population.planes import Edges, Planes
from reprieve.pathway.terms.spans import PRESENT_DAYS

if TYPE_CHECKING:
    from reprieve.pathway.population.asking import Asking

LASTS_S = int(LASTS.total_seconds())
KINDS = len(TRIPTANS)
YES, NO, NOT_KNOWN = 1, 2, 0

SHIFT = {name: first for name, (first, _, _) in EFFECTS.items()}
AT_2H, HELPED, ROUTE = SHIFT["effect_at_2h"], SHIFT["helped"], SHIFT["route"]
SYMPTOMS, RELAPSE, HARM = (SHIFT[name] for name in ("symptoms_relieved_at_2h", "relapse_within_24_h", "adverse_effect"))
NO_EFFECT = EFFECTS["effect_at_2h"][2].index(Effect.NONE) + 1
HELPED_NOT = EFFECTS["helped"][2].index(Helped.NO) + 1
BY_SKIN, OTHER_ROUTE = (EFFECTS["route"][2].index(it) + 1 for it in (Route.SUBCUTANEOUS, Route.OTHER))
TRIED, WORKED, FAILED = (TRIPTAN_BITS[name] for name in ("tried", "worked", "failed"))
SKIN_TRIED, SKIN_WORKED, SKIN_FAILED = (TRIPTAN_BITS[name] for name in ("by_skin", "worked_by_skin", "failed_by_skin"))


class DrugKinds(NamedTuple):
    """Of each drug: which triptans are in it, whether it is acute, and whether it is taken against pain."""

    triptans: Array
    acute: Array
    against_pain: Array


def kinds_of(drugs: Drugs) -> DrugKinds:
    """What triptans ask of each drug."""
    known = drugs.known
    return DrugKinds(
        np.array([0 if it is None else sum(1 << TRIPTANS.index(one) for one in triptan_of(it)) for it in known]),
        np.array([it is None or it.acute for it in known]),
        np.array([_against_pain(it) for it in known]),
    )


class Course(NamedTuple):
    """What triptans ask besides the doses.

    Parameters
    ----------
    next_start_s, nothing_else : Array
        Of each attack, when the next headache began, and whether it is written that nothing came with it.
    first, after : Array
        Of each dose, the first of its attack or day, and the next one.
    """

    next_start_s: Array
    nothing_else: Array
    first: Array
    after: Array


class Triptans:
    """What is known of each person's triptans."""

    def __init__(self, works: Array, known: Array, all_listed: Array, injected: Planes) -> None:
        self.works, self.known, self.all_listed, self.injected_failed = works, known, all_listed, injected

    @cached_property
    def that_work(self) -> Edges:
        """How many triptans work."""
        return self._how_many(YES)

    @cached_property
    def that_do_not(self) -> Edges:
        """How many do not."""
        return self._how_many(NO)

    def _how_many(self, answer: int) -> Edges:
        sure = (self.known & (self.works == answer)).sum(axis=0)
        maybe = (self.known & ((self.works == answer) | (self.works == NOT_KNOWN))).sum(axis=0)
        return Edges(sure, np.where(self.all_listed, maybe, np.inf))


def triptans_of(it: Asking) -> Triptans:
    """What is known of the triptans of some people."""
    people, n = it.people, len(it.people)
    works, known = np.zeros((KINDS, n), dtype=np.uint8), np.zeros((KINDS, n), dtype=np.bool_)
    injected = np.zeros((2, n), dtype=np.bool_)
    all_listed = people.told("every_treatment_listed").certain & people.told("treatments_all_named").certain
    headache, of = people.truths(~it.attacks.painless), people.wholes
    next_start_s = np.full(len(it.attacks), MISSING, dtype=np.int32)
    put_next_starts(people.whole_offsets, headache, of.start_s, next_start_s)
    nothing_else = people.said("nausea").no & people.said("vomiting").no
    nothing_else = nothing_else & people.said("photophobia").no & people.said("phonophobia").no
    first, after = (np.empty(len(people.doses.day), dtype=np.int32) for _ in range(2))
    group(people.dose_offsets, people.doses, people.attack_of_dose, len(it.attacks), first, after)
    judge_triptans(
        people.dose_offsets,
        people.doses,
        people.attack_of_dose,
        kinds_of(people.drugs),
        Course(next_start_s, people.truths(nothing_else), first, after),
        it.span.last,
        people.column("profiles", "triptans"),
        works,
        known,
        injected,
    )
    unclear = ~all_listed | people.told("triptan_route_unclear").certain
    return Triptans(works, known, all_listed, Planes(injected[0], injected[0] | injected[1] | unclear))


@kernel
def put_next_starts(offsets: Array, headache: Array, start_s: Array, out: Array) -> None:
    """When the headache after each headache began."""
    for p in range(len(offsets) - 1):
        before = -1
        for n in range(offsets[p], offsets[p + 1]):
            if headache[n]:
                if before >= 0:
                    out[before] = start_s[n]
                before = n


@making_arrays
def group(offsets: Array, doses: Doses, attack: Array, attacks: int, first: Array, after: Array) -> None:
    """The doses of one attack, or of one day and no attack, one after the other: of each, the first, and the next."""
    last_of_attack = np.full(attacks, -1, dtype=np.int32)
    for p in range(len(offsets) - 1):
        last_of_none = -1
        for d in range(offsets[p], offsets[p + 1]):
            first[d], after[d] = d, -1
            before = last_of_attack[attack[d]] if attack[d] >= 0 else last_of_none
            if attack[d] >= 0:
                last_of_attack[attack[d]] = d
            else:
                last_of_none = d
            if before >= 0 and (attack[d] >= 0 or doses.day[before] == doses.day[d]):
                first[d], after[before] = first[before], d


@kernel
def counts_here(d: int, doses: Doses, attack: Array, acute: Array, since: int) -> bool:
    """Whether a dose is of the last year and against an attack."""
    return doses.day[d] >= since and acute[doses.drug[d]] and (attack[d] >= 0 or doses.days[d] == 1)


@kernel
def agree(one: int, other: int) -> int:
    """One answer of two; two that contradict each other are none."""
    if one in (NOT_KNOWN, other):
        return other
    return one if other == NOT_KNOWN else NOT_KNOWN


@kernel
def better_at_2h(effects: int) -> int:
    """Whether the pain was better two hours later."""
    effect = effects >> AT_2H & 3
    if effect:
        return NO if effect == NO_EFFECT else YES
    return NO if (effects >> HELPED & 3) == HELPED_NOT else NOT_KNOWN


@kernel
def opposite(answer: int) -> int:
    """No for yes, yes for no."""
    return NOT_KNOWN if answer == NOT_KNOWN else YES + NO - answer


@kernel
def it_lasted(d: int, doses: Doses, attack: Array, kinds: DrugKinds, course: Course, since: int) -> int:
    """Whether the headache stayed away, and no further drug was needed, for 24 hours after a dose."""
    relapse = int(doses.effects[d]) >> RELAPSE & 3
    time_s = int(doses.time_s[d])
    if time_s == MISSING:
        return opposite(relapse)
    k = course.first[d]
    while k >= 0:
        later = doses.time_s[k] != MISSING and time_s < doses.time_s[k] <= time_s + LASTS_S
        if later and counts_here(k, doses, attack, kinds.acute, since) and kinds.against_pain[doses.drug[k]]:
            return NO
        k = course.after[k]
    next_s = int(course.next_start_s[attack[d]]) if attack[d] >= 0 else MISSING
    if next_s != MISSING and next_s - time_s < LASTS_S:
        return NOT_KNOWN if relapse == NO else NO
    return opposite(relapse)


@kernel
def is_own(k: int, triptan: int, doses: Doses, attack: Array, kinds: DrugKinds, since: int) -> bool:
    """Whether a dose is one of the triptan, and counts."""
    return kinds.triptans[doses.drug[k]] >> triptan & 1 and counts_here(k, doses, attack, kinds.acute, since)


@kernel
def first_dose(
    d: int, triptan: int, doses: Doses, attack: Array, kinds: DrugKinds, course: Course, since: int
) -> tuple[int, int]:
    """The triptan's first dose of those from dose `d` on, -1 where their order is not known; and its routes."""
    found, routes, all_timed, k = -1, 0, True, d
    while k >= 0:
        if is_own(k, triptan, doses, attack, kinds, since):
            routes |= 1 << (int(doses.effects[k]) >> ROUTE & 7)
            all_timed = all_timed and doses.time_s[k] != MISSING
            # Of two at one moment the one that names its attack stands first.
            earlier = found < 0 or doses.time_s[k] < doses.time_s[found]
            if found >= 0 and doses.time_s[k] == doses.time_s[found]:
                earlier = doses.key[k] != MISSING and doses.key[found] == MISSING
            if earlier:
                found = k
        k = course.after[k]
    return (found if all_timed else -1), routes


@kernel
def one_answer(answers: Array, question: int) -> int:
    """The answer to a question that all agree in; several are none."""
    yes, no = answers[question, YES], answers[question, NO]
    if answers[question, NOT_KNOWN] or (yes and no):
        return NOT_KNOWN
    return YES if yes else NO


@kernel
def treated_effectively(
    d: int,
    first: int,
    triptan: int,
    doses: Doses,
    attack: Array,
    kinds: DrugKinds,
    course: Course,
    since: int,
    answers: Array,
) -> int:
    """Whether the attack, or the day, whose doses begin with dose `d` was treated effectively by a triptan.

    It is judged by the first dose of the triptan; by all of them where their order is not known.
    """
    answers[:] = False
    k = d if first < 0 else first
    while k >= 0:
        if is_own(k, triptan, doses, attack, kinds, since):
            effects = int(doses.effects[k])
            answers[0, better_at_2h(effects)] = True
            answers[1, effects >> SYMPTOMS & 3] = True
            answers[2, opposite(effects >> HARM & 3)] = True
            answers[3, it_lasted(k, doses, attack, kinds, course, since)] = True
        k = -1 if first >= 0 else course.after[k]
    found = YES
    for question in range(4):
        said = one_answer(answers, question)
        if question == 1 and said == NOT_KNOWN and attack[d] >= 0 and course.nothing_else[attack[d]]:
            said = YES
        if said == NO:
            return NO
        if said == NOT_KNOWN:
            found = NOT_KNOWN
    return found


@kernel
def responds(counted: Array) -> int:
    """Whether at least three of four attacks were treated effectively."""
    yes, not_known = counted[YES], counted[NOT_KNOWN]
    attacks = counted.sum()
    if attacks < LEAST_ATTACKS:
        return NOT_KNOWN
    if yes * OUT_OF >= RESPONDS_IN * attacks:
        return YES
    return NO if (yes + not_known) * OUT_OF < RESPONDS_IN * attacks else NOT_KNOWN


@making_arrays
def judge_triptans(
    offsets: Array,
    doses: Doses,
    attack: Array,
    kinds: DrugKinds,
    course: Course,
    last: Array,
    history: Array,
    works: Array,
    known: Array,
    injected: Array,
) -> None:
    """Whether each person's triptans work, and whether one under the skin failed: (certainly, perhaps)."""
    counted, by_skin = np.zeros((KINDS, 3), dtype=np.int64), np.zeros((KINDS, 3), dtype=np.int64)
    any_skin, answers = np.zeros(KINDS, dtype=np.bool_), np.zeros((4, 3), dtype=np.bool_)
    for p in range(len(offsets) - 1):
        since, taken = int(last[p]) - PRESENT_DAYS, 0
        for d in range(offsets[p], offsets[p + 1]):
            if kinds.triptans[doses.drug[d]] and counts_here(d, doses, attack, kinds.acute, since):
                taken |= kinds.triptans[doses.drug[d]]
                route = int(doses.effects[d]) >> ROUTE & 7
                injected[1, p] |= route == 0 or route == OTHER_ROUTE
        if taken == 0 and history[p] == 0:
            continue
        counted[:], by_skin[:], any_skin[:] = 0, 0, False
        for d in range(offsets[p], offsets[p + 1]):
            # Each attack, or day, is looked at with the first of its doses.
            if course.first[d] != d:
                continue
            for triptan in range(KINDS):
                if not taken >> triptan & 1:
                    continue
                first, routes = first_dose(d, triptan, doses, attack, kinds, course, since)
                if not routes:
                    continue
                answer = treated_effectively(d, first, triptan, doses, attack, kinds, course, since, answers)
                counted[triptan, answer] += 1
                if routes >> BY_SKIN & 1:
                    any_skin[triptan] = True
                    if routes == 1 << BY_SKIN or answer != YES:
                        by_skin[triptan, answer] += 1
        for triptan in range(KINDS):
            told = int(history[p] >> np.uint64(triptan * A_TRIPTAN) & np.uint64((1 << A_TRIPTAN) - 1))
            if not (taken >> triptan & 1 or told >> TRIED & 1):
                continue
            known[triptan, p] = True
            works[triptan, p] = agree(responds(counted[triptan]), said_before(told, WORKED, FAILED))
            if told >> SKIN_TRIED & 1 or by_skin[triptan].sum():
                answer = agree(responds(by_skin[triptan]), said_before(told, SKIN_WORKED, SKIN_FAILED))
                injected[0, p] |= answer == NO
                injected[1, p] |= answer == NOT_KNOWN
            elif any_skin[triptan]:
                injected[1, p] = True


@kernel
def said_before(told: int, worked: int, failed: int) -> int:
    """What is told of what was tried before."""
    if told >> worked & 1:
        return YES
    return NO if told >> failed & 1 else NOT_KNOWN
