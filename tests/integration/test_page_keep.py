"""What a page carries can be saved as a file, is made in its language, and leaves nothing here."""

from __future__ import annotations

import base64
import html
import io
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reprieve.clinic.bringing import carried
from reprieve.clinic.bringing.carried import ChangedOnTheWay, pack, pack_files, unpack, unpack_files
from reprieve.clinic.site.keeping import unpack_kept
from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diagnosis.report import report_pdf
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.text import speaking
from reprieve.pathway.terms.truth import NOT_KNOWN, YES

BUDDY = (Path(__file__).parent / "page_diaries" / "migraine_buddy.csv").read_bytes()
OWN = (Path(__file__).parents[2] / "examples" / "demonstration-diary.csv").read_bytes()
DAYS = b"date,headache\n2026-01-01,yes\n2026-01-02,no\n2026-01-04,yes\n"

pytestmark = pytest.mark.django_db


def bring(client: Client, *contents: bytes, path: str = "/diary/", **answers: Any) -> str:
    """What the result page carries."""
    files = [SimpleUploadedFile(f"diary{n}.csv", content) for n, content in enumerate(contents)]
    page = client.post(path, {"diary": files, **answers})
    assert page.status_code == 200
    found = re.search(r'name="kept" value="([^"]*)"', page.content.decode())
    assert found is not None
    return html.unescape(found[1])


def keep(client: Client, field: str, sort: str, **more: Any) -> Any:
    return client.post("/diary/keep/", {"kept": field, "sort": sort, **more})


def records(content: bytes) -> tuple[Any, ...]:
    diary = read_diary(io.BytesIO(content))
    return diary.attacks, diary.doses, diary.days, diary.profile


def test_the_page_for_the_doctor_comes_as_a_file_and_is_never_kept_by_anybody(client):
    answer = keep(client, bring(client, OWN), "pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="headache-report.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("diary", [OWN, DAYS])
def test_it_is_the_same_page_as_from_the_command(client, paper, diary):
    answer = keep(client, bring(client, diary), "pdf", paper=paper)
    assert answer.content == report_pdf(diagnose(read_diary(io.BytesIO(diary))), paper=paper)


def test_what_was_answered_stands_on_it_and_what_was_left_out_is_told(client):
    field = bring(client, BUDDY, red_flags_1=["strain"], born="1984", every_headache="yes", still_going_on="yes")
    kept = unpack_kept(field)
    assert kept.answers is not None
    assert kept.answers.answers["strain"] is YES
    assert kept.diary.profile.birth_year == 1984
    assert kept.diary.profile.every_headache_written is YES
    assert sum(reading.rows_left_out for reading in kept.diary.readings) == 1
    assert kept.diary.readings[0].unknown_drugs == ("Wunderpille",)


def test_it_speaks_the_language_of_the_page_whatever_was_chosen_since(client):
    field = bring(client, OWN, path="/es/diary/")
    answer = keep(client, field, "pdf")
    with speaking("es"):
        assert answer.content == report_pdf(diagnose(read_diary(io.BytesIO(OWN))))
    assert "informe" in client.post("/es/diary/keep/", {"kept": field})["Content-Disposition"]


def test_where_something_urgent_was_answered_the_page_for_the_doctor_holds_back_too(client):
    kept = unpack_kept(bring(client, OWN, red_flags_1=["thunderclap"]))
    assert diagnose(kept.diary, answers=kept.answers).withheld


@pytest.mark.parametrize("sort", ["csv", "json"])
@pytest.mark.parametrize("diary", [OWN, DAYS])
def test_the_diary_is_saved_whole_and_can_be_brought_again(client, sort, diary):
    answer = keep(client, bring(client, diary), sort)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="headache-diary.{sort}"'
    assert records(answer.content) == records(diary)
    assert client.post("/diary/", {"diary": SimpleUploadedFile("a", answer.content)}).status_code == 200


def test_a_lost_row_takes_back_the_word_that_all_is_written_before_the_diary_is_saved(client):
    field = bring(client, BUDDY, every_headache="yes")
    assert read_diary(io.BytesIO(keep(client, field, "csv").content)).profile.every_headache_written is NOT_KNOWN
    field = bring(client, DAYS, every_headache="yes")
    assert read_diary(io.BytesIO(keep(client, field, "csv").content)).profile.every_headache_written is YES


def test_several_files_are_saved_as_one_diary(client):
    field = bring(client, DAYS, BUDDY)
    diary = read_diary(io.BytesIO(keep(client, field, "json").content))
    both = read_diary(io.BytesIO(DAYS), io.BytesIO(BUDDY))
    assert (diary.attacks, diary.doses, diary.days) == (both.attacks, both.doses, both.days)


@pytest.mark.parametrize("sort", ["mapping", "bogus", ""])
def test_what_is_not_there_or_not_known_gives_the_page_for_the_doctor(client, sort):
    assert keep(client, bring(client, DAYS), sort, paper="napkin").headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    "change", [lambda it: "", lambda it: it[1:], lambda it: it[:-3], lambda it: it + "\x00é", str.lower]
)
def test_what_was_changed_on_the_way_is_not_opened(client, change):
    page = keep(client, change(bring(client, DAYS)), "pdf")
    assert page.status_code == 422
    assert "This page is too old" in page.content.decode()


def test_what_was_packed_for_one_purpose_does_not_serve_another(client):
    files = pack_files("files", [DAYS])
    assert files is not None
    assert keep(client, files, "pdf").status_code == 422


def test_asking_for_the_address_leads_to_the_form_and_a_forged_form_is_refused(client):
    assert client.get("/diary/keep/").headers["Location"] == "/diary/"
    assert keep(Client(enforce_csrf_checks=True), "x", "pdf").status_code == 403
    assert client.put("/diary/keep/").status_code == 405


def test_more_than_a_page_carries_is_refused_unread(client):
    assert keep(client, "x" * (carried.MOST_CHARS + 80_000), "pdf").status_code == 413
    assert keep(client, "x" * (carried.MOST_CHARS - 1_000), "pdf").status_code == 422


def test_a_diary_too_large_to_be_carried_is_shown_all_the_same_and_the_page_says_what_to_do(client, monkeypatch):
    monkeypatch.setattr(carried, "MOST_CHARS", 100)
    page = client.post("/diary/", {"diary": SimpleUploadedFile("a.csv", DAYS)})
    assert page.status_code == 200
    assert 'name="kept"' not in page.content.decode()
    assert "too large to be given out as a file here" in page.content.decode()


def test_files_are_counted_apart_from_uploads_and_too_many_are_refused(client, monkeypatch):
    field = bring(client, DAYS)
    monkeypatch.setattr("reprieve.clinic.site.limits.UPLOADS_PER_WINDOW", 1)
    assert keep(client, field, "csv").status_code == 200
    assert keep(client, field, "csv").status_code == 429


def test_words_of_the_diary_stand_in_no_log(client, caplog, written):
    own = b"record,start,pain,drugs,note\nattack,2026-01-01T10:00+00:00,7,qzx7pille,qzx7note\n"
    field = bring(client, own)
    with caplog.at_level("DEBUG"):
        for sort in ("pdf", "csv", "json"):
            assert keep(client, field, sort).status_code == 200
    assert "POST /diary/keep/ 200" in written.getvalue()
    assert "qzx7" not in caplog.text + written.getvalue()


# What carries


def test_what_is_packed_comes_back():
    assert unpack("x", pack("x", b"\x00\xff" * 1000) or "") == b"\x00\xff" * 1000
    assert unpack_files("x", pack_files("x", [b"", b"a\nb", b"\x00"]) or "") == [b"", b"a\nb", b"\x00"]


def test_more_than_may_be_carried_is_not_packed():
    assert pack("x", b"a" * (carried.MOST_BYTES + 1)) is None
    assert pack("x", b"a" * carried.MOST_BYTES) is not None


def test_a_bomb_is_not_unpacked_even_with_a_signature_of_ours():
    bomb = base64.urlsafe_b64encode(zlib.compress(b"\0" * (carried.MOST_BYTES + 1))).decode()
    with pytest.raises(ChangedOnTheWay):
        unpack("x", carried._signer("x").sign(bomb))
    with pytest.raises(ChangedOnTheWay):
        unpack("x", bomb)


@pytest.mark.parametrize("inside", [b"", b"not packed", zlib.compress(b"cut off")[:-4]])
def test_what_is_signed_but_damaged_is_refused(inside):
    signed = carried._signer("x").sign(base64.urlsafe_b64encode(inside).decode())
    with pytest.raises(ChangedOnTheWay):
        unpack("x", signed)


def test_nothing_of_a_person_but_the_diary_and_the_answers_is_carried(client):
    content = json.loads(unpack("answer", bring(client, DAYS)))
    assert set(content) == {"diary", "readings", "answers", "as_of", "language", "mapping"}
