"""Who may do what with the rows of the audit, and of every other table that only grows?

Two locks. A trigger refuses to change or take away a row, whoever asks. And the web processes connect as a role of
their own that owns nothing, so that they can neither take the trigger off nor write a chain themselves.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations import RunSQL
from psycopg import Connection, sql

# The tables that only the audit's own functions write.
BY_FUNCTION_ONLY = ("audit_head", "audit_seal", "audit_sealed", "django_migrations")
# Their rows end or are acknowledged, and stay: who might do what, and when.
ENDED_ONLY = (
    "alerts_alert",
    "people_brokenglass",
    "people_carer",
    "people_invitation",
    "people_merge",
    "people_patient",
    "people_staffrole",
)
CALLED_BY_ALL = ("reprieve_seal_day()",)
CALLED_BY_NONE = ("reprieve_chain_line()", "reprieve_only_add()")  # only by the triggers they stand in

GROWING = """
SELECT DISTINCT relation.relname
FROM pg_trigger AS guard
JOIN pg_class AS relation ON relation.oid = guard.tgrelid
JOIN pg_proc AS function ON function.oid = guard.tgfoid
WHERE function.proname = 'reprieve_only_add' AND relation.relnamespace = current_schema()::regnamespace
ORDER BY relation.relname
"""


def only_added(table: str) -> RunSQL:
    """A migration's step: from here on, rows of this table are only added.

    An UPDATE, a DELETE and a TRUNCATE are refused by the database with `restrict_violation` (`IntegrityError` in
    Django); only an empty table may be emptied. The migration must come after `("audit", "0001_initial")` and after the
    step that makes the table::

        dependencies = [("audit", "0001_initial"), ...]
        operations = [migrations.CreateModel(name="Note", ...), only_added("diary_note")]

    Rows of such a table cannot be locked either (`select_for_update`): the web's role has no right to change them.
    """
    return RunSQL(
        f"CREATE TRIGGER only_add_rows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION reprieve_only_add();"
        f"CREATE TRIGGER only_add BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION reprieve_only_add();",
        f"DROP TRIGGER only_add_rows ON {table}; DROP TRIGGER only_add ON {table};",
    )


def growing_tables(connection: Connection[Any]) -> list[str]:
    """The tables whose rows are only added."""
    return [row[0] for row in connection.execute(GROWING)]


def ended_only_tables(connection: Connection[Any]) -> list[str]:
    """The tables whose rows are changed, but never taken away; of an older clinic those it has."""
    known = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%s)"
    return [row[0] for row in connection.execute(known, [list(ENDED_ONLY)])]


def let_application_in(connection: Connection[Any], role: str) -> None:
    """Give the web's role what it needs in the tables of whoever is connected, and nothing of what guards the audit.

    To be done after every migration; tables that are made in between can be read and written at once.
    """
    schema_row = connection.execute("SELECT current_schema()").fetchone()
    schema, name = sql.Identifier(schema_row[0] if schema_row else "public"), sql.Identifier(role)
    everywhere = [
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "REVOKE CREATE ON SCHEMA {schema} FROM {role}, PUBLIC",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ]
    with connection.transaction():
        for statement in everywhere:
            connection.execute(sql.SQL(statement).format(schema=schema, role=name))
        for table in ended_only_tables(connection):
            _take("DELETE", connection, schema, table, name)
        for table in growing_tables(connection):
            _take("UPDATE, DELETE", connection, schema, table, name)
        for table in BY_FUNCTION_ONLY:
            _take("INSERT, UPDATE, DELETE", connection, schema, table, name)
        for function in (*CALLED_BY_NONE, *CALLED_BY_ALL):  # a dump that was restored has forgotten it
            connection.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(sql.SQL(function)))
        for function in CALLED_BY_ALL:
            connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(function), name))


def _take(what: str, connection: Connection[Any], schema: sql.Identifier, table: str, role: sql.Identifier) -> None:
    connection.execute(sql.SQL("REVOKE {} ON {}.{} FROM {}").format(sql.SQL(what), schema, sql.Identifier(table), role))


def may_make_tables(connection: Connection[Any]) -> bool:
    """Whether whoever is connected may make tables beside ours: a schema from before PostgreSQL 15 lets everybody."""
    row = connection.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')").fetchone()
    return bool(row and row[0])


def is_guarded_from(connection: Connection[Any]) -> bool:
    """Whether whoever is connected could take the guard off: an owner of the audit's table, or a superuser, could."""
    row = connection.execute(
        "SELECT NOT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('audit_auditline')"
    ).fetchone()
    return bool(row and row[0])
