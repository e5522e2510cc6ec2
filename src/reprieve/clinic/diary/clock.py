"""What time is it where the patient is, and which moment is meant by what their clock showed?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from django.utils import timezone as django_timezone

from reprieve.clinic.people.models import Patient

FIRST, SECOND = "first", "second"


class NoSuchTime(Exception):
    """The clock was put forward over it."""


class CameTwice(Exception):
    """The clock was put back over it, and nobody said which of the two is meant."""


def zone_of(patient: Patient) -> ZoneInfo:
    return ZoneInfo(patient.zone)


def this_moment(patient: Patient) -> datetime:
    """Now, exactly: what is said later stands in the place of what was said before."""
    return in_zone(django_timezone.now(), patient)


def now_of(patient: Patient) -> datetime:
    """Now, to the minute, as a person would write it."""
    return to_the_minute(this_moment(patient))


def to_the_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def in_zone(moment: datetime, patient: Patient) -> datetime:
    """The same moment by the patient's clock, with the offset it has then and no zone that could change it."""
    there = moment.astimezone(zone_of(patient))
    return there.replace(tzinfo=timezone(there.utcoffset() or timedelta(0)), fold=0)


def moment_of(patient: Patient, day: date, at: time, *, which: str = "") -> datetime:
    """The moment at which the patient's clock showed this.

    Parameters
    ----------
    which : str
        Of an hour that comes twice, `FIRST` or `SECOND`.

    Raises
    ------
    NoSuchTime, CameTwice
    """
    zone = zone_of(patient)
    offsets = []
    for fold in (0, 1):
        offsets.append(datetime.combine(day, at).replace(tzinfo=zone, fold=fold).utcoffset() or timedelta(0))
    first, second = offsets
    if first < second:
        raise NoSuchTime
    if first > second and which not in (FIRST, SECOND):
        raise CameTwice
    return datetime.combine(day, at, tzinfo=timezone(second if which == SECOND else first))


def which_of(patient: Patient, at: datetime) -> str:
    """Which of two, where the patient's clock showed that hour twice; else empty."""
    wall = at.replace(tzinfo=None)
    first, second = (wall.replace(tzinfo=zone_of(patient), fold=fold).utcoffset() or timedelta(0) for fold in (0, 1))
    if first <= second:
        return ""
    return SECOND if at.utcoffset() == second else FIRST
