"""`reprieve up`: opens the house on this machine, waits, and closes it again without a trace."""

from __future__ import annotations

import errno
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NoReturn

import psutil

from reprieve.clinic.config import keep, tables
from reprieve.clinic.config.checklist import Mark, first_steps, go_through
from reprieve.clinic.config.data_folder import (
    Instance,
    choose_folder,
    keep_secret,
    open_folder,
    open_log,
    sign_lock,
)
from reprieve.clinic.config.database_url import check_database, database_settings, is_guarded, role_of
from reprieve.clinic.config.ending import Ended, Ending, Pause
from reprieve.clinic.config.postgres import WEB_ROLE, end_process, start_postgres, stop_postgres
from reprieve.clinic.config.problems import CannotStart, folder_problem
from reprieve.clinic.config.scratch import sweep_scratch

WEB_START_PATIENCE_S = 30
WEB_STOP_PATIENCE_S = 12
TRIGGERS_ONLY = (
    "The audit is guarded by triggers only: the web connects as the owner of its tables. "
    "Set REPRIEVE_OWNER_DATABASE_URL, and DATABASE_URL to a role of its own (docs/running.md)."
)


def up(*, port: int, data: Path | None, production: bool = False) -> int:
    """Start everything, say the address, wait for Ctrl-C, end everything; 0 when it was asked to end.

    Parameters
    ----------
    production : bool
        Go through the checklist first, and refuse to start while a point of it is missing.
    """
    ending = Ending()
    try:
        if production:
            refuse_unprepared()
        with ExitStack() as house:
            open_house(house, choose_folder(data, os.environ), port, ending.pause)
    except Ended:
        return 0


def open_house(house: ExitStack, folder: Path, port: int, pause: Pause) -> NoReturn:
    """The order of opening; `house` closes in the reverse order."""
    url = f"http://localhost:{port}"
    production = bool(os.environ.get("REPRIEVE_HOSTS") or os.environ.get("REPRIEVE_SECRET_KEY"))
    lock = house.enter_context(open_folder(folder))
    try:
        previous = Instance.read(lock.read())
        if previous is not None:
            end_left_overs(previous.run)
        run = secrets.token_hex(8)
        sign_lock(lock, Instance(process=os.getpid(), url=url, run=run))
    except OSError as problem:
        raise folder_problem(folder, problem) from None
    house.callback(sign_lock, lock, None)
    sweep_scratch(folder)
    check_port(port)

    os.environ["REPRIEVE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "reprieve.clinic.config.settings"
    os.environ.pop("REPRIEVE_DEMONSTRATION", None)
    web_url = os.environ.get("DATABASE_URL", "")
    named = os.environ.pop("REPRIEVE_OWNER_DATABASE_URL", "")  # the web never learns it
    owner_url = named if web_url else ""
    os.environ["DATABASE_URL"] = owner_url or web_url
    if production:
        tables.load_settings()  # refuses what is not safe before anything is started
    else:
        os.environ |= {
            "REPRIEVE_DEMONSTRATION": "1",
            "REPRIEVE_SECRET_KEY": keep_secret(folder),
            "REPRIEVE_ADDRESS": url,
        }
    watched: dict[str, tuple[subprocess.Popen[bytes], str]] = {}
    if web_url:
        check_database(database_settings(os.environ["DATABASE_URL"]))
        web_role = role_of(web_url) if owner_url else ""
    else:
        server = start_postgres(folder, pause=pause)
        house.callback(stop_postgres, server)
        owner_url, web_url, web_role = server.url(), server.url(role=WEB_ROLE), WEB_ROLE
        os.environ["DATABASE_URL"] = owner_url
        watched["database"] = (server.keeper, f"see {server.log}")
    tables.load_settings()
    accounts = tables.bring_up_to_date(folder, web_role=web_role)
    os.environ["DATABASE_URL"] = web_url  # from here on nobody is the owner of a table
    guarded = is_guarded(web_url)

    pause(0)
    quiet = not production and os.environ.get("REPRIEVE_DEBUG") != "1"
    web, where = start_server(folder, "web", [str(port)], run, quiet=quiet)
    house.callback(stop_server, web)
    watched["web server"] = (web, where)
    wait_for_web(web, port, where, pause)
    # The rounds hand it on to the nightly backup, and use the web's role themselves.
    of_backups = {"REPRIEVE_OWNER_DATABASE_URL": owner_url} if owner_url else {}
    rounds, where = start_server(folder, "rounds", [], run, quiet=quiet, more=of_backups)
    house.callback(stop_server, rounds)
    watched["process that goes the rounds"] = (rounds, where)
    say(f"Reprieve is ready: {url}")
    if accounts is not None:
        say("This is a demonstration for this machine only. Do not keep real patients' data in it.")
        for line in accounts.said(url):
            say(line)
    if not guarded:
        say(TRIGGERS_ONLY)
    for step in first_steps(web_url):
        say(step)
    say("Press Ctrl-C to stop.")
    house.callback(say, "Stopping.")
    watch(watched, pause)


def refuse_unprepared() -> None:
    """The checklist, line by line."""
    points = go_through()
    for point in points:
        say(str(point))
    missing = [point.name for point in points if point.mark is Mark.MISSING]
    if missing:
        raise CannotStart(f"the checklist must be complete for production; missing: {', '.join(missing)}.")


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def end_left_overs(run: str) -> None:
    """End the web processes of a run that was killed; each bears the run's mark in its environment."""
    for process in psutil.process_iter():
        try:
            if process.environ().get("REPRIEVE_RUN") == run and process.pid != os.getpid():
                end_process(process, signal.SIGTERM)
        except psutil.Error:
            continue  # somebody else's, or gone meanwhile


def check_port(port: int) -> None:
    """Both loopback addresses must be free: a browser that is told `localhost` may try either first."""
    if not 1 <= port <= 65_535:
        raise CannotStart(f"--port must be between 1 and 65535; got {port}.")
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind((address, port))
        except PermissionError:
            raise CannotStart(
                f"port {port} must be one you may open, but permission was denied. "
                "Use one above 1023, such as --port 8000."
            ) from None
        except OSError as problem:
            if family == socket.AF_INET6 and problem.errno != errno.EADDRINUSE:
                continue  # a machine without IPv6
            raise CannotStart(
                f"port {port} must be free, but another program uses it. "
                f"Stop that program, or start with another port: --port {port % 65_535 + 1}."
            ) from None


def start_server(
    folder: Path,
    name: str,
    arguments: list[str],
    run: str,
    *,
    quiet: bool,
    more: Mapping[str, str] | None = None,
) -> tuple[subprocess.Popen[bytes], str]:
    """One of our own processes under a keeper, and where to look when it fails.

    The demonstration's log goes to a file that each start empties.
    """
    log = folder / f"{name}.log"
    environment = dict(os.environ) | dict(more or {})
    if name == "web":
        environment.pop("REPRIEVE_BACKUP_PASSPHRASE", None)  # only the rounds make backups
    command = [sys.executable, "-m", f"reprieve.clinic.config.{name}", *arguments]
    try:
        with open_log(log, "wb") as output:
            server = subprocess.Popen(
                [sys.executable, "-I", "-S", keep.__file__, "SIGTERM", *command],
                stdin=subprocess.PIPE,
                stdout=output if quiet else None,
                stderr=output if quiet else None,
                env=environment | {"REPRIEVE_RUN": run},
                start_new_session=True,
            )
    except OSError as problem:
        raise folder_problem(folder, problem) from None
    return server, f"see {log}" if quiet else "see above"


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """Let what is under way finish, then end whatever is left of the group."""
    if server.stdin is not None:
        server.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        server.wait(WEB_STOP_PATIENCE_S)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def wait_for_web(web: subprocess.Popen[bytes], port: int, where: str, pause: Pause) -> None:
    deadline = time.monotonic() + WEB_START_PATIENCE_S
    while time.monotonic() < deadline:
        if web.poll() is not None:
            raise CannotStart(f"the web server ended before it answered (exit code {web.returncode}); {where}.")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            status = connection.getresponse().status
            if status == 200:
                return
            raise CannotStart(f"the web server answered its first question with {status}; {where}.")
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        pause(0.03)
    raise CannotStart(f"the web server did not answer within {WEB_START_PATIENCE_S} s; {where}.")


def watch(watched: dict[str, tuple[subprocess.Popen[bytes], str]], pause: Pause) -> NoReturn:
    """Wait until a signal ends this, or one of the servers ends by itself."""
    while True:
        for name, (process, where) in watched.items():
            if process.poll() is not None:
                raise CannotStart(
                    f"the {name} ended by itself (exit code {process.returncode}). "
                    f"Everything else was stopped; {where}, then start again."
                )
        pause(0.3)
