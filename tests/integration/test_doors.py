"""Who may open which page? Every address of the project stands here with its door, and each door is tried.

A room that adds an address adds a line to `DOORS`; one that is not listed fails. An address that names a record is
tried with a patient's; where it names something inside of one, with a number that nothing has: the wrong people must be
refused all the same, and the right ones are told that there is no such thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests import cast

from reprieve.clinic.people.models import Patient, Role

pytestmark = pytest.mark.django_db


class Door(Enum):
    ANYBODY = auto()  # public pages
    SIGNED_IN = auto()  # whoever has an account
    PATIENT = auto()  # the patient whose record it is
    STAFF = auto()  # `roles`, with a second step
    EDITOR = auto()  # the content system's own pages, behind config.signing_in.EditorsDoor
    STAGE = auto()  # a step of signing in: opens nothing by itself


@dataclass(frozen=True, slots=True)
class Listed:
    door: Door
    roles: tuple[Role, ...] = ()
    method: str = "get"
    sends: tuple[tuple[str, str], ...] = ()  # what the form says, where the page asks that first


def staff(*roles: Role, method: str = "get") -> Listed:
    return Listed(Door.STAFF, roles, method)


PUBLIC, ACCOUNT, STAGE = Listed(Door.ANYBODY), Listed(Door.SIGNED_IN), Listed(Door.STAGE)
MINE, MINE_POST = Listed(Door.PATIENT), Listed(Door.PATIENT, method="post")
DESK, NURSE, PRESCRIBER, OWNER = Role.FRONT_DESK, Role.NURSE, Role.PRESCRIBER, Role.OWNER
CARE, IDENTITY = (NURSE, PRESCRIBER), (DESK, NURSE, PRESCRIBER)

DOORS: Final[dict[str, Listed]] = {
    # accounts
    "show_account": ACCOUNT,
    "account_login": PUBLIC,
    "account_logout": STAGE,
    "account_inactive": PUBLIC,
    "account_reauthenticate": ACCOUNT,
    "account_change_password": ACCOUNT,
    "change_email": ACCOUNT,
    "new_email_letter_sent": ACCOUNT,
    "confirm_email": ACCOUNT,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_reset_password_from_key": STAGE,
    "open_account": PUBLIC,
    "account_letter_sent": PUBLIC,
    "finish_account": STAGE,
    "accept_invitation": STAGE,
    "mfa_index": ACCOUNT,
    "mfa_authenticate": STAGE,
    "mfa_reauthenticate": ACCOUNT,
    "mfa_activate_totp": ACCOUNT,
    "mfa_deactivate_totp": ACCOUNT,
    "mfa_view_recovery_codes": ACCOUNT,
    "mfa_generate_recovery_codes": ACCOUNT,
    "mfa_list_webauthn": ACCOUNT,
    "mfa_add_webauthn": ACCOUNT,
    "mfa_login_webauthn": STAGE,
    "mfa_reauthenticate_webauthn": ACCOUNT,
    "mfa_remove_webauthn": ACCOUNT,
    # who may act for a patient
    "list_carers": MINE,
    "list_carers_of": MINE,
    "end_carer": MINE_POST,
    "end_carer_of": MINE_POST,
    "recall_carer": MINE_POST,
    "recall_carer_of": MINE_POST,
    # who works here
    "list_staff": staff(OWNER),
    "end_role": staff(OWNER, method="post"),
    "forget_second_steps": staff(OWNER, method="post"),
    "forget_second_steps_by_address": staff(OWNER, method="post"),
    "recall_invitation": staff(OWNER, method="post"),
    "list_broken_glass": staff(OWNER),
    "see_broken_glass": staff(OWNER, method="post"),
    # who somebody is
    "merge_records": staff(DESK, PRESCRIBER),
    "undo_merge": staff(DESK, PRESCRIBER, method="post"),
    "invite_to_record": staff(*IDENTITY),
    "open_closed_record": staff(*CARE),
    "show_glass_broken": staff(*CARE),
    # a patient's record, for those who care for them
    "find_patients": staff(*Role),  # finds nobody for those whom `patients_at` gives nobody
    "add_patient": staff(*IDENTITY),
    "find_closed_record": staff(*CARE),
    "show_chart": staff(*CARE),
    "show_who": staff(*IDENTITY),
    "write_for_patient": staff(*CARE),
    "add_note": staff(*CARE, method="post"),
    "add_file": staff(*CARE, method="post"),
    "open_file": staff(*CARE),
    "withdraw_file": staff(*CARE, method="post"),
    "sign": staff(PRESCRIBER),
    "show_signed": staff(*CARE),
    "list_alerts": staff(*Role),
    "acknowledge_alert": staff(*Role, method="post"),
    # a patient's own pages
    "show_now": MINE,
    "write_tap": MINE_POST,
    "write_from_device": MINE_POST,
    "show_calendar": MINE,
    "show_day": MINE,
    "write_attack": MINE,
    "write_dose": MINE,
    "correct_attack": MINE,
    "correct_dose": MINE,
    "list_treatments": MINE,
    "write_treatment": MINE,
    "write_about_me": MINE,
    "show_diary_shows": MINE,
    "show_my_data": MINE,
    "show_looks": MINE,
    "take_my_data": Listed(Door.PATIENT, method="post", sends=(("sort", "csv"),)),
    "undo_my_upload": MINE_POST,
    "bring_into_record": MINE,
    "explain_record_columns": MINE_POST,
    "review_upload": MINE,
    # public pages
    "ask_appointment": PUBLIC,
    "refer_patient": PUBLIC,
    "show_health": PUBLIC,
    "show_robots": PUBLIC,
    "show_sitemap": PUBLIC,
    "show_picture": PUBLIC,
    "show_home": PUBLIC,
    "bring_diary": PUBLIC,
    "explain_columns": PUBLIC,
    "keep_diary": PUBLIC,
    "check_headaches": PUBLIC,
    "check_headaches_pdf": PUBLIC,
    "search_pages": PUBLIC,
    "show_rss": PUBLIC,
    "show_atom": PUBLIC,
    "follow": PUBLIC,
    "confirm_following": PUBLIC,
    "leave_following": PUBLIC,
    "choose_theme": PUBLIC,
    "wagtail_serve": PUBLIC,
    # the desk
    "show_desk": staff(*Role),
    "find_looks": staff(Role.AUDITOR),
    "sign_in_to_desk": STAGE,
    "list_requests": staff(DESK),
    "show_request": staff(DESK),
    "open_report": staff(DESK),
}

# What the content system gives to anybody: its sign-in leads to ours, the others hold words and drawings.
EDITORS_PUBLIC: Final = frozenset({"login/", "sprite/", "jsi18n/", "logout/"})
PLACE, ELSEWHERE = "Main Street", "Elsewhere"


@dataclass(frozen=True, slots=True)
class Address:
    route: str
    name: str
    takes: tuple[str, ...]

    def filled(self, patient: Patient) -> str:
        """With the patient's record, and with things that there are not."""
        given = {"key": patient.key, "day": date(2026, 3, 1), "about": "nothing-there", "token": "made-up"}
        return reverse(self.name, kwargs={name: given.get(name, 987_654) for name in self.takes})

    @property
    def names_a_thing(self) -> bool:
        return bool(set(self.takes) - {"key", "day"})


def every_pattern(resolver: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for it in resolver.url_patterns:
        if isinstance(it, URLResolver):
            yield from every_pattern(it, before + str(it.pattern))
        else:
            yield before + str(it.pattern), it


def every_address() -> list[Address]:
    """All but the content system's."""
    found = [(route, it) for route, it in every_pattern(get_resolver()) if not route.startswith("editors/")]
    return [Address(route, it.name or "", tuple(it.pattern.converters)) for route, it in found]


def listed(*doors: Door) -> list[Any]:
    return [
        pytest.param(it, id=it.route) for it in every_address() if it.name in DOORS and DOORS[it.name].door in doors
    ]


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def patient() -> Patient:
    return cast.patient(at=cast.location(PLACE), born=date(1984, 3, 1))


def asks(browser: Client, address: str, method: str, sends: Any = ()) -> Any:
    answer = browser.post(address, dict(sends)) if method == "post" else browser.get(address)
    assert answer.status_code < 500
    return answer


def let_in(wrong: dict[str, Client], url: str, door: Listed) -> set[str]:
    """Who of those who may not come in did, by looking or by sending."""
    tried = ((who, asks(browser, url, it, door.sends)) for who, browser in wrong.items() for it in ("get", "post"))
    return {who for who, answer in tried if not is_refused(answer)}


def is_refused(answer: Any) -> bool:
    """Sent to sign in or to the second step, to a page that is tried itself, forbidden, or told that there is none."""
    ways_in: tuple[str, ...] = ("/account/sign-in/", "/account/second-step/", "/editors/login/")
    if answer.request["REQUEST_METHOD"] == "GET":
        ways_in = (*ways_in, "/me/")
    sent_away = answer.status_code == 302 and answer["Location"].startswith(ways_in)
    return sent_away or answer.status_code in (403, 404, 405)


def test_every_address_has_a_door_and_every_door_an_address():
    names = {it.name for it in every_address()}
    assert names - set(DOORS) == set()
    assert set(DOORS) - names == set()


@pytest.mark.parametrize("address", listed(Door.SIGNED_IN))
def test_a_page_of_an_account_is_shut_for_who_has_not_signed_in(address, patient):
    for method in ("get", "post"):
        assert is_refused(asks(Client(), address.filled(patient), method))
    assert patient.account is not None
    if not address.names_a_thing:
        answer = asks(cast.browser_of(patient.account), address.filled(patient), "get")
        assert answer.status_code in (200, 302, 404)


@pytest.mark.parametrize("address", listed(Door.STAGE))
def test_a_step_of_signing_in_opens_nothing_for_who_took_none_before(address, patient):
    for method in ("get", "post"):
        answer = asks(Client(), address.filled(patient) if address.name != KEYED else FORGED, method)
        assert answer.status_code in (301, 302, 410, 422)


KEYED, FORGED = "account_reset_password_from_key", "/account/forgotten/1-made-up/"


@pytest.mark.parametrize("address", listed(Door.PATIENT))
def test_a_page_of_a_patient_is_shut_for_everybody_else(address, patient):
    door, url = DOORS[address.name], address.filled(patient)
    assert patient.account is not None
    wrong = {"nobody": Client(), "somebody without a record": cast.browser_of(cast.account())}
    if "key" in address.takes:
        stranger = cast.patient(at=cast.location(PLACE)).account
        assert stranger is not None
        wrong["another patient"] = cast.browser_of(stranger)
    for role in Role:
        wrong[f"{role}"] = cast.browser_of(cast.staff(role), second_factor=True)
    let_in = {
        who
        for who, browser in wrong.items()
        for it in ("get", "post")
        if not is_refused(asks(browser, url, it, door.sends))
    }
    assert let_in == set()
    answer = asks(cast.browser_of(patient.account), url, door.method, door.sends)
    assert not is_refused(answer) or (address.names_a_thing and answer.status_code == 404)


@pytest.mark.parametrize("address", listed(Door.STAFF))
def test_a_page_of_the_staff_is_shut_without_role_place_and_second_step(address, patient):
    door, url = DOORS[address.name], address.filled(patient)
    if address.name == "merge_records":
        url += f"?one={patient.key}"
    assert patient.account is not None
    wrong = {
        "nobody": Client(),
        "a stranger": cast.browser_of(cast.account()),
        "the patient": cast.browser_of(patient.account),
        "the patient, with a second step": cast.browser_of(patient.account, second_factor=True),
    }
    for role in Role:
        wrong[f"{role} without a second step"] = cast.browser_of(cast.staff(role))
        if role not in door.roles:
            wrong[f"{role}"] = cast.browser_of(cast.staff(role), second_factor=True)
        elif "key" in address.takes and address.name != "open_closed_record":
            there = cast.staff(role, at=cast.location(ELSEWHERE))
            wrong[f"{role} of another place"] = cast.browser_of(there, second_factor=True)
    let_in = {
        who
        for who, browser in wrong.items()
        for it in ("get", "post")
        if not is_refused(asks(browser, url, it, door.sends))
    }
    assert let_in == set()
    for role in door.roles:
        worker = cast.staff(role, at=None if role == OWNER else cast.location(PLACE))
        answer = asks(cast.browser_of(worker, second_factor=True), url, door.method)
        assert not is_refused(answer) or (address.names_a_thing and answer.status_code == 404), role


def test_the_editors_pages_are_shut_for_all_but_editors_with_a_second_step():
    routes = [
        "/" + route
        for route, it in every_pattern(get_resolver())
        if route.startswith("editors/") and not it.pattern.converters and "<" not in route and "(?" not in route
    ]
    routes = [it.rstrip("$") for it in routes if it.removeprefix("/editors/") not in EDITORS_PUBLIC]
    assert len(routes) > 50
    editor = cast.account(is_superuser=True)
    wrong = {
        "nobody": Client(),
        "a nurse": cast.browser_of(cast.staff(Role.NURSE), second_factor=True),
        "an editor without a second step": cast.browser_of(editor),
    }
    inside = {(who, url) for who, browser in wrong.items() for url in routes if opens(browser, url)}
    assert inside == set()
    assert cast.browser_of(editor, second_factor=True).get("/editors/").status_code == 200


def opens(browser: Client, url: str) -> bool:
    """Whether a page of the editors is shown; who may not see it is led away, to the start or to sign in."""
    return browser.get(url).status_code == 200
