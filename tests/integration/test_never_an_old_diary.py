"""What was written stands on every page at once, whichever process is asked, and whatever was kept of the diary."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from tests.cast import as_staff, browser_of, opened, patient, staff
from tests.integration.walking import empty_what_only_grows

from reprieve.clinic.diagnosis.access import basis_of, made
from reprieve.clinic.diagnosis.models import Made
from reprieve.clinic.diary.access import head
from reprieve.clinic.diary.actions import count_upload, keep_upload, undo_upload, write_entries
from reprieve.clinic.people.access import Door, open_record
from reprieve.clinic.people.models import Patient, Role
from reprieve.clinic.showing.plain_words import say_date
from reprieve.pathway.diary.book import Entry
from reprieve.pathway.diary.records import DayEntry, Diary
from reprieve.pathway.terms.truth import YES

DRUG = "zolmitriptan"


def doses_of(days_ago: int, name: str) -> list[Entry]:
    at = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(days=days_ago)
    start = f"{at:%Y-%m-%d %H:%M}+00:00"
    attack = Entry(id=f"a{name}", thing="attack", about=f"a{name}", said={"start": start, "end": start}, said_at=at)
    said = {"name": name, "time": start, "attack_key": f"a{name}"}
    return [attack, Entry(id=f"d{name}", thing="dose", about=f"d{name}", said=said, said_at=at)]


WRITER = """
import sys, django
django.setup()
from tests.integration.test_never_an_old_diary import write_as
write_as(sys.argv[1])
"""


def write_as(key: str) -> None:
    """In the other process."""
    write_entries(opened(Patient.objects.get(key=key)), doses_of(3, DRUG))


@pytest.fixture
def emptied() -> Iterator[None]:
    yield
    empty_what_only_grows()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
def test_what_one_process_wrote_stands_on_every_page_of_another_that_has_shown_them_all():
    whose = patient()
    write_entries(opened(whose), doses_of(60, "ibuprofen"))
    assert whose.account is not None
    own, prescriber = browser_of(whose.account), browser_of(staff(Role.PRESCRIBER), second_factor=True)
    day = (datetime.now(UTC) - timedelta(days=3)).date()
    said = {
        (own, "/me/"): 'name="drug" value="zolmitriptan"',
        (own, f"/me/day/{day}/"): "Zolmitriptan",
        (own, f"/me/calendar/?month={day:%Y-%m}"): "; medicine taken",
        (own, "/me/shows/"): say_date(day),
        (prescriber, f"/desk/patients/{whose.key}/"): "Days with: Triptans",
    }
    assert [path for (client, path), words in said.items() if words.lower() in text_of(client, path)] == []
    in_another_process(WRITER, str(whose.key))
    assert [path for (client, path), words in said.items() if words.lower() not in text_of(client, path)] == []


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode().lower()


def in_another_process(program: str, *arguments: str) -> None:
    to = connection.settings_dict
    host = quote(str(to["HOST"] or to["OPTIONS"].get("host", "")), safe="")
    url = f"postgres://{to['USER']}@/{to['NAME']}?host={host}"
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(
        command, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.django_db
def test_what_was_written_while_the_diary_was_judged_is_not_kept_as_judged():
    whose = patient()
    record = opened(whose)

    def make() -> dict[str, bytes]:
        write_entries(record, doses_of(3, DRUG))
        return {"page": b"of before"}

    assert made(record, basis_of(record), ["page"], make) == {"page": b"of before"}
    assert not Made.objects.exists()
    assert made(record, basis_of(record), ["page"], lambda: {"page": b"of now"}) == {"page": b"of now"}


@pytest.mark.django_db
def test_no_state_of_a_diary_has_the_head_of_an_earlier_one():
    record = opened(patient())
    heads = [head(record)]
    write_entries(record, doses_of(3, DRUG))
    heads.append(head(record))
    day = DayEntry(day=datetime(2025, 1, 1, tzinfo=UTC).date(), headache=YES)
    upload = keep_upload(record, Diary(days=(day,)))
    assert head(record) == heads[-1], "it does not count yet"
    count_upload(record, upload.pk)
    heads.append(head(record))
    undo_upload(record, upload.pk)
    heads.append(head(record))
    assert len(set(heads)) == len(heads)


@pytest.mark.django_db
def test_what_was_made_for_one_record_is_never_shown_of_another():
    nurse = as_staff(staff(Role.NURSE))
    one, other = (open_record(nurse, patient().key, Door.READ, did="opened it in a test") for _ in range(2))
    basis = basis_of(one)
    assert made(one, basis, ["page"], lambda: {"page": b"one"}) == {"page": b"one"}
    assert made(other, basis, ["page"], lambda: {"page": b"other"}) == {"page": b"other"}
