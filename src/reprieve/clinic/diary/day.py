"""What is written about one day, by whom, and what stood there before?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from django.utils.translation import gettext as _

from reprieve.clinic.diary.access import entries_of, taken_back_on, things_between, things_of_attacks
from reprieve.clinic.diary.clock import in_zone, now_of
from reprieve.clinic.diary.models import DiaryEntry, DiaryThing, WrittenBy
from reprieve.clinic.diary.nearby import brought_on, findings_between
from reprieve.clinic.diary.now import Done, show_done
from reprieve.clinic.diary.once import new_id
from reprieve.clinic.diary.rows import thing_of
from reprieve.clinic.diary.words import HANDS, THINGS, say_cells, say_entry, say_length, say_time, say_trail, say_value
from reprieve.clinic.people.access import OpenRecord
from reprieve.clinic.showing.months import judge_day
from reprieve.clinic.showing.plain_words import say_date
from reprieve.pathway.diary.book import (
    ATTACK_THING,
    DAY_THING,
    DOSE_THING,
    PAIN_THING,
    TREATMENT_THING,
    gather,
    strongest_pain,
)
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
    # Why something of it does not count, each reason in words.
    not_counted: tuple[str, ...]


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
    pains = _pains([*attacks, *(it for it in gone if it.thing == ATTACK_THING)], things_of_attacks(opened, attacks))
    of_day = next((it for it in there if it.thing == DAY_THING), None)
    cells = of_day.cells if of_day is not None else {}

    def shown(of: Iterable[DiaryThing], thing: str = "") -> tuple[ThingShown, ...]:
        mine = [it for it in of if not thing or it.thing == thing]
        return tuple(show_thing(it, history[it.thing, it.about], opened, pains) for it in mine)

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
        of_day=_of_day(shown([of_day])[0], cells, attacks, there) if of_day is not None else None,
        gone=shown(gone),
        brought=tuple(_brought(record) for record in brought_on(opened, day)),
        done=show_done(opened, done),
        sends=new_id(),
    )


def _of_day(
    shown: ThingShown, cells: Mapping[str, str], attacks: Sequence[DiaryThing], there: Iterable[DiaryThing]
) -> ThingShown:
    """What is said of the day as a whole, and what of it something written of the day outweighs."""
    outweighed = []
    if attacks and cells.get("headache") == "no":
        outweighed.append(_("“No headache”, because a headache is written."))
    if cells.get("drug_taken") == "no" and any(it.thing == DOSE_THING for it in there):
        outweighed.append(_("“No medicine”, because a medicine is written."))
    return replace(shown, not_counted=(*shown.not_counted, *outweighed))


Lines = Mapping[str, tuple[str, ...]]
NO_LINES: Lines = MappingProxyType({})


def _pains(attacks: Sequence[DiaryThing], parts: Sequence[DiaryThing]) -> Lines:
    """How strong the pain of each attack was: at most, where that was written, and time by time."""
    of: dict[str, list[DiaryThing]] = defaultdict(list)
    for it in parts:
        if it.thing == PAIN_THING:
            of[it.cells["attack_key"]].append(it)
    found = {}
    for attack in attacks:
        pains = of[attack.about]
        lines = []
        if "pain_0_to_10" in attack.cells:
            strongest = strongest_pain(thing_of(attack), [thing_of(it) for it in pains])
            lines.append(_("Strongest pain: %(n)s") % {"n": strongest})
        trail = [(TIME.read(it.cells["time"]), it.cells["pain_0_to_10"]) for it in pains]
        times = [(at, pain) for at, pain in trail if isinstance(at, datetime)]
        if times:
            lines.append(_("Pain: %(trail)s") % {"trail": say_trail(times)})
        found[attack.about] = tuple(lines)
    return found


def show_thing(
    it: DiaryThing, entries: Sequence[DiaryEntry], opened: OpenRecord, first_lines: Lines = NO_LINES
) -> ThingShown:
    thing = thing_of(it)
    lines = say_cells({name: cell for name, cell in thing.settled.items() if name not in OWN_LINES})
    written = tuple(_written(entry, opened) for entry in entries)
    others = dict.fromkeys(one.by for one in written if one.by_other)
    return ThingShown(
        thing=it.thing,
        about=it.about,
        title=_title(it),
        lines=(*first_lines.get(it.about, ()), *lines),
        by=", ".join(others),
        corrected=len(entries) > 1,
        history=written,
        sends=new_id(),
        taken_back=it.taken_back,
        last_entry=entries[-1].entry_id if entries else "",
        not_counted=tuple(dict.fromkeys(str(left.reason) for left in gather([thing]).left_out)),
    )


def _title(it: DiaryThing) -> str:
    cells = it.cells
    if it.thing == ATTACK_THING:
        return attack_title(it)
    if it.thing == DOSE_THING and "name" in cells:
        at = TIME.read(cells.get("time", ""))
        name = say_value("name", cells["name"])
        return f"{name}, {say_time(at)}" if isinstance(at, datetime) else name
    if it.thing == PAIN_THING:
        at = TIME.read(cells["time"])
        pain = _("Pain %(n)s") % {"n": cells["pain_0_to_10"]}
        return f"{pain}, {say_time(at)}" if isinstance(at, datetime) else pain
    if it.thing == TREATMENT_THING and "name" in cells:
        return say_value("name", cells["name"])
    return _("The day as a whole") if it.thing == DAY_THING else str(THINGS[it.thing])


def attack_title(it: DiaryThing) -> str:
    cells = thing_of(it).settled
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
