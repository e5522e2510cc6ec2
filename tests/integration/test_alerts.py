"""An alert climbs until somebody answers by name, and reaches nobody whom it does not concern."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import browser_of

from reprieve.clinic.alerts.access import alerts_for
from reprieve.clinic.alerts.actions import NotTheirs, acknowledge, escalate_waiting, raise_alert
from reprieve.clinic.alerts.models import Alarm, Alert
from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.config.rounds import go_round
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.messages.models import Letter
from reprieve.clinic.people.access import Who
from reprieve.clinic.people.models import Location, Role, StaffRole, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Location:
    return Location.objects.create(name="Here")


@pytest.fixture
def there() -> Location:
    return Location.objects.create(name="There")


def staff(name: str, role: Role, location: Location | None = None) -> Who:
    user = User.objects.create(email=f"{name}@example.org")
    StaffRole.objects.create(user=user, role=role, location=location)
    return Who(user=user, second_factor=True)


def raised(here: Location, role: Role = Role.NURSE, **more: object) -> Alert:
    return raise_alert(Alarm.RED_FLAG, role=role, location=here, wait_min=10, **more)


def late() -> int:
    """Ten minutes go by for every alert."""
    Alert.objects.update(next_step_at=timezone.now() - timedelta(seconds=1))
    return escalate_waiting()


def told() -> list[str]:
    found = list(Letter.objects.filter(kind=Kind.ALERT).order_by("pk").values_list("to", flat=True))
    Letter.objects.all().delete()
    return [address.partition("@")[0] for address in found]


def test_it_climbs_from_the_nurse_to_the_prescriber_to_the_owner_and_stays_there(here, there):
    for name, role, place in [
        ("nurse", Role.NURSE, here), ("nurse_there", Role.NURSE, there), ("doctor", Role.PRESCRIBER, None),
        ("owner", Role.OWNER, None), ("desk", Role.FRONT_DESK, here), ("auditor", Role.AUDITOR, None),
    ]:  # fmt: skip
        staff(name, role, place)
    alert = raised(here)
    assert told() == ["nurse"]
    assert escalate_waiting() == 0  # not yet
    assert late() == 1
    assert told() == ["doctor"]
    assert late() == 1
    assert told() == ["owner"]
    assert late() == 1
    assert told() == ["owner"]
    lines = AuditLine.objects.filter(kind="alert", record=alert.pk).order_by("number")
    assert [line.did for line in lines] == ["raised an alert", *["told the next of an alert"] * 3]


def test_a_step_where_nobody_stands_is_passed_over_at_once(here, there):
    staff("nurse_there", Role.NURSE, there)
    staff("owner", Role.OWNER)
    raised(here)
    assert told() == ["owner"]


def test_when_it_is_answered_it_climbs_no_more_and_the_first_name_stays(here):
    nurse, other, owner = staff("nurse", Role.NURSE, here), staff("other", Role.NURSE), staff("owner", Role.OWNER)
    alert = raised(here)
    acknowledge(alert.pk, who=nurse)
    acknowledge(alert.pk, who=other)
    alert.refresh_from_db()
    assert alert.acknowledged_by == nurse.user
    assert late() == 0
    assert list(alerts_for(owner)) == []
    line = AuditLine.objects.get(did="acknowledged an alert")
    assert (line.who, line.record) == (nurse.user, alert.pk)


def test_it_reaches_nobody_whom_it_does_not_concern(here, there):
    strangers = [
        staff("nurse_there", Role.NURSE, there),
        staff("desk", Role.FRONT_DESK, here),
        staff("doctor", Role.PRESCRIBER, here),  # not yet
        staff("researcher", Role.RESEARCHER),
        Who(user=User.objects.create(email="nobody@example.org"), second_factor=True),
        Who(user=staff("nurse", Role.NURSE, here).user, second_factor=False),
    ]
    alert = raised(here)
    for who in strangers:
        assert list(alerts_for(who)) == []
        with pytest.raises(NotTheirs):
            acknowledge(alert.pk, who=who)
    assert AuditLine.objects.filter(did="was refused an alert").count() == len(strangers)
    alert.refresh_from_db()
    assert alert.acknowledged_at is None
    late()
    assert list(alerts_for(strangers[2])) == [alert]


def test_who_has_left_is_told_nothing(here):
    nurse = staff("nurse", Role.NURSE, here)
    StaffRole.objects.filter(user=nurse.user).update(ended_at=timezone.now())
    alert = raised(here)
    assert told() == []
    assert alert not in alerts_for(nurse)


@pytest.mark.parametrize(("wait_min", "role"), [(0, Role.NURSE), (1441, Role.NURSE), (5, Role.AUDITOR)])
def test_an_alert_that_could_reach_nobody_is_not_raised(here, wait_min, role):
    with pytest.raises(ValueError, match="must be"):
        raise_alert(Alarm.TRIAL, role=role, location=here, wait_min=wait_min)


def test_the_rounds_let_it_climb(here):
    staff("owner", Role.OWNER)
    alert = raised(here, Role.PRESCRIBER)
    Alert.objects.update(next_step_at=timezone.now() - timedelta(seconds=1))
    go_round()
    alert.refresh_from_db()
    assert alert.next_step_at > timezone.now()


# The page


def signed_in(who: Who) -> Client:
    return browser_of(who.user, second_factor=True)


def test_the_page_lists_what_waits_and_one_button_answers(here):
    nurse = staff("nurse", Role.NURSE, here)
    alert = raised(here, opens="/desk/patients/")
    client = signed_in(nurse)
    page = client.get("/desk/alerts/").content.decode()
    assert "asks for a look today" in page
    assert "Here" in page
    assert 'href="/desk/patients/"' in page
    answer = client.post(f"/desk/alerts/{alert.pk}/acknowledge/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/alerts/")
    page = client.get("/desk/alerts/").content.decode()
    assert "No alert waits." in page
    assert "nurse@example.org" in page


def test_a_stranger_sees_no_alert_and_cannot_answer_one(here, there):
    alert = raised(here)
    address = f"/desk/alerts/{alert.pk}/acknowledge/"
    assert Client().get("/desk/alerts/").status_code == 302
    assert Client().post(address).status_code == 302
    patient = Who(user=User.objects.create(email="p@example.org"), second_factor=True)
    assert signed_in(patient).get("/desk/alerts/").status_code == 403
    assert signed_in(patient).post(address).status_code == 403
    other = signed_in(staff("other", Role.NURSE, there))
    assert "asks for a look" not in other.get("/desk/alerts/").content.decode()
    assert other.post(address).status_code == 404
    assert other.post("/desk/alerts/999999/acknowledge/").status_code == 404
    alert.refresh_from_db()
    assert alert.acknowledged_at is None


def given_up() -> None:
    Letter.objects.create(kind=Kind.INVITATION, to="nobody@example.org", given_up_at=timezone.now())


def test_the_owner_is_told_once_that_letters_were_lost_and_again_for_later_ones():
    owner = staff("owner", Role.OWNER)
    go_round()
    assert not Alert.objects.exists()
    for _ in range(3):
        given_up()
        go_round()
    alert = Alert.objects.get()
    assert (alert.alarm, alert.location) == (Alarm.MAIL_FAILED, None)
    assert list(alerts_for(owner)) == [alert]
    acknowledge(alert.pk, who=owner)
    Letter.objects.exclude(given_up_at=None).update(given_up_at=alert.raised_at)
    go_round()
    assert Alert.objects.count() == 1
    given_up()
    go_round()
    assert Alert.objects.filter(acknowledged_at=None).count() == 1
