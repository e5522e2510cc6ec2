"""How much of a diary is written, and how many days does it count, month by month and drug by drug?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from reprieve.pathway.diagnosis import medication_overuse
from reprieve.pathway.diagnosis.days import HEADACHE_DAY, MIGRAINE_DAY
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Days, Gate
from reprieve.pathway.rules.judge import Explanation, decide, explain
from reprieve.pathway.terms.bounds import DayCount
from reprieve.pathway.terms.text import count, say
from reprieve.pathway.terms.truth import NOT_KNOWN, YES, Truth

# What is written down later than this is recall; the electronic diary of Leiden locks a day after 48 h.
RECALL_AFTER = timedelta(hours=48)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDays:
    """Days with one class of drug beside the limit of ICHD-3 8.2, which is per window of 30 days.

    `reason` is why the status is what it is, where the days beside the limit do not show it; else empty.
    """

    code: str
    name: str
    limit_days: int
    status: Truth
    windows: tuple[DayCount, ...]
    windows_28: tuple[DayCount, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One calendar month of the diary, as far as the diary reaches."""

    first: date
    last: date
    headache: DayCount
    migraine: DayCount
    drugs: DayCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of its span a diary says anything about.

    `first` and `last` are None when nothing is written; the counts also while a red flag withholds
    them. `late_entries` are attacks and days written down more than 48 hours after: recall rather than
    diary. None where no entry time is recorded.
    `notes` are what else must be known to read the counts.
    """

    first: date | None
    last: date | None
    span_days: int
    written_days: int
    headache: DayCount | None
    migraine: DayCount | None
    late_entries: int | None = None
    notes: tuple[str, ...] = ()


def class_days(findings: Findings) -> tuple[ClassDays, ...]:
    return tuple(
        ClassDays(
            code=subtype.code,
            name=node.that.text,
            limit_days=node.at_least,
            status=decide(subtype.criteria[1], findings),
            windows=findings.day_counts(node),
            windows_28=findings.day_counts(replace(node, window_days=28)),
            reason=_beside_the_days(explain(subtype.criteria[1], findings), findings),
        )
        for subtype, node in zip(medication_overuse.SUBTYPES, medication_overuse.COUNTED_DAYS.values(), strict=True)
    )


def _beside_the_days(found: Explanation, findings: Findings) -> str:
    """What decides besides the days: another condition, or how long the diary is."""
    node = found.node
    if isinstance(node, Gate):
        days, *others = found.parts
        if found.truth in (YES, days.truth):
            return ""
        return "; ".join(dict.fromkeys(_deciding(part) for part in others if part.truth is found.truth))
    if not isinstance(node, Days) or found.truth is not NOT_KNOWN or findings.span_days > node.span_over_days:
        return ""
    if any(window.bounds.reaches(at_least=node.at_least) is not YES for window in findings.day_counts(node)):
        return ""
    return count(
        findings.span_days,
        "the diary spans {n} day, and more than {over} are needed",
        "the diary spans {n} days, and more than {over} are needed",
        over=node.span_over_days,
    )


def _deciding(part: Explanation) -> str:
    if part.truth is NOT_KNOWN:
        return say("not known: {parts}", parts=say(part.node.text))
    met = [one.node.text for one in part.parts if one.truth is YES]
    if isinstance(part.node, Gate) and part.node.at_most == 0 and met:
        return say("counted on its own: {parts}", parts="; ".join(say(text) for text in met))
    return say("not met: {parts}", parts=say(part.node.text))


def coverage_of(findings: Findings, *, withheld: bool) -> Coverage:
    first, last = findings.calendar.first, findings.calendar.last
    if first is None or last is None:
        return Coverage(first=None, last=None, span_days=0, written_days=0, headache=None, migraine=None)
    headache = findings.count(HEADACHE_DAY.unit, HEADACHE_DAY.that, first, last)
    if withheld:
        return Coverage(
            first=first,
            last=last,
            span_days=findings.span_days,
            written_days=headache.written,
            headache=None,
            migraine=None,
        )
    return Coverage(
        first=first,
        last=last,
        span_days=findings.span_days,
        written_days=headache.written,
        headache=headache,
        migraine=findings.count(MIGRAINE_DAY.unit, MIGRAINE_DAY.that, first, last),
        late_entries=_late_entries(findings),
        notes=_notes(findings.diary),
    )


def _notes(diary: Diary) -> tuple[str, ...]:
    lost = sum(reading.rows_left_out for reading in diary.readings)
    vouched = YES in (diary.profile.every_headache_written, diary.profile.every_dose_written)
    if not lost or not vouched:
        return ()
    text = count(
        lost,
        "{n} row or answer could not be read, so empty days stay not written, "
        "although every entry is said to be there. "
        "Correct the row and try again.",
        "{n} rows or answers could not be read, so empty days stay not written, "
        "although every entry is said to be there. "
        "Correct the rows and try again.",
    )
    return (text,)


def _late_entries(findings: Findings) -> int | None:
    # What is written while it still goes on is no recall, however long ago it began.
    delays = [
        attack.entered_at - (attack.end or attack.start) if attack.ongoing is not YES else timedelta(0)
        for attack in findings.diary.attacks
        if attack.entered_at
    ]
    delays += [
        entry.entered_at - datetime.combine(entry.day + timedelta(days=1), time(), entry.entered_at.tzinfo)
        for entry in findings.diary.days
        if entry.entered_at
    ]
    return sum(delay > RECALL_AFTER for delay in delays) if delays else None


def months_of(findings: Findings) -> Iterator[Month]:
    first, last = findings.calendar.first, findings.calendar.last
    while first is not None and last is not None and first <= last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = min(following - timedelta(days=1), last)
        yield Month(
            first=first,
            last=end,
            headache=findings.count(HEADACHE_DAY.unit, HEADACHE_DAY.that, first, end),
            migraine=findings.count(MIGRAINE_DAY.unit, MIGRAINE_DAY.that, first, end),
            drugs=findings.count(Unit.DOSE, medication_overuse.ANY_DRUG, first, end),
        )
        first = following
