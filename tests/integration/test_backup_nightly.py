"""A backup each night, the last seven of them; and the checklist before real patients' data may come."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, TCPServer

import pytest
from django.core.exceptions import ImproperlyConfigured

from reprieve.clinic.alerts.models import Alarm, Alert
from reprieve.clinic.config import nightly as module
from reprieve.clinic.config.checklist import (
    Mark,
    check_first_steps,
    check_mail_server,
    check_settings,
    go_through,
)
from reprieve.clinic.config.database_url import connect
from reprieve.clinic.config.nightly import KEPT, NOT_BEFORE_H, Nightly, Outcome, keep_passphrase
from reprieve.clinic.config.problems import CannotStart
from reprieve.clinic.config.rounds import back_up_nightly
from reprieve.clinic.config.settings import whole_number
from reprieve.clinic.config.up import refuse_unprepared
from reprieve.clinic.people.models import Location
from reprieve.clinic.people.standing import clinic_zone

NIGHT = datetime(2026, 3, 2, NOT_BEFORE_H, 5, tzinfo=UTC)
WELL = "import pathlib, sys; pathlib.Path(sys.argv[-3]).write_text('x')"
BADLY = "import sys; sys.exit(1)"


@pytest.fixture
def nightly(tmp_path: Path) -> Nightly:
    return Nightly(tmp_path)


def will_go(monkeypatch: pytest.MonkeyPatch, program: str) -> list[list[str]]:
    """In the place of `reprieve backup` another program goes; what it was called with."""
    called: list[list[str]] = []
    begin = module.subprocess.Popen

    def instead(command: list[str], **how: object) -> object:
        called.append(command)
        return begin([sys.executable, "-c", program, *command[3:]], **how)

    monkeypatch.setattr(module.subprocess, "Popen", instead)
    return called


def ended(nightly: Nightly, now: datetime) -> Outcome | None:
    assert nightly.running is not None
    nightly.running.wait(20)
    return nightly.look(now, "a passphrase")


def test_it_is_made_once_a_night_and_seven_are_kept(nightly, monkeypatch):
    called = will_go(monkeypatch, WELL)
    for day in range(10):
        now = NIGHT + timedelta(days=day)
        assert nightly.look(now - timedelta(hours=1), "a passphrase") is None
        assert nightly.running is None
        nightly.look(now, "a passphrase")
        assert ended(nightly, now) is Outcome.WELL
        nightly.look(now + timedelta(minutes=1), "a passphrase")
        assert nightly.running is None
    assert len(called) == 10
    names = sorted(path.name for path in nightly.folder.iterdir())
    assert names == [f"reprieve-2026-03-{day:02}.backup" for day in range(5, 12)]
    assert len(names) == KEPT
    assert not any("a passphrase" in word for command in called for word in command)


def test_without_a_passphrase_none_is_made(nightly, monkeypatch):
    called = will_go(monkeypatch, WELL)
    nightly.look(NIGHT, "")
    assert called == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "at_h", "moment"),
    [
        ("", 3, datetime(2026, 3, 2, 3, tzinfo=UTC)),
        ("America/Denver", 3, datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("America/Denver", 22, datetime(2026, 3, 3, 5, tzinfo=UTC)),
        ("Europe/Madrid", 1, datetime(2026, 3, 2, 0, tzinfo=UTC)),
    ],
)
def test_the_hour_is_that_of_the_clinics_clock(zone, at_h, moment, tmp_path, monkeypatch):
    if zone:
        Location.objects.create(name="Main Street", zone=zone)
    called = will_go(monkeypatch, WELL)
    nightly = Nightly(tmp_path, at_h=at_h)
    nightly.look((moment - timedelta(seconds=1)).astimezone(clinic_zone()), "a passphrase")
    assert called == []
    nightly.look(moment.astimezone(clinic_zone()), "a passphrase")
    (command,) = called
    assert f"reprieve-{moment.astimezone(clinic_zone()).date()}.backup" in command[4]
    nightly.end()


def test_one_that_fails_after_midnight_leaves_nothing_under_its_name(tmp_path, monkeypatch):
    will_go(monkeypatch, "import pathlib, sys; pathlib.Path(sys.argv[-3]).write_text('half'); sys.exit(1)")
    nightly = Nightly(tmp_path, at_h=23)
    nightly.look(datetime(2026, 3, 2, 23, 59, tzinfo=UTC), "a passphrase")
    assert ended(nightly, datetime(2026, 3, 3, 0, 1, tzinfo=UTC)) is Outcome.FAILED
    assert list(nightly.folder.iterdir()) == []


@pytest.mark.django_db
def test_one_whose_audit_does_not_fit_is_kept_with_all_older_ones_and_told(nightly, monkeypatch, settings, tmp_path):
    will_go(monkeypatch, WELL + "; sys.exit(3)")
    settings.DATA_FOLDER = tmp_path
    nightly.folder.mkdir()
    for day in range(1, KEPT + 2):
        (nightly.folder / f"reprieve-2026-01-0{day}.backup").touch()
    nightly.look(NIGHT, "a passphrase")
    nightly.running.wait(20)
    nightly.not_before = datetime.max.replace(tzinfo=UTC)  # whatever the hour is now, no other one begins
    back_up_nightly(nightly)
    assert Alert.objects.get().alarm == Alarm.AUDIT_BROKEN
    assert len(list(nightly.folder.glob("*.backup"))) == KEPT + 2
    nightly.end()


def test_what_a_killed_one_had_written_is_gone_before_the_next(nightly, monkeypatch):
    will_go(monkeypatch, WELL)
    nightly.folder.mkdir()
    for name in ("reprieve-2026-01-01.backup.unverified", ".reprieve-2026-01-01.backup.unverified.new"):
        (nightly.folder / name).touch()
    nightly.look(NIGHT, "a passphrase")
    ended(nightly, NIGHT)
    assert [path.name for path in nightly.folder.iterdir()] == ["reprieve-2026-03-02.backup"]


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("REPRIEVE_BACKUP_AT_H", 0, 23), ("REPRIEVE_STAFF_SESSION_H", 1, 24), ("REPRIEVE_STAFF_IDLE_MIN", 1, 1440)],
)
def test_a_number_that_is_none_stops_the_start_in_words(name, least, most, monkeypatch):
    for given in (str(least), str(most)):
        monkeypatch.setenv(name, given)
        assert whole_number(name, 5, least=least, most=most) == int(given)
    asked = [sys.executable, "-c", "import reprieve.clinic.config.settings"]
    environment = COMPLETE | {"DATABASE_URL": "postgres://a@b/c", name: "abc"}
    said = subprocess.run(asked, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert f"{name} must be a whole number from {least} to {most}; got 'abc'" in said.stderr
    for given in (str(least - 1), str(most + 1), "3.5", "", "9" * 5000, "\u0663"):
        monkeypatch.setenv(name, given)
        with pytest.raises(ImproperlyConfigured, match=f"{name} must be a whole number from {least} to {most}"):
            whole_number(name, 5, least=least, most=most)


@pytest.mark.django_db
def test_one_that_fails_is_told_to_the_owner_and_tried_again_in_an_hour(nightly, monkeypatch, settings, tmp_path):
    called = will_go(monkeypatch, BADLY)
    settings.DATA_FOLDER = tmp_path

    class Clock(datetime):
        at = NIGHT

        @classmethod
        def now(cls, _zone: object = None) -> datetime:
            return cls.at

    monkeypatch.setattr("reprieve.clinic.config.rounds.datetime", Clock)
    back_up_nightly(nightly)
    nightly.running.wait(20)
    back_up_nightly(nightly)
    assert Alert.objects.get().alarm == Alarm.BACKUP_FAILED
    assert len(called) == 1
    Clock.at = NIGHT + timedelta(minutes=61)
    back_up_nightly(nightly)
    assert len(called) == 2
    nightly.end()


def test_the_demonstrations_passphrase_is_made_once_and_for_its_owner_alone(tmp_path):
    assert keep_passphrase(tmp_path) == keep_passphrase(tmp_path)
    assert (tmp_path / "backup-passphrase").stat().st_mode & 0o077 == 0


# The checklist

COMPLETE = {
    "REPRIEVE_SECRET_KEY": "quiet" * 10,
    "REPRIEVE_HOSTS": "clinic.example.org",
    "REPRIEVE_MAIL": "smtp://localhost",
    "REPRIEVE_MAIL_FROM": "post@clinic.example.org",
    "REPRIEVE_BACKUP_PASSPHRASE": "violet seven harbour",
    "REPRIEVE_SEAL_TO": "seals@example.org",
}


def of(environment: dict[str, str]) -> dict[str, Mark]:
    return {point.name: point.mark for point in check_settings(environment | {"DATABASE_URL": "postgres://a@b/c"})}


def test_a_complete_environment_has_nothing_open():
    assert set(of(COMPLETE).values()) == {Mark.DONE}


@pytest.mark.parametrize(
    ("name", "value", "point", "mark"),
    [
        ("REPRIEVE_SECRET_KEY", "quiet" * 9 + "shor", "secret", Mark.MISSING),
        ("REPRIEVE_SECRET_KEY", "four" * 13, "secret", Mark.MISSING),
        ("REPRIEVE_HOSTS", "", "hosts", Mark.MISSING),
        ("REPRIEVE_HOSTS", "*", "hosts", Mark.MISSING),
        ("REPRIEVE_DEBUG", "1", "debug", Mark.MISSING),
        ("REPRIEVE_TRUSTED_PROXIES", "0", "TLS proxy", Mark.MISSING),
        ("REPRIEVE_TRUSTED_PROXIES", "many", "TLS proxy", Mark.MISSING),
        ("REPRIEVE_MAIL", "", "mail", Mark.MISSING),
        ("REPRIEVE_MAIL", "mail.example.org", "mail", Mark.MISSING),
        ("REPRIEVE_MAIL_FROM", "the clinic", "mail", Mark.MISSING),
        ("REPRIEVE_BACKUP_PASSPHRASE", "short", "backups", Mark.MISSING),
        ("REPRIEVE_SEAL_TO", "", "seal", Mark.OPEN),
    ],
)
def test_each_point_that_is_open_is_named(name, value, point, mark):
    found = of(COMPLETE | {name: value})
    assert [(each, state) for each, state in found.items() if state is not Mark.DONE] == [(point, mark)]


def test_the_list_says_no_secret():
    said = " ".join(map(str, check_settings(COMPLETE | {"DATABASE_URL": "postgres://a:geheim@b/c"})))
    assert not [value for name, value in COMPLETE.items() if "HOSTS" not in name and value in said]
    assert "geheim" not in said


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("REPRIEVE_BACKUP_PASSPHRASE", "short", "has 5 characters, 12 are needed"),
        ("REPRIEVE_HOSTS", "*", "must name each host"),
        ("REPRIEVE_MAIL", "mail.example.org", "must name the mail server as smtp://"),
        ("REPRIEVE_SECRET_KEY", "four" * 13, "has 4 different characters, 5 are needed"),
    ],
)
def test_a_point_that_is_open_says_what_it_must_be(name, value, says):
    (point,) = [it for it in check_settings(COMPLETE | {name: value, "DATABASE_URL": "x"}) if it.mark is Mark.MISSING]
    assert says in point.said


class TakesLetters(StreamRequestHandler):
    """As much of a mail server as says hello and goodbye."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            self.wfile.write(b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 yes\r\n")


def test_the_mail_server_is_asked_and_one_that_does_not_answer_holds_nothing_up():
    with TCPServer(("localhost", 0), TakesLetters) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        mail = COMPLETE | {"REPRIEVE_MAIL": f"smtp://localhost:{server.server_address[1]}"}
        assert [it.mark for it in check_mail_server(mail)] == [Mark.DONE]
        secret = mail["REPRIEVE_MAIL"].replace("localhost", "me:geheim@localhost")
        (refused,) = check_mail_server(mail | {"REPRIEVE_MAIL": secret})  # it knows no such command
        server.shutdown()
    (away,) = check_mail_server(mail)
    assert (refused.mark, away.mark) == (Mark.OPEN, Mark.OPEN)
    assert "takes no letters now" in away.said
    assert "geheim" not in refused.said


def test_the_database_is_asked_for_its_clock_and_whose_its_tables_are():
    found = {point.name: point.mark for point in go_through(COMPLETE | {"DATABASE_URL": os.environ["DATABASE_URL"]})}
    assert found["clock"] is Mark.DONE
    assert found["owner role"] is Mark.OPEN
    lost = {point.name: point.mark for point in go_through(COMPLETE | {"DATABASE_URL": "postgres://a@localhost:1/b"})}
    assert lost["database answers"] is Mark.MISSING


def test_the_first_steps_are_named_until_they_are_done():
    with connect(os.environ["DATABASE_URL"]) as connection:
        assert [it.mark for it in check_first_steps(connection)] == [Mark.OPEN, Mark.OPEN]
        assert "reprieve staff place" in " ".join(map(str, check_first_steps(connection)))
        connection.execute("CREATE TEMP TABLE people_location (closed_at timestamptz)")
        connection.execute("CREATE TEMP TABLE people_staffrole (role text, ended_at timestamptz)")
        connection.execute("INSERT INTO people_location VALUES (NULL)")
        connection.execute("INSERT INTO people_staffrole VALUES ('owner', NULL)")
        assert [it.mark for it in check_first_steps(connection)] == [Mark.DONE, Mark.DONE]


def test_production_does_not_start_while_a_point_is_missing(monkeypatch, capsys):
    for name in ("REPRIEVE_HOSTS", "DATABASE_URL", "REPRIEVE_MAIL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(CannotStart, match=r"missing: .*hosts, database, mail"):
        refuse_unprepared()
    assert "MISSING  hosts" in capsys.readouterr().out
