"""`reprieve up` as a person starts it: its own process, its own folder, its own port."""

from __future__ import annotations

import fcntl
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
import pytest

READY = "Press Ctrl-C to stop."
OURS = ("REPRIEVE_", "DATABASE_URL", "DJANGO_", "PYTEST_")
PRODUCTION = {"REPRIEVE_HOSTS": "clinic.example.org", "REPRIEVE_SECRET_KEY": "quiet" * 10}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def clean_environment() -> dict[str, str]:
    """The environment without anything the test run itself has set."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def listen_to_ctrl_c() -> None:
    """As in a terminal, also where the tests themselves run in the background, deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(slots=True, kw_only=True)
class House:
    """One started `reprieve up`."""

    process: subprocess.Popen[str]
    port: int
    data: Path
    said: list[str] = field(default_factory=list)
    started: list[psutil.Process] = field(default_factory=list)

    def wait_until_ready(self) -> House:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))
            if line.startswith(READY):
                self.started = psutil.Process(self.process.pid).children(recursive=True)
                return self
        raise AssertionError(f"it never became ready: {self.said} {self.error()}")

    def get(self, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)

    def error(self) -> str:
        """What stands on standard error once it has ended."""
        self.process.wait(60)
        assert self.process.stderr is not None
        return self.process.stderr.read()

    def left_running(self) -> list[psutil.Process]:
        """The started processes that still live after a generous wait."""
        return list(psutil.wait_procs(self.started, timeout=25)[1])


StartHouse = Callable[..., House]


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which a house was opened once, made once for all workers: a very first start takes long."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (folder / "lived-in.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "lived-in").exists():
            with houses_in(folder / "making") as start:
                house = start().wait_until_ready()
                assert house.stop() == 0
                house.data.rename(folder / "lived-in")
    return folder / "lived-in"


@pytest.fixture
def start_house(tmp_path: Path, lived_in: Path) -> Iterator[StartHouse]:
    """`start_house(data=..., port=..., env={...}, before=(...), first=...)`; what still runs at the end is killed.

    With neither a folder nor a database of its own it is not its very first start, unless `first`.
    """
    with houses_in(tmp_path, lived_in) as start:
        yield start


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory, lived_in: Path) -> Iterator[House]:
    """One house for the tests that only look at it."""
    with houses_in(tmp_path_factory.mktemp("house"), lived_in) as start:
        yield start().wait_until_ready()


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house in production, on a database of its own, for the tests that only visit it."""
    with a_database() as url, houses_in(tmp_path_factory.mktemp("production")) as start:
        yield start(env=PRODUCTION | {"DATABASE_URL": url}).wait_until_ready()


@contextmanager
def houses_in(folder: Path, lived_in: Path | None = None) -> Iterator[StartHouse]:
    houses: list[House] = []

    def start(
        *,
        data: Path | None = None,
        port: int | None = None,
        env: dict[str, str] | None = None,
        before: tuple[str, ...] = (),
        first: bool = False,
    ) -> House:
        elsewhere = data is not None or "DATABASE_URL" in (env or {})
        data, port = data or folder / "data", port or free_port()
        if lived_in is not None and not (elsewhere or first or data.exists()):
            subprocess.run(["cp", "-a", lived_in, data], check=True)  # with its owners, which shutil forgets
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "reprieve", "up", "--port", str(port), "--data", str(data)],
            env=clean_environment() | (env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=listen_to_ctrl_c,
        )
        houses.append(House(process=process, port=port, data=data))
        return houses[-1]

    yield start
    for house in houses:
        running = psutil.Process(house.process.pid).children(recursive=True) if house.process.poll() is None else []
        for process in [*running, *house.started]:
            if process.is_running():
                process.kill()
        house.process.kill()
        house.process.communicate()


@pytest.fixture
def own_database() -> Iterator[str]:
    """The address of an empty database of its own on the server that the tests use."""
    with a_database() as url:
        yield url


@contextmanager
def a_database() -> Iterator[str]:
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = f"reprieve_up_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(parts._replace(path=f"/{name}"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
