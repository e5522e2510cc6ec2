"""What was decided about a subject before, so that nothing is decided twice?

Of many subjects that are asked the same, such as the attacks of a diary, the answers to one node stand
side by side: thousands of attacks cost a byte for each node, and not a dictionary for each attack.
Subjects of which the same is recorded share one memory, and are decided once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reprieve.pathway.rules.gates import Node
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

if TYPE_CHECKING:
    from reprieve.pathway.rules.facts import Fact
    from reprieve.pathway.rules.judge import Explanation, Missing, Person, Subject, Tally

# What a byte stands for; nothing is decided yet where it is 0.
DECIDED = (None, YES, NO, NOT_KNOWN)


@dataclass(frozen=True, slots=True)
class Memory:
    """What was decided, counted and explained about one subject, and which facts were found missing.

    Parameters
    ----------
    size, position : int
        How many subjects stand side by side, and which of them this one is.
    tallies, lacking, alike : dict
        Of a person, who stands alone: attacks counted, the facts they lack, and those of which the same is recorded.
    """

    truths: dict[Node, bytearray] = field(default_factory=dict)
    missing: dict[Node, list[tuple[Fact, ...] | None]] = field(default_factory=dict)
    same: dict[tuple[Fact, ...], tuple[Fact, ...]] = field(default_factory=dict)
    explanations: dict[tuple[Node, int], Explanation] = field(default_factory=dict)
    tallies: dict[tuple[Node, int], Tally] = field(default_factory=dict)
    lacking: dict[tuple[Node | int, ...], tuple[Missing, ...]] = field(default_factory=dict)
    alike: dict[int, tuple[tuple[Subject, int], ...]] = field(default_factory=dict)
    size: int = 1
    position: int = 0

    def row(self, node: Node) -> bytearray:
        """What was decided of the node, one byte for each subject; see `DECIDED`."""
        found = self.truths.get(node)
        if found is None:
            found = self.truths[node] = bytearray(self.size)
        return found

    def keep_missing(self, node: Node, missing: tuple[Fact, ...]) -> None:
        """Remembers on which facts the node still hangs."""
        found = self.missing.get(node)
        if found is None:
            found = self.missing[node] = [None] * self.size
        # Most subjects lack the same few facts.
        found[self.position] = self.same.setdefault(missing, missing)


def side_by_side(size: int) -> list[Memory]:
    """The memories of so many subjects that are asked the same."""
    first = Memory(size=size)
    return [replace(first, position=position) for position in range(size)]


def attacks_alike(person: Person, within_days: int) -> tuple[tuple[Subject, int], ...]:
    """The person's attacks in order, of those that share a memory the first alone, and how many they are."""
    found = person.memory.alike.get(within_days)
    if found is None:
        first: dict[int, Subject] = {}
        times: dict[int, int] = {}
        for attack in person.attacks_within(within_days):
            key = id(attack.memory)
            first.setdefault(key, attack)
            times[key] = times.get(key, 0) + 1
        found = person.memory.alike[within_days] = tuple((it, times[key]) for key, it in first.items())
    return found
