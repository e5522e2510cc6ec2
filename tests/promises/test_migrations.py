"""The tables are those that the models describe, and a database that holds something gets them too."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any, cast

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql
from pytest_django import DjangoDbBlocker
from tests.integration.audited import address_of, drop_database

from reprieve.clinic.audit.export import export_audit
from reprieve.clinic.audit.verifying import verify
from reprieve.clinic.config.first_content import fill_empty_site
from reprieve.clinic.config.problems import CannotStart
from reprieve.clinic.config.tables import bring_up_to_date, migrate

# Where the tables stood before there were records. The next version that may be upgraded from adds its own beside it.
BEFORE_RECORDS = {
    "audit": "0001_initial",
    "booking": "0001_initial",
    "clinic_messages": "0001_initial",
    "clinic_site": "0005_what_editors_may_do",
    "money": "0001_initial",
    "people": "0001_initial",
}
CAME_LATER = {"account", "alerts", "diagnosis", "diary", "mfa"}
FIRST = {
    "ArrayField": [],
    "DateField": date(2026, 1, 1),
    "DateTimeField": datetime(2026, 1, 1, tzinfo=UTC),
    "PositiveIntegerField": 1,
    "PositiveSmallIntegerField": 1980,
    "UUIDField": "0" * 31 + "1",
}
LINES = (("opened", "request", 1), ("called", "request", 1), ("signed in", "person", None), ("opened", "request", 2))


@pytest.mark.django_db
def test_no_change_of_a_model_waits_for_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.fixture(scope="module")
def then(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of that time with a row in every table."""
    with a_database() as name, django_db_blocker.unblock(), speaking_to(name):
        go_back_then()
        yield name


@pytest.fixture
def old_clinic(then: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A copy of it that Django speaks to."""
    turn_to("postgres")  # what is copied must be left alone
    with a_database(f"TEMPLATE {then}") as name, django_db_blocker.unblock(), speaking_to(name):
        yield name


@contextmanager
def a_database(copied: str = "") -> Iterator[str]:
    name = f"reprieve_old_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} {copied}")
        yield name
        drop_database(server, name)


@contextmanager
def speaking_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    turn_to(name)
    try:
        yield
    finally:
        turn_to(before)


def turn_to(name: str) -> None:
    connection.close()
    cast(Any, connection).close_pool()
    connection.settings_dict["NAME"] = name


def go_back_then() -> None:
    executor = MigrationExecutor(connection)
    there = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in CAME_LATER]
    state = executor.migrate([(room, BEFORE_RECORDS.get(room, last)) for room, last in there])
    state.clear_delayed_apps_cache()
    fill_empty_site()
    then = state.apps
    user = then.get_model("people", "User").objects.create(email="desk@example.org")
    user.groups.add(then.get_model("auth", "Group").objects.create(name="front desk"))
    for did, kind, record in LINES:
        then.get_model("audit", "AuditLine").objects.create(who=user, did=did, kind=kind, record=record)
    for room in BEFORE_RECORDS:
        for model in then.get_app_config(room).get_models(include_auto_created=True):
            if not model._default_manager.exists():
                a_row_of(model)


def a_row_of(model: type[models.Model]) -> models.Model:
    """The first row, or a new one with just what a row must have."""
    found: models.Model | None = model._default_manager.first()
    return found or model._default_manager.create(
        **{
            field.name: something_for(field)
            for field in model._meta.concrete_fields
            if not (field.null or field.has_default() or field.has_db_default() or field.primary_key)
            or field.one_to_one
        }
    )


def something_for(field: Any) -> Any:
    if field.is_relation:
        return a_row_of(field.related_model)
    if field.choices:
        return field.choices[0][0]
    return FIRST.get(field.get_internal_type(), "x@example.org"[: field.max_length])


def rows_of(table: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT * FROM {} ORDER BY 1").format(sql.Identifier(table)))
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def counted() -> dict[str, int]:
    rooms = tuple(f"{room}_" for room in BEFORE_RECORDS)
    tables = [name for name in connection.introspection.table_names() if name.startswith(rooms)]
    return {name: len(rows_of(name)) for name in tables}


def test_a_clinic_of_before_the_records_is_brought_up_to_date_with_all_its_rows(old_clinic):
    before, lines = counted(), rows_of("audit_auditline")
    assert min(before.values()) > 0, before
    migrate()
    after = counted()
    before["people_user_groups"] = 0  # whoever was of the group "front desk" has the role instead
    assert {name: after[name] for name in before} == before
    kept = rows_of("audit_auditline")
    assert [{name: line[name] for name in lines[0]} for line in kept] == lines
    assert [(line["chain"], line["number"]) for line in kept] == [
        ("request 1", 1), ("request 1", 2), ("person", 1), ("request 2", 1),
    ]  # fmt: skip
    with psycopg.connect(address_of(old_clinic)) as owner:
        assert verify(export_audit(owner)).faults == []
        with pytest.raises(psycopg.errors.RestrictViolation):
            owner.execute("UPDATE audit_auditline SET did = 'nothing'")
    assert [role["role"] for role in rows_of("people_staffrole")] == ["front_desk"]


def test_a_change_that_fails_half_way_says_what_stays_and_the_next_start_goes_on(old_clinic, monkeypatch, tmp_path):
    last = import_module("reprieve.clinic.audit.migrations.0003_seals").Migration
    with monkeypatch.context() as broken:
        broken.setattr(last, "operations", [migrations.RunSQL("SELECT 1 / 0")])
        with pytest.raises(CannotStart) as refused:
            bring_up_to_date(tmp_path)
    assert "division by zero" in str(refused.value)
    assert "The steps before it stay" in str(refused.value)
    assert "restore the backup" in str(refused.value)
    migrate()
    assert "audit_seal" in connection.introspection.table_names()
