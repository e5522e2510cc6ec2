"""The web server process: granian, on the loopback only (docs/adr/0003-web-server.md)."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

PROCESSES = 2  # a long diary in one must not hold up the page in the other
# One thread waits for each request whose body is still on its way, so a few slow senders must not be all of them.
THREADS = 64
# Open connections that one process holds; the others wait before the door. More than threads, because a browser
# keeps connections open that ask for nothing.
CONNECTIONS = 128
STOP_PATIENCE_S = 8
# Objects more than before, from which on Python looks for those that hold each other; a page makes some thousands.
COLLECT_AFTER = 20_000


def make_application() -> WSGIApplication:
    """What each worker loads.

    A worker begins as a copy of its parent, whose signal handlers do nothing in it, and gets its own only when
    the application is loaded. Told to stop in between, it would not hear, and hold up the end for seconds.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from reprieve.clinic.config.wsgi import application

    keep_what_is_loaded_out_of_collections()
    return application


def keep_what_is_loaded_out_of_collections() -> None:
    """What a worker has loaded stays until it ends: looking through all of it again and again held up single pages for
    more than 100 ms."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # all views, which else the first request would load
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def serve(port: int) -> None:
    Granian(
        "reprieve.clinic.config.web:make_application",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=PROCESSES,
        blocking_threads=THREADS,
        backpressure=CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_PATIENCE_S,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,  # our own access log leaves out query strings
    ).serve()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reprieve.clinic.config.settings")
    serve(int(sys.argv[1]))
