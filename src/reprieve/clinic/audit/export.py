"""Writing the audit out, to be verified elsewhere (`verifying`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from psycopg import Connection, IsolationLevel

from reprieve.clinic.audit.counting import HEADS
from reprieve.clinic.audit.verifying import EDITION

AT_A_TIME = 2_000
SEALS = """
SELECT number, day::text,
    to_char(sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS sealed_at, heads, before_sha256, sha256
FROM audit_seal ORDER BY number
"""
LINES = """
SELECT chain, number, to_char(written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS written_at,
    who_id AS who, role, did, kind, record, why, from_where, before_sha256, sha256
FROM audit_auditline ORDER BY chain COLLATE "C", number
"""


def export_audit(connection: Connection[Any]) -> Iterator[str]:
    """The export, line by line, as everything stood at one moment; the connection must not be in a transaction."""
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    with connection.transaction():
        yield _line("export", {"edition": EDITION})
        counted = {}
        for kind, question in (("seal", SEALS), ("line", LINES), ("head", HEADS)):
            counted[f"{kind}s"] = 0
            with connection.cursor(name=f"every_{kind}") as cursor:
                cursor.itersize = AT_A_TIME
                cursor.execute(question)
                names = [column.name for column in cursor.description or ()]
                for row in cursor:
                    counted[f"{kind}s"] += 1
                    yield _line(kind, dict(zip(names, row, strict=True)))
        yield _line("end", counted)


def _line(kind: str, row: dict[str, Any]) -> str:
    return json.dumps({kind: row}, ensure_ascii=False) + "\n"
