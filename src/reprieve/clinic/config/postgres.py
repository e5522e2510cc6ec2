"""The embedded PostgreSQL: one server, one folder, one Unix socket, ended with whoever started it.

The wheel's programs are driven directly. Its own `get_server()` widens the permissions of every folder
above the data, creates a system account when started as root, leaves a half-made cluster behind when the
disk fills up, and keeps its server running when its starter is killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from reprieve.clinic.config import keep
from reprieve.clinic.config.cluster import (
    OWNER,
    as_unprivileged,
    clear_half_made,
    make_cluster,
    programs,
    refuse_other_version,
)
from reprieve.clinic.config.data_folder import open_log
from reprieve.clinic.config.ending import Pause
from reprieve.clinic.config.problems import CannotStart, disk_full, folder_problem

ROLE = DATABASE = "reprieve"  # the tables are this role's
WEB_ROLE = "reprieve_web"  # and this one may only use them (docs/adr/0025-two-roles.md)

# The kernel's limit is 107 bytes on Linux, 103 on macOS, for folder and name together.
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_BYTES = 100
SOCKET_FOLDER_PREFIX = "reprieve-socket-"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    # A statement may hold what a patient wrote: the log names the error and never the row.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
LARGEST_LOG_BYTES = 5_000_000
START_PATIENCE_S = 60
STOP_PATIENCE_S = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running embedded server and how to reach it."""

    keeper: subprocess.Popen[bytes]
    cluster: Path
    socket_folder: Path
    log: Path

    def url(self, *, role: str = ROLE, database: str = DATABASE) -> str:
        # The folder goes into the query: a parser may lower the case of the host part.
        return f"postgres://{role}@/{database}?host={quote(str(self.socket_folder), safe='')}"


def start_postgres(folder: Path, *, extra: dict[str, str] | None = None, pause: Pause = time.sleep) -> Server:
    """Make the cluster in `folder` when there is none, end a left-over server on it, and start.

    The caller holds the folder alone (see `data_folder.open_folder`).
    """
    cluster, log = folder / "postgres", folder / "postgres.log"
    try:
        clear_half_made(folder)
        if not cluster.exists():
            make_cluster(folder, cluster, pause)
        refuse_other_version(cluster)
        end_left_over(cluster)
        if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
            log.replace(folder / "postgres.log.1")
        socket_folder = choose_socket_folder(cluster)
        keeper = launch(cluster, log, socket_folder, SETTINGS | (extra or {}))
    except OSError as problem:
        raise folder_problem(folder, problem) from None
    server = Server(keeper=keeper, cluster=cluster, socket_folder=socket_folder, log=log)
    try:
        wait_until_ready(server, pause)
        make_database(server)
    except BaseException:
        stop_postgres(server)
        raise
    return server


def stop_postgres(server: Server) -> None:
    """A fast shutdown: open transactions are rolled back, everything committed is on disk."""
    postmaster = postmaster_of(server.cluster)
    if server.keeper.stdin is not None:
        server.keeper.stdin.close()
    try:
        server.keeper.wait(STOP_PATIENCE_S)
    except subprocess.TimeoutExpired:
        if postmaster is not None:
            end_process(postmaster, signal.SIGQUIT)
        server.keeper.kill()
        server.keeper.wait()
    remove_socket_folder(server.socket_folder)


# Starting


def choose_socket_folder(cluster: Path) -> Path:
    """The cluster's own folder, or a short private one when its path is too long for a socket."""
    if len(os.fsencode(cluster / SOCKET_NAME)) <= LONGEST_SOCKET_BYTES:
        return cluster
    folder = Path(tempfile.mkdtemp(prefix=SOCKET_FOLDER_PREFIX))
    owner = cluster.stat()
    os.chown(folder, owner.st_uid, owner.st_gid)
    return folder


def remove_socket_folder(folder: Path) -> None:
    if folder.name.startswith(SOCKET_FOLDER_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def launch(cluster: Path, log: Path, socket_folder: Path, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    settings = settings | {"unix_socket_directories": str(socket_folder)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [*as_unprivileged(cluster), str(programs() / "postgres"), "-D", str(cluster), *options]
    with open_log(log, "ab") as output:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", keep.__file__, "SIGINT", *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,  # the terminal's Ctrl-C must not reach it before the web server has ended
        )


def wait_until_ready(server: Server, pause: Pause) -> None:
    """Until the server takes connections; crash recovery after a killed run may take its time."""
    position = server.log.stat().st_size
    deadline = time.monotonic() + START_PATIENCE_S
    while time.monotonic() < deadline:
        if server.keeper.poll() is not None:
            raise why_start_failed(server.log)
        try:
            psycopg.connect(server.url(role=OWNER, database="postgres"), connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            pause(0.03)
    raise CannotStart(
        f"the embedded PostgreSQL did not become ready within {START_PATIENCE_S} s. See {server.log}"
        f" from byte {position}."
    )


def why_start_failed(log: Path) -> CannotStart:
    said = log.read_text(errors="replace").splitlines()[-20:]
    if any("No space left" in line or "Disk quota" in line for line in said):
        return disk_full(log.parent)
    fatal = [line.split("FATAL:", 1)[1].strip() for line in said if "FATAL:" in line]
    return CannotStart(
        f"the embedded PostgreSQL could not start: {fatal[-1] if fatal else 'it gave no reason'}. See {log}."
    )


def make_database(server: Server) -> None:
    """Our own roles and database: the product never connects as the owner of the cluster."""
    with psycopg.connect(server.url(role=OWNER, database="postgres"), autocommit=True) as connection:
        for role in (ROLE, WEB_ROLE):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(f"CREATE ROLE {role} LOGIN")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")


# Left-overs of a killed run


def end_left_over(cluster: Path) -> None:
    """Stop a server that a killed run left on this folder, and remove its pid file and socket.

    We hold the folder's lock, so whatever runs here belongs to nobody. A pid file whose number now belongs
    to a stranger would make PostgreSQL refuse to start: it is removed, the stranger left alone.
    """
    pid_file = cluster / "postmaster.pid"
    if not pid_file.exists():
        return
    lines = pid_file.read_text().splitlines()
    postmaster = postmaster_of(cluster)
    if postmaster is not None:
        end_process(postmaster, signal.SIGINT)
    pid_file.unlink(missing_ok=True)
    if len(lines) > 4 and lines[4]:
        for left_over in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
            (Path(lines[4]) / left_over).unlink(missing_ok=True)
        remove_socket_folder(Path(lines[4]))


def postmaster_of(cluster: Path) -> psutil.Process | None:
    """The server that runs on this cluster, or None."""
    try:
        process = psutil.Process(int((cluster / "postmaster.pid").read_text().split("\n", 1)[0]))
        command = process.cmdline()
    except (OSError, ValueError, psutil.Error):
        return None
    ours = command[:1] and Path(command[0]).name == "postgres" and str(cluster) in command
    return process if ours else None


def end_process(process: psutil.Process, kind: signal.Signals) -> None:
    """Ask, then insist, then make sure."""
    for attempt in (kind, signal.SIGQUIT, signal.SIGKILL):
        try:
            process.send_signal(attempt)
            process.wait(STOP_PATIENCE_S)
            return
        except psutil.NoSuchProcess:
            return
        except psutil.TimeoutExpired:
            continue
