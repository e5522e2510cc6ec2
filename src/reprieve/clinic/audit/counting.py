"""How much is there, and where does each chain stand? Asked of a database and of what was restored from it."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
HEADS = 'SELECT chain, number, sha256 FROM public.audit_head ORDER BY chain COLLATE "C"'


def count_rows(connection: Connection[Any]) -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    for (table,) in connection.execute(TABLES).fetchall():
        question = sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))
        (found[table],) = connection.execute(question).fetchone() or (0,)
    return found


def heads_of(connection: Connection[Any]) -> dict[str, tuple[int, str]]:
    """Where each chain of the audit stands; nothing where there is no audit."""
    there = connection.execute("SELECT to_regclass('public.audit_head') IS NOT NULL").fetchone()
    if not there or not there[0]:
        return {}
    return {chain: (number, sha256) for chain, number, sha256 in connection.execute(HEADS)}
