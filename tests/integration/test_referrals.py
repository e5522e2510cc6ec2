"""A doctor refers somebody, with a report that is judged by its content."""

from __future__ import annotations

import html
import io
import os
import re
import struct
import time
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from reprieve.clinic.booking import limits, tokens
from reprieve.clinic.booking.looking import MOST_PIXELS
from reprieve.clinic.booking.models import Referral, Report
from reprieve.clinic.booking.reports import PATIENCE_S, CannotTake, keep_report, look_at, read_report, tidy_up
from reprieve.clinic.messages.models import Letter

REFER = "/refer/"
SAID = {
    "doctor": "Dr. Example",
    "practice": "Example Practice",
    "doctor_phone": "555 010 0100",
    "patient": "M. E.",
    "patient_born": "1984",
    "patient_phone": "555 010 0199",
    "reason": "Attack over five days, no answer to triptans.",
    "urgency": "soon",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path


def token(number: int = 1) -> str:
    given_out = timezone.now() - timedelta(minutes=1)
    return signing.dumps([f"8c7a2f0e-6a44-4d2e-9a80-{number:012x}", int(given_out.timestamp())], salt=tokens.SALT)


def text(page: Any) -> str:
    body = page.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")])).split())


def send(client: Client, content: bytes | None = None, name: str = "report.pdf", **more: Any) -> Any:
    sent = {"token": token(), **SAID, **more}
    if content is not None:
        sent["report"] = SimpleUploadedFile(name, content)
    return client.post(REFER, sent)


def pdf(change: Any = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change is not None:
        change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (200, 180, 160)).save(written, format=kind, **more)
    return written.getvalue()


# The form ----------------------------------------------------------------------------------------


def test_a_referral_without_a_report_is_kept_once_and_told_without_its_content(client, django_user_model):
    assert "We have it" in text(send(client, doctor_email="doctor@example.org"))
    assert "You had sent this before" in text(send(client, doctor_email="doctor@example.org"))
    kept = Referral.objects.get()
    assert (kept.patient, kept.patient_born, kept.urgency, kept.red_flags, kept.no_red_flag) == (
        "M. E.",
        1984,
        "soon",
        [],
        False,
    )
    for letter in Letter.objects.all():
        for said in ("M. E.", "1984", "triptans", "Dr. Example", "555"):
            assert said not in letter.subject + letter.text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"doctor": ""}, "Write your name."),
        ({"doctor_phone": ""}, "Write a phone number with its area code."),
        ({"patient_born": "84"}, "Write the year with four digits"),
        ({"patient_born": "2999"}, "Write the year with four digits"),
        ({"patient_born": "9" * 4000}, "Write the year with four digits"),
        ({"reason": ""}, "Write the reason in a few words."),
        ({"reason": "x" * 1001}, "at most 1000 characters"),
        ({"urgency": "yesterday"}, "Select a valid choice"),
        ({"red_flags": ["thunderclap", "none"]}, "Tick either the signs"),
        ({"red_flags": ["no such flag"]}, "Select a valid choice"),
        ({"company": "Buy now"}, "A hidden field was filled in"),
        ({"token": "x"}, "Look it over and send it again."),
    ],
)
def test_a_wrong_answer_is_said_and_nothing_is_kept(client, data_folder, changed, says):
    page = send(client, pdf(), **changed)
    assert page.status_code == 422
    assert says in text(page)
    assert "Only the report must be chosen again." in text(page)
    assert not Referral.objects.exists()
    assert not [it for it in data_folder.rglob("*") if it.is_file()]


def test_with_nothing_ticked_the_red_flags_count_as_not_looked_for_and_none_is_said_apart(client):
    send(client, red_flags=["none"])
    assert Referral.objects.get().no_red_flag is True


def test_a_sign_that_cannot_wait_is_said_to_the_doctor(client):
    assert "a sign that cannot wait for us" in text(send(client, red_flags=["thunderclap"]))
    assert "cannot wait for us" not in text(send(client, red_flags=["cancer"], token=token(2)))


def test_doctors_are_slowed_down_before_a_report_is_read(client, monkeypatch):
    monkeypatch.setattr("reprieve.clinic.booking.views.MOST_REFERRALS", 0)
    page = send(client, pdf())
    assert page.status_code == 429
    assert limits.MOST_REFERRALS > 0


# The report --------------------------------------------------------------------------------------


def test_a_report_lies_outside_what_is_served_under_a_name_nobody_can_guess_for_its_owner_alone(client, data_folder):
    content = pdf()
    send(client, content, name="Maria Example MRI.pdf")
    report = Report.objects.get()
    path = data_folder / "reports" / report.stored_as
    assert path.read_bytes() == content == read_report(report.stored_as, sha256=report.sha256)
    assert re.fullmatch(r"[0-9a-f]{48}", report.stored_as)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "Maria" not in str([*Report.objects.values(), *data_folder.rglob("*")])
    for folder in ("reports", "pictures", "static"):
        assert client.get(f"/{folder}/{report.stored_as}", follow=True).status_code == 404
    assert client.get(f"/pictures/../reports/{report.stored_as}", follow=True).status_code in (400, 404)


def test_a_report_sent_twice_lies_there_once(client, data_folder):
    send(client, pdf())
    send(client, pdf())
    assert len(list((data_folder / "reports").iterdir())) == 1


@pytest.mark.parametrize("name", ["report.pdf", "report.exe", "../../etc/passwd", "x" * 300, ""])
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_content_counts_and_not_the_name(client, kind, name):
    send(client, picture(kind), name=name or "x")
    assert Report.objects.get().kind == kind.casefold()


def test_a_picture_is_drawn_anew_so_that_nothing_hidden_stays_in_it():
    place = Image.Exif()
    place[0x010E] = "taken at 1 Example Street"
    hidden = picture("JPEG", exif=place) + b"PK\x03\x04 a zip behind it <script>alert(1)</script>"
    looked = look_at(hidden)
    assert b"Example Street" not in looked.content
    assert b"script" not in looked.content
    assert Image.open(io.BytesIO(looked.content)).size == (40, 30)


def test_a_picture_that_lies_on_its_side_is_stood_up():
    turned = Image.Exif()
    turned[0x0112] = 6
    assert Image.open(io.BytesIO(look_at(picture("JPEG", exif=turned)).content)).size == (30, 40)


def with_script(writer: PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(action))


def with_file(writer: PdfWriter) -> None:
    writer.add_attachment("more.exe", b"MZ")


def with_launch(writer: PdfWriter) -> None:
    launch = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")}
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(launch))


def with_action_on_the_page(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")})
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})


def with_password(writer: PdfWriter) -> None:
    writer.encrypt("secret", algorithm="RC4-128")


def disguised(content: bytes) -> bytes:
    """The name of an action written in another way."""
    return content.replace(b"/JavaScript", b"/JavaScrip#74").replace(b"/JS", b"/J#53")


def left_behind(content: bytes, before: bytes = b"") -> bytes:
    """A file with an object that no table leads to, as an earlier version of it leaves behind."""
    page = pdf()
    table = page.rpartition(b"startxref")[2]
    return page + b"9 0 obj\n" + before + content + b"\nendobj\nstartxref" + table


def packed(content: bytes, how: bytes = b"/Filter/FlateDecode") -> bytes:
    """A stream of objects that no table leads to."""
    return left_behind(b"<</Type/ObjStm/N 1/First 4%s>>stream\n%s\nendstream" % (how, zlib.compress(content)))


def zip_behind(content: bytes) -> bytes:
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "a")
        archive.comment = b"%%EOF"
    return content + packed.getvalue()


def png_of_many_dots() -> bytes:
    """Some hundred bytes that say they are a picture of 400 million dots."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"MZ\x90\x00 a program", "not a PDF, PNG or JPEG"),
        (b"<html><script>alert(1)</script></html>", "not a PDF, PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PDF, PNG or JPEG"),
        (b"GIF89a", "not a PDF, PNG or JPEG"),
        (b" " + pdf(), "not a PDF, PNG or JPEG"),
        (b"%PDF-1.7 and nothing else", "else in this PDF"),
        (b"%PDF-1.7\n%%EOF", "damaged"),
        (pdf()[:200] + b"%%EOF", "damaged"),
        (b"\x89PNG\r\n\x1a\n nothing", "damaged"),
        (b"\xff\xd8\xff nothing", "damaged"),
        (picture()[:-40], "damaged"),
        (pdf(with_script), "holds a program"),
        (disguised(pdf(with_script)), "holds a program"),
        (pdf(with_file), "holds a program"),
        (pdf(with_launch), "holds a program"),
        (pdf(with_action_on_the_page), "holds a program"),
        (left_behind(b"<</S/JavaScript/JS(app.alert(1))>>"), "holds a program"),
        (left_behind(b"<</S/J#61vaScript/J#53(app.alert(1))>>"), "holds a program"),
        (left_behind(b"<</S/Launch%words\n/F(calc.exe)>>"), "holds a program"),
        (left_behind(b"[/Submit#46orm]"), "holds a program"),
        (packed(b"9 0 <</S/J#61vaScript>>"), "holds a program"),
        (packed(b"9 0 <</S/Launch>>", b"/F#69lter/FlateD#65code"), "holds a program"),
        (packed(b"9 0 <<>>", b"/Filter[/ASCIIHexDecode/FlateDecode]"), "holds a program"),
        (packed(b"9 0 <<>>", b"/Filter/FlateDecode/DecodeParms<</Predictor 12>>"), "holds a program"),
        (packed(b"9 0 " + bytes(100_000_000)), "damaged"),
        (pdf(with_password), "locked with a password"),
        (pdf() + b"<script>alert(1)</script>", "else in this PDF"),
        (zip_behind(pdf()), "else in this PDF"),
        (png_of_many_dots(), "too large"),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
def test_what_is_not_a_plain_page_or_picture_is_refused_with_advice(client, content, says):
    page = send(client, content)
    assert page.status_code == 422
    assert says in text(page)
    assert not Referral.objects.exists()


def test_an_empty_file_is_refused(client):
    assert "This file is empty." in text(send(client, b""))


def test_a_picture_of_just_so_many_dots_is_taken_and_one_more_is_not():
    side = int(MOST_PIXELS**0.5)
    look_at(picture(size=(side, MOST_PIXELS // side)))
    with pytest.raises(CannotTake, match="too large"):
        look_at(picture(size=(side, MOST_PIXELS // side + 1)))


def test_ten_megabytes_and_no_more(client):
    for megabytes in (10, 13):
        answer = send(client, b"%PDF-" + b"x" * (megabytes * 1024 * 1024))
        assert answer.status_code == 422
        assert "The report is too large: at most 10 MB." in answer.content.decode()
        assert SAID["reason"] in answer.content.decode()
    heavy = send(client, b"%PDF-" + b"x" * (48 * 1024 * 1024))
    assert heavy.status_code == 413
    assert "A file may have 10 MB here" in heavy.content.decode()
    assert 'class="button" href="/refer/"' in heavy.content.decode()
    assert not Referral.objects.exists()


def test_a_pdf_is_kept_as_it_came(client):
    content = pdf()
    assert look_at(content).content == content
    assert len(PdfReader(io.BytesIO(content)).pages) == 1


@pytest.mark.parametrize(
    "content",
    [left_behind(b"<</A/JavaScripted/B/Launching#20pad>>"), packed(b"9 0 <</A/B#43>>"), packed(b"", b"/Subtype/None")],
)
def test_what_an_earlier_version_left_behind_is_taken_where_it_only_sounds_alike(content):
    assert look_at(content).content == content


def test_a_pdf_of_objects_that_unpack_to_more_than_memory_holds_is_refused_in_good_time():
    """A table that leads to them: it is the parser that unpacks."""
    bomb = zlib.compress(b"9 0 " + b" " * 200_000_000)
    page = pdf()
    content = page.replace(b"/Producer (pypdf)", b"/Producer (pypdf) /Metadata 9 0 R")
    head = b"9 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(bomb)
    table = b"\nstartxref" + content.rpartition(b"startxref")[2]
    begun = time.monotonic()
    with pytest.raises(CannotTake):
        look_at(content + head + bomb + b"\nendstream\nendobj" + table)
    assert time.monotonic() - begun < PATIENCE_S


def test_a_report_whose_sending_was_cut_off_is_taken_away_after_an_hour_and_no_other(client, data_folder):
    cut_off = keep_report(b"of a process that died")
    send(client, pdf())
    lies = data_folder / "reports"
    kept = Report.objects.get().stored_as
    assert {it.name for it in lies.iterdir()} == {kept, f"{cut_off}.new"}
    Report.objects.all().delete()  # as in a database that was put back from an older copy
    in_two_hours = timezone.now() + timedelta(hours=2)
    assert (tidy_up(), tidy_up(now=in_two_hours), tidy_up(now=in_two_hours)) == (0, 1, 0)
    assert [it.name for it in lies.iterdir()] == [kept]


def test_a_report_whose_process_died_right_after_keeping_it_is_found(client, data_folder):
    send(client, pdf())
    report = Report.objects.get()
    settled = data_folder / "reports" / report.stored_as
    unsettled = settled.rename(settled.with_suffix(".new"))
    assert read_report(report.stored_as, sha256=report.sha256) == pdf()
    settled.rename(unsettled)
    assert tidy_up(now=timezone.now() + timedelta(hours=2)) == 0
    assert settled.exists()


def test_the_next_report_tidies_up_after_one_that_was_cut_off(client, data_folder):
    cut_off = data_folder / "reports" / f"{keep_report(b'of a process that died')}.new"
    os.utime(cut_off, (0, 0))
    send(client, pdf())
    assert not cut_off.exists()


def test_what_was_changed_on_the_disk_is_not_shown(data_folder):
    looked = look_at(pdf())
    name = keep_report(looked.content)
    (data_folder / "reports" / name).write_bytes(b"another")
    assert read_report(name, sha256=looked.sha256) is None
    assert read_report("../secret-key", sha256=looked.sha256) is None
