"""A table that nobody here knows: its columns are explained on a page, and then it is read."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reprieve.clinic.bringing import columns_form
from reprieve.clinic.showing import meaning_words
from reprieve.clinic.showing.meaning_words import CHOICES, GROUPS
from reprieve.pathway.diary.mapping import MEANINGS, SCALES, UNITS
from reprieve.pathway.diary.mapping_file import mapping_from_json

SPANISH = (Path(__file__).parents[1] / "unit" / "diaries" / "mapped" / "spanish.csv").read_bytes()
TABLE = b"When,Hurt,Took,Mood\n2026-01-03 08:00,7,ibuprofen,low\n2026-01-09 21:30,5,,good\n"
DOUBTFUL = b"Day,Strength (0-10)\n03/04/2026,7\n05/04/2026,4\n"
DAYS = b"date,headache\n2026-01-01,yes\n2026-01-02,no\n"

pytestmark = pytest.mark.django_db


def post(client: Client, address: str, *contents: bytes, **answers: Any) -> Any:
    files = [SimpleUploadedFile(f"diary{n}.csv", content) for n, content in enumerate(contents)]
    return client.post(address, {**({"diary": files} if files else {}), **answers})


def text_of(response: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def form_of(response: Any) -> dict[str, Any]:
    """What a browser would send back from the page about the columns, as it stands."""
    page = response.content.decode()
    form = page[page.index('action="/diary/columns/"') : page.index('name="do" value="use"')]
    sent: dict[str, Any] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        assert name is not None
        sent.setdefault(name[1], []).append(html.unescape(value[1] if value else ""))
    for name, options in re.findall(r'<select name="(means_\d+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else "not_read"  # the first, as a browser does
    for name in re.findall(r'<input type="checkbox" name="(complete_\d+)"[^>]* checked', form):
        sent[name] = "yes"
    return sent


def test_every_meaning_a_column_can_have_can_be_chosen_and_is_said_in_plain_words():
    offered = set(CHOICES)
    assert {choice.partition(":")[0] for choice in offered} == set(MEANINGS)
    assert {choice for choice in offered if choice.startswith("pain:")} == {f"pain:{scale}" for scale in SCALES}
    assert {choice for choice in offered if choice.startswith("duration:")} == {f"duration:{unit}" for unit in UNITS}
    assert {choice for _title, words in GROUPS for choice in words} == offered - set(meaning_words.PAIN_IN_WORDS)


def test_an_unknown_table_is_not_refused_but_asked_about(client):
    page = post(client, "/diary/", TABLE)
    said = text_of(page)
    assert page.status_code == 200
    assert "What do your columns mean?" in said
    assert "2026-01-03 08:00" in said
    assert "ibuprofen" in said
    chosen = form_of(page)
    assert chosen["means_0"] == "start"
    assert chosen["means_1"] == "not_read"


def test_what_was_explained_is_read_and_named(client):
    sent = form_of(post(client, "/diary/", TABLE)) | {"means_1": "pain:0-10", "means_2": "drugs", "zone": "UTC"}
    page = client.post("/diary/columns/", {**sent, "do": "use"})
    said = text_of(page)
    assert page.status_code == 200
    assert "What my diary shows" in said
    assert "Your own table" in said
    assert "2 entries read" in said
    diary = page.context["page"]
    assert "Mood" in said
    assert diary.drugs


def test_a_spanish_table_with_a_title_above_is_read_as_it_is_guessed(client):
    page = post(client, "/diary/", SPANISH)
    sent = form_of(page) | {"zone": "Europe/Madrid"}
    assert sent["means_0"] == "date"
    assert sent["means_2"] == "duration:hours"
    answer = client.post("/diary/columns/", {**sent, "do": "use"})
    assert answer.status_code == 200, text_of(answer)[:600]
    assert "Your own table" in text_of(answer)


def test_dates_that_can_be_read_in_two_ways_are_asked_about_with_one_of_them(client):
    page = post(client, "/diary/", DOUBTFUL)
    assert "Which day is meant by 03/04/2026?" in text_of(page)
    refused = client.post("/diary/columns/", {**form_of(page), "do": "use"})
    assert refused.status_code == 422
    assert "Say which day is meant." in text_of(refused)
    for order, day in (("day_first", "Fri 3 Apr 2026"), ("month_first", "Wed 4 Mar 2026")):
        answer = client.post("/diary/columns/", {**form_of(page), "dates": order, "do": "use"})
        assert answer.status_code == 200
        assert day in text_of(answer)


def test_dates_that_leave_no_doubt_are_not_asked_about(client):
    assert "Which day is meant" not in text_of(post(client, "/diary/", TABLE))
    assert "Which day is meant" not in text_of(post(client, "/diary/", DOUBTFUL + b"25/04/2026,3\n"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"means_0": "not_read"}, "Say which column is the date"),
        ({"means_1": "start"}, "Another column means the same. Choose it once."),
        ({"means_1": "date"}, "but not both. Leave one out."),
        ({"means_1": "drug_time"}, "only beside a column with “Names of medicines taken”"),
        ({"means_1": "bogus"}, "Choose from the list."),
        ({"means_1": "pain:words"}, "must say how strong the pain of each word is"),
        ({"means_1": "pain:7"}, "Choose from the list."),
    ],
)
def test_columns_that_do_not_fit_together_are_marked_and_the_choices_are_kept(client, change, said):
    sent = form_of(post(client, "/diary/", TABLE)) | {"means_3": "note"} | change
    page = client.post("/diary/columns/", {**sent, "do": "use"})
    assert page.status_code == 422
    assert said in text_of(page)
    assert form_of(page)["means_3"] == "note"


def test_a_mapping_can_be_kept_and_brought_next_time(client):
    sent = form_of(post(client, "/diary/", TABLE)) | {"means_1": "pain:0-10", "zone": "Europe/Madrid"}
    kept = client.post("/diary/columns/", {**sent, "do": "keep"})
    assert kept.headers["Content-Disposition"] == 'attachment; filename="mapping.json"'
    assert "no-store" in kept.headers["Cache-Control"]
    mapping = mapping_from_json(kept.content.decode())
    assert mapping.zone == "Europe/Madrid"
    assert b"ibuprofen" not in kept.content
    page = post(client, "/diary/", TABLE, mapping=SimpleUploadedFile("mapping.json", kept.content))
    assert page.status_code == 200
    assert "What my diary shows" in text_of(page)
    assert "Keep this mapping" in text_of(page)


def test_a_mapping_for_another_table_is_not_used_and_the_page_says_so(client):
    sent = form_of(post(client, "/diary/", TABLE))
    kept = client.post("/diary/columns/", {**sent, "do": "keep"}).content
    page = post(client, "/diary/", DOUBTFUL, mapping=SimpleUploadedFile("mapping.json", kept))
    assert "for a table with other columns, so it was not used" in text_of(page)


@pytest.mark.parametrize("mapping", [b"x", b"{}", b"\xff\xfe\x00", b"[" * 100_000, b'{"reprieve_mapping": 2}', b""])
def test_a_file_that_is_no_mapping_is_refused_beside_its_field(client, mapping):
    page = post(client, "/diary/", TABLE, mapping=SimpleUploadedFile("mapping.json", mapping))
    assert page.status_code == 422
    assert 'id="mapping_error"' in page.content.decode()


def test_the_other_answers_and_the_other_files_go_along(client):
    page = post(
        client, "/diary/", DAYS, TABLE, every_headache="yes", born="1984", red_flags_1=["strain", "none"], sex="F"
    )
    assert "File 2 is a table that is not known here." in text_of(page)
    sent = form_of(page)
    assert sent["red_flags_1"] == ["strain", "none"]
    assert (sent["every_headache"], sent["born"], sent["sex"]) == (["yes"], ["1984"], ["F"])
    said = text_of(client.post("/diary/columns/", {**sent, "do": "use"}))
    assert "File 1: Calendar of days" in said
    assert "File 2: Your own table" in said
    assert "See a doctor within days." in said


def test_two_tables_of_one_kind_are_read_by_one_mapping_and_of_two_kinds_are_not(client):
    later = TABLE.replace(b"2026-01", b"2026-02")
    sent = form_of(post(client, "/diary/", TABLE, later))
    assert "File 2: Your own table" in text_of(client.post("/diary/columns/", {**sent, "do": "use"}))
    sent = form_of(post(client, "/diary/", TABLE, DOUBTFUL))
    answer = client.post("/diary/columns/", {**sent, "do": "use"})
    assert answer.status_code == 422
    assert "Another of the files is a table of another kind." in text_of(answer)


def test_an_emergency_is_said_before_any_column_is_asked_about(client):
    page = post(client, "/diary/", TABLE, red_flags_1=["thunderclap"])
    said = text_of(page)
    assert said.index("Go to an emergency department now") < said.rindex("What do your columns mean?")
    refused = post(client, "/diary/", b"\x00\x01" * 500, red_flags_1=["thunderclap"])
    assert refused.status_code == 422
    assert "Go to an emergency department now" in text_of(refused)


def test_a_table_too_large_to_travel_with_the_page_is_asked_for_again(client, monkeypatch):
    monkeypatch.setattr(columns_form, "MOST_BYTES", 20)
    page = post(client, "/diary/", TABLE)
    sent = form_of(page)
    assert "carried" not in sent
    assert "Choose the same files once more." in text_of(page)
    answer = post(client, "/diary/columns/", TABLE, **sent, do="use")
    assert "What my diary shows" in text_of(answer)
    for other in ((), (b"\x00" * 100,), (b"a,b\n1,2\n",)):
        assert post(client, "/diary/columns/", *other, **sent, do="use").status_code == 422


@pytest.mark.parametrize("table", ["", "1", "-1", "x", "999999999"])
def test_a_place_in_the_list_that_is_not_there_is_refused(client, table):
    sent = form_of(post(client, "/diary/", TABLE)) | {"table": table}
    assert client.post("/diary/columns/", {**sent, "do": "use"}).status_code == 422


def test_files_that_were_changed_on_the_way_are_not_read(client):
    sent = form_of(post(client, "/diary/", TABLE))
    carried = sent["carried"][0]
    for changed in (carried[:-1] + ("A" if carried[-1] != "A" else "B"), "x" * 100, carried.partition(":")[0]):
        page = client.post("/diary/columns/", {**sent, "carried": changed, "do": "use"})
        assert page.status_code == 422
        assert "This page is too old" in text_of(page)


def test_words_of_a_table_are_shown_as_words_and_never_as_markup(client):
    hostile = b"When,<script>alert(1)</script>\n2026-01-03 08:00,<b onclick=x>\n"
    page = post(client, "/diary/", hostile)
    assert b"<script>alert" not in page.content
    assert b"<b onclick" not in page.content
    assert b"&lt;script&gt;alert(1)" in page.content


def test_a_very_wide_table_asks_about_some_columns_and_says_how_many_it_leaves_out(client):
    names = ",".join(f"c{n}" for n in range(200))
    wide = f"{names},When\n{',' * 200}2026-01-03 08:00\n".encode()
    page = post(client, "/diary/", wide)
    assert page.content.count(b"<select") == 61
    assert "141 more columns are left out." in text_of(page)
    assert client.post("/diary/columns/", {**form_of(page), "do": "use"}).status_code == 200


def test_asking_for_the_address_leads_to_the_form_and_a_forged_form_is_refused(client):
    assert client.get("/diary/columns/").headers["Location"] == "/diary/"
    strict = Client(enforce_csrf_checks=True)
    assert post(strict, "/diary/columns/", TABLE).status_code == 403
    assert client.post("/diary/columns/", {"do": "use"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_names_of_files_and_what_is_in_them_stand_in_no_log(client, caplog, written):
    with caplog.at_level("DEBUG"):
        sent = form_of(post(client, "/diary/", TABLE.replace(b"low", b"qzx7marked")))
        client.post("/diary/columns/", {**sent, "do": "use"})
    assert "POST /diary/columns/ 200" in written.getvalue()
    assert "qzx7marked" not in caplog.text + written.getvalue()


def test_what_could_be_complete_is_asked_and_believed(client):
    ticks = b"When,Light sensitivity,Nausea\n2026-01-03 08:00,1,0\n2026-01-05 08:00,0,1\n"
    page = post(client, "/diary/", ticks)
    assert "What is not ticked or listed here was not there" in text_of(page)
    sent = form_of(page)
    kept = json.loads(client.post("/diary/columns/", {**sent, "complete_1": "yes", "do": "keep"}).content)
    complete = {one["column"]: one.get("complete") for one in kept["columns"]}
    assert complete == {"When": None, "Light sensitivity": True, "Nausea": False}


def test_a_table_with_figures_for_headache_is_asked_about_and_its_unknown_words_are_named(client):
    table = "Fecha;Dolor;Síntomas\n13/04/2026;7;náuseas, voces\n14/04/2026;5;luz\n".encode()
    page = post(client, "/diary/", table)
    assert page.status_code == 200
    said = text_of(page)
    assert "What do your columns mean?" in said
    assert "Not known, and not read: “voces”." in said


def test_a_file_in_which_nothing_was_read_is_refused_and_not_judged(client):
    page = post(client, "/diary/", b"start,end,pain\n")
    assert page.status_code == 422
    assert "othing was read" in text_of(page)
