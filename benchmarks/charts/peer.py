"""GNU Health 5.0.6 beside us: the same PostgreSQL, the same web server with the same processes and threads.

Its own Python environment is made once, in the user's cache folder. One patient has 1,200 evaluations, the nearest it
has to attacks; days without headache and doses within an attack have no place in it.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from benchmarks.charts.clinic import ATTACKS
from benchmarks.charts.users import Page
from benchmarks.site import free_port, wait_until_open

from reprieve.clinic.config.cluster import OWNER
from reprieve.clinic.config.postgres import Server
from reprieve.clinic.config.web import CONNECTIONS, PROCESSES, THREADS

PINNED = ("gnuhealth==5.0.6", "trytond==7.0.59", "psycopg2-binary==2.9.13")
DATABASE = "peer"
# What its client asks for at most in one list.
CLIENT_LIMIT = 1_000
A_SCREEN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Its database, filled: how to run it, and what its client asks for."""

    python: Path
    configuration: Path
    environment: dict[str, str]
    password: str
    patient: int
    fields: dict[str, list[str]]


def environment_of_peer() -> Path:
    """Its Python, made when it is not there yet."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = cache / "reprieve-benchmarks" / "gnuhealth-5.0.6"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pinned = [*PINNED, f"granian=={version('granian')}"]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *pinned], check=True)
        (folder / "complete").touch()
    return python


def fill_peer(folder: Path, server: Server) -> Peer:
    """Make its tables in a database of its own, and one patient."""
    python = environment_of_peer()
    with psycopg.connect(server.url(role=OWNER, database="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {DATABASE} LOGIN")
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {DATABASE}")
    home = folder / "peer"
    home.mkdir()
    configuration, secret = home / "trytond.conf", home / "password"
    configuration.write_text(f"[database]\nuri = postgresql://{DATABASE}@/\npath = {home}\n")
    secret.write_text(secrets.token_hex(16))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("REPRIEVE_", "DJANGO_"))}
    environment |= {"PGHOST": str(server.socket_folder), "TRYTONPASSFILE": str(secret)}
    environment |= {"TRYTOND_CONFIG": str(configuration), "TRYTOND_DATABASE_NAMES": DATABASE}
    admin = [str(python.parent / "trytond-admin"), "-c", str(configuration), "-d", DATABASE]
    subprocess.run(
        [*admin, "-u", "health", "--activate-dependencies", "--email", "peer@example.org"],
        env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    filled = subprocess.run(
        [str(python), str(Path(__file__).with_name("peer_fill.py")), str(configuration), DATABASE, str(ATTACKS)],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    with psycopg.connect(server.url(role=OWNER, database=DATABASE), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    said: dict[str, Any] = json.loads(filled.stdout.splitlines()[-1])
    return Peer(
        python=python,
        configuration=configuration,
        environment=environment,
        password=secret.read_text(),
        patient=said["patient"],
        fields=said["fields"],
    )


@contextmanager
def peer_served(peer: Peer) -> Iterator[int]:
    """Its server, and the port."""
    port = free_port()
    process = subprocess.Popen(
        [
            str(peer.python), "-m", "granian", "--interface", "wsgi", "--port", str(port),
            "--workers", str(PROCESSES), "--blocking-threads", str(THREADS), "--backpressure", str(CONNECTIONS),
            "--no-access-log", "--log-level", "warning", "trytond.application:app",
        ],
        env=peer.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until_open(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


class Client:
    """What of its client is needed: to sign in, and to ask."""

    def __init__(self, peer: Peer, port: int) -> None:
        self.peer, self.port = peer, port
        user, session = self._call("common.db.login", ["admin", {"password": peer.password}], {})[:2]
        signed = base64.b64encode(f"admin:{user}:{session}".encode()).decode()
        self.headers = {"Authorization": f"Session {signed}"}

    def pages(self) -> list[Page]:
        """Its chart: the patient's form, the numbers of the evaluations, and the lines of the first of them.

        The last page is all the lines that its client reads into one list at most, 1,000.
        """
        peer = self.peer
        searched = [[["patient", "=", peer.patient]], 0, CLIENT_LIMIT, [["evaluation_start", "DESC"]], {}]
        numbers = self._call("model.gnuhealth.patient.evaluation.search", searched, self.headers)
        ask = [
            ("peer: form", "model.gnuhealth.patient.read", [[peer.patient], peer.fields["patient"], {}]),
            ("peer: list", "model.gnuhealth.patient.evaluation.search", searched),
            ("peer: a screen of the list", *self._lines(numbers[:A_SCREEN])),
            ("peer: the whole list", *self._lines(numbers)),
        ]
        return [
            Page(name=name, method="POST", path=f"/{DATABASE}/", headers=self._headers(), body=_body(method, given))
            for name, method, given in ask
        ]

    def _lines(self, numbers: Sequence[int]) -> tuple[str, list[Any]]:
        return "model.gnuhealth.patient.evaluation.read", [list(numbers), self.peer.fields["evaluations"], {}]

    def _headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json", "Accept": "application/json"} | self.headers

    def _call(self, method: str, given: list[Any], headers: dict[str, str]) -> Any:
        asked = urllib.request.Request(  # our own loopback
            f"http://127.0.0.1:{self.port}/{DATABASE}/",
            data=_body(method, given),
            headers={"Content-Type": "application/json"} | headers,
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            said = json.load(answer)
        if isinstance(said, dict) and said.get("error"):
            raise RuntimeError(f"the peer refused {method}: {str(said['error'])[:300]}")
        return said["result"] if isinstance(said, dict) else said


def _body(method: str, given: list[Any]) -> bytes:
    return json.dumps({"id": 1, "method": method, "params": given}).encode()
