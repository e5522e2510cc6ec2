"""What of a brought diary gives way when it comes beside a diary of one's own?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.records import Diary, Profile
from reprieve.pathway.terms.text import count
from reprieve.pathway.terms.truth import Truth

# Of these each file speaks for itself, and joining asks them all.
OF_EACH_FILE = frozenset({"every_headache_written", "every_dose_written", "every_treatment_listed", "treatments"})
NOTHING_SAID = Profile()


def without_answers_of(own: Gathering, brought: Gathering) -> Gathering:
    """The brought one without its answers about the person that the own one gives: one's own word stands. `brought` is
    left as it is.
    """
    answered = {name for profile in _profiles(own) for name in _answered(profile)}
    if not any(name in answered for profile in _profiles(brought) for name in _answered(profile)):
        return brought
    silent: dict[str, Any] = {name: getattr(NOTHING_SAID, name) for name in answered}
    entries = [
        replace(entry, records=tuple(replace(it, **silent) if isinstance(it, Profile) else it for it in entry.records))
        for entry in brought.entries
    ]
    return replace(brought, entries=entries)


def _profiles(gathering: Gathering) -> Iterator[Profile]:
    return (it for entry in gathering.entries for it in entry.records if isinstance(it, Profile))


def _answered(profile: Profile) -> Iterator[str]:
    for item in fields(Profile):
        value = getattr(profile, item.name)
        known = value.known if isinstance(value, Truth) else value is not None
        if known and item.name not in OF_EACH_FILE:
            yield item.name


def until(diary: Diary, last: date) -> Diary:
    """The diary without what is dated after a day, which nobody can have lived; the last of its readings says so.

    >>> from reprieve.pathway.diary.records import DayEntry, Reading
    >>> days = (DayEntry(day=date(2026, 3, 1)), DayEntry(day=date(2036, 3, 1)))
    >>> kept = until(Diary(days=days, readings=(Reading(format="reprieve"),)), date(2026, 3, 2))
    >>> [str(entry.day) for entry in kept.days], kept.readings[0].notes
    (['2026-03-01'], ('1 entry lies in the future and was left out; correct its date and bring it again.',))
    """
    attacks = tuple(it for it in diary.attacks if max(it.start, it.end or it.start).date() <= last)
    doses = tuple(it for it in diary.doses if it.on <= last)
    days = tuple(it for it in diary.days if it.day <= last)
    lost = len(diary.attacks) + len(diary.doses) + len(diary.days) - len(attacks) - len(doses) - len(days)
    if not lost:
        return diary
    why = count(
        lost,
        "{n} entry lies in the future and was left out; correct its date and bring it again.",
        "{n} entries lie in the future and were left out; correct their dates and bring them again.",
    )
    readings = list(diary.readings)
    if readings:
        latest = readings[-1]
        readings[-1] = replace(latest, notes=(*latest.notes, why), rows_left_out=latest.rows_left_out + lost)
    return replace(diary, attacks=attacks, doses=doses, days=days, readings=tuple(readings))
