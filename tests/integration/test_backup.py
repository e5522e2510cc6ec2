"""Everything in one encrypted file, and back: all of it, or nothing."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection as django_connection
from pytest_django import DjangoDbBlocker
from tests.integration.audited import OwnClinic, address_of, drop_database, own_clinic

from reprieve import cli
from reprieve.clinic.audit.counting import count_rows, heads_of
from reprieve.clinic.config import backup
from reprieve.clinic.config.backup import CannotBackUp, Manifest, back_up, read_backup
from reprieve.clinic.config.postgres import WEB_ROLE
from reprieve.clinic.config.restore import restore, verify_backup
from reprieve.clinic.config.scratch import sweep_scratch

pytestmark = pytest.mark.django_db  # so that the tables are made

PASSPHRASE = "violet seven harbour"
MARK = "Zanzibar-Quokka"


@pytest.fixture(scope="module")
def clinic(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[OwnClinic]:
    with django_db_blocker.unblock(), own_clinic(django_connection.settings_dict["NAME"]) as clinic:
        for number in range(5):
            clinic.write(f"patient {number}", why=MARK, times=number + 1)
        yield clinic


def data_folder(folder: Path) -> Path:
    for name in ("reports/a.pdf", "pictures/b/c.png", "secret-key", "web.log", "postgres/PG_VERSION", "static/x.css"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{MARK} {name}")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return data_folder(tmp_path / "data")


@pytest.fixture(scope="module")
def once(clinic: OwnClinic, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """One backup, and what was in the database then."""
    folder = tmp_path_factory.mktemp("once")
    path = folder / "backup"
    back_up(address=clinic.owner, folder=data_folder(folder / "data"), to=path, passphrase=PASSPHRASE)
    return path, everything(clinic.owner)


@pytest.fixture
def made(once: tuple[Path, Any], tmp_path: Path) -> Path:
    return Path(shutil.copy(once[0], tmp_path / "backup"))


@pytest.fixture
def empty() -> Iterator[str]:
    name = f"reprieve_empty_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield address_of(name)
        drop_database(server, name)


def everything(address: str) -> tuple[dict[str, int], dict[str, tuple[int, str]]]:
    with psycopg.connect(address) as connection:
        return count_rows(connection), heads_of(connection)


def test_a_backup_brings_back_every_row_and_file_and_nothing_in_it_can_be_read(once, made, empty, tmp_path):
    assert MARK.encode() not in made.read_bytes()
    assert once[0].stat().st_mode & 0o077 == 0
    new = tmp_path / "new"
    found = restore(path=made, passphrase=PASSPHRASE, address=empty, folder=new, web_role=WEB_ROLE)
    assert everything(empty) == once[1]
    assert found.lines == 15
    there = {str(path.relative_to(new)) for path in new.rglob("*") if path.is_file()}
    assert there == {"reports/a.pdf", "pictures/b/c.png", "secret-key"}
    assert (new / "reports/a.pdf").read_text() == f"{MARK} reports/a.pdf"
    with (
        psycopg.connect(empty.replace("reprieve@", f"{WEB_ROLE}@")) as web,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        web.execute("DELETE FROM audit_auditline")


def test_a_backup_is_verified_in_a_server_of_its_own_that_leaves_nothing(made, data):
    before = sorted(data.iterdir())
    found = verify_backup(made, PASSPHRASE, folder=data)
    assert (found.lines, found.faults) == (15, ())
    assert sorted(data.iterdir()) == before


def test_what_is_written_after_a_restore_goes_on_in_the_same_chain(made, empty, tmp_path):
    restore(path=made, passphrase=PASSPHRASE, address=empty, folder=tmp_path / "new", web_role=WEB_ROLE)
    OwnClinic(owner=empty, web=empty.replace("reprieve@", f"{WEB_ROLE}@")).write("patient 4")
    assert everything(empty)[1]["patient 4"][0] == 6


def test_a_database_that_is_not_empty_is_filled_only_when_asked(made, empty, tmp_path):
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("CREATE TABLE mine (a int)")
        connection.execute("CREATE TABLE audit_head (b int)")
    with pytest.raises(CannotBackUp, match="--replace"):
        restore(path=made, passphrase=PASSPHRASE, address=empty, folder=tmp_path / "new")
    restore(path=made, passphrase=PASSPHRASE, address=empty, folder=tmp_path / "new", replace=True)
    assert "mine" not in everything(empty)[0]


def test_a_restore_that_fails_leaves_what_was_there(made, empty, data):
    restore(path=made, passphrase=PASSPHRASE, address=empty, folder=data)
    before = everything(empty)
    (data / "reports/a.pdf").write_text("newer")
    content = made.read_bytes()
    for name, changed in {
        "cut": content[: len(content) * 2 // 3],
        "cut short": content[:-1],
        "changed": content[:-100] + bytes([content[-100] ^ 1]) + content[-99:],
        "changed early": content[:9000] + bytes([content[9000] ^ 1]) + content[9001:],
    }.items():
        made.write_bytes(changed)
        with pytest.raises(CannotBackUp, match="damaged"):
            restore(path=made, passphrase=PASSPHRASE, address=empty, folder=data, replace=True)
        assert everything(empty) == before, name
        assert (data / "reports/a.pdf").read_text() == "newer"
    assert not list(data.glob("restored-*"))


def test_the_older_files_are_kept_beside_the_restored_ones(made, empty, data):
    (data / "reports/a.pdf").write_text("newer")
    restore(path=made, passphrase=PASSPHRASE, address=empty, folder=data)
    assert (data / "reports/a.pdf").read_text() == f"{MARK} reports/a.pdf"
    assert [path.read_text() for path in data.glob("before-restore-*/reports/a.pdf")] == ["newer"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "begin"),
        (b"reprieve backup 9\n" + b"x" * 99, "begin"),
        (b"reprieve backup 1\n\xff\xff\xff\xff", "damaged"),
    ],
)
def test_what_is_no_backup_is_refused_in_words(tmp_path, content, word):
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(CannotBackUp, match=word), open(os.devnull, "wb") as nowhere:
        read_backup(path, PASSPHRASE, dump_to=nowhere, files_to=None)


def test_another_passphrase_opens_nothing(made):
    with pytest.raises(CannotBackUp, match="passphrase"), open(os.devnull, "wb") as nowhere:
        read_backup(made, "violet seven harbours", dump_to=nowhere, files_to=None)


def test_a_short_passphrase_and_a_lost_database_leave_no_file(data, tmp_path):
    for address, passphrase in (("postgres://a@localhost:1/b", PASSPHRASE), (os.environ["DATABASE_URL"], "short")):
        with pytest.raises(cli.ReprieveError):
            back_up(address=address, folder=data, to=tmp_path / "backup", passphrase=passphrase)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_backup_taken_while_others_write_ends_at_one_moment(clinic, data, tmp_path, empty):
    stop = threading.Event()

    def keep_writing(number: int) -> None:
        while not stop.is_set():
            clinic.write(f"patient busy {number % 3}", times=5)

    writers = [threading.Thread(target=keep_writing, args=[number]) for number in range(6)]
    for writer in writers:
        writer.start()
    try:
        manifest = back_up(address=clinic.owner, folder=data, to=tmp_path / "busy", passphrase=PASSPHRASE)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    found = restore(path=tmp_path / "busy", passphrase=PASSPHRASE, address=empty, folder=tmp_path / "new")
    rows, heads = everything(empty)
    assert heads == manifest.heads
    assert rows["audit_auditline"] == sum(number for number, _ in heads.values()) == found.lines
    assert everything(clinic.owner)[0]["audit_auditline"] > found.lines  # they went on


def test_the_passphrase_is_never_an_argument(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://a@localhost:1/b")
    monkeypatch.delenv("REPRIEVE_BACKUP_PASSPHRASE", raising=False)
    with open(os.devnull) as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        assert cli.main(["backup", str(tmp_path / "x")]) == 1
    assert "REPRIEVE_BACKUP_PASSPHRASE" in capsys.readouterr().err


def test_the_commands_make_and_restore(clinic, data, empty, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("REPRIEVE_BACKUP_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("DATABASE_URL", clinic.owner)
    path = str(tmp_path / "x")
    assert cli.main(["backup", path, "--data", str(data)]) == 0
    assert "the same rows" in capsys.readouterr().out
    monkeypatch.setenv("DATABASE_URL", empty)
    assert cli.main(["restore", path, "--data", str(tmp_path / "new")]) == 0
    assert everything(empty) == everything(clinic.owner)
    assert cli.main(["restore", path, "--data", str(tmp_path / "new")]) == 1
    assert "--replace" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "more", "says"),
    [
        ("there", [], "add --replace"),
        ("", [], "got a folder"),
        ("nowhere/new", [], "does not exist"),
        ("there", ["--replace"], "no terminal"),
    ],
)
def test_a_backup_is_written_over_only_when_asked(name, more, says, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgres://a@localhost:1/b")
    monkeypatch.delenv("REPRIEVE_BACKUP_PASSPHRASE", raising=False)
    (tmp_path / "there").write_bytes(b"the backup of yesterday")
    with open(os.devnull) as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        assert cli.main(["backup", str(tmp_path / name), *more]) == 1
    assert says in capsys.readouterr().err
    assert (tmp_path / "there").read_bytes() == b"the backup of yesterday"


@pytest.mark.parametrize("command", ["restore", "verify"])
@pytest.mark.parametrize(("name", "says"), [("lost", "nothing that is there"), ("", "got a folder")])
def test_a_file_that_is_not_there_is_named_before_anything_is_begun(command, name, says, tmp_path, capsys):
    assert cli.main([command, str(tmp_path / name)]) == 1
    assert says in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


# An audit that does not fit


@pytest.fixture
def altered(clinic: OwnClinic) -> Iterator[None]:
    """A line is another one than was written; afterwards it is again what it was."""
    turn = "UPDATE audit_auditline SET did = %s WHERE chain = 'patient 0'"
    with psycopg.connect(clinic.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE audit_auditline DISABLE TRIGGER USER")
        owner.execute(turn, ["saw nothing"])
        yield
        owner.execute(turn, ["saw it"])
        owner.execute("ALTER TABLE audit_auditline ENABLE TRIGGER USER")


@pytest.mark.usefixtures("altered")
def test_an_audit_that_was_altered_ends_neither_backups_nor_restores(
    clinic, data, empty, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("REPRIEVE_BACKUP_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("DATABASE_URL", clinic.owner)
    path, new = tmp_path / "x", tmp_path / "new"
    assert cli.main(["backup", str(path), "--data", str(data)]) == 3
    assert path.is_file()
    said = capsys.readouterr()
    assert "chain patient 0, line 1: altered" in said.err
    assert "Written" in said.out
    monkeypatch.setenv("DATABASE_URL", empty)
    assert cli.main(["restore", str(path), "--data", str(new)]) == 3
    assert "chain patient 0, line 1: altered" in capsys.readouterr().err
    assert everything(empty) == everything(clinic.owner)
    assert (new / "reports/a.pdf").is_file()


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        ({"rows": {"audit_auditline": 14}}, r"the table audit_auditline has \d+ rows, and the backup says 14"),
        ({"rows": {"gone": 1}}, "gone"),
        ({"heads": {"patient 9": (1, "a")}}, "chains of the audit"),
        ({"files": 9}, "3 files came out instead of 9"),
    ],
    ids=["a row more", "a table less", "another head", "a file less"],
)
def test_a_backup_that_does_not_hold_what_it_says_changes_nothing(
    lie, said, clinic, data, empty, tmp_path, monkeypatch
):
    """Whoever made it: what it says of itself is compared before anything that was there is lost."""
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("CREATE TABLE mine (a int); INSERT INTO mine VALUES (1)")
    before = everything(empty)
    path = tmp_path / "x"

    class Lying(Manifest):
        def __init__(self, **told: Any) -> None:
            super().__init__(**(told | merged(told, lie)))

    with monkeypatch.context() as lying:
        lying.setattr(backup, "Manifest", Lying)
        back_up(address=clinic.owner, folder=data, to=path, passphrase=PASSPHRASE)
    new = data_folder(tmp_path / "new")
    (new / "reports/a.pdf").write_text("newer")
    with pytest.raises(CannotBackUp, match=said):
        restore(path=path, passphrase=PASSPHRASE, address=empty, folder=new, replace=True)
    assert everything(empty) == before
    assert (new / "reports/a.pdf").read_text() == "newer"


def merged(told: dict[str, Any], lie: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] | part if isinstance(part, dict) else part for name, part in lie.items()}


def test_a_backup_that_is_killed_while_it_is_tried_out_leaves_nothing_for_long(clinic, data, tmp_path):
    environment = os.environ | {"DATABASE_URL": clinic.owner, "REPRIEVE_BACKUP_PASSPHRASE": PASSPHRASE}
    making = subprocess.Popen(
        [sys.executable, "-m", "reprieve", "backup", str(tmp_path / "x"), "--data", str(data)],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    while not list(data.glob("verifying-*/postgres")):
        assert making.poll() is None
        time.sleep(0.01)
    sweep_scratch(data)
    assert list(data.glob("verifying-*/postgres")), "one that is at work was disturbed"
    making.kill()
    making.wait()
    sweep_scratch(data)
    assert not list(data.glob("verifying-*"))
