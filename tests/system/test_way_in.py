"""The way in, walked in a browser: a diary goes in, an explained answer comes out, on any screen."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

BUDDY = Path(__file__).parents[1] / "integration" / "page_diaries" / "migraine_buddy.csv"
OWN = Path(__file__).parents[2] / "examples" / "demonstration-diary.csv"
PHONE, DESKTOP, NARROW = (390, 844), (1440, 900), (320, 640)
THEMES = ("dusk", "paper", "green")
TWICE = "document.documentElement.style.fontSize = '225%'"
# Chromium writes every refused answer to the console, and htmx every upload that was stopped; both are part of
# the story.
EXPECTED = re.compile(
    r"the server responded with a status of (400|403|404|408|413|422|429|500|503) |^htmx:(sendAbort|afterRequest),"
)

pytestmark = pytest.mark.django_db(transaction=True)

Walk = Callable[..., Page]


@pytest.fixture
def walk(browser: Browser, live_server: Any) -> Iterator[Walk]:
    """`walk(path, size=..., script=..., theme=...)`: a page; at the end none may have complained."""
    complaints: list[str] = []
    contexts: dict[tuple[Any, ...], BrowserContext] = {}

    def open_it(path: str, *, size: tuple[int, int] = PHONE, script: bool = True, theme: str = "") -> Page:
        key = (size, script, theme)
        if key not in contexts:
            viewport = {"width": size[0], "height": size[1]}
            context = browser.new_context(viewport=viewport, java_script_enabled=script, reduced_motion="reduce")
            context.set_default_timeout(15_000)
            if theme:
                context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
            contexts[key] = context
        page = contexts[key].new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}{path}")
        return page

    yield open_it
    for context in contexts.values():
        context.close()
    assert [complaint for complaint in complaints if not EXPECTED.search(complaint)] == []


def bring(page: Page, *files: Path) -> None:
    page.set_input_files("#diary", files)
    page.get_by_role("button", name="Show me what it shows").click()
    expect(page.get_by_role("heading", name="What my diary shows")).to_be_visible()


def widest(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def answer_with(body: str, *, status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=body, status=status, content_type="text/html")


def in_each_theme(page: Page, axe_violations: Callable[[Page], list[Any]]) -> list[Any]:
    """What axe finds with each theme switched on."""
    found: list[Any] = []
    for theme in THEMES:
        page.evaluate("key => { document.getElementById(`theme-${key}`).checked = true }", theme)
        found += [(theme, violation) for violation in axe_violations(page)]
    return found


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_person_brings_a_migraine_buddy_file_and_sees_what_it_shows(walk, size, script):
    page = walk("/", size=size, script=script)
    page.get_by_role("link", name="Bring my diary").click()
    bring(page, BUDDY)
    expect(page.get_by_text("Red flags not asked.")).to_be_visible()
    expect(page.get_by_text("1 entry was there twice")).to_be_visible()
    expect(page.get_by_text("Your diary shows the signs of:")).to_be_visible()
    expect(page.locator(".lead")).to_contain_text("(migraine without aura)")
    verdict = page.locator("details.verdict", has_text="migraine without aura").first
    verdict.locator("summary").first.click()
    expect(verdict.get_by_text("Only a clinician can say.").first).to_be_visible()
    expect(page.get_by_role("heading", name="March 2026")).to_be_visible()
    assert widest(page) <= 0


def test_our_own_file_gives_the_same_page_in_each_theme_that_was_picked_before(walk):
    grounds = set()
    for theme in THEMES:
        page = walk("/diary/", theme=theme)
        bring(page, OWN)
        expect(page.locator(".lead")).to_be_visible()
        expect(page.locator(f"#theme-{theme}")).to_be_checked()
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(grounds) == len(THEMES)
    assert not grounds & {"rgb(0, 0, 0)", "rgb(255, 255, 255)"}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_picking_a_theme_on_the_result_changes_it_at_once_and_does_not_lose_the_result(walk, script):
    page = walk("/diary/", script=script)
    bring(page, BUDDY)
    page.get_by_role("radio", name="Green").check()
    if not script:
        page.get_by_role("button", name="Remember").click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(13, 23, 16)")
    expect(page.get_by_text("Your diary shows the signs of:")).to_be_visible()
    other = walk("/", script=script)
    expect(other.locator("#theme-green")).to_be_checked()


def test_axe_finds_nothing_on_any_page_in_any_theme(walk, axe_violations, live_server):
    found = {}
    page = walk("/")
    found["home"] = in_each_theme(page, axe_violations)
    page = walk("/diary/")
    for summary in page.locator("form.diary summary").all():
        summary.click()
    found["form"] = in_each_theme(page, axe_violations)
    page.fill("#born", "12")
    page.get_by_role("button", name="Show me what it shows").click()
    expect(page.locator("#born_error")).to_be_visible()
    found["refused form"] = in_each_theme(page, axe_violations)
    page.fill("#born", "1984")
    page.locator("form.diary details.first > summary").click()
    page.check("input[value=strain]")
    bring(page, BUDDY)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    found["result"] = in_each_theme(page, axe_violations)
    page = walk("/diary/")
    page.locator("form.diary details.first > summary").click()
    page.check("input[value=thunderclap]")
    bring(page, BUDDY)
    found["held back"] = in_each_theme(page, axe_violations)
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_axe_finds_nothing_on_the_error_pages(walk, axe_violations, live_server):
    found: dict[str, list[Any]] = {}
    page = walk("/nothing")
    found["404"] = in_each_theme(page, axe_violations)
    for name in ("400", "403", "403_csrf", "408", "413", "429", "500", "503", "site/lost"):
        body = render_to_string(f"{name}.html", {"minutes": 3, "limit_mb": 32})
        page.route("**/broken", answer_with(body, status=int(name[:3]) if name[0].isdigit() else 422))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{live_server.url}/broken")
            found[name] = found.get(name, []) + axe_violations(page)
        page.unroute("**/broken")
    assert {name: problems for name, problems in found.items() if problems} == {}


TABLE = "Day,Strength (0-10),Took,Light sensitivity\n03/04/2026,7,ibuprofen,1\n05/04/2026,4,,0\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of somebody's own, whose dates can be read in two ways."""
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    return path


def bring_table(page: Page, table: Path) -> None:
    page.set_input_files("#diary", table)
    page.get_by_role("button", name="Show me what it shows").click()
    expect(page.get_by_role("heading", name="What do your columns mean?")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_person_explains_a_table_of_their_own_and_takes_the_report_the_diary_and_the_mapping_along(
    walk, table, size, script
):
    page = walk("/diary/", size=size, script=script)
    bring_table(page, table)
    assert widest(page) <= 0
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("Say which day is meant.")).to_be_visible()
    page.get_by_label("Fri 3 Apr 2026").check()
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("heading", name="What my diary shows")).to_be_visible()
    expect(page.get_by_text("Your own table")).to_be_visible()
    for button, name, begins in (
        ("Save the report (PDF)", "headache-report.pdf", b"%PDF"),
        ("As a table (CSV)", "headache-diary.csv", b"\xef\xbb\xbfrecord"),
        ("For a program (JSON)", "headache-diary.json", b"{"),
        ("Keep this mapping", "mapping.json", b"{"),
    ):
        with page.expect_download() as saving:
            page.get_by_role("button", name=button).click()
        assert saving.value.suggested_filename == name
        assert Path(saving.value.path()).read_bytes().startswith(begins)
    expect(page.get_by_role("heading", name="What my diary shows")).to_be_visible()


def test_axe_finds_nothing_on_the_page_about_columns_whole_or_refused(walk, table, axe_violations):
    page = walk("/diary/")
    bring_table(page, table)
    assert in_each_theme(page, axe_violations) == []
    page.select_option("#means_1", "date")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("#error_0")).to_be_visible()
    assert in_each_theme(page, axe_violations) == []


def test_the_columns_can_be_explained_by_keyboard_alone(walk, table):
    page = walk("/diary/")
    bring_table(page, table)
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || ''"))
        if reached[-1] == "dates":
            page.keyboard.press("Space")
        if reached[-1] == "do":
            break
    assert [name for name in reached if name.startswith("means_")] == [f"means_{n}" for n in range(4)]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What my diary shows")).to_be_visible()


def test_several_files_are_put_together_and_the_page_says_how(walk, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("start,end,pain\n2026-01-05T16:15-05:00,2026-01-05T23:15-05:00,9\n")
    page = walk("/diary/")
    bring(page, OWN, other)
    expect(page.get_by_role("heading", name="What was put together")).to_be_visible()
    page.get_by_text("What your files tell differently").click()
    told = "“strength of the pain” counts as not known, for the files contradict each other: 6 (file 1) and 9 (file 2)."
    expect(page.get_by_text(told)).to_be_visible()


def test_text_of_twice_the_size_does_not_scroll_sideways_on_a_phone(walk, table):
    page = walk("/diary/")
    page.evaluate(TWICE)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert widest(page) <= 0
    bring_table(page, table)
    page.evaluate(TWICE)
    assert widest(page) <= 0
    page.goto(page.url.removesuffix("columns/"))
    bring(page, OWN)
    page.evaluate(TWICE)
    assert widest(page) <= 0


def test_the_theme_can_be_given_back_to_the_device(walk):
    page = walk("/", theme="green")
    expect(page.locator("body")).to_have_css("background-color", "rgb(13, 23, 16)")
    page.get_by_role("radio", name="Auto").check()
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(30, 26, 23)")


def test_a_refused_form_keeps_what_was_typed_and_the_focus_goes_to_the_first_error(walk):
    for script in (True, False):
        page = walk("/diary/", script=script)
        page.get_by_text("About you").click()
        page.set_input_files("#diary", BUDDY)
        page.fill("#born", "12")
        page.get_by_role("button", name="Show me what it shows").click()
        expect(page.locator("#born_error")).to_be_visible()
        expect(page.locator("#born")).to_have_value("12")
        expect(page.locator("#born")).to_be_focused()


def test_the_keyboard_alone_leads_from_the_start_to_an_opened_verdict(walk):
    page = walk("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/diary/")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
        if page.evaluate("document.activeElement.matches('.send')"):
            break
    assert {"theme", "diary", "every_headache", "every_dose", "zone"} <= reached
    page.set_input_files("#diary", BUDDY)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What my diary shows")).to_be_focused()
    page.locator("details.verdict > summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.verdict").first).to_have_attribute("open", "")


def test_every_target_is_at_least_44_pixels_high_and_text_is_large(walk):
    page = walk("/diary/")
    for summary in page.locator("form.diary summary").all():
        summary.click()
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, select, input[type=text], input[type=file], label')]
            .filter(it => it.checkVisibility() && !it.matches('.skip, .field > label'))
            .filter(it => it.getBoundingClientRect().height < 44).map(it => it.outerHTML.slice(0, 80))"""
    )
    assert small == []
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18


def test_nothing_scrolls_sideways_at_320_pixels(walk):
    page = walk("/", size=NARROW)
    assert widest(page) <= 0
    page.goto(page.url + "diary/")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert widest(page) <= 0
    bring(page, BUDDY)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert widest(page) <= 0


def test_the_device_s_zone_is_chosen_visibly_and_only_with_script(browser, live_server):
    for script, expected in ((True, "America/Denver"), (False, "")):
        context = browser.new_context(timezone_id="America/Denver", java_script_enabled=script)
        page = context.new_page()
        page.goto(f"{live_server.url}/diary/")
        expect(page.locator("#zone")).to_have_value(expected)
        expect(page.locator("[data-zone-note]")).to_be_visible(visible=script)
        context.close()


def test_an_upload_shows_its_progress_and_can_be_stopped(walk):
    page = walk("/diary/")
    held: list[Route] = []
    page.route("**/diary/", lambda route: held.append(route))
    page.set_input_files("#diary", BUDDY)
    page.get_by_role("button", name="Show me what it shows").click()
    expect(page.locator("progress")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped. Nothing was kept.")).to_be_visible()
    expect(page.get_by_role("button", name="Show me what it shows")).to_be_enabled()


def test_a_lost_connection_is_said_and_the_file_can_be_sent_again(browser, live_server):
    # Not `walk`: a lost connection stands in the console, as it should.
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{live_server.url}/diary/")
    page.route("**/diary/", lambda route: route.abort())
    page.set_input_files("#diary", BUDDY)
    page.get_by_role("button", name="Show me what it shows").click()
    expect(page.get_by_text("The connection was lost.")).to_be_visible()
    page.unroute("**/diary/")
    page.get_by_role("button", name="Show me what it shows").click()
    expect(page.get_by_role("heading", name="What my diary shows")).to_be_visible()
    context.close()


def test_files_that_are_too_large_are_not_even_sent(walk, tmp_path):
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(257 * 1024 * 1024)
    page = walk("/diary/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.set_input_files("#diary", large)
    page.get_by_role("button", name="Show me what it shows").click()
    expect(page.get_by_text("Nothing was sent. Choose the diary itself.")).to_be_visible()
    assert "POST" not in sent


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_in_print_what_the_diary_shows_is_unfolded_and_nothing_is_left_to_press(walk, script):
    page = walk("/diary/", script=script)
    bring(page, BUDDY)
    page.emulate_media(media="print")
    if script:
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details.verdict.prints .criteria").first).to_be_visible()
    closed = page.locator("details.verdict:not(.prints) > .fold")
    assert closed.count() > 0
    assert not any(fold.is_visible() for fold in closed.all())
    expect(page.locator("details.verdict:not(.prints) > summary").first).to_be_visible()
    expect(page.locator("a.button").first).to_be_hidden()
    expect(page.locator(".themes")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_diary_of_a_hundred_days_prints_on_at_most_four_pages(walk):
    page = walk("/diary/")
    bring(page, OWN)
    assert 90 <= page.locator(".tiles > li").count() <= 130
    for paper in ("A4", "Letter"):
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) <= 4


def holds(folder: Path, mark: bytes) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and mark in path.read_bytes()]


@pytest.mark.django_db(databases=[])
def test_a_marked_diary_and_a_server_killed_in_the_middle_of_one_leave_nothing_on_disk(start_house, tmp_path):
    """The whole house, its database and its logs included, searched for one word."""
    temp = tmp_path / "temp"
    temp.mkdir(mode=0o777)
    temp.chmod(0o777)
    mark = b"qzx7marked"
    house = start_house(env={"TMPDIR": str(temp)}).wait_until_ready()
    page = house.get("/diary/")
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', page.body)  # type: ignore[attr-defined]
    assert token is not None
    start = (
        b'--xxx\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n' + token[1] + b"\r\n"
        b'--xxx\r\nContent-Disposition: form-data; name="diary"; filename="' + mark + b'.csv"\r\n\r\n'
        b"record,start,pain,note\nattack,2026-01-01T10:00+00:00,7," + mark + b"\n"
    )

    def send(body: bytes, length: int) -> socket.socket:
        sender = socket.create_connection(("127.0.0.1", house.port), timeout=20)
        sender.sendall(
            f"POST /diary/ HTTP/1.1\r\nHost: localhost:{house.port}\r\nCookie: {cookie}\r\nConnection: close\r\n"
            f"Content-Length: {length}\r\nContent-Type: multipart/form-data; boundary=xxx\r\n\r\n".encode()
        )
        sender.sendall(body)
        return sender

    whole = start + b"\r\n--xxx--\r\n"
    with send(whole, len(whole)) as sender:
        answer = b"".join(iter(lambda: sender.recv(65_536), b""))
    head = answer.partition(b"\r\n\r\n")[0]
    assert b" 200 OK" in head
    assert mark not in head

    with send(start + mark * 500_000, 20_000_000):
        workers = [it for it in psutil.Process(house.process.pid).children(recursive=True) if it.is_running()]
        for worker in workers:
            with suppress(psutil.NoSuchProcess):  # ended with the one that was killed before it
                worker.send_signal(signal.SIGKILL)
        house.process.kill()
        psutil.wait_procs(workers, timeout=20)
    # Not that the folder is empty: a process that is killed while it looks whether it may write there leaves its try.
    assert holds(temp, mark) == []
    assert holds(house.data, mark) == []
    said = house.error()
    assert mark.decode() not in said
