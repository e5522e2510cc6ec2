"""A correction says only what its writer changed in what they saw, and what is gone is not corrected."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.cast import browser_of, opened, patient
from tests.integration.test_diary_days import said
from tests.integration.test_diary_now import clock, forms  # noqa: F401 # the same clock stands still here

from reprieve.clinic.diary.access import diary_of
from reprieve.clinic.diary.actions import write_entries
from reprieve.clinic.diary.models import DiaryEntry
from reprieve.clinic.people.models import Patient
from reprieve.pathway.diary.book import Entry
from reprieve.pathway.diary.choices import Effect, Outcome, Sex
from reprieve.pathway.terms.truth import NO, YES

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine() -> Patient:
    return patient()


@pytest.fixture
def client(mine: Patient) -> Client:
    assert mine.account is not None
    return browser_of(mine.account)


def as_shown(page: str) -> dict[str, str]:
    """All that the form of a page would send if nobody touched it."""
    form = re.search(r'<form class="diary-form".*?</form>', page, flags=re.DOTALL)
    assert form
    found = {}
    for field in re.findall(r"<input[^>]*>", form[0]):
        name, value = re.search(r'name="(\w+)"', field), re.search(r'value="([^"]*)"', field)
        if 'type="checkbox"' in field:
            found |= {name[1]: "on"} if name and "checked" in field else {}
        elif name:
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form[0], flags=re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', form[0], flags=re.DOTALL):
        found[name] = html.unescape(text).strip()
    return found


def test_what_was_tapped_while_a_correction_was_open_stays(client, mine):
    write_entries(opened(mine), [said("attack", "a", start="2026-03-02 09:00-05:00", ongoing="yes", photophobia="no")])
    typed = as_shown(client.get("/me/headache/a/").content.decode())
    end = {"end": "2026-03-02 11:00-05:00", "ongoing": "no"}
    write_entries(opened(mine), [said("attack", "a", number=1, photophobia="yes", **end)])
    assert client.post("/me/headache/a/", {**typed, "note": "after the flight"}).status_code == 302
    assert DiaryEntry.objects.order_by("-pk")[0].said == {"note": "after the flight"}
    attack = diary_of(opened(mine)).attacks[0]
    assert (attack.photophobia, attack.note, attack.ongoing) == (YES, "after the flight", NO)
    assert attack.end is not None


def test_a_refused_form_still_knows_what_its_writer_saw(client, mine):
    write_entries(opened(mine), [said("attack", "a", start="2026-03-02 09:00-05:00", photophobia="no")])
    typed = as_shown(client.get("/me/headache/a/").content.decode())
    write_entries(opened(mine), [said("attack", "a", number=1, photophobia="yes")])
    refused = client.post("/me/headache/a/", {**typed, "note": "kept", "end_time": "25:00"})
    assert refused.status_code == 422
    again = as_shown(refused.content.decode())
    assert client.post("/me/headache/a/", {**again, "end_time": "", "end_day": ""}).status_code == 302
    assert DiaryEntry.objects.order_by("-pk")[0].said == {"note": "kept"}


def test_what_was_said_of_a_dose_a_treatment_and_the_person_while_a_form_was_open_stays(client, mine):
    old = (
        said("dose", "d", name="Advil", time="2026-02-05 09:00-05:00"),
        said("treatment", "t", name="Topiramate"),
        said("profile", "profile", birth_year="1980"),
    )
    write_entries(opened(mine), old)
    pages = ("/me/dose/d/", "/me/treatments/t/", "/me/about-me/")
    open_forms = {path: as_shown(client.get(path).content.decode()) for path in pages}
    meanwhile = (
        said("dose", "d", number=1, effect_at_2h="better"),
        said("treatment", "t", number=1, outcome="helped"),
        said("profile", "profile", number=1, sex="F"),
    )
    write_entries(opened(mine), meanwhile)
    typed = ({"dose_time": "09:30"}, {"started": "2025-01-01"}, {"birth_year": "1981"})
    for (path, shown), more in zip(open_forms.items(), typed, strict=True):
        assert client.post(path, {**shown, **more}).status_code == 302
    diary = diary_of(opened(mine))
    assert diary.doses[0].effect_at_2h is Effect.BETTER
    assert diary.profile.treatments[0].outcome is Outcome.HELPED
    assert (diary.profile.birth_year, diary.profile.sex) == (1981, Sex.FEMALE)


def test_what_a_form_carries_is_not_taken_from_the_form_of_another_headache(client, mine):
    write_entries(opened(mine), [said("attack", "a", start="2026-03-02 09:00-05:00", photophobia="no")])
    write_entries(opened(mine), [said("attack", "b", start="2026-03-01 09:00-05:00", photophobia="yes")])
    typed = as_shown(client.get("/me/headache/b/").content.decode())
    other = as_shown(client.get("/me/headache/a/").content.decode())
    client.post("/me/headache/b/", {**typed, "seen": other["seen"]})
    assert DiaryEntry.objects.count() == 2


def test_a_correction_shows_the_strongest_pain_that_was_tapped_and_outranks_it(client, mine):
    tapped = said("pain", "p", number=1, attack_key="a", time="2026-03-02 09:00-05:00", pain_0_to_10="9")
    write_entries(opened(mine), [said("attack", "a", start="2026-03-02 09:00-05:00"), tapped])
    typed = as_shown(client.get("/me/headache/a/").content.decode())
    assert typed["pain_0_to_10"] == "9"
    client.post("/me/headache/a/", typed)
    assert DiaryEntry.objects.count() == 2
    client.post("/me/headache/a/", {**typed, "pain_0_to_10": "4"})
    assert diary_of(opened(mine)).attacks[0].pain_0_to_10 == 4
    assert "Strongest pain: 4" in client.get("/me/day/2026-03-02/").content.decode()
    late = datetime(2026, 3, 2, 18, tzinfo=UTC)
    more = Entry(id="q", thing="pain", about="q", said={**tapped.said, "pain_0_to_10": "7"}, said_at=late)
    write_entries(opened(mine), [more])
    assert "Strongest pain: 7" in client.get("/me/day/2026-03-02/").content.decode()


@pytest.mark.parametrize(("thing", "path"), [("attack", "headache"), ("dose", "dose"), ("treatment", "treatments")])
def test_what_was_taken_back_is_put_back_before_it_is_corrected(client, mine, thing, path):
    cells = {"attack": {"start": "2026-03-02 09:00-05:00"}, "dose": {"name": "Advil", "day": "2026-03-02"}}
    write_entries(opened(mine), [said(thing, "a", **cells.get(thing, {"name": "Topiramate"}))])
    assert client.get(f"/me/{path}/a/").status_code == 200
    write_entries(opened(mine), [replace(said(thing, "a", number=1), taken_back=True)])
    assert client.get(f"/me/{path}/a/").status_code == 404


def test_a_tap_about_a_headache_that_was_taken_back_is_not_said_to_be_written(client, mine):
    write_entries(opened(mine), [said("attack", "a", start="2026-03-02 09:00-05:00", ongoing="yes")])
    form = next(it for it in forms(client.get("/me/").content.decode()) if it.get("what") == "answer")
    write_entries(opened(mine), [replace(said("attack", "a", number=1), taken_back=True)])
    assert client.post("/me/tap/", {**form, "say": "photophobia:yes"}).status_code == 422
    assert DiaryEntry.objects.count() == 2
