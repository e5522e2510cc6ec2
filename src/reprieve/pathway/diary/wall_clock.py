"""Which instant is meant by the time a clock on the wall showed?

Every time becomes one with a fixed offset from UTC. A zone's own object is not kept: Python
measures between two times of one zone on the wall, an hour wrong across a change of clocks.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import count, say

FIRST_YEAR, LAST_YEAR = 1880, 2200
_LINES_NAMED = 10


def zone_named(name: str | None) -> ZoneInfo | None:
    """The zone of that IANA name.

    Raises
    ------
    InvalidInput
        If there is none.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError) as error:
        raise InvalidInput(say("`zone` must be the name of a time zone, such as Europe/Madrid or UTC.")) from error


class WallClock:
    """Sets times that carry no offset into a zone, and remembers what it had to assume."""

    def __init__(self, zone: ZoneInfo | None) -> None:
        self._zone = zone
        self._assumed = 0
        self._skipped: list[int] = []
        self._repeated: list[int] = []

    def at(
        self, wall: datetime, *, line: int, not_before: datetime | None = None, only_tried: bool = False
    ) -> datetime:
        """The instant at which the clock showed `wall`.

        Parameters
        ----------
        wall : datetime
            Without an offset.
        line : int
            Where it is written.
        not_before : datetime or None
            Of an hour that comes twice in autumn, the second is taken if the first lies before this.
        only_tried : bool
            Whether it is not yet known to be meant; nothing is remembered of it.
        """
        self._assumed += not only_tried
        if self._zone is None:
            return wall.replace(tzinfo=UTC)
        first = wall.replace(tzinfo=self._zone, fold=0).utcoffset() or timedelta(0)
        second = wall.replace(tzinfo=self._zone, fold=1).utcoffset() or timedelta(0)
        meant = wall.replace(tzinfo=timezone(first), fold=0)
        if first < second and not only_tried:
            self._skipped.append(line)
        elif first > second:
            if not only_tried:
                self._repeated.append(line)
            if not_before is not None and meant < not_before:
                return wall.replace(tzinfo=timezone(second), fold=0)
        return meant

    def as_shown(self, instant: datetime, fallback: timezone) -> datetime:
        """The same instant with the offset the zone had then; with `fallback` where no zone is known."""
        if self._zone is None:
            return instant.astimezone(fallback)
        offset = instant.astimezone(self._zone).utcoffset() or timedelta(0)
        return instant.astimezone(timezone(offset))

    def notes(self) -> list[str]:
        """What was assumed, in words."""
        notes = []
        if self._assumed and self._zone is None:
            notes.append(
                count(
                    self._assumed,
                    "No time zone in the file: {n} time was taken as UTC, and its day may be wrong. "
                    "Name the zone the diary was kept in.",
                    "No time zone in the file: {n} times were taken as UTC, and their days may be wrong. "
                    "Name the zone the diary was kept in.",
                )
            )
        elif self._assumed:
            notes.append(
                count(
                    self._assumed,
                    "{n} time without an offset was read in the zone {zone}.",
                    "{n} times without an offset were read in the zone {zone}.",
                    zone=self._zone,
                )
            )
        if self._skipped:
            notes.append(
                say(
                    "The clock skipped the hour written in {lines}: it was read as if the clock had not yet changed.",
                    lines=_lines(self._skipped),
                )
            )
        if self._repeated:
            notes.append(
                say(
                    "The clock showed the hour written in {lines} twice: the first was taken, unless an attack "
                    "would then end before it starts.",
                    lines=_lines(self._repeated),
                )
            )
        return notes


def _lines(numbers: list[int]) -> str:
    unique = sorted(set(numbers))
    named = ", ".join(str(number) for number in unique[:_LINES_NAMED])
    more = say(" and {n} more", n=len(unique) - _LINES_NAMED) if len(unique) > _LINES_NAMED else ""
    return count(len(unique), "line {named}", "lines {named}{more}", named=named, more=more)
