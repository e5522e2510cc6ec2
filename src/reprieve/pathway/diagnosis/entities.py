"""What is one diagnosis, or one rule set, made of?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from reprieve.pathway.rules.gates import Gate, Node
from reprieve.pathway.terms.sources import ICHD3, Source
from reprieve.pathway.terms.text import later

NOT_BETTER_EXPLAINED = later("no other disorder explains it better")

# Groups of which most people have nothing: screens say them in one line until something in them is suspected.
RARE_GROUPS: Mapping[str, str] = {
    "aura subform": later("the rarer forms of aura and their complications"),
    "appendix": later("menstrual migraine and repeated auras"),
    "trigeminal": later("cluster headache and its relatives"),
    "other primary": later("a new daily headache"),
}


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
    group : str
        Where screens list it: "migraine", "aura subform", "appendix", "tension-type", "trigeminal",
        "other primary", "overuse".
    suspected_by : Node or None
        Of a rare group: what in a diary makes it worth asking about. None: one attack of the kind.
    needs_times : bool
        Whether it can be judged only from attacks written with the times they began and ended.
    """

    code: str
    name: str
    criteria: tuple[Node, ...]
    attack: Node | None = None
    clinician_letter: str = ""
    clinician_text: str = NOT_BETTER_EXPLAINED
    source: Source = ICHD3
    group: str = "migraine"
    suspected_by: Node | None = None
    needs_times: bool = False

    @cached_property
    def node(self) -> Gate:
        """All lettered criteria, without the clinician's."""
        return Gate(of=self.criteria, at_least=len(self.criteria), text=self.name, source=self.source)
