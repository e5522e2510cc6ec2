"""A patient whose every word is marked goes through every page and every failure. The marks stand on pages of those who
may see them, and nowhere else: in no log, letter, address, header, file name or error page."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connection
from django.template import TemplateSyntaxError
from django.test import Client
from tests import cast
from tests.endpoints.addresses import every_address, right
from tests.endpoints.clinic import ASKED, BORN, MARK, MARKED, MAY_SEE, PASSWORD, PHONE, ROLES, Clinic, open_clinic, pdf
from tests.endpoints.forms import Form, Reader, read_page
from tests.endpoints.opening import QUICK
from tests.endpoints.trial import rolled_back, whole

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.config import rounds
from reprieve.clinic.messages.models import Letter
from reprieve.clinic.messages.outbox import send_waiting
from reprieve.clinic.people.models import User
from reprieve.clinic.site.page_cache import SHELF

pytestmark = pytest.mark.django_db
# In logs and addresses neither what the patient wrote, nor what others wrote of somebody who only asked.
ANY = re.compile(MARKED.pattern + f"|{ASKED}".encode())
# What a page that is made for whoever has its link says to them: the mailbox that the link was sent to.
BY_LINK = frozenset({"finish_account", "accept_invitation", "confirm_email"})


@pytest.fixture(autouse=True)
def quick(settings: Any, tmp_path: Path) -> None:
    settings.PASSWORD_HASHERS = QUICK
    settings.DATA_FOLDER = tmp_path


@pytest.fixture
def clinic() -> Clinic:
    return open_clinic()


@pytest.fixture
def searched(written: io.StringIO, tmp_path: Path, capfd: Any) -> Iterator[io.StringIO]:
    """Whatever the test did, at its end all that it left behind is searched."""
    yield written
    assert written.getvalue()
    told = capfd.readouterr()
    left = {"the log": written.getvalue(), "what was printed": told.out + told.err}
    left |= {"the database's log": database_log()}
    left |= {f"letter {it.pk}": f"{it.subject} {it.text} {it.headers} {it.last_problem}" for it in Letter.objects.all()}
    left |= {f"mail {n}": body_of(it) for n, it in enumerate(mail.outbox)}
    left |= {"the names of files": " ".join(str(it) for it in tmp_path.rglob("*"))}
    left |= {"the names of pages that are kept": repr(list(SHELF.pages))}
    left |= {f"line {it.pk}": f"{it.did} {it.kind} {it.chain}" for it in AuditLine.objects.all()}
    assert {where: ANY.findall(said.encode()) for where, said in left.items() if ANY.search(said.encode())} == {}


def database_log() -> str:
    log = Path(os.environ["REPRIEVE_DATA_OF_TESTS"]) / "postgres.log"
    return log.read_text(errors="replace") if log.exists() else ""


def body_of(message: Any) -> str:
    """A letter as it went out, but for the address on its envelope."""
    return re.sub(r"(?m)^To: .*$", "", message.message().as_string())


def addresses_in(path: str, answer: Any) -> list[str]:
    """Every address that an answer makes a browser know."""
    reader: Reader = read_page(path, answer)
    return [path, *reader.links, answer.headers.get("Location", ""), answer.headers.get("Content-Disposition", "")]


def looked_at(role: str, name: str, path: str, answer: Any) -> None:
    """What must hold of any answer to anybody."""
    assert answer.status_code < 500, (role, path)
    assert [it for it in addresses_in(path, answer) if ANY.search(it.encode())] == [], (role, name)
    headers = "".join(f"{key}: {value}\n" for key, value in answer.headers.items())
    assert not ANY.search(headers.encode()), (role, name)
    if role not in MAY_SEE and name not in BY_LINK:
        assert not MARKED.search(whole(answer)), (role, name)


# Every page ----------------------------------------------------------------------------------------


def test_on_every_page_the_marks_are_seen_by_those_alone_who_may_and_stand_in_no_address(clinic, searched):
    seen = set()
    for role in ROLES:
        browser = clinic.browser(role)
        for address in every_address():
            path = address.filled(right(address, clinic.things))
            with rolled_back():
                answer = browser.get(path)
                looked_at(role, address.name, path, answer)
                if not answer.streaming and MARKED.search(answer.content):
                    seen.add((role, address.name))
    pages = {"patient": {"show_now", "correct_attack", "list_treatments"}, "carer": {"list_treatments"}}
    pages |= {"prescriber": {"show_chart", "show_who", "sign"}, "front desk": {"show_who"}}
    # Where they must stand, so that whoever reads this knows that they would be found.
    assert {(role, name) for role, names in pages.items() for name in names} - seen == set()


@pytest.mark.parametrize("role", ["patient", "carer", "front desk", "nurse", "prescriber", "owner", "stranger"])
def test_every_form_is_sent_as_it_stands_and_with_marks_in_every_field(role, clinic, searched):
    browser, shown = clinic.browser(role), dict[tuple[str, ...], Form]()
    for address in every_address():
        path = address.filled(right(address, clinic.things))
        with rolled_back():
            for form in read_page(path, browser.get(path)).forms:
                shown.setdefault(form.shape, form)
    for form in shown.values():
        as_it_is = {it.name: it.value or next(filter(None, it.choices), "") for it in form.fields if it.kind != "file"}
        # Where somebody was is an address of ours, which no patient types.
        marked = {name: value if name == "next" else f"{MARK}typed" for name, value in as_it_is.items()} | {
            it.name: SimpleUploadedFile(f"{MARK}file.csv", f"{MARK}column\n{MARK}cell\n".encode())
            for it in form.fields
            if it.kind == "file"
        }
        path = form.action.partition("?")[0].partition("#")[0]
        for said in (as_it_is, marked):
            with rolled_back():
                answer = browser.post(path, said)
                if role in MAY_SEE or said is as_it_is:
                    looked_at(role, form.leads_to, path, answer)
                assert not ANY.search(answer.headers.get("Location", "").encode())
                if 300 <= answer.status_code < 400:
                    looked_at(role, "", path, browser.get(answer.headers["Location"].partition("#")[0], follow=True))


def test_whatever_the_patient_takes_away_is_named_by_us(clinic, searched):
    for sort in ("csv", "json", "pdf"):
        page = clinic.browser("patient").post("/me/data/take/", {"sort": sort})
        assert page.status_code == 200
        assert not ANY.search(page["Content-Disposition"].encode())
    file = next(it for it in every_address() if it.name == "open_file")
    path = file.filled({"key": clinic.patient.key, "number": clinic.things["note"][0]})
    looked_at("nurse", "open_file", path, clinic.browser("nurse").get(path))


# Every letter --------------------------------------------------------------------------------------


def test_letters_to_a_marked_mailbox_say_nothing_of_it(clinic, searched, settings):
    """Signing up, a new password, another address, an invitation, an alert: all that is ever written to somebody."""
    settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client, mine = Client(), clinic.browser("patient")
    email = str(clinic.patient.account.email)
    for address, to in (("/account/new/", f"{MARK}.one@example.org"), ("/account/new/", email)):
        assert client.post(address, {"email": to}).status_code == 302
    assert client.post("/account/forgotten/", {"email": email}).status_code == 302
    mine.post("/account/again/", {"password": PASSWORD})
    assert mine.post("/account/address/", {"email": f"{MARK}.two@example.org"}).status_code == 302
    assert mine.post("/me/carers/", {"email": f"{MARK}.three@example.org"}).status_code == 302
    asks = {"name": f"{MARK}name", "phone": PHONE, "email": f"{MARK}.four@example.org", "words": f"{MARK}words"}
    page = read_page("/appointment/", client.get("/appointment/")).forms[-1]
    client.post("/appointment/", {it.name: it.value for it in page.fields} | asks)
    before = Letter.objects.filter(sent_at=None).count()
    assert send_waiting() == before >= 6
    assert len(mail.outbox) == before


def test_letters_that_no_server_takes_leave_no_words_in_the_log(clinic, searched, settings, monkeypatch):
    settings.SENDS_MAIL = True
    Client().post("/account/new/", {"email": f"{MARK}.one@example.org"})

    def refuse(*_args: object) -> None:
        raise OSError(f"{MARK}.one@example.org: mailbox unavailable")

    monkeypatch.setattr("reprieve.clinic.messages.outbox.send", refuse)
    for _ in range(9):
        Letter.objects.filter(sent_at=None, given_up_at=None).update(due_at="2026-01-01T00:00Z")
        send_waiting()
    assert Letter.objects.filter(given_up_at__isnull=False, last_problem="OSError").exists()
    assert "was given up after" in searched.getvalue()


# Every failure -------------------------------------------------------------------------------------


def raises(error: Exception) -> Any:
    def broken(*_args: object, **_named: object) -> Any:
        raise error

    return broken


BREAKS = {
    "an error of ours": ("reprieve.clinic.desk.chart_views.show_timeline", ValueError(f"{MARK} is no number")),
    "a broken template": ("django.template.base.Template.render", TemplateSyntaxError(f"{MARK} is no tag")),
    "a database that refuses": ("reprieve.clinic.desk.shown.basis_of", DatabaseError(f"Key (name)=({MARK})")),
    "a database that is down": ("django.db.models.query.QuerySet._fetch_all", OperationalError(f"no host {MARK}")),
    "a time that ran out": ("reprieve.clinic.desk.chart_views.shown_of", TimeoutError(f"{MARK} took too long")),
    "a letter that cannot be read": ("reprieve.clinic.desk.chart_views.say_patient", UnicodeError(f"{MARK}")),
}


@pytest.mark.parametrize("how", BREAKS)
def test_a_page_that_breaks_says_that_it_broke_and_no_more(how, clinic, searched, monkeypatch):
    where, error = BREAKS[how]
    path = f"/desk/patients/{clinic.patient.key}/"
    browser = clinic.browser("nurse")
    browser.raise_request_exception = False
    assert MARK in browser.get(path).content.decode()
    with monkeypatch.context() as broken:
        broken.setattr(where, raises(error))
        try:
            answer = browser.get(path)
        except TemplateSyntaxError:  # of the page that says so; the last barrier answers then (config/wsgi.py)
            return
    assert answer.status_code == (503 if isinstance(error, OperationalError) else 500)
    assert not ANY.search(whole(answer))
    assert f"{type(error).__name__} (message left out)" in searched.getvalue()


@pytest.mark.parametrize("task", [it.__name__ for it in rounds.ROUND])
def test_a_round_that_breaks_writes_where_and_not_what(task, searched, monkeypatch):
    broken = raises(RuntimeError(f"{MARK} cannot be sent to {PHONE}, born {BORN}"))
    broken.__name__ = task
    monkeypatch.setattr(rounds, "ROUND", (broken,))
    rounds.go_round()
    assert f"{task} failed" in searched.getvalue()
    assert "RuntimeError (message left out)" in searched.getvalue()


def test_a_row_that_the_database_refuses_stands_in_no_log(clinic, searched):
    """Its own log would quote the row, and the statement with it."""
    refused = "INSERT INTO people_user (email, password, first_name, last_name, is_active, is_superuser, joined_at, "
    refused += "sessions_ended) SELECT %s, '', %s, '', true, false, now(), 0 FROM generate_series(1, 2)"
    with pytest.raises(DatabaseError), rolled_back(), connection.cursor() as cursor:
        cursor.execute(refused, [f"{MARK}@example.org", f"{MARK}first"])
    Client().get("/")


WRONG_BODIES = {
    "nothing there": ("get", f"/me/{MARK}/", {}),
    "a name in the address": ("get", f"/desk/patients/{MARK}%20{BORN}/?q={MARK}", {}),
    "words behind the question mark": ("get", f"/me/calendar/?month={MARK}&done={MARK}", {}),
    "a search": ("get", f"/search/?q={MARK}", {}),
    "a form that is refused": ("post", "/me/tap/", {"what": MARK, "sent": MARK, "name": f"{MARK}drug"}),
    "too much": ("post", "/me/tap/", {"what": MARK * 20_000}),
    "no JSON": ("post", "/me/entries/", {"x": MARK}),
    "no date": ("post", "/me/about-me/", {"birth_year": f"{MARK}", "headaches_since": f"{BORN}x"}),
    "a file that is none": ("post", "/me/bring/", {"diary": (f"{MARK}.zip", f"PK\x03\x04{MARK}")}),
    "a table of nobody's": ("post", "/me/bring/", {"diary": (f"{MARK}.csv", f"{MARK},b\n1,{MARK}\n")}),
    "XML that is cut": ("post", "/me/bring/", {"diary": (f"{MARK}.xml", f"<?xml version='1.0'?><{MARK}>")}),
    "JSON that is cut": ("post", "/diary/", {"diary": (f"{MARK}.json", f'{{"{MARK}": ')}),
}


@pytest.mark.parametrize("how", WRONG_BODIES)
def test_what_is_refused_is_kept_on_its_page_and_nowhere_else(how, clinic, searched):
    method, path, said = WRONG_BODIES[how]
    body = {
        name: SimpleUploadedFile(it[0], it[1].encode("latin-1")) if isinstance(it, tuple) else it
        for name, it in said.items()
    }
    answer = getattr(clinic.browser("patient"), method)(path, body)
    assert answer.status_code < 500
    assert not ANY.search(answer.headers.get("Location", "").encode())
    headers = "".join(f"{key}: {value}\n" for key, value in answer.headers.items())
    assert not ANY.search(headers.encode())


def test_a_forged_form_full_of_marks_leaves_none(clinic, searched):
    browser = clinic.browser("patient")
    browser.handler.enforce_csrf_checks = True
    for address in ("/me/tap/", "/me/bring/", "/account/sign-out/", f"/theme/?next=/{MARK}/"):
        answer = browser.post(address, {"name": f"{MARK}drug"}, HTTP_ORIGIN=f"https://{MARK}.example.org")
        assert answer.status_code == 403
        assert not ANY.search(whole(answer))


def test_signing_in_with_marks_leaves_them_with_who_typed_them(clinic, searched):
    """An address, a password, a code, a name of a passkey, the key of a letter: all wrong."""
    patient = clinic.patient.account
    assert patient is not None
    said = {"password1": f"{MARK}1234567", "password2": "another", "oldpassword": f"{MARK}"}
    assert clinic.browser("patient").post("/account/password/", said).status_code == 422
    cast.enrolled(patient)
    client = Client()
    for login in (f"{MARK}@example.org", patient.email):
        answer = client.post("/account/sign-in/", {"login": login, "password": f"{MARK} is my password"})
        assert answer.status_code == 422
        assert f"{MARK} is my password" not in answer.content.decode()
    assert client.post("/account/sign-in/", {"login": patient.email, "password": PASSWORD}).status_code == 302
    assert client.post("/account/second-step/code/", {"code": f"{MARK}"}).status_code == 422
    assert client.get(f"/account/forgotten/1-{MARK}/").status_code in (302, 410)
    assert client.get(f"/account/new/{MARK}/").status_code == 410
    address = "/account/sign-in/?" + urlencode({"next": f"/{MARK}/"})
    assert Client().post(address, {"login": MARK}).status_code == 422
    assert User.objects.get(pk=patient.pk).check_password(PASSWORD)


def test_a_file_goes_into_the_store_and_comes_out_without_its_name(clinic, searched):
    nurse, path = clinic.browser("nurse"), f"/desk/patients/{clinic.patient.key}/files/"
    file = SimpleUploadedFile(f"{MARK} {BORN}.pdf", pdf(f"{MARK}more"))
    assert nurse.post(path, {"title": f"{MARK}title", "file": file}).status_code == 302
    broken = SimpleUploadedFile(f"{MARK}.pdf", b"%PDF-1.7\n" + MARK.encode())
    assert nurse.post(path, {"title": f"{MARK}title", "file": broken}).status_code == 422
