"""What does the diary say to what the trigeminal kinds of headache, and daily headaches, ask?

Their attacks are short, so times count to the minute or the second, and their course decides: how
often attacks come, in periods or without a break. What a measure gives are the least and the most
that can have been; see `reprieve.pathway.rules.measures`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reprieve.pathway.diary.attacks import WholeAttack
from reprieve.pathway.diary.choices import Autonomic
from reprieve.pathway.diary.records import Attack
from reprieve.pathway.diary.timeline import Timeline
from reprieve.pathway.rules.measures import LongestStretch, Measure, PeriodsApart, ShareInStep, ShareOfBusyDays
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, all_of, any_of, truth_of

if TYPE_CHECKING:
    from reprieve.pathway.diary.attack_facts import AttackFacts
    from reprieve.pathway.diary.findings import Findings

# The share of the active time is told by attacks, and is given in percent.
WHOLE = 100.0

# One attack


def has_clock_times(attack: WholeAttack) -> bool:
    """Whether an attack was written with times of the clock, and not as whole days from midnight to midnight."""
    return not (_is_midnight(attack.start) and (attack.end is None or _is_midnight(attack.end)))


def _is_midnight(moment: datetime) -> bool:
    return moment.time() == time()


def minutes(lasted_h: Bounds, attack: WholeAttack) -> Bounds:
    """The same length in minutes; not known of an attack written without times of the clock."""
    return _in_units(lasted_h, 60) if has_clock_times(attack) else UNKNOWN_AMOUNT


def lasted_s(attack: WholeAttack) -> Bounds:
    """How many seconds it lasted; begun and ended in the same minute, anything up to one minute."""
    if not has_clock_times(attack):
        return UNKNOWN_AMOUNT
    if attack.end == attack.start and not attack.start.second:
        return Bounds(0, 60)
    return _in_units(attack.lasted_h, 3600)


def _in_units(hours: Bounds, an_hour: int) -> Bounds:
    # Hours are fractions; a sixtieth of one need not come back as a whole minute by itself.
    return Bounds(*(edge if math.isinf(edge) else round(edge * an_hour, 6) for edge in (hours.lower, hours.upper)))


def trigeminal_site(it: AttackFacts) -> Truth:
    """Around the eye or in the temple is in the face; elsewhere may be too: cheek and jaw are not asked."""
    return YES if it.attack.recorded("around_eye_or_temple") is YES else NOT_KNOWN


def autonomic_sign(it: AttackFacts) -> Truth:
    """Whether there was any sign of the face."""
    return any_of(_any_sign(record) for record in it.attack.records)


def _any_sign(record: Attack) -> Truth:
    if record.autonomic:
        return YES
    return NOT_KNOWN if record.autonomic is None or not record.autonomic_complete else NO


def red_and_watering_eye(it: AttackFacts) -> Truth:
    """Whether the eye was both red and watering: SUNCT rather than SUNA."""
    return all_of(_sign(it, sign) for sign in (Autonomic.CONJUNCTIVAL_INJECTION, Autonomic.LACRIMATION))


def _sign(it: AttackFacts, sign: Autonomic) -> Truth:
    def of(record: Attack) -> Truth:
        if record.autonomic is None:
            return NOT_KNOWN
        return YES if sign in record.autonomic else truth_of(False if record.autonomic_complete else None)

    return any_of(of(record) for record in it.attack.records)


# The person


def daily_for_days(findings: Findings) -> Bounds:
    """How many days there has been headache every day, by the person's word, up to the last written day."""
    since, last = findings.diary.profile.daily_since, findings.calendar.last
    if since is None or last is None:
        return UNKNOWN_AMOUNT
    days = max((last - since).days + 1, 0)
    return Bounds(days, days)


# The course of attacks


def share_in_step(measure: ShareInStep, timeline: Timeline) -> Bounds:
    """Which share of the days with attacks has others near enough, and not too many."""
    if not timeline.certain:
        return _none_certain(timeline)
    certain, possible = _per_day(timeline.certain), _per_day(timeline.possible)
    most = measure.most_a_day or math.inf
    # Several on the only day there is are near one another.
    alone = possible.keys() if len(possible) == 1 and not timeline.unwritten else set()
    surely_in = sum(
        possible[day] <= most and (_near(day, certain, measure) or (day in alone and certain[day] > 1))
        for day in certain
    )
    may_be_near = {day for day in possible if _may_be_near(day, certain, possible, measure, timeline)}
    maybe_in = sum(certain[day] <= most for day in may_be_near)
    surely_out = sum(certain[day] > most or day not in may_be_near for day in certain)
    return _share(surely_in, maybe_in, surely_out, possible, measure, timeline)


def _per_day(attacks: tuple[WholeAttack, ...]) -> Counter[date]:
    return Counter(attack.first_day for attack in attacks)


def _near(day: date, counts: Mapping[date, int], measure: ShareInStep) -> bool:
    return any(other in counts for other in _around(day, measure))


def _may_be_near(
    day: date, certain: Mapping[date, int], possible: Mapping[date, int], measure: ShareInStep, timeline: Timeline
) -> bool:
    """Whether a day near by has, or may have had, such an attack; or several were on what may be the only day."""
    if _near(day, possible, measure) or (possible[day] > 1 and certain.keys() <= {day}):
        return True
    return any(timeline.begun_on(other) is NOT_KNOWN for other in _around(day, measure))


def _around(day: date, measure: ShareInStep) -> list[date]:
    apart = range(1, measure.days_apart + 1)
    return [day + timedelta(days=sign * n) for n in apart for sign in (-1, 1)]


def share_of_busy_days(measure: ShareOfBusyDays, timeline: Timeline) -> Bounds:
    """Which share of the days with attacks has many of them."""
    if not timeline.certain:
        return _none_certain(timeline)
    certain, possible = _per_day(timeline.certain), _per_day(timeline.possible)
    surely_busy = sum(number >= measure.least_a_day for number in certain.values())
    maybe_busy = sum(number >= measure.least_a_day for number in possible.values())
    surely_quiet = sum(possible[day] < measure.least_a_day for day in certain)
    return _share(surely_busy, maybe_busy, surely_quiet, possible, measure, timeline)


def _none_certain(timeline: Timeline) -> Bounds:
    return Bounds(0, WHOLE) if timeline.possible or timeline.unwritten else Bounds(0, 0)


def _share(
    surely: int,
    maybe: int,
    surely_not: int,
    possible: Collection[date],
    measure: ShareInStep | ShareOfBusyDays,
    timeline: Timeline,
) -> Bounds:
    """The share of days in percent; any unwritten day may be one of them, or one of the others."""
    unwritten = len(timeline.unwritten)
    lower = WHOLE * surely / (len(possible) + unwritten)
    if len(timeline.certain) < measure.from_attacks or not surely_not:
        return Bounds(lower, WHOLE)
    most = maybe + unwritten
    return Bounds(lower, WHOLE * most / (most + surely_not))


def periods_apart(measure: PeriodsApart, timeline: Timeline) -> Bounds:
    """How many periods there certainly were; before the diary there may have been any number."""
    certain = sorted(_per_day(timeline.certain))
    if any(_length(run) >= measure.longest_days for run in _runs(certain, measure.free_days)):
        return Bounds(0, 0)
    stretches = _stretches(timeline, measure.free_days)
    if any(_length(stretch) >= measure.longest_days for stretch in stretches):
        return UNKNOWN_AMOUNT
    # What goes on from before the diary may have gone on for longer than a period does.
    whole = [stretch for stretch in stretches if stretch[0] != timeline.days[0]]
    return Bounds(sum(_is_a_period(stretch, certain, measure) for stretch in whole), math.inf)


def _is_a_period(stretch: Sequence[date], certain: Sequence[date], measure: PeriodsApart) -> bool:
    """Whether a stretch holds one period; of attacks that free days may part it is not known whether they are two."""
    runs = _runs([day for day in certain if stretch[0] <= day <= stretch[-1]], measure.free_days)
    return len(runs) == 1 and _length(runs[0]) >= measure.shortest_days


def longest_stretch(measure: LongestStretch, timeline: Timeline) -> Bounds:
    """How long the attacks went on without so many free days: by those that are certain, and at most."""
    certain = sorted(_per_day(timeline.certain))
    if not certain:
        return UNKNOWN_AMOUNT
    lower = max(_length(run) for run in _runs(certain, measure.free_days))
    return Bounds(lower, max(lower, _longest_not_free(measure.free_days, timeline)))


def _runs(days: list[date], free_days: int) -> list[list[date]]:
    """The days in runs, parted where so many days lie between two of them."""
    runs: list[list[date]] = [[days[0]]] if days else []
    for before, day in pairwise(days):
        if _free_between(before, day) < free_days:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _longest_not_free(free_days: int, timeline: Timeline) -> float:
    """The longest time of the diary that holds no certain remission; no limit where it begins with the diary."""
    stretches = _stretches(timeline, free_days)
    if stretches and stretches[0][0] == timeline.days[0]:
        return math.inf
    return max(map(_length, stretches), default=0)


def _stretches(timeline: Timeline, free_days: int) -> list[list[date]]:
    """The days on which attacks began or may have begun, parted where so many days in a row are told to be free.

    The first begins with the first day of the diary, unless so many free days are told before it.
    """
    stretches: list[list[date]] = []
    free = 0
    for day in timeline.days:
        if timeline.begun_on(day) is NO:
            free += 1
            continue
        if free >= free_days:
            stretches.append([])
        elif not stretches:
            stretches.append([timeline.days[0]])
        stretches[-1].append(day)
        free = 0
    return stretches


def _free_between(before: date, after: date) -> int:
    return (after - before).days - 1


def _length(days: Sequence[date]) -> int:
    return (days[-1] - days[0]).days + 1


OF_COURSE: Mapping[type[Measure], Callable[[Any, Timeline], Bounds]] = {
    ShareInStep: share_in_step,
    ShareOfBusyDays: share_of_busy_days,
    PeriodsApart: periods_apart,
    LongestStretch: longest_stretch,
}
