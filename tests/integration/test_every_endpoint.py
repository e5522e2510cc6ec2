"""Everybody sends everything to every address: no answer is a 500, nobody sees or changes what is not theirs, and a
look changes nothing. The long run is `python -m drills.fuzz_endpoints`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.endpoints.hostile import Request, Walk, walks
from tests.endpoints.opening import opened_house
from tests.endpoints.trial import House

from reprieve.clinic.people.access import OPEN_TO, Door
from reprieve.clinic.people.models import Location

pytestmark = pytest.mark.django_db
WALKS = 500


def test_whoever_sends_whatever_to_wherever_nothing_breaks_and_nothing_is_given_away(tmp_path: Path):
    with opened_house(tmp_path) as house:
        known = house.known()

        @settings(
            max_examples=WALKS,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(data=st.data())
        def try_out(data: st.DataObject) -> None:
            faults = house.try_out(data.draw(walks(known)))
            assert not faults, "\n".join(map(str, faults))

        try_out()


# What the long run found, each by the shortest way there.
FOUND = (
    ("prescriber", "/desk/requests/9223372036854775808/"),  # a number that no row can have, in the line of a refusal
    ("nurse", f"/desk/requests/{'9' * 60}/report/"),
    ("editor", "/editors/snippets/choose/clinic_site/author/create/"),  # a form that there is not
)


@pytest.mark.parametrize(("role", "path"), FOUND)
def test_what_was_found_once_is_not_found_again(role, path, tmp_path):
    with opened_house(tmp_path) as house:
        for method in ("GET", "POST"):
            request = Request(name="found", method=method, path=path)
            assert house.try_out(Walk(role=role, requests=(request,))) == []


# Whether it would be noticed ----------------------------------------------------------------------


def looks_at_who(house: House, role: str) -> list[str]:
    path = f"/desk/patients/{house.clinic.patient.key}/who/"
    walk = Walk(role=role, requests=(Request(name="show_who", method="GET", path=path),))
    return [it.what for it in house.try_out(walk)]


def test_a_page_that_breaks_a_door_left_open_and_a_look_that_writes_would_be_noticed(tmp_path, monkeypatch):
    with opened_house(tmp_path) as house:
        assert looks_at_who(house, "nurse") == looks_at_who(house, "auditor") == []
        with monkeypatch.context() as planted:
            opened = {**OPEN_TO, Door.IDENTITY: (*OPEN_TO[Door.IDENTITY], "auditor")}
            planted.setattr("reprieve.clinic.people.access.OPEN_TO", opened)
            assert looks_at_who(house, "auditor") == ["auditor saw the patient's words"]
        with monkeypatch.context() as planted:
            planted.setattr("reprieve.clinic.desk.patients_views.IDENTITY", ("no_such_field",))
            assert [it.partition(":")[0] for it in looks_at_who(house, "nurse")] == ["AttributeError"]
        with monkeypatch.context() as planted:
            planted.setattr("reprieve.clinic.desk.patients_views.places_for", makes_a_place)
            assert looks_at_who(house, "nurse") == ["a look wrote in ['people_location']"]


def makes_a_place(*_args: object) -> list[Location]:
    return [Location.objects.create(name="Made by looking")]
