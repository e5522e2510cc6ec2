"""Examined apart from those who wrote the criteria: whether drugs against an attack work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from reprieve.pathway.diary.choices import Effect, Helped, Nausea, Outcome, Route
from reprieve.pathway.diary.records import Attack, Dose, Treatment
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import MIGRAINE, Items, Record, at, attack, attacks, but, days, diary, doses, treated, tried
from tests.spec.chapters import Chapter, Example, as_tests

WELL: Items = {
    "effect_at_2h": Effect.PAIN_FREE,
    "symptoms_relieved_at_2h": YES,
    "relapse_within_24_h": NO,
    "adverse_effect": NO,
}
FAILED = but(WELL, effect_at_2h=Effect.NONE)
UNTREATED = but(MIGRAINE, "drug_taken")
MEASURES = ("effectively_treated", "pain_free_2h", "sustained_pain_free_24h", "pain_relief_2h")
YES_NO = {1: "1 of 1", 0: "0 of 1", None: "0 of 1, 1 not known"}


def each_week(*of_doses: Items, drug: str = "sumatriptan", kind: Items = MIGRAINE, from_day: int = 1) -> list[Record]:
    return [record for n, dose in enumerate(of_doses) for record in treated(kind, drug, from_day + 7 * n, **dose)]


def _measures(says: str, written: Sequence[Record], found: Sequence[int | None], because: str = "") -> Example:
    """Effective (EHF 2022), free of pain at 2 h, still at 24 h, better at 2 h: yes 1, no 0, not known None."""
    return Example(
        says=f"one attack with sumatriptan: {says}",
        diary=diary(written),
        expects={f"sumatriptan: {name}": YES_NO[said] for name, said in zip(MEASURES, found, strict=True)},
        because=because,
    )


WITHOUT_MORE = but(MIGRAINE, nausea=Nausea.NONE, photophobia=NO, phonophobia=NO)
# The dose is taken at 09:00 on day 1.
CAME_BACK = (
    *(
        _measures(
            f"well, it did not come back, and the next headache is written to begin {hours} h after the dose",
            [*each_week(WELL), attack(MIGRAINE, 2, clock)],
            found,
            because,
        )
        for hours, clock, found, because in (
            (23, "08:00", (None, 1, None, 1), "Two sources contradict each other."),
            (24, "09:00", (1, 1, 1, 1), ""),
        )
    ),
    *(
        _measures(
            f"well, the next headache is written to begin 23 h after the dose, and {says}",
            [*each_week(dose), attack(MIGRAINE, 2, "08:00")],
            (0, 1, 0, 1),
        )
        for says, dose in (
            ("it came back", but(WELL, relapse_within_24_h=YES)),
            ("nobody says whether it came back", but(WELL, "relapse_within_24_h")),
        )
    ),
)
ONE_DOSE = (
    *CAME_BACK,
    *(
        _measures(says, each_week(dose), found, because)
        for says, dose, found, because in (
            ("all well", WELL, (1, 1, 1, 1), ""),
            ("better", but(WELL, effect_at_2h=Effect.BETTER), (1, 0, 0, 1), ""),
            ("no better", FAILED, (0, 0, 0, 0), ""),
            ("nothing is told", {}, (None,) * 4, ""),
            ("only that there was no effect", {"effect_at_2h": Effect.NONE}, (0, 0, 0, 0), ""),
            ("only that it was better", {"effect_at_2h": Effect.BETTER}, (None, 0, 0, 1), ""),
            ("only that the pain was gone", {"effect_at_2h": Effect.PAIN_FREE}, (None, 1, None, 1), ""),
            ("well, and it came back", but(WELL, relapse_within_24_h=YES), (0, 1, 0, 1), ""),
            ("well, with a side effect", but(WELL, adverse_effect=YES), (0, 1, 1, 1), ""),
            ("free of pain, still sick", but(WELL, symptoms_relieved_at_2h=NO), (0, 1, 1, 1), ""),
            ("nobody says whether still sick", but(WELL, "symptoms_relieved_at_2h"), (None, 1, 1, 1), ""),
            ("nobody says whether with a side effect", but(WELL, "adverse_effect"), (None, 1, 1, 1), ""),
            ("only that it came back", {"relapse_within_24_h": YES}, (0, None, 0, None), "From whatever it was."),
            ("only that there was a side effect", {"adverse_effect": YES}, (0, None, None, None), ""),
            (
                "it helped, nobody asked when",
                but(WELL, "effect_at_2h", helped=Helped.YES),
                (None,) * 4,
                "Perhaps later than after 2 h.",
            ),
            ("it did not help", but(WELL, "effect_at_2h", helped=Helped.NO), (0, 0, 0, 0), ""),
        )
    ),
    _measures(
        "pain alone, which was gone",
        each_week(but(WELL, "symptoms_relieved_at_2h"), kind=WITHOUT_MORE),
        (1, 1, 1, 1),
        "There was nothing else to be relieved.",
    ),
)


def _second(drug: str, hours: float, first: Items) -> list[Record]:
    one = attack(UNTREATED, key="it", lasts="30")
    taken = one.start + timedelta(hours=1)
    return [
        one,
        Dose(name="sumatriptan", time=taken, attack_key="it", **first),
        Dose(name=drug, time=taken + timedelta(hours=hours), attack_key="it"),
    ]


def _next_attack(hours: float, dose: Items) -> list[Record]:
    start = at(1, "09:00") + timedelta(hours=hours)
    one = attack(UNTREATED, key="it", lasts="3")
    again = Attack(start=start, end=start + timedelta(hours=5), **UNTREATED)
    return [one, Dose(name="sumatriptan", time=at(1, "09:00"), attack_key="it", **dose), again]


UNTOLD_RELAPSE = but(WELL, "relapse_within_24_h")
AFTERWARDS = (
    _measures("well, ibuprofen after 5 h", _second("ibuprofen", 5, UNTOLD_RELAPSE), (0, 1, 0, 1)),
    _measures("well, sumatriptan again after 5 h", _second("sumatriptan", 5, UNTOLD_RELAPSE), (0, 1, 0, 1)),
    _measures("well, ibuprofen after 25 h", _second("ibuprofen", 25, UNTOLD_RELAPSE), (None, 1, None, 1)),
    _measures("well and no relapse, ibuprofen after 5 h all the same", _second("ibuprofen", 5, WELL), (0, 1, 0, 1)),
    _measures(
        "well, another attack 24 h after the dose, nobody says whether it came back",
        _next_attack(24, UNTOLD_RELAPSE),
        (None, 1, None, 1),
    ),
)

# Answers to a triptan

ANSWERS = ("responder", "non_responder", "resistant", "refractory", "ineligible")
MET, NOT_MET, OPEN = "met", "not_met", "not_known"


# EHF 2022 speaks of people with migraine: five attacks of it, untreated, before the others.
OF_MIGRAINE = tuple(attacks(5, UNTREATED, from_day=-60))


def _answers(
    says: str, written: Sequence[Record], treatments: tuple[Treatment, ...], *verdicts: str, **profile: Any
) -> Example:
    return Example(
        says=f"triptans: {says}",
        diary=diary(OF_MIGRAINE, written, treatments=treatments, **profile),
        expects={f"triptan_{name}": verdict for name, verdict in zip(ANSWERS, verdicts, strict=True)},
    )


def by_route(**routes: Route | None) -> tuple[Treatment, ...]:
    return tuple(tried(drug, route=route) for drug, route in routes.items())


ORAL, UNDER_THE_SKIN = Route.ORAL, Route.SUBCUTANEOUS
TRIPTANS = (
    _answers("nothing is written of them", [], (), OPEN, OPEN, OPEN, OPEN, OPEN),
    _answers("one works in three of four attacks", each_week(*[WELL] * 3, FAILED), (), MET, OPEN, OPEN, OPEN, OPEN),
    _answers(
        "one works in two of four attacks", each_week(WELL, WELL, FAILED, FAILED), (), OPEN, MET, OPEN, OPEN, OPEN
    ),
    _answers(
        "two work in none of four attacks each",
        [*each_week(*[FAILED] * 4), *each_week(*[FAILED] * 4, drug="rizatriptan", from_day=40)],
        (),
        *(OPEN, MET, MET, OPEN, OPEN),
    ),
    *(
        _answers(f"all that was tried: {says}", [], treatments, *verdicts, every_treatment_listed=YES)
        for says, treatments, verdicts in (
            ("nothing", (), (NOT_MET,) * 5),
            ("sumatriptan failed", (tried("sumatriptan"),), (NOT_MET, MET, NOT_MET, NOT_MET, NOT_MET)),
            (
                "sumatriptan helped",
                (tried("sumatriptan", Outcome.HELPED),),
                (MET, NOT_MET, NOT_MET, NOT_MET, NOT_MET),
            ),
            (
                "sumatriptan was not borne",
                (tried("sumatriptan", Outcome.ADVERSE_EFFECT),),
                (NOT_MET, MET, NOT_MET, NOT_MET, NOT_MET),
            ),
            (
                "sumatriptan is contraindicated",
                (tried("sumatriptan", Outcome.CONTRAINDICATED),),
                (NOT_MET, NOT_MET, NOT_MET, NOT_MET, MET),
            ),
            (
                "three failed, swallowed",
                by_route(sumatriptan=ORAL, rizatriptan=ORAL, zolmitriptan=ORAL),
                (NOT_MET, MET, MET, NOT_MET, NOT_MET),
            ),
            (
                "three failed, one of them under the skin",
                by_route(sumatriptan=UNDER_THE_SKIN, rizatriptan=ORAL, zolmitriptan=ORAL),
                (NOT_MET, MET, MET, MET, NOT_MET),
            ),
            (
                "three failed, nobody says how given",
                by_route(sumatriptan=None, rizatriptan=None, zolmitriptan=None),
                (NOT_MET, MET, MET, OPEN, NOT_MET),
            ),
            (
                "sumatriptan failed swallowed and under the skin, rizatriptan too",
                (*by_route(sumatriptan=UNDER_THE_SKIN, rizatriptan=ORAL), tried("sumatriptan", route=ORAL)),
                (NOT_MET, MET, MET, NOT_MET, NOT_MET),
            ),
        )
    ),
)


def _works(says: str, *written: Sequence[Record], because: str = "") -> Example:
    return Example(says=says, diary=diary(*written), expects={"answers to sumatriptan": MET}, because=because)


COUNTED = (
    _works(
        "four attacks treated well, the first of them 364 days before the last entry",
        each_week(*[WELL] * 4),
        days([365], headache=NO),
    ),
    _works(
        "doses on the days of four attacks, of no attack in particular",
        attacks(4, UNTREATED),
        doses("sumatriptan", [1, 8, 15, 22], **WELL),
    ),
    _works(
        "three attacks treated well, and a dose on another day",
        each_week(*[WELL] * 3),
        doses("sumatriptan", [40], **WELL),
        because="A day with the drug counts as an attack.",
    ),
    _works(
        "four attacks treated well, with a second dose in one of them",
        each_week(*[WELL] * 4),
        [Dose(name="sumatriptan", time=at(22, "15:00"), attack_key="sumatriptan 22", **WELL)],
        because="Three of four.",
    ),
    _works(
        "Imitrex twice and sumatriptan twice",
        each_week(WELL, WELL),
        each_week(WELL, WELL, drug="Imitrex", from_day=20),
        because="One drug under two names.",
    ),
)

CHAPTER = Chapter(
    code="examined-response",
    title="Examined apart: do the drugs against an attack work?",
    text="Worked out from EHF 2022 and the IHS guideline of 2019 apart from the chapter on them, to check it.",
    examples=(*ONE_DOSE, *AFTERWARDS, *TRIPTANS, *COUNTED),
)
test_example = as_tests(CHAPTER)
