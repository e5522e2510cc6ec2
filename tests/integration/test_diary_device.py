"""What a device wrote while it was away comes in once, each entry for itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.cast import opened, patient

from reprieve.clinic.diary.access import diary_of
from reprieve.clinic.diary.models import DiaryEntry

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
    assert send(client, "[" + " " * 1024 * 1024 + "]").status_code == 413
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
