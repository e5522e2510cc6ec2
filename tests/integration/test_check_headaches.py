"""Check my headaches, asked over the wire as a browser without script does."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from reprieve.clinic.site.check_state import MOST_CHARS, Checked, NotOurs, pack_check, unpack_check
from reprieve.clinic.site.check_steps import walk

CHECK, PDF = "/check/", "/check/pdf/"
NONE: dict[str, Any] = {"signs": ["none"]}
GROUPS = ("red_flags_1", "red_flags_2", "red_flags_3", "red_flags_4")
MIGRAINE = {
    "now": "no",
    "headache_days": "5",
    "such_headaches": "100",
    "untreated_h": "48",
    "aura": "no",
    "sick": "more",
    "acute_drug": "yes",
    "everyday_span_h": "50",
    "no_answer_to_drugs": "no",
    "where": "one",
    "pulsating": "yes",
    "pain_0_to_10": "8",
    "age_years": "30",
}
NUMBERS = {
    "headache_days",
    "such_headaches",
    "untreated_h",
    "everyday_span_h",
    "pain_0_to_10",
    "age_years",
    "months_so",
    "such_days",
}

pytestmark = pytest.mark.django_db


def hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found is not None, f"no {name} on the page"
    return html.unescape(found[1])


def text(page: Any) -> str:
    body = page.content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def begin(client: Client) -> Any:
    return client.post(CHECK, {"go": "start"})


def press(client: Client, page: Any, **sent: Any) -> Any:
    return client.post(CHECK, {"state": hidden(page, "state"), "at": hidden(page, "at"), **sent})


def answer(client: Client, page: Any, answers: Mapping[str, Any]) -> Any:
    """The next page, after the answer that is known for this one; a red flag is no unless said otherwise."""
    key = hidden(page, "at")
    if key in GROUPS:
        return press(client, page, **answers.get(key, NONE))
    given = answers.get(key, "?")
    name = "number" if key in NUMBERS and given != "?" else "answer"
    return press(client, page, **{name: given})


def to_the_end(client: Client, answers: Mapping[str, Any], page: Any = None) -> Any:
    page = page or begin(client)
    for _ in range(60):
        if hidden(page, "at") == "result":
            return page
        page = answer(client, page, answers)
        assert page.status_code == 200, text(page)
    raise AssertionError("it never ends")


def at(client: Client, key: str, answers: Mapping[str, Any] = MIGRAINE) -> Any:
    """The page that asks this."""
    page = begin(client)
    while hidden(page, "at") != key:
        assert hidden(page, "at") != "result", f"{key} is not asked"
        page = answer(client, page, answers)
    return page


# The way -----------------------------------------------------------------------------------------


def test_red_flags_come_first_group_by_group_then_whether_it_hurts_now_then_the_rest(client):
    page, keys = begin(client), []
    for _ in range(6):
        keys.append(hidden(page, "at"))
        page = answer(client, page, MIGRAINE)
    assert keys[:5] == [*GROUPS, "now"]
    assert keys[5] not in GROUPS


def test_a_group_with_nothing_ticked_is_not_an_answer(client):
    page = press(client, begin(client))
    assert page.status_code == 422
    assert "Tick what is true for you, or “None of these”." in text(page)
    assert hidden(page, "at") == "red_flags_1"


def test_a_group_of_which_one_does_not_know_is_never_a_no(client):
    page = to_the_end(client, {**MIGRAINE, "red_flags_2": {"answer": "?"}})
    assert "red flags not asked" in text(page)
    assert "You said no to every warning sign" not in text(page)


def test_a_sign_that_cannot_wait_ends_it_at_once(client):
    page = press(client, begin(client), signs=["thunderclap"])
    said = text(page)
    assert hidden(page, "at") == "result"
    assert "Get help now" in said
    assert "call 911" in said
    assert "Did the pain reach its worst within 5 minutes?" in said
    assert "Migraine" not in said


def test_thoughts_of_harming_oneself_lead_to_988_and_are_not_repeated(client):
    page = to_the_end(client, {"red_flags_4": {"signs": ["self_harm"]}})
    assert 'href="tel:988"' in page.content.decode()
    assert "harming yourself" not in text(page)


def test_a_sign_for_today_still_asks_the_other_signs_but_nothing_else(client):
    page = to_the_end(client, {"red_flags_2": {"signs": ["scalp_or_jaw", "none"]}})
    said = text(page)
    assert "See a doctor today" in said
    assert "What kind of headache it may be is not looked at now." in said
    assert "Where is the pain?" not in said


def test_over_72_hours_now_is_for_today_and_the_questions_may_go_on(client):
    page = press(client, at(client, "now"), answer="yes")
    assert "These questions can wait." in text(page)
    said = text(to_the_end(client, {**MIGRAINE, "now": "yes"}))
    assert "See a doctor today" in said
    assert "This sounds like a regular migraine" in said


def test_a_sign_that_needs_a_look_soon_comes_before_what_it_may_be(client):
    said = text(to_the_end(client, {**MIGRAINE, "red_flags_1": {"signs": ["strain", "none"]}}))
    assert said.index("See a doctor soon") < said.index("This sounds like a regular migraine")


# What it comes to --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "sounds_like"),
    [
        ({}, "This sounds like a regular migraine"),
        ({"everyday_span_h": "72"}, "This sounds like a regular migraine"),
        ({"everyday_span_h": "73"}, "This sounds like intractable migraine"),
        ({"no_answer_to_drugs": "yes"}, "This sounds like intractable migraine"),
        ({"no_answer_to_drugs": "?"}, "Whether it is one that is hard to stop cannot be told yet"),
        ({"such_headaches": "4"}, "This sounds almost like migraine: one sign is missing"),
        (
            {
                "where": "both",
                "pulsating": "no",
                "pressing": "yes",
                "pain_0_to_10": "3",
                "worse_with_activity": "no",
                "sick": "no",
                "vomiting": "no",
                "photophobia": "no",
                "phonophobia": "no",
                "months_so": "12",
                "such_days": "5",
            },
            "This sounds like another headache",
        ),
    ],
)
def test_what_it_sounds_like(client, changed, sounds_like):
    assert sounds_like in text(to_the_end(client, {**MIGRAINE, **changed}))


def test_of_whom_nothing_is_known_nothing_is_told_but_that_it_cannot_be_told(client):
    page = to_the_end(client, {group: {"answer": "?"} for group in GROUPS})
    said = text(page)
    assert "What it is cannot be told from your answers" in said
    assert "Red flags not asked." in said
    assert "This sounds like" not in said


def test_it_never_says_you_have_and_never_a_dose(client):
    for changed in ({}, {"everyday_span_h": "80"}, {"such_headaches": "4"}, {"red_flags_1": {"signs": ["strain"]}}):
        said = text(to_the_end(client, {**MIGRAINE, **changed})).casefold()
        assert not re.search(r"you have (a |an |chronic |intractable )?(migraine|tension|medication)", said)
        assert not re.search(r"\bmg\b", said)


# Back, forward, change ---------------------------------------------------------------------------


def test_back_shows_what_was_answered_and_forward_keeps_it(client):
    page = at(client, "headache_days")
    back = press(client, page, go="back")
    assert hidden(back, "at") == "now"
    assert "No (your answer)" in text(back)
    assert hidden(press(client, back, go="forward"), "at") == "headache_days"


def test_a_number_is_still_there_when_one_goes_back(client):
    page = press(client, at(client, "headache_days"), number="5,5")
    assert 'value="5.5"' in press(client, page, go="back").content.decode()


def test_back_at_the_first_screen_stays_there(client):
    assert hidden(press(client, begin(client), go="back"), "at") == "red_flags_1"


def test_a_changed_answer_drops_what_no_longer_applies_and_nothing_else(client):
    with_aura = {**MIGRAINE, "aura": "yes", "aura_passes": "all", "aura_spreads": "yes", "aura_positive": "yes"}
    page = to_the_end(client, with_aura)
    assert "Do these changes go away completely?" in text(page)
    changed = press(client, press(client, page, go="to:aura"), answer="no")
    changed = to_the_end(client, MIGRAINE, changed)
    assert "Do these changes go away completely?" not in text(changed)
    way = walk(unpack_check(hidden(changed, "state")))
    assert "aura_passes" not in way.interview.answers
    assert way.interview.answers["untreated_h"] == 48
    assert way.interview.answers["where"] == "one"


def test_what_was_dropped_by_mistake_is_back_when_the_answer_is_changed_back(client):
    with_aura = {**MIGRAINE, "aura": "yes", "aura_passes": "all", "aura_spreads": "yes"}
    page = at(client, "aura_positive", with_aura)
    page = press(client, press(client, page, go="to:aura"), answer="no")
    page = press(client, press(client, page, go="to:aura"), answer="yes")
    assert "aura_passes" in walk(unpack_check(hidden(page, "state"))).keys


def test_a_changed_red_flag_ends_it_even_from_the_last_page(client):
    page = to_the_end(client, MIGRAINE)
    page = press(client, press(client, page, go="to:red_flags_2"), signs=["neurological"])
    assert "Get help now" in text(page)


def test_the_same_page_sent_again_gives_the_same_page(client):
    page = at(client, "headache_days")
    one, other = press(client, page, number="5"), press(client, page, number="5")
    assert text(one) == text(other)


def test_at_most_so_many_more_is_never_too_few(client):
    for answers in (MIGRAINE, {}, {**MIGRAINE, "aura": "yes"}, {**MIGRAINE, "headache_days": "25"}):
        promised = []
        page = begin(client)
        while hidden(page, "at") != "result":
            said = re.search(r"at most (\d+) more", text(page))
            promised.append(int(said[1]) if said else 0)
            page = answer(client, page, answers)
        asked_after = range(len(promised) - 1, -1, -1)
        assert all(most >= after for most, after in zip(promised, asked_after, strict=True)), promised
        assert promised == sorted(promised, reverse=True)
        assert len(set(promised)) == len(promised)


def test_start_over_forgets_everything_and_asks_the_browser_to(client):
    answered = press(client, at(client, "headache_days"), go="over")
    assert (answered.status_code, answered.headers["Location"]) == (303, CHECK)
    assert answered.headers["Clear-Site-Data"] == '"cache"'


def test_one_may_stop_before_the_end_and_what_was_not_asked_is_not_known(client):
    page = press(client, at(client, "aura"), go="stop")
    said = text(page)
    assert "You stopped before the last question." in said
    assert "What it is cannot be told from your answers" in said
    paper = pdf_text(client.post(PDF, {"state": hidden(page, "state")}).content)
    assert "Stopped before the last question." in paper
    assert hidden(press(client, page, go="back"), "at") == "aura"
    assert "You stopped before the last question." in text(press(client, page, go="here"))


def test_one_may_not_stop_before_the_warning_signs_are_behind(client):
    for key in ("red_flags_1", "red_flags_3", "now"):
        assert hidden(press(client, at(client, key), go="stop"), "at") != "result"


# Nothing stored ----------------------------------------------------------------------------------


def test_nothing_is_stored_set_as_a_cookie_written_to_the_log_or_put_in_an_address(client, written):
    page = at(client, "headache_days")
    with CaptureQueriesContext(connection) as queries:
        page = press(client, page, number="17")
    assert not [it for it in queries if it["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert client.cookies == {}
    assert "17" not in re.sub(r"^\S+ \S+|\d+ ms", "", written.getvalue(), flags=re.MULTILINE)
    assert "headache_days" not in written.getvalue()
    assert page.headers["Cache-Control"] == "private, no-cache, max-age=0"
    assert set(re.findall(r'action="([^"]*)"', page.content.decode())) <= {"/check/", "/es/check/", "/theme/"}


def test_another_site_cannot_send_somebodys_browser_here(client):
    assert client.post(CHECK, {"go": "start"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_it_works_for_a_browser_that_takes_no_cookie_and_for_django_s_own_check():
    strict = Client(enforce_csrf_checks=True)
    assert hidden(to_the_end(strict, MIGRAINE), "at") == "result"


# What must not be believed -----------------------------------------------------------------------


def test_changed_cut_foreign_empty_or_giant_answers_are_not_believed(client):
    good = hidden(at(client, "headache_days"), "state")
    middle = len(good) // 2
    changed = good[:middle] + ("A" if good[middle] != "A" else "B") + good[middle + 1 :]
    for state in (changed, good[:-1], good[1:], "", "x", "\x00", "é" * 20, good + "A" * MOST_CHARS, "A" * 60_000):
        page = client.post(CHECK, {"state": state, "at": "headache_days", "number": "5"})
        assert page.status_code == 400, state[:40]
        assert "This page cannot be used any more" in text(page)
    assert client.post(CHECK, {"at": "now", "answer": "no"}).status_code == 400
    assert client.post(CHECK, {"state": "A" * 70_000}).status_code == 413


def test_an_answer_that_is_ours_but_larger_than_any_of_ours_is_not_unpacked(monkeypatch):
    text = pack_check(Checked(given={"now": "no"}))
    monkeypatch.setattr("reprieve.clinic.site.check_state.MOST_CHARS", len(text))
    assert unpack_check(text).given == {"now": "no"}
    monkeypatch.setattr("reprieve.clinic.site.check_state.MOST_CHARS", len(text) - 1)
    with pytest.raises(NotOurs):
        unpack_check(text)


def test_a_token_of_another_form_is_not_believed():
    from django.core import signing

    with pytest.raises(NotOurs):
        unpack_check(signing.dumps({"began": None, "given": []}, salt="another"))


@pytest.mark.parametrize(
    "given",
    [
        [["where", "behind the moon"]],
        [["pain_0_to_10", 1e300]],
        [["red_flags_1", ["no such sign", "none"]]],
        [["red_flags_1", "none"]],
        [["now", 7]],
        [["no_such_question", "yes"]],
    ],
)
def test_answers_of_an_older_edition_do_not_break_it(client, given):
    state = pack_check(Checked(given=dict(given)))
    assert client.post(CHECK, {"state": state, "at": "", "go": "here"}).status_code == 200


def test_answers_of_more_than_a_day_ago_are_no_page_for_the_doctor(client):
    state = hidden(to_the_end(client, MIGRAINE), "state")
    fresh = client.post(PDF, {"state": state})
    assert fresh.headers["Content-Type"] == "application/pdf"
    old = pack_check(replace(unpack_check(state), began_at=timezone.now() - timedelta(days=400)))
    page = client.post(PDF, {"state": old})
    assert (page.status_code, page.headers["Content-Type"]) == (422, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "typed", ["", "many", "-1", "32", "1e1", "nan", "inf", "5\x00", "9" * 5_000, "٣", "1_0", "5 6"]
)
def test_a_number_that_cannot_be_used_is_refused_beside_its_field(client, typed):
    page = press(client, at(client, "headache_days"), number=typed)
    assert page.status_code == 422
    assert "Type a number from 0 to 31, such as 4. If you do not know, say so below." in text(page)
    assert hidden(page, "at") == "headache_days"
    assert "\x00" not in page.content.decode()
    assert len(page.content) < 30_000


@pytest.mark.parametrize(
    ("typed", "is_"), [("1,000", 1000.0), ("1.000", 1000.0), ("2,5", 2.5), ("2.5", 2.5), (" 7 ", 7.0), ("0", 0.0)]
)
def test_a_number_is_read_as_people_write_it(client, typed, is_):
    page = press(client, at(client, "such_headaches"), number=typed)
    assert unpack_check(hidden(page, "state")).given["such_headaches"] == is_


@pytest.mark.parametrize(
    "sent", [{"answer": "maybe"}, {"answer": ""}, {}, {"answer": "yes\x00"}, {"answer": "y" * 9000}]
)
def test_a_choice_that_is_none_is_refused(client, sent):
    page = press(client, at(client, "aura"), **sent)
    assert page.status_code == 422
    assert "Choose one of the answers." in text(page)


@pytest.mark.parametrize("signs", [["no such sign"], ["thunderclap", "<script>"], ["\x00"]])
def test_a_sign_that_is_not_in_the_list_is_refused(client, signs):
    page = press(client, begin(client), signs=signs)
    assert page.status_code == 422
    assert "<script>" not in page.content.decode().partition("<main")[2]


def test_an_answer_to_a_screen_that_is_not_there_shows_the_open_one(client):
    page = at(client, "headache_days")
    sent = client.post(CHECK, {"state": hidden(page, "state"), "at": "nowhere", "answer": "yes"})
    assert (sent.status_code, hidden(sent, "at")) == (200, "headache_days")
    to = press(client, page, go="to:nowhere")
    assert (to.status_code, hidden(to, "at")) == (200, "red_flags_1")


def test_after_a_day_the_warning_signs_are_asked_again_and_all_else_is_kept(client, monkeypatch):
    page = to_the_end(client, MIGRAINE)
    tomorrow = timezone.now() + timedelta(hours=24, minutes=1)
    monkeypatch.setattr("reprieve.clinic.site.check_views.timezone.now", lambda: tomorrow)
    again = press(client, page, go="here")
    assert again.status_code == 422
    assert "You began this check more than a day ago." in text(again)
    assert hidden(again, "at") == "red_flags_1"
    kept = unpack_check(hidden(again, "state")).given
    assert not set(kept) & {*GROUPS, "now"}
    assert kept["untreated_h"] == 48
    for _ in range(5):
        again = answer(client, again, MIGRAINE)
    assert hidden(again, "at") == "result"


def test_within_a_day_it_goes_on(client, monkeypatch):
    page = at(client, "headache_days")
    later = timezone.now() + timedelta(hours=23)
    monkeypatch.setattr("reprieve.clinic.site.check_views.timezone.now", lambda: later)
    assert press(client, page, number="5").status_code == 200


def test_the_state_is_what_was_packed():
    began = datetime(2026, 3, 3, 12, tzinfo=UTC)
    given = {"red_flags_1": ["none"], "now": None, "pain_0_to_10": 8.0, "where": "one"}
    assert unpack_check(pack_check(Checked(given=given, began_at=began))) == Checked(given=given, began_at=began)


# The page for the doctor -------------------------------------------------------------------------


def pdf_text(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


@pytest.mark.parametrize("paper", ["us-letter", "a4"])
def test_the_page_for_the_doctor_is_one_page_with_result_criteria_and_answers(client, paper):
    page = to_the_end(client, MIGRAINE)
    given = client.post(PDF, {"state": hidden(page, "state"), "paper": paper})
    assert given.headers["Content-Disposition"] == 'attachment; filename="headache-check.pdf"'
    assert "no-store" in given.headers["Cache-Control"]
    said = pdf_text(given.content)
    for words in ("This sounds like a regular migraine", "1.1 Migraine", "48 hours", "On one side", "not a diagnosis"):
        assert words in said


def test_the_fullest_check_still_fits_on_one_page(client):
    full = {**MIGRAINE, "headache_days": "25", "aura": "yes", "red_flags_1": {"signs": ["strain", "head_injury"]}}
    full |= {"red_flags_3": {"signs": ["worsening", "position"]}, "red_flags_4": {"signs": ["cancer", "immune"]}}
    full |= {"where": "?", "pulsating": "?", "sick": "?"}
    for path in ("/check/", "/es/check/"):
        state = hidden(to_the_end(client, full), "state")
        assert pdf_text(client.post(f"{path}pdf/", {"state": state}).content)


def test_on_paper_a_crisis_says_what_to_do_and_not_what_was_answered(client):
    page = to_the_end(client, {"red_flags_4": {"signs": ["self_harm"]}})
    said = pdf_text(client.post(PDF, {"state": hidden(page, "state")}).content)
    assert "988" in said
    assert "harming" not in said


def test_the_page_for_the_doctor_is_given_to_nobody_who_changed_the_answers_or_did_not_end(client):
    page = at(client, "now")
    assert client.post(PDF, {"state": "x"}).status_code == 400
    unfinished = client.post(PDF, {"state": hidden(page, "state")})
    assert (unfinished.status_code, hidden(unfinished, "at")) == (422, "now")
    assert client.get(PDF).status_code == 302


# Spanish -----------------------------------------------------------------------------------------


def test_the_answers_go_along_into_spanish(client):
    page = at(client, "headache_days")
    form = re.search(r'<form method="post" action="(/es/check/)">.*?</form>', page.content.decode(), re.DOTALL)
    assert form is not None
    spanish = client.post(form[1], {"state": hidden(page, "state"), "at": "headache_days", "go": "here"})
    assert hidden(spanish, "at") == "headache_days"
    assert 'lang="es"' in spanish.content.decode()


def walk_to_end(client: Client, answers: Mapping[str, Any]) -> Any:
    page = begin(client)
    for _ in range(60):
        if 'name="at"' not in page.content.decode() or "What to do next" in text(page):
            break
        page = answer(client, page, answers)
    return page


@pytest.mark.parametrize(("hours", "told"), [("50", True), ("72", False), ("100", False)])
def test_a_longest_headache_shorter_than_the_one_that_goes_on_is_said_to_contradict(client, hours, told):
    page = walk_to_end(client, MIGRAINE | {"now": "yes", "everyday_span_h": hours})
    assert ("Two answers do not fit together" in text(page)) is told
    paper = client.post(PDF, {"state": hidden(page, "state"), "paper": "a4"})
    said = " ".join(PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().split())
    assert ("Two answers do not fit together" in said) is told
    assert "All other red flags were asked" in said


def test_of_what_is_not_met_the_page_for_the_doctor_names_the_first_sign_that_is_not(client):
    page = walk_to_end(client, MIGRAINE)
    paper = client.post(PDF, {"state": hidden(page, "state"), "paper": "a4"})
    said = " ".join(PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().split())
    assert "All red flags were asked, and all were answered with no." in said
    of_chronic = said[said.index("2.3") :][:400]
    assert "A" in of_chronic
    assert "lasts hours to days: not met" not in said
