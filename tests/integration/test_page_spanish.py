"""The pages speak the language of their address, and leave no word in another."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils.translation import trans_real
from playwright.sync_api import Browser
from tests.languages.find_messages import Message, find_django
from tests.languages.pseudo import Pseudo, words_outside

from reprieve.pathway.safety.red_flags import BY_ID
from reprieve.pathway.terms import text

DIARIES = Path(__file__).parent / "page_diaries"
DEMONSTRATION = (Path(__file__).parents[2] / "examples" / "demonstration-diary.csv").read_bytes()
BUDDY = (DIARIES / "migraine_buddy.csv").read_bytes()
TABLE = b"Day,Strength (0-10)\n03/04/2026,7\n05/04/2026,4\n"
SPANISH_BROWSER = {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}

# What is the same in every language: names of programs, classifications and editions, units.
NAMES = re.compile(r"Reprieve|Migraine Buddy|ICHD-3|ICD-10-CM|EHF \d+|G\d\d\.\w+|\bMB\b|\bUTC\b|\bRSS\b|\bAtom\b")
NOT_SPOKEN = {"script", "style", "select"}  # the select holds the places of the world
SPOKEN_ATTRIBUTES = {"aria-label", "title", "alt", "placeholder", "data-head"}

pytestmark = pytest.mark.django_db


class Spoken(HTMLParser):
    """What a page says: its text and the attributes that are read out, but for names of other languages."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_SPOKEN or (tag != "html" and "lang" in dict(attrs)):
            self._silent.append(tag)
        self.said += [value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def said_by(response: Any) -> str:
    return re.sub(r"\s+", " ", " ".join(Spoken(response.content.decode()).said))


def bring(client: Client, content: bytes, **answers: Any) -> Any:
    return client.post("/es/diary/", {"diary": [SimpleUploadedFile("diary.csv", content)], **answers})


# Which language


def test_english_has_no_language_in_its_address_and_spanish_has(client):
    for path, language, word in (("/", "en", "Bring my diary"), ("/es/", "es", "Traer mi diario")):
        page = client.get(path)
        assert f'<html lang="{language}">' in page.content.decode()
        assert word in said_by(page)
        assert page.headers["Content-Language"] == language


@pytest.mark.parametrize("path", ["/", "/diary/"])
def test_the_browser_is_not_asked_so_that_an_address_always_says_the_same(client, path):
    page = client.get(path, headers=SPANISH_BROWSER)
    assert '<html lang="en">' in page.content.decode()
    assert "Accept-Language" not in page.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("path", "other", "name"),
    [
        ("/diary/", "/es/diary/", "Español"),
        ("/es/diary/", "/diary/", "English"),
        ("/", "/es/", "Español"),
        ("/es/", "/", "English"),
        ("/no-such-page/", "/es/", "Español"),
    ],
)
def test_each_page_leads_to_itself_in_the_other_language_by_its_own_name(client, path, other, name):
    page = client.get(path).content.decode()
    assert re.search(rf'<a href="{other}" lang="\w\w" hreflang="\w\w">{name}</a>', page)


@pytest.mark.parametrize(
    ("start", "path", "code", "name"),
    [
        ("", "/es/diary/", "es", "Español (elija otra vez el archivo)"),
        ("/es", "/diary/", "en", "English (choose the file again)"),
    ],
)
def test_an_answer_to_a_diary_leads_back_to_the_form_in_the_other_language_and_says_so(client, start, path, code, name):
    for diary in (DEMONSTRATION, TABLE):
        page = client.post(f"{start}/diary/", {"diary": SimpleUploadedFile("a.csv", diary)}).content.decode()
        assert f'<a href="{path}" lang="{code}" hreflang="{code}">{name}</a>' in page


# Nothing is left in English


@pytest.fixture
def in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spanish is not Spanish but ⟦English in brackets⟧, in both wings."""

    held = find_django()

    class DjangoPseudo(trans_real.DjangoTranslation):
        """Brackets around everything that our catalogue holds, or Django's own."""

        def gettext(self, message: str) -> str:
            ours = Message(message) in held
            return f"⟦{message}⟧" if ours or super().gettext(message) != message else message

        def ngettext(self, singular: str, plural: str, n: int) -> str:
            message = singular if n == 1 else plural
            return f"⟦{message}⟧" if Message(singular, plural) in held else message

    monkeypatch.setitem(trans_real._translations, "es", DjangoPseudo("es"))
    monkeypatch.setattr(text, "_read_catalogue", lambda _language: Pseudo())


@pytest.mark.usefixtures("in_brackets")
@pytest.mark.parametrize("path", ["/es/", "/es/diary/", "/es/no-such-page/", "/es/search/", "/es/follow/"])
def test_no_word_of_a_page_is_left_in_english(client, path):
    assert words_outside(said_by(client.get(path)), allowed=NAMES) == []


@pytest.mark.usefixtures("in_brackets")
@pytest.mark.parametrize(
    "diary", [DEMONSTRATION, BUDDY, b"date,headache\n2026-01-01,yes\n2026-01-01,no\n2026-01-02,no\n"]
)
@pytest.mark.parametrize(
    "answers",
    [{}, {"red_flags_1": ["thunderclap"]}, {"still_going_on": "yes", "red_flags_2": ["feeling_ill", "none"]}],
)
def test_no_word_of_an_answer_is_left_in_english(client, diary, answers):
    answer = bring(client, diary, **answers)
    assert answer.status_code == 200
    sources = re.compile("|".join(re.escape(source) for source in citations()) + "|" + NAMES.pattern)
    assert words_outside(said_by(answer), allowed=sources) == []


@pytest.mark.usefixtures("in_brackets")
@pytest.mark.parametrize(
    ("diary", "answers"),
    [(b"", {}), (b"%PDF-1.7", {}), (b"what,ever\n1,2\n", {}), (DEMONSTRATION, {"born": "12", "zone": "Nowhere"})],
)
def test_no_word_of_a_refusal_is_left_in_english(client, diary, answers):
    answer = bring(client, diary, **answers)
    assert answer.status_code == 422
    assert words_outside(said_by(answer), allowed=NAMES) == []


@pytest.mark.usefixtures("in_brackets")
@pytest.mark.parametrize(
    ("do", "means"),
    [
        ("look", {}),
        ("use", {"means_0": "not_read", "means_1": "time"}),
        ("use", {"means_0": "date", "means_1": "date"}),
        ("use", {"means_0": "date", "means_1": "pain:0-10"}),
    ],
    ids=["asked", "no date", "twice the same", "day or month first"],
)
def test_no_word_about_the_columns_of_a_table_is_left_in_english(client, do, means):
    answer = bring(client, TABLE)
    if do == "use":
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()))
        answer = client.post("/es/diary/columns/", {**hidden, **means, "do": do})
    assert "means_1" in answer.content.decode()
    asked = re.findall(r'<select name="means_.*?</select>', answer.content.decode(), re.DOTALL)
    options = re.findall(r'<optgroup label="([^"]*)"|<option[^>]*>([^<]*)', "".join(asked))
    said = [said_by(answer), *(word for pair in options for word in pair)]
    allowed = re.compile(rf"{NAMES.pattern}|Day|Strength|mapping\.json")
    assert [word for it in said for word in words_outside(it, allowed=allowed)] == []


@pytest.mark.usefixtures("in_brackets")
@pytest.mark.parametrize(
    "others",
    [b"date,headache\n2026-03-01,yes\n2026-03-02,no\n", b"record,start,pain\nattack,2026-04-30 07:00-05:00,9\n"],
    ids=["days", "an attack"],
)
def test_no_word_about_several_files_is_left_in_english(client, others):
    files = [SimpleUploadedFile(f"{n}.csv", content) for n, content in enumerate((DEMONSTRATION, others))]
    answer = client.post("/es/diary/", {"diary": files})
    assert answer.status_code == 200
    sources = re.compile("|".join(re.escape(source) for source in citations()) + "|" + NAMES.pattern)
    assert words_outside(said_by(answer), allowed=sources) == []


@pytest.mark.usefixtures("in_brackets")
def test_no_word_about_a_page_that_is_too_old_is_left_in_english(client):
    answer = client.post("/es/diary/keep/", {"kept": "changed", "sort": "pdf"})
    assert answer.status_code == 422
    assert words_outside(said_by(answer), allowed=NAMES) == []


@pytest.mark.usefixtures("in_brackets")
def test_no_word_of_the_page_about_columns_is_left_in_english(client):
    page = bring(client, b"1,2\n03/04/2026,7\n05/04/2026,5\n")
    assert page.status_code == 200
    assert words_outside(said_by(page), allowed=NAMES) == []


@pytest.mark.usefixtures("in_brackets")
def test_no_word_of_what_was_put_together_is_left_in_english(client):
    one = b"start,end,pain,side,nausea\n2026-01-02T09:00Z,2026-01-02T19:00Z,8,left,mild\n"
    other = b"start,end,pain,side,nausea\n2026-01-02T09:00Z,2026-01-02T19:00Z,6,right,no\n"
    files = [SimpleUploadedFile(f"{n}.csv", content) for n, content in enumerate((one, other))]
    page = client.post("/es/diary/", {"diary": files})
    assert page.context["page"].merge.conflicts
    sources = re.compile("|".join(re.escape(source) for source in citations()) + "|" + NAMES.pattern)
    assert words_outside(said_by(page), allowed=sources) == []


def citations() -> list[str]:
    """Sources as they were published: they keep their language."""
    from reprieve.pathway.terms.sources import ALL

    return [re.sub(r"\s+", " ", str(source)) for source in ALL]


def test_an_emergency_is_said_in_spanish(client):
    answer = bring(client, DEMONSTRATION, red_flags_1=["thunderclap"])
    assert "Vaya ahora a urgencias, o llame al 911." in said_by(answer)
    assert BY_ID["thunderclap"].ask not in said_by(answer)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_are_each_answered_in_their_own_language():
    def ask(language: str) -> str:
        try:
            return said_by(Client().get("/diary/" if language == "en" else f"/{language}/diary/"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(ask, ["en", "es"] * 10))
    assert len(set(pages)) == 2
    assert ("Traer mi diario" in pages[1], "Traer mi diario" in pages[0]) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_a_person_changes_the_language_and_brings_a_diary(browser: Browser, live_server, axe_violations):
    page = browser.new_page(locale="en-US", viewport={"width": 390, "height": 844})
    page.goto(f"{live_server.url}/diary/")
    page.get_by_role("link", name="Español").click()
    page.wait_for_selector("h1:text('Traer mi diario')")
    assert axe_violations(page) == []
    page.set_input_files("#diary", {"name": "d.csv", "mimeType": "text/csv", "buffer": DEMONSTRATION})
    page.get_by_role("button", name="Ver lo que muestra").click()
    page.wait_for_selector("h1:text('Lo que muestra mi diario')")
    assert page.evaluate("document.documentElement.lang") == "es"
    assert axe_violations(page) == []
    page.close()
