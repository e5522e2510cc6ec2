"""Which of the staff's pages are open to whoever looks? Nobody is shown a way that is closed to them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reprieve.clinic.alerts.access import LADDER, alerts_for
from reprieve.clinic.people.access import AUDITOR, FRONT_DESK, NURSE, OWNER, PRESCRIBER, Who, my_records, staff_roles
from reprieve.clinic.people.signing_in import who_is

TOLD_ALERTS = frozenset(str(role) for ladder in LADDER.values() for role in ladder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One page of the staff: its name, for whom it is, and what one does there."""

    name: str
    words: str | Promise
    roles: frozenset[str]
    what: str | Promise


WAYS = (
    Way(
        name="list_requests",
        words=gettext_lazy("Requests"),
        roles=frozenset({FRONT_DESK}),
        what=gettext_lazy("Who asked for an appointment, and whom doctors sent to us."),
    ),
    Way(
        name="find_patients",
        words=gettext_lazy("Patients"),
        roles=frozenset({FRONT_DESK, NURSE, PRESCRIBER}),
        what=gettext_lazy("Find a patient by name or date of birth, or make a new record."),
    ),
    Way(
        name="list_alerts",
        words=gettext_lazy("Alerts"),
        roles=TOLD_ALERTS,
        what=gettext_lazy("What somebody must look at, and who has taken it on."),
    ),
    Way(
        name="find_looks",
        words=gettext_lazy("Who has looked"),
        roles=frozenset({AUDITOR}),
        what=gettext_lazy("Who has looked at a record and who changed it, by the number of the record."),
    ),
    Way(
        name="list_staff",
        words=gettext_lazy("Staff"),
        roles=frozenset({OWNER}),
        what=gettext_lazy("Who works here, in which role and where; invite somebody, or end a role."),
    ),
    Way(
        name="list_broken_glass",
        words=gettext_lazy("Opened in an emergency"),
        roles=frozenset({OWNER}),
        what=gettext_lazy("Who opened a record that was closed to them, and why."),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One link. `here` is "page" where it is the page that is looked at, "true" where that page belongs to it."""

    words: str
    path: str
    here: str
    what: str
    waiting: int = 0


def menu_of(request: HttpRequest) -> tuple[Item, ...]:
    """The pages that are open to whoever looks, with how many alerts wait for them."""
    who = who_is(request)
    held = staff_roles(who.user)
    ways = [(reverse(it.name), it) for it in WAYS if it.roles & held]
    nearest = max((path for path, _it in ways if request.path.startswith(path)), key=len, default="")
    return tuple(
        Item(
            words=str(it.words),
            path=path,
            here="page" if path == request.path else "true" if path == nearest else "",
            what=str(it.what),
            waiting=_waiting(who) if it.name == "list_alerts" else 0,
        )
        for path, it in ways
    )


def _waiting(who: Who) -> int:
    return alerts_for(who).count()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysIn:
    """Which of the two sides of the clinic somebody may enter."""

    diary: bool
    desk: bool


def ways_in(request: HttpRequest) -> WaysIn:
    who = who_is(request)
    return WaysIn(diary=bool(my_records(who)), desk=bool(staff_roles(who.user)))
