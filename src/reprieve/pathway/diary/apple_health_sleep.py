"""Did the person sleep when a headache is written to have ended, and when did they wake?

A watch writes a dozen stages of sleep a night, so a stage is kept as three numbers only. None of them
reaches the diary but the waking after a headache.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

# A watch sees short wakings that nobody remembers: sleep so far apart is one sleep. [ours]
SHORT_WAKING_S = 15 * 60
# Forty years of nights with sixty stages each.
MOST_STAGES = 1_000_000


@dataclass(slots=True)
class Nights:
    """The stages of sleep of an export, in any order."""

    begin_s: array[int] = field(default_factory=lambda: array("q"))
    end_s: array[int] = field(default_factory=lambda: array("q"))
    end_offset_s: array[int] = field(default_factory=lambda: array("i"))

    def add(self, begin: datetime, end: datetime) -> None:
        """One stage; both aware."""
        self.begin_s.append(int(begin.timestamp()))
        self.end_s.append(int(end.timestamp()))
        self.end_offset_s.append(int((end.utcoffset() or timedelta(0)).total_seconds()))

    def __len__(self) -> int:
        return len(self.begin_s)

    def whole(self) -> list[Sleep]:
        """Each sleep from falling asleep to waking, in order."""
        sleeps: list[Sleep] = []
        for n in sorted(range(len(self)), key=self.begin_s.__getitem__):
            begin, end, offset = self.begin_s[n], self.end_s[n], self.end_offset_s[n]
            if sleeps and begin - sleeps[-1].end_s <= SHORT_WAKING_S:
                if end > sleeps[-1].end_s:
                    sleeps[-1] = Sleep(sleeps[-1].begin_s, end, offset)
            else:
                sleeps.append(Sleep(begin, end, offset))
        return sleeps


@dataclass(frozen=True, slots=True)
class Sleep:
    """One sleep, in seconds since 1970, and the offset from UTC at its end."""

    begin_s: int
    end_s: int
    end_offset_s: int

    @property
    def woke_at(self) -> datetime:
        """When the person woke, by the clock of then."""
        zone = timezone(timedelta(seconds=self.end_offset_s))
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self.end_s)).astimezone(zone)


def sleep_over(sleeps: list[Sleep], begin: datetime, end: datetime) -> Sleep | None:
    """The sleep that began after `begin`, and in which `end` lies; None if there is none."""
    position = bisect_left(sleeps, end.timestamp(), key=lambda sleep: sleep.begin_s) - 1
    if position < 0 or end.timestamp() > sleeps[position].end_s or sleeps[position].begin_s <= begin.timestamp():
        return None
    return sleeps[position]
