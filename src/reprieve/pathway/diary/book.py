"""What does a diary come to that is written entry by entry, on several devices, with corrections?

An *entry* says some items of one thing: an attack, a dose, a day. What is said later about the same item of the same
thing stands in its place, by the clock of whoever says it, so that entries may arrive in any order, late or twice, and
come to the same. Nothing that was said is lost: the entries stay, only the *thing* they come to changes.

The items are those of our own file (`columns.py`), written as its cells are, and are read by its reader.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from reprieve.pathway.diary.cells import DAY, PAIN, TEXT, TIME, TIME_OR_DAY, Kind
from reprieve.pathway.diary.columns import ATTACK, AURA, DAY_ENTRY, DOSE, PROFILE, TREATMENT, Columns
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.lines import Row, Rows
from reprieve.pathway.diary.reader_reprieve import FORMAT
from reprieve.pathway.diary.reader_reprieve import read as read_rows
from reprieve.pathway.diary.records import MOST_DOSE_DAYS
from reprieve.pathway.diary.wall_clock import FIRST_YEAR, WallClock
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import a_list, say
from reprieve.pathway.terms.visible import visible

ATTACK_THING, AURA_THING, PAIN_THING, DOSE_THING = "attack", "aura", "pain", "dose"
DAY_THING, TREATMENT_THING, PROFILE_THING = "day", "treatment", "profile"
THE_PROFILE = "profile"
# What the book itself knows and nobody says: what a thing is called, and when it was written down.
_OWN = frozenset({"key", "entered_at", "qualities_complete", "autonomic_complete"})


def _said_of(columns: Columns) -> Columns:
    return MappingProxyType({name: kind for name, kind in columns.items() if name not in _OWN})


# What may be said of each kind of thing. How strong the pain was at a time is a thing of its own, and of an attack.
THINGS: Mapping[str, Columns] = MappingProxyType(
    {
        ATTACK_THING: _said_of(ATTACK),
        AURA_THING: MappingProxyType({"attack_key": TEXT, **AURA}),
        PAIN_THING: MappingProxyType({"attack_key": TEXT, "time": TIME, "pain_0_to_10": PAIN}),
        DOSE_THING: _said_of(DOSE),
        DAY_THING: _said_of(DAY_ENTRY),
        TREATMENT_THING: _said_of(TREATMENT),
        PROFILE_THING: _said_of(PROFILE),
    }
)
# Without these a thing is nothing yet; whoever says something of it later need not say them again.
NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        ATTACK_THING: (("start",),),
        AURA_THING: (("attack_key",), ("kind",)),
        PAIN_THING: (("attack_key",), ("time",), ("pain_0_to_10",)),
        DOSE_THING: (("name",), ("time", "day")),
        DAY_THING: (("day",),),
        TREATMENT_THING: (("name",),),
        PROFILE_THING: (),
    }
)
MOST_CELL_CHARS = 2_000
# A clock that runs ahead is put right by a day; what claims to be said later than that is refused.
MOST_AHEAD = timedelta(days=1)
# What is written in a diary was lived by whoever writes it.
A_LIFE = timedelta(days=120 * 365)
_ID = re.compile(r"[0-9A-Za-z-]{1,40}")

Stamp = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was said at one moment about one thing.

    Parameters
    ----------
    id : str
        Made by whoever writes, and never used twice: the same entry sent again is known by it.
    thing : str
        The kind of thing, one of `THINGS`.
    about : str
        Which one: an id made by whoever writes it first; the date of a day; `THE_PROFILE`.
    said : mapping of str to str
        Cell by column. An empty cell takes the item back: it is not recorded again.
    said_at : datetime
        By the writer's own clock; aware.
    taken_back : bool or None
        True says that the thing was not so at all; False that it was, after all; None says nothing of it.
    """

    id: str
    thing: str
    about: str
    said: Mapping[str, str]
    said_at: datetime
    taken_back: bool | None = None

    @property
    def stamp(self) -> Stamp:
        """What decides between two entries: the later one, and of one moment the one with the greater id."""
        return (_instant(self.said_at), self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What the entries about one thing come to.

    `cells` holds what is recorded; `stamps` says of each item, taken back or not, which entry it is from.
    """

    thing: str
    about: str
    cells: Mapping[str, str]
    stamps: Mapping[str, Stamp]
    taken_back: bool = False
    taken_back_stamp: Stamp = ("", "")
    first_said_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it is something, and was not taken back."""
        return not self.taken_back and all(any(name in self.cells for name in one) for one in NEEDED[self.thing])

    @property
    def settled(self) -> Mapping[str, str]:
        """The cells as they count: of an end and *still going on*, each from another device, what was said last."""
        cells = self.cells
        if self.thing != ATTACK_THING or "end" not in cells or cells.get("ongoing") != "yes":
            return cells
        older = min("end", "ongoing", key=lambda name: self.stamps[name])
        return {name: cell for name, cell in cells.items() if name != older}


def check(entry: Entry, *, now: datetime) -> Entry:
    """The entry, its cells written as our own file has them.

    Raises
    ------
    InvalidInput
        If it is about nothing known, an item does not belong to it or cannot be read, or its times cannot be.
    """
    columns = THINGS.get(entry.thing)
    if columns is None:
        raise InvalidInput(say("`thing` must be {kinds}; got another.", kinds=a_list(list(THINGS), last="or")))
    if not _ID.fullmatch(entry.id) or not (_ID.fullmatch(entry.about) or entry.thing == PROFILE_THING):
        raise InvalidInput(say("an entry, and what it is about, must be named by up to 40 letters, digits or hyphens."))
    if entry.said_at.utcoffset() is None:
        raise InvalidInput(
            say("`{name}` must carry its offset from UTC; got a time without one. Name the time zone.", name="said_at")
        )
    if entry.said_at.year < FIRST_YEAR or entry.said_at > now + MOST_AHEAD:
        raise InvalidInput(say("an entry must be said in our time, not in the future. Check the clock of the device."))
    unknown = [name for name in entry.said if name not in columns]
    if unknown:
        raise InvalidInput(say("{columns} cannot be said of this.", columns=a_list([name[:40] for name in unknown])))
    said = {name: _checked(name, cell, columns[name]) for name, cell in entry.said.items()}
    for name, cell in said.items():
        _must_have_been(name, columns[name].read(cell) if cell else None, entry.said_at)
    if entry.thing == DAY_THING:
        said["day"] = _named_day(entry.about, said)
        _must_have_been("day", DAY.read(said["day"]), entry.said_at)
    if entry.thing == PROFILE_THING and entry.about != THE_PROFILE:
        raise InvalidInput(say("there is one profile, and it is about `{name}`.", name=THE_PROFILE))
    return replace(entry, said=said)


def _must_have_been(name: str, value: object, said_at: datetime) -> None:
    """What was lived lies within a life, and not after it was said; a day is given for calendars that differ."""
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(day, date) and not said_at.date() - A_LIFE <= day <= said_at.date() + MOST_AHEAD:
        raise InvalidInput(
            say("`{name}` must lie in a life, and not after it was written; got {day}.", name=name, day=day.isoformat())
        )


def _checked(name: str, cell: str, kind: Kind) -> str:
    if not isinstance(cell, str) or len(cell) > MOST_CELL_CHARS or "\x00" in cell:
        raise InvalidInput(say("`{name}` must be a text of at most {n} characters.", name=name, n=MOST_CELL_CHARS))
    cell = visible(cell)
    if not cell.strip():
        return ""
    value = kind.read(kind.write(cell) if kind is TEXT else cell)
    if value is None:
        raise InvalidInput(say("`{name}` must be {must_be}.", name=name, must_be=say(kind.must_be)))
    if isinstance(value, datetime) and value.tzinfo is None:
        raise InvalidInput(
            say("`{name}` must carry its offset from UTC; got a time without one. Name the time zone.", name=name)
        )
    if name == "days" and not (isinstance(value, int) and 1 <= value <= MOST_DOSE_DAYS):
        raise InvalidInput(
            say(
                "`{name}` must be between {low} and {high}; got {value}.",
                name=name,
                low=1,
                high=MOST_DOSE_DAYS,
                value=value,
            )
        )
    if kind is TIME_OR_DAY and not isinstance(value, datetime):
        return DAY.write(value)
    return kind.write(value)


def _named_day(about: str, said: Mapping[str, str]) -> str:
    day = DAY.read(about)
    if not isinstance(day, date) or day.isoformat() != about or said.get("day", about) != about:
        raise InvalidInput(say("a day must be named by its date, as 2026-03-01."))
    return about


def told(thing: Thing | None, entry: Entry) -> Thing:
    """The thing once this is said of it too. The order in which entries are told never matters, nor how often.

    >>> at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    >>> one = Entry(id="a", thing="attack", about="x", said={"start": "2026-03-01 08:00+00:00"}, said_at=at)
    >>> two = Entry(id="b", thing="attack", about="x", said={"pain_0_to_10": "7"}, said_at=at)
    >>> told(told(None, two), one) == told(told(told(None, one), two), one)
    True
    """
    if thing is None:
        thing = Thing(thing=entry.thing, about=entry.about, cells={}, stamps={})
    newer = {name: cell for name, cell in entry.said.items() if entry.stamp > thing.stamps.get(name, ("", ""))}
    cells = {name: cell for name, cell in {**thing.cells, **newer}.items() if cell}
    first = min((at for at in (thing.first_said_at, entry.said_at) if at is not None), key=_instant)
    decides = entry.taken_back is not None and entry.stamp > thing.taken_back_stamp
    return replace(
        thing,
        cells=dict(sorted(cells.items())),
        stamps=dict(sorted({**thing.stamps, **dict.fromkeys(newer, entry.stamp)}.items())),
        taken_back=bool(entry.taken_back) if decides else thing.taken_back,
        taken_back_stamp=entry.stamp if decides else thing.taken_back_stamp,
        first_said_at=first,
    )


def fold(entries: Iterable[Entry]) -> tuple[Thing, ...]:
    """What all the entries come to, in the order of the things' kinds and names."""
    things: dict[tuple[str, str], Thing] = {}
    for entry in entries:
        place = (entry.thing, entry.about)
        things[place] = told(things.get(place), entry)
    return tuple(things[place] for place in sorted(things))


def gather(things: Iterable[Thing]) -> Gathering:
    """What the things say as records, with all that could not stand together left out and listed.

    An attack's pain is the strongest of all that was written of it (`strongest_pain`); one that goes on went on until
    pain was last written of it. A dose or an aura of an attack that was taken back stays a dose, and is no aura.
    """
    standing = [thing for thing in things if thing.stands]
    by_kind: dict[str, list[Thing]] = defaultdict(list)
    for thing in standing:
        by_kind[thing.thing].append(thing)
    pains, latest = _by_attack(by_kind[PAIN_THING]), _latest(by_kind[PAIN_THING])
    rows: list[dict[str, str]] = []
    for thing in by_kind[ATTACK_THING]:
        rows.append(_attack_row(thing, strongest_pain(thing, pains[thing.about]), latest.get(thing.about)))
    attacks = {thing.about for thing in by_kind[ATTACK_THING]}
    auras = [thing for thing in by_kind[AURA_THING] if thing.cells["attack_key"] in attacks]
    for number, thing in enumerate(sorted(auras, key=_when_said), start=1):
        cells = {name: cell for name, cell in thing.cells.items() if name != "attack_key"}
        rows.append({"record": "aura", "key": thing.cells["attack_key"], "number": str(number), **cells})
    for thing in by_kind[DOSE_THING]:
        rows.append({"record": "dose", **_entered(thing), **thing.cells})
    for thing in by_kind[DAY_THING]:
        rows.append({"record": "day", **_entered(thing), **thing.cells})
    for thing in by_kind[PROFILE_THING]:
        rows.append({"record": "profile", **thing.cells})
    for number, thing in enumerate(sorted(by_kind[TREATMENT_THING], key=_when_said), start=1):
        rows.append({"record": "treatment", "number": str(number), **thing.cells})
    gathering = Gathering(format=FORMAT, clock=WallClock(None))
    columns = ["record", *dict.fromkeys(name for row in rows for name in row if name != "record")]
    read_rows(_Told(rows, columns), Row(1, columns), "", gathering)
    return gathering


class _Told(Rows):
    """Rows in the place of the lines of a CSV."""

    def __init__(self, rows: list[dict[str, str]], columns: list[str]) -> None:
        super().__init__("", ",")
        self._rows = iter([Row(n, [row.get(name, "") for name in columns]) for n, row in enumerate(rows, start=1)])

    def next(self, width: int | None = None) -> Row | None:
        return next(self._rows, None)


def _attack_row(thing: Thing, strongest: str, latest: datetime | None) -> dict[str, str]:
    cells = {"record": "attack", "key": thing.about, **_entered(thing), **thing.settled}
    if latest is not None and cells.get("ongoing") == "yes" and thing.first_said_at is not None:
        # Of an attack that goes on this says until when it is known to have gone on.
        cells["entered_at"] = TIME.write(max(latest, thing.first_said_at))
    if strongest:
        cells["pain_0_to_10"] = strongest
    return cells


def strongest_pain(attack: Thing, pains: Iterable[Thing]) -> str:
    """The strongest pain of an attack as a cell, empty where none is written. `pains` are those written of it.

    Whoever writes how strong it was at most has the last word of all that was written until then.
    """
    written = attack.cells.get("pain_0_to_10", "")
    said = attack.stamps["pain_0_to_10"] if written else ("", "")
    cells = [written, *(one.cells["pain_0_to_10"] for one in pains if one.stamps["pain_0_to_10"] > said)]
    return max((cell for cell in cells if cell), key=int, default="")


def _by_attack(pains: Iterable[Thing]) -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = defaultdict(list)
    for thing in pains:
        found[thing.cells["attack_key"]].append(thing)
    return found


def _latest(pains: Iterable[Thing]) -> dict[str, datetime]:
    """When pain was last written of each attack."""
    found: dict[str, datetime] = {}
    for thing in pains:
        time, pain = TIME.read(thing.cells["time"]), PAIN.read(thing.cells["pain_0_to_10"])
        attack = thing.cells["attack_key"]
        if isinstance(time, datetime) and pain:
            found[attack] = max(time, found.get(attack, time))
    return found


def _entered(thing: Thing) -> dict[str, str]:
    return {} if thing.first_said_at is None else {"entered_at": TIME.write(thing.first_said_at)}


def _when_said(thing: Thing) -> tuple[str, str]:
    return ("" if thing.first_said_at is None else _instant(thing.first_said_at), thing.about)


def _instant(time: datetime) -> str:
    """A moment as a text that sorts as moments do."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
