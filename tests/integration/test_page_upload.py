"""A diary comes in without leaving a trace, and no more of it than is taken."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory

from reprieve.clinic.bringing import uploads
from reprieve.clinic.bringing.uploads import KEPT_IN_MEMORY_BYTES, ROOM, NamelessUpload, NoRoom, TooLarge, TooSlow

MARK = "qzx7marked"
MARKED = f"record,start,pain,drugs,note\nattack,2026-01-01T10:00+00:00,7,{MARK}pille,{MARK}note\n".encode()


@pytest.fixture
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of this process, empty at the beginning."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def handler() -> NamelessUpload:
    taking = NamelessUpload(RequestFactory().post("/diary/"))
    taking.new_file("diary", "a.csv", "text/csv", None, None, None)
    return taking


def open_files() -> list[str]:
    found = []
    for number in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{number}"))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_large_file_is_on_disk_without_a_name_and_gone_when_closed(own_temp):
    taking = handler()
    for start in range(0, 4 * KEPT_IN_MEMORY_BYTES, 65_536):
        taking.receive_data_chunk(b"x" * 65_536, start)
    assert any(str(own_temp) in name and "deleted" in name for name in open_files())
    assert list(own_temp.iterdir()) == []
    taking.upload_interrupted()
    assert not any(str(own_temp) in name for name in open_files())


MOST = 3 * KEPT_IN_MEMORY_BYTES


@pytest.fixture
def small_cap(own_temp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", MOST)


@pytest.mark.usefixtures("small_cap")
def test_the_last_byte_that_is_taken_is_taken_and_the_next_is_not(own_temp):
    taking = handler()
    taking.receive_data_chunk(b"x" * MOST, 0)
    assert taking.file_complete(MOST).size == MOST
    with pytest.raises(TooLarge):
        taking.receive_data_chunk(b"x", MOST)
    assert taking.files[0].closed
    assert list(own_temp.iterdir()) == []


@pytest.mark.usefixtures("small_cap")
def test_the_cap_is_for_all_files_together():
    taking = handler()
    taking.receive_data_chunk(b"x" * (MOST - 10), 0)
    taking.new_file("diary", "b.csv", "text/csv", None, None, None)
    with pytest.raises(TooLarge):
        taking.receive_data_chunk(b"x" * 11, 0)


@pytest.mark.django_db
def test_too_much_is_answered_413_whether_it_is_announced_or_only_arrives(client, monkeypatch):
    file = SimpleUploadedFile("a.csv", b"x" * 400_000)
    monkeypatch.setattr("reprieve.clinic.bringing.uploads.MOST_BYTES", 100_000)
    announced = client.post("/diary/", {"diary": file})
    monkeypatch.setattr("reprieve.clinic.bringing.uploads.FORM_BYTES", 1_000_000)
    arrived = client.post("/diary/", {"diary": SimpleUploadedFile("a.csv", b"x" * 400_000)})
    assert (announced.status_code, arrived.status_code) == (413, 413)
    assert "These files are too large" in arrived.content.decode()


# The disk


@pytest.fixture
def empty_room() -> None:
    assert ROOM.taken_bytes == 0


@pytest.mark.usefixtures("own_temp", "empty_room")
def test_what_is_small_claims_no_place_on_the_disk_and_what_is_large_gives_it_back():
    taking = handler()
    taking.receive_data_chunk(b"x" * KEPT_IN_MEMORY_BYTES, 0)
    assert ROOM.taken_bytes == 0
    taking.receive_data_chunk(b"x", KEPT_IN_MEMORY_BYTES)
    assert ROOM.taken_bytes == uploads.STEP_BYTES
    taking.let_go()
    taking.let_go()
    assert ROOM.taken_bytes == 0
    assert taking.files[0].closed


@pytest.mark.usefixtures("own_temp", "empty_room")
def test_all_uploads_of_a_process_together_take_no_more_of_the_disk_than_they_may(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_ON_DISK_BYTES", 2 * uploads.STEP_BYTES)
    piece = b"x" * (KEPT_IN_MEMORY_BYTES + 1)
    first, second, third = handler(), handler(), handler()
    first.receive_data_chunk(piece, 0)
    second.receive_data_chunk(piece, 0)
    with pytest.raises(NoRoom):
        third.receive_data_chunk(piece, 0)
    assert third.files[0].closed
    first.let_go()
    again = handler()
    again.receive_data_chunk(piece, 0)
    again.let_go()
    second.let_go()
    assert ROOM.taken_bytes == 0


@pytest.mark.usefixtures("own_temp", "empty_room")
def test_a_disk_that_is_nearly_full_is_not_filled_further(monkeypatch):
    monkeypatch.setattr(uploads, "LEAST_FREE_BYTES", 2**62)
    with pytest.raises(NoRoom):
        handler().receive_data_chunk(b"x" * (KEPT_IN_MEMORY_BYTES + 1), 0)
    assert ROOM.taken_bytes == 0


@pytest.mark.usefixtures("own_temp")
def test_what_arrives_too_slowly_is_not_waited_for():
    taking = handler()
    taking.began_s -= uploads.LONGEST_S + 1
    with pytest.raises(TooSlow):
        taking.receive_data_chunk(b"x", 0)
    assert taking.files[0].closed


@pytest.mark.django_db
@pytest.mark.usefixtures("own_temp", "empty_room")
def test_no_room_is_answered_503_and_no_time_408_and_both_say_what_to_do(client, monkeypatch):
    large = b"x" * (KEPT_IN_MEMORY_BYTES + 100_000)
    monkeypatch.setattr(uploads, "LEAST_FREE_BYTES", 2**62)
    page = client.post("/diary/", {"diary": SimpleUploadedFile("a.csv", large)})
    assert page.status_code == 503
    assert int(page.headers["Retry-After"]) > 0
    assert "Try again in some minutes." in page.content.decode()
    monkeypatch.setattr(uploads, "LONGEST_S", -1)
    page = client.post("/diary/", {"diary": SimpleUploadedFile("a.csv", large)})
    assert page.status_code == 408
    assert "Nothing was kept" in page.content.decode()
    assert ROOM.taken_bytes == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("own_temp", "empty_room")
@pytest.mark.parametrize("start", [b"date,headache\n2026-01-01,yes\n", b"\x00\x01"])
def test_whatever_becomes_of_a_large_file_its_place_is_given_back(client, start):
    large = start + b"," * (2 * KEPT_IN_MEMORY_BYTES)
    assert client.post("/diary/", {"diary": SimpleUploadedFile("a.csv", large)}).status_code in (200, 422)
    assert ROOM.taken_bytes == 0


@pytest.mark.django_db
def test_a_file_is_never_given_a_named_temporary_file(client, own_temp, monkeypatch):
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a named temporary file was asked for")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)
    body = MARKED + b"".join(
        f"attack,{year}-{month:02}-01T10:00+00:00,7,,{'n' * 1000}\n".encode()
        for year in range(1990, 2090)
        for month in range(1, 13)
    )
    assert len(body) > KEPT_IN_MEMORY_BYTES
    page = client.post("/diary/", {"diary": SimpleUploadedFile("a.csv", body)})
    assert page.status_code == 200
    assert list(own_temp.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_marked_diary_leaves_its_mark_in_no_log_no_header_no_table_and_no_folder(
    client, own_temp, caplog, capfd, written
):
    with caplog.at_level("DEBUG"):
        page = client.post("/diary/", {"diary": SimpleUploadedFile(f"{MARK}file.csv", MARKED)})
    assert page.status_code == 200
    assert f"{MARK}pille" in page.content.decode()
    assert MARK not in caplog.text
    assert "POST /diary/ 200" in written.getvalue()
    assert MARK not in "".join(capfd.readouterr()) + written.getvalue()
    assert MARK not in str(page.headers.items()) + str(page.cookies)
    assert set(page.cookies) <= {"csrftoken", "theme"}
    assert list(own_temp.iterdir()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{MARK}%"])  # noqa: S608
            assert cursor.fetchone() == (0,), table


@pytest.mark.django_db
def test_an_error_while_reading_says_nothing_of_the_diary(own_temp, monkeypatch, capfd, written):
    def break_down(*_files: object, **_options: object) -> None:
        raise RuntimeError(MARKED.decode())

    monkeypatch.setattr("reprieve.clinic.bringing.reading_files.read_diary", break_down)
    client = Client(raise_request_exception=False)
    page = client.post("/diary/", {"diary": SimpleUploadedFile("a.csv", MARKED)})
    assert page.status_code == 500
    assert "Something broke here" in page.content.decode()
    assert "RuntimeError (message left out)" in written.getvalue()
    assert MARK not in page.content.decode()
    assert MARK not in "".join(capfd.readouterr()) + written.getvalue()
    assert list(own_temp.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_is_broken_off_leaves_nothing(live_server: Any, own_temp):
    where = urlsplit(live_server.url)
    head = (
        f"POST /diary/ HTTP/1.1\r\nHost: localhost:{where.port}\r\nContent-Length: 20000000\r\n"
        "Content-Type: multipart/form-data; boundary=xxx\r\n\r\n"
        '--xxx\r\nContent-Disposition: form-data; name="diary"; filename="a.csv"\r\n\r\n'
    )
    with socket.create_connection((where.hostname, where.port), timeout=20) as sender:
        sender.sendall(head.encode() + b"x" * 5_000_000)
        sender.shutdown(socket.SHUT_WR)
        while sender.recv(65_536):
            pass
    assert list(own_temp.iterdir()) == []
    assert not any(str(own_temp) in name for name in (open_files() if sys.platform.startswith("linux") else []))
