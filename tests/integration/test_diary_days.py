"""*Calendar*, a day and its corrections, treatments and the questions about the person."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.cast import opened, patient
from tests.integration.test_diary_now import NOON, clock, forms  # noqa: F401 # the same clock stands still here

from reprieve.clinic.diagnosis.access import basis_of, judged, whole_diary
from reprieve.clinic.diary.access import diary_of, diary_with
from reprieve.clinic.diary.actions import count_upload, keep_upload, write_entries
from reprieve.clinic.diary.models import DiaryEntry
from reprieve.clinic.diary.nearby import findings_between
from reprieve.clinic.people.models import Patient
from reprieve.clinic.showing.months import judge_day
from reprieve.pathway.diary.book import Entry
from reprieve.pathway.diary.calendar import dates
from reprieve.pathway.diary.choices import Outcome, Sex
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Profile
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine() -> Patient:
    return patient()


@pytest.fixture
def client(mine: Patient) -> Client:
    client = Client()
    assert mine.account is not None
    client.force_login(mine.account)
    return client


def said(thing: str, about: str, *, number: int = 0, **cells: str) -> Entry:
    at = datetime(2026, 3, 2, 15, number, tzinfo=UTC)
    return Entry(id=f"{thing}-{about}-{number}", thing=thing, about=about, said=cells, said_at=at)


def send(client: Client, path: str, **typed: str) -> Any:
    page = client.get(path)
    assert page.status_code == 200
    sent = next(it["sent"] for it in forms(page.content.decode()) if "sent" in it and "what" not in it)
    return client.post(path, {"sent": sent, **typed})


def tile(page: str, day: str) -> str:
    found = re.search(rf'<a class="tile ([^"]*)" href="/me/day/{day}/">.*?<span class="hidden-text">([^<]*)<', page)
    assert found, day
    return f"{found[1]} | {found[2]}"


# The calendar ------------------------------------------------------------------------------------

SEEN = (
    said("day", "2026-02-03", headache="no"),
    said("day", "2026-02-04", headache="yes", menstruation="yes"),
    said("attack", "a", start="2026-02-05 08:00-05:00", end="2026-02-05 20:00-05:00", pain_0_to_10="7"),
    said("dose", "d", name="sumatriptan", time="2026-02-05 09:00-05:00", attack_key="a"),
)


def test_a_month_shows_each_day_as_it_is_written(client, mine):
    write_entries(opened(mine), SEEN)
    page = client.get("/me/calendar/?month=2026-02").content.decode()
    assert "February 2026" in page
    assert tile(page, "2026-02-03") == "none | Tue 3 Feb 2026: no headache"
    assert tile(page, "2026-02-04").endswith("headache; whether migraine is not known; period (bleeding)")
    assert tile(page, "2026-02-05") == "migraine drug | Thu 5 Feb 2026: migraine; medicine taken"
    assert tile(page, "2026-02-06") == "unwritten | Fri 6 Feb 2026: not written"


def test_a_headache_that_goes_on_is_marked_today_and_the_days_to_come_lead_nowhere(client, mine):
    write_entries(opened(mine), [said("attack", "a", start="2026-03-02 09:00-05:00", ongoing="yes")])
    page = client.get("/me/calendar/").content.decode()
    assert "goes-on" in tile(page, "2026-03-02")
    assert "still going on" in tile(page, "2026-03-02")
    assert "/me/day/2026-03-03/" not in page
    assert client.get("/me/day/2026-03-03/").status_code == 404


def test_a_headache_that_began_before_the_month_is_on_its_first_days(client, mine):
    entry = said("attack", "a", start="2026-01-31 20:00-05:00", end="2026-02-01 20:00-05:00")
    write_entries(opened(mine), [entry])
    page = client.get("/me/calendar/?month=2026-02").content.decode()
    assert tile(page, "2026-02-01").startswith("headache")


def test_an_empty_day_is_without_headache_only_where_the_person_says_that_all_is_written(client, mine):
    everything = [said("day", "2025-06-01", headache="no"), said("day", "2026-03-01", headache="no")]
    write_entries(opened(mine), everything)
    assert tile(client.get("/me/calendar/?month=2025-12").content.decode(), "2025-12-10").startswith("unwritten")
    write_entries(opened(mine), [said("profile", "profile", every_headache_written="yes")])
    assert tile(client.get("/me/calendar/?month=2025-12").content.decode(), "2025-12-10").startswith("none")
    assert tile(client.get("/me/calendar/?month=2025-05").content.decode(), "2025-05-10").startswith("unwritten")


def test_a_brought_diary_that_counts_is_in_the_calendar_and_on_its_day(client, mine):
    start = datetime(2026, 2, 10, 13, tzinfo=UTC)
    brought = Diary(attacks=(Attack(start=start, end=start + timedelta(hours=5)),), days=())
    upload = keep_upload(opened(mine), brought)
    assert tile(client.get("/me/calendar/?month=2026-02").content.decode(), "2026-02-10").startswith("unwritten")
    count_upload(opened(mine), upload.pk)
    assert tile(client.get("/me/calendar/?month=2026-02").content.decode(), "2026-02-10").startswith("headache")
    assert "From a diary that was brought" in client.get("/me/day/2026-02-10/").content.decode()


@pytest.mark.parametrize("asked", ["", "2026-13", "2026-3", "x", "9999-01", "0001-01", "2026-03-01"])
def test_a_month_that_cannot_be_shown_is_this_one(client, asked):
    assert "March 2026" in client.get("/me/calendar/", {"month": asked}).content.decode()


def whole(whose: Patient) -> Findings:
    """What *What my diary shows*, the chart and a signature are made of."""
    return judged(whole_diary(opened(whose)), basis_of(opened(whose))).findings


@pytest.mark.parametrize("month", ["2026-01", "2024-02", "1999-12"])
def test_the_months_of_the_calendar_agree_with_the_whole_diary(mine, month):
    """The window that is read gives each day what the whole diary would."""
    first = datetime.strptime(f"{month}-01", "%Y-%m-%d").replace(tzinfo=UTC).date()
    written_at = datetime(2026, 3, 2, tzinfo=UTC)
    entries: dict[tuple[str, str], Entry] = {}
    for n in range(120):
        at = datetime(first.year, first.month, 1, 12, tzinfo=UTC) + timedelta(hours=37 * n - 1500)
        if at + timedelta(days=7) > written_at:
            break
        end = {"end": (at + timedelta(hours=n)).isoformat(sep=" ")} if n % 5 else {}
        day = f"{at + timedelta(days=2):%Y-%m-%d}"
        for thing, about, cells in (
            ("attack", f"a{n}", {"start": at.isoformat(sep=" "), **end}),
            ("day", day, {"headache": "no"} if n % 3 == 0 else {"menstruation": "no"}),
        ):
            entry = Entry(id=f"{thing}{n}", thing=thing, about=about, said=cells, said_at=written_at)
            entries.setdefault((thing, about), entry)
    write_entries(opened(mine), [*entries.values()])
    agree(mine, first, first + timedelta(days=27))


def agree(whose: Patient, first: date, last: date) -> None:
    """Read for all these days at once, and for each by itself, the diary says what it says as a whole."""
    everything, window = whole(whose), findings_between(opened(whose), first, last)
    for day in dates(first, last):
        told = judge_day(everything, day)
        assert judge_day(window, day) == told, day
        assert judge_day(findings_between(opened(whose), day, day), day) == told, day


HEAD = timedelta(hours=1)
WENT_ON = {"1 h": 1, "23 h": 23, "25 h": 25, "20 days": 480}


@pytest.mark.parametrize("ago_h", WENT_ON.values(), ids=WENT_ON)
@pytest.mark.parametrize("free", [(), (20, 1)], ids=["nothing after", "two free days after"])
def test_a_headache_written_as_going_on_is_pain_until_something_was_last_said_of_it(mine, ago_h, free):
    begun = NOON - timedelta(days=20, hours=1)
    last = NOON - timedelta(hours=ago_h)
    write_entries(
        opened(mine),
        [
            Entry(
                id="a",
                thing="attack",
                about="a",
                said={"start": begun.isoformat(sep=" "), "ongoing": "yes", "pain_0_to_10": "5"},
                said_at=begun,
            ),
            Entry(id="b", thing="attack", about="a", said={"photophobia": "yes"}, said_at=last),
        ],
    )
    days = [NOON.date() - timedelta(days=ago) for ago in free]
    ended = last.date() if ago_h >= 24 else NOON.date()
    kept = [day for day in days if day > ended]
    write_entries(opened(mine), [said("day", f"{day}", headache="no") for day in kept])
    agree(mine, begun.date() - timedelta(days=2), NOON.date())
    found = whole(mine)
    for day in dates(begun.date(), NOON.date()):
        verdict = judge_day(found, day)
        assert (verdict.headache is YES) == (day <= ended), day
        assert (verdict.headache is NO) == (day in kept), day


def test_pain_that_is_written_of_a_headache_says_that_it_still_went_on(mine):
    begun = NOON - timedelta(days=9)
    at = NOON - timedelta(days=3)
    write_entries(
        opened(mine),
        [
            Entry(id="a", thing="attack", about="a", said={"start": f"{begun}", "ongoing": "yes"}, said_at=begun),
            Entry(
                id="p",
                thing="pain",
                about="p",
                said={"attack_key": "a", "time": f"{at}", "pain_0_to_10": "6"},
                said_at=at,
            ),
        ],
    )
    agree(mine, begun.date() - timedelta(days=1), NOON.date())
    found = whole(mine)
    assert [judge_day(found, day).headache is YES for day in dates(at.date(), NOON.date())] == [
        True,
        False,
        False,
        False,
    ]


def test_a_headache_of_a_brought_diary_went_on_when_that_was_written_and_no_longer(mine):
    began = NOON - timedelta(days=300)
    attack = Attack(start=began, ongoing=YES, pain_0_to_10=6, entered_at=began + timedelta(days=2))
    upload = keep_upload(opened(mine), Diary(attacks=(attack,), days=()))
    count_upload(opened(mine), upload.pk)
    write_entries(opened(mine), [said("day", "2026-02-20", headache="no")])
    agree(mine, began.date(), began.date() + timedelta(days=5))
    found = whole(mine)
    ached = [day for day in dates(began.date(), NOON.date()) if judge_day(found, day).headache is YES]
    assert ached == [began.date() + timedelta(days=n) for n in range(3)]


def test_a_headache_that_goes_on_here_lends_nothing_to_one_that_was_brought(mine):
    began = NOON - timedelta(days=30)
    brought = Attack(start=NOON - timedelta(days=12), ongoing=YES, pain_0_to_10=6)
    write_entries(
        opened(mine),
        [
            Entry(id="a", thing="attack", about="a", said={"start": f"{began}", "ongoing": "yes"}, said_at=began),
            Entry(id="b", thing="attack", about="a", said={"nausea": "mild"}, said_at=NOON - HEAD),
        ],
    )
    count_upload(opened(mine), keep_upload(opened(mine), Diary(attacks=(brought,), days=())).pk)
    agree(mine, began.date(), NOON.date())
    assert judge_day(whole(mine), NOON.date()).headache is not YES


# A day -------------------------------------------------------------------------------------------


def press(client: Client, day: str, what: str, **more: str) -> Any:
    page = client.get(f"/me/day/{day}/").content.decode()
    form = next(it for it in forms(page) if it.get("what") == what)
    return client.post("/me/tap/", {**form, **more})


def test_a_day_is_written_with_one_tap(client, mine):
    press(client, "2026-02-03", "day", say="headache:no")
    press(client, "2026-02-03", "day", say="menstruation_begins:yes")
    day = diary_of(opened(mine)).days[0]
    assert (day.headache, day.menstruation_begins) == (NO, YES)


def test_a_past_headache_is_written_with_its_times_in_the_patient_s_zone(client, mine):
    answer = send(
        client,
        "/me/day/2026-02-03/headache/",
        start_day="2026-02-03",
        start_time="08:05",
        end_day="2026-02-04",
        end_time="01:00",
        pain_0_to_10="6",
        photophobia="yes",
        note="=after the flight",
    )
    assert answer["Location"].startswith("/me/day/2026-02-03/?done=")
    attack = diary_of(opened(mine)).attacks[0]
    assert attack.start.isoformat() == "2026-02-03T08:05:00-05:00"
    assert attack.end is not None
    assert attack.end.isoformat() == "2026-02-04T01:00:00-05:00"
    assert (attack.pain_0_to_10, attack.photophobia, attack.note) == (6, YES, "=after the flight")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"start_time": "08:05", "end_day": "2026-02-03", "end_time": "07:00"}, "The end must not be before the start"),
        ({"start_time": "25:00"}, "Write the time as 14:05."),
        ({"start_time": ""}, "Write the time."),
        ({"start_time": "08:05", "start_day": "2026-03-09"}, "still to come"),
        ({"start_time": "08:05", "start_day": "0001-01-01"}, "Check the year."),
        ({"start_time": "08:05", "end_day": "2026-02-04"}, "Write the time too"),
        ({"start_time": "08:05", "end_time": "09:00", "still": "on"}, "has no end"),
    ],
)
def test_a_headache_that_cannot_be_is_refused_beside_its_field(client, mine, typed, why):
    refused = send(client, "/me/day/2026-02-03/headache/", **{"start_day": "2026-02-03", "note": "kept words", **typed})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert why in page
    assert "kept words" in page
    assert page.count("autofocus") == 1
    assert not DiaryEntry.objects.exists()


def test_an_hour_that_came_twice_is_asked_about_and_one_that_never_was_is_refused(client, mine):
    path = "/me/day/2025-11-02/headache/"  # clocks went back at 2:00 in New York
    assert "Which of the two?" not in client.get(path).content.decode()
    twice = {"start_day": "2025-11-02", "start_time": "01:30"}
    refused = send(client, path, **twice)
    assert refused.status_code == 422
    assert "The clock showed this time twice" in refused.content.decode()
    assert send(client, path, **twice, start_which="second").status_code == 302
    assert diary_of(opened(mine)).attacks[0].start.isoformat() == "2025-11-02T01:30:00-05:00"
    refused = send(client, "/me/day/2025-03-09/headache/", start_day="2025-03-09", start_time="02:30")
    assert refused.status_code == 422
    assert "put forward" in refused.content.decode()


def test_a_correction_says_only_what_changed_and_the_original_stays_in_sight(client, mine):
    write_entries(opened(mine), SEEN)
    path = "/me/headache/a/"
    page = client.get(path).content.decode()
    assert 'value="08:00"' in page
    sent = next(it["sent"] for it in forms(page) if "sent" in it and "what" not in it)
    kept = {"start_day": "2026-02-05", "start_time": "08:00", "end_day": "2026-02-05", "end_time": "20:00"}
    client.post(path, {"sent": sent, **kept, "pain_0_to_10": "9"})
    last = DiaryEntry.objects.order_by("-pk")[0]
    assert (last.about, last.said) == ("a", {"pain_0_to_10": "9"})
    page = client.get("/me/day/2026-02-05/").content.decode()
    assert "What was written before" in page
    assert "strength of the pain: 7" in page
    assert "strength of the pain: 9" in page


def test_a_form_sent_twice_writes_once_and_one_that_changes_nothing_writes_nothing(client, mine):
    write_entries(opened(mine), SEEN)
    before = DiaryEntry.objects.count()
    kept = {"start_day": "2026-02-05", "start_time": "08:00", "end_day": "2026-02-05", "end_time": "20:00"}
    assert send(client, "/me/headache/a/", **kept, pain_0_to_10="7").status_code == 302
    assert DiaryEntry.objects.count() == before
    path = "/me/day/2026-02-07/dose/"
    sent = next(it["sent"] for it in forms(client.get(path).content.decode()) if "what" not in it and "sent" in it)
    for _time in range(2):
        assert client.post(path, {"sent": sent, "name": "Advil", "dose_day": "2026-02-07"}).status_code == 302
    assert DiaryEntry.objects.count() == before + 1


def test_a_dose_of_a_past_day_belongs_to_the_headache_that_is_named(client, mine):
    write_entries(opened(mine), SEEN)
    typed = {"name": "Advil", "dose_day": "2026-02-05", "dose_time": "10:00", "attack_key": "a", "effect_at_2h": "none"}
    send(client, "/me/day/2026-02-05/dose/", **typed)
    dose = next(it for it in diary_of(opened(mine)).doses if it.name == "Advil")
    assert dose.time is not None
    assert dose.time.isoformat() == "2026-02-05T10:00:00-05:00"
    assert dose.attack_key


def test_what_is_taken_back_stays_in_sight_and_can_be_put_back(client, mine):
    write_entries(opened(mine), SEEN)
    page = client.get("/me/day/2026-02-05/").content.decode()
    form = next(it for it in forms(page) if it.get("what") == "mistake" and it.get("about") == "d")
    client.post("/me/tap/", {**form, "thing": "dose"})
    assert diary_of(opened(mine)).doses == ()
    page = client.get("/me/day/2026-02-05/").content.decode()
    assert "What was taken back" in page
    gone = re.search(r'name="entry" value="([^"]+)">Put it back', page)
    assert gone
    back = next(it for it in forms(page) if it.get("what") == "back")
    client.post("/me/tap/", {**back, "entry": gone[1]})
    assert len(diary_of(opened(mine)).doses) == 1


@pytest.mark.parametrize(
    "path", ["/me/headache/none/", "/me/dose/none/", "/me/treatments/none/", "/me/day/2026-02-30/"]
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(f"/me/{path}").status_code == 404


PERIOD = {"menstruation:yes": "Yes", "menstruation_begins:yes": "Yes, the first day", "menstruation:no": "No"}


@pytest.mark.parametrize("first", PERIOD)
@pytest.mark.parametrize("then", PERIOD)
def test_the_last_answer_about_a_period_is_the_only_one(client, mine, first, then):
    press(client, "2026-02-03", "day", say=first)
    press(client, "2026-02-03", "day", say=then)
    page = client.get("/me/day/2026-02-03/").content.decode()
    pressed = re.findall(r'value="(menstruation\w*:\w+)" aria-pressed="true"', page)
    assert pressed == [then]
    day = diary_of(opened(mine)).days[0]
    assert (day.menstruation, day.menstruation_begins) == {
        "menstruation:yes": (YES, NOT_KNOWN),
        "menstruation_begins:yes": (YES, YES),
        "menstruation:no": (NO, NOT_KNOWN),
    }[then]
    assert ("period (bleeding)" in tile(client.get("/me/calendar/?month=2026-02").content.decode(), "2026-02-03")) == (
        then != "menstruation:no"
    )


def test_an_answer_of_a_day_that_was_taken_back_does_not_come_back_with_the_next_one(client, mine):
    done = press(client, "2026-02-03", "day", say="headache:yes")
    page = client.get(done["Location"]).content.decode()
    back = next(it for it in forms(page) if it.get("what") == "back")
    client.post("/me/tap/", {**back, "entry": done["Location"].partition("done=")[2]})
    press(client, "2026-02-03", "day", say="menstruation:no")
    day = diary_of(opened(mine)).days[0]
    assert (day.headache, day.menstruation) == (NOT_KNOWN, NO)


def test_a_day_that_was_a_mistake_does_not_come_back_with_the_next_answer_but_whole_when_put_back(client, mine):
    press(client, "2026-02-03", "day", say="headache:yes")
    press(client, "2026-02-03", "day", say="menstruation_begins:yes")
    press(client, "2026-02-03", "mistake", thing="day")
    page = client.get("/me/day/2026-02-03/").content.decode()
    gone = re.search(r'name="entry" value="([^"]+)">Put it back', page)
    assert gone
    back = next(it for it in forms(page) if it.get("what") == "back")
    put = client.post("/me/tap/", {**back, "entry": gone[1]})
    day = diary_of(opened(mine)).days[0]
    assert (day.headache, day.menstruation, day.menstruation_begins) == (YES, YES, YES)
    client.get(put["Location"])
    press(client, "2026-02-03", "mistake", thing="day")
    press(client, "2026-02-03", "day", say="menstruation:no")
    day = diary_of(opened(mine)).days[0]
    assert (day.headache, day.menstruation) == (NOT_KNOWN, NO)


# Treatments and the person -----------------------------------------------------------------------


def test_a_treatment_is_listed_with_how_it_turned_out(client, mine):
    send(client, "/me/treatments/", name="Topiramate", started="2025-01-01", outcome="no_effect", adequate="yes")
    treatment = diary_of(opened(mine)).profile.treatments[0]
    assert (treatment.name, treatment.outcome, treatment.adequate) == ("Topiramate", Outcome.NO_EFFECT, YES)
    about = DiaryEntry.objects.get().about
    send(client, f"/me/treatments/{about}/", name="Topiramate", started="2025-01-01", outcome="helped", adequate="yes")
    assert diary_of(opened(mine)).profile.treatments[0].outcome is Outcome.HELPED
    assert DiaryEntry.objects.order_by("-pk")[0].said == {"outcome": "helped"}
    assert "It helped" in client.get("/me/treatments/").content.decode()


@pytest.mark.parametrize("page", ["/me/treatments/", "/me/treatments/t/"])
def test_a_treatment_that_was_listed_by_mistake_is_gone_and_can_be_put_back(client, mine, page):
    write_entries(opened(mine), [said("treatment", "t", name="Topiramate")])
    form = next(it for it in forms(client.get(page).content.decode()) if it.get("what") == "mistake")
    answer = client.post("/me/tap/", {**form, "thing": "treatment"})
    assert answer["Location"].startswith("/me/treatments/?done=")
    assert diary_of(opened(mine)).profile.treatments == ()
    page = client.get(answer["Location"]).content.decode()
    gone = re.search(r'name="entry" value="([^"]+)">Put it back', page)
    assert gone
    back = next(it for it in forms(page) if it.get("what") == "back")
    assert client.post("/me/tap/", {**back, "entry": gone[1]})["Location"].startswith("/me/treatments/")
    assert [it.name for it in diary_of(opened(mine)).profile.treatments] == ["Topiramate"]


def test_what_was_said_before_of_a_treatment_and_of_the_person_stays_in_sight(client, mine):
    write_entries(opened(mine), [said("treatment", "t", name="Topiramate", outcome="no_effect")])
    write_entries(opened(mine), [said("treatment", "t", number=1, outcome="helped")])
    write_entries(opened(mine), [said("profile", "profile", birth_year="1980")])
    write_entries(opened(mine), [said("profile", "profile", number=1, birth_year="1981")])
    for path in ("/me/treatments/", "/me/treatments/t/"):
        page = client.get(path).content.decode()
        assert "It did not help" in page.partition("What was written before")[2]
    page = client.get("/me/about-me/").content.decode()
    assert "1980" in page.partition("What was written before")[2]


def test_a_treatment_that_ends_before_it_begins_is_refused(client, mine):
    refused = send(client, "/me/treatments/", name="Topiramate", started="2025-01-02", stopped="2025-01-01")
    assert refused.status_code == 422
    assert "It must not stop before it started" in refused.content.decode()


def test_the_questions_about_the_person_are_kept_and_those_that_are_missed_most_stand_first(client, mine):
    write_entries(opened(mine), SEEN)
    page = client.get("/me/about-me/").content.decode()
    assert "Your diary needs this answer most." in page
    typed = {"birth_year": "1980", "sex": "F", "every_headache_written": "yes", "headaches_since": "2001-05-01"}
    send(client, "/me/about-me/", **typed)
    profile = diary_of(opened(mine)).profile
    assert (profile.birth_year, profile.every_headache_written) == (1980, YES)
    assert DiaryEntry.objects.order_by("-pk")[0].said == typed


@pytest.mark.parametrize(
    ("name", "typed"), [("birth_year", "12"), ("birth_year", "2090"), ("headaches_since", "2090-01-01")]
)
def test_an_answer_about_the_person_that_cannot_be_is_refused(client, name, typed):
    assert send(client, "/me/about-me/", **{name: typed}).status_code == 422


def test_a_brought_day_is_named_with_its_answer(client, mine):
    day = DayEntry(day=datetime(2026, 2, 1, tzinfo=UTC).date(), headache=NO)
    count_upload(opened(mine), keep_upload(opened(mine), Diary(days=(day,))).pk)
    assert "headache: no" in client.get("/me/day/2026-02-01/").content.decode()


# What contradicts itself ---------------------------------------------------------------------------


def test_a_day_says_that_a_headache_outweighs_its_no_headache(client, mine):
    attack = said("attack", "a", start="2026-02-03 08:00-05:00", end="2026-02-03 20:00-05:00")
    dose = said("dose", "d", name="sumatriptan", time="2026-02-03 09:00-05:00", attack_key="a")
    write_entries(opened(mine), [said("day", "2026-02-03", headache="no", drug_taken="no")])
    assert "does not count" not in client.get("/me/day/2026-02-03/").content.decode()
    write_entries(opened(mine), [attack, dose])
    page = client.get("/me/day/2026-02-03/").content.decode()
    assert "because a headache is written" in page
    assert "because a medicine is written" in page


@pytest.mark.parametrize("typed", [{"started": "2027-01-01"}, {"started": "2026-01-01", "stopped": "2026-03-03"}])
def test_a_treatment_in_the_future_is_refused(client, mine, typed):
    answer = send(client, "/me/treatments/", name="topiramate", **typed)
    assert answer.status_code == 422
    assert "lies in the future" in answer.content.decode()
    assert not DiaryEntry.objects.exists()


def test_what_the_record_knows_of_the_person_is_not_asked_and_counts(client, mine):
    page = client.get("/me/about-me/").content.decode()
    assert "Year of birth" in page
    assert "Sex recorded at birth" in page
    write_entries(opened(mine), [said("profile", "profile", birth_year="1990", sex="M", headaches_since="2000-01-01")])
    Patient.objects.filter(pk=mine.pk).update(born=date(2001, 5, 5), sex="female")
    page = client.get("/me/about-me/").content.decode()
    assert "Year of birth" not in page
    assert "Sex recorded at birth" not in page
    answer = send(client, "/me/about-me/", headaches_since="2000-02-02")
    assert "before your birth" in answer.content.decode()
    profile = whole_diary(opened(mine)).profile
    assert (profile.birth_year, profile.sex) == (2001, Sex.FEMALE)


def test_one_s_own_answers_stand_beside_those_of_a_brought_diary(mine):
    write_entries(opened(mine), [said("profile", "profile", birth_year="1990", lifetime_migraine_attacks="50")])
    brought = Diary(profile=Profile(birth_year=1985, lifetime_migraine_attacks=7, lifetime_aura_attacks=3))
    upload = keep_upload(opened(mine), brought)
    for _time in range(2):
        profile = diary_with(opened(mine), upload).profile
        found = (profile.birth_year, profile.lifetime_migraine_attacks, profile.lifetime_aura_attacks)
        assert found == (1990, 50, 3)
        count_upload(opened(mine), upload.pk)
    assert diary_of(opened(mine)).profile == profile
