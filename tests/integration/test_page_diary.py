"""The page *Bring my diary*: what is asked, what is answered, what is refused."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from reprieve.clinic.site.models import UploadCount
from reprieve.clinic.site.red_flag_fields import GROUPS
from reprieve.pathway.safety.red_flags import RED_FLAGS

DIARIES = Path(__file__).parent / "page_diaries"
EXAMPLES = Path(__file__).parents[2] / "examples"
BUDDY = (DIARIES / "migraine_buddy.csv").read_bytes()
DAYS = b"date,headache\n2026-01-01,yes\n2026-01-02,no\n2026-01-04,yes\n"

pytestmark = pytest.mark.django_db


def bring(client: Client, *contents: bytes, **answers: Any) -> Any:
    files = [SimpleUploadedFile(f"diary{n}.csv", content) for n, content in enumerate(contents)]
    return client.post("/diary/", {"diary": files, **answers})


def text_of(response: Any) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_form_asks_for_the_file_and_answers_200(client):
    page = client.get("/diary/")
    assert page.status_code == 200
    assert 'type="file"' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_a_migraine_buddy_file_is_read_and_explained_at_once(client):
    page = bring(client, BUDDY)
    said = text_of(page)
    assert page.status_code == 200
    assert "Migraine Buddy" in said
    assert "1 entry was there twice" in said
    assert "1 row and 1 item left out" in said
    assert "Line 8:" in said
    assert "Wunderpille" in said
    assert "Your diary shows the signs of:" in said
    assert "(migraine without aura)" in said
    assert "A clinician confirms it" in said


def test_a_calendar_of_days_cannot_tell_migraine_and_says_what_would_help(client):
    said = text_of(bring(client, DAYS))
    assert "Calendar of days" in said
    assert "No kind of headache can be named" in said
    assert "3 of 4 days" in said
    assert "Sat 3 Jan: not written" in said
    assert "Fri 2 Jan: no headache" in said
    assert "You can say." in said


def test_saying_that_every_headache_is_written_turns_empty_days_into_days_without(client):
    assert "Sat 3 Jan: no headache" in text_of(bring(client, DAYS, every_headache="yes"))
    assert "Sat 3 Jan: not written" in text_of(bring(client, DAYS, every_headache="not_sure"))


def test_two_files_are_one_diary_and_each_is_reported(client):
    said = text_of(bring(client, DAYS, BUDDY))
    assert "File 1: Calendar of days" in said
    assert "File 2: Migraine Buddy" in said


def test_the_page_never_says_that_a_person_has_something_and_names_no_dose(client):
    said = text_of(bring(client, BUDDY))
    for forbidden in ("you have ", "You have ", " mg"):
        assert forbidden not in said


def test_red_flags_that_were_not_asked_are_said_to_be_so(client):
    assert "Red flags not asked." in text_of(bring(client, BUDDY))


def test_an_emergency_answer_holds_everything_else_back(client):
    page = bring(client, BUDDY, red_flags_1=["thunderclap"])
    said = text_of(page)
    assert "Go to an emergency department now, or call 911." in said
    assert "Did the pain reach its worst within 5 minutes?" in said
    assert "The answer" not in said
    assert "migraine without aura" not in said
    assert "My months" not in said


def test_none_of_these_in_every_group_leaves_no_red_flag_open(client):
    answers = {f"red_flags_{n}": ["none"] for n in range(1, len(GROUPS) + 1)}
    said = text_of(bring(client, BUDDY, **answers))
    assert "You said no to every warning sign." in said
    assert "not asked" not in said


def test_a_ticked_sign_beside_none_of_these_is_a_yes_and_the_others_are_no(client):
    answers: dict[str, Any] = {f"red_flags_{n}": ["none"] for n in range(1, len(GROUPS) + 1)}
    answers["red_flags_1"] = ["strain", "none"]
    said = text_of(bring(client, BUDDY, **answers))
    assert "See a doctor within days." in said
    assert "not asked" not in said


def test_an_unticked_box_alone_is_not_a_no(client):
    assert f"{len(RED_FLAGS) - 1} red flags not asked." in text_of(bring(client, BUDDY, red_flags_1=["strain"]))


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ((), "Choose the file of your diary."),
        ((b"",), "This file is empty."),
        ((b"\x00\x01\x02" * 500,), "must be a text file"),
        ((b"PK\x03\x04" + b"\x00" * 100,), "a zip archive or an Excel workbook"),
        ((b"name,colour\nRex,brown\n",), "no diary in a format that is known here"),
        ((DAYS, b"\x00\x01\x02" * 500), "None of the files was read. File 2: the file must be a text file"),
        ((DAYS, b""), "None of the files was read. File 2 is empty."),
        ((DAYS,) * 11, "at most 10 files"),
    ],
)
def test_a_file_that_is_no_diary_is_refused_beside_its_field(client, contents, message):
    page = bring(client, *contents)
    html = page.content.decode()
    assert page.status_code == 422
    assert message in text_of(page), re.findall(r"error.>(.*?)</p>", html)
    assert re.search(r'<input type="file"[^>]*aria-invalid="true"[^>]*', html)
    assert 'aria-describedby="diary_helptext diary_error"' in html
    assert 'id="diary_error"' in html


def test_more_entries_than_one_person_writes_are_refused_and_the_last_that_is_taken_is_taken(client, monkeypatch):
    monkeypatch.setattr("reprieve.clinic.bringing.reading_files.MOST_ENTRIES", 3)
    assert bring(client, DAYS).status_code == 200
    monkeypatch.setattr("reprieve.clinic.bringing.reading_files.MOST_ENTRIES", 2)
    page = bring(client, DAYS)
    assert page.status_code == 422
    assert "at most 2 entries on this page; it has 3" in text_of(page)


def test_a_file_with_too_many_lines_is_refused_before_they_are_read(client, monkeypatch):
    monkeypatch.setattr("reprieve.clinic.bringing.reading_files.MOST_LINES", DAYS.count(b"\n") + 1)
    assert bring(client, DAYS).status_code == 200
    monkeypatch.setattr("reprieve.clinic.bringing.reading_files.MOST_LINES", 3)
    page = bring(client, DAYS)
    assert page.status_code == 422
    assert "at most 3 lines" in text_of(page)


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        ({"sex": "unheard of"}, r'<input[^>]*name="sex"[^>]*autofocus[^>]*id="sex_0"'),
        ({"red_flags_2": ["unheard_of"]}, r'<input[^>]*autofocus[^>]*id="red_flags_2_0"'),
    ],
)
def test_only_the_first_of_several_choices_takes_the_focus(client, answer, first):
    html = bring(client, DAYS, **answer).content.decode()
    assert re.search(first, html)
    assert html.count("autofocus") == 1


def test_a_refused_form_keeps_what_was_typed_and_takes_the_focus_to_the_first_error(client):
    page = bring(client, DAYS, born="12", sex="F", zone="Europe/Madrid", every_dose="yes", red_flags_2=["feeling_ill"])
    html = page.content.decode()
    assert page.status_code == 422
    assert re.search(r'<input[^>]*value="12"[^>]*autofocus', html)
    assert html.count("autofocus") == 1
    assert '<option value="Europe/Madrid" selected>' in html
    assert re.search(r'value="F"[^>]*checked', html)
    assert re.search(r'name="every_dose" value="yes"[^>]*checked', html)
    assert re.search(r'value="feeling_ill"[^>]*checked', html)
    assert "only the file must be chosen again" in text_of(page)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("born", "1899"),
        ("born", "2999"),
        ("born", "abc"),
        ("sex", "X"),
        ("zone", "Mars/Olympus"),
        ("every_headache", "perhaps"),
        ("red_flags_1", "bogus"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(client, field, value):
    page = bring(client, DAYS, **{field: value})
    assert page.status_code == 422
    assert f'id="{field}_error"' in page.content.decode()


@pytest.mark.parametrize("born", ["1900", "1984", ""])
def test_a_year_of_birth_is_taken_from_1900_on_and_may_be_left_out(client, born):
    assert bring(client, DAYS, born=born).status_code == 200


def test_what_the_person_says_here_stands_in_place_of_what_the_file_says(client):
    own = b"record,start,pain,birth_year\nprofile,,,1950\nattack,2026-01-01T10:00+00:00,7,\n"
    assert bring(client, own, born="1984").context["page"] is not None


def test_the_file_s_own_name_is_never_repeated_when_one_file_is_read(client):
    file = SimpleUploadedFile("secret-name-of-mine.csv", DAYS)
    page = client.post("/diary/", {"diary": file})
    assert b"secret-name-of-mine" not in page.content


def test_words_of_the_file_are_shown_as_words_and_never_as_markup(client):
    own = b"record,start,pain,drugs\nattack,2026-01-01T10:00+00:00,7,<script>alert(1)</script>\n"
    page = bring(client, own)
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in page.content


def test_other_methods_are_refused(client):
    assert client.put("/diary/").status_code == 405
    assert client.delete("/diary/").status_code == 405
    assert client.post("/").status_code == 405


def test_a_forged_form_is_refused_calmly():
    strict = Client(enforce_csrf_checks=True)
    page = bring(strict, DAYS)
    assert page.status_code == 403
    assert "This form could not be taken" in text_of(page)


def test_a_form_sent_by_another_site_is_refused_and_not_counted(client):
    page = client.post(
        "/diary/", {"diary": SimpleUploadedFile("a.csv", DAYS)}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert page.status_code == 403
    assert not UploadCount.objects.exists()


def test_an_attack_over_72_hours_that_still_goes_on_is_a_reason_to_be_seen_today(client):
    ongoing = b"start,ongoing,entered_at\n2026-01-01T08:00Z,yes,2026-01-04T09:00Z\n"
    assert "a reason to be seen by a doctor today" in text_of(bring(client, ongoing))
    ongoing = b"start,ongoing,entered_at\n2026-01-01T08:00Z,yes,2026-01-04T08:00Z\n"
    assert "seen by a doctor today" not in text_of(bring(client, ongoing))


def test_a_lost_row_keeps_empty_days_not_written_whatever_was_said(client):
    broken = b"start,end\n2026-01-01T08:00Z,2026-01-01T18:00Z\nlost,\n2026-01-05T08:00Z,2026-01-05T18:00Z\n"
    said = text_of(bring(client, broken, every_headache="yes"))
    assert "1 row or answer could not be read" in said
    assert "2 of 5 days" in said


def test_a_sign_the_diary_shows_is_not_put_into_the_persons_mouth(client):
    aura = b"record,start,key,kind,minutes\nattack,2026-01-01T08:00Z,a,,\naura,,a,visual,75\n"
    said = text_of(bring(client, aura))
    assert "Did an aura last longer than 60 minutes?" in said
    assert "what your diary shows" in said


def test_each_bad_file_is_named_by_its_number_and_by_nothing_else(client):
    said = text_of(bring(client, b"\x00\x01" * 500, DAYS, b"name,colour\nRex,brown\n"))
    assert "None of the files was read. File 1:" in said
    assert "File 3:" in said
    assert "File 2" not in said
    assert "diary0.csv" not in said


def test_rows_and_items_that_were_left_out_are_counted_apart(client):
    broken = (
        b"start,end,pain\n2026-01-01T08:00Z,2026-01-01T18:00Z,7\nlost,,\n2026-01-05T08:00Z,,99\n2026-01-07T08:00Z,,x\n"
    )
    assert "1 row and 2 items left out" in text_of(bring(client, broken))
    assert "nothing was left out" in text_of(bring(client, DAYS))


def an_attack_of(hours: float, more: str = "") -> bytes:
    start = timezone.now() - timedelta(hours=hours)
    return f"start,end,pain\n{start:%Y-%m-%dT%H:%MZ},{more},7\n".encode()


@pytest.mark.parametrize(("hours", "advised"), [(71, False), (73, True)])
def test_an_attack_that_the_person_says_still_goes_on_is_counted_up_to_now(client, hours, advised):
    said = text_of(bring(client, an_attack_of(hours), still_going_on="yes"))
    assert ("seen by a doctor today" in said) is advised


@pytest.mark.parametrize("answer", ["", "not_sure"])
def test_without_a_yes_an_attack_without_an_end_is_not_taken_as_going_on(client, answer):
    assert "seen by a doctor today" not in text_of(bring(client, an_attack_of(100), still_going_on=answer))


def test_an_end_that_is_written_outweighs_the_answer_and_the_page_says_so(client):
    ended = an_attack_of(100, more=f"{timezone.now() - timedelta(hours=20):%Y-%m-%dT%H:%MZ}")
    said = text_of(bring(client, ended, still_going_on="yes"))
    assert "the last attack in it has ended, so your answer was not used" in said
    assert "written as still going on" not in said
    assert "holds no attack with its time" in text_of(bring(client, DAYS, still_going_on="yes"))
    assert "was not used" not in text_of(bring(client, ended))


def test_held_back_means_that_nothing_is_counted_and_nothing_is_named(client):
    page = bring(client, BUDDY, red_flags_1=["thunderclap"])
    said, shown = text_of(page), page.context["page"]
    assert "What was read" in said
    for held in ("Headache days", "Migraine days", "Days written", "migraine without aura", "met", "G43", "overuse"):
        assert held not in said.split("What was read")[1]
    assert b'class="tile' not in page.content
    assert b"<dl" not in page.content
    assert (shown.coverage, shown.coverage_notes, shown.groups, shown.questions, shown.codes) == ((), (), (), (), ())


def test_a_verdict_that_is_met_says_when_the_last_such_attack_was(client):
    said = text_of(bring(client, BUDDY))
    assert re.search(
        r"\(migraine without aura\): met ?; last such attack: [A-Z][a-z]{2} \d+ [A-Z][a-z]{2} 20\d\d", said
    )


def test_a_sign_in_the_diary_outweighs_a_no_on_the_form(client):
    aura = b"record,start,key,kind,minutes\nattack,2026-01-01T08:00Z,a,,\naura,,a,visual,75\n"
    answers = {f"red_flags_{n}": ["none"] for n in range(1, len(GROUPS) + 1)}
    said = text_of(bring(client, aura, **answers))
    assert "No warning sign" not in said
    assert "You said no to every warning sign" not in said
    assert "Did an aura last longer than 60 minutes?" in said


@pytest.mark.parametrize("diary", [BUDDY, DAYS, (EXAMPLES / "demonstration-diary.csv").read_bytes()])
def test_a_question_stands_once_and_says_in_plain_words_what_hangs_on_it(client, diary):
    page = bring(client, diary)
    asked = [question.ask for question in page.context["page"].questions]
    assert len(asked) == len(set(asked))
    said = text_of(page)
    assert "whether it is hard to treat" in said
    assert not re.search(r"It would help to judge [^.]*(EHF|ehf|everyday|\d\.\d)", said)


@pytest.mark.parametrize(
    "table",
    [
        b"Month,1,2,3\nJanuary,7,0,3\n",
        b"Attack,,,Medication,,\nDate,Time,Pain,Name,Time,Helped\n2026-05-03,08:00,7,Sumatriptan,08:30,yes\n",
    ],
)
def test_what_is_wrong_with_a_table_is_said_without_a_command_to_type(client, table):
    for files in ([table], [table, BUDDY]):
        page = text_of(bring(client, *files))
        assert "reprieve mapping" not in page
        assert "the first line names each column once" in page or "What do your columns mean?" in page


def test_the_answer_stands_above_the_months(client):
    page = bring(client, BUDDY).content.decode()
    places = [page.index(f'id="{name}"') for name in ("shows", "read", "questions", "months", "drugs", "keep")]
    assert places == sorted(places)


def test_of_which_two_kinds_it_is_one_is_said_in_plain_words(client):
    rows = [
        f"2026-03-{n:02}T08:00Z,2026-03-{n:02}T10:00Z,7,left,pulsating,yes,sumatriptan,yes" for n in range(1, 15, 2)
    ]
    table = "\n".join(["start,end,pain,side,qualities,nausea,drugs,worse_with_activity", *rows]).encode()
    said = text_of(bring(client, table))
    assert "It is one of these two: “Migraine without passing changes before it” (migraine without aura) or " in said
    assert "(probable migraine without aura). Which one depends on what is not known yet." in said


def test_a_name_that_is_its_own_term_is_said_once(client):
    for path, name in (("/diary/", "Intractable (ICD-10-CM)"), ("/es/diary/", "Intratable (ICD-10-CM)")):
        page = text_of(client.post(path, {"diary": SimpleUploadedFile("a.csv", DAYS)}))
        assert f"{name}: " in page
        assert f"{name} (" not in page


def test_in_spanish_nothing_twice_and_nothing_left_out_are_sentences(client):
    page = text_of(client.post("/es/diary/", {"diary": SimpleUploadedFile("a.csv", DAYS)}))
    assert "ninguna anotación estaba dos veces · no se omitió nada" in page
