"""What a device wrote while it was away comes in once, each entry for itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.cast import opened, patient

from reprieve.clinic.diary.access import diary_of, going_on
from reprieve.clinic.diary.models import DiaryEntry, DiaryThing
from reprieve.pathway.terms.truth import YES

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    whose = patient()
    client = Client()
    assert whose.account is not None
    client.force_login(whose.account)
    client.whose = whose  # type: ignore[attr-defined]
    return client


def entry(id_: str = "a", **changed: Any) -> dict[str, Any]:
    said = {"start": "2026-03-02 08:00-05:00"}
    whole = {"id": id_, "thing": "attack", "about": id_, "said": said, "said_at": "2026-03-02T08:00:30-05:00"}
    return {**whole, "taken_back": None, **changed}


def send(client: Client, sent: Any) -> Any:
    return client.post("/me/entries/", sent, content_type="application/json")


def test_entries_are_kept_once_however_often_they_are_sent(client):
    for _time in range(2):
        answer = send(client, [entry("a"), entry("b")])
        assert (answer.status_code, answer.json()) == (200, {"kept": ["a", "b"], "refused": []})
    assert DiaryEntry.objects.count() == 2
    assert len(diary_of(opened(client.whose)).attacks) == 2


def test_one_that_cannot_be_is_named_and_never_keeps_the_others_out(client):
    answer = send(client, [entry("a"), entry("b", said={"pain_0_to_10": "terrible"}), entry("c")])
    assert answer.status_code == 422
    assert answer.json()["kept"] == ["a", "c"]
    assert [(it["id"], it["place"]) for it in answer.json()["refused"]] == [("b", 1)]
    assert "pain_0_to_10" in answer.json()["refused"][0]["why"]


def test_an_id_that_was_used_for_another_is_refused_alone(client):
    send(client, [entry("a")])
    answer = send(client, [entry("b"), entry("a", said={"note": "another"})])
    assert answer.json()["kept"] == ["b"]
    assert [it["id"] for it in answer.json()["refused"]] == ["a"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": 7},
        {"id": "x" * 41},
        {"id": "a b"},
        {"thing": ["attack"]},
        {"thing": "cat"},
        {"about": None},
        {"said": []},
        {"said": {"start": 5}},
        {"said": {"key": "x"}},
        {"said": {"note": "\ud800"}},
        {"said": {"note": "\x00"}},
        {"said_at": "2026-03-02 08:00"},
        {"said_at": "2126-03-02 08:00Z"},
        {"said_at": 7},
        {"taken_back": "yes"},
        {"more": 1},
    ],
)
def test_an_entry_of_the_wrong_shape_is_refused_and_never_breaks(client, wrong):
    answer = send(client, [entry(**wrong)])
    assert answer.status_code == 422
    assert answer.json()["kept"] == []
    assert answer.json()["refused"][0]["why"]
    assert not DiaryEntry.objects.exists()


OUT_OF_LIFE = {
    "a headache in the future": {"said": {"start": "2126-03-02 08:00-05:00"}},
    "a headache two days after it was written": {"said": {"start": "2026-03-04 18:00-05:00"}},
    "an end in the future": {"said": {"start": "2026-03-02 08:00-05:00", "end": "2062-03-02 08:00-05:00"}},
    "a headache before anybody alive was born": {"said": {"start": "1901-03-02 08:00-05:00"}},
    "a day in the future": {"thing": "day", "about": "2199-01-01", "said": {"headache": "yes"}},
    "a dose in the future": {"thing": "dose", "said": {"name": "sumatriptan", "day": "2199-01-01"}},
    "pain in the future": {
        "thing": "pain",
        "said": {"attack_key": "x", "time": "2199-01-01 08:00Z", "pain_0_to_10": "3"},
    },
}


@pytest.mark.parametrize("wrong", OUT_OF_LIFE.values(), ids=OUT_OF_LIFE)
def test_what_cannot_have_been_lived_when_it_was_written_is_refused(client, wrong):
    answer = send(client, [entry("b", **wrong)])
    assert answer.status_code == 422
    assert "must lie in a life" in answer.json()["refused"][0]["why"]
    assert not DiaryEntry.objects.exists()


def test_a_day_of_a_calendar_further_east_is_taken(client):
    ahead = {"thing": "day", "about": "2026-03-03", "said": {"headache": "no"}}
    assert send(client, [entry("b", **ahead)]).status_code == 200


ENDED = {"said": {"end": "2026-03-02 12:00-05:00"}, "about": "a"}
WENT_ON = {"said": {"ongoing": "yes"}, "about": "a"}


@pytest.mark.parametrize(
    ("end_at", "on_at", "goes_on"),
    [("12:01", "11:00", False), ("12:01", "12:30", True)],
    ids=["over was said last", "still going on was said last"],
)
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_devices_that_say_it_is_over_and_it_goes_on_the_later_word_counts(
    client, end_at, on_at, goes_on, turned
):
    sent = [
        entry("e", said_at=f"2026-03-02T{end_at}:00-05:00", **ENDED),
        entry("o", said_at=f"2026-03-02T{on_at}:00-05:00", **WENT_ON),
    ]
    answer = send(client, [entry("a"), *(reversed(sent) if turned else sent)])
    assert answer.json()["refused"] == []
    attack = diary_of(opened(client.whose)).attacks[0]
    assert (attack.ongoing is YES, attack.end is None) == (goes_on, goes_on)
    assert len(going_on(opened(client.whose))) == goes_on
    page = client.get("/me/day/2026-03-02/").content.decode()
    assert ("<h3>Headache since Mon 2 Mar 2026, 8 a.m., still going on</h3>" in page) == goes_on


def test_what_two_devices_say_that_cannot_both_be_is_named_on_its_day(client):
    ended = {"said": {"end": "2026-03-01 12:00-05:00"}, "about": "a", "said_at": "2026-03-02T12:00:00-05:00"}
    assert send(client, [entry("a"), entry("e", **ended)]).status_code == 200
    page = client.get("/me/day/2026-03-02/").content.decode()
    assert "This does not count as it stands" in page
    assert "it lies before the start" in page


@pytest.mark.parametrize(
    "body", ["", "{", "{}", "null", "7", '"x"', "[" * 100_000, "\udcff".encode("utf-8", "surrogateescape")]
)
def test_what_is_no_list_of_entries_is_refused(client, body):
    assert send(client, body).status_code == 400


@pytest.mark.parametrize("item", [None, 7, "x", [], {}])
def test_a_list_of_something_else_is_refused_item_by_item(client, item):
    assert send(client, [item]).status_code == 422


def test_more_than_five_hundred_at_once_are_refused_whole(client):
    assert send(client, [entry(f"e{n}") for n in range(501)]).status_code == 422
    assert not DiaryEntry.objects.exists()
    assert send(client, [entry(f"e{n}") for n in range(500)]).status_code == 200


def test_more_than_a_megabyte_is_refused_unread(client):
    heavy = send(client, "[" + " " * 1024 * 1024 + "]")
    assert (heavy.status_code, heavy.json()["why"]) == (413, "This is more than is taken at once. Send less.")
    assert send(client, "[" + " " * 1_000_000 + "]").status_code == 200


def test_a_device_without_the_page_s_token_is_refused():
    whose = patient()
    client = Client(enforce_csrf_checks=True)
    assert whose.account is not None
    client.force_login(whose.account)
    assert send(client, [entry()]).status_code == 403
    client.get("/me/")
    token = client.cookies["csrftoken"].value
    answer = client.post("/me/entries/", [entry()], content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200


def test_letters_that_steer_a_screen_instead_of_being_read_do_not_stay(client):
    said = {"name": "suma\u202etriptan\x1b[31m", "day": "2026-03-01"}
    for _time in range(2):
        assert send(client, [entry("a", thing="dose", said=said)]).status_code == 200
    assert DiaryThing.objects.get().cells["name"] == "sumatriptan[31m"
