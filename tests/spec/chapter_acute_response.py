"""Do the drugs against an attack work: EHF 2022, and the counts of trials."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reprieve.pathway.diagnosis.acute_response import ENTITIES
from reprieve.pathway.diary.choices import Effect, Helped, Outcome, Route
from reprieve.pathway.diary.records import Dose
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import (
    MIGRAINE,
    TENSION_TYPE,
    Items,
    Record,
    at,
    attack,
    attacks,
    but,
    days,
    diary,
    treated,
    tried,
)
from tests.spec.chapters import Chapter, Example, as_tests

# Well again within 2 h and for 24 h, and four ways in which it is not.
WELL: Items = {
    "effect_at_2h": Effect.BETTER,
    "symptoms_relieved_at_2h": YES,
    "relapse_within_24_h": NO,
    "adverse_effect": NO,
}
NO_BETTER = but(WELL, effect_at_2h=Effect.NONE)
STILL_SICK = but(WELL, symptoms_relieved_at_2h=NO)
CAME_BACK = but(WELL, relapse_within_24_h=YES)
SIDE_EFFECT = but(WELL, adverse_effect=YES)
UNTOLD: Items = {}


def each_week(*doses: Items, drug: str = "sumatriptan", kind: Items = MIGRAINE, from_day: int = 1) -> list[Record]:
    """One attack a week with the drug, and what came of it."""
    return [record for n, dose in enumerate(doses) for record in treated(kind, drug, day=from_day + 7 * n, **dose)]


# EHF 2022 speaks of people with migraine: five attacks of it, untreated, before the others.
OF_MIGRAINE = tuple(attacks(5, from_day=-60))


def _share(says: str, doses: list[Items], verdict: str, effective: str, because: str = "") -> Example:
    return Example(
        says=f"a triptan taken for {says}",
        diary=diary(OF_MIGRAINE, each_week(*doses)),
        expects={
            "answers to sumatriptan": verdict,
            "triptan_responder": "met" if verdict == "met" else "not_known",
            "triptan_non_responder": "met" if verdict == "not_met" else "not_known",
            "sumatriptan: effectively_treated": effective,
        },
        because=because,
    )


SHARES = (
    _share("4 attacks, 2 of them effectively", [WELL] * 2 + [NO_BETTER] * 2, "not_met", "2 of 4"),
    _share("4 attacks, 3 of them effectively", [WELL] * 3 + [NO_BETTER], "met", "3 of 4"),
    _share("4 attacks, all of them effectively", [WELL] * 4, "met", "4 of 4"),
    _share("3 attacks, all of them effectively", [WELL] * 3, "not_known", "3 of 3", "Four are needed to tell."),
    _share("3 attacks, none of them effectively", [NO_BETTER] * 3, "not_known", "0 of 3"),
    _share("5 attacks, 3 of them effectively", [WELL] * 3 + [NO_BETTER] * 2, "not_met", "3 of 5", "Of five, 60 %."),
    _share("5 attacks, 4 of them effectively", [WELL] * 4 + [NO_BETTER], "met", "4 of 5"),
    _share("8 attacks, 5 of them effectively", [WELL] * 5 + [NO_BETTER] * 3, "not_met", "5 of 8"),
    _share("8 attacks, 6 of them effectively", [WELL] * 6 + [NO_BETTER] * 2, "met", "6 of 8"),
    _share("4 attacks, 3 effectively, 1 untold", [WELL] * 3 + [UNTOLD], "met", "3 of 4, 1 not known"),
    _share("4 attacks, 2 effectively, 2 untold", [WELL] * 2 + [UNTOLD] * 2, "not_known", "2 of 4, 2 not known"),
    _share(
        "4 attacks, 2 effectively, 1 not, 1 untold",
        [WELL, WELL, NO_BETTER, UNTOLD],
        "not_known",
        "2 of 4, 1 not known",
    ),
    _share(
        "4 attacks, 1 effectively, 2 not, 1 untold",
        [WELL, NO_BETTER, NO_BETTER, UNTOLD],
        "not_met",
        "1 of 4, 1 not known",
        "It can be two of four at most.",
    ),
)


def _one(says: str, dose: Items, effective: str, because: str = "", kind: Items = MIGRAINE) -> Example:
    return Example(
        says=f"one attack: {says}",
        diary=diary(each_week(dose, kind=kind)),
        expects={"sumatriptan: effectively_treated": effective},
        because=because,
    )


NOT_KNOWN_YET = "0 of 1, 1 not known"
PARTS = (
    _one("better, all else gone, no side effect, for 24 h", WELL, "1 of 1"),
    _one("free of pain, all else gone, no side effect, for 24 h", but(WELL, effect_at_2h=Effect.PAIN_FREE), "1 of 1"),
    _one("no better", NO_BETTER, "0 of 1"),
    _one("better, but still sick", STILL_SICK, "0 of 1"),
    _one("better, but it came back", CAME_BACK, "0 of 1"),
    _one("better, with a side effect", SIDE_EFFECT, "0 of 1"),
    *(
        _one(f"{says} not recorded", but(WELL, item), NOT_KNOWN_YET)
        for says, item in (
            ("the effect at 2 h", "effect_at_2h"),
            ("what came with the pain", "symptoms_relieved_at_2h"),
            ("whether it came back", "relapse_within_24_h"),
            ("side effects", "adverse_effect"),
        )
    ),
    _one(
        "it helped, nobody says when",
        but(WELL, "effect_at_2h", helped=Helped.YES),
        NOT_KNOWN_YET,
        "Within 2 h is asked for.",
    ),
    _one("it did not help, nobody says when", but(WELL, "effect_at_2h", helped=Helped.NO), "0 of 1"),
    _one(
        "nothing came with the pain, so nothing had to go",
        but(WELL, "symptoms_relieved_at_2h"),
        "1 of 1",
        kind=TENSION_TYPE,
    ),
)


def _then(says: str, later: timedelta, drug: str, expects: dict[str, str], because: str = "") -> Example:
    """A triptan at 09:00 that took the pain away, and something more so much later."""
    one = attack(but(MIGRAINE, "drug_taken"), lasts="40", key="it")
    free = but(WELL, effect_at_2h=Effect.PAIN_FREE)
    doses = [
        Dose(name="sumatriptan", time=at(1, "09:00"), attack_key="it", **free),
        Dose(name=drug, time=at(1, "09:00") + later, attack_key="it"),
    ]
    return Example(
        says=f"free of pain, then {says}",
        diary=diary(one, doses),
        expects={f"sumatriptan: {key}": said for key, said in expects.items()},
        because=because,
    )


def _four(effective: str, free: str, sustained: str, relief: str) -> dict[str, str]:
    return {
        "effectively_treated": effective,
        "pain_free_2h": free,
        "sustained_pain_free_24h": sustained,
        "pain_relief_2h": relief,
    }


RESCUE = (
    _then(
        "ibuprofen after 2 h",
        timedelta(hours=2),
        "ibuprofen",
        _four("0 of 1", "0 of 1", "0 of 1", "1 of 1"),
        "Within the two hours, the last minute included: what it did alone is no longer seen.",
    ),
    _then(
        "ibuprofen after 2 h 1 min",
        timedelta(minutes=121),
        "ibuprofen",
        _four("0 of 1", "1 of 1", "0 of 1", "1 of 1"),
        "A second drug within 24 h was needed.",
    ),
    _then(
        "a second triptan after 24 h", timedelta(hours=24), "sumatriptan", _four("0 of 1", "1 of 1", "0 of 1", "1 of 1")
    ),
    _then(
        "a second triptan after 24 h 1 min",
        timedelta(minutes=24 * 60 + 1),
        "sumatriptan",
        _four("1 of 1", "1 of 1", "1 of 1", "1 of 1"),
    ),
    _then(
        "a drug against nausea after 3 h",
        timedelta(hours=3),
        "metoclopramide",
        _four("1 of 1", "1 of 1", "1 of 1", "1 of 1"),
        "It is none against pain.",
    ),
)

COUNTS = (
    Example(
        says="what trials count, of six attacks",
        diary=diary(
            each_week(
                but(WELL, effect_at_2h=Effect.PAIN_FREE),
                but(CAME_BACK, effect_at_2h=Effect.PAIN_FREE),
                but(WELL, "relapse_within_24_h", effect_at_2h=Effect.PAIN_FREE),
                WELL,
                NO_BETTER,
                UNTOLD,
            )
        ),
        expects={
            "sumatriptan: pain_free_2h": "3 of 6, 1 not known",
            "sumatriptan: sustained_pain_free_24h": "1 of 6, 2 not known",
            "sumatriptan: pain_relief_2h": "4 of 6, 1 not known",
        },
    ),
    Example(
        says="two drugs, each counted by itself",
        diary=diary(each_week(WELL, WELL), each_week(NO_BETTER, drug="ibuprofen", from_day=20)),
        expects={"sumatriptan: pain_relief_2h": "2 of 2", "ibuprofen: pain_relief_2h": "0 of 1"},
    ),
    Example(
        says="a triptan on days without a written attack",
        diary=diary(
            days([1, 2], headache=YES),
            [Dose(name="sumatriptan", time=at(day, "09:00"), **WELL) for day in (1, 2)],
        ),
        expects={"sumatriptan: effectively_treated": "2 of 2"},
        because="Each such day counts as one headache that was treated.",
    ),
    *(
        Example(
            says=f"four attacks with a triptan, the last {ago} days before the last entry",
            diary=diary(attacks(5, from_day=300), each_week(*[WELL] * 4), days([22 + ago], headache=NO)),
            expects={"triptan_responder": verdict},
            because=why,
        )
        for ago, verdict, why in (
            (344, "met", "The first of the four was 365 days before it."),
            (345, "not_known", "Only three of them lie within the last 365 days."),
        )
    ),
)

ORAL = Route.ORAL


def _person(says: str, because: str = "", *, expects: dict[str, str], parts: Any = (), **profile: Any) -> Example:
    return Example(
        says=f"triptans: {says}",
        diary=diary(OF_MIGRAINE, parts, **{"every_treatment_listed": YES, **profile}),
        expects={f"triptan_{key}": said for key, said in expects.items()},
        because=because,
    )


def _oral(*drugs: str) -> tuple[Any, ...]:
    return tuple(tried(drug, route=ORAL) for drug in drugs)


THREE = ("sumatriptan", "rizatriptan", "zolmitriptan")
INJECTED = tried("sumatriptan", route=Route.SUBCUTANEOUS)
PERSON = (
    *(
        _person(
            f"{', '.join(drugs)} by mouth failed",
            treatments=_oral(*drugs),
            expects={"non_responder": one, "resistant": two, "refractory": "not_met"},
        )
        for drugs, one, two in (
            (THREE[:1], "met", "not_met"),
            (THREE[:2], "met", "met"),
            (THREE, "met", "met"),
        )
    ),
    _person(
        "none was tried",
        treatments=(),
        expects={
            "responder": "not_met",
            "non_responder": "not_met",
            "resistant": "not_met",
            "refractory": "not_met",
            "ineligible": "not_met",
        },
    ),
    _person(
        "one failed, and nobody says whether that is all that was tried",
        treatments=_oral("sumatriptan"),
        every_treatment_listed=NO,
        expects={"non_responder": "met", "resistant": "not_known", "refractory": "not_known"},
    ),
    _person(
        "three failed, one of them under the skin",
        treatments=(INJECTED, *_oral(*THREE[1:])),
        expects={"resistant": "met", "refractory": "met"},
    ),
    _person(
        "two failed, one of them under the skin",
        treatments=(INJECTED, *_oral(THREE[1])),
        expects={"resistant": "met", "refractory": "not_met"},
    ),
    _person(
        "three failed, nobody says how one of them was given",
        treatments=(tried("sumatriptan"), *_oral(*THREE[1:])),
        expects={"resistant": "met", "refractory": "not_known"},
    ),
    _person(
        "three failed by mouth, and the one under the skin helped",
        "That it works under the skin contradicts that it failed; it is left open.",
        treatments=(tried("sumatriptan", Outcome.HELPED, route=Route.SUBCUTANEOUS), *_oral(*THREE)),
        expects={"resistant": "met", "refractory": "not_met"},
    ),
    *(
        _person(
            f"the second {says}",
            treatments=(*_oral("sumatriptan"), tried("rizatriptan", outcome, route=ORAL, adequate=adequate)),
            expects={"resistant": verdict},
        )
        for says, outcome, adequate, verdict in (
            ("brought side effects", Outcome.ADVERSE_EFFECT, NO, "met"),
            ("was ruled out", Outcome.CONTRAINDICATED, NO, "not_met"),
            ("helped", Outcome.HELPED, YES, "not_met"),
            ("did nothing, at too low a dose", Outcome.NO_EFFECT, NO, "not_known"),
            ("was too dear", Outcome.COST_OR_ACCESS, YES, "not_known"),
        )
    ),
    _person(
        "one is ruled out",
        treatments=(tried("sumatriptan", Outcome.CONTRAINDICATED),),
        expects={"ineligible": "met", "non_responder": "not_met"},
    ),
    _person(
        "nothing is listed",
        treatments=(),
        every_treatment_listed=NO,
        expects={"ineligible": "not_known", "responder": "not_known"},
    ),
    _person(
        "one failed before, and four of four attacks are treated effectively by it now",
        "Two records contradict each other.",
        parts=each_week(*[WELL] * 4),
        treatments=_oral("sumatriptan"),
        expects={"responder": "not_known", "non_responder": "not_known"},
    ),
    _person(
        "two of four attacks with one, and another failed before",
        parts=each_week(WELL, WELL, NO_BETTER, NO_BETTER),
        treatments=_oral("rizatriptan"),
        expects={"non_responder": "met", "resistant": "met"},
    ),
)
# Whose headaches are not known to be migraine
WITHOUT_MIGRAINE = (
    *(
        Example(
            says=f"sumatriptan failed, and the person has {says}",
            diary=diary(written, treatments=_oral("sumatriptan"), every_treatment_listed=YES),
            expects={
                "triptan_responder": "not_met",
                "triptan_non_responder": verdict,
                "triptan_non_responder A": verdict,
                "triptan_non_responder B": "met",
            },
            because="EHF 2022 asks for migraine first.",
        )
        for says, written, verdict in (
            ("4 attacks of migraine", attacks(4), "not_known"),
            ("5 attacks of migraine", attacks(5), "met"),
            ("no written headache", [], "not_known"),
        )
    ),
    Example(
        says="a triptan is ruled out, and no headache is written",
        diary=diary(treatments=(tried("sumatriptan", Outcome.CONTRAINDICATED),), every_treatment_listed=YES),
        expects={"triptan_ineligible": "not_known", "triptan_ineligible B": "met"},
    ),
    Example(
        says="four attacks of tension type, all of them treated effectively with a triptan",
        diary=diary(each_week(*[WELL] * 4, kind=TENSION_TYPE)),
        expects={"answers to sumatriptan": "met", "triptan_responder": "not_known", "triptan_responder A": "not_known"},
        because="What the drug did is counted all the same.",
    ),
)

CHAPTER = Chapter(
    code="acute-response",
    title="Do the drugs against an attack work? EHF 2022, and the counts of trials",
    text=(
        "An attack is effectively treated when within 2 hours, and for 24, the pain is better, everything else gone, "
        "and there is no side effect (EHF 2022). A person answers to a triptan that does so in three of four attacks: "
        "of all those of the last year, at least four. Side effects count as failure, contraindication as a reason of "
        "its own. The counts of trials (IHS 2019, not yet confirmed in print) stand beside it; how strong the pain "
        "was at 2 h is not written, so that *relief* is *better*, by the person's word."
    ),
    entities=ENTITIES,
    examples=(*SHARES, *PARTS, *RESCUE, *COUNTS, *PERSON, *WITHOUT_MIGRAINE),
)
test_example = as_tests(CHAPTER)
