"""*Now*: one tap starts a headache; every tap is written once and can be taken back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.cast import account, browser_of, opened, patient

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.diary.access import diary_of, going_on
from reprieve.clinic.diary.actions import write_entries
from reprieve.clinic.diary.models import DiaryEntry, DiaryThing
from reprieve.clinic.people.models import Carer, Patient
from reprieve.pathway.diary.book import Entry
from reprieve.pathway.diary.choices import Effect, Nausea
from reprieve.pathway.terms.truth import NO, YES

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # noon in New York


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`clock(hours=2)`: so much later."""
    now = [NOON]

    def tick() -> datetime:
        now[0] += timedelta(milliseconds=1)
        return now[0]

    monkeypatch.setattr("django.utils.timezone.now", tick)

    def later(**by: float) -> None:
        now[0] += timedelta(**by)

    return later


@pytest.fixture
def mine() -> Patient:
    return patient()


@pytest.fixture
def client(mine: Patient) -> Client:
    client = Client()
    assert mine.account is not None
    client.force_login(mine.account)
    return client


def forms(page: str) -> list[dict[str, str]]:
    """The hidden fields of each form of a page."""
    found = []
    for form in re.findall(r"<form.*?</form>", page, flags=re.DOTALL):
        found.append(dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)))
    return found


def tap(client: Client, what: str, at: str = "/me/", **more: str) -> Any:
    """Press a button of the page as it stands."""
    page = client.get(at).content.decode()
    meant = [it for it in forms(page) if it.get("what") == what and it.get("earlier") == more.get("earlier")]
    form = next(it for it in meant if it.get("about") == more.get("about", it.get("about")))
    return client.post("/me/tap/", {**form, **more})


def after(client: Client, response: Any) -> str:
    assert response.status_code == 302, response.content.decode()[:2000]
    return client.get(response["Location"]).content.decode()


def test_one_tap_starts_a_headache_with_the_time_of_the_patient_s_clock(client, mine):
    page = after(client, tap(client, "begin"))
    assert [it.cells for it in going_on(opened(mine))] == [{"ongoing": "yes", "start": "2026-03-02 12:00-05:00"}]
    assert "Since today at noon" in page


def test_the_same_button_pressed_twice_starts_one_headache(client, mine, clock):
    form = next(it for it in forms(client.get("/me/").content.decode()) if it.get("what") == "begin")
    client.post("/me/tap/", form)
    clock(minutes=2)
    assert client.post("/me/tap/", form).status_code == 302
    assert DiaryEntry.objects.count() == 1


def test_two_buttons_of_one_page_are_two_entries(client, mine):
    tap(client, "begin")
    form = next(it for it in forms(client.get("/me/").content.decode()) if it.get("what") == "pain")
    client.post("/me/tap/", {**form, "pain": "4"})
    client.post("/me/tap/", {**form, "pain": "7"})
    assert diary_of(opened(mine)).attacks[0].pain_0_to_10 == 7
    assert DiaryThing.objects.filter(thing="pain").count() == 2


def test_symptoms_are_one_tap_each_and_a_second_tap_takes_the_answer_away(client, mine):
    tap(client, "begin")
    for said in ("photophobia:yes", "phonophobia:no", "nausea:severe", "side:left", "qualities:pulsating"):
        tap(client, "answer", say=said)
    attack = diary_of(opened(mine)).attacks[0]
    assert (attack.photophobia, attack.phonophobia, attack.nausea) == (YES, NO, Nausea.SEVERE)
    assert 'value="photophobia:" aria-pressed="true"' in client.get("/me/").content.decode()
    tap(client, "answer", say="photophobia:")
    assert not diary_of(opened(mine)).attacks[0].photophobia.known


def test_a_headache_is_over_now_or_at_a_time_that_is_typed(client, mine, clock):
    tap(client, "begin")
    clock(hours=3)
    tap(client, "over")
    assert going_on(opened(mine)) == ()
    tap(client, "begin")
    clock(hours=5)
    tap(client, "over", earlier="yes", end_day="2026-03-02", end_time="18:30")
    ends = [it.end.isoformat() for it in diary_of(opened(mine)).attacks if it.end]
    assert ends == ["2026-03-02T15:00:00-05:00", "2026-03-02T18:30:00-05:00"]


def test_an_end_before_the_start_is_refused_and_what_was_typed_stays(client, mine, clock):
    tap(client, "begin")
    clock(hours=1)
    refused = tap(client, "over", earlier="yes", end_day="2026-03-02", end_time="11:00")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "The end must not be before the start" in page
    assert 'value="11:00"' in page
    assert page.count("autofocus") == 1
    assert len(going_on(opened(mine))) == 1


def test_every_tap_can_be_taken_back_from_the_page_that_follows(client, mine):
    page = after(client, tap(client, "begin"))
    entry = re.search(r'name="entry" value="([^"]+)"', page)
    assert entry
    back = next(it for it in forms(page) if it.get("what") == "back")
    page = after(client, client.post("/me/tap/", {**back, "entry": entry[1]}))
    assert going_on(opened(mine)) == ()
    assert "taken back" in page
    again = re.search(r'name="entry" value="([^"]+)"', page)
    assert again
    back = next(it for it in forms(page) if it.get("what") == "back")
    client.post("/me/tap/", {**back, "entry": again[1]})
    assert len(going_on(opened(mine))) == 1


def test_taking_an_answer_back_brings_the_one_before_back_and_nothing_said_since_is_lost(client, mine, clock):
    tap(client, "begin")
    tap(client, "answer", say="nausea:mild")
    clock(minutes=1)
    wrong = tap(client, "answer", say="nausea:severe")["Location"].partition("done=")[2].partition("#")[0]
    clock(minutes=1)
    tap(client, "answer", say="vomiting:yes")
    back = next(it for it in forms(client.get(f"/me/?done={wrong}").content.decode()) if it.get("what") == "back")
    clock(minutes=1)
    client.post("/me/tap/", {**back, "entry": wrong})
    attack = diary_of(opened(mine)).attacks[0]
    assert (attack.nausea, attack.vomiting) == (Nausea.MILD, YES)


def test_a_mistake_is_no_headache(client, mine):
    tap(client, "begin")
    tap(client, "mistake")
    assert diary_of(opened(mine)).attacks == ()


def test_several_headaches_that_go_on_are_all_shown(client, mine):
    tap(client, "begin")
    tap(client, "begin")
    assert client.get("/me/").content.decode().count('class="attack"') == 2


def test_a_medicine_is_offered_again_by_its_name_and_belongs_to_the_headache(client, mine):
    tap(client, "begin")
    tap(client, "dose", name="Imitrex 50 mg")
    assert 'name="drug" value="Imitrex 50 mg"' in client.get("/me/").content.decode()
    tap(client, "dose", drug="Imitrex 50 mg")
    diary = diary_of(opened(mine))
    assert {it.drug.name for it in diary.doses if it.drug} == {"sumatriptan"}
    assert {it.attack_key for it in diary.doses} == {diary.attacks[0].key}


def test_a_medicine_without_a_name_is_refused(client):
    tap(client, "begin")
    refused = tap(client, "dose", name=" ")
    assert refused.status_code == 422
    assert "Write the name of the medicine" in refused.content.decode()


@pytest.mark.parametrize(("hours", "asked"), [(1.98, False), (2, True), (71, True), (73, False)])
def test_the_effect_is_asked_from_two_hours_after_a_dose_on(client, mine, clock, hours, asked):
    tap(client, "dose", name="sumatriptan")
    clock(hours=hours)
    assert ("how was the pain two hours later" in client.get("/me/").content.decode()) is asked


@pytest.mark.parametrize(("said", "kept"), [("pain_free", Effect.PAIN_FREE), ("none", Effect.NONE), ("", None)])
def test_the_effect_is_asked_once_whatever_is_answered(client, mine, clock, said, kept):
    tap(client, "dose", name="sumatriptan")
    clock(hours=3)
    tap(client, "effect", effect=said)
    assert diary_of(opened(mine)).doses[0].effect_at_2h is kept
    assert "how was the pain two hours later" not in client.get("/me/").content.decode()


@pytest.mark.parametrize(("said", "kept"), [("no", NO), ("yes", YES)])
def test_yesterday_is_asked_in_one_line(client, mine, said, kept):
    assert "Yesterday, Sun 1 Mar 2026" in client.get("/me/").content.decode()
    tap(client, "day", about="2026-03-01", say=f"headache:{said}")
    assert [(it.day, it.headache) for it in diary_of(opened(mine)).days] == [(date(2026, 3, 1), kept)]
    assert "Yesterday, " not in client.get("/me/").content.decode()


def test_not_knowing_is_an_answer_and_yesterday_is_not_asked_again(client, mine):
    tap(client, "day", about="2026-03-01", say="headache:")
    assert "Yesterday, " not in client.get("/me/").content.decode()
    assert not diary_of(opened(mine)).days or not diary_of(opened(mine)).days[0].headache.known


def test_yesterday_is_not_asked_where_a_headache_was(client, mine, clock):
    tap(client, "begin")
    clock(days=1)
    assert "Yesterday, " not in client.get("/me/").content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"sent": "x"}, {"what": "answer", "say": "photophobia:perhaps"}, {"what": "pain", "pain": "11"}]
)
def test_what_no_button_sends_is_refused_and_writes_nothing(client, mine, sent):
    tap(client, "begin")
    about = going_on(opened(mine))[0].about
    good = {"sent": "7f5b3a34-93d7-4b1f-9a69-1a60b8b0a0a1", "about": about}
    assert client.post("/me/tap/", {**good, **sent}).status_code == 422
    assert DiaryEntry.objects.count() == 1


# Medicine that adds up ---------------------------------------------------------------------------


def doses(mine: Patient, name: str, days: int, *, before: int = 0) -> None:
    """One on each of so many days, the last of them yesterday, or so many days before it."""
    when = [f"{NOON - timedelta(days=before + n):%Y-%m-%d}" for n in range(1, days + 1)]
    entries = [
        Entry(id=f"{name}-{n}", thing="dose", about=f"{name}-{n}", said={"name": name, "day": day}, said_at=NOON)
        for n, day in enumerate(when)
    ]
    write_entries(opened(mine), entries)


@pytest.mark.parametrize(
    ("drug", "days", "said"),
    [
        ("sumatriptan", 7, ""),
        ("sumatriptan", 8, "8 of the last 30 days with a triptan. From 10 days"),
        ("sumatriptan", 10, "10 of the last 30 days with a triptan. From 10 days"),
        ("ibuprofen", 12, ""),
        ("ibuprofen", 13, "13 of the last 30 days with a plain pain reliever. From 15 days"),
    ],
)
def test_from_two_days_under_its_limit_a_class_is_named_on_now_and_calendar(client, mine, drug, days, said):
    doses(mine, drug, days)
    for path in ("/me/", "/me/calendar/"):
        page = client.get(path).content.decode()
        assert ("of the last 30 days with" in page) is bool(said)
        assert said in page


def test_two_classes_that_add_up_are_named_together_where_neither_is_near_its_own(client, mine):
    doses(mine, "sumatriptan", 5)
    doses(mine, "ibuprofen", 5, before=9)
    assert "10 of the last 30 days with medicines of several kinds" in client.get("/me/").content.decode()


def test_days_about_which_nothing_is_written_are_told_beside_the_count(client, mine):
    doses(mine, "sumatriptan", 9)
    assert "nothing is written about medicine; it may be more" in client.get("/me/").content.decode()


# Whose diary -------------------------------------------------------------------------------------


def test_nobody_reaches_a_diary_without_signing_in():
    for path in ("/me/", "/me/calendar/", "/me/day/2026-03-01/", "/me/treatments/", "/me/about-me/"):
        assert Client().get(path).status_code == 302
    assert Client().post("/me/tap/", {}).status_code == 302


def test_a_stranger_is_told_that_there_is_no_such_diary_and_it_is_written_down(client):
    other = patient()
    for path in ("", "calendar/", "day/2026-03-01/", "treatments/", "about-me/", "day/2026-03-01/headache/"):
        assert client.get(f"/me/{other.key}/{path}").status_code == 404
    assert client.post(f"/me/{other.key}/tap/", {"what": "begin"}).status_code == 404
    assert client.post(f"/me/{other.key}/entries/", "[]", content_type="application/json").status_code == 404
    assert AuditLine.objects.filter(chain=f"patient {other.pk}", did__startswith="was refused").count() == 8
    assert not DiaryEntry.objects.exists()


def test_a_carer_chooses_whose_diary_and_what_they_write_is_marked_as_theirs(mine):
    carer = account()
    Carer.objects.create(patient=mine, user=carer, kind=Carer.Kind.CARER, allowed_by=mine.account)
    client = Client()
    client.force_login(carer)
    assert f"/me/{mine.key}/" in client.get("/me/").content.decode()
    page = client.get(f"/me/{mine.key}/").content.decode()
    assert "This is the diary of Example Patient" in page
    form = next(it for it in forms(page) if it.get("what") == "begin")
    assert client.post(f"/me/{mine.key}/tap/", form)["Location"].startswith(f"/me/{mine.key}/?done=")
    assert DiaryEntry.objects.get().written_by == "carer"
    client.force_login(mine.account)
    assert "Written by a carer" in client.get("/me/day/2026-03-02/").content.decode()


@pytest.mark.parametrize("page", ["calendar/", "day/2026-03-01/", "treatments/", "about-me/", "shows/", "data/"])
def test_a_page_that_names_nobody_sends_a_carer_to_choose_and_a_stranger_away(mine, page):
    carer = account()
    carers = browser_of(carer)
    assert carers.get(f"/me/{page}").status_code == 404
    Carer.objects.create(patient=mine, user=carer, kind="carer", allowed_by=mine.account)
    answer = carers.get(f"/me/{page}")
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert carers.get(f"/me/{mine.key}/{page}").status_code == 200


def test_somebody_without_any_diary_has_no_such_page():
    client = Client()
    client.force_login(account())
    assert client.get("/me/").status_code == 404


def test_every_look_leaves_a_line_in_the_audit(client, mine):
    client.get("/me/")
    client.get("/me/calendar/")
    lines = AuditLine.objects.filter(chain=f"patient {mine.pk}").values_list("did", "role")
    assert [*lines] == [("saw what is now", "patient"), ("saw the calendar", "patient")]


def test_a_tap_counts_after_what_a_device_whose_clock_runs_ahead_has_said(client, mine):
    ahead = NOON + timedelta(hours=20)
    start = {"start": "2026-03-02 09:00-05:00", "ongoing": "yes", "photophobia": "yes"}
    write_entries(opened(mine), [Entry(id="d", thing="attack", about="a", said=start, said_at=ahead)])
    tap(client, "answer", say="photophobia:no")
    assert diary_of(opened(mine)).attacks[0].photophobia is NO
    tap(client, "over", end="now")
    attack = diary_of(opened(mine)).attacks[0]
    assert attack.end is not None
    assert attack.ongoing is not YES
    assert going_on(opened(mine)) == ()


def test_pain_on_several_days_is_said_with_its_days(client, mine, clock):
    tap(client, "begin")
    tap(client, "pain", pain="9")
    assert "9 (noon)" in client.get("/me/").content.decode()
    clock(hours=30)
    tap(client, "pain", pain="4")
    tap(client, "pain", pain="3")
    page = client.get("/me/").content.decode()
    assert "9 (Mon 2 Mar 2026, noon), 4 (Tue 3 Mar 2026, 6 p.m.), 3 (6 p.m.)" in page


def test_no_headache_today_is_one_tap_and_is_offered_while_nothing_tells_of_today(client, mine):
    assert "No headache today" in client.get("/me/").content.decode()
    page = client.get("/me/").content.decode()
    form = next(it for it in forms(page) if it.get("about") == "2026-03-02")
    assert "Written" in after(client, client.post("/me/tap/", {**form, "say": "headache:no"}))
    assert [(str(it.day), it.headache) for it in diary_of(opened(mine)).days] == [("2026-03-02", NO)]
    assert "No headache today" not in client.get("/me/").content.decode()


def test_no_headache_today_is_not_offered_in_one(client, mine):
    tap(client, "begin")
    assert "No headache today" not in client.get("/me/").content.decode()
