"""Do the drugs against an attack work: each drug counted, and the person's answer to triptans?

EHF 2022 defines an effectively treated attack, and by it who answers to triptans. The counts that
trials use (free of pain at two hours, still free after 24, better at two hours) stand beside it,
each with its denominator and with how many attacks are not known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.intractability_ehf import migraine_first
from reprieve.pathway.diary.dose_effects import (
    LEAST_ATTACKS,
    Answers,
    TreatedAttack,
    answers,
    effectively_treated,
    pain_free_at_2h,
    relief_at_2h,
    responds,
    sustained_pain_freedom,
)
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact
from reprieve.pathway.rules.gates import Amount, Is, Node, every
from reprieve.pathway.terms.sources import EHF2022, IHS_ACUTE_2019, Source
from reprieve.pathway.terms.text import count, later, say
from reprieve.pathway.terms.truth import Truth


def _of_triptans(code: str, name: str, *criteria: Node) -> Entity:
    return Entity(
        code=code,
        name=name,
        criteria=(migraine_first(EHF2022), *criteria),
        clinician_letter="C",
        clinician_text="the right dose, taken early, and no medication overuse behind it",
        source=EHF2022,
        group="acute response",
    )


def _triptans(fact: Fact, at_least: int, text: str, letter: str = "B") -> Amount:
    return Amount(fact=fact, at_least=at_least, text=text, letter=letter, source=EHF2022)


RESPONDER = _of_triptans(
    "triptan_responder",
    "Answers to a triptan (EHF 2022)",
    _triptans(facts.TRIPTANS_THAT_WORK, 1, "a triptan treats at least three of four attacks effectively"),
)
NON_RESPONDER = _of_triptans(
    "triptan_non_responder",
    "Does not answer to a triptan (EHF 2022)",
    _triptans(
        facts.TRIPTANS_THAT_DO_NOT, 1, "a triptan failed: it treats fewer than three of four attacks effectively"
    ),
)
RESISTANT = _of_triptans(
    "triptan_resistant",
    "Resistant to triptans (EHF 2022)",
    _triptans(facts.TRIPTANS_THAT_DO_NOT, 2, "at least two triptans failed"),
)
REFRACTORY = _of_triptans(
    "triptan_refractory",
    "Refractory to triptans (EHF 2022)",
    every(
        _triptans(facts.TRIPTANS_THAT_DO_NOT, 3, "at least three triptans failed", letter=""),
        Is(fact=facts.INJECTED_TRIPTAN_FAILED, text="one of them given under the skin"),
        text="at least three triptans failed, one of them given under the skin",
        letter="B",
        source=EHF2022,
    ),
)
INELIGIBLE = _of_triptans(
    "triptan_ineligible",
    "Must not take triptans (EHF 2022)",
    Is(fact=facts.TRIPTANS_RULED_OUT, text="a contraindication on the label", letter="B", source=EHF2022),
)
ENTITIES = (RESPONDER, NON_RESPONDER, RESISTANT, REFRACTORY, INELIGIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that is counted of the attacks a drug was taken for."""

    key: str
    name: str
    of: Callable[[TreatedAttack], Truth]
    source: Source


EFFECTIVE = Measure(
    key="effectively_treated",
    name=later("well within 2 h and for 24 h"),
    of=effectively_treated,
    source=EHF2022,
)
# Relief in trials is from moderate or severe to mild or none; how strong the pain was at 2 h is not written.
MEASURES = (
    EFFECTIVE,
    Measure(key="pain_free_2h", name=later("free of pain at 2 h"), of=pain_free_at_2h, source=IHS_ACUTE_2019),
    Measure(
        key="sustained_pain_free_24h",
        name=later("free of pain at 2 h and still after 24 h"),
        of=sustained_pain_freedom,
        source=IHS_ACUTE_2019,
    ),
    Measure(key="pain_relief_2h", name=later("better or free of pain at 2 h"), of=relief_at_2h, source=IHS_ACUTE_2019),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugResponse:
    """What one drug did in the attacks of the last year.

    Parameters
    ----------
    drug : str
    attacks : int
        In how many it was taken: the denominator of every count.
    counts : tuple of (Measure, Answers)
    responder : Truth
        Whether at least three of four attacks were treated effectively; not known below four attacks.
    """

    drug: str
    attacks: int
    counts: tuple[tuple[Measure, Answers], ...]
    responder: Truth

    def of(self, key: str) -> Answers:
        """The count of one measure, by its key."""
        return next(counted for measure, counted in self.counts if measure.key == key)

    @property
    def missing(self) -> tuple[str, ...]:
        """What would settle whether the person answers to it, in words."""
        if self.responder.known:
            return ()
        wanted: list[str] = []
        if self.attacks < LEAST_ATTACKS:
            more = LEAST_ATTACKS - self.attacks
            wanted.append(count(more, "{n} more attack treated with it", "{n} more attacks treated with it"))
        unknown = self.of(EFFECTIVE.key).not_known
        if unknown:
            wanted.append(
                count(
                    unknown,
                    "of {n} attack: how it was after 2 h and over 24 h, what else eased, and any side effect",
                    "of {n} attacks: how it was after 2 h and over 24 h, what else eased, and any side effect",
                )
            )
        return tuple(wanted)


def drug_responses(findings: Findings) -> tuple[DrugResponse, ...]:
    """What each drug against an attack did in the last year, the most often taken first."""
    found = [_response(drug, treated) for drug, treated in findings.treated_attacks().items()]
    return tuple(sorted(found, key=lambda it: (-it.attacks, it.drug)))


def _response(drug: str, treated: tuple[TreatedAttack, ...]) -> DrugResponse:
    counts = tuple((measure, answers(treated, measure.of)) for measure in MEASURES)
    return DrugResponse(drug=drug, attacks=len(treated), counts=counts, responder=responds(counts[0][1]))


def say_answers(counted: Answers) -> str:
    """Yes of all, and how many are not known.

    >>> say_answers(Answers(yes=3, no=1, not_known=2))
    '3 of 6, 2 not known'
    """
    said = say("{yes} of {n}", yes=counted.yes, n=counted.attacks)
    return say("{said}, {unknown} not known", said=said, unknown=counted.not_known) if counted.not_known else said
