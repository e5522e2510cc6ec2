"""A real `reprieve up` in a folder of its own beside a PostgreSQL of its own, as in production: a drill may kill any of
their processes, and starts them again as a service manager would."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from reprieve.clinic.config.postgres import WEB_ROLE, Server, postmaster_of, start_postgres, stop_postgres

READY = "Press Ctrl-C to stop."
OURS = ("REPRIEVE_", "DATABASE_URL", "DJANGO_")
START_PATIENCE_S, END_PATIENCE_S = 180, 40
WEB = "reprieve.clinic.config.web"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def clean_environment() -> dict[str, str]:
    """The environment without anything that would name another installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


class Database:
    """A PostgreSQL for one or several houses; it outlives each of them, and is started again when it was killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o711, exist_ok=True)
        self.server: Server = start_postgres(folder)
        self.starts = 1

    def make_sure(self) -> None:
        """Start it again where it was killed; it recovers what was committed."""
        if self.server.keeper.poll() is not None or self.postmaster() is None:
            self.server.keeper.kill()
            self.server.keeper.wait()
            self.server = start_postgres(self.folder)
            self.starts += 1

    def stop(self) -> None:
        stop_postgres(self.server)

    def postmaster(self) -> psutil.Process | None:
        return postmaster_of(self.folder / "postgres")

    def backends(self) -> list[psutil.Process]:
        """The processes of the database that each serve one connection of a house."""
        postmaster = self.postmaster()
        found = []
        with suppress(psutil.Error):
            for it in postmaster.children() if postmaster is not None else ():
                with suppress(psutil.Error):
                    if f" {WEB_ROLE} " in " ".join(it.cmdline()):
                        found.append(it)
        return found

    def environment(self) -> dict[str, str]:
        """For `reprieve`: the web's role, and the owner's."""
        return {"DATABASE_URL": self.server.url(role=WEB_ROLE), "REPRIEVE_OWNER_DATABASE_URL": self.server.url()}


class House:
    """One `reprieve up`, how to kill a part of it, and how to open it again."""

    def __init__(self, data: Path, database: Database) -> None:
        self.data, self.database, self.port = data, database, free_port()
        self.environment = clean_environment() | database.environment()
        self.process: subprocess.Popen[str] | None = None
        self.said: list[str] = []
        self.starts = 0

    def start(self) -> None:
        """Open it, and wait until it says that it is ready.

        Raises
        ------
        RuntimeError
            If it does not become ready.
        """
        command = [sys.executable, "-m", "reprieve", "up", "--port", str(self.port), "--data", str(self.data)]
        self.said, self.starts = [], self.starts + 1
        with (self.data.parent / f"{self.data.name}.said").open("w+") as errors:
            self.process = subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
            for line in self.process.stdout or ():
                self.said.append(line.rstrip("\n"))
                if line.startswith(READY):
                    return
            errors.seek(0)
            raise RuntimeError(f"it never became ready: {self.said} {errors.read()}")

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def make_sure(self) -> bool:
        """Start it again where it has ended; whether it had to be. A start may meet what the end of the last left."""
        self.database.make_sure()
        if self.runs():
            return False
        deadline = time.monotonic() + START_PATIENCE_S
        while True:
            try:
                self.start()
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(1)
            else:
                return True

    def wait_until_it_ends(self) -> None:
        """After a part of it was killed without which it does not go on."""
        if self.process is not None:
            self.process.wait(END_PATIENCE_S)

    def wait_until_it_answers(self) -> None:
        """Until the house is open and says that its database answers."""
        deadline = time.monotonic() + START_PATIENCE_S
        while time.monotonic() < deadline:
            self.make_sure()
            if health(self.port) == 200:
                return
            time.sleep(0.05)
        raise RuntimeError("the house no longer answers")

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(END_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    # What there is to kill -------------------------------------------------------------------------

    def web(self) -> psutil.Process | None:
        """The parent of the web workers."""
        return next((it for it in self._children() if _runs_module(it, WEB)), None)

    def workers(self) -> list[psutil.Process]:
        """The web workers that have been started, the oldest first."""
        web = self.web()
        if web is None:
            return []
        with suppress(psutil.Error):
            found = [it for it in web.children() if "resource_tracker" not in " ".join(it.cmdline())]
            return sorted(found, key=lambda it: it.create_time())
        return []

    def itself(self) -> psutil.Process | None:
        with suppress(psutil.Error):
            return psutil.Process(self.process.pid) if self.process is not None and self.runs() else None
        return None

    def _children(self) -> list[psutil.Process]:
        """All processes of the house that are ours, keepers first."""
        house = self.itself()
        with suppress(psutil.Error):
            keepers = house.children() if house is not None else []
            return [it for keeper in keepers for it in keeper.children()]
        return []

    # Looking in ------------------------------------------------------------------------------------

    def connect(self) -> psycopg.Connection[Any]:
        """As the owner of the tables; waits until the database takes connections."""
        deadline = time.monotonic() + START_PATIENCE_S
        while True:
            self.database.make_sure()
            try:
                return psycopg.connect(self.database.server.url())
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.05)

    def command(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """One of the product's own commands, beside the running house."""
        return subprocess.run(
            [sys.executable, "-m", "reprieve", *words],
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=START_PATIENCE_S,
        )


def _runs_module(process: psutil.Process, module: str) -> bool:
    with suppress(psutil.Error):
        return module in process.cmdline()
    return False


def health(port: int) -> int:
    """What the health endpoint answers; 0 where nothing does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
