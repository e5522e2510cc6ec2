"""What a patient's device writes in a drill: taps, entries with ids of its own, corrections, diaries as files."""

from __future__ import annotations

import json
import random
import re
import struct
import threading
import uuid
import zlib
from datetime import UTC, date, datetime, timedelta

from drills.device import JSON, Answer, Device, GaveUp
from drills.journal import BROUGHT, COUNTED, ENTRY, FILE, UNDONE, Journal, Sent

DRUGS = ("ibuprofen 400 mg", "sumatriptan 50 mg", "paracetamol 1 g")
LATELY_DAYS = 300
# A person may bring sixty an hour; what is sent again counts.
MOST_BROUGHT, LONGEST_PAUSE_S = 30, 0.4
DONE = re.compile(r"[?&]done=([0-9a-f-]{36})")
REVIEW = re.compile(r"/me/bring/(\d+)/")


class Writer(threading.Thread):
    """One patient who writes without a rest until told to end, and then sends what is under way to its end."""

    def __init__(self, email: str, device: Device, journal: Journal, *, seed: str) -> None:
        super().__init__(daemon=True, name=email)
        self.email, self.device, self.journal = email, device, journal
        self.chance = random.Random(seed)  # noqa: S311 # chance, not a secret
        self.ending = threading.Event()
        self.attacks: list[str] = []
        self.ongoing = ""
        self.brought: list[tuple[str, str]] = []
        self.times_brought = 0
        self._clock = datetime.now(UTC)

    def run(self) -> None:
        acts = [(self.begin, 3), (self.tap, 5), (self.send_some, 6), (self.correct, 4), (self.no_headache, 3)]
        acts += [(self.bring, 3), (self.count, 3), (self.undo, 1)]
        doing, weights = [act for act, _weight in acts], [weight for _act, weight in acts]
        try:
            while not self.ending.is_set():
                self.chance.choices(doing, weights)[0]()
                self.ending.wait(self.chance.uniform(0, LONGEST_PAUSE_S))
        except GaveUp:
            self.journal.complain(f"{self.email}: the drill ended before an answer came")
        except Exception as problem:
            self.journal.complain(f"{self.email}: the device itself broke: {problem!r}")

    # One tap each ----------------------------------------------------------------------------------

    def begin(self) -> None:
        """*My head hurts.*"""
        sent = self._uuid()
        if self._tap(sent, "begin", ["begin"], {}):
            self.ongoing = tap_id(sent, ["begin"], {})

    def tap(self) -> None:
        """An answer, a pain, a dose, or that it is over, of the attack that goes on; now and then a mistake."""
        about, sent = self.ongoing, self._uuid()
        if not about:
            return self.begin()
        what = self.chance.choice(("answer", "answer", "pain", "dose", "over", "mistake"))
        if what == "answer":
            value = self.chance.choice(("yes", "no"))
            self._tap(sent, what, [about], {"photophobia": value}, about=about, say=f"photophobia:{value}")
        elif what == "pain":
            pain = str(self.chance.randrange(11))
            self._tap(sent, what, [about], {"pain_0_to_10": pain}, about=about, pain=pain)
        elif what == "dose":
            drug = self.chance.choice(DRUGS)
            self._tap(sent, what, [about], {"name": drug}, about=about, drug=drug)
        else:
            self._tap(sent, what, [about, what], {}, about=about, thing="attack")
            self.ongoing = ""
        return None

    def no_headache(self) -> None:
        day = self._day().isoformat()
        self._tap(self._uuid(), "day", [day], {"headache": "no"}, about=day, say="headache:no")

    def _tap(self, sent: str, what: str, named: list[str], said: dict[str, str], **fields: str) -> bool:
        entry = tap_id(sent, named, said)
        one = Sent(who=self.email, sort=ENTRY, name=entry)
        self.journal.send(one)
        answer = self.device.post("/me/tap/", sent=sent, what=what, **fields)
        done = DONE.search(answer.to)
        if answer.status != 302 or done is None or done[1] != entry:
            self._refused(f"tap {what}", answer)
            return False
        self.journal.acknowledge(one)
        return True

    # What a device sends ---------------------------------------------------------------------------

    def send_some(self) -> None:
        """One to five entries at once, with ids and times of the device."""
        entries = [self._entry() for _ in range(self.chance.randint(1, 5))]
        if self._send(entries):
            self.attacks += [str(entry["id"]) for entry in entries if entry["thing"] == "attack"]

    def correct(self) -> None:
        """An item said anew of an attack that was sent before, or the attack taken back or put back."""
        if not self.attacks:
            return self.send_some()
        entry = self._new("attack", self.chance.choice(self.attacks), {"note": f"corrected {self._uuid()[:8]}"})
        if self.chance.random() < 0.2:
            entry |= {"said": {}, "taken_back": self.chance.random() < 0.5}
        self._send([entry])
        return None

    def _entry(self) -> dict[str, object]:
        start = datetime.combine(self._day(), datetime.min.time(), UTC) + timedelta(minutes=self.chance.randrange(1000))
        what = self.chance.choice(("attack", "attack", "dose", "day"))
        if what == "attack":
            said = {"start": _time(start), "end": _time(start + timedelta(hours=5)), "pain_0_to_10": "7"}
        elif what == "dose":
            said = {"name": self.chance.choice(DRUGS), "time": _time(start)}
        else:
            return self._new("day", start.date().isoformat(), {"headache": self.chance.choice(("yes", "no"))})
        return self._new(what, "", said)

    def _new(self, thing: str, about: str, said: dict[str, str]) -> dict[str, object]:
        id_ = self._uuid()
        self._clock = max(datetime.now(UTC), self._clock + timedelta(microseconds=1))  # a device's clock goes forward
        return {"id": id_, "thing": thing, "about": about or id_, "said": said, "said_at": self._clock.isoformat()}

    def _send(self, entries: list[dict[str, object]]) -> bool:
        things = [Sent(who=self.email, sort=ENTRY, name=str(entry["id"])) for entry in entries]
        self.journal.send(*things)
        answer = self.device.until_answered("POST", "/me/entries/", json.dumps(entries).encode(), JSON)
        kept = json.loads(answer.body)["kept"] if answer.status == 200 else []
        if kept != [one.name for one in things]:
            self._refused("entries", answer)
            return False
        self.journal.acknowledge(*things)
        return True

    # Diaries as files ------------------------------------------------------------------------------

    def bring(self) -> None:
        """A diary of two attacks and a day; each another one, known by its mark."""
        if self.times_brought >= MOST_BROUGHT:
            return self.send_some()
        self.times_brought += 1
        mark, tries = f"drill-{self.chance.getrandbits(64):016x}", sum(self.device.answers.values())
        one = Sent(who=self.email, sort=BROUGHT, name=mark)
        self.journal.send(one)
        answer = self.device.post_file("/me/bring/", "diary", "diary.csv", self._file(mark), SAID_BESIDE)
        self.times_brought += sum(self.device.answers.values()) - tries - 1
        number = REVIEW.search(answer.to)
        if answer.status == 429:
            self.times_brought = MOST_BROUGHT
        elif answer.status != 302 or number is None:
            self._refused("a diary", answer)
        else:
            self.journal.acknowledge(one, called=number[1])
            self.brought.append((mark, number[1]))
        return None

    def count(self) -> None:
        """The oldest that was brought counts from now on."""
        if not self.brought:
            return self.send_some()
        mark, number = self.brought.pop(0)
        if self._decide(COUNTED, mark, f"/me/bring/{number}/", do="count") and self.chance.random() < 0.5:
            self.counting = (mark, number)
        return None

    counting: tuple[str, str] | None = None

    def undo(self) -> None:
        """One that counts is taken back as a whole."""
        if self.counting is not None:
            mark, number = self.counting
            self.counting = None
            self._decide(UNDONE, mark, f"/me/data/brought/{number}/undo/")

    def _decide(self, sort: str, mark: str, path: str, **fields: str) -> bool:
        one = Sent(who=self.email, sort=sort, name=mark)
        self.journal.send(one)
        answer = self.device.post(path, **fields)
        if answer.status != 302 or "sign-in" in answer.to:
            self._refused(sort, answer)
            return False
        self.journal.acknowledge(one)
        return True

    def _file(self, mark: str) -> bytes:
        first = datetime.combine(self._day(), datetime.min.time(), UTC)
        hours = [(first + timedelta(hours=n), first + timedelta(hours=n + 1)) for n in (8, 20)]
        rows = [f"attack,{_time(start)},{_time(end)},5,,{mark}" for start, end in hours]
        return "\n".join(["record,start,end,pain,day,note", *rows, f"day,,,,{first.date()},", ""]).encode()

    # -----------------------------------------------------------------------------------------------

    def _day(self) -> date:
        return datetime.now(UTC).date() - timedelta(days=2 + self.chance.randrange(LATELY_DAYS))

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def _refused(self, what: str, answer: Answer) -> None:
        self.journal.complain(f"{self.email}: {what} was answered {answer.status} {answer.to} {answer.body[:200]!r}")


SAID_BESIDE = {"every_headache": "not_sure", "every_dose": "not_sure", "zone": "UTC"}


def tap_id(sent: str, named: list[str], said: dict[str, str]) -> str:
    """The id that an entry of a tap must get: the page's, and what was pressed."""
    return str(uuid.uuid5(uuid.UUID(sent), json.dumps([*named, said])))


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M+00:00")


class Filer(threading.Thread):
    """A nurse who keeps one picture after the other in a chart."""

    def __init__(self, device: Device, journal: Journal, chart: str, *, seed: str) -> None:
        super().__init__(daemon=True, name="nurse")
        self.device, self.journal, self.chart = device, journal, chart
        self.chance = random.Random(seed)  # noqa: S311 # chance, not a secret
        self.ending = threading.Event()

    def run(self) -> None:
        try:
            while not self.ending.is_set():
                self.keep()
                self.ending.wait(self.chance.uniform(0.5, 4))
        except GaveUp:
            self.journal.complain("nurse: the drill ended before an answer came")
        except Exception as problem:
            self.journal.complain(f"nurse: the device itself broke: {problem!r}")

    def keep(self) -> None:
        title = f"drill {self.chance.getrandbits(64):016x}"
        one = Sent(who="nurse", sort=FILE, name=title)
        self.journal.send(one)
        before = self.device.broken_off + self.device.answers[500] + self.device.answers[503]
        answer = self.device.post_file(f"{self.chart}files/", "file", "a.png", picture(title), {"title": title})
        again = self.device.broken_off + self.device.answers[500] + self.device.answers[503] > before
        # Sent again after it was kept, it is refused as being there: that is its answer.
        if answer.status == 302 or (again and answer.status == 422 and b"in the record already" in answer.body):
            self.journal.acknowledge(one)
        else:
            self.journal.complain(f"nurse: a file was answered {answer.status} {answer.to}")


def picture(word: str) -> bytes:
    """A small picture that no other word gives."""
    row = b"\0" + (word.encode() * 3)[:48]

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(row * 16)) + part(b"IEND", b"")
