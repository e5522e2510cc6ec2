"""What is written of the people of one row group? Read, and worked out, when it is first asked for.

A person has attacks, doses and days in runs of rows; `offsets` say where each person's begin.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reprieve.pathway.diary.drugs import Drug, identify
from reprieve.pathway.population.handing_out import (
    Doses,
    Given,
    bits_of_drugs,
    hand_out,
    name_two_attacks,
    nothing_given,
    relieved_by_effects,
)
from reprieve.pathway.population.kernels import (
    Array,
    bits_to_planes,
    count_of_all,
    find_offsets,
    spread,
    unpack,
    words_of,
)
from reprieve.pathway.population.layout import ATTACK_BITS, MISSING, ONLY_TO_READ_BACK, PROFILE_BITS, SCHEMAS, TABLES
from reprieve.pathway.population.merging import Records, Wholes, limit, merge, put_days, room_for
from reprieve.pathway.population.planes import Edges, Planes
from reprieve.pathway.population.reading import Part
from reprieve.pathway.terms.errors import UnreadableFile
from reprieve.pathway.terms.text import say

BITS_OF_RELIEF = relieved_by_effects()
# What criteria are asked of.
ASKED: Mapping[str, Collection[str]] = {
    table: [name for name in SCHEMAS[table].names if name not in ONLY_TO_READ_BACK] for table in TABLES
}


@dataclass(frozen=True)
class Drugs:
    """The registry's drugs, and what is asked of each, by their numbers."""

    names: Sequence[str]

    @cached_property
    def known(self) -> tuple[Drug | None, ...]:
        """The drugs; None for the first, and for a name that is not known."""
        return tuple(identify(name) if name else None for name in self.names)

    @cached_property
    def bits(self) -> tuple[Array, Array]:
        """What a dose of each says of an attack; see `handing_out`."""
        return bits_of_drugs(self.names)


def planes_of(bits: Array) -> Array:
    """The bits of attacks as planes of one bit an attack."""
    found = np.zeros((len(ATTACK_BITS), words_of(len(bits))), dtype=np.uint64)
    bits_to_planes(bits, found)
    return found


class People:
    """The people of one row group.

    Parameters
    ----------
    part, group
        Which row group.
    drugs : Drugs
    columns : mapping of table to columns
        What is read together when the first of it is asked for; any other column is read by itself.
    """

    def __init__(self, part: Part, group: int, drugs: Drugs, columns: Mapping[str, Collection[str]] = ASKED) -> None:
        self.part, self.group, self.drugs = part, group, drugs
        self._together = columns
        self._read: dict[str, dict[str, Array]] = {table: {} for table in TABLES}
        self.ids: Array = self.column("profiles", "person")

    def __len__(self) -> int:
        return len(self.ids)

    def column(self, table: str, name: str) -> Array:
        """A column of a table; what criteria are asked of is read with the first of them."""
        read = self._read[table]
        if name not in read:
            together = self._together[table]
            names = [name] if read or name not in together else together
            read |= self.part.read(table, self.group, names)
        return read[name]

    def columns(self, table: str, *names: str) -> list[Array]:
        """Some columns of a table."""
        return [self.column(table, name) for name in names]

    # The person

    @cached_property
    def _profile_bits(self) -> list[Array]:
        return self.columns("profiles", "flags", "known")

    def told(self, name: str) -> Planes:
        """What is told of a person, yes or no."""
        flags, known = self._profile_bits
        bit = np.uint64(1 << PROFILE_BITS[name])
        return Planes((flags & bit) != 0, ((flags | ~known) & bit) != 0)

    def amount(self, name: str) -> Edges:
        """An amount that is told of a person."""
        least, most = self.columns("profiles", f"{name}_least", f"{name}_most")
        return Edges(least, np.where(most == np.int32(2**31 - 1), np.inf, most))

    # Rows, and whose they are

    def offsets(self, table: str) -> Array:
        """Where each person's rows begin.

        Raises
        ------
        UnreadableFile
            If a row is out of order, or nobody's.
        """
        found = np.empty(len(self) + 1, dtype=np.int64)
        if find_offsets(self.column(table, "person"), self.ids, found) >= 0:
            raise UnreadableFile(
                say("the rows of {table} must be sorted by person, as the people are. Check the registry.", table=table)
            )
        return found

    @cached_property
    def row_offsets(self) -> Array:
        """Where each person's records of attacks begin."""
        return self.offsets("attacks")

    @cached_property
    def dose_offsets(self) -> Array:
        """Where each person's doses begin."""
        return self.offsets("doses")

    @cached_property
    def day_offsets(self) -> Array:
        """Where each person's entries of days begin."""
        return self.offsets("days")

    @cached_property
    def entries(self) -> list[Array]:
        """The entries of days: day, flags, known."""
        return self.columns("days", "day", "flags", "known")

    @cached_property
    def doses(self) -> Doses:
        """The doses."""
        return Doses(*self.columns("doses", *Doses._fields))

    # Attacks

    @cached_property
    def _merged(self) -> tuple[Wholes, Array, Array, Records]:
        records = Records(*self.columns("attacks", *Records._fields))
        room = room_for(len(records.start_s))
        offsets = np.empty(len(self) + 1, dtype=np.int64)
        whole_of_row = np.empty(len(records.start_s), dtype=np.int32)
        number = merge(self.row_offsets, records, room, offsets, whole_of_row)
        put_days(room, records.start_offset_min, records.until_offset_min, number)
        return Wholes(*(column[:number] for column in room)), offsets, whole_of_row, records

    @property
    def wholes(self) -> Wholes:
        """The attacks."""
        return self._merged[0]

    @property
    def whole_offsets(self) -> Array:
        """Where each person's attacks begin."""
        return self._merged[1]

    @property
    def whole_of_row(self) -> Array:
        """Which attack each record is part of."""
        return self._merged[2]

    @property
    def records(self) -> Records:
        """The records of attacks."""
        return self._merged[3]

    @cached_property
    def attacks(self) -> Array:
        """How many attacks each person has."""
        return np.diff(self.whole_offsets)

    def for_attacks(self, of_person: Array) -> Array:
        """Each person's value, for each of the person's attacks."""
        found = np.empty(len(self.wholes.row), dtype=of_person.dtype)
        spread(of_person, self.whole_offsets, found)
        return found

    def of_doses(self, of_person: Array) -> Array:
        """Each person's value, for each of the person's doses."""
        found = np.empty(len(self.doses.day), dtype=of_person.dtype)
        spread(of_person, self.dose_offsets, found)
        return found

    # Planes of one bit an attack

    @cached_property
    def _yes_planes(self) -> Array:
        return planes_of(self.wholes.yes)

    @cached_property
    def _no_planes(self) -> Array:
        return planes_of(self.wholes.no)

    @cached_property
    def _answered(self) -> int:
        """The bits to which every attack has an answer."""
        return int(np.bitwise_and.reduce(self.wholes.yes | self.wholes.no))

    def said(self, name: str) -> Planes:
        """What is written of each attack to a bit."""
        bit = ATTACK_BITS[name]
        certain = self._yes_planes[bit]
        return Planes(certain, certain if self._answered >> bit & 1 else ~self._no_planes[bit])

    def marked(self, name: str) -> Array:
        """Whether a bit that is never unknown is set."""
        found: Array = self._yes_planes[ATTACK_BITS[name]]
        return found

    def truths(self, plane: Array) -> Array:
        """The bits of attacks as truths."""
        return unpack(plane, len(self.wholes.row))

    def number(self, plane: Array) -> Array:
        """How many of each person's attacks are in a plane."""
        found = np.empty(len(self), dtype=np.int32)
        count_of_all(plane, self.whole_offsets, found)
        return found

    @cached_property
    def limit_s(self) -> Array:
        """When an attack without an end ended at the latest; MISSING where nothing tells."""
        found = np.full(len(self.wholes.row), MISSING, dtype=np.int32)
        day, flags, known = self.entries
        limit(
            self.wholes,
            self.whole_offsets,
            self.records.until_offset_min,
            day,
            flags,
            known,
            self.day_offsets,
            found,
        )
        return found

    @cached_property
    def _handed_out(self) -> tuple[Given, Array]:
        given = nothing_given(len(self.wholes.row))
        attack_of_dose = np.empty(len(self.doses.day), dtype=np.int32)
        hand_out(
            self.dose_offsets,
            self.row_offsets,
            self.whole_offsets,
            self.doses,
            self.wholes,
            self.whole_of_row,
            BITS_OF_RELIEF,
            *self.drugs.bits,
            given,
            attack_of_dose,
        )
        return given, attack_of_dose

    @property
    def given(self) -> Given:
        """What the doses say of the attacks they were taken for."""
        return self._handed_out[0]

    @property
    def attack_of_dose(self) -> Array:
        """Which attack each dose was taken for; -1 where none, or it may be another's."""
        return self._handed_out[1]

    @cached_property
    def for_the_judge(self) -> Array:
        """Who is left to the judge: people of whose attacks two have one name."""
        several = np.zeros(len(self), dtype=np.bool_)
        name_two_attacks(self.row_offsets, self.column("attacks", "key"), self.whole_of_row, several)
        return several
