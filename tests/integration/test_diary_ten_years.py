"""Ten years of a diary: no page of it reads them all."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import browser_of, opened, patient, staff

from reprieve.clinic.diary.access import there_between
from reprieve.clinic.diary.actions import keep_upload
from reprieve.clinic.diary.models import DiaryThing
from reprieve.clinic.diary.rows import columns_of
from reprieve.clinic.people.models import Patient, Role
from reprieve.pathway.diary.book import Entry, told
from reprieve.pathway.diary.records import Attack, Diary

pytestmark = pytest.mark.django_db
DAYS, ATTACKS, DOSES = 3_650, 1_200, 2_000
# Generous for a machine that does other things; the aim, 50 ms, is measured in benchmarks/.
MOST_MS = 250
MOST_QUERIES = 20
MOST_ROWS = 400


def things_of(whose: Patient) -> list[DiaryThing]:
    now = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    entries = []
    for n in range(DAYS):
        day = (now - timedelta(days=n + 2)).date().isoformat()
        entries.append(("day", day, {"headache": "no" if n % 3 else "yes", "day": day}))
    for n in range(ATTACKS):
        start = now - timedelta(days=2 + 3 * n)
        cells = {"start": f"{start:%Y-%m-%d %H:%M}+00:00", "end": f"{start + timedelta(hours=9):%Y-%m-%d %H:%M}+00:00"}
        entries.append(("attack", f"a{n}", {**cells, "pain_0_to_10": "7", "photophobia": "yes", "nausea": "mild"}))
    for n in range(DOSES):
        at = now - timedelta(days=2 + n * 1.8)
        cells = {"name": "sumatriptan" if n % 2 else "ibuprofen", "time": f"{at:%Y-%m-%d %H:%M}+00:00"}
        entries.append(("dose", f"d{n}", {**cells, "attack_key": f"a{n * 6 // 10}"}))
    rows = []
    for thing, about, said in entries:
        one = told(None, Entry(id=f"{thing}-{about}", thing=thing, about=about, said=said, said_at=now))
        rows.append(DiaryThing(patient=whose, thing=thing, about=about, **columns_of(one)))
    return rows


@pytest.fixture
def client() -> Client:
    whose = patient()
    DiaryThing.objects.bulk_create(things_of(whose))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE diary_diarything")
    client = Client()
    assert whose.account is not None
    client.force_login(whose.account)
    return client


def count_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many things of diaries are read from here on."""
    read = [0]
    begin = DiaryThing.__init__

    def counted(self, *values, **named):
        read[0] += 1
        begin(self, *values, **named)

    monkeypatch.setattr(DiaryThing, "__init__", counted)
    return read


LONG_AGO = (date.today() - timedelta(days=5 * 365)).replace(day=1)  # noqa: DTZ011 # any month five years ago


@pytest.mark.parametrize(
    "path",
    [
        "/me/",
        "/me/calendar/",
        f"/me/calendar/?month={LONG_AGO:%Y-%m}",
        f"/me/day/{LONG_AGO}/",
        "/me/treatments/",
        "/me/about-me/",
        "/me/shows/",
        "/me/data/",
    ],
)
def test_a_page_of_ten_years_reads_a_few_weeks_in_few_queries(client, path, monkeypatch):
    client.get(path)
    read = count_read(monkeypatch)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) <= MOST_QUERIES, [it["sql"][:80] for it in queries]
    assert read[0] <= MOST_ROWS


def test_a_brought_diary_is_joined_with_ten_years_once(client, monkeypatch):
    whose = Patient.objects.get()
    start = datetime(2026, 3, 1, 8, tzinfo=UTC)
    upload = keep_upload(opened(whose), Diary(attacks=(Attack(start=start),)))
    path = f"/me/bring/{upload.pk}/"
    first = client.get(path).content.decode()
    read = count_read(monkeypatch)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(path)
    assert again.status_code == 200
    assert "Together with what is here" in first
    assert len(queries) <= MOST_QUERIES, [it["sql"][:80] for it in queries]
    assert read[0] <= MOST_ROWS


@pytest.mark.parametrize("page", ["", "sign/", "who/"])
def test_a_page_of_the_staff_about_ten_years_reads_nothing_of_the_diary_in_few_queries(page, monkeypatch):
    whose = patient()
    DiaryThing.objects.bulk_create(things_of(whose))
    prescriber = browser_of(staff(Role.PRESCRIBER), second_factor=True)
    path = f"/desk/patients/{whose.key}/{page}"
    prescriber.get(path)
    read = count_read(monkeypatch)
    with CaptureQueriesContext(connection) as queries:
        assert prescriber.get(path).status_code == 200
    assert len(queries) <= MOST_QUERIES, [it["sql"][:80] for it in queries]
    assert read == [0]


@pytest.mark.parametrize("month", [LONG_AGO, date.today().replace(day=1)], ids=["long ago", "now"])  # noqa: DTZ011
def test_a_month_is_found_without_looking_through_the_other_years(client, month):
    found = DiaryThing.objects.filter(there_between(month, month + timedelta(days=30)), patient=Patient.objects.get())
    plan = found.explain(analyze=True)
    assert "Seq Scan" not in plan
    left_out = [int(n) for n in re.findall(r"Rows Removed by (?:Filter|Index Recheck): (\d+)", plan)]
    assert sum(left_out) < MOST_ROWS


@pytest.mark.parametrize("path", ["/me/", "/me/calendar/"])
def test_a_page_of_ten_years_is_there_at_once(client, path):
    client.get(path)
    times = []
    for _time in range(5):
        begun = perf_counter()
        client.get(path)
        times.append((perf_counter() - begun) * 1_000)
    assert sorted(times)[2] < MOST_MS
