"""The chains of the audit: whole whoever writes at once, hashed alike inside and outside, and every forgery named."""

from __future__ import annotations

import copy
import json
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection as django_connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from tests.integration.audited import WRITE, OwnClinic, own_clinic

from reprieve.clinic.audit.export import export_audit
from reprieve.clinic.audit.verifying import NotAnExport, line_sha256, seal_sha256, verify

pytestmark = pytest.mark.django_db  # so that the tables are made

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def clinic(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[OwnClinic]:
    with django_db_blocker.unblock(), own_clinic(django_connection.settings_dict["NAME"]) as clinic:
        yield clinic


def exported(clinic: OwnClinic) -> Rows:
    with psycopg.connect(clinic.owner) as connection:
        return [json.loads(line) for line in export_audit(connection)]


def faults_of(rows: Rows, **known: str) -> list[str]:
    return [str(fault) for fault in verify((json.dumps(row) for row in rows), **known).faults]


# Everything that PostgreSQL keeps in a text: all of Unicode but the zero byte and lone halves of a pair.
odd = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=40)
ODD_ONES = "\x01\x08\t\n\x0b\f\r\x1f\"\\/'\x7f\x80\u2028\ufeff\uffff\U0001f9e0 é"


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(why=odd, did=odd, record=st.none() | st.integers(-(2**63), 2**63 - 1))
def test_the_database_and_the_verifier_hash_a_line_alike_whatever_signs_it_holds(clinic, why, did, record):
    with psycopg.connect(clinic.web) as connection:
        sql = WRITE.replace("1, %s", "%s, %s") + " RETURNING chain, number"
        connection.execute("SET client_encoding TO 'UTF8'")
        chain, number = connection.execute(sql, ["odd " + why[:20], did, record, why + ODD_ONES]).fetchone()
        question = """SELECT before_sha256, chain, number,
            to_char(written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS written_at,
            who_id AS who, role, did, kind, record, why, from_where, sha256
            FROM audit_auditline WHERE chain = %s AND number = %s"""
        cursor = connection.execute(question, [chain, number])
        line = dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))
        assert line["why"] == why + ODD_ONES
        assert line_sha256(line) == line["sha256"]
        connection.rollback()


def test_twenty_writers_at_once_leave_no_gap_and_never_wait_for_each_other_in_a_ring(clinic):
    begin = threading.Barrier(20)

    def write(seed: int) -> None:
        order = random.Random(seed)
        with psycopg.connect(clinic.web) as connection:
            begin.wait()
            for _ in range(40):
                chains = sorted({"patient shared", f"patient {order.randrange(5)}", f"patient own {seed}"})
                for chain in chains:
                    connection.execute(WRITE, [chain, "saw it", ""])
                if order.random() < 0.2:
                    connection.rollback()
                else:
                    connection.commit()

    with ThreadPoolExecutor(20) as pool:
        for done in [pool.submit(write, seed) for seed in range(20)]:
            done.result(timeout=60)
    verdict = verify(json.dumps(row) for row in exported(clinic))
    assert verdict.faults == []
    assert verdict.lines > 20 * 40 * 2 * 0.7
    assert verdict.chains >= 26


# Forging


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Rows:
    """An export of three chains, sealed on two days, with lines after the last seal."""
    with django_db_blocker.unblock(), own_clinic(django_connection.settings_dict["NAME"]) as clinic:
        clinic.write("patient 7", why="because", times=6)
        clinic.write("patient 8", times=3)
        with psycopg.connect(clinic.owner, autocommit=True) as owner:
            owner.execute("SELECT reprieve_seal_day()")
            # A day goes by: the guard is taken off by the owner, as only the owner can.
            owner.execute("ALTER TABLE audit_seal DISABLE TRIGGER USER")
            owner.execute("UPDATE audit_seal SET day = day - 1, sealed_at = sealed_at - interval '1 day'")
            sealed = exported(clinic)[1]["seal"]
            owner.execute("UPDATE audit_seal SET sha256 = %s", [seal_sha256(sealed)])
            clinic.write("patient 7", times=2)
            clinic.write("patient 9")
            owner.execute("SELECT reprieve_seal_day()")
        clinic.write("patient 7", times=2)
        return exported(clinic)


def place(rows: Rows, chain: str, number: int) -> int:
    return next(
        at for at, row in enumerate(rows) if (it := row.get("line")) and (it["chain"], it["number"]) == (chain, number)
    )


@pytest.fixture
def rows(whole: Rows) -> Rows:
    return copy.deepcopy(whole)


def test_an_untouched_export_fits(rows):
    verdict = verify(json.dumps(row) for row in rows)
    assert verdict.faults == []
    assert (verdict.lines, verdict.chains, len(verdict.seals)) == (14, 3, 2)
    # A seal tells only of what moved since the one before.
    assert [head[:2] for head in verdict.seals[1]["heads"]] == [["patient 7", 8], ["patient 9", 1]]


@pytest.mark.parametrize("field", ["who", "role", "did", "kind", "record", "why", "from_where", "written_at"])
def test_an_altered_line_is_named(rows, field):
    rows[place(rows, "patient 7", 4)]["line"][field] = (
        "2026-01-01T00:00:00.000000Z" if field == "written_at" else "other"
    )
    assert faults_of(rows) == ["chain patient 7, line 4: altered"]


def test_an_altered_line_with_a_fresh_hash_no_longer_fits_to_the_next(rows):
    line = rows[place(rows, "patient 7", 4)]["line"]
    line["did"] = "nothing"
    line["sha256"] = line_sha256(line)
    assert faults_of(rows) == ["chain patient 7, line 5: does not follow the line before it"]


def test_a_line_taken_out_of_the_middle_is_named(rows):
    del rows[place(rows, "patient 7", 3)]
    assert "chain patient 7, line 3: missing" in faults_of(rows)


def test_lines_taken_out_of_the_middle_and_numbered_anew_are_found(rows):
    del rows[place(rows, "patient 8", 2)]
    line = rows[place(rows, "patient 8", 3)]["line"]
    line["number"] = 2
    assert "chain patient 8, line 2: altered" in faults_of(rows)
    line["sha256"] = line_sha256(line)
    assert "chain patient 8, line 2: does not follow the line before it" in faults_of(rows)


def test_lines_that_changed_places_are_named(rows):
    here, there = place(rows, "patient 7", 2), place(rows, "patient 7", 3)
    rows[here], rows[there] = rows[there], rows[here]
    assert faults_of(rows) == ["chain patient 7, line 2: out of order"]
    rows[here]["line"]["number"], rows[there]["line"]["number"] = 2, 3
    assert faults_of(rows)[:2] == ["chain patient 7, line 2: altered", "chain patient 7, line 3: altered"]


def test_a_line_that_was_put_in_is_named(rows):
    at = place(rows, "patient 7", 4)
    added = copy.deepcopy(rows[at])
    added["line"]["did"] = "nothing"
    added["line"]["sha256"] = line_sha256(added["line"])
    rows.insert(at + 1, added)
    assert "chain patient 7, line 4: put in: the number is there twice" in faults_of(rows)


def test_a_line_put_in_at_the_end_is_missed_by_the_head(rows):
    at = place(rows, "patient 8", 3)
    added = copy.deepcopy(rows[at])
    added["line"] |= {"number": 4, "before_sha256": rows[at]["line"]["sha256"]}
    added["line"]["sha256"] = line_sha256(added["line"])
    rows.insert(at + 1, added)
    assert "chain patient 8, line 4: put in: its head tells of lines up to 3" in faults_of(rows)


def put_at_end(rows: Rows, chain: str, *, written_at: str) -> None:
    """One more line, with all that makes it fit: hashes, head and counts, as who owns the tables can."""
    head = next(row["head"] for row in rows if "head" in row and row["head"]["chain"] == chain)
    at = place(rows, chain, head["number"])
    line = rows[at]["line"] | {"number": head["number"] + 1, "before_sha256": head["sha256"], "written_at": written_at}
    line["sha256"] = line_sha256(line)
    head |= {"number": line["number"], "sha256": line["sha256"]}
    rows.insert(at + 1, {"line": line})
    rows[-1]["end"]["lines"] += 1


def earlier(moment: str, **by: int) -> str:
    return (datetime.fromisoformat(moment) - timedelta(**by)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_a_line_that_says_it_is_older_than_the_one_before_it_is_named(rows):
    last = rows[place(rows, "patient 7", 10)]["line"]["written_at"]
    put_at_end(rows, "patient 7", written_at=earlier(last, hours=2))
    assert faults_of(rows) == ["chain patient 7, line 11: says it is older than the line before it"]


def test_a_chain_that_says_it_is_older_than_the_last_seal_that_does_not_know_it_is_named(rows):
    line = copy.deepcopy(rows[place(rows, "patient 9", 1)]["line"])
    line |= {"chain": "patient 99", "written_at": earlier(rows[2]["seal"]["sealed_at"], days=30)}
    line["sha256"] = line_sha256(line)
    rows.insert(place(rows, "patient 9", 1) + 1, {"line": line})
    rows.insert(-1, {"head": {"chain": "patient 99", "number": 1, "sha256": line["sha256"]}})
    rows[-1]["end"] |= {"lines": 15, "heads": 4}
    assert faults_of(rows) == ["chain patient 99, line 1: says it is older than the seal before it"]


def test_a_line_whose_transaction_was_under_way_while_the_day_was_sealed_fits(rows):
    put_at_end(rows, "patient 8", written_at=earlier(rows[2]["seal"]["sealed_at"], minutes=10))
    assert faults_of(rows) == []


def test_a_time_that_cannot_be_read_is_named(rows):
    put_at_end(rows, "patient 7", written_at="yesterday")
    assert faults_of(rows) == ["chain patient 7, line 11: its time cannot be read"]


def test_a_chain_without_a_head_is_named(rows):
    kept = [row for row in rows if row.get("head", {}).get("chain") != "patient 9"]
    kept[-1]["end"]["heads"] = 2
    assert faults_of(kept) == ["chain patient 9, line 1: its chain has no head"]


def cut_tail(rows: Rows, *, after: int) -> None:
    """Cut patient 7 off after a line, and make head and counts fit: what can be done inside is done."""
    while True:
        try:
            del rows[place(rows, "patient 7", after + 1)]
        except StopIteration:
            break
        rows[-1]["end"]["lines"] -= 1
        after += 1


def test_a_tail_that_was_cut_off_is_missed_by_the_seal(rows):
    last = rows[place(rows, "patient 7", 6)]["line"]
    cut_tail(rows, after=6)
    head = next(row["head"] for row in rows if "head" in row and row["head"]["chain"] == "patient 7")
    assert "chain patient 7, line 7: missing: its head tells of lines up to 10" in faults_of(rows)
    head |= {"number": 6, "sha256": last["sha256"]}
    assert faults_of(rows) == ["chain patient 7, line 7: missing: seal 2 tells of lines up to 8"]


def test_a_chain_that_was_written_anew_is_found_by_the_seal(rows):
    before = ""
    for number in range(1, 11):
        line = rows[place(rows, "patient 7", number)]["line"]
        line |= {"did": "nothing", "before_sha256": before}
        before = line["sha256"] = line_sha256(line)
    next(row["head"] for row in rows if "head" in row and row["head"]["chain"] == "patient 7")["sha256"] = before
    assert faults_of(rows) == [
        "chain patient 7, line 6: rewritten: not the line that seal 1 tells of",
        "chain patient 7, line 8: rewritten: not the line that seal 2 tells of",
    ]


def test_a_whole_chain_that_is_gone_is_missed_by_the_seal(rows):
    kept = [row for row in rows if next(iter(row.values())).get("chain") != "patient 9"]
    kept[-1]["end"] |= {"lines": 13, "heads": 2}
    assert faults_of(kept) == ["chain patient 9, line 1: missing: seal 2 tells of lines up to 1"]


def test_a_seal_that_was_altered_or_taken_out_is_named(rows):
    rows[2]["seal"]["heads"][0][1] = 7
    assert "seal 2: altered" in faults_of(rows)
    del rows[1]
    assert "seal 1: missing" in faults_of(rows)


def test_who_rewrites_the_seals_too_is_found_by_one_that_was_kept_elsewhere(rows):
    kept = rows[2]["seal"]["sha256"]
    assert faults_of(rows, known_seal=kept) == []
    assert "kept elsewhere" in faults_of(rows, known_seal="0" * 64)[0]


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "[" * 100_000, '{"export": {"edition": 99}}', '{"line": 3}', '{"export": {"edition": 1}}', "\x00"],
)
def test_what_is_no_export_is_refused_in_words(text):
    with pytest.raises(NotAnExport):
        verify([text])


def test_an_export_that_was_cut_short_is_refused(rows):
    with pytest.raises(NotAnExport, match="cut short"):
        verify([json.dumps(row) for row in rows[:-1]])


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_single_change_of_the_file_goes_unseen(whole, data):
    rows = copy.deepcopy(whole)
    at = data.draw(st.integers(1, len(rows) - 1))
    how = data.draw(st.sampled_from(["remove", "repeat", "swap", "change"]))
    if how == "remove":
        del rows[at]
    elif how == "repeat":
        rows.insert(at, copy.deepcopy(rows[at]))
    elif how == "swap":
        other = data.draw(st.integers(1, len(rows) - 1).filter(lambda it: it != at))
        kinds = {next(iter(rows[at])), next(iter(rows[other]))}
        if kinds == {"head"}:
            return  # their order says nothing
        rows[at], rows[other] = rows[other], rows[at]
        if sorted(map(str, _grouped(rows))) == sorted(map(str, _grouped(whole))) and _grouped(rows) == _grouped(whole):
            return
    else:
        (row,) = rows[at].values()
        name = data.draw(st.sampled_from(sorted(row)))
        row[name] = [*row[name], ["patient 99", 1, "x"]] if isinstance(row[name], list) else _other(row[name])
    try:
        assert faults_of(rows)
    except NotAnExport:
        return


def _grouped(rows: Rows) -> dict[str, Rows]:
    """Each chain's lines in their order: the order of the chains says nothing."""
    found: dict[str, Rows] = {}
    for row in rows:
        ((kind, it),) = row.items()
        found.setdefault(f"{kind} {it.get('chain', '')}", []).append(it)
    return found


def _other(value: Any) -> Any:
    return value + 1 if isinstance(value, int) else f"{value}x"
