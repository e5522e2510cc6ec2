"""What the diary comes to around a few days, without reading the rest of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from reprieve.clinic.diary.access import counting_uploads, going_on, there_between, things, things_of_attacks, unpacked
from reprieve.clinic.diary.models import DiaryThing
from reprieve.clinic.diary.rows import start_of, thing_of
from reprieve.clinic.people.access import OpenRecord
from reprieve.pathway.diary.book import ATTACK_THING, AURA_THING, PROFILE_THING, gather
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.gathering import Gathering, Record
from reprieve.pathway.diary.joining import join
from reprieve.pathway.diary.records import MOST_DOSE_DAYS, Attack, DayEntry, Diary, Dose, Profile
from reprieve.pathway.terms.truth import YES

# What lies before a day may reach into it: an attack that lasts, a dose whose day is not sure.
BEFORE = timedelta(days=MOST_DOSE_DAYS)
AFTER = timedelta(days=3)
# Somebody who said something of an attack within a day would have said that it is over.
STILL_SAID = timedelta(hours=24)


def findings_between(opened: OpenRecord, first: date, last: date) -> Findings:
    """The diary as rules ask about it, right for each day from `first` to `last` and for no other.

    Read are the days around them, and the written days nearest to those: they say whether a day on which nothing is
    written lies within the diary, and which attack without an end may have reached into it.
    """
    kept = _around(opened, first - BEFORE, last + AFTER)
    gatherings = [gather(thing_of(one) for one in kept)]
    gatherings += [_between(unpacked(upload), first - BEFORE, last + AFTER) for upload in counting_uploads(opened)]
    diary = join(gatherings)
    return Findings(diary, as_of=still_on(diary, going_lately(opened)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """An attack that is written here as going on: when it began, and until when it is known to have gone on."""

    start: datetime
    until: datetime


def going_lately(opened: OpenRecord) -> Going | None:
    """The latest attack that is written here as going on. It went on until now where something was said of it within a
    day, else until something was last said of it."""
    for one in going_on(opened):
        start = start_of(one)
        said = [at for of in (one, *things_of_attacks(opened, [one])) for at, _entry in of.stamps.values()]
        if start is not None and said:
            last, now = datetime.fromisoformat(f"{max(said)}+00:00"), timezone.now()
            return Going(start=start, until=now if now - last < STILL_SAID else last)
    return None


def still_on(diary: Diary, going: Going | None) -> datetime | None:
    """The moment at which the last attack of a diary is known to go on still; None where it is not that attack: one of
    a brought diary went on when that was written, and nobody said it since."""
    last = diary.attacks[-1] if diary.attacks else None
    if last is None or going is None or last.ongoing is not YES or last.start != going.start:
        return None
    return going.until.astimezone(last.start.tzinfo)


def brought_on(opened: OpenRecord, day: date) -> tuple[Record, ...]:
    """What the brought diaries that count say of a day."""
    return tuple(
        record
        for upload in counting_uploads(opened)
        for entry in unpacked(upload).entries
        for record in entry.records
        if _touches(record, day, day)
    )


def _around(opened: OpenRecord, first: date, last: date) -> list[DiaryThing]:
    mine = things(opened)
    dated = mine.filter(first_day__isnull=False)
    found = list(mine.filter(there_between(first, last)))
    before = dated.filter(first_day__lt=first).order_by("-first_day", "-pk")
    after = dated.filter(first_day__gt=last).order_by("first_day", "pk")
    found += before[:1].union(before.filter(thing=ATTACK_THING)[:1], after[:1], after.filter(thing=ATTACK_THING)[:1])
    attacks = [one.about for one in found if one.thing == ATTACK_THING]
    found += things_of_attacks(opened, [one for one in found if one.goes_on])
    undated = Q(thing=PROFILE_THING) | Q(thing=AURA_THING, cells__attack_key__in=attacks)
    found += mine.filter(first_day=None).filter(undated)
    return list({one.pk: one for one in found}.values())


def _between(gathering: Gathering, first: date, last: date) -> Gathering:
    """What a brought diary says of these days, of the days nearest to them, and of the person."""
    records = [one for entry in gathering.entries for one in entry.records]
    days = [day for one in records if (day := _first_day(one)) is not None]
    attacks = [one.start.date() for one in records if isinstance(one, Attack)]
    nearest = {
        max((it for it in days if it < first), default=None),
        min((it for it in days if it > last), default=None),
        max((it for it in attacks if it < first), default=None),
        min((it for it in attacks if it > last), default=None),
    }

    def counts(one: Record) -> bool:
        day = _first_day(one)
        return isinstance(one, Profile) or _touches(one, first, last) or (day is not None and day in nearest)

    entries = [entry for entry in gathering.entries if any(counts(one) for one in entry.records)]
    return replace(gathering, entries=entries)


def _first_day(record: Record) -> date | None:
    match record:
        case Attack():
            return record.start.date()
        case Dose():
            return record.on
        case DayEntry():
            return record.day
    return None


def _touches(record: Record, first: date, last: date) -> bool:
    began = _first_day(record)
    if began is None or began > last:
        return False
    ended = (record.end or record.start).date() if isinstance(record, Attack) else began
    return ended >= first
