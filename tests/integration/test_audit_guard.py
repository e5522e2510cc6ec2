"""What may the web's own role do to the audit? Add a line, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection as django_connection
from psycopg import errors
from pytest_django import DjangoDbBlocker
from tests.integration.audited import WRITE, OwnClinic, own_clinic

from reprieve.clinic.audit.export import export_audit
from reprieve.clinic.audit.guarding import (
    BY_FUNCTION_ONLY,
    ENDED_ONLY,
    growing_tables,
    is_guarded_from,
    let_application_in,
    may_make_tables,
)
from reprieve.clinic.audit.verifying import verify
from reprieve.clinic.config.postgres import WEB_ROLE

pytestmark = pytest.mark.django_db  # so that the tables are made


@pytest.fixture(scope="module")
def clinic(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[OwnClinic]:
    with django_db_blocker.unblock(), own_clinic(django_connection.settings_dict["NAME"]) as clinic:
        clinic.write("patient 1", times=3)
        with psycopg.connect(clinic.web) as web:
            web.execute("SELECT reprieve_seal_day()")
        yield clinic


FORBIDDEN = [
    "UPDATE audit_auditline SET did = 'nothing'",
    "UPDATE audit_auditline SET did = did WHERE false",
    "DELETE FROM audit_auditline",
    "TRUNCATE audit_auditline",
    "TRUNCATE audit_auditline CASCADE",
    "ALTER TABLE audit_auditline DISABLE TRIGGER ALL",
    "ALTER TABLE audit_auditline DISABLE TRIGGER chain_line",
    "DROP TRIGGER only_add_rows ON audit_auditline",
    "ALTER TABLE audit_auditline OWNER TO reprieve_web",
    "ALTER TABLE audit_auditline ADD COLUMN more int",
    "DROP TABLE audit_auditline CASCADE",
    "CREATE RULE away AS ON INSERT TO audit_auditline DO INSTEAD NOTHING",
    "CREATE TRIGGER mine BEFORE INSERT ON audit_auditline FOR EACH ROW "
    "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE OR REPLACE FUNCTION reprieve_only_add() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE OR REPLACE FUNCTION reprieve_chain_line() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE OR REPLACE FUNCTION reprieve_line_sha256(line audit_auditline) RETURNS text LANGUAGE sql "
    "AS 'SELECT 1::text'",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "ALTER FUNCTION reprieve_chain_line() SECURITY INVOKER",
    "DROP FUNCTION reprieve_chain_line() CASCADE",
    "CREATE TEMP TABLE mine (LIKE audit_auditline);"
    "CREATE TRIGGER mine BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION reprieve_chain_line()",
    "SET session_replication_role = replica",
    "SET ROLE reprieve",
    "SET SESSION AUTHORIZATION reprieve",
    "GRANT reprieve TO reprieve_web",
    "GRANT UPDATE ON audit_auditline TO reprieve_web; UPDATE audit_auditline SET did = 'nothing'",
    "INSERT INTO audit_head VALUES ('patient 1', 1, '')",
    "UPDATE audit_head SET number = 1",
    "DELETE FROM audit_head",
    "TRUNCATE audit_head",
    "UPDATE audit_sealed SET number = 0",
    "UPDATE audit_seal SET heads = '[]'",
    "DELETE FROM audit_seal",
    "TRUNCATE audit_seal",
    "INSERT INTO audit_seal VALUES (2, '2030-01-01', now(), '[]', '', '')",
    "LOCK TABLE audit_auditline IN ACCESS EXCLUSIVE MODE",
    "DELETE FROM django_migrations",
    "DELETE FROM people_brokenglass",
    "DELETE FROM people_merge",
    "DELETE FROM people_staffrole",
    "DELETE FROM people_carer",
    "DELETE FROM people_invitation",
    "DELETE FROM people_patient",
    "DELETE FROM alerts_alert",
    "CREATE TABLE mine (said text)",
    "COPY audit_auditline FROM PROGRAM 'true'",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_web_may_not(clinic, statement):
    refusals = (errors.InsufficientPrivilege, errors.FeatureNotSupported)
    with psycopg.connect(clinic.web) as web, pytest.raises(psycopg.Error) as refused:
        web.execute(statement)

    assert isinstance(refused.value, refusals)


def test_a_forged_place_hash_or_time_is_overwritten(clinic):
    forged = """INSERT INTO audit_auditline
        (id, chain, number, written_at, role, did, kind, why, from_where, before_sha256, sha256)
        VALUES (900000, 'patient forged', 77, '2001-01-01', '', 'saw it', 'patient', '', '', 'aa', 'bb')
        RETURNING number, written_at > now() - interval '1 minute', before_sha256, sha256 <> 'bb'"""
    with psycopg.connect(clinic.web) as web:
        assert web.execute(forged).fetchone() == (1, True, "", True)


def test_tables_of_the_webs_own_do_not_come_before_those_of_the_audit(clinic):
    with psycopg.connect(clinic.web) as web:
        web.execute("CREATE TEMP TABLE audit_head (LIKE public.audit_head)")
        web.execute("CREATE TEMP TABLE audit_seal (LIKE public.audit_seal)")
        web.execute(WRITE, ["patient 1", "saw it", ""])
        assert web.execute("SELECT count(*) FROM pg_temp.audit_head").fetchone() == (0,)
        assert web.execute("SELECT reprieve_seal_day()").fetchone() == (None,)  # today has its seal


def test_after_all_that_the_audit_still_fits(clinic):
    with psycopg.connect(clinic.web) as web:
        verdict = verify(export_audit(web))
    assert verdict.faults == []
    assert verdict.lines >= 3


def test_the_owner_is_told_that_only_triggers_guard_it(clinic):
    with psycopg.connect(clinic.web) as web, psycopg.connect(clinic.owner) as owner:
        assert is_guarded_from(web)
        assert not is_guarded_from(owner)
        with pytest.raises(errors.RestrictViolation):
            owner.execute("DELETE FROM audit_auditline")


def test_the_web_may_use_every_table_and_change_only_what_does_not_merely_grow(clinic):
    with psycopg.connect(clinic.owner) as owner:
        tables = [row[0] for row in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        growing = growing_tables(owner)
        assert {"audit_auditline", "audit_seal"} <= set(growing)
        assert set(ENDED_ONLY) <= set(tables)
        for table in tables:
            held = {
                right
                for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
                if owner.execute("SELECT has_table_privilege(%s, %s, %s)", [WEB_ROLE, f'"{table}"', right]).fetchone()[
                    0
                ]
            }
            if table in BY_FUNCTION_ONLY:
                assert held == {"SELECT"}, table
            elif table in ENDED_ONLY:
                assert held == {"SELECT", "INSERT", "UPDATE"}, table
            elif table in growing:
                assert held == {"SELECT", "INSERT"}, table
            else:
                assert held == {"SELECT", "INSERT", "UPDATE", "DELETE"}, table
        sequences = owner.execute("SELECT count(*) FROM pg_sequences WHERE schemaname = 'public'").fetchone()
        usable = (
            "SELECT count(*) FROM pg_sequences WHERE has_sequence_privilege(%s, quote_ident(sequencename), 'USAGE')"
        )
        assert owner.execute(usable, [WEB_ROLE]).fetchone() == sequences


def test_a_schema_in_which_everybody_might_make_tables_is_closed(clinic):
    with psycopg.connect(clinic.owner, autocommit=True) as owner, psycopg.connect(clinic.web, autocommit=True) as web:
        owner.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        assert may_make_tables(web)
        let_application_in(owner, WEB_ROLE)
        assert not may_make_tables(web)
        with pytest.raises(errors.InsufficientPrivilege):
            web.execute("CREATE TABLE mine (said text)")


def test_a_table_of_a_later_migration_can_be_used_at_once_and_its_guard_counts(clinic):
    from reprieve.clinic.audit.guarding import only_added

    with psycopg.connect(clinic.owner, autocommit=True) as owner, psycopg.connect(clinic.web, autocommit=True) as web:
        owner.execute("CREATE TABLE later_note (id bigint GENERATED BY DEFAULT AS IDENTITY, said text)")
        owner.execute(only_added("later_note").sql)
        web.execute("INSERT INTO later_note (said) VALUES ('hello')")
        with pytest.raises(errors.RestrictViolation):
            web.execute("UPDATE later_note SET said = ''")
        let_application_in(owner, WEB_ROLE)
        for statement in ("UPDATE later_note SET said = ''", "DELETE FROM later_note", "TRUNCATE later_note"):
            with pytest.raises(errors.InsufficientPrivilege):
                web.execute(statement)
        owner.execute("DROP TABLE later_note")
