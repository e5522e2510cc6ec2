"""Which records are one attack, how long did it last, and what was taken for it?

Overlapping or touching records are one attack. Quiet spells between attacks are judged apart, in
`spells`, because only some rules bridge them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from reprieve.pathway.diary.records import Attack, Diary, Dose
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, YES, Truth, any_of

# A drug written down without naming its attack belongs to the attack that was going on; where the
# attack's end is not known, to one that began at most this long before. [ours]
DOSE_REACH = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeAttack:
    """One attack, of one or several records, with the doses taken for it.

    Parameters
    ----------
    records : tuple of Attack
        In order of start; at least one.
    doses : tuple of Dose
    known_until : datetime
        The last moment at which the pain is known to have gone on.
    end : datetime or None
        None while it goes on, and when its end is not recorded.
    """

    records: tuple[Attack, ...]
    known_until: datetime
    end: datetime | None
    doses: tuple[Dose, ...] = field(default=())

    @property
    def start(self) -> datetime:
        """When it began."""
        return self.records[0].start

    @property
    def ongoing(self) -> bool:
        """Whether it is written that it still went on."""
        return self.end is None and self.records[-1].ongoing is YES

    @property
    def lasted_h(self) -> Bounds:
        """How long the pain lasted, in hours; no upper bound while the end is not known."""
        least = hours(self.start, self.known_until)
        return Bounds(least, float("inf") if self.end is None else least)

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
    merged: list[WholeAttack] = []
    for position, attack in enumerate(diary.attacks):
        own = by_key[attack.key] if attack.key else []
        still = as_of if position == len(diary.attacks) - 1 else None
        end = end_of(attack)
        until = end or _known_until(attack, own, still)
        if merged and attack.start <= merged[-1].known_until:
            merged[-1] = _join(merged[-1], attack, until, end)
        else:
            merged.append(WholeAttack(records=(attack,), known_until=until, end=end))
    return _with_doses(merged, by_key)


def _join(whole: WholeAttack, attack: Attack, until: datetime, end: datetime | None) -> WholeAttack:
    last = max(whole.known_until, until)
    known = whole.end is not None and end is not None
    return WholeAttack(records=(*whole.records, attack), known_until=last, end=last if known else None)


def _with_doses(merged: Sequence[WholeAttack], by_key: dict[str, list[Dose]]) -> tuple[WholeAttack, ...]:
    keys = {record.key for whole in merged for record in whole.records if record.key}
    loose = [dose for key, doses in by_key.items() if key not in keys for dose in doses]
    taken: dict[int, list[Dose]] = defaultdict(list)
    for dose in loose:
        position = _attack_of(dose, merged)
        if position is not None:
            taken[position].append(dose)
    return tuple(
        WholeAttack(
            records=whole.records,
            known_until=whole.known_until,
            end=whole.end,
            doses=tuple(
                [dose for record in whole.records if record.key for dose in by_key[record.key]] + taken[position]
            ),
        )
        for position, whole in enumerate(merged)
    )


def _attack_of(dose: Dose, merged: Sequence[WholeAttack]) -> int | None:
    """The position of the only attack a dose can have been taken for; None when there is none or more than one."""
    fitting = [position for position, whole in enumerate(merged) if _fits(dose, whole)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(dose: Dose, whole: WholeAttack) -> bool:
    if dose.time is None:
        return whole.first_day <= dose.on <= whole.last_day
    until = whole.start + DOSE_REACH if whole.end is None else whole.end
    return whole.start <= dose.time <= max(until, whole.known_until)
