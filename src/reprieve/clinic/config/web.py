"""The web server process: granian, on the loopback only (docs/adr/0003-web-server.md)."""

from __future__ import annotations

import os
import signal
import sys

from django.core.handlers.wsgi import WSGIHandler
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

PROCESSES = 2  # a long diary in one must not hold up the page in the other
THREADS = 4
STOP_PATIENCE_S = 8


def make_application() -> WSGIHandler:
    """What each worker loads.

    A worker begins as a copy of its parent, whose signal handlers do nothing in it, and gets its own only when
    the application is loaded. Told to stop in between, it would not hear, and hold up the end for seconds.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from reprieve.clinic.config.wsgi import application

    return application


def serve(port: int) -> None:
    Granian(
        "reprieve.clinic.config.web:make_application",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=PROCESSES,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_PATIENCE_S,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,  # our own access log leaves out query strings
    ).serve()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reprieve.clinic.config.settings")
    serve(int(sys.argv[1]))
