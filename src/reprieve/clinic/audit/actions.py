"""Writing down who did what with which record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reprieve.clinic.audit.models import AuditLine


def write_line(*, who: Any, did: str, kind: str, record: int | None) -> None:
    """One line, in the transaction of what it tells of."""
    AuditLine.objects.create(who=who, did=did, kind=kind, record=record)


def write_lines(*, who: Any, did: str, kind: str, records: Iterable[int]) -> None:
    """One line for each record that was shown on one page."""
    AuditLine.objects.bulk_create(AuditLine(who=who, did=did, kind=kind, record=record) for record in records)
