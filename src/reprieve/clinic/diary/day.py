"""What is written about one day, by whom, and what stood there before?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from reprieve.clinic.diary.access import entries_of, taken_back_on, things_between, things_of_attacks
from reprieve.clinic.diary.clock import in_zone, now_of
from reprieve.clinic.diary.models import DiaryEntry, DiaryThing, WrittenBy
from reprieve.clinic.diary.nearby import brought_on, findings_between
from reprieve.clinic.diary.now import Done, show_done
from reprieve.clinic.diary.once import new_id
from reprieve.clinic.diary.words import HANDS, THINGS, say_cells, say_entry, say_length, say_time, say_value
from reprieve.clinic.people.access import OpenRecord
from reprieve.clinic.showing.months import judge_day
from reprieve.clinic.showing.plain_words import say_date
from reprieve.pathway.diary.book import ATTACK_THING, DAY_THING, DOSE_THING, PAIN_THING
from reprieve.pathway.diary.cells import TIME
from reprieve.pathway.diary.gathering import Record
from reprieve.pathway.diary.records import Attack, DayEntry, Dose
from reprieve.pathway.terms.truth import YES

OWN_LINES = frozenset({"attack_key", "start", "end", "ongoing", "name", "time", "day", "days", "pain_0_to_10"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One entry of the history: when, by whom, what."""

    when: str
    by: str
    said: str
    by_other: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingShown:
    """Something that is written of the day; `history` is all that was ever said of it, the first first."""

    thing: str
    about: str
    title: str
    lines: tuple[str, ...]
    by: str
    corrected: bool
    history: tuple[Written, ...]
    sends: str
    taken_back: bool
    last_entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage:
    name: str
    key: str
    month: str
    before: str
    after: str
    verdict: str
    headache: str
    menstruation: str
    begins: str
    attacks: tuple[ThingShown, ...]
    doses: tuple[ThingShown, ...]
    pains: tuple[ThingShown, ...]
    of_day: ThingShown | None
    gone: tuple[ThingShown, ...]
    brought: tuple[str, ...]
    done: Done | None
    sends: str


def present_day(opened: OpenRecord, day: date, *, done: str = "") -> DayPage:
    today = now_of(opened.patient).date()
    there = things_between(opened, day, day)
    gone = taken_back_on(opened, day)
    history: dict[tuple[str, str], list[DiaryEntry]] = defaultdict(list)
    for entry in entries_of(opened, [*there, *gone]):
        history[entry.thing, entry.about].append(entry)
    attacks = [it for it in there if it.thing == ATTACK_THING]
    trails = _trails(things_of_attacks(opened, attacks))
    of_day = next((it for it in there if it.thing == DAY_THING), None)
    cells = of_day.cells if of_day is not None else {}

    def shown(of: Iterable[DiaryThing], thing: str = "") -> tuple[ThingShown, ...]:
        mine = [it for it in of if not thing or it.thing == thing]
        return tuple(_thing(it, history[it.thing, it.about], opened, trails) for it in mine)

    return DayPage(
        name=say_date(day),
        key=day.isoformat(),
        month=f"{day:%Y-%m}",
        before=(day - timedelta(days=1)).isoformat(),
        after=(day + timedelta(days=1)).isoformat() if day < today else "",
        verdict=str(judge_day(findings_between(opened, day, day), day).kind.words),
        headache=cells.get("headache", ""),
        menstruation=cells.get("menstruation", ""),
        begins=cells.get("menstruation_begins", ""),
        attacks=shown(attacks),
        doses=shown(there, DOSE_THING),
        pains=shown(there, PAIN_THING),
        of_day=next(iter(shown([of_day])), None) if of_day is not None else None,
        gone=shown(gone),
        brought=tuple(_brought(record) for record in brought_on(opened, day)),
        done=show_done(opened, done),
        sends=new_id(),
    )


def _trails(parts: Sequence[DiaryThing]) -> Mapping[str, str]:
    """How strong the pain of each attack was, time by time."""
    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for it in parts:
        at = TIME.read(it.cells.get("time", ""))
        if it.thing == PAIN_THING and isinstance(at, datetime):
            found[it.cells["attack_key"]].append((at, it.cells["pain_0_to_10"]))
    return {of: ", ".join(f"{pain} ({say_time(at)})" for at, pain in sorted(pains)) for of, pains in found.items()}


def _thing(it: DiaryThing, entries: Sequence[DiaryEntry], opened: OpenRecord, trails: Mapping[str, str]) -> ThingShown:
    lines = [*say_cells({name: cell for name, cell in it.cells.items() if name not in OWN_LINES})]
    if it.thing == ATTACK_THING and it.about in trails:
        lines.insert(0, _("Pain: %(trail)s") % {"trail": trails[it.about]})
    if it.thing == ATTACK_THING and "pain_0_to_10" in it.cells:
        lines.insert(0, _("Strongest pain: %(n)s") % {"n": it.cells["pain_0_to_10"]})
    written = tuple(_written(entry, opened) for entry in entries)
    others = dict.fromkeys(one.by for one in written if one.by_other)
    return ThingShown(
        thing=it.thing,
        about=it.about,
        title=_title(it),
        lines=tuple(lines),
        by=", ".join(others),
        corrected=len(entries) > 1,
        history=written,
        sends=new_id(),
        taken_back=it.taken_back,
        last_entry=entries[-1].entry_id if entries else "",
    )


def _title(it: DiaryThing) -> str:
    cells = it.cells
    if it.thing == ATTACK_THING:
        return attack_title(cells)
    if it.thing == DOSE_THING and "name" in cells:
        at = TIME.read(cells.get("time", ""))
        name = say_value("name", cells["name"])
        return f"{name}, {say_time(at)}" if isinstance(at, datetime) else name
    if it.thing == PAIN_THING:
        at = TIME.read(cells["time"])
        pain = _("Pain %(n)s") % {"n": cells["pain_0_to_10"]}
        return f"{pain}, {say_time(at)}" if isinstance(at, datetime) else pain
    return _("The day as a whole") if it.thing == DAY_THING else str(THINGS[it.thing])


def attack_title(cells: Mapping[str, str]) -> str:
    start, end = (TIME.read(cells.get(name, "")) for name in ("start", "end"))
    return _say_attack(start, end, cells.get("ongoing") == "yes")


def _say_attack(start: object, end: object, ongoing: bool) -> str:
    if not isinstance(start, datetime):
        return _("Headache")
    began = f"{say_date(start.date())}, {say_time(start)}"
    if not isinstance(end, datetime):
        since = {"start": began}
        return (_("Headache since %(start)s, still going on") if ongoing else _("Headache from %(start)s")) % since
    until = say_time(end) if end.date() == start.date() else f"{say_date(end.date())}, {say_time(end)}"
    words = {"start": began, "end": until, "length": say_length(end - start)}
    return _("Headache from %(start)s to %(end)s (%(length)s)") % words


def _written(entry: DiaryEntry, opened: OpenRecord) -> Written:
    at = in_zone(entry.received_at, opened.patient)
    return Written(
        when=f"{say_date(at.date())}, {say_time(at)}",
        by=str(HANDS[entry.written_by]),
        said=say_entry(entry.thing, entry.said, entry.taken_back),
        by_other=entry.written_by != WrittenBy.SELF,
    )


def _brought(record: Record) -> str:
    match record:
        case Attack():
            return _say_attack(record.start, record.end, record.ongoing is YES)
        case Dose():
            return f"{record.name}, {say_time(record.time)}" if record.time else record.name
        case DayEntry():
            return _("headache: %(answer)s") % {"answer": say_value("headache", _cell(record))}
    raise AssertionError("only what has a day is asked for")


def _cell(record: DayEntry) -> str:
    return record.headache.value if record.headache.known else ""
