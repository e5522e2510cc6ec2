"""Is it migraine, and which: without aura, with aura, chronic, status, probable?

ICHD-3 chapter 1, restated as trees in our own words. Letters are the published ones. The last
letter of each (no other disorder explains it better) is the clinician's and is not judged here.
"""

from __future__ import annotations

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Amount, Attacks, Days, Gate, Is, OnDay, every, none_of, one_of
from reprieve.pathway.terms.sources import ICHD3, ICHD3_UNVERIFIED, OURS

# Where the 0 to 10 scale turns from mild to moderate. ICHD-3 gives no number; customary, unverified.
MODERATE_FROM = 4
MILD_FROM = 1
# The same scale: where moderate turns to severe.
SEVERE_FROM = 7

MODERATE_OR_SEVERE = Amount(fact=facts.PAIN, at_least=MODERATE_FROM, text="moderate or severe", source=ICHD3_UNVERIFIED)

# 1.1 Migraine without aura: one attack

UNDER_18 = Amount(fact=facts.AGE_YEARS, at_most=17, text="under 18 years")

B_DURATION = every(
    one_of(
        Amount(fact=facts.UNTREATED_H, at_least=4, text="at least 4 h"),
        every(UNDER_18, Amount(fact=facts.UNTREATED_H, at_least=2, text="at least 2 h"), text="under 18: at least 2 h"),
        text="long enough",
    ),
    Amount(fact=facts.LASTED_H, at_most=72, text="at most 72 h"),
    text="lasts 4 to 72 h when not treated, or treated without success",
    letter="B",
    source=ICHD3,
)
C_PAIN = Gate(
    of=(
        Is(fact=facts.ONE_SIDED, text="on one side"),
        Is(fact=facts.PULSATING, text="throbbing"),
        MODERATE_OR_SEVERE,
        Is(fact=facts.WORSE_WITH_ACTIVITY, text="worse with activity, or activity avoided"),
    ),
    at_least=2,
    text="two of: one-sided, throbbing, moderate or severe, worse with activity",
    letter="C",
    source=ICHD3,
)
D_COMPANIONS = one_of(
    one_of(Is(fact=facts.NAUSEA, text="nausea"), Is(fact=facts.VOMITING, text="vomiting"), text="nausea or vomiting"),
    every(
        Is(fact=facts.PHOTOPHOBIA, text="sensitivity to light"),
        Is(fact=facts.PHONOPHOBIA, text="sensitivity to sound"),
        text="sensitivity to light and to sound",
    ),
    text="nausea or vomiting; or sensitivity to both light and sound",
    letter="D",
    source=ICHD3,
)
# An attack that a drug ended early need not have developed its features: it is left open, never refused.
MAY_HAVE_DEVELOPED = every(
    Is(fact=facts.CUT_SHORT, text="cut short by a drug"),
    Is(fact=facts.UNTREATED_COURSE, text="it would have developed without the drug"),
    text="cut short by a drug, and would have developed without",
    source=OURS,
)


def or_cut_short(node: Gate) -> Gate:
    """The node, left open for an attack that a drug cut short."""
    return one_of(node, MAY_HAVE_DEVELOPED, text=node.text, letter=node.letter, source=node.source)


FEATURES_1_1 = every(C_PAIN, D_COMPANIONS, text="features of migraine (1.1 C and D)", source=ICHD3)
ATTACK_1_1 = or_cut_short(
    every(B_DURATION, C_PAIN, D_COMPANIONS, text="an attack of migraine without aura", source=ICHD3)
)

FIVE_ATTACKS = 5


def _five(that: Gate, text: str, letter: str) -> Attacks:
    return Attacks(
        that=that,
        at_least=FIVE_ATTACKS,
        lifetime=facts.LIFETIME_MIGRAINE_ATTACKS,
        text=text,
        letter=letter,
        source=ICHD3,
    )


WITHOUT_AURA = Entity(
    code="1.1",
    name="Migraine without aura",
    criteria=(
        _five(ATTACK_1_1, "at least five attacks that fulfil B to D", "A"),
        _five(B_DURATION, B_DURATION.text, "B"),
        _five(or_cut_short(C_PAIN), C_PAIN.text, "C"),
        _five(or_cut_short(D_COMPANIONS), D_COMPANIONS.text, "D"),
    ),
    attack=ATTACK_1_1,
    clinician_letter="E",
)

# 1.2 Migraine with aura: one attack

B_AURA = Is(
    fact=facts.AURA_SYMPTOM,
    text="a passing aura of sight, feeling, speech, strength, brainstem or one eye",
    letter="B",
    source=ICHD3,
)
C_AURA = Gate(
    of=(
        Is(fact=facts.AURA_SPREADS, text="a symptom spreads over 5 minutes or more"),
        Is(fact=facts.AURA_IN_SUCCESSION, text="two or more symptoms in succession"),
        Is(fact=facts.AURA_5_TO_60_MIN, text="each symptom lasts 5 to 60 minutes"),
        Is(fact=facts.AURA_ONE_SIDED, text="a symptom is on one side"),
        Is(fact=facts.AURA_POSITIVE, text="a symptom adds something"),
        Is(fact=facts.AURA_THEN_HEADACHE, text="headache with it or within 60 minutes"),
    ),
    at_least=3,
    text="three of: spreads, in succession, 5 to 60 minutes each, one-sided, adds something, headache within an hour",
    letter="C",
    source=ICHD3,
)
ATTACK_1_2 = every(B_AURA, C_AURA, text="an attack of migraine with aura", source=ICHD3)

TWO_ATTACKS = 2


def _two(that: Gate | Is, text: str, letter: str) -> Attacks:
    return Attacks(
        that=that, at_least=TWO_ATTACKS, lifetime=facts.LIFETIME_AURA_ATTACKS, text=text, letter=letter, source=ICHD3
    )


WITH_AURA = Entity(
    code="1.2",
    name="Migraine with aura",
    criteria=(
        _two(ATTACK_1_2, "at least two attacks that fulfil B and C", "A"),
        _two(B_AURA, B_AURA.text, "B"),
        _two(C_AURA, C_AURA.text, "C"),
    ),
    attack=ATTACK_1_2,
    clinician_letter="D",
)

TYPICAL = every(
    Is(fact=facts.TYPICAL_AURA, text="aura of sight, feeling or speech"),
    Is(fact=facts.AURA_ALL_PASSES, text="all of it passes completely"),
    none_of(Is(fact=facts.UNUSUAL_AURA, text="aura of strength, brainstem or one eye"), text="no other aura"),
    text="a passing aura of sight, feeling or speech, and of nothing else",
    letter="B",
    source=ICHD3,
)
ATTACK_1_2_1 = every(B_AURA, C_AURA, TYPICAL, text="an attack with typical aura", source=ICHD3)

TYPICAL_AURA = Entity(
    code="1.2.1",
    name="Migraine with typical aura",
    criteria=(
        _two(ATTACK_1_2_1, "at least two attacks that fulfil 1.2 B and C, and B below", "A"),
        _two(TYPICAL, TYPICAL.text, "B"),
    ),
    attack=ATTACK_1_2_1,
    clinician_letter="C",
)

# 1.3 Chronic migraine

# "More than three months": three windows of 30 days, and a diary that spans more than 90. [ours]
MORE_THAN_THREE_MONTHS_DAYS = 90

BELIEVED_AND_EASED = every(
    Is(fact=facts.BELIEVED_MIGRAINE, text="taken for migraine when it began"),
    Is(fact=facts.RELIEVED_BY_TRIPTAN_OR_ERGOT, text="eased by a triptan or ergot"),
    text="taken for migraine when it began, and eased by a triptan or ergot",
)
MIGRAINE_ON_A_DAY = one_of(
    OnDay(unit=Unit.ATTACK, that=FEATURES_1_1, text=FEATURES_1_1.text),
    OnDay(unit=Unit.ATTACK, that=ATTACK_1_2, at_its_start=True, text=ATTACK_1_2.text),
    OnDay(unit=Unit.ATTACK, that=BELIEVED_AND_EASED, text=BELIEVED_AND_EASED.text),
    text="features of migraine, or of aura, or taken for migraine and eased by a triptan or ergot",
    source=ICHD3,
)
ANY_HEADACHE = Is(fact=facts.HEADACHE_DAY, text="headache that day")

HEADACHE_ON_15_DAYS = Days(
    unit=Unit.DAY,
    that=ANY_HEADACHE,
    at_least=15,
    span_over_days=MORE_THAN_THREE_MONTHS_DAYS,
    text="headache on at least 15 days a month for more than three months",
    letter="A",
    source=ICHD3,
)

CHRONIC = Entity(
    code="1.3",
    name="Chronic migraine",
    criteria=(
        HEADACHE_ON_15_DAYS,
        one_of(
            Attacks(
                that=one_of(ATTACK_1_1, ATTACK_1_2),
                at_least=FIVE_ATTACKS,
                lifetime=facts.LIFETIME_ANY_MIGRAINE_ATTACKS,
                text="five attacks as in 1.1 B to D or 1.2 B and C are written",
            ),
            Amount(fact=facts.LIFETIME_ANY_MIGRAINE_ATTACKS, at_least=FIVE_ATTACKS, text="five such attacks in life"),
            text="ever at least five attacks of migraine, with or without aura",
            letter="B",
            source=ICHD3,
        ),
        Days(
            unit=Unit.DAY,
            that=MIGRAINE_ON_A_DAY,
            at_least=8,
            span_over_days=MORE_THAN_THREE_MONTHS_DAYS,
            text="features of migraine on at least 8 days a month for more than three months",
            letter="C",
            source=ICHD3,
        ),
    ),
    clinician_letter="D",
)

# 1.4.1 Status migrainosus

LIKE_PREVIOUS = Is(
    fact=facts.STATUS_LIKE_PREVIOUS, text="like the person's other attacks, apart from length and strength"
)
UNREMITTING_AND_DISABLING = every(
    Amount(
        fact=facts.STATUS_SPAN_H,
        above=72,
        text="over 72 h, quiet spells of up to 12 h from sleep or a drug counted in",
    ),
    Is(fact=facts.STATUS_DISABLING, text="disabling"),
    text="goes on for over 72 h, and disables",
    letter="C",
    source=ICHD3,
)
# Weeks of unbroken pain are no longer one attack; whether a status is among them is for a clinician. [ours]
CONTINUOUS_FROM_H = 30 * 24.0
STATUS_ATTACK = every(
    LIKE_PREVIOUS,
    UNREMITTING_AND_DISABLING,
    one_of(
        Amount(fact=facts.STATUS_SO_FAR_H, at_most=CONTINUOUS_FROM_H, text="at most 30 days"),
        Is(fact=facts.STATUS_WITHIN_CONTINUOUS_PAIN, text="an attack of its own within continuous pain"),
        text="not continuous pain of over 30 days, or an attack of its own within it",
        source=OURS,
    ),
    text="an attack of status migrainosus",
)

STATUS_MIGRAINOSUS = Entity(
    code="1.4.1",
    name="Status migrainosus",
    criteria=(
        Attacks(that=STATUS_ATTACK, at_least=1, text="an attack that fulfils B and C", letter="A", source=ICHD3),
        every(
            one_of(WITHOUT_AURA.node, WITH_AURA.node, text="a person with migraine (1.1 or 1.2)"),
            Attacks(that=LIKE_PREVIOUS, at_least=1, text=LIKE_PREVIOUS.text),
            text="in a person with migraine, and like the earlier attacks apart from length and strength",
            letter="B",
            source=ICHD3,
        ),
        Attacks(
            that=UNREMITTING_AND_DISABLING, at_least=1, text=UNREMITTING_AND_DISABLING.text, letter="C", source=ICHD3
        ),
    ),
    attack=STATUS_ATTACK,
    clinician_letter="D",
)

# 1.5.1 Probable migraine without aura

ALL_BUT_ONE = or_cut_short(
    Gate(
        of=(B_DURATION, C_PAIN, D_COMPANIONS),
        at_least=2,
        text="at least two of 1.1 B, C and D",
        source=ICHD3,
    )
)
ATTACK_1_5_1 = or_cut_short(
    Gate(
        of=(B_DURATION, C_PAIN, D_COMPANIONS),
        at_least=2,
        at_most=2,
        text="an attack of probable migraine: two of 1.1 B, C and D",
        source=ICHD3,
    )
)
FEWER_THAN_FIVE = every(
    Attacks(that=ATTACK_1_1, at_least=1, text="at least one attack that fulfils 1.1 B to D"),
    none_of(WITHOUT_AURA.criteria[0], text="fewer than five of them"),
    text="attacks that fulfil 1.1 B to D, but fewer than five",
)

PROBABLE_WITHOUT_AURA = Entity(
    code="1.5.1",
    name="Probable migraine without aura",
    criteria=(
        one_of(
            FEWER_THAN_FIVE,
            _five(ALL_BUT_ONE, "at least five attacks that fulfil two of 1.1 B, C and D", ""),
            text="attacks that fulfil all but one of 1.1 A to D",
            letter="A",
            source=ICHD3,
        ),
        none_of(
            WITHOUT_AURA.node,
            text="not migraine without aura itself",
            letter="B",
            source=ICHD3,
        ),
    ),
    attack=ALL_BUT_ONE,
    clinician_letter="C",
)

ENTITIES = (WITHOUT_AURA, WITH_AURA, TYPICAL_AURA, CHRONIC, STATUS_MIGRAINOSUS, PROBABLE_WITHOUT_AURA)
