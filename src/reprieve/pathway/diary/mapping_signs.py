"""What do the ticks and answers of one row make of an attack?

A sign is told, denied, or neither. Told by one column and denied by another, it is not recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from reprieve.pathway.diary.choices import AuraKind, Autonomic, Nausea, Quality, Side
from reprieve.pathway.diary.mapping import NO_SIDE, NONE, SIDES, TRUTHS
from reprieve.pathway.diary.records import AuraSymptom
from reprieve.pathway.terms.truth import NO, YES, Truth

CORE_SYMPTOMS = ("nausea", "vomiting", "photophobia", "phonophobia")
_NAUSEA = (
    ("nausea.severe", Nausea.SEVERE),
    ("nausea.moderate", Nausea.MODERATE),
    ("nausea.mild", Nausea.MILD),
    ("nausea", Nausea.YES),
)
_QUALITIES = {f"quality.{quality}": quality for quality in Quality}
_AUTONOMIC = {f"autonomic.{sign}": sign for sign in Autonomic}
_KINDS = {f"aura.{kind}": kind for kind in AuraKind}


@dataclass(slots=True)
class Signs:
    """What one row tells and denies, by sign."""

    told: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    all_qualities: bool = False
    all_autonomic: bool = False

    def tick(self, signs: Iterable[str]) -> None:
        """Takes the signs as there."""
        for sign in signs:
            base = sign.partition(".")[0]
            if base in ("aura", "nausea"):
                self.told.add(base)
            if sign != NONE:
                self.told.add(sign)

    def answer(self, sign: str, answer: Truth) -> None:
        """Takes a yes or no about one sign."""
        if answer is YES:
            self.tick([sign])
        elif answer is NO:
            self.denied.add(sign)

    def end_list(self, kind: str, ticked: Collection[str], tickable: Collection[str], *, complete: bool) -> None:
        """Takes what a list of this kind denies, by saying "none" or by being complete."""
        none = NONE in ticked and set(ticked) == {NONE}
        if kind == "symptoms" and none:
            self.denied.update(CORE_SYMPTOMS)
        if complete or none:
            self.all_qualities |= kind == "qualities"
            self.all_autonomic |= kind == "autonomic"
        if complete and kind in ("symptoms", "places"):
            # Nausea of a grade, or an aura of a kind, is nausea and an aura.
            there = {sign.partition(".")[0] for sign in ticked}
            possible = {sign.partition(".")[0] for sign in tickable}
            self.denied.update((possible - there).intersection((*TRUTHS, "nausea")))

    @property
    def contradicted(self) -> list[str]:
        """The signs that are told and denied."""
        return sorted(self.told & self.denied)

    def items(self) -> dict[str, Any]:
        """The items of the attack, by field."""
        told = {sign for sign in self.told if not self.denied & {sign, sign.partition(".")[0]}}
        denied = self.denied - self.told
        items: dict[str, Any] = {name: YES if name in told else NO for name in TRUTHS if name in told or name in denied}
        nausea = next((value for sign, value in _NAUSEA if sign in told), Nausea.NONE if "nausea" in denied else None)
        side = _side(told)
        qualities = frozenset(quality for name, quality in _QUALITIES.items() if name in told)
        autonomic = frozenset(sign for name, sign in _AUTONOMIC.items() if name in told)
        kinds = tuple(AuraSymptom(kind=kind) for name, kind in _KINDS.items() if name in told)
        if nausea is not None:
            items["nausea"] = nausea
        if side is not None:
            items["side"] = side
        if qualities or self.all_qualities:
            items |= {"qualities": qualities, "qualities_complete": self.all_qualities}
        if autonomic or self.all_autonomic:
            items |= {"autonomic": autonomic, "autonomic_complete": self.all_autonomic}
        if kinds:
            items["aura_symptoms"] = kinds
        return items

    @property
    def of_migraine(self) -> bool:
        """Whether a sign of migraine besides pain is told."""
        return any(sign in (*CORE_SYMPTOMS, "aura") or sign.startswith(("nausea.", "aura.")) for sign in self.told)

    @property
    def side_hidden(self) -> bool:
        """Whether a place without a side keeps the side from being known."""
        return NO_SIDE in self.told and _side(self.told) is None


def _side(told: set[str]) -> Side | None:
    sides = {sign.removeprefix("side.") for sign in told.intersection(SIDES)}
    if "both" in sides or {"left", "right"} <= sides:
        return Side.BOTH
    if not sides or NO_SIDE in told:
        return None
    return Side(next(iter(sides - {"one"}), "one"))
