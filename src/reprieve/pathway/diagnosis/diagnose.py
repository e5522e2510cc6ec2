"""Which headache is it, criterion by criterion, and what is still not known?

The one door to the diagnosis: a diary in, an explained `Diagnosis` out. Safety comes first: an
answer that needs someone to look today withholds the classification. Whatever is met here, a
clinician confirms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from reprieve.pathway.diagnosis import (
    acute_response,
    aura,
    complications,
    intractability,
    medication_overuse,
    menstrual,
    migraine,
    new_daily,
    tension_type,
    trigeminal,
    trigeminal_probable,
)
from reprieve.pathway.diagnosis.acute_response import DrugResponse, drug_responses
from reprieve.pathway.diagnosis.assessable import not_assessable
from reprieve.pathway.diagnosis.attack_level import AttackVerdict, judge_attack
from reprieve.pathway.diagnosis.coverage import ClassDays, Coverage, Month, class_days, coverage_of, months_of
from reprieve.pathway.diagnosis.days import NAMED_DAYS, DayDefinition
from reprieve.pathway.diagnosis.entities import RARE_GROUPS, Entity
from reprieve.pathway.diagnosis.icd10cm import CodeProposal, propose
from reprieve.pathway.diagnosis.intractability_grades import Grade, highest_grades
from reprieve.pathway.diagnosis.precedence import PRECEDENCES, Precedence, When
from reprieve.pathway.diagnosis.undecided import Either, undecided
from reprieve.pathway.diary.attack_facts import AttackFacts
from reprieve.pathway.diary.findings import Findings, SomeAttacks
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.diary.treatment_facts import Trial, trials
from reprieve.pathway.rules.gates import Days
from reprieve.pathway.rules.judge import Explanation, Missing, decide, explain
from reprieve.pathway.safety.from_diary import advice, with_signs_in
from reprieve.pathway.safety.red_flags import Answers, Safety, weigh
from reprieve.pathway.terms.bounds import DayCount
from reprieve.pathway.terms.spans import PRESENT_DAYS
from reprieve.pathway.terms.text import say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, all_of, any_of

ENTITIES: tuple[Entity, ...] = (
    *migraine.ENTITIES,
    *aura.ENTITIES,
    *complications.ENTITIES,
    *menstrual.ENTITIES,
    *tension_type.ENTITIES,
    *trigeminal.ENTITIES,
    trigeminal_probable.PROBABLE,
    *new_daily.ENTITIES,
    *medication_overuse.ENTITIES,
)
RULE_SETS: tuple[Entity, ...] = intractability.RULE_SETS
TRIPTAN_RULES: tuple[Entity, ...] = acute_response.ENTITIES


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Why a met diagnosis is not the one coded."""

    rule: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One diagnosis or rule set judged.

    `status` is over the lettered criteria alone; `set_aside` names the rule by which another
    diagnosis stands instead, and `unless` the codes of those, not known yet, that would stand instead.
    `last_attack` is the last day of the last attack of the kind, where the entity is about attacks.
    `not_assessable` says what it would take, where the verdict hangs only on what such a diary cannot
    hold; its status is then not known. `quiet` is a rare diagnosis, not met, of which nothing in the
    diary makes one think. `for_clinician` is the criterion that is never judged here.
    """

    entity: Entity
    status: Truth
    criteria: tuple[Explanation, ...]
    missing: tuple[Missing, ...]
    set_aside: SetAside | None = None
    unless: tuple[str, ...] = ()
    last_attack: date | None = None
    not_assessable: tuple[str, ...] = ()
    quiet: bool = False

    @property
    def code(self) -> str:
        """ICHD-3 code, or the rule set's short name."""
        return self.entity.code

    @property
    def name(self) -> str:
        """The diagnosis in words."""
        return self.entity.name

    @property
    def stands(self) -> bool:
        """Met, and not set aside."""
        return self.status is YES and self.set_aside is None

    @property
    def for_clinician(self) -> str:
        """The clinician's criterion with its letter; empty where there is none."""
        if not self.entity.clinician_letter:
            return ""
        return f"{self.entity.clinician_letter}: {say(self.entity.clinician_text)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Everything the diary shows, explained. A clinician confirms.

    `treatments` tells of each treatment whether it counts as failed, definition by definition;
    `drug_responses` what each acute drug did, and `triptan_response` the verdicts of EHF 2022. `either`
    are pairs of diagnoses, neither of them known, of which one is met.
    """

    findings: Findings
    safety: Safety
    advice: tuple[str, ...]
    coverage: Coverage
    verdicts: tuple[Verdict, ...]
    overuse: tuple[ClassDays, ...]
    intractability: tuple[Verdict, ...]
    icd10cm: tuple[CodeProposal, ...]
    attacks: tuple[AttackVerdict, ...]
    treatments: tuple[Trial, ...] = ()
    drug_responses: tuple[DrugResponse, ...] = ()
    triptan_response: tuple[Verdict, ...] = ()
    either: tuple[Either, ...] = ()

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The highest grade of intractability met, scale by scale."""
        return highest_grades(self.intractability)

    @property
    def withheld(self) -> bool:
        """Whether a red flag keeps the classification back."""
        return self.safety.withholds

    def verdict(self, code: str) -> Verdict:
        """The verdict on one ICHD-3 code or rule set."""
        for verdict in (*self.verdicts, *self.intractability, *self.triptan_response):
            if verdict.code == code:
                return verdict
        raise KeyError(code)

    def count(
        self, definition: str | DayDefinition, *, window_days: int = 30, windows: int = 3
    ) -> tuple[DayCount, ...]:
        """Days of a named kind in the last windows, the oldest first.

        Parameters
        ----------
        definition : str or DayDefinition
            A key of `days.NAMED_DAYS`, such as "migraine_2023".
        window_days, windows : int
            30 for ICHD-3, 28 for trial end points; how many windows back from the last written day.
        """
        kind = NAMED_DAYS[definition] if isinstance(definition, str) else definition
        return self.findings.day_counts(Days(unit=kind.unit, that=kind.that, windows=windows, window_days=window_days))

    def months(self) -> tuple[Month, ...]:
        """The diary's calendar months, the oldest first."""
        return tuple(months_of(self.findings))

    def __str__(self) -> str:
        from reprieve.pathway.diagnosis.saying import say_diagnosis

        return say_diagnosis(self)


def diagnose(diary: Diary, *, answers: Answers | None = None, as_of: datetime | None = None) -> Diagnosis:
    """What the diary shows, criterion by criterion.

    Parameters
    ----------
    diary : Diary
    answers : Answers or None
        Answers to the red flags; None when they were not asked.
    as_of : datetime or None
        A moment at which the last attack, if it is written as still going on, was still going on.
        None: only what is written counts.

    Returns
    -------
    Diagnosis
        With empty verdicts where a red flag withholds the classification.
    """
    findings = Findings(diary, as_of=as_of)
    safety = weigh(with_signs_in(findings, answers))
    verdicts = () if safety.withholds else verdicts_of(findings)
    rule_sets = () if safety.withholds else tuple(judge(e, findings) for e in RULE_SETS)
    return Diagnosis(
        findings=findings,
        safety=safety,
        advice=advice(findings),
        coverage=coverage_of(findings, withheld=safety.withholds),
        verdicts=verdicts,
        overuse=() if safety.withholds else class_days(findings),
        intractability=rule_sets,
        icd10cm=codes_of(verdicts, rule_sets, findings),
        attacks=() if safety.withholds else _attack_verdicts(verdicts, findings),
        treatments=() if safety.withholds else trials(diary.profile),
        drug_responses=() if safety.withholds else drug_responses(findings),
        triptan_response=() if safety.withholds else tuple(judge(e, findings) for e in TRIPTAN_RULES),
        either=undecided(
            [it.entity for it in verdicts if it.stands],
            {it.code for it in verdicts if it.status is NOT_KNOWN},
            findings,
        ),
    )


def verdicts_of(findings: Findings) -> tuple[Verdict, ...]:
    """Every diagnosis, each met one with the rule by which another stands instead, if one does."""
    return _set_aside(tuple(judge(entity, findings) for entity in ENTITIES), findings)


def judge(entity: Entity, findings: Findings) -> Verdict:
    """One diagnosis or rule set, by its lettered criteria."""
    criteria = tuple(explain(criterion, findings) for criterion in entity.criteria)
    status = all_of(criterion.truth for criterion in criteria)
    missing: dict[object, Missing] = {}
    if status is NOT_KNOWN:
        for criterion in criteria:
            for one in criterion.missing:
                missing.setdefault(one.fact, one)
    return Verdict(
        entity=entity,
        status=status,
        criteria=criteria,
        missing=tuple(missing.values()),
        last_attack=_last_attack(entity, findings) if status is YES else None,
        not_assessable=not_assessable(entity, [one.fact for one in missing.values()], findings),
        quiet=status is not YES and entity.group in RARE_GROUPS and not _suspected(entity, findings),
    )


def _suspected(entity: Entity, findings: Findings) -> bool:
    if entity.suspected_by is not None:
        return decide(entity.suspected_by, findings) is YES
    return entity.attack is not None and any(decide(entity.attack, it) is YES for it in findings.attacks)


def _last_attack(entity: Entity, findings: Findings) -> date | None:
    if entity.attack is None:
        return None
    days = (it.attack.last_day for it in findings.attacks if decide(entity.attack, it) is YES)
    return max(days, default=None)


# Which diagnosis stands

DEFINITE_FIRST = "G4"


def _set_aside(verdicts: tuple[Verdict, ...], findings: Findings) -> tuple[Verdict, ...]:
    """The verdicts, each met one with the rule by which another stands instead, if one does.

    A diagnosis that is itself set aside sets no other aside; so the rules are gone through in order.
    """
    by_code = {verdict.code: _on_its_own(verdict, findings) for verdict in verdicts}
    for rule in PRECEDENCES:
        loser, winner = by_code.get(rule.loser), by_code.get(rule.winner)
        if loser is None or winner is None or not loser.stands:
            continue
        if winner.stands and _beats(rule, winner, loser, findings):
            aside = SetAside(rule=rule.rule, by=rule.winner, reason=say(rule.reason))
            by_code[rule.loser] = replace(loser, set_aside=aside)
        elif winner.status is NOT_KNOWN and not winner.quiet and _might_beat(rule, winner, loser, findings):
            by_code[rule.loser] = replace(loser, unless=(*loser.unless, rule.winner))
    return tuple(by_code.values())


def _on_its_own(verdict: Verdict, findings: Findings) -> Verdict:
    if verdict.status is not YES:
        return verdict
    return replace(verdict, set_aside=_too_old(verdict, findings) or _denied(verdict, findings))


def _too_old(verdict: Verdict, findings: Findings) -> SetAside | None:
    node = verdict.entity.attack
    if node is None or any(decide(node, attack) is not NO for attack in findings.attacks_within(PRESENT_DAYS)):
        return None
    return SetAside(rule="G2", by="", reason=say("the last such attack lies more than a year before the last entry"))


def _denied(verdict: Verdict, findings: Findings) -> SetAside | None:
    """Overuse headache asks for a headache disorder from before; the person's own word can exclude it."""
    if verdict.code.split(".")[:2] != ["8", "2"] or findings.diary.profile.headache_before_overuse is not NO:
        return None
    return SetAside(
        rule="8.2 A", by="", reason=say("there were no headaches before the drugs became frequent, as told")
    )


def _beats(rule: Precedence, winner: Verdict, loser: Verdict, findings: Findings) -> bool:
    return rule.when is When.BOTH_MET or not _met_by_others(winner.entity, loser.entity, findings)


def _might_beat(rule: Precedence, winner: Verdict, loser: Verdict, findings: Findings) -> bool:
    """Whether a diagnosis that is not known would set the other aside: a probable one waits for a definite one (G4)."""
    if rule.when is When.BOTH_MET:
        return True
    return rule.rule == DEFINITE_FIRST and not _met_by_others(winner.entity, loser.entity, findings, surely=True)


def _met_by_others(winner: Entity, loser: Entity, findings: Findings, *, surely: bool = False) -> bool:
    """Whether the loser is met by attacks that do not fulfil the winner; `surely`, by those that cannot."""
    kind = winner.attack
    out = (YES, NOT_KNOWN) if surely else (YES,)
    others = SomeAttacks(
        findings=findings,
        attacks=tuple(it for it in findings.attacks if kind is None or decide(kind, it) not in out),
    )
    return decide(loser.node, others) is YES


# The code


def codes_of(verdicts: Sequence[Verdict], rule_sets: Sequence[Verdict], findings: Findings) -> tuple[CodeProposal, ...]:
    """The codes proposed for what stands, with what the rule sets say of *intractable*."""
    standing = [verdict.code for verdict in verdicts if verdict.stands]
    status = next((v for v in verdicts if v.code == "1.4.1"), None)
    return propose(
        standing,
        intractable={
            it.name: it.status
            for it in rule_sets
            if it.code in intractability.SUPPORTING and _of_migraine(it, findings)
        },
        status_now=_status_now(status, findings) if status else NOT_KNOWN,
        chronic_paroxysmal="3.2" in standing and decide(trigeminal.CHRONIC_PAROXYSMAL, findings) is YES,
    )


def _of_migraine(rule_set: Verdict, findings: Findings) -> bool:
    """Whether a rule set that speaks of attacks is met by one that is not of tension type."""
    kind = rule_set.entity.attack
    if kind is None or rule_set.status is not YES:
        return True
    others = (tension_type.ATTACK_2_2, tension_type.ATTACK_2_3)
    met = [it for it in findings.attacks if decide(kind, it) is YES]
    return any(all(decide(other, it) is not YES for other in others) for it in met)


def _status_now(status: Verdict, findings: Findings) -> Truth:
    """Whether the status is met by an attack that reaches the last written day."""
    if status.status is NO or status.set_aside is not None or findings.calendar.last is None:
        return NO
    now = (all_of([decide(migraine.STATUS_ATTACK, it), _reaches_the_last_day(it, findings)]) for it in findings.attacks)
    return all_of([status.status, any_of(now)])


def _reaches_the_last_day(attack: AttackFacts, findings: Findings) -> Truth:
    if attack.attack.last_day == findings.calendar.last:
        return YES
    return NOT_KNOWN if attack.attack.end is None else NO


def _attack_verdicts(verdicts: Sequence[Verdict], findings: Findings) -> tuple[AttackVerdict, ...]:
    met = {verdict.code for verdict in verdicts if verdict.status is YES}
    return tuple(judge_attack(attack, met=met) for attack in findings.attacks)
