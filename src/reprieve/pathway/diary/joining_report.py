"""What is told to the person about how their files were put together?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from reprieve.pathway.diary.drugs import may_be_acute
from reprieve.pathway.diary.joining_groups import Dropped, Group, Written
from reprieve.pathway.diary.joining_items import as_written
from reprieve.pathway.diary.merge_report import Apart, Conflict, MergeReport, Overlap, Same, Told, Unvouched, What
from reprieve.pathway.diary.records import Attack, DayEntry, Dose, Profile, Treatment
from reprieve.pathway.terms.truth import NO, YES, Truth

AnyGroup = Group[Attack] | Group[Dose] | Group[Treatment] | Group[Profile]
_DAY_ITEMS = ("headache", "drug_taken", "other_symptoms", "menstruation", "menstruation_begins")


def report_on(
    *,
    attacks: Sequence[Group[Attack]],
    doses: Sequence[Group[Dose]],
    days: Sequence[Written[DayEntry]],
    treatments: Sequence[Group[Treatment]],
    profile: Group[Profile],
    unvouched: tuple[Unvouched, ...] = (),
) -> MergeReport:
    """The duplicates, the overlaps and the conflicts between files, in order of time."""
    told: list[tuple[What, date | None, AnyGroup]] = [
        *((What.ATTACK, group.record.start.date(), group) for group in attacks),
        *((What.DOSE, group.record.on, group) for group in doses),
        *((What.TREATMENT, group.record.started, group) for group in treatments),
        (What.PROFILE, None, profile),
    ]
    several = [(what, on, group) for what, on, group in told if len(group.files) > 1]
    same = [Same(what=what, on=on, files=_numbers(group)) for what, on, group in several if group.alike]
    same += [
        Same(what=What.DAY, on=one.record.day, files=tuple(sorted(one.files))) for one in days if len(one.files) > 1
    ]
    overlaps = [
        Overlap(what=what, on=on, files=_numbers(group), added=group.added)
        for what, on, group in several
        if not group.alike
    ]
    conflicts = [one for what, on, group in several for one in _conflicts(what, on, group.dropped)]
    return MergeReport(
        same=tuple(sorted(same, key=_by_day)),
        overlaps=tuple(sorted(overlaps, key=_by_day)),
        apart=tuple(_apart(attacks)),
        conflicts=tuple(sorted([*conflicts, *_contradictions(days, attacks, doses)], key=_by_day)),
        unvouched=unvouched,
    )


def _numbers(group: AnyGroup) -> tuple[int, ...]:
    return tuple(sorted(group.files))


def _by_day(one: Same | Overlap | Conflict) -> tuple[date, str]:
    return one.on or date.min, one.what.value


def _conflicts(what: What, on: date | None, dropped: Sequence[Dropped]) -> Iterator[Conflict]:
    by_item: dict[str, list[Dropped]] = defaultdict(list)
    for one in dropped:
        by_item[one.item].append(one)
    for item, ones in by_item.items():
        by_value: dict[str, set[int]] = defaultdict(set)
        for one in ones:
            by_value[as_written(item, one.value)] |= one.files
        kept = as_written(item, ones[0].kept)
        yield Conflict(
            what=what,
            on=on,
            item=item,
            kept=Told(value=kept, files=tuple(sorted(ones[0].kept_by))) if kept else None,
            dropped=tuple(Told(value=value, files=tuple(sorted(files))) for value, files in _by_file(by_value)),
        )


def _by_file(by_value: dict[str, set[int]]) -> list[tuple[str, set[int]]]:
    return sorted(by_value.items(), key=lambda one: (sorted(one[1]), one[0]))


def _contradictions(
    days: Sequence[Written[DayEntry]], attacks: Sequence[Group[Attack]], doses: Sequence[Group[Dose]]
) -> Iterator[Conflict]:
    """Days of which one file says yes and another no.

    Of two entries for the day nothing is kept. A headache or a dose that is written with its time outweighs a no.
    """
    by_day: dict[date, list[Written[DayEntry]]] = defaultdict(list)
    for one in days:
        by_day[one.record.day].append(one)
    denied = {
        item: sorted(day for day, told in by_day.items() if _who_says(NO, item, told))
        for item in ("headache", "drug_taken")
    }
    shown = {
        "headache": _who_shows(_headaches(attacks), denied["headache"]),
        "drug_taken": _who_shows(_doses(doses), denied["drug_taken"]),
    }
    for day, told in by_day.items():
        for item in _DAY_ITEMS:
            showing = shown.get(item, {}).get(day, set())
            yes, no = _who_says(YES, item, told) | showing, _who_says(NO, item, told)
            if yes and no and len(yes | no) > 1:
                said_yes = Told(value="yes", files=tuple(sorted(yes)))
                said_no = Told(value="no", files=tuple(sorted(no)))
                yield Conflict(
                    what=What.DAY,
                    on=day,
                    item=item,
                    kept=said_yes if showing else None,
                    dropped=(said_no,) if showing else (said_yes, said_no),
                )


def _headaches(groups: Sequence[Group[Attack]]) -> Iterator[tuple[date, date, frozenset[int]]]:
    """The first and the last day on which each headache surely was, and who tells it."""
    for group in groups:
        attack = group.record
        if attack.pain_0_to_10 == 0:
            continue
        first = attack.start.date()
        # At midnight it was over before the day began.
        last = (attack.end - timedelta(microseconds=1)).date() if attack.end is not None else first
        yield first, max(first, last), group.files


def _doses(groups: Sequence[Group[Dose]]) -> Iterator[tuple[date, date, frozenset[int]]]:
    return ((group.record.on, group.record.on, group.files) for group in groups if _against_headache(group.record))


def _against_headache(dose: Dose) -> bool:
    return dose.days == 1 and may_be_acute(dose.name)


def _who_shows(stretches: Iterable[tuple[date, date, frozenset[int]]], days: Sequence[date]) -> dict[date, set[int]]:
    """The files of which a stretch holds each of the days, which are in order."""
    in_order = sorted(stretches, key=lambda stretch: stretch[0])
    found: dict[date, set[int]] = {}
    reaching: dict[int, date] = {}
    at = 0
    for day in days:
        while at < len(in_order) and in_order[at][0] <= day:
            for number in in_order[at][2]:
                reaching[number] = max(in_order[at][1], reaching.get(number, date.min))
            at += 1
        found[day] = {number for number, last in reaching.items() if last >= day}
    return found


def _who_says(answer: Truth, item: str, told: Sequence[Written[DayEntry]]) -> set[int]:
    return {number for one in told if getattr(one.record, item) is answer for number in one.files}


def _apart(groups: Sequence[Group[Attack]]) -> Iterator[Apart]:
    """Attacks that begin while one that only other files tell still goes on."""
    latest: dict[frozenset[int], datetime] = {}
    for group in sorted(groups, key=lambda group: group.record.start):
        attack, files = group.record, group.files
        for others, end in latest.items():
            if attack.start < end and files.isdisjoint(others):
                yield Apart(on=attack.start.date(), files=tuple(sorted(files | others)))
                break
        if attack.end is not None:
            latest[files] = max(attack.end, latest.get(files, attack.end))
