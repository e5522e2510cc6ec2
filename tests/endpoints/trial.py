"""One walk through the house, and what must never come of it. Whatever it wrote is rolled back."""

from __future__ import annotations

import logging
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Final

from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client

from tests.endpoints.addresses import every_address, right
from tests.endpoints.clinic import MARKED, MAY_SEE, ROLES, Clinic
from tests.endpoints.forms import Form, read_page
from tests.endpoints.hostile import Known, Request, Walk

# What a look may write: who looked, sessions, how often somebody tried, and what is derived and may be thrown away.
A_LOOK_WRITES: Final = frozenset(
    {
        "audit_auditline",
        "audit_head",
        "django_session",
        "people_attemptcount",
        "booking_sendcount",
        "site_readcount",
        "diagnosis_made",
    }
)
# A page that asks for a second step keeps the codes it shows; the chart tells the prescriber of a change, once.
A_LOOK_AT_WRITES: Final = {
    "mfa_view_recovery_codes": frozenset({"mfa_authenticator"}),
    "show_chart": frozenset({"alerts_alert", "messages_letter"}),
}
OF_THE_PATIENT: Final = ("diary_", "diagnosis_", "people_patient", "people_carer", "people_merge")
WRITTEN: Final = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
BREAKS_GLASS: Final = "open_closed_record"
# Between them they are shown every form there is.
SHOWN_FORMS: Final = ("stranger", "account", "patient", "front desk", "nurse", "prescriber", "owner", "editor")
SAFE: Final = ("GET", "HEAD", "OPTIONS", "TRACE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What must not be: its kind and place, by which the same is known again, and how to make it."""

    what: str
    where: str
    made_by: str

    def __str__(self) -> str:
        return f"{self.what}\n  at {self.where}\n  by {self.made_by}"


@dataclass(slots=True)
class Heard(logging.Handler):
    """Whatever is logged as an error, and every exception that no view caught."""

    lines: list[str] = field(default_factory=list)
    errors: list[BaseException | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        logging.Handler.__init__(self, logging.ERROR)

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("django.security"):  # a request that was refused as it should be
            return
        self.lines.append(f"{record.name}: {record.getMessage()[:200]}")
        if record.exc_info:
            self.errors.append(record.exc_info[1])


@contextmanager
def listening() -> Iterator[Heard]:
    heard = Heard()

    def note(**_more: Any) -> None:
        heard.errors.append(sys.exc_info()[1])

    loggers = [logging.getLogger(), logging.getLogger("django")]
    got_request_exception.connect(note)
    for logger in loggers:
        logger.addHandler(heard)
    try:
        yield heard
    finally:
        got_request_exception.disconnect(note)
        for logger in loggers:
            logger.removeHandler(heard)


class House:
    """The clinic with a browser for everybody, in which walks are tried."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.browsers = {role: clinic.browser(role) for role in ROLES}
        for browser in self.browsers.values():
            browser.raise_request_exception = False
        self._cookies = {role: it.cookies.output(header="", sep=";") for role, it in self.browsers.items()}
        self.answers: Counter[int] = Counter()
        self.tried: Counter[str] = Counter()

    def known(self, *, of_editors: bool = False) -> Known:
        """Every address, and the forms that lead to each, as the pages show them."""
        addresses, forms = every_address(of_editors=of_editors), dict[str, dict[tuple[str, ...], Form]]()
        let_in = dict[str, set[str]]()
        for role in SHOWN_FORMS:
            for address in addresses:
                path = address.filled(right(address, self.clinic.things))
                with rolled_back():
                    answer = self.browsers[role].get(path)
                    found = read_page(path, answer).forms
                    for form in found:
                        forms.setdefault(form.leads_to, {}).setdefault(form.shape, form)
                    if answer.status_code == 200 or answer.status_code >= 500:
                        let_in.setdefault(role, set()).update([address.name, *(it.leads_to for it in found)])
            self._fresh(role)
        return Known(
            addresses=addresses,
            forms={name: list(them.values()) for name, them in forms.items()},
            open_to={role: [it for it in addresses if it.name in names] for role, names in let_in.items()},
            things=self.clinic.things,
        )

    def try_out(self, walk: Walk) -> list[Fault]:
        faults: list[Fault] = []
        browser = self._fresh(walk.role)
        with rolled_back(), listening() as heard:
            before = written()
            broke_glass = False
            for request in walk.requests:
                broke_glass |= request.name == BREAKS_GLASS
                answer = send(browser, request)
                self.answers[answer.status_code if answer is not None else 0] += 1
                self.tried[f"{walk.role} {request.method} {request.name}"] += 1
                after = written() if not heard.errors else before
                changed = {name for name, times in after.items() if times != before.get(name, 0)}
                before = after
                faults += self._judge(walk.role, request, answer, heard, changed, broke_glass=broke_glass)
                if faults:
                    break
        return faults

    def _fresh(self, role: str) -> Client:
        browser = self.browsers[role]
        browser.cookies = SimpleCookie(self._cookies[role])
        return browser

    def _judge(
        self, role: str, request: Request, answer: Any, heard: Heard, changed: set[str], *, broke_glass: bool
    ) -> Iterator[Fault]:
        by = f"{role}: {request}"
        if heard.errors:
            yield Fault(what=_said(heard.errors[0]), where=_place(heard.errors[0]), made_by=by)
        elif heard.lines:
            yield Fault(what=f"logged {heard.lines[0]}", where=request.name, made_by=by)
        elif answer is not None and answer.status_code >= 500:
            yield Fault(what=f"answered {answer.status_code}", where=request.name, made_by=by)
        if answer is None:
            return
        if role not in MAY_SEE and not broke_glass:
            if MARKED.search(whole(answer)) and not _brought(request):
                yield Fault(what=f"{role} saw the patient's words", where=request.name, made_by=by)
            touched = {it for it in changed if it.startswith(OF_THE_PATIENT)} - A_LOOK_WRITES
            if touched and str(self.clinic.patient.key) in request.path:
                yield Fault(what=f"{role} wrote in {sorted(touched)}", where=request.name, made_by=by)
        allowed = A_LOOK_WRITES | A_LOOK_AT_WRITES.get(request.name, frozenset())
        if request.method in SAFE and changed - allowed:
            yield Fault(what=f"a look wrote in {sorted(changed - allowed)}", where=request.name, made_by=by)


def _brought(request: Request) -> bool:
    """Whether the words are those of the request, given back."""
    return MARKED.search(f"{request.path} {request.query}".encode() + request.body) is not None


def whole(answer: Any) -> bytes:
    """Its headers and its body."""
    said = "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(said + b"\n" + body)


def send(browser: Client, request: Request) -> Any:
    browser.handler.enforce_csrf_checks = request.checks_csrf
    return browser.generic(
        request.method,
        request.path,
        request.body,
        request.content_type,
        QUERY_STRING=request.query,
        **dict(request.headers),
    )


class _Back(Exception):
    pass


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever happens inside has not happened."""
    everything = transaction.atomic()
    everything._from_testcase = True  # type: ignore[attr-defined] # what must be the outermost transaction may be inside
    with suppress(_Back), everything:
        yield
        raise _Back


def written() -> dict[str, int]:
    """How many rows of each table were added, changed or taken away in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return dict(cursor.fetchall())


def _said(error: BaseException | None) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}"


def _place(error: BaseException | None) -> str:
    """The last line of ours that it went through."""
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    ours = [it for it in frames if "reprieve" in it.filename.rpartition("site-packages")[2]] or frames
    return f"{ours[-1].filename.rpartition('/src/')[2]}:{ours[-1].lineno} {ours[-1].name}" if ours else "nowhere"
