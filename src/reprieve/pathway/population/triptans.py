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
    EFFECT_AFTER,
    LASTS,
    LEAST_ATTACKS,
    OUT_OF,
    RESPONDS_IN,
    _against_pain,
    triptan_of,
)
from reprieve.pathway.population.encoding import EFFECTS, TRIPTANS
from reprieve.pathway.population.handing_out import Doses
from reprieve.pathway.population.kernels import Array, kernel
from reprieve.pathway.population.layout import A_TRIPTAN, MISSING, TRIPTAN_BITS
from reprieve.pathway.population.people import Drugs
from reprieve.pathway.population.planes import Edges, Planes
from reprieve.pathway.terms.spans import PRESENT_DAYS

if TYPE_CHECKING:
    from reprieve.pathway.population.asking import Asking

LASTS_S = int(LASTS.total_seconds())
assert EFFECT_AFTER < LASTS  # noqa: S101
KINDS = len(TRIPTANS)
YES, NO, NOT_KNOWN = 1, 2, 0

SHIFT = {name: first for name, (first, _, _) in EFFECTS.items()}
AT_2H, HELPED, ROUTE = SHIFT["effect_at_2h"], SHIFT["helped"], SHIFT["route"]
SYMPTOMS, RELAPSE, HARM = (SHIFT[name] for name in ("symptoms_relieved_at_2h", "relapse_within_24_h", "adverse_effect"))
NO_EFFECT = EFFECTS["effect_at_2h"][2].index(Effect.NONE) + 1
HELPED_NOT = EFFECTS["helped"][2].index(Helped.NO) + 1
BY_SKIN, OTHER_ROUTE = (EFFECTS["route"][2].index(it) + 1 for it in (Route.SUBCUTANEOUS, Route.OTHER))
TRIED, WORKED, FAILED = (TRIPTAN_BITS[name] for name in ("tried", "worked", "failed"))
SKIN_TRIED, SKIN_WORKED, SKIN_FAILED = (
    TRIPTAN_BITS[name] for name in ("by_skin", "worked_by_skin", "failed_by_skin")
)


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
    """The attacks of people as triptans ask about them: when the next headache began, and whether nothing came with it."""

    next_start_s: Array
    nothing_else: Array


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
    pain = people.wholes
    headache = ~(pain.pain_known & (pain.pain == 0))
    next_start_s = np.full(len(it.attacks), MISSING, dtype=np.int32)
    put_next_starts(people.whole_offsets, headache, pain.start_s, next_start_s)
    nothing_else = people.said("nausea").no & people.said("vomiting").no
    nothing_else &= people.said("photophobia").no & people.said("phonophobia").no
    judge_triptans(
        people.dose_offsets,
        people.doses,
        people.attack_of_dose,
        kinds_of(people.drugs),
        Course(next_start_s, nothing_else),
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


@kernel
def together(d: int, other: int, attack: Array, day: Array) -> bool:
    """Whether two doses were taken for one attack, or on one day for none."""
    return attack[d] == attack[other] and (attack[d] >= 0 or day[d] == day[other])


@kernel
def counts_here(d: int, doses: Doses, attack: Array, acute: Array, since: int) -> bool:
    """Whether a dose is of the last year and against an attack."""
    return doses.day[d] >= since and acute[doses.drug[d]] and (attack[d] >= 0 or doses.days[d] == 1)


@kernel
def agree(one: int, other: int) -> int:
    """One answer of two; two that contradict each other are none."""
    if one == NOT_KNOWN or one == other:
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
def it_lasted(
    d: int, begin: int, end: int, doses: Doses, attack: Array, kinds: DrugKinds, course: Course, since: int
) -> int:
    """Whether the headache stayed away, and no further drug was needed, for 24 hours after a dose."""
    relapse = doses.effects[d] >> RELAPSE & 3
    time_s = np.int64(doses.time_s[d])
    if time_s == MISSING:
        return opposite(relapse)
    for k in range(begin, end):
        if doses.time_s[k] == MISSING or not time_s < doses.time_s[k] <= time_s + LASTS_S:
            continue
        counts = counts_here(k, doses, attack, kinds.acute, since) and kinds.against_pain[doses.drug[k]]
        if counts and together(d, k, attack, doses.day):
            return NO
    next_s = np.int64(course.next_start_s[attack[d]]) if attack[d] >= 0 else np.int64(MISSING)
    if next_s != MISSING and next_s - time_s < LASTS_S:
        return NOT_KNOWN if relapse == NO else NO
    return opposite(relapse)


@kernel
def treated_effectively(
    d: int,
    triptan: int,
    begin: int,
    end: int,
    doses: Doses,
    attack: Array,
    kinds: DrugKinds,
    course: Course,
    since: int,
) -> tuple[int, int]:
    """Whether the attack in which dose `d` was taken was treated effectively, and the routes of the triptan's doses.

    It is judged by the first dose of the triptan; by all of them where their order is not known.
    """
    routes, first, all_timed = 0, -1, True
    for k in range(begin, end):
        own = kinds.triptans[doses.drug[k]] >> triptan & 1 and together(d, k, attack, doses.day)
        if not own or not counts_here(k, doses, attack, kinds.acute, since):
            continue
        routes |= 1 << (doses.effects[k] >> ROUTE & 7)
        if doses.time_s[k] == MISSING:
            all_timed = False
        # Of two at one moment the one that names its attack stands first.
        named, first_named = doses.key[k] != MISSING, first >= 0 and doses.key[first] != MISSING
        earlier = first < 0 or doses.time_s[k] < doses.time_s[first]
        if earlier or (doses.time_s[k] == doses.time_s[first] and named and not first_named):
            first = k
    answers = np.zeros((4, 3), dtype=np.bool_)
    for k in range(begin, end):
        if all_timed and k != first:
            continue
        own = kinds.triptans[doses.drug[k]] >> triptan & 1 and together(d, k, attack, doses.day)
        if not own or not counts_here(k, doses, attack, kinds.acute, since):
            continue
        effects = np.int64(doses.effects[k])
        answers[0, better_at_2h(effects)] = True
        answers[1, effects >> SYMPTOMS & 3] = True
        answers[2, opposite(effects >> HARM & 3)] = True
        answers[3, it_lasted(k, begin, end, doses, attack, kinds, course, since)] = True
    found = YES
    for question in range(4):
        said = NOT_KNOWN
        if answers[question].sum() == 1:
            said = YES if answers[question, YES] else (NO if answers[question, NO] else NOT_KNOWN)
        if question == 1 and said == NOT_KNOWN and attack[d] >= 0 and course.nothing_else[attack[d]]:
            said = YES
        if said == NO:
            found = NO
        elif said == NOT_KNOWN and found == YES:
            found = NOT_KNOWN
    return found, routes


@kernel
def responds(yes: int, no: int, not_known: int) -> int:
    """Whether at least three of four attacks were treated effectively."""
    attacks = yes + no + not_known
    if attacks < LEAST_ATTACKS:
        return NOT_KNOWN
    if yes * OUT_OF >= RESPONDS_IN * attacks:
        return YES
    return NO if (yes + not_known) * OUT_OF < RESPONDS_IN * attacks else NOT_KNOWN


@kernel
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
    for p in range(len(offsets) - 1):
        begin, end = offsets[p], offsets[p + 1]
        taken = 0
        since = np.int64(last[p]) - PRESENT_DAYS
        for d in range(begin, end):
            if counts_here(d, doses, attack, kinds.acute, since):
                taken |= kinds.triptans[doses.drug[d]]
        if taken == 0 and history[p] == 0:
            continue
        for triptan in range(KINDS):
            told = np.int64(history[p] >> np.uint64(triptan * A_TRIPTAN))
            if not (taken >> triptan & 1 or told >> TRIED & 1):
                continue
            known[triptan, p] = True
            counted, by_skin = np.zeros(3, dtype=np.int64), np.zeros(3, dtype=np.int64)
            any_skin = False
            for d in range(begin, end):
                if not (kinds.triptans[doses.drug[d]] >> triptan & 1):
                    continue
                if not counts_here(d, doses, attack, kinds.acute, since):
                    continue
                route = doses.effects[d] >> ROUTE & 7
                injected[1, p] |= route == 0 or route == OTHER_ROUTE
                again = False
                for k in range(begin, d):
                    own = kinds.triptans[doses.drug[k]] >> triptan & 1 and together(d, k, attack, doses.day)
                    again |= own and counts_here(k, doses, attack, kinds.acute, since)
                if again:
                    continue
                answer, routes = treated_effectively(d, triptan, begin, end, doses, attack, kinds, course, since)
                counted[answer] += 1
                if routes >> BY_SKIN & 1:
                    any_skin = True
                    if routes == 1 << BY_SKIN or answer != YES:
                        by_skin[answer] += 1
            said = YES if told >> WORKED & 1 else (NO if told >> FAILED & 1 else NOT_KNOWN)
            works[triptan, p] = agree(responds(counted[YES], counted[NO], counted[NOT_KNOWN]), said)
            if told >> SKIN_TRIED & 1 or by_skin.sum():
                said = YES if told >> SKIN_WORKED & 1 else (NO if told >> SKIN_FAILED & 1 else NOT_KNOWN)
                answer = agree(responds(by_skin[YES], by_skin[NO], by_skin[NOT_KNOWN]), said)
                injected[0, p] |= answer == NO
                injected[1, p] |= answer == NOT_KNOWN
            elif any_skin:
                injected[1, p] = True
