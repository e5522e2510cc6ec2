"""The people of a drill: the demonstration's patients and its nurse, each with a device, all writing at once."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from drills.device import Device
from drills.house import House
from drills.journal import Journal
from drills.judging import Fault, Kept, judge
from drills.looking import last_rows, look
from drills.writing import Filer, Writer

ENDING_PATIENCE_S = 120
NURSE, CHART = "nurse@example.org", "tension@example.org"
# What a round does with the store of files, two hours from now.
SWEEP = """
import sys
from datetime import timedelta
from pathlib import Path
from reprieve.clinic.config.reach import reach_database
reach_database(Path(sys.argv[1]))
from django.utils import timezone
from reprieve.clinic.booking.reports import tidy_up
print(tidy_up(now=timezone.now() + timedelta(hours=2)))
"""


class Crew:
    """Everybody who writes in a drill, and what came of it."""

    def __init__(self, house: House) -> None:
        self.house, self.journal = house, Journal()
        self.writers: list[Writer | Filer] = []
        with house.connect() as connection:
            self.since = last_rows(connection)

    def sign_in(self, *, seed: str) -> None:
        """Everybody, each with one device."""
        sign_in = json.loads((self.house.data / "demonstration-sign-in").read_text())
        for email in patients_of(self.house):
            device = Device([self.house.port])
            device.sign_in(email, sign_in["password"])
            self.writers.append(Writer(email, device, self.journal, seed=f"{seed} {email}"))
        device = Device([self.house.port])
        device.sign_in(NURSE, sign_in["password"], totp_secret=sign_in["totp_secret"])
        chart = f"/desk/patients/{key_of(self.house, CHART)}/"
        self.writers.append(Filer(device, self.journal, chart, seed=f"{seed} nurse"))

    def start(self) -> None:
        for writer in self.writers:
            writer.start()

    def end(self) -> None:
        """Everybody sends to its end what is under way, and no more."""
        for writer in self.writers:
            writer.ending.set()
        deadline = time.monotonic() + ENDING_PATIENCE_S
        for writer in self.writers:
            writer.join(max(0.1, deadline - time.monotonic()))
            writer.device.enough.set()  # what is not answered by now never will be
            writer.join(ENDING_PATIENCE_S)

    def wait_for(self, more: int, *, patience_s: float) -> bool:
        """Until so many more writes were acknowledged; whether they were."""
        enough = len(self.journal.so_far()) + more
        deadline = time.monotonic() + patience_s
        while len(self.journal.so_far()) < enough and time.monotonic() < deadline:
            time.sleep(0.02)
        return len(self.journal.so_far()) >= enough

    def sent_again(self) -> int:
        """How often a device asked once more because no answer came, or one of a server that is ill."""
        return sum(it.device.broken_off + _ill(it.device) for it in self.writers)

    def ill_answers(self) -> int:
        return sum(_ill(it.device) for it in self.writers)

    # What came of it -------------------------------------------------------------------------------

    def faults(self, *, deep: bool = False, store: Path | None = None) -> list[Fault]:
        """What must not be, by what was acknowledged up to now."""
        acknowledged = self.journal.so_far()
        kept = self._look(deep=deep, store=store)
        return judge(acknowledged, self.journal.all_sent(), kept)

    def _look(self, *, deep: bool, store: Path | None) -> Kept:
        """Again where the database, of which a process was just killed, ends our connection too."""
        deadline = time.monotonic() + ENDING_PATIENCE_S
        while True:
            try:
                with self.house.connect() as connection:
                    return look(connection, self.since, deep=deep, store=store)
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise

    def sweep(self) -> int:
        """As a round does in two hours; how many files were taken away."""
        command = [sys.executable, "-c", SWEEP, str(self.house.data)]
        done = subprocess.run(command, env=self.house.environment, capture_output=True, text=True, check=True)
        return int(done.stdout)

    def verified(self) -> tuple[bool, str]:
        """What `reprieve verify` says of an export of the audit."""
        with tempfile.TemporaryDirectory() as folder:
            export = str(Path(folder) / "audit.jsonl")
            words = ["audit", "export", "-o", export, "--data", str(self.house.data)]
            made = self.house.command(*words)
            if made.returncode:
                return False, made.stderr
            found = self.house.command("verify", export)
            return found.returncode == 0, (found.stdout.splitlines() or [found.stderr])[0]


def patients_of(house: House) -> list[str]:
    """The addresses that `reprieve up` says."""
    line = next(line for line in house.said if line.strip().startswith("as a patient:"))
    return [word.strip() for word in line.partition(":")[2].split(",")]


def key_of(house: House, email: str) -> str:
    """What a patient's record is called in addresses."""
    asked = "SELECT patient.key FROM people_patient AS patient JOIN people_user AS account ON account.id = account_id "
    with house.connect() as connection:
        row = connection.execute(asked + "WHERE account.email = %s", [email]).fetchone()
    if row is None:
        raise RuntimeError(f"the demonstration has no patient {email}")
    return str(row[0])


def _ill(device: Device) -> int:
    return sum(times for status, times in device.answers.items() if status >= 500)
