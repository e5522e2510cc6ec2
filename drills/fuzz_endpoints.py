"""Does any address break, or give something away, whoever sends whatever to it?

    python -m drills.fuzz_endpoints --inputs 50000 [--seed 1] [--editors]

What hypothesis makes up for `tests/integration/test_every_endpoint.py`, for hours instead of seconds, against a
database of its own. Every kind of fault is told once, with what made it; with one, the end is 1.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reprieve.clinic.config.cluster import OWNER
from reprieve.clinic.config.postgres import ROLE, start_postgres, stop_postgres

A_BREATH = 500
TELL_EVERY_S = 60


@contextmanager
def own_database(folder: Path) -> Iterator[None]:
    """A server for this run alone, with empty tables, and Django set up for it."""
    import psycopg

    folder.chmod(0o711)
    (folder / "static").mkdir()
    server = start_postgres(folder, extra={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
    try:
        with psycopg.connect(server.url(role=OWNER, database="postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER ROLE {ROLE} CREATEDB")
        os.environ |= {
            "DATABASE_URL": server.url(),
            "REPRIEVE_DATA": str(folder),
            "REPRIEVE_DEMONSTRATION": "1",
            "REPRIEVE_SECRET_KEY": secrets.token_urlsafe(48),
            "DJANGO_SETTINGS_MODULE": "reprieve.clinic.config.settings",
        }
        import django
        from django.conf import settings

        settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        for handler in settings.LOGGING["handlers"].values():
            handler["class"] = "logging.NullHandler"  # what is logged is heard by the trial
        django.setup()
        from django.test.utils import setup_databases, setup_test_environment

        setup_test_environment(debug=False)
        setup_databases(verbosity=0, interactive=False)
        yield
        from django.db import connections

        connections.close_all()
    finally:
        stop_postgres(server)


def run(folder: Path, *, inputs: int, seed: int, editors: bool) -> int:
    """Tries out so many requests; how many kinds of faults there were."""
    import hypothesis
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st
    from tests.endpoints.hostile import walks
    from tests.endpoints.opening import opened_house
    from tests.endpoints.trial import Fault

    faults: dict[tuple[str, str], Fault] = {}
    with opened_house(folder) as house:
        known = house.known(of_editors=editors)
        roles = ("editor", "nurse", "stranger") if editors else None
        told_at_s = time.monotonic()

        @settings(
            max_examples=A_BREATH,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(data=st.data())
        def breathe(data: st.DataObject) -> None:
            for fault in house.try_out(data.draw(walks(known, roles) if roles else walks(known))):
                if (fault.what[:60], fault.where) not in faults:
                    faults[fault.what[:60], fault.where] = fault
                    print(fault, flush=True)

        while (sent := sum(house.answers.values())) < inputs:
            hypothesis.seed(seed)(breathe)()
            seed += 1
            if time.monotonic() - told_at_s > TELL_EVERY_S:
                told_at_s = time.monotonic()
                print(f"{sent} sent, {len(faults)} kinds of faults", flush=True)
        print(f"{sum(house.answers.values())} sent to {len(known.addresses)} addresses, next seed {seed}")
        print(", ".join(f"{status}: {times}" for status, times in sorted(house.answers.items())))
    return len(faults)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--inputs", type=int, default=50_000, help="how many requests")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--editors", action="store_true", help="the content system's own addresses instead")
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="reprieve-fuzz-") as name:
        folder = Path(name)
        with own_database(folder):
            return min(1, run(folder, inputs=said.inputs, seed=said.seed, editors=said.editors))


if __name__ == "__main__":
    sys.exit(main())
