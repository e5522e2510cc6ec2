"""What does the whole diary say about the person: attacks, days per window, doses, treatments?

`Findings` is what every rule is judged on. It holds no verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

from reprieve.pathway.diary import trigeminal_facts
from reprieve.pathway.diary.attack_facts import AttackFacts, DoseFacts, facts_of
from reprieve.pathway.diary.attacks import WholeAttack, whole_attacks
from reprieve.pathway.diary.calendar import Calendar, Day, OnSomeDay, count_days, dates
from reprieve.pathway.diary.choices import Sex
from reprieve.pathway.diary.courses import measured
from reprieve.pathway.diary.day_facts import any_pain, other_symptoms, symptoms_said
from reprieve.pathway.diary.dose_effects import TreatedAttack, Triptans, treated_attacks, triptans
from reprieve.pathway.diary.drugs import Drug
from reprieve.pathway.diary.menstruation import bleeding_written
from reprieve.pathway.diary.records import Diary, Dose, Profile
from reprieve.pathway.diary.spells import brought_by_anything, brought_by_sleep_or_drug, runs_of
from reprieve.pathway.diary.timeline import Timeline
from reprieve.pathway.diary.treatment_facts import OF_PROFILE
from reprieve.pathway.diary.treatments import named_classes_failed, preventive_classes_failed, triptans_failed
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact, Unit
from reprieve.pathway.rules.gates import Course, Days, Is, Node, OnDay
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.rules.memory import Memory
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds, DayCount
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, any_of

# A headache day has a headache of this length, or one of any length that was treated. [ours; the
# published minima run from any pain to 4 h]
HEADACHE_DAY_MIN_H = 0.5

# Overuse is looked at over three windows of 30 days; headaches that began before them were there before.
OVERUSE_WINDOWS, OVERUSE_WINDOW_DAYS = 3, 30
A_DAY_H = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """One day as rules ask about it."""

    findings: Findings
    day: Day
    memory: Memory = field(default_factory=Memory)

    def value(self, fact: Fact) -> Truth | Bounds:
        """The recorded value of a fact of a day."""
        return OF_DAY[fact](self.findings, self.day)

    def has(self, node: OnDay) -> Truth:
        """Whether one of the day's attacks, or of its doses, fulfils the node."""
        if not node.at_its_start:
            return self.findings.on_day(node.unit, node.that, self.day)
        begun = [n for n in self.day.attacks if self.findings.whole_attacks[n].first_day == self.day.day]
        found = self.findings.on_day(node.unit, node.that, replace(self.day, attacks=tuple(begun)))
        if begun or not self.day.attacks:
            return found
        # Whether there was an aura on a later day of a long attack is not written.
        return NO if self.findings.on_day(node.unit, node.that, self.day) is NO else NOT_KNOWN


class Findings:
    """The diary as rules ask about it.

    Parameters
    ----------
    diary : Diary
    as_of : datetime or None
        A moment at which the last attack, if it is written as still going on, was still going on.
    """

    def __init__(self, diary: Diary, *, as_of: datetime | None = None) -> None:
        self.diary = diary
        self.whole_attacks: tuple[WholeAttack, ...] = whole_attacks(diary, as_of=as_of)
        self.calendar = Calendar(diary, self.whole_attacks)
        self.attacks: tuple[AttackFacts, ...] = self._attack_facts()
        self._memory = Memory()
        self._of_name: dict[str, DoseFacts] = _facts_of_names(diary.doses)
        self._on_some_day: dict[Node, OnSomeDay] = {}
        self._within: dict[int, Sequence[AttackFacts]] = {0: self.attacks}
        self._windows: dict[Days, tuple[DayCount, ...]] = {}
        self._measured: dict[Course, Bounds] = {}

    def _attack_facts(self) -> tuple[AttackFacts, ...]:
        status = runs_of(self.whole_attacks, brought_by_sleep_or_drug)
        everyday = runs_of(self.whole_attacks, brought_by_anything)
        return facts_of(self.whole_attacks, self.diary.vouched_profile, status, everyday)

    @property
    def memory(self) -> Memory:
        """What was decided about the person before."""
        return self._memory

    @property
    def span_days(self) -> int:
        """Days from the first to the last written one, both included."""
        return self.calendar.span_days

    def attacks_within(self, days: int) -> Sequence[AttackFacts]:
        """The attacks that end at most so many days before the last written day; of 0 days, all of them."""
        if days not in self._within:
            since = self._since(days)
            within = [it for it in self.attacks if since is None or it.attack.last_day >= since]
            self._within[days] = within
        return self._within[days]

    def _since(self, days: int) -> date | None:
        """The day so many days before the last written one; None where all are asked about."""
        return self.calendar.last - timedelta(days=days) if days and self.calendar.last is not None else None

    def value(self, fact: Fact) -> Truth | Bounds:
        """The recorded value of a fact of the person."""
        return OF_PERSON[fact](self)

    def day_counts(self, node: Days) -> tuple[DayCount, ...]:
        """The node's windows, the oldest first; empty when nothing is written."""
        if node not in self._windows:
            windows = (self.calendar.window(node.window_days, back=n) for n in reversed(range(node.windows)))
            self._windows[node] = tuple(
                self.count(node.unit, node.that, *window) for window in windows if window is not None
            )
        return self._windows[node]

    def measured(self, node: Course) -> Bounds:
        """The node's measure of the attacks of its kind."""
        if node not in self._measured:
            self._measured[node] = measured(node.measure, self.timeline(node, self.attacks_within(node.within_days)))
        return self._measured[node]

    def timeline(self, node: Course, attacks: Sequence[AttackFacts]) -> Timeline:
        """Those of the attacks that are, or may be, of the node's kind."""
        kinds = [(it.attack, decide(node.that, it)) for it in attacks]
        return Timeline(
            certain=tuple(attack for attack, of_kind in kinds if of_kind is YES),
            possible=tuple(attack for attack, of_kind in kinds if of_kind is not NO),
            calendar=self.calendar,
            diary=self.diary,
            since=self._since(node.within_days),
        )

    def empty_days(self, node: Days) -> int:
        """Days of the node's windows, within the diary's span, about which nothing of the kind is written."""
        days = (self.calendar.day(day) for window in self.day_counts(node) for day in dates(window.first, window.last))
        if node.unit is Unit.DOSE:
            return sum(day.inside and not self._tells_of_drugs(day) for day in days)
        return sum(day.inside and not day.attacks and not day.headache.known for day in days)

    def _tells_of_drugs(self, day: Day) -> bool:
        if day.doses or day.maybe_doses or day.drug_taken.known:
            return True
        return bool(day.attacks) and all(self.attacks[n].attack.recorded("drug_taken").known for n in day.attacks)

    def reaches_back(self, node: Days) -> bool:
        """Whether the diary holds the whole of the node's windows."""
        first = self.calendar.first
        return first is not None and all(window.first >= first for window in self.day_counts(node))

    def count(self, unit: Unit, that: Node, first: date, last: date) -> DayCount:
        """How many days from the first to the last, both included, are of the kind."""
        truths: list[Truth] = []
        before: Day | None = None
        for date_ in dates(first, last):
            day = self.calendar.day(date_, first=first, last=last)
            truths.append(truths[-1] if before and self._alike(before, day) else self.on_day(unit, that, day))
            before = day
        return count_days(first, last, truths)

    def _alike(self, before: Day, day: Day) -> bool:
        """Whether all that is written of a day is written of the day before too, and no attack begins or ends on them.

        In a long attack, or where nothing is written, one day is judged for all of them.
        """
        if (before.attacks, before.headache, before.drug_taken) != (day.attacks, day.headache, day.drug_taken):
            return False
        if before.doses or day.doses or before.maybe_doses or day.maybe_doses:
            return False
        if (before.inside, before.maybe_attack) != (day.inside, day.maybe_attack):
            return False
        if self._symptoms_said.get(before.day) != self._symptoms_said.get(day.day):
            return False
        edges = {before.day, day.day}
        attacks = (self.whole_attacks[n] for n in day.attacks)
        return not any(it.first_day in edges or it.last_day in edges for it in attacks)

    def on_day(self, unit: Unit, that: Node, day: Day) -> Truth:
        """Whether a day is of the kind."""
        if unit is Unit.ATTACK:
            return self._attack_on(that, day)
        if unit is Unit.DOSE:
            return self._dose_on(that, day)
        return decide(that, DayFacts(findings=self, day=day))

    def headache_on(self, day: Day) -> Truth:
        """Whether there was a headache that day, long enough or treated to count.

        An attack counts unless it is known to be too short, or to be without pain. An attack that is
        written outweighs an entry that says there was none.
        """
        by_attack = any_of(self._counts_as_headache(self.attacks[n]) for n in day.attacks)
        if by_attack is YES or day.headache is YES:
            return YES
        if not day.attacks:
            return day.headache
        return by_attack

    def any_pain_on(self, day: Day) -> Truth:
        """Whether there was head pain that day, however short."""
        return any_pain([self.attacks[n] for n in day.attacks], day)

    def other_symptoms_on(self, day: Day) -> Truth:
        """Whether there was a symptom of migraine besides pain that day."""
        said = self._symptoms_said.get(day.day, NOT_KNOWN)
        return other_symptoms([self.attacks[n] for n in day.attacks], day, said)

    @cached_property
    def _symptoms_said(self) -> Mapping[date, Truth]:
        return symptoms_said(self.diary.days)

    @cached_property
    def triptans(self) -> Triptans:
        """What is known of each triptan that was taken or tried."""
        return triptans(self.diary, self.whole_attacks, self.calendar.last)

    def treated_attacks(self) -> Mapping[str, tuple[TreatedAttack, ...]]:
        """The attacks of the last year in which each drug was taken."""
        return treated_attacks(self.diary, self.whole_attacks, self.calendar.last, lambda drug: (drug.name,))

    def _counts_as_headache(self, attack: AttackFacts) -> Truth:
        pain, lasted = attack.value(facts.PAIN), attack.attack.lasted_h
        if isinstance(pain, Bounds) and pain.upper == 0:
            return NO
        if attack.attack.recorded("headache_within_60_min") is NO and pain == Bounds(0, 10):
            return NOT_KNOWN  # an aura without headache, and no pain written
        if lasted.upper >= HEADACHE_DAY_MIN_H:
            return YES
        treated = attack.value(facts.ACUTE_DRUG)
        return treated if isinstance(treated, Truth) else NOT_KNOWN

    def _attack_on(self, that: Node, day: Day) -> Truth:
        if day.attacks:
            found = any_of(decide(that, self.attacks[n]) for n in day.attacks)
            return NOT_KNOWN if found is NO and day.maybe_attack else found
        return NO if day.headache is NO and not day.maybe_attack else NOT_KNOWN

    def _dose_on(self, that: Node, day: Day) -> Truth:
        acute = [dose for dose in day.doses if (drug := self._of(dose).drug) is None or drug.acute]
        counted: list[Dose] = []
        elsewhere: list[Dose] = []
        for dose in acute:
            (counted if self._counts_here(that, dose) else elsewhere).append(dose)
        certain = any_of(decide(that, self._of(dose)) for dose in counted)
        if certain is YES:
            return YES
        if any(decide(that, self._of(dose)) is not NO for dose in (*day.maybe_doses, *elsewhere)):
            return NOT_KNOWN
        if acute:
            return certain
        return self._named_nothing(that, day)

    def _of(self, dose: Dose) -> DoseFacts:
        return self._of_name[dose.name]

    def _counts_here(self, that: Node, dose: Dose) -> bool:
        """Whether a dose that lies on one of several days adds a day: not where another of the kind may be the same."""
        if dose.days == 1:
            return True
        if that not in self._on_some_day:
            of_kind = (it for it in self.diary.doses if decide(that, self._of(it)) is not NO)
            self._on_some_day[that] = OnSomeDay(of_kind)
        return not self._on_some_day[that].may_hold(dose)

    def _named_nothing(self, that: Node, day: Day) -> Truth:
        """A day without a named drug: none taken, one taken that is not named, or nothing written."""
        attacks = [self.attacks[n] for n in day.attacks]
        if day.drug_taken is YES or any(_took_an_unnamed_one(attack) for attack in attacks):
            return YES if isinstance(that, Is) and that.fact in ANY_DRUG_WILL_DO else NOT_KNOWN
        if day.drug_taken is NO:
            return NO
        return NO if attacks and all(it.value(facts.ACUTE_DRUG) is NO for it in attacks) else NOT_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeAttacks:
    """The same person with only some of the attacks, for a rule between two diagnoses."""

    findings: Findings
    attacks: tuple[AttackFacts, ...]
    memory: Memory = field(default_factory=Memory)

    @property
    def span_days(self) -> int:
        """As of the whole diary."""
        return self.findings.span_days

    def value(self, fact: Fact) -> Truth | Bounds:
        """As of the whole diary."""
        return self.findings.value(fact)

    def empty_days(self, node: Days) -> int:
        """As of the whole diary."""
        return self.findings.empty_days(node)

    def reaches_back(self, node: Days) -> bool:
        """As of the whole diary."""
        return self.findings.reaches_back(node)

    def attacks_within(self, days: int) -> Sequence[AttackFacts]:
        """Those of the attacks that end at most so many days before the last written day."""
        if not days:
            return self.attacks
        within = {id(attack) for attack in self.findings.attacks_within(days)}
        return [attack for attack in self.attacks if id(attack) in within]

    def day_counts(self, node: Days) -> tuple[DayCount, ...]:
        """As of the whole diary."""
        return self.findings.day_counts(node)

    def measured(self, node: Course) -> Bounds:
        """The node's measure of those of the attacks that are of its kind."""
        return measured(node.measure, self.findings.timeline(node, self.attacks_within(node.within_days)))


def _facts_of_names(doses: Iterable[Dose]) -> dict[str, DoseFacts]:
    """What rules ask of a dose is asked of its drug, once for all that are the same."""
    of_drug: dict[Drug | None, DoseFacts] = {}
    of_name: dict[str, DoseFacts] = {}
    for dose in doses:
        if dose.name not in of_name:
            drug = dose.drug
            of_name[dose.name] = of_drug.setdefault(drug, DoseFacts(drug=drug))
    return of_name


# What a drug that is taken but not named still counts for.
ANY_DRUG_WILL_DO = (
    facts.TAKEN_ANY_OR_UNNAMED,
    facts.TAKEN_STRONG_OR_UNNAMED,
    facts.TAKEN_ANY_ACUTE,
    facts.TAKEN_UNNAMED,
)


def _took_an_unnamed_one(it: AttackFacts) -> bool:
    """A drug was taken for the attack, nobody wrote which, and it can only have been on this one day."""
    one_day = it.attack.end is not None and it.attack.first_day == it.attack.last_day
    return one_day and not it.attack.doses and it.attack.recorded("drug_taken") is YES


def _told(count: int | None) -> Bounds:
    return UNKNOWN_AMOUNT if count is None else Bounds(count, count)


def _lifetime_any(findings: Findings) -> Bounds:
    without = _told(findings.diary.profile.lifetime_migraine_attacks)
    with_aura = _told(findings.diary.profile.lifetime_aura_attacks)
    return Bounds(without.lower + with_aura.lower, without.upper + with_aura.upper)


def _headache_before_overuse(findings: Findings) -> Truth:
    profile = findings.diary.profile
    window = findings.calendar.window(OVERUSE_WINDOW_DAYS, back=OVERUSE_WINDOWS - 1)
    if profile.headache_before_overuse.known or profile.headaches_since is None or window is None:
        return profile.headache_before_overuse
    return YES if profile.headaches_since < window[0] else NOT_KNOWN


def _menstruates(findings: Findings) -> Truth:
    if bleeding_written(findings.diary.days):
        return YES
    return NO if findings.diary.profile.sex is Sex.MALE else NOT_KNOWN


OF_DAY: dict[Fact, Callable[[Findings, Day], Truth]] = {
    facts.HEADACHE_DAY: lambda it, day: it.headache_on(day),
    facts.ANY_PAIN: lambda it, day: it.any_pain_on(day),
    facts.OTHER_SYMPTOMS: lambda it, day: it.other_symptoms_on(day),
}


def _of_profile(value: Callable[[Profile], Truth | Bounds]) -> Callable[[Findings], Truth | Bounds]:
    return lambda it: value(it.diary.vouched_profile)


def _pain_between_attacks(findings: Findings) -> Truth:
    """Whether pain goes on between the headaches that are written.

    Where each of the last three months is written to last a day or longer, with no break before the next, or none
    is written but days of headache, it does; otherwise it is left to the person to say.
    """
    lately = [it.attack for it in findings.attacks_within(OVERUSE_WINDOW_DAYS * OVERUSE_WINDOWS)]
    a_break = any(one.end is not None and one.end < other.start for one, other in pairwise(lately))
    if findings.span_days and not a_break and all(it.lasted_h.lower >= A_DAY_H for it in lately):
        return YES
    return findings.diary.profile.pain_between_attacks


OF_PERSON: dict[Fact, Callable[[Findings], Truth | Bounds]] = {
    facts.LIFETIME_MIGRAINE_ATTACKS: lambda it: _told(it.diary.profile.lifetime_migraine_attacks),
    facts.LIFETIME_ANY_MIGRAINE_ATTACKS: _lifetime_any,
    facts.LIFETIME_AURA_ATTACKS: lambda it: _told(it.diary.profile.lifetime_aura_attacks),
    facts.HEADACHE_BEFORE_OVERUSE: _headache_before_overuse,
    facts.FAMILY_HEMIPLEGIC: lambda it: it.diary.profile.family_hemiplegic,
    facts.DRUGS_CANNOT_BE_VERIFIED: lambda it: it.diary.profile.drugs_cannot_be_verified,
    facts.PAIN_BETWEEN_ATTACKS: _pain_between_attacks,
    facts.INFARCT_ON_IMAGING: lambda it: it.diary.profile.infarct_on_imaging,
    facts.MENSTRUATES: _menstruates,
    facts.UNNAMED_DRUGS: lambda _: NOT_KNOWN,
    facts.TRIPTANS_FAILED: lambda it: triptans_failed(it.diary.vouched_profile),
    facts.PREVENTIVE_CLASSES_FAILED: lambda it: preventive_classes_failed(it.diary.vouched_profile),
    facts.NAMED_CLASSES_FAILED: lambda it: named_classes_failed(it.diary.vouched_profile),
    facts.OTHER_PREVENTIVES_FAILED: lambda it: it.diary.profile.other_preventives_failed,
    facts.INDOMETHACIN_RESPONSE: lambda it: it.diary.profile.indomethacin_response,
    facts.DAILY_FOR_DAYS: trigeminal_facts.daily_for_days,
    facts.DAILY_ONSET_REMEMBERED: lambda it: it.diary.profile.daily_onset_remembered,
    facts.UNREMITTING_WITHIN_24_H: lambda it: it.diary.profile.unremitting_within_24_h,
    facts.HEADACHES_ROSE_BEFORE_DAILY: lambda it: it.diary.profile.headaches_rose_before_daily,
    facts.OVERUSE_BEFORE_DAILY: lambda it: it.diary.profile.overuse_before_daily,
    facts.TRIPTANS_THAT_WORK: lambda it: it.triptans.how_many(YES),
    facts.TRIPTANS_THAT_DO_NOT: lambda it: it.triptans.how_many(NO),
    facts.INJECTED_TRIPTAN_FAILED: lambda it: it.triptans.injected_failed,
    facts.TRIPTANS_RULED_OUT: lambda it: it.triptans.ruled_out,
    **{fact: _of_profile(value) for fact, value in OF_PROFILE.items()},
}
