"""What was sent and what was acknowledged: the drill's own word, kept outside of everything that is killed."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One thing that one person sends, under a name that nobody else gives.

    For an entry of the diary it is the entry's id; for a brought diary the sha256 of its file; for a file of the chart
    its title.
    """

    who: str
    sort: str
    name: str


ENTRY, BROUGHT, COUNTED, UNDONE, FILE = "entry", "brought diary", "counted diary", "undone diary", "file"


@dataclass(slots=True, kw_only=True)
class Journal:
    """Filled by many devices at once. `acknowledged` says for each what the answer called it; else an empty text."""

    sent: set[Sent] = field(default_factory=set)
    acknowledged: dict[Sent, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    retried: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, *things: Sent) -> None:
        with self.lock:
            self.sent.update(things)

    def acknowledge(self, *things: Sent, called: str = "") -> None:
        with self.lock:
            self.acknowledged |= dict.fromkeys(things, called)

    def complain(self, what: str) -> None:
        with self.lock:
            self.complaints.append(what)

    def so_far(self) -> dict[Sent, str]:
        """All that was acknowledged up to now."""
        with self.lock:
            return dict(self.acknowledged)

    def all_sent(self) -> set[Sent]:
        with self.lock:
            return set(self.sent)
