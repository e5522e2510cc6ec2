"""A file that has grown far beyond a diary costs no more for each of its lines; answers are those of the slow way."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diary import findings, joining_items
from reprieve.pathway.diary.attack_facts import AttackFacts
from reprieve.pathway.diary.calendar import OnSomeDay
from reprieve.pathway.diary.choices import AuraKind, BrainstemSymptom
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.joining_groups import Written, make_one
from reprieve.pathway.diary.joining_items import OfAura, is_recorded, items_of, says
from reprieve.pathway.diary.records import Attack, AuraSymptom, Diary, Dose
from reprieve.pathway.rules import facts, judge
from reprieve.pathway.rules.gates import Is, every
from reprieve.pathway.rules.judge import decide, unsettled
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

BEGIN = datetime(2025, 1, 1, 8, tzinfo=UTC)
LIGHT = Is(fact=facts.PHOTOPHOBIA)
SOUND = Is(fact=facts.PHONOPHOBIA)
BOTH = every(LIGHT, SOUND)


def alike(number):
    """So many attacks of an hour, two days apart, of which the same is recorded."""
    starts = [BEGIN + timedelta(days=2 * n) for n in range(number)]
    return Diary(
        attacks=tuple(Attack(start=it, end=it + timedelta(hours=1), pain_0_to_10=7, photophobia=YES) for it in starts)
    )


def counted(monkeypatch, module, name):
    """The calls of a function from now on, in a list that grows."""
    calls, real = [], getattr(module, name)

    def counting(*given):
        calls.append(given)
        return real(*given)

    monkeypatch.setattr(module, name, counting)
    return calls


# Attacks -------------------------------------------------------------------------------------------


def test_attacks_of_which_the_same_is_recorded_are_decided_once(monkeypatch):
    decided = counted(monkeypatch, judge, "_decide")
    made = []
    for number in (200, 400):
        decided.clear()
        diagnose(alike(number))
        made.append(sum(isinstance(subject, AttackFacts) for _, subject in decided))
    assert made[0] == made[1] > 0


def test_attacks_that_differ_keep_their_own_answers():
    starts = [BEGIN + timedelta(days=2 * n) for n in range(9)]
    answers = [(light, sound) for light in (YES, NO, NOT_KNOWN) for sound in (YES, NO, NOT_KNOWN)]
    diary = Diary(
        attacks=tuple(
            Attack(start=start, end=start + timedelta(hours=1), photophobia=light, phonophobia=sound)
            for start, (light, sound) in zip(starts, answers, strict=True)
        )
    )
    attacks = Findings(diary).attacks
    for _ in range(2):
        for attack, (light, sound) in zip(attacks, answers, strict=True):
            assert (decide(LIGHT, attack), decide(SOUND, attack)) == (light, sound)
            assert decide(BOTH, attack) is (
                NO if NO in (light, sound) else NOT_KNOWN if NOT_KNOWN in (light, sound) else YES
            )
            lacking = [
                fact for fact, said in ((facts.PHOTOPHOBIA, light), (facts.PHONOPHOBIA, sound)) if not said.known
            ]
            assert list(unsettled(BOTH, attack)) == ([] if NO in (light, sound) else lacking)


def test_many_doses_of_few_drugs_are_asked_as_few():
    doses = tuple(
        Dose(name=("ibuprofen", "drug nobody knows", "sumatriptan")[n % 3], time=BEGIN + timedelta(hours=n))
        for n in range(300)
    )
    assert len(findings._facts_of_names(doses)) == 3


# Doses on one of several days ----------------------------------------------------------------------


def may_hold_slowly(doses, dose):
    """Every other dose looked at."""
    lasts = dose.on + timedelta(days=dose.days - 1)
    return any(
        other.days == 1 or (other.on, repr(other)) < (dose.on, repr(dose))
        for other in doses
        if other != dose and other.on <= lasts and dose.on <= other.on + timedelta(days=other.days - 1)
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_dose_of_several_days_may_be_another_just_as_when_all_are_compared(seed):
    chance = random.Random(seed)
    doses = Diary(
        doses=tuple(
            Dose(
                name=chance.choice("abc"),
                day=date(2025, 1, 1) + timedelta(days=chance.randrange(60)),
                days=chance.choice([1, 2, 2, 5, 31]),
                attack_key=chance.choice("xy"),
            )
            for _ in range(chance.choice([2, 5, 12, 40]))
        )
    ).doses
    on_some_day = OnSomeDay(doses)
    for dose in doses:
        if dose.days > 1:
            assert on_some_day.may_hold(dose) is may_hold_slowly(doses, dose)


# Aura symptoms -------------------------------------------------------------------------------------


def some_symptoms(chance, number):
    """Symptoms of all kinds, some of which say little."""
    found = []
    for _ in range(number):
        kind = chance.choice([None, *AuraKind])
        found.append(
            AuraSymptom(
                kind=kind,
                minutes=chance.choice([None, 5, 20]),
                spreads=chance.choice([YES, NO, NOT_KNOWN]),
                brainstem=chance.choice([None, *BrainstemSymptom]) if kind is AuraKind.BRAINSTEM else None,
            )
        )
    return tuple(found)


def one_says(kept, told):
    return all(getattr(kept, name) == value for name, value in items_of(told).items())


def may_be_one(one, other):
    same = one.brainstem is other.brainstem or None in (one.brainstem, other.brainstem)
    return one.kind is other.kind and same


@pytest.mark.parametrize("seed", range(40))
def test_aura_symptoms_are_found_again_just_as_when_all_are_compared(seed):
    chance = random.Random(seed)
    kept, told = some_symptoms(chance, chance.randrange(8)), some_symptoms(chance, chance.randrange(1, 8))
    of_kept = OfAura(kept)
    for other in told:
        fitting = [n for n, one in enumerate(kept) if may_be_one(one, other)]
        assert of_kept.may_be(other) == (len(fitting), fitting[0] if fitting else -1)
        assert of_kept.say(other) is any(one_says(one, other) for one in kept)
    if is_recorded(kept):
        assert says("aura_symptoms", kept, told) is all(any(one_says(one, it) for one in kept) for it in told)


def test_joining_two_attacks_of_many_aura_symptoms_looks_at_each_a_few_times(monkeypatch):
    looked = counted(monkeypatch, joining_items, "items_of")
    made = []
    for number in (200, 400):
        looked.clear()
        make_one(
            [
                Written(
                    Attack(
                        start=BEGIN,
                        aura_symptoms=tuple(
                            AuraSymptom(kind=list(AuraKind)[n % 4], minutes=n + more, spreads=YES)
                            for n in range(number)
                        ),
                    ),
                    {file},
                )
                for file, more in ((1, 0), (2, 0.5))
            ]
        )
        made.append(len(looked))
    assert made[1] <= 2 * made[0]
