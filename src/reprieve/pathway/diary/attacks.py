"""Which records are one attack, how long did it last, and what was taken for it?

Overlapping or touching records are one attack. Quiet spells between attacks are judged apart, in
`spells`, because only some rules bridge them.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from reprieve.pathway.diary.records import Attack, Diary, Dose
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, YES, Truth, any_of

# A drug written down without naming its attack belongs to the attack that was going on; where the
# attack's end is not known, to one that began at most this long before. [ours]
DOSE_REACH = timedelta(hours=24)
# So many attacks around one dose are looked at, the latest; a hundred on a few days are no diary.
MOST_NEAR = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeAttack:
    """One attack, of one or several records, with the doses taken for it.

    Parameters
    ----------
    records : tuple of Attack
        In order of start; at least one.
    no_later_than : datetime or None
        Where the end is not recorded: the beginning of the next day that is written as free of headache.
    doses : tuple of Dose
    maybe_dosed : bool
        Whether a drug is written that may have been taken for this attack or for another.
    known_until : datetime
        The last moment at which the pain is known to have gone on.
    end : datetime or None
        None while it goes on, and when its end is not recorded.
    """

    records: tuple[Attack, ...]
    known_until: datetime
    end: datetime | None
    no_later_than: datetime | None = None
    doses: tuple[Dose, ...] = ()
    maybe_dosed: bool = False

    @property
    def start(self) -> datetime:
        """When it began."""
        return self.records[0].start

    @property
    def ongoing(self) -> bool:
        """Whether it is written that it still went on."""
        return self.end is None and any(record.ongoing is YES for record in self.records)

    @property
    def lasted_h(self) -> Bounds:
        """How long the pain lasted, in hours; no upper bound while the end is not known."""
        least = hours(self.start, self.known_until)
        if self.end is not None:
            return Bounds(least, least)
        if self.no_later_than is None:
            return Bounds(least, math.inf)
        return Bounds(least, max(least, hours(self.start, self.no_later_than)))

    @property
    def first_day(self) -> date:
        """The calendar day it began, by the clock the person wrote it with."""
        return self.start.date()

    @property
    def last_day(self) -> date:
        """The last calendar day with pain; an end at midnight does not reach the new day."""
        last = self.known_until
        if last > self.start and last.time() == datetime.min.time():
            last -= timedelta(microseconds=1)
        return max(last.date(), self.first_day)

    @property
    def days(self) -> list[date]:
        """Every calendar day on which the pain is known to have been."""
        return [self.first_day + timedelta(days=n) for n in range((self.last_day - self.first_day).days + 1)]

    def recorded(self, item: str) -> Truth:
        """A yes-or-no item over all records of the attack: yes as soon as one says yes."""
        if len(self.records) == 1:
            truth: Truth = getattr(self.records[0], item)
            return truth
        return any_of(getattr(record, item) for record in self.records)


def hours(start: datetime, end: datetime) -> float:
    """Hours from one moment to another, over any change of clocks."""
    return (end - start).total_seconds() / 3600


def end_of(attack: Attack) -> datetime | None:
    """When a record's pain ended; None where it went on or its end is not known.

    Slept through and woken without pain, it ran to the waking. Slept through and not written how the
    person woke, it may have ended at any time from falling asleep.
    """
    if attack.ongoing is YES:
        return None
    if attack.woke_at is None or attack.slept_through is NO or attack.woke_pain_free is NO:
        return attack.end
    if attack.woke_pain_free is YES:
        return attack.woke_at if attack.end is None else max(attack.end, attack.woke_at)
    return attack.end if attack.end is not None and attack.end >= attack.woke_at else None


def _known_until(attack: Attack, doses: Iterable[Dose], as_of: datetime | None) -> datetime:
    """The last moment at which the pain of a record without a known end is known to have been there."""
    moments = [attack.start]
    moments += [dose.time for dose in doses if dose.time is not None]
    if attack.end is not None:
        moments.append(attack.end)
    if attack.woke_at is not None and attack.woke_pain_free is NO:
        moments.append(attack.woke_at)
    if attack.ongoing is YES:
        moments += [moment for moment in (attack.entered_at, as_of) if moment is not None]
    return max(moments)


def whole_attacks(diary: Diary, *, as_of: datetime | None = None) -> tuple[WholeAttack, ...]:
    """The diary's attacks as they are judged, in order of start.

    Parameters
    ----------
    diary : Diary
    as_of : datetime or None
        A moment at which the attack written as still going on, if it is the last one, was still going on.
    """
    by_key: dict[str, list[Dose]] = defaultdict(list)
    for dose in diary.doses:
        by_key[dose.attack_key].append(dose)
    merged: list[_Merging] = []
    for position, attack in enumerate(diary.attacks):
        own = by_key[attack.key] if attack.key else []
        still = as_of if position == len(diary.attacks) - 1 else None
        end = end_of(attack)
        until = end or _known_until(attack, own, still)
        if merged and attack.start <= merged[-1].known_until:
            merged[-1].join(attack, until, end)
        else:
            merged.append(_Merging(records=[attack], known_until=until, end_known=end is not None, doses=[]))
    _hand_out(by_key, merged)
    _limit(merged, diary)
    return tuple(one.done() for one in merged)


@dataclass(slots=True, kw_only=True)
class _Merging:
    """A whole attack while its records are still coming in."""

    records: list[Attack]
    known_until: datetime
    end_known: bool
    doses: list[Dose]
    maybe_dosed: bool = False
    no_later_than: datetime | None = None

    def join(self, attack: Attack, until: datetime, end: datetime | None) -> None:
        self.records.append(attack)
        self.known_until = max(self.known_until, until)
        self.end_known = self.end_known and end is not None

    def done(self) -> WholeAttack:
        return WholeAttack(
            records=tuple(self.records),
            known_until=self.known_until,
            end=self.known_until if self.end_known else None,
            doses=tuple(self.doses),
            maybe_dosed=self.maybe_dosed,
            no_later_than=self.no_later_than,
        )


def _limit(merged: Sequence[_Merging], diary: Diary) -> None:
    """An attack without an end ended before the next day that is written as free of headache."""
    said = defaultdict(set)
    for entry in diary.days:
        if entry.headache.known:
            said[entry.day].add(entry.headache)
    free = sorted(day for day, answers in said.items() if answers == {NO})
    for one in merged:
        # Of an attack without pain, such as an aura alone, a day without headache tells nothing.
        hurt = any(record.pain_0_to_10 for record in one.records)
        # Written as going on, and nobody knows when: perhaps on the last of the days.
        timeless = any(record.ongoing is YES and record.entered_at is None for record in one.records)
        if one.end_known or not hurt or timeless:
            continue
        position = bisect_right(free, one.known_until.date())
        if position < len(free):
            one.no_later_than = datetime.combine(free[position], time(), one.known_until.tzinfo)


def _hand_out(by_key: dict[str, list[Dose]], merged: Sequence[_Merging]) -> None:
    """Give each dose to the attack it names, or to the only one it can have been taken for."""
    keys: set[str] = set()
    for one in merged:
        for key in dict.fromkeys(record.key for record in one.records if record.key):
            keys.add(key)
            one.doses += by_key.get(key, ())
    starts = [one.records[0].start for one in merged]
    wholes = [one.done() for one in merged]
    for key, doses in by_key.items():
        for dose in doses if key not in keys else ():
            fitting = [n for n in _near(dose, starts) if _fits(dose, wholes[n])]
            if len(fitting) == 1:
                merged[fitting[0]].doses.append(dose)
            for position in fitting if len(fitting) > 1 else ():
                merged[position].maybe_dosed = True


def _near(dose: Dose, starts: Sequence[datetime]) -> range:
    """The positions of the attacks a dose may belong to: those that began shortly before, and the one before them."""
    if dose.time is not None:
        first, last = dose.time - DOSE_REACH, dose.time
    else:
        midnight = datetime.combine(dose.on, time(), UTC)
        first, last = midnight - timedelta(days=2), midnight + timedelta(days=3)
    # More than two fitting attacks leave a dose with none for certain; a few are enough to know that.
    begin = max(bisect_left(starts, first) - 1, 0)
    end = bisect_right(starts, last)
    return range(max(begin, end - MOST_NEAR), end)


def _fits(dose: Dose, whole: WholeAttack) -> bool:
    if dose.time is None:
        return whole.first_day <= dose.on <= whole.last_day
    until = whole.start + DOSE_REACH if whole.end is None else whole.end
    return whole.start <= dose.time <= max(until, whole.known_until)
