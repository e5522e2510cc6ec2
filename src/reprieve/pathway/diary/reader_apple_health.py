"""What does an export of Apple Health say about headaches?

Of some hundred types of records five are read: headache, nausea, vomiting, sleep and menstrual flow.
Who or what recorded an entry, and every other value, is passed over and never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from reprieve.pathway.diary import apple_health_words as words
from reprieve.pathway.diary.apple_health_days import (
    LONGEST_OF_DAYS,
    Days,
    Flow,
    give_flows,
    give_free_days,
    give_symptoms,
)
from reprieve.pathway.diary.apple_health_entries import Draft, Drafts, Symptom
from reprieve.pathway.diary.apple_health_sleep import MOST_STAGES, Nights, sleep_over
from reprieve.pathway.diary.apple_health_xml import Walk, Written, walk
from reprieve.pathway.diary.choices import EasedBy
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.records import Attack
from reprieve.pathway.diary.wall_clock import FIRST_YEAR, LAST_YEAR
from reprieve.pathway.terms.errors import UnreadableFile
from reprieve.pathway.terms.text import count, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

FORMAT = "apple_health"
# Twenty years with a headache, nausea and bleeding entered every day.
MOST_RECORDS = 30_000
_TIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d):?(\d\d)", re.ASCII)
# A headache may go on for months, but not for years in one record.
_LONGEST = timedelta(days=366)


@dataclass(slots=True)
class _Found:
    """The records of one export that are read, each once."""

    name: str
    gathering: Gathering
    most: int
    symptoms: dict[str, list[Symptom]] = field(
        default_factory=lambda: {words.HEADACHE: [], words.NAUSEA: [], words.VOMITING: []}
    )
    flows: list[Flow] = field(default_factory=list)
    nights: Nights = field(default_factory=Nights)
    seen: set[tuple[object, ...]] = field(default_factory=set)
    taken: int = 0

    def take(self, written: Written) -> None:
        """Keeps a record, or says why it was left out."""
        start, end = _time(written.start), _time(written.end or written.start)
        headache = written.kind == words.HEADACHE
        longest = _LONGEST if headache else LONGEST_OF_DAYS
        if start is None or end is None or end < start or end - start > longest:
            reason = say("its times cannot be read, or do not fit together; the record was left out.")
            self.gathering.leave_out(written.line, reason, whole_row=headache)
            return
        if written.kind == words.SLEEP:
            self._take_sleep(written, start, end)
            return
        self.taken += 1
        if self.taken > self.most:
            raise UnreadableFile(_too_many(self.name, self.most))
        identity = (written.kind, written.value, start, end, written.cycle_start)
        if identity in self.seen:
            self.gathering.repeated_rows += 1
            return
        self.seen.add(identity)
        if written.kind == words.MENSTRUAL_FLOW:
            self._take_flow(written, start, end)
        else:
            self._take_symptom(written, start, end)

    def _take_symptom(self, written: Written, start: datetime, end: datetime) -> None:
        severity = words.SEVERITIES.get(written.value)
        if severity is None:
            self._not_understood(written)
        else:
            self.symptoms[written.kind].append(Symptom(severity, start, end, written.line))

    def _take_flow(self, written: Written, start: datetime, end: datetime) -> None:
        bleeding = words.FLOWS.get(written.value)
        if bleeding is None:
            self._not_understood(written)
            return
        begins = {"1": YES, "0": NO}.get(written.cycle_start, NOT_KNOWN) if bleeding else NOT_KNOWN
        days = Symptom(words.Severity.UNSPECIFIED, start, end, written.line)
        self.flows.append(Flow(bleeding, begins, days.first_day, days.last_day))

    def _take_sleep(self, written: Written, start: datetime, end: datetime) -> None:
        asleep = words.SLEEPS.get(written.value)
        if asleep is None:
            self._not_understood(written)
        elif asleep:
            self.nights.add(start, end)
            if len(self.nights) > MOST_STAGES:
                raise UnreadableFile(_too_many(self.name, MOST_STAGES))

    def _not_understood(self, written: Written) -> None:
        reason = say("its value is not one of those that Apple Health is known to write; the record was left out.")
        self.gathering.leave_out(written.line, reason, whole_row=written.kind == words.HEADACHE)


def read(pieces: Iterable[bytes], name: str, gathering: Gathering, *, max_records: int) -> None:
    """Reads an export, given piece by piece, into the gathering; sleep does not count to `max_records`.

    Raises
    ------
    UnreadableFile
        If it is no export, is built to do harm, or holds more records of the types that are read.
    """
    found = _Found(name, gathering, min(max_records, MOST_RECORDS))
    way = walk(pieces, words.TYPES, found.take, name)
    drafts = Drafts(symptom for symptom in found.symptoms[words.HEADACHE] if symptom.present)
    days = Days()
    give_symptoms(found.symptoms, drafts, days, gathering)
    give_free_days(found.symptoms[words.HEADACHE], drafts, days, gathering)
    give_flows(found.flows, days)
    for day in drafts.days_without_attack():
        days.of(day).headache = YES
    _keep_attacks(drafts.all(), found.nights, gathering)
    days.keep(gathering)
    _note_the_rest(found, way, gathering)


def _too_many(name: str, most: int) -> str:
    return say("{name} must hold at most {n} records of the types that are read; it holds more.", name=name, n=most)


def _time(text: str) -> datetime | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    try:
        time = datetime.fromisoformat("{}T{}{}:{}".format(*found.groups()))
    except ValueError:
        return None
    return time if FIRST_YEAR <= time.year <= LAST_YEAR else None


# Attacks -----------------------------------------------------------------------------------------


def _keep_attacks(drafts: list[Draft], nights: Nights, gathering: Gathering) -> None:
    sleeps = nights.whole() if drafts else []
    slept = 0
    for draft in drafts:
        ended: dict[str, Any] = {}
        sleep = sleep_over(sleeps, draft.start, draft.end) if draft.end else None
        if sleep:
            slept += 1
            # It is written to have ended before the person woke, so they woke without it.
            ended = {
                "slept_through": YES,
                "woke_at": sleep.woke_at,
                "woke_pain_free": YES,
                "eased_by": EasedBy.SLEEP,
            }
        attack = Attack(
            start=draft.start,
            end=draft.end,
            pain_0_to_10=draft.pain_0_to_10,
            nausea=draft.had_nausea,
            vomiting=draft.vomited,
            **ended,
        )
        gathering.check_length(attack, draft.line)
        gathering.keep(attack, rows=draft.rows)
    _note_attacks(drafts, slept, gathering.notes)


def _note_attacks(drafts: list[Draft], slept: int, notes: list[str]) -> None:
    in_words = sum(draft.pain_0_to_10 is not None for draft in drafts)
    if in_words:
        notes.append(
            count(
                in_words,
                "The strength of {n} headache is written in words: mild was read as {mild} of 10, moderate as "
                "{moderate}, severe as {severe}.",
                "The strength of {n} headaches is written in words: mild was read as {mild} of 10, moderate as "
                "{moderate}, severe as {severe}.",
                mild=words.PAIN[words.Severity.MILD],
                moderate=words.PAIN[words.Severity.MODERATE],
                severe=words.PAIN[words.Severity.SEVERE],
            )
        )
    without_end = sum(draft.end is None for draft in drafts)
    if without_end:
        notes.append(
            count(
                without_end,
                "{n} headache was entered for a moment or a whole day: its end is not recorded. Several of one day "
                "count as one.",
                "{n} headaches were entered for a moment or a whole day: their end is not recorded. Several of one "
                "day count as one.",
            )
        )
    if slept:
        notes.append(
            count(
                slept,
                "{n} headache is written to have ended during sleep; it counts to the waking.",
                "{n} headaches are written to have ended during sleep; they count to the waking.",
            )
        )


def _note_the_rest(found: _Found, way: Walk, gathering: Gathering) -> None:
    if not found.symptoms[words.HEADACHE]:
        gathering.notes.append(say("The export holds no record of a headache."))
    unread = sum(way.unread.values())
    if unread:
        kinds = count(len(way.unread), "{n} other type", "{n} other types")
        gathering.notes.append(
            count(unread, "{n} record of {kinds} was not read.", "{n} records of {kinds} were not read.", kinds=kinds)
        )
    gathering.notes.append(say("Who or what recorded an entry is never read."))
    if not way.whole:
        reason = say(
            "the file breaks off or is damaged here; what stands before was read. Export it again for the rest."
        )
        gathering.leave_out(way.line, reason)
