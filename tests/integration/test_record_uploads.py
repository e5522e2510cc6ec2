"""A diary brought as files: looked over first, counted only when let, undone as a whole."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.cast import account, opened, patient

from reprieve.clinic.diary.access import diary_of
from reprieve.clinic.diary.models import DiaryUpload
from reprieve.clinic.people.models import Carer, Patient
from reprieve.pathway.terms.truth import NO, YES

pytestmark = pytest.mark.django_db
DAYS = b"date,headache\n2026-01-01,yes\n2026-01-02,no\n"
OTHERS = b"date,headache\n2026-01-02,yes\n2026-01-03,no\n"
TABLE = b"When,Hurt,Took,Mood\n2026-01-03 08:00,7,ibuprofen,low\n2026-01-09 21:30,5,,good\n"


def own(whose: Patient) -> Client:
    assert whose.account is not None
    client = Client()
    client.force_login(whose.account)
    return client


def text(page: Any) -> str:
    body = page.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")])).split())


def bring(client: Client, *contents: bytes, **said: Any) -> Any:
    files = [SimpleUploadedFile(f"diary{n}.csv", content) for n, content in enumerate(contents)]
    return client.post(reverse("bring_into_record"), {"diary": files, **said})


def decide(client: Client, do: str, number: int | None = None) -> Any:
    number = number or DiaryUpload.objects.latest("pk").pk
    return client.post(reverse("review_upload", kwargs={"number": number}), {"do": do})


def test_what_is_brought_is_shown_and_does_not_count_yet():
    whose = patient()
    me = own(whose)
    answer = bring(me, DAYS)
    assert answer.status_code == 302
    page = text(me.get(answer.headers["Location"]))
    assert "2 entries read" in page
    assert "it does not count yet" in page
    assert diary_of(opened(whose)).days == ()


def test_let_count_it_counts_and_taken_back_it_does_not():
    whose = patient()
    me = own(whose)
    bring(me, DAYS)
    decide(me, "count")
    assert len(diary_of(opened(whose)).days) == 2
    assert "Counts since" in text(me.get(reverse("show_my_data")))
    me.post(reverse("undo_my_upload", kwargs={"number": DiaryUpload.objects.get().pk}))
    assert diary_of(opened(whose)).days == ()
    assert "Taken back" in text(me.get(reverse("show_my_data")))


def test_do_not_means_that_it_never_counts():
    whose = patient()
    me = own(whose)
    bring(me, DAYS)
    decide(me, "undo")
    decide(me, "count")
    assert diary_of(opened(whose)).days == ()


@pytest.mark.parametrize("said", [{}, {"do": ""}, {"do": "uncount"}], ids=["nothing", "empty", "something else"])
def test_a_form_that_does_not_say_what_it_wants_changes_nothing(said):
    whose = patient()
    me = own(whose)
    bring(me, DAYS)
    decide(me, "count")
    page = me.post(reverse("review_upload", kwargs={"number": DiaryUpload.objects.get().pk}), said)
    assert page.status_code == 422
    assert "Nothing was changed." in text(page)
    assert len(diary_of(opened(whose)).days) == 2


def test_what_is_there_twice_and_what_conflicts_is_shown_before_it_counts():
    whose = patient()
    me = own(whose)
    bring(me, DAYS)
    decide(me, "count")
    answer = bring(me, OTHERS)
    page = text(me.get(answer.headers["Location"]))
    assert "2 Jan 2026" in page
    assert "contradict" in page
    assert "File 3: this one" in page
    assert {it.day.day: it.headache for it in diary_of(opened(whose)).days}[2] is NO
    decide(me, "count")
    assert {it.day.day: it.headache for it in diary_of(opened(whose)).days}[2] is YES


def test_what_lies_in_the_future_is_left_out_and_said():
    whose = patient()
    me = own(whose)
    rows = b"record,day,start,headache\nday,2026-03-01,,no\nday,2096-01-01,,yes\nattack,,2096-02-02 08:00+00:00,\n"
    page = text(me.get(bring(me, rows).headers["Location"]))
    assert "2 entries lie in the future and were left out" in page
    decide(me, "count")
    diary = diary_of(opened(whose))
    assert ([str(it.day) for it in diary.days], diary.attacks) == (["2026-03-01"], ())


def test_the_same_file_again_is_said_and_not_kept_twice():
    me = own(patient())
    bring(me, DAYS)
    answer = bring(me, DAYS)
    assert "This is the same diary as one that you brought before." in text(me.get(answer.headers["Location"]))
    assert DiaryUpload.objects.count() == 1
    decide(me, "undo")
    bring(me, DAYS)
    assert DiaryUpload.objects.count() == 2


def test_two_people_may_bring_the_same_file():
    bring(own(patient()), DAYS)
    bring(own(patient()), DAYS)
    assert DiaryUpload.objects.count() == 2


def test_the_brought_diary_of_another_record_is_not_there():
    bring(own(patient()), DAYS)
    number = DiaryUpload.objects.get().pk
    stranger = own(patient())
    assert stranger.get(reverse("review_upload", kwargs={"number": number})).status_code == 404
    assert decide(stranger, "count", number).status_code == 404
    assert stranger.post(reverse("undo_my_upload", kwargs={"number": number})).status_code == 404
    assert DiaryUpload.objects.get().counted_at is None


def test_what_cannot_be_read_is_refused_beside_its_field():
    me = own(patient())
    page = bring(me, b"\x00\x01\x02")
    assert page.status_code == 422
    assert "Your diary was not read yet." in text(page)
    assert bring(me).status_code == 422
    assert not DiaryUpload.objects.exists()


def test_a_table_that_nobody_knows_is_explained_and_then_kept():
    whose = patient()
    me = own(whose)
    page = bring(me, TABLE).content.decode()
    assert 'action="/me/bring/columns/"' in page
    carried = re.search(r'name="carried" value="([^"]*)"', page)
    assert carried is not None
    said = {"table": "0", "carried": html.unescape(carried[1]), "zone": "UTC", "do": "use"}
    said |= {"means_0": "start", "means_1": "pain:0-10", "means_2": "drugs", "means_3": "not_read"}
    wrong = me.post(reverse("explain_record_columns"), {**said, "means_0": "not_read"})
    assert wrong.status_code == 422
    answer = me.post(reverse("explain_record_columns"), said)
    assert answer.status_code == 302
    decide(me, "count")
    assert [it.pain_0_to_10 for it in diary_of(opened(whose)).attacks] == [7, 5]


def test_the_word_that_all_is_written_is_kept_with_what_was_brought():
    whose = patient()
    me = own(whose)
    bring(me, DAYS, every_headache="yes")
    decide(me, "count")
    upload = DiaryUpload.objects.get()
    assert upload.entries == 2
    assert "every_headache_written" in str(diary_of(opened(whose)).profile)


def test_the_limits_of_the_public_page_hold_here(monkeypatch):
    me = own(patient())
    monkeypatch.setattr("reprieve.clinic.bringing.uploads.MOST_BYTES", 10)
    monkeypatch.setattr("reprieve.clinic.bringing.uploads.FORM_BYTES", 1_000_000)
    assert bring(me, DAYS).status_code == 413
    monkeypatch.undo()
    monkeypatch.setattr("reprieve.clinic.desk.me_bring_views.MOST_AN_HOUR", 1)
    assert bring(me, DAYS).status_code == 429
    assert not DiaryUpload.objects.exists()


def test_a_form_from_elsewhere_is_refused():
    whose = patient()
    client = Client(enforce_csrf_checks=True)
    client.force_login(whose.account)  # type: ignore[arg-type]
    assert bring(client, DAYS).status_code == 403
    assert client.post(reverse("bring_into_record"), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_what_a_carer_brings_is_marked_as_theirs():
    whose, carer = patient(), account()
    Carer.objects.create(patient=whose, user=carer, kind=Carer.Kind.CARER, allowed_by=whose.account)
    client = Client()
    client.force_login(carer)
    file = SimpleUploadedFile("diary.csv", DAYS)
    client.post(reverse("bring_into_record", kwargs={"key": whose.key}), {"diary": [file]})
    assert DiaryUpload.objects.get().written_by == "carer"
    assert DiaryUpload.objects.get().patient == whose
    me = own(whose)
    number = {"number": DiaryUpload.objects.get().pk}
    for page in (me.get(reverse("show_my_data")), me.get(reverse("review_upload", kwargs=number))):
        assert "by a carer" in text(page)
