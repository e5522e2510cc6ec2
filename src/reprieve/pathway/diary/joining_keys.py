"""By which key do doses find their attack when several files are one diary?

Each file has its own keys. Two files may call one attack by two keys, or two attacks by one key; a
dose of one file must not move to an attack of another. New keys are made of what the attacks say,
so that reading the files in another order, or again, gives the same.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reprieve.pathway.diary.joining_groups import Group
from reprieve.pathway.diary.joining_items import content
from reprieve.pathway.diary.records import Attack

# A file's number, and a key in it.
Address = tuple[int, str]


@dataclass(slots=True)
class Keys:
    """The key in the diary of each key in a file."""

    of: dict[Address, str] = field(default_factory=dict)
    # Keys that stand for different attacks in different files: a dose that only names one is not told whose it is.
    doubtful: set[str] = field(default_factory=set)
    renamed: set[Address] = field(default_factory=set)

    def resolve(self, number: int, key: str) -> str:
        """What a dose of that file with that key must name."""
        if (number, key) in self.of:
            return self.of[number, key]
        return "" if key in self.doubtful else key


def keys_for(groups: Sequence[Group[Attack]]) -> Keys:
    """The keys for joined attacks, given in an order that only depends on what they say."""
    owners = _owners(groups)
    names = {number: min(key for _, key in addresses) for number, addresses in owners.items()}
    keys = Keys()
    uses: dict[str, set[int]] = defaultdict(set)
    for number, addresses in owners.items():
        for _, key in addresses:
            uses[key].add(number)
    keys.doubtful = {key for key, numbers in uses.items() if len(numbers) > 1}
    taken: set[str] = set()
    for number, addresses in sorted(owners.items(), key=lambda one: (groups[one[0]].record.start, one[0])):
        name = names[number]
        while name in taken:
            said = " ".join("\x1f".join(content(replace(groups[number].record, key=""))))
            name = f"{name}~{zlib.crc32(said.encode('utf-8', 'replace')):08x}"
            keys.renamed |= addresses
        taken.add(name)
        for address in addresses:
            keys.of[address] = name
    return keys


def _owners(groups: Sequence[Group[Attack]]) -> dict[int, set[Address]]:
    """The addresses of each set of attacks that one key stands for, by the position of its first attack."""
    first: dict[Address, int] = {}
    owners: dict[int, set[Address]] = {}
    for position, group in enumerate(groups):
        own = {(number, one.record.key) for one in group.told if one.record.key for number in one.files}
        # A key that a file uses for several attacks makes one set of them.
        roots = {first[address] for address in own if address in first}
        for root in roots:
            own |= owners.pop(root)
        if own:
            root = min(roots, default=position)
            owners[root] = own
            first.update(dict.fromkeys(own, root))
    return owners


def with_key(group: Group[Attack], keys: Keys) -> Attack:
    """The attack of a group with its key in the diary."""
    addresses = [(number, one.record.key) for one in group.told if one.record.key for number in one.files]
    key = keys.of[addresses[0]] if addresses else ""
    return group.record if key == group.record.key else replace(group.record, key=key)
