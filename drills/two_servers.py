"""Two servers on one database, asked for the same at the same moment: is anything done twice, or answered with a 500?

    python -m drills.two_servers [--rounds 25]

Two real `reprieve up`, each with its own folder and port, on one PostgreSQL. Each patient has a device at both. In each
round both send the same: entries, a tap, a diary, that it counts, that it is taken back; then one signature is given
twice, one invitation accepted twice, and the rounds (seal, letters) are gone by several at once.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from drills.crew import Crew, key_of, patients_of
from drills.device import CODE_LASTS_S, Answer, Device
from drills.house import Database, House
from drills.judging import say_figures
from drills.writing import Writer

PRESCRIBER, CHART = "prescriber@example.org", "episodic@example.org"
SHARED = ("secret-key", "demonstration-sign-in")
GO_ROUND = """
import sys
from pathlib import Path
from reprieve.clinic.config.reach import reach_database
reach_database(Path(sys.argv[1]))
from reprieve.clinic.config.rounds import go_round
for _ in range(3): go_round()
"""
LETTER_PATIENCE_S = 60


class Pair:
    """One person's two devices, each at another server, which send the same at one moment."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.devices = [Device([port]) for port in ports]

    def sign_in(self, email: str, password: str, *, totp_secret: str = "") -> Pair:
        for device in self.devices:
            device.sign_in(email, password, totp_secret=totp_secret)
            if totp_secret and device is not self.devices[-1]:
                time.sleep(CODE_LASTS_S + 1)  # a code works once
        return self

    def both(self, act: Callable[[Device], Answer]) -> list[Answer]:
        together = threading.Barrier(len(self.devices))

        def at_once(device: Device) -> Answer:
            together.wait()
            return act(device)

        with ThreadPoolExecutor(len(self.devices)) as pool:
            return list(pool.map(at_once, self.devices))


class Twice(Writer):
    """A patient's writer that sends everything twice at once, and takes the first answer for both."""

    def __init__(self, pair: Pair, crew: Crew, email: str, *, seed: str) -> None:
        super().__init__(email, pair.devices[0], crew.journal, seed=seed)
        self.pair = pair
        self.device = _Doubled(pair, self._differ)  # type: ignore[assignment]

    def _differ(self, path: str, answers: Sequence[Answer]) -> None:
        told = {(it.status, re.sub(r"\?.*", "", it.to)) for it in answers}
        if len(told) > 1:
            self.journal.complain(f"{self.email}: {path} was answered {sorted(told)}")


class _Doubled:
    """What a writer takes for its device."""

    def __init__(self, pair: Pair, differ: Callable[[str, Sequence[Answer]], None]) -> None:
        self.pair, self.differ = pair, differ
        self.enough = threading.Event()

    @property
    def answers(self) -> Counter[int]:
        return sum((it.answers for it in self.pair.devices), Counter())

    @property
    def broken_off(self) -> int:
        return sum(it.broken_off for it in self.pair.devices)

    def post(self, path: str, **fields: str) -> Answer:
        return self._told(path, self.pair.both(lambda device: device.post(path, **fields)))

    def until_answered(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        return self._told(path, self.pair.both(lambda device: device.until_answered(method, path, body, kind)))

    def post_file(self, path: str, field: str, name: str, content: bytes, said: dict[str, str]) -> Answer:
        return self._told(path, self.pair.both(lambda device: device.post_file(path, field, name, content, said)))

    def _told(self, path: str, answers: Sequence[Answer]) -> Answer:
        self.differ(path, answers)
        return answers[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="reprieve-drill-"))
    folder.chmod(0o711)
    database = Database(folder / "database")
    one, other = House(folder / "one", database), House(folder / "other", database)
    try:
        one.start()
        other.data.mkdir(mode=0o711)
        for name in SHARED:  # as two machines of one clinic share them
            shutil.copy(one.data / name, other.data / name)
        other.start()
        return drill(one, other, rounds=args.rounds, seed=args.seed)
    finally:
        other.stop()
        one.stop()
        database.stop()
        shutil.rmtree(folder, ignore_errors=True)


def drill(one: House, other: House, *, rounds: int, seed: int) -> int:
    began, ports = time.monotonic(), (one.port, other.port)
    sign_in = json.loads((one.data / "demonstration-sign-in").read_text())
    crew = Crew(one)
    pairs = {email: Pair(ports).sign_in(email, sign_in["password"]) for email in patients_of(one)[:4]}
    writers = [Twice(pair, crew, email, seed=f"{seed} {email}") for email, pair in pairs.items()]
    crew.writers = [*writers]
    write_twice(writers, rounds)
    prescriber = Pair(ports).sign_in(PRESCRIBER, sign_in["password"], totp_secret=sign_in["totp_secret"])
    more = [sign_twice(crew, prescriber), accept_twice(crew, next(iter(pairs.values())), ports)]
    more += [go_rounds_twice(crew, one, other)]
    faults = crew.faults(deep=True)
    whole, said = crew.verified()
    ill = crew.ill_answers() + sum(
        times for it in prescriber.devices for status, times in it.answers.items() if status >= 500
    )
    print(f"two servers, one database, {rounds} rounds of {len(writers)} patients: {time.monotonic() - began:.0f} s")
    for line in [*say_figures(crew.journal.so_far(), faults), *more, said, f"answers of 500 and more: {ill}"]:
        print(line)
    wrong = [*map(str, faults), *crew.journal.complaints]
    for line in wrong[:20]:
        print(f"WRONG {line}")
    return 0 if not wrong and whole and not ill else 1


def write_twice(writers: Sequence[Twice], rounds: int) -> None:
    def go(writer: Twice) -> None:
        try:
            for _round in range(rounds):
                for act in (writer.begin, writer.send_some, writer.correct, writer.tap, writer.no_headache):
                    act()
                for act in (writer.bring, writer.count, writer.undo):
                    act()
        except Exception as problem:
            writer.journal.complain(f"{writer.email}: the device itself broke: {problem!r}")

    with ThreadPoolExecutor(len(writers)) as pool:
        list(pool.map(go, writers))


def sign_twice(crew: Crew, prescriber: Pair) -> str:
    """One diagnosis confirmed at both at once: once is right, the other is told that it changed meanwhile."""
    path = f"/desk/patients/{key_of(crew.house, CHART)}/sign/"
    page = html.unescape(prescriber.devices[0].until_answered("GET", path).body.decode())
    fields = dict(re.findall(r'<input type="hidden" name="(basis|after)" value="([^"]*)"', page))
    choice = re.search(r'name="choice" value="([^"]+)"', page)
    if len(fields) != 2 or choice is None:
        crew.journal.complain("the page to sign on has another form than the drill knows")
        return "no signature"
    before = count(crew, "diagnosis_confirmation")
    password = json.loads((crew.house.data / "demonstration-sign-in").read_text())["password"]
    answers = prescriber.both(lambda device: device.post(path, **fields, choice=choice[1], password=password))
    statuses, made = sorted(it.status for it in answers), count(crew, "diagnosis_confirmation") - before
    if statuses != [302, 409] or made != 1:
        crew.journal.complain(f"one signature given twice: answered {statuses}, {made} kept")
    return f"one signature given twice: answered {statuses}, {made} kept"


def accept_twice(crew: Crew, inviter: Pair, ports: Sequence[int]) -> str:
    """One invitation accepted at both at once, by somebody new."""
    email = f"drill-{secrets.token_hex(4)}@example.org"
    asked = inviter.devices[0].post("/me/carers/", email=email)
    with crew.house.connect() as connection:
        row = connection.execute('SELECT text FROM clinic_messages_letter WHERE "to" = %s', [email]).fetchone()
    link = re.search(r"(/account/invited/[^/\s]+/)", row[0] if row else "")
    if asked.status != 302 or link is None:
        crew.journal.complain(f"the invitation was answered {asked.status}, and its letter has no link")
        return "no invitation"
    newcomers = Pair(ports)
    for device in newcomers.devices:
        device.until_answered("GET", link[1])
    said = {"first_name": "Demonstration", "last_name": "Carer", "password": "a long word for a drill"}
    answers = newcomers.both(lambda device: device.post(link[1], **said))
    statuses = sorted(it.status for it in answers)
    accounts = count(crew, "people_user", "email = %s", email)
    carers = count(crew, "people_carer", "user_id IN (SELECT id FROM people_user WHERE email = %s)", email)
    if statuses[0] != 302 or statuses[1] not in (200, 410, 422) or (accounts, carers) != (1, 1):
        crew.journal.complain(
            f"one invitation accepted twice: answered {statuses}, {accounts} accounts, {carers} carers"
        )
    return f"one invitation accepted twice: answered {statuses}, {accounts} account, {carers} carer"


def go_rounds_twice(crew: Crew, one: House, other: House) -> str:
    """Seal, letters and the rest by both houses, and by two more processes on each."""
    command = [sys.executable, "-c", GO_ROUND]
    going = [
        subprocess.Popen([*command, str(house.data)], env=house.environment, stderr=subprocess.PIPE, text=True)
        for house in (one, other)
        for _again in range(2)
    ]
    for process in going:
        _out, said = process.communicate(timeout=LETTER_PATIENCE_S * 3)
        if process.returncode:
            crew.journal.complain(f"a round failed: {said[-300:]}")
    deadline = time.monotonic() + LETTER_PATIENCE_S
    while count(crew, "clinic_messages_letter", "sent_at IS NULL") and time.monotonic() < deadline:
        time.sleep(0.5)
    letters = count(crew, "clinic_messages_letter", "sent_at IS NOT NULL")
    left = sum(
        path.read_text(errors="replace").count("\nTo: ")
        for house in (one, other)
        for path in (house.data / "letters").glob("*")
    )
    seals = count(crew, "audit_seal")
    waiting = count(crew, "clinic_messages_letter", "sent_at IS NULL")
    if left != letters or waiting or seals not in (1, 2):  # two where the drill goes on over midnight
        crew.journal.complain(f"{letters} letters, of which {left} left and {waiting} wait; {seals} seals")
    return f"rounds by six at once: {letters} letters, {left} left; {seals} seal of the day"


def count(crew: Crew, table: str, where: str = "true", *asked: str) -> int:
    with crew.house.connect() as connection:
        row = connection.execute(f"SELECT count(*) FROM {table} WHERE {where}", asked).fetchone()  # noqa: S608
    return int(row[0]) if row else 0


if __name__ == "__main__":
    sys.exit(main())
