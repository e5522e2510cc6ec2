"""`reprieve up` on this machine: it opens, it closes without a trace, and it recovers from being killed."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_says_its_address_answers_and_ends_everything_it_started(start_house, ending):
    house = start_house().wait_until_ready()
    assert house.said[0] == f"Reprieve is ready: http://localhost:{house.port}"
    assert "demonstration" in house.said[1]
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
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
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
        process.kill()
    assert first.left_running() == []
    assert (first.data / "postgres" / "postmaster.pid").exists()

    assert start_house().wait_until_ready().get("/healthz").status == 200


def test_servers_that_a_killed_run_left_behind_are_ended_by_the_next(start_house):
    first = start_house().wait_until_ready()
    keepers = psutil.Process(first.process.pid).children()
    servers = [process for process in first.started if process not in keepers]
    for process in [psutil.Process(first.process.pid), *keepers]:
        process.kill()  # nobody is left to tell the servers
    assert any(process.is_running() for process in servers)

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
    house = start_house()
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


def test_in_production_it_demands_https_of_the_proxy_and_names_no_demonstration(start_house, own_database):
    env = {"DATABASE_URL": own_database, "REPRIEVE_HOSTS": "clinic.example.org", "REPRIEVE_SECRET_KEY": "k" * 50}
    house = start_house(env=env).wait_until_ready()
    assert "demonstration" not in " ".join(house.said)
    named = {"Host": "clinic.example.org"}
    assert house.get("/healthz", named).status == 200
    assert house.get("/", named).status == 301
    behind_proxy = house.get("/", named | {"X-Forwarded-Proto": "https"})
    assert behind_proxy.status == 200
    assert "max-age=" in behind_proxy.headers["Strict-Transport-Security"]
    assert house.get("/", {"Host": "other.example.org"}).status == 400
