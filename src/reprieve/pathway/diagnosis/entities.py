"""What is one diagnosis, or one rule set, made of?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from reprieve.pathway.rules.gates import Gate, Node
from reprieve.pathway.terms.sources import ICHD3, Source

NOT_BETTER_EXPLAINED = "no other disorder explains it better"


@dataclass(frozen=True, kw_only=True, eq=False)
class Entity:
    """One diagnosis of ICHD-3, or one published rule set, as lettered criteria.

    Parameters
    ----------
    code : str
        ICHD-3 code, or the rule set's short name.
    name : str
    criteria : tuple of Node
        Lettered, all of them needed, all about the person.
    attack : Node or None
        What one attack of the kind fulfils; None when the entity is not about single attacks.
    clinician_letter : str
        The letter of the criterion that always stays with the clinician; empty where there is none.
    clinician_text : str
        What the clinician is asked there.
    source : Source
    """

    code: str
    name: str
    criteria: tuple[Node, ...]
    attack: Node | None = None
    clinician_letter: str = ""
    clinician_text: str = NOT_BETTER_EXPLAINED
    source: Source = ICHD3

    @cached_property
    def node(self) -> Gate:
        """All lettered criteria, without the clinician's."""
        return Gate(of=self.criteria, at_least=len(self.criteria), text=self.name, source=self.source)
