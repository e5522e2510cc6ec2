"""Two at once, on two connections: one wins, the other is told kindly, and nothing is there twice."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests import cast
from tests.integration.walking import empty_what_only_grows

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.messages.models import Letter
from reprieve.clinic.people.access import Door, open_record
from reprieve.clinic.people.inviting import invite_carer, invite_patient, invite_staff
from reprieve.clinic.people.merging import CannotMerge, merge
from reprieve.clinic.people.models import Carer, Invitation, Patient, Role, StaffRole, User

pytestmark = pytest.mark.django_db(transaction=True)
BORN = date(1984, 3, 1)
SAID = {"first_name": "Example", "last_name": "Person", "password": "another quiet room", "born": "1984-03-01"}
REASON = "Same passport, seen today."


@pytest.fixture(autouse=True)
def quick(settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
    empty_what_only_grows()


def at_once(*doings: Callable[[], Any]) -> list[Any]:
    """What came of each; all begin together, each with a connection of its own."""
    begin = threading.Barrier(len(doings))
    outcomes: list[Any] = [None] * len(doings)

    def do(place: int) -> None:
        begin.wait(10)
        try:
            outcomes[place] = doings[place]()
        except Exception as problem:
            outcomes[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(doings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def posts(link: str, said: dict[str, Any] = SAID, client: Client | None = None) -> Callable[[], Any]:
    return lambda: (client or Client()).post(link, said)


def statuses(outcomes: list[Any]) -> list[int]:
    return sorted(it.status_code for it in outcomes)


def path(link: str) -> str:
    return link[link.index("/account/") :]


def record() -> Patient:
    return cast.patient(account=None, born=BORN)


def to_record(patient: Patient, email: str) -> str:
    worker = cast.as_staff(cast.staff(Role.FRONT_DESK))
    opened = open_record(worker, patient.key, Door.CHANGE_IDENTITY, did="opened it in a test")
    return path(invite_patient(opened=opened, email=email)[1])


def test_an_invitation_that_is_accepted_many_times_at_once_opens_one_account_with_one_role():
    link = path(invite_staff(by=None, email="new@example.org", role=Role.NURSE)[1])
    first, *others = statuses(at_once(*[posts(link)] * 6))
    assert first in (200, 302)
    assert set(others) <= {200, 302, 410, 422}
    assert User.objects.filter(email="new@example.org").count() == 1
    assert StaffRole.objects.count() == 1
    assert AuditLine.objects.filter(did="accepted: nurse").count() == 1


def test_of_two_people_who_are_invited_to_one_record_one_has_it():
    patient = record()
    links = [to_record(patient, f"{name}@example.org") for name in ("first", "second")]
    assert statuses(at_once(*(posts(link) for link in links))) == [302, 422]
    patient.refresh_from_db()
    assert patient.account is not None
    assert User.objects.filter(email__in=["first@example.org", "second@example.org"]).count() == 1
    assert Invitation.objects.filter(used_at=None).count() == 1


def test_an_account_that_accepts_two_records_at_once_has_one():
    user = cast.account()
    links = [to_record(record(), user.email) for _ in range(2)]
    assert statuses(at_once(*(posts(link, SAID, cast.browser_of(user)) for link in links))) == [302, 422]
    assert Patient.objects.filter(account=user).count() == 1


def test_a_date_of_birth_that_is_guessed_many_times_at_once_is_guessed_three_times():
    link = to_record(record(), "new@example.org")
    guesses = [posts(link, SAID | {"born": f"1984-04-{day:02}"}) for day in range(1, 13)]
    assert set(statuses(at_once(*guesses))) <= {410, 422}
    assert Invitation.objects.get().tries == 3
    assert AuditLine.objects.filter(did="gave a wrong date of birth").count() == 3


def test_two_who_open_an_account_by_one_letter_open_one():
    cast.location()
    Client().post("/account/new/", {"email": "new@example.org"})
    link = re.search(r"https?://[^/\s]+(/\S+)", Letter.objects.get().text)
    assert link is not None
    says = {
        "given_name": "Example", "family_name": "Patient", "born": "1984-03-01", "language": "en",
        "zone": "America/Denver", "location": cast.location().pk, "password": "another quiet room",
    }  # fmt: skip
    assert statuses(at_once(*[posts(link[1], says)] * 4)) == [302, 410, 410, 410]
    assert Patient.objects.count() == 1


def test_a_carer_who_presses_twice_acts_once():
    patient, carer = cast.patient(), cast.account()
    link = path(invite_carer(opened=cast.opened(patient, Door.ALLOW), email=carer.email)[1])
    first, *others = statuses(at_once(*(posts(link, {}, cast.browser_of(carer)) for _ in range(3))))
    assert first == 302
    assert set(others) <= {410, 422}
    assert Carer.objects.count() == 1


def test_a_record_that_gets_an_account_while_it_is_merged_has_one_account():
    """Whichever comes first: one person has the record, and the other is told to call."""
    for _ in range(5):
        free, taken, worker = record(), cast.patient(), cast.as_staff(cast.staff(Role.PRESCRIBER))
        link = to_record(free, f"new-{free.pk}@example.org")
        one, other = (open_record(worker, it.key, Door.MERGE, did="opened it in a test") for it in (free, taken))
        at_once(posts(link), lambda one=one, other=other: merge(kept=one, merged=other, reason=REASON))  # type: ignore[misc]
        free.refresh_from_db()
        taken.refresh_from_db()
        assert (free.account is None) is (taken.merged_into == free)


def test_of_two_who_merge_two_records_into_each_other_one_does():
    first, second, worker = record(), record(), cast.as_staff(cast.staff(Role.PRESCRIBER))
    one, other = (open_record(worker, it.key, Door.MERGE, did="opened it in a test") for it in (first, second))
    found = at_once(
        lambda: merge(kept=one, merged=other, reason=REASON), lambda: merge(kept=other, merged=one, reason=REASON)
    )
    assert sum(isinstance(it, CannotMerge) for it in found) == 1
    assert Patient.objects.filter(merged_into=None).count() == 1
