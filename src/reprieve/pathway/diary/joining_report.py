"""What is told to the person about how their files were put together?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from reprieve.pathway.diary.joining_groups import Dropped, Group, Written
from reprieve.pathway.diary.joining_items import as_written
from reprieve.pathway.diary.merge_report import Apart, Conflict, MergeReport, Overlap, Same, Told, What
from reprieve.pathway.diary.records import Attack, DayEntry, Dose, Profile, Treatment
from reprieve.pathway.terms.truth import NO, YES

AnyGroup = Group[Attack] | Group[Dose] | Group[Treatment] | Group[Profile]
_DAY_ITEMS = ("headache", "drug_taken", "other_symptoms", "menstruation", "menstruation_begins")


def report_on(
    *,
    attacks: Sequence[Group[Attack]],
    doses: Sequence[Group[Dose]],
    days: Sequence[Written[DayEntry]],
    treatments: Sequence[Group[Treatment]],
    profile: Group[Profile],
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
        conflicts=tuple(sorted([*conflicts, *_contradictions(days)], key=_by_day)),
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
        yield Conflict(
            what=what,
            on=on,
            item=item,
            kept=Told(value=as_written(item, ones[0].kept), files=tuple(sorted(ones[0].kept_by))),
            dropped=tuple(Told(value=as_written(item, one.value), files=tuple(sorted(one.files))) for one in ones),
        )


def _contradictions(days: Sequence[Written[DayEntry]]) -> Iterator[Conflict]:
    """Days of which one file says yes and another no: nothing is kept, the day is not known."""
    said: dict[tuple[date, str], dict[object, set[int]]] = defaultdict(lambda: defaultdict(set))
    for one in days:
        for item in _DAY_ITEMS:
            said[one.record.day, item][getattr(one.record, item)] |= one.files
    for (day, item), by_answer in said.items():
        yes, no = by_answer[YES], by_answer[NO]
        if yes and no and len(yes | no) > 1:
            told = tuple(Told(value=word, files=tuple(sorted(files))) for word, files in (("yes", yes), ("no", no)))
            yield Conflict(what=What.DAY, on=day, item=item, kept=None, dropped=told)


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
