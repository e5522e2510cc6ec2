"""Examined apart from those who wrote the criteria: the definitions of intractable headache."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from reprieve.pathway.diary.choices import EasedBy, Effect, Helped, Outcome, Route
from reprieve.pathway.diary.records import Attack, Diary, Dose, Treatment
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import (
    MIGRAINE,
    TENSION_TYPE,
    Items,
    Record,
    at,
    attack,
    attacks,
    but,
    diary,
    doses,
    in_each_month,
    months,
    treated,
    tried,
)
from tests.spec.chapters import Chapter, Example, as_tests

DISABLING = but(MIGRAINE, "drug_taken", function_lost=YES)
TREATED = but(DISABLING, drug_taken=YES)


def _of(says: str, written: Diary, expects: Mapping[str, str], because: str = "") -> Example:
    return Example(says=says, diary=written, expects=expects, because=because)


# In the everyday sense, by length


def _parts(*parts: tuple[int, int]) -> list[Attack]:
    """Hours of pain and of the quiet spell after it, in turn."""
    start = at(1)
    written = []
    for pain, quiet in parts:
        end = start + timedelta(hours=pain)
        written.append(Attack(start=start, end=end, **{**MIGRAINE, "eased_by": EasedBy.ITSELF}))
        start = end + timedelta(hours=quiet)
    return written


EVERYDAY = (
    *(
        _of(f"everyday: {says}", diary(_parts(*parts)), {"everyday": verdict}, because)
        for says, parts, verdict, because in (
            ("24 h, 24 h and 1 h with quiet spells of 12 h between", ((24, 12), (24, 12), (1, 0)), "met", "73 h."),
            ("24 h, 23 h and 1 h with quiet spells of 12 h between", ((24, 12), (23, 12), (1, 0)), "not_met", "72 h."),
            ("seven hours of pain in all, each followed by 12 quiet ones", ((1, 12),) * 7, "met", "79 h."),
            ("two records of 40 h that touch", ((40, 0), (40, 0)), "met", "One attack."),
        )
    ),
    _of(
        "everyday: records of 40 h and 60 h that overlap",
        diary(attack(lasts="40"), attack(day=2, lasts="60")),
        {"everyday": "met"},
        "One attack of 84 h.",
    ),
    _of(
        "everyday: an attack that still went on after exactly 72 h",
        diary(attack(lasts=None, ongoing=YES, entered_at=at(1) + timedelta(hours=72))),
        {"everyday": "not_known"},
    ),
    _of("everyday: nothing is written", diary(), {"everyday": "not_known"}),
)

# In the everyday sense, by drugs

NONE: Items = {"effect_at_2h": Effect.NONE}
BETTER: Items = {"effect_at_2h": Effect.BETTER}
UNTOLD: Items = {}


def _two(first: str, of_first: Items, second: str, of_second: Items) -> Diary:
    one = attack(DISABLING, key="it")
    told = ((first, "09:00", of_first), (second, "11:00", of_second))
    return diary(one, [Dose(name=name, time=at(1, clock), attack_key="it", **of) for name, clock, of in told if name])


EVERYDAY_DRUGS = (
    *(
        _of(f"everyday: {says}", _two(*drugs), {"everyday": verdict}, because)
        for says, drugs, verdict, because in (
            ("sumatriptan and Excedrin, neither eased it", ("sumatriptan", NONE, "Excedrin", NONE), "met", ""),
            ("Treximet alone, and it did not ease it", ("Treximet", NONE, "", {}), "met", "It holds both."),
            (
                "sumatriptan untold, and ibuprofen eased it",
                ("sumatriptan", UNTOLD, "ibuprofen", BETTER),
                "not_met",
                "One that helps is enough.",
            ),
            (
                "nobody asked when, and neither helped",
                ("sumatriptan", {"helped": Helped.NO}, "ibuprofen", {"helped": Helped.NO}),
                "met",
                "",
            ),
            (
                "sumatriptan helped partly, ibuprofen not",
                ("sumatriptan", {"helped": Helped.PARTLY}, "ibuprofen", {"helped": Helped.NO}),
                "not_met",
                "",
            ),
            (
                "sumatriptan was of no help in the end, but better at 2 h",
                ("sumatriptan", {"helped": Helped.NO, **BETTER}, "ibuprofen", NONE),
                "not_met",
                "What is told of 2 h goes first.",
            ),
        )
    ),
    _of(
        "everyday: sumatriptan without effect, and all doses are written",
        diary(treated(DISABLING, "sumatriptan", **NONE), every_dose_written=YES),
        {"everyday": "not_met"},
        "No pain reliever was taken.",
    ),
    _of(
        "everyday: a drug was taken, nobody says which",
        diary(attack(TREATED)),
        {"everyday": "not_known"},
    ),
)

# EHF 2020

TRIPTANS = ("sumatriptan", "rizatriptan")
THREE = ("propranolol", "topiramate", "amitriptyline")
SEVEN = (*THREE, "flunarizine", "erenumab", "candesartan", "onabotulinumtoxinA")


def failed(*drugs: str) -> tuple[Treatment, ...]:
    return tuple(tried(drug) for drug in drugs)


def burden(
    each: Sequence[int] = (8, 8, 8),
    treatments: tuple[Treatment, ...] = failed(*TRIPTANS, *THREE),
    *,
    kind: Items = TREATED,
    **profile: Any,
) -> Diary:
    """So many days of such migraine in each month, ibuprofen on each; every treatment is listed, unless said."""
    written: list[Record] = [*months(migraine=each, migraine_kind=kind), *doses("ibuprofen", in_each_month(each))]
    return diary(written, treatments=treatments, **{"every_treatment_listed": YES, **profile})


def _third(says: str, treatment: Treatment, verdict: str, because: str = "") -> Example:
    told = burden(treatments=(*failed(*TRIPTANS, *THREE[:2]), treatment))
    return _of(f"resistant: the third class {says}", told, {"ehf2020_resistant C": verdict}, because)


RESISTANT = "ehf2020_resistant"
REFRACTORY = "ehf2020_refractory"
EHF_2020 = (
    *(
        _of(
            f"resistant: 9, {middle} and 9 disabling days",
            burden((9, middle, 9)),
            {RESISTANT: verdict, f"{RESISTANT} B": verdict},
        )
        for middle, verdict in ((7, "not_met"), (8, "met"), (9, "met"))
    ),
    _of(
        "resistant: sumatriptan failed, under two names",
        burden(treatments=failed("sumatriptan", "Imitrex", *THREE)),
        {RESISTANT: "not_met"},
        "Two different triptans are asked for.",
    ),
    *(
        _of(
            f"resistant: {' and '.join(drugs)} failed",
            burden(treatments=failed(*TRIPTANS, *drugs)),
            {f"{RESISTANT} C": "not_met"},
            "Two classes.",
        )
        for drugs in (
            ("propranolol", "metoprolol", "topiramate"),
            ("amitriptyline", "venlafaxine", "topiramate"),
            ("erenumab", "atogepant", "topiramate"),
        )
    ),
    *(
        _third(says, tried("amitriptyline", outcome, adequate=NOT_KNOWN), verdict)
        for says, outcome, verdict in (
            ("was not borne", Outcome.ADVERSE_EFFECT, "met"),
            ("is contraindicated", Outcome.CONTRAINDICATED, "met"),
            ("was stopped by the person", Outcome.PATIENT_CHOICE, "not_met"),
            ("could not be paid for", Outcome.COST_OR_ACCESS, "not_met"),
            ("was stopped for pregnancy", Outcome.PREGNANCY, "not_met"),
            ("helped", Outcome.HELPED, "not_met"),
            ("was tried, nobody says how it turned out", None, "not_known"),
            ("had no effect, nobody says at which dose", Outcome.NO_EFFECT, "not_known"),
        )
    ),
    _third("had no effect at too low a dose", tried("amitriptyline", adequate=NO), "not_met"),
    _of(
        "resistant: one beta-blocker failed and another helped",
        burden(treatments=(*failed(*TRIPTANS, *THREE), tried("metoprolol", Outcome.HELPED))),
        {f"{RESISTANT} C": "not_known"},
    ),
    *(
        _of(f"resistant: 8 days a month {says}", burden(kind=kind), {f"{RESISTANT} B": verdict})
        for says, kind, verdict in (
            ("that did not disable", but(TREATED, function_lost=NO), "not_met"),
            ("nobody says whether they disabled", but(TREATED, "function_lost"), "not_known"),
        )
    ),
    *(
        _of(
            f"resistant: 8 disabling days a month, {says}",
            diary(
                months(migraine=(8, 8, 8), migraine_kind=kind),
                treatments=failed(*TRIPTANS, *THREE),
                every_treatment_listed=YES,
            ),
            {f"{RESISTANT} B": verdict},
            because,
        )
        for says, kind, verdict, because in (
            ("untreated", but(DISABLING, drug_taken=NO), "not_met", "Disabling *despite* a drug."),
            ("nobody says whether treated", DISABLING, "not_known", ""),
        )
    ),
    *(
        _of(
            f"refractory: {', '.join(map(str, each))} disabling days",
            burden(each, failed(*TRIPTANS, *SEVEN), other_preventives_failed=YES),
            {REFRACTORY: verdict},
        )
        for each, verdict in (
            ((8,) * 5, "not_known"),
            ((8,) * 6, "met"),
            ((7, 8, 8, 8, 8, 8), "not_met"),
            ((7, 8, 8, 8, 8, 8, 8), "met"),
        )
    ),
    *(
        _of(
            f"refractory: all classes failed but that of {left_out}",
            burden(
                (8,) * 6,
                failed(*TRIPTANS, *(drug for drug in SEVEN if drug != left_out)),
                other_preventives_failed=YES,
            ),
            {REFRACTORY: "not_met"},
        )
        for left_out in SEVEN
    ),
    *(
        _of(
            f"refractory: all seven classes failed, and of every other preventive a clinician says {says}",
            burden((8,) * 6, failed(*TRIPTANS, *SEVEN), other_preventives_failed=said),
            {REFRACTORY: verdict},
        )
        for says, said, verdict in (("no", NO, "not_met"), ("nothing", NOT_KNOWN, "not_known"))
    ),
)

# AHS 2008

NASAL_DHE = tried("dihydroergotamine", route=Route.NASAL)
ACUTE = (*failed("sumatriptan", "ibuprofen"), NASAL_DHE)


def episodic(*treatments: Treatment, **profile: Any) -> Diary:
    said = {
        "every_treatment_listed": YES,
        "significant_interference": YES,
        "triggers_and_lifestyle_addressed": YES,
        **profile,
    }
    return diary(attacks(5), treatments=treatments, **said)


def _named(cases: Iterable[tuple[tuple[str, ...], str]]) -> list[tuple[str, tuple[Treatment, ...], str]]:
    return [(" and ".join(drugs) or "nothing", failed(*drugs), verdict) for drugs, verdict in cases]


AHS = (
    *(
        _of(f"AHS 2008: of preventives {says} failed", episodic(*drugs, *ACUTE), {"ahs2008 C": verdict})
        for says, drugs, verdict in _named(
            (
                ((), "not_met"),
                (("propranolol",), "not_met"),
                (("propranolol", "metoprolol"), "not_met"),
                (("topiramate", "valproate"), "not_met"),
                (("propranolol", "venlafaxine"), "not_met"),
                (("propranolol", "onabotulinumtoxinA"), "not_met"),
                (("propranolol", "nortriptyline"), "met"),
                (("valproate", "verapamil"), "met"),
                (("amitriptyline", "flunarizine"), "met"),
            )
        )
    ),
    *(
        _of(
            f"AHS 2008: against attacks sumatriptan, {says} failed",
            episodic(*failed("propranolol", "topiramate", "sumatriptan"), *drugs),
            {"ahs2008 D": verdict},
        )
        for says, drugs, verdict in (
            ("and dihydroergotamine by the nose", (NASAL_DHE,), "not_met"),
            ("and ibuprofen", failed("ibuprofen"), "not_met"),
            ("rizatriptan and ibuprofen", failed("rizatriptan", "ibuprofen"), "not_met"),
            ("ergotamine and ibuprofen", failed("ergotamine", "ibuprofen"), "not_met"),
            ("dihydroergotamine by the nose, and tramadol", (NASAL_DHE, *failed("tramadol")), "not_met"),
            ("dihydroergotamine by the nose, and paracetamol", (NASAL_DHE, *failed("paracetamol")), "not_met"),
            ("dihydroergotamine by the nose, and Excedrin", (NASAL_DHE, *failed("Excedrin")), "met"),
            ("dihydroergotamine by the nose, and aspirin", (NASAL_DHE, *failed("aspirin")), "met"),
            (
                "dihydroergotamine into a muscle, and naproxen",
                (tried("dihydroergotamine", route=Route.INTRAMUSCULAR), *failed("naproxen")),
                "met",
            ),
            (
                "dihydroergotamine swallowed, and naproxen",
                (tried("dihydroergotamine", route=Route.ORAL), *failed("naproxen")),
                "not_met",
            ),
            (
                "dihydroergotamine, nobody says how, and naproxen",
                failed("dihydroergotamine", "naproxen"),
                "not_known",
            ),
        )
    ),
    *(
        _of(
            f"AHS 2008: all drugs failed, and whether {says}: {word}",
            episodic(*failed("propranolol", "topiramate"), *ACUTE, **{fact: said}),
            {"ahs2008": verdict, "ahs2008 B": verdict},
        )
        for says, fact, word, said, verdict in (
            ("it interferes", "significant_interference", "yes", YES, "met"),
            ("it interferes", "significant_interference", "not recorded", NOT_KNOWN, "not_known"),
            ("triggers were seen to", "triggers_and_lifestyle_addressed", "no", NO, "not_met"),
            ("triggers were seen to", "triggers_and_lifestyle_addressed", "not recorded", NOT_KNOWN, "not_known"),
        )
    ),
    _of(
        "AHS 2008: all of it, in tension-type headache",
        diary(
            attacks(12, TENSION_TYPE),
            treatments=(*failed("propranolol", "topiramate"), *ACUTE),
            every_treatment_listed=YES,
            significant_interference=YES,
            triggers_and_lifestyle_addressed=YES,
            lifetime_migraine_attacks=0,
            lifetime_aura_attacks=0,
        ),
        {"ahs2008": "not_met"},
    ),
)

# Goadsby 2006

GOADSBY = tuple(
    _of(f"Goadsby 2006: {says} failed", episodic(*drugs), {"goadsby2006": verdict})
    for says, drugs, verdict in _named(
        (
            (("propranolol", "topiramate", "amitriptyline"), "not_met"),
            (("propranolol", "topiramate", "amitriptyline", "metoprolol"), "not_met"),
            (("propranolol", "topiramate", "candesartan", "erenumab"), "not_met"),
            (("propranolol", "topiramate", "amitriptyline", "verapamil"), "met"),
            (("propranolol", "topiramate", "amitriptyline", "candesartan"), "met"),
            (("propranolol", "topiramate", "amitriptyline", "riboflavin"), "met"),
        )
    )
)

# Chronic migraine, by EHF 2014 and by D'Antona and Matharu 2019


def chronic(*treatments: Treatment, each: int = 15, triptan: int = 0, **profile: Any) -> Diary:
    """Migraine on so many days of each month, a triptan on so many."""
    written: list[Record] = [
        *months(migraine=(each,) * 3, migraine_kind=DISABLING if triptan else MIGRAINE),
        *doses("sumatriptan", in_each_month((triptan,) * 3)),
    ]
    said = {"every_dose_written": YES, "every_treatment_listed": YES, "comorbidity_addressed": YES, **profile}
    return diary(written, treatments=treatments, **said)


FIVE = ("topiramate", "erenumab", "propranolol", "amitriptyline", "venlafaxine")
CHRONIC = (
    *(
        _of(
            f"chronic: migraine on {each} days a month, five classes failed",
            chronic(*failed(*FIVE), each=each),
            {"ehf2014": verdict, "dantona2019": verdict},
        )
        for each, verdict in ((14, "not_met"), (15, "met"), (16, "met"))
    ),
    *(
        _of(
            f"chronic: five classes failed, a triptan on {triptan} days a month",
            chronic(*failed(*FIVE), triptan=triptan),
            {"ehf2014": verdict, "dantona2019": verdict},
        )
        for triptan, verdict in ((9, "met"), (10, "not_met"))
    ),
    *(
        _of(f"EHF 2014: {says} failed", chronic(*drugs), {"ehf2014": verdict})
        for says, drugs, verdict in _named(
            (
                (("propranolol", "topiramate", "erenumab"), "not_met"),
                (("propranolol", "topiramate", "venlafaxine"), "not_met"),
                (("bisoprolol", "topiramate", "flunarizine"), "met"),
                (("propranolol", "topiramate", "candesartan"), "met"),
            )
        )
    ),
    _of(
        "EHF 2014: propranolol and topiramate failed, amitriptyline is contraindicated",
        chronic(*failed("propranolol", "topiramate"), tried("amitriptyline", Outcome.CONTRAINDICATED)),
        {"ehf2014": "met"},
    ),
    *(
        _of(
            f"EHF 2014: whether other illness was treated: {says}",
            chronic(*failed(*THREE), comorbidity_addressed=said),
            {"ehf2014": verdict},
        )
        for says, said, verdict in (("no", NO, "not_met"), ("not recorded", NOT_KNOWN, "not_known"))
    ),
    *(
        _of(f"D'Antona 2019: {says} failed", chronic(*drugs), {"dantona2019": verdict})
        for says, drugs, verdict in _named(
            (
                (FIVE[:4], "not_met"),
                ((*FIVE, "valproate"), "met"),
                (("topiramate", "propranolol", "amitriptyline", "venlafaxine", "valproate"), "not_met"),
                (("topiramate", "atogepant", "propranolol", "amitriptyline", "venlafaxine"), "not_met"),
                (("erenumab", "fremanezumab", "propranolol", "amitriptyline", "venlafaxine"), "not_met"),
                (("topiramate", "erenumab", "propranolol", "metoprolol", "amitriptyline"), "not_met"),
                (("topiramate", "erenumab", "propranolol", "candesartan", "flunarizine"), "not_met"),
                (("topiramate", "erenumab", "propranolol", "amitriptyline", "candesartan"), "met"),
                (("topiramate", "erenumab", "valproate", "propranolol", "amitriptyline"), "met"),
            )
        )
    ),
    *(
        _of(
            f"D'Antona 2019: {cycles} cycles of onabotulinumtoxinA without effect, and four other classes",
            chronic(
                *failed("topiramate", "propranolol", "amitriptyline", "venlafaxine"),
                tried("onabotulinumtoxinA", adequate=NOT_KNOWN, cycles=cycles),
            ),
            {"dantona2019": verdict},
        )
        for cycles, verdict in ((1, "not_met"), (2, "met"), (3, "met"))
    ),
)

EMPTY = _of(
    "nothing is written: no definition is settled",
    diary(),
    dict.fromkeys(
        (RESISTANT, REFRACTORY, "ehf2014", "ahs2008", "goadsby2006", "dantona2019", "icd10cm"),
        "not_known",
    ),
)

CHAPTER = Chapter(
    code="examined-intractable",
    title="Examined apart: intractable, by each definition",
    text="Worked out from the published definitions apart from the chapters on each, to check them.",
    examples=(*EVERYDAY, *EVERYDAY_DRUGS, *EHF_2020, *AHS, *GOADSBY, *CHRONIC, EMPTY),
)
test_example = as_tests(CHAPTER)
