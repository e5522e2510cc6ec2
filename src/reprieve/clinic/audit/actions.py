"""Writing down who did what with which record, in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.audit.where import current_address

PATIENT = "patient"
GREATEST_NUMBER = 2**63 - 1


def chain_of(kind: str, record: int | None) -> str:
    """The chain a line belongs to: all lines of one patient's record are in one, whatever they tell of.

    >>> chain_of("patient", 7), chain_of("request", None)
    ('patient 7', 'request')
    """
    return kind if record is None else f"{kind} {record}"


def write_line(
    *, who: Any, did: str, kind: str, record: int | None, chain: str = "", role: str = "", why: str = ""
) -> None:
    """One line.

    Parameters
    ----------
    who : User or None
        None where nobody had signed in.
    did : str
        What was done, in few fixed words; never what the record says.
    kind, record : str, int or None
        Which row of which kind was seen or changed. A number that no row can have, as an address may hold it, is
        kept as none.
    chain : str
        Whose record it belongs to, as `chain_of(PATIENT, patient.pk)`; the row's own chain when empty.
    role : str
        As what they did it: "patient", "carer", or a role of the staff.
    why : str
        The reason they gave, where one was asked.
    """
    write_lines(who=who, did=did, kind=kind, records=[record], chain=chain, role=role, why=why)


def write_lines(
    *, who: Any, did: str, kind: str, records: Iterable[int | None], chain: str = "", role: str = "", why: str = ""
) -> None:
    """One line for each record that was shown on one page; always in the order of the chains, so that no two wait
    for each other."""
    lines = [
        AuditLine(
            chain=chain or chain_of(kind, record),
            who=who if who is not None and who.is_authenticated else None,
            role=role,
            did=did,
            kind=kind,
            record=record,
            why=why,
            from_where=current_address(),
            number=0,  # the database gives it its place
        )
        for record in map(_that_can_be, records)
    ]
    AuditLine.objects.bulk_create(sorted(lines, key=lambda line: line.chain))


def _that_can_be(record: int | None) -> int | None:
    return record if record is not None and 0 <= record <= GREATEST_NUMBER else None
