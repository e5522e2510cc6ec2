"""`reprieve up` on this machine: it opens, it closes without a trace, and it recovers from being killed."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
import pytest
from tests.system.conftest import House

from reprieve.clinic.config.postgres import WEB_ROLE

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


ROLES = ("owner", "front-desk", "nurse", "prescriber", "researcher", "auditor", "editor")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_says_its_address_answers_and_ends_everything_it_started(start_house, ending):
    house = start_house().wait_until_ready()
    assert house.said[0] == f"Reprieve is ready: http://localhost:{house.port}"
    assert "demonstration" in house.said[1]
    sign_in = json.loads((house.data / "demonstration-sign-in").read_text())
    assert house.said[2].endswith(
        f"http://localhost:{house.port}/account/sign-in/ with the password {sign_in['password']}"
    )
    assert all(f"{role}@example.org" in house.said[3] for role in ROLES)
    assert "intractable@example.org" in house.said[4]
    assert "guardian@example.org, carer@example.org" in house.said[5]
    assert sign_in["totp_secret"] in house.said[6]
    assert house.said[7].endswith(str(house.data / "letters"))
    assert house.get("/healthz").status == 200
    assert len(house.started) >= 4  # a keeper and a server each, and what these start

    assert house.stop(ending) == 0
    assert house.left_running() == []
    assert house.error() == ""
    assert list((house.data / "postgres").glob(".s.PGSQL*")) == []
    assert not (house.data / "postgres" / "postmaster.pid").exists()
    socket.create_server(("127.0.0.1", house.port)).close()


def test_the_front_page_and_its_hashed_files_are_served_under_a_strict_policy(open_house):
    page = open_house.get("/")
    assert page.status == 200
    assert page.headers["Content-Security-Policy"] == POLICY
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Frame-Options"] == "DENY"
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.body.decode())
    for path in files:
        assert re.search(r"\.[0-9a-f]{12}\.", path), f"{path} has no hash in its name"
        answer = open_house.get(path)
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_the_log_never_holds_what_stood_behind_a_question_mark(open_house):
    assert open_house.get("/?note=my-head-hurts").status == 200
    written = (open_house.data / "web.log").read_text() + (open_house.data / "postgres.log").read_text()
    assert "GET / " in written
    assert "my-head-hurts" not in written


def test_only_the_owner_can_read_the_secret_and_the_logs(open_house):
    for name in ("secret-key", "postgres.log", "web.log"):
        assert (open_house.data / name).stat().st_mode & 0o077 == 0
    assert len((open_house.data / "secret-key").read_text()) >= 50


def test_a_second_start_names_the_address_and_process_of_the_first(open_house, start_house):
    second = start_house(data=open_house.data)
    said = second.error()
    assert second.process.returncode == 1
    assert f"already running at http://localhost:{open_house.port} (process {open_house.process.pid})" in said
    assert open_house.get("/healthz").status == 200


def test_when_it_is_killed_its_servers_end_too_and_the_next_start_keeps_the_data(start_house):
    first = start_house().wait_until_ready()
    secret = (first.data / "secret-key").read_text()
    first.process.kill()
    assert first.left_running() == []

    second = start_house().wait_until_ready()
    assert second.get("/healthz").status == 200
    assert (second.data / "secret-key").read_text() == secret


def test_when_everything_is_killed_at_once_a_stale_socket_and_pid_do_not_matter(start_house):
    first = start_house().wait_until_ready()
    for process in [psutil.Process(first.process.pid), *first.started]:
        with suppress(psutil.NoSuchProcess):  # ended with the one that was killed before it
            process.kill()
    assert first.left_running() == []
    assert (first.data / "postgres" / "postmaster.pid").exists()

    assert start_house().wait_until_ready().get("/healthz").status == 200


def going_rounds(house: House) -> psutil.Process:
    """The process that goes the rounds; its keeper starts it a moment after the address is said."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for process in psutil.Process(house.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if process.cmdline()[-2:] == ["-m", "reprieve.clinic.config.rounds"]:
                    return process
        time.sleep(0.1)
    raise AssertionError("nobody goes the rounds")


def test_servers_that_a_killed_run_left_behind_are_ended_by_the_next(start_house):
    first = start_house().wait_until_ready()
    keepers = psutil.Process(first.process.pid).children()
    servers = [process for process in first.started if process not in keepers]
    rounds = going_rounds(first)
    for process in [psutil.Process(first.process.pid), *keepers]:
        with suppress(psutil.NoSuchProcess):
            process.kill()  # nobody is left to tell the servers
    assert any(process.is_running() for process in servers)
    rounds.wait(60)  # it writes to the database unseen, so it does not wait for the next start

    second = start_house(port=first.port).wait_until_ready()
    assert second.get("/healthz").status == 200
    assert first.left_running() == []


def test_a_stale_pid_that_now_belongs_to_a_stranger_is_not_touched(start_house):
    first = start_house().wait_until_ready()
    assert first.stop() == 0
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        pid_file = first.data / "postgres" / "postmaster.pid"
        pid_file.write_text(f"{stranger.pid}\n{first.data / 'postgres'}\n0\n5432\n{first.data / 'postgres'}\n")
        second = start_house().wait_until_ready()
        assert second.get("/healthz").status == 200
        assert stranger.poll() is None
        stranger.communicate(b"\n")


def test_ctrl_c_during_the_very_first_start_leaves_nothing_half_made(start_house):
    house = start_house(first=True)
    while not list(house.data.glob("postgres*")) and house.process.poll() is None:
        pass
    started = psutil.Process(house.process.pid).children(recursive=True)
    assert house.stop() == 0
    assert psutil.wait_procs(started, timeout=25)[1] == []
    assert house.error() == ""
    assert list(house.data.glob("postgres.new-*")) == []
    assert start_house().wait_until_ready().get("/healthz").status == 200


def test_a_data_folder_with_a_very_long_path_gets_its_socket_elsewhere(start_house, tmp_path):
    data = tmp_path / ("a-long-name-" * 9)
    house = start_house(data=data).wait_until_ready()
    place = Path((data / "postgres" / "postmaster.pid").read_text().splitlines()[4])
    assert (place / ".s.PGSQL.5432").exists()
    assert house.stop() == 0
    assert not place.exists()


def test_a_real_server_named_by_database_url_is_used_instead(start_house, own_database):
    house = start_house(env={"DATABASE_URL": own_database}).wait_until_ready()
    assert house.get("/healthz").status == 200
    assert not (house.data / "postgres").exists()
    with psycopg.connect(own_database) as connection:
        using = "SELECT count(*) > 1 FROM pg_stat_activity WHERE datname = current_database()"
        assert connection.execute(using).fetchone() == (True,)
    assert house.stop() == 0
    assert house.left_running() == []


def test_the_owners_address_is_known_to_the_rounds_which_make_backups_and_never_to_the_web(start_house, own_database):
    web = urlunsplit((parts := urlsplit(own_database))._replace(netloc=f"{WEB_ROLE}@{parts.netloc.rpartition('@')[2]}"))
    named = {"DATABASE_URL": web, "REPRIEVE_OWNER_DATABASE_URL": own_database}
    house = start_house(env=named).wait_until_ready()
    known = {
        name: process.environ().get("REPRIEVE_OWNER_DATABASE_URL")
        for process in house.started
        for name in ("web", "rounds")
        if f"reprieve.clinic.config.{name}" in process.cmdline()
    }
    assert known == {"web": None, "rounds": own_database}
    assert house.stop() == 0


NAMED = {"Host": "clinic.example.org"}
BEHIND_PROXY = NAMED | {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


def test_in_production_it_demands_https_of_the_proxy_and_names_no_demonstration(production):
    house = production
    assert "demonstration" not in " ".join(house.said)
    assert "reprieve staff place NAME --zone ZONE" in " ".join(house.said)  # else nobody could open an account
    assert "reprieve staff add EMAIL --role owner" in " ".join(house.said)
    assert "password" not in " ".join(house.said)
    assert not (house.data / "demonstration-sign-in").exists()
    assert house.get("/healthz").status == 200  # asked by address: the host is not looked at
    assert house.get("/", NAMED).status == 301
    behind_proxy = house.get("/", BEHIND_PROXY)
    assert behind_proxy.status == 200
    assert "max-age=" in behind_proxy.headers["Strict-Transport-Security"]
    refused = house.get("/", {"Host": "other.example.org"})
    assert refused.status == 400
    assert refused.headers["Content-Security-Policy"] == POLICY


def test_in_production_a_diary_goes_in_and_its_answer_comes_out_under_the_whole_policy(production):
    house = production
    form = house.get("/diary/", BEHIND_PROXY)
    cookie = form.headers["Set-Cookie"]
    assert cookie.startswith("csrftoken=")
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax"} <= attributes
    assert not any(part.startswith(("max-age", "expires")) for part in attributes)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.body.decode())
    assert token is not None

    body = (
        f'--xxx\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token[1]}\r\n'
        '--xxx\r\nContent-Disposition: form-data; name="diary"; filename="a.csv"\r\n'
        "Content-Type: text/csv\r\n\r\ndate,headache\n2026-01-01,yes\n2026-01-02,no\n\r\n--xxx--\r\n"
    )
    sent = BEHIND_PROXY | {
        "Origin": "https://clinic.example.org",
        "Cookie": cookie.split(";")[0],
        "Content-Type": "multipart/form-data; boundary=xxx",
    }
    answer, page = post(house, "/diary/", body, sent)
    assert answer.status == 200
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "no-store" in answer.headers["Cache-Control"]
    assert "This is a demonstration" not in page.partition("<footer")[2]
    forged, _ = post(house, "/diary/", body, sent | {"Origin": "https://other.example.org"})
    assert forged.status == 403


def post(house, path: str, body: object, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, str]:
    with closing(http.client.HTTPConnection("localhost", house.port, timeout=20)) as connection:
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read().decode()


def test_many_senders_who_stop_in_the_middle_do_not_hold_up_the_others(open_house):
    head = (
        "POST /theme/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
        f"Cookie: csrftoken={'s' * 32}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\ntheme="
    )
    with ExitStack() as senders:
        for _ in range(40):
            sender = senders.enter_context(socket.create_connection(("127.0.0.1", open_house.port), timeout=10))
            sender.sendall(head.encode())
        assert [open_house.get("/").status for _ in range(20)] == [200] * 20
        assert open_house.get("/healthz").status == 200


def test_a_body_of_unknown_length_is_refused_by_pages_that_take_no_diary(open_house):
    for address in ("/", "/theme/"):
        answer, _ = post(open_house, address, iter([b"a=1"]), {"Transfer-Encoding": "chunked"})
        assert answer.status == 413


def test_diaries_that_stop_in_the_middle_keep_no_connection_to_the_database(production):
    house = production
    with ExitStack() as senders:
        for number in range(40):
            head = (
                "POST /diary/ HTTP/1.1\r\nHost: clinic.example.org\r\nX-Forwarded-Proto: https\r\n"
                f"X-Forwarded-For: 198.51.100.{number}\r\nOrigin: https://clinic.example.org\r\n"
                f"Cookie: csrftoken={'s' * 32}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                "Content-Length: 1000\r\n\r\nzone="
            )
            sender = senders.enter_context(socket.create_connection(("127.0.0.1", house.port), timeout=10))
            sender.sendall(head.encode())
        assert [house.get("/healthz").status for _ in range(20)] == [200] * 20
