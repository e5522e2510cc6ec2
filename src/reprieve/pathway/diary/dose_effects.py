"""What did each drug do, attack by attack: better at two hours, well again, and still so after a day?

EHF 2022 calls an attack effectively treated when the person is well within 2 hours and stays so for
24: the pain better, everything else gone, and no side effect. The guidelines for trials count
freedom from pain at 2 hours. What is not recorded of an attack leaves that attack not known.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from reprieve.pathway.diary.attacks import WholeAttack
from reprieve.pathway.diary.choices import Effect, Helped, Nausea, Outcome, Route
from reprieve.pathway.diary.drugs import Drug, OveruseClass
from reprieve.pathway.diary.records import Diary, Dose, Treatment
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.spans import PRESENT_DAYS
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, agreed, all_of, any_of, opposite

# The drug's effect is asked for at this time after it, and must last so long.
EFFECT_AFTER = timedelta(hours=2)
LASTS = timedelta(hours=24)

# EHF 2022: effective in at least three of four attacks. Fewer than four tell nothing yet. [ours: of all that were
# treated with it in the last year]
LEAST_ATTACKS = 4
RESPONDS_IN, OUT_OF = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatedAttack:
    """One attack, or one day without a written attack, on which a drug was taken.

    Parameters
    ----------
    doses : tuple of Dose
        Those of the drug, in order of time.
    others : tuple of Dose
        What else was taken against the same attack.
    attack : WholeAttack or None
    next_start : datetime or None
        When the next written headache began.
    """

    doses: tuple[Dose, ...]
    others: tuple[Dose, ...]
    attack: WholeAttack | None = None
    next_start: datetime | None = None

    @property
    def first_doses(self) -> tuple[Dose, ...]:
        """The dose by which the drug is judged; all of them where their order is not known."""
        if all(dose.time is not None for dose in self.doses):
            return self.doses[:1]
        return self.doses

    def each(self, of_dose: Callable[[Dose], Truth]) -> Truth:
        """The truth that all doses it may hang on agree in."""
        found = {of_dose(dose) for dose in self.first_doses}
        return found.pop() if len(found) == 1 else NOT_KNOWN


def better_at_2h(dose: Dose) -> Truth:
    """Whether the pain was better, or gone, two hours later."""
    if dose.effect_at_2h is not None:
        return NO if dose.effect_at_2h is Effect.NONE else YES
    # That it helped says nothing of when; that it did not is an answer at any time.
    return NO if dose.helped is Helped.NO else NOT_KNOWN


def pain_free_at_2h(treated: TreatedAttack) -> Truth:
    """Whether the pain was gone two hours later, with nothing else taken in between."""

    def of(dose: Dose) -> Truth:
        if dose.effect_at_2h is None:
            return NO if dose.helped is Helped.NO else NOT_KNOWN
        free = YES if dose.effect_at_2h is Effect.PAIN_FREE else NO
        return NO if _more_taken(treated, dose, EFFECT_AFTER) else free

    return treated.each(of)


def relief_at_2h(treated: TreatedAttack) -> Truth:
    """Whether the pain was better or gone two hours later."""
    return treated.each(better_at_2h)


def lasted(treated: TreatedAttack) -> Truth:
    """Whether the headache stayed away, and no further drug was needed, for 24 hours.

    Notes
    -----
    Where it is said that it did not come back, and another headache is written within the time, two
    sources contradict each other: not known. [ours]
    """

    def of(dose: Dose) -> Truth:
        if _more_taken(treated, dose, LASTS):
            return NO
        if _came_back(treated, dose):
            return NOT_KNOWN if dose.relapse_within_24_h is NO else NO
        return opposite(dose.relapse_within_24_h)

    return treated.each(of)


def _came_back(treated: TreatedAttack, dose: Dose) -> bool:
    """Whether another headache is written to have begun within 24 hours of the dose."""
    return dose.time is not None and treated.next_start is not None and treated.next_start - dose.time < LASTS


def sustained_pain_freedom(treated: TreatedAttack) -> Truth:
    """Free of pain at two hours, and still after 24."""
    return all_of([pain_free_at_2h(treated), lasted(treated)])


def effectively_treated(treated: TreatedAttack) -> Truth:
    """Well within 2 hours and for 24: pain better, everything else gone, no side effect (EHF 2022)."""
    relieved = treated.each(lambda dose: dose.symptoms_relieved_at_2h)
    return all_of(
        [
            relief_at_2h(treated),
            relieved if relieved.known else _nothing_else(treated.attack),
            treated.each(lambda dose: opposite(dose.adverse_effect)),
            lasted(treated),
        ]
    )


def _nothing_else(attack: WholeAttack | None) -> Truth:
    """Whether it is written that nothing came with the pain, so that nothing had to go."""
    if attack is None:
        return NOT_KNOWN
    nausea = {record.nausea for record in attack.records}
    items = [attack.recorded(item) for item in ("vomiting", "photophobia", "phonophobia")]
    return YES if nausea == {Nausea.NONE} and all(item is NO for item in items) else NOT_KNOWN


def _more_taken(treated: TreatedAttack, first: Dose, within: timedelta) -> bool:
    """Whether another drug against pain was taken after it, within so long."""
    if first.time is None:
        return False
    times = (dose.time for dose in (*treated.doses, *treated.others) if _against_pain(dose.drug))
    return any(time is not None and first.time < time <= first.time + within for time in times)


def _against_pain(drug: Drug | None) -> bool:
    return drug is None or drug.pain_reliever or drug.migraine_specific


# Attack by attack


def treated_attacks(
    diary: Diary, attacks: Sequence[WholeAttack], last: date | None, name_of: Callable[[Drug], Iterable[str]]
) -> Mapping[str, tuple[TreatedAttack, ...]]:
    """The attacks of the last year in which each drug was taken, by the name `name_of` gives it."""
    if last is None:
        return {}
    since = last - timedelta(days=PRESENT_DAYS)
    found: dict[str, list[TreatedAttack]] = defaultdict(list)
    headaches = [attack for attack in attacks if any(record.pain_0_to_10 != 0 for record in attack.records)]
    following = {id(attack): later.start for attack, later in pairwise(headaches)}
    for doses, attack in _groups(diary, attacks):
        recent = [dose for dose in doses if dose.on >= since and (dose.drug is None or dose.drug.acute)]
        by_name: dict[str, list[Dose]] = defaultdict(list)
        for dose in recent:
            for name in name_of(dose.drug) if dose.drug is not None else ():
                by_name[name].append(dose)
        for name, own in by_name.items():
            in_order = sorted(own, key=lambda dose: (dose.time is None, dose.time.timestamp() if dose.time else 0))
            its_own = {id(dose) for dose in own}
            others = tuple(dose for dose in recent if id(dose) not in its_own)
            next_start = following.get(id(attack))
            found[name].append(
                TreatedAttack(doses=tuple(in_order), others=others, attack=attack, next_start=next_start)
            )
    return {name: tuple(found[name]) for name in sorted(found)}


def _groups(diary: Diary, attacks: Sequence[WholeAttack]) -> Iterator[tuple[list[Dose], WholeAttack | None]]:
    """The doses of each attack, and those of no attack day by day; the same dose written twice is one."""
    given = {dose for attack in attacks for dose in attack.doses}
    for attack in attacks:
        if attack.doses:
            yield list(dict.fromkeys(attack.doses)), attack
    by_day: dict[date, list[Dose]] = defaultdict(list)
    for dose in dict.fromkeys(diary.doses):
        if dose not in given and dose.days == 1:
            by_day[dose.on].append(dose)
    for doses in by_day.values():
        yield doses, None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Of how many attacks something holds, does not, and is not known."""

    yes: int
    no: int
    not_known: int

    @property
    def attacks(self) -> int:
        """All of them: the denominator."""
        return self.yes + self.no + self.not_known


def answers(treated: Iterable[TreatedAttack], of: Callable[[TreatedAttack], Truth]) -> Answers:
    """Count what holds of the treated attacks."""
    found = Counter(of(attack) for attack in treated)
    return Answers(yes=found[YES], no=found[NO], not_known=found[NOT_KNOWN])


def responds(effective: Answers) -> Truth:
    """Whether the drug brings an effective treatment in at least three of four attacks."""
    if effective.attacks < LEAST_ATTACKS:
        return NOT_KNOWN
    if effective.yes * OUT_OF >= RESPONDS_IN * effective.attacks:
        return YES
    return NO if (effective.yes + effective.not_known) * OUT_OF < RESPONDS_IN * effective.attacks else NOT_KNOWN


# Triptans, over diary and history


@dataclass(frozen=True, slots=True, kw_only=True)
class Triptans:
    """Which triptans work, by the diary and by what was tried before.

    Where the diary and the list of treatments contradict each other, it is not known.
    """

    works: Mapping[str, Truth]
    injected_failed: Truth
    ruled_out: Truth
    all_listed: bool

    def how_many(self, truth: Truth) -> Bounds:
        """How many triptans work (yes), or do not (no): certainly, and at most."""
        certain = sum(it is truth for it in self.works.values())
        if not self.all_listed:
            return Bounds(certain, math.inf)
        return Bounds(certain, sum(it in (truth, NOT_KNOWN) for it in self.works.values()))


def triptan_of(drug: Drug) -> tuple[str, ...]:
    """The triptan in a drug, if there is one."""
    if OveruseClass.TRIPTAN not in drug.ingredient_classes:
        return ()
    return tuple(name for name in drug.ingredients if name.endswith("triptan"))


def triptans(diary: Diary, attacks: Sequence[WholeAttack], last: date | None) -> Triptans:
    """What is known of each triptan that was taken or tried."""
    profile = diary.vouched_profile
    listed: dict[str, list[Treatment]] = defaultdict(list)
    for treatment in profile.treatments:
        for name in triptan_of(treatment.drug) if treatment.drug is not None else ():
            listed[name].append(treatment)
    ruled_out = any(it.outcome is Outcome.CONTRAINDICATED for own in listed.values() for it in own)
    # What was ruled out and never taken neither works nor fails.
    tried = {name: own for name, own in listed.items() if any(it.outcome is not Outcome.CONTRAINDICATED for it in own)}
    treated = treated_attacks(diary, attacks, last, triptan_of)
    all_listed = profile.every_treatment_listed is YES and all(it.drug is not None for it in profile.treatments)
    works = {
        name: agreed(
            [
                responds(answers(treated.get(name, ()), effectively_treated)),
                _history(tried.get(name, ())),
            ]
        )
        for name in sorted({*tried, *treated})
    }
    return Triptans(
        works=works,
        injected_failed=_injected_failed(treated, tried, all_listed=all_listed),
        ruled_out=YES if ruled_out else NO if all_listed else NOT_KNOWN,
        all_listed=all_listed,
    )


def _history(tried: Iterable[Treatment]) -> Truth:
    return agreed(_worked(treatment) for treatment in tried)


def _worked(treatment: Treatment) -> Truth:
    match treatment.outcome:
        case Outcome.HELPED:
            return YES
        case Outcome.ADVERSE_EFFECT:
            return NO
        case Outcome.NO_EFFECT:
            return NO if treatment.adequate is YES else NOT_KNOWN
    return NOT_KNOWN


def _injected_failed(
    treated: Mapping[str, tuple[TreatedAttack, ...]], tried: Mapping[str, Sequence[Treatment]], *, all_listed: bool
) -> Truth:
    """Whether a triptan given under the skin failed; no where everything is listed and none was given so."""
    found: list[Truth] = []
    for name in {*treated, *tried}:
        by_skin = [it for it in tried.get(name, ()) if it.route is Route.SUBCUTANEOUS]
        injected = [it for it in treated.get(name, ()) if _tells_of_the_injection(it)]
        if by_skin or injected:
            works = agreed([responds(answers(injected, effectively_treated)), _history(by_skin)])
            found.append(opposite(works))
        elif any(dose.route is Route.SUBCUTANEOUS for it in treated.get(name, ()) for dose in it.doses):
            found.append(NOT_KNOWN)
    routes = [it.route for own in tried.values() for it in own]
    routes += [dose.route for own in treated.values() for it in own for dose in it.doses]
    if not all_listed or any(route in (None, Route.OTHER) for route in routes):
        found.append(NOT_KNOWN)
    return any_of(found)


def _tells_of_the_injection(it: TreatedAttack) -> bool:
    """Whether the drug was given under the skin, and what it did is not told only together with what another did."""
    routes = {dose.route for dose in it.doses}
    return Route.SUBCUTANEOUS in routes and (len(routes) == 1 or effectively_treated(it) is not YES)
