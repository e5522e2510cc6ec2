"""Who is asking, and did they give what the page asks for? For the views of every room."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.people.access import Who, staff_roles
from reprieve.clinic.people.models import Role

View = Callable[..., HttpResponseBase]
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def who_is(request: HttpRequest) -> Who:
    """Whoever has signed in, and whether they gave a second factor in this session."""
    user: Any = request.user
    return Who(user=user, second_factor=gave_second_factor(request))


def gave_second_factor(request: HttpRequest) -> bool:
    user: Any = request.user
    if not user.is_authenticated:
        return False
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def note_second_factor(request: HttpRequest, user: Any) -> None:
    """That this session gave one, as when it was just set up with a code that was right."""
    record_authentication(request, user, "mfa")


def is_enrolled(user: Any) -> bool:
    """Whether somebody has a second factor that can be asked for."""
    return bool(is_mfa_enabled(user, SECOND_FACTORS))


def ask_second_factor(request: HttpRequest) -> HttpResponseBase:
    """To the page that asks for it, or sets one up, and from there back to here."""
    asks = "mfa_reauthenticate" if is_enrolled(request.user) else "mfa_activate_totp"
    return redirect_to_login(request.get_full_path(), resolve_url(asks))


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    return redirect_to_login(request.get_full_path(), resolve_url("account_login"))


def signed_in(view: View) -> View:
    """The view, for whoever has signed in."""

    @wraps(view)
    @never_cache
    def at_the_door(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        return view(request, *args, **named)

    return at_the_door


def with_all_steps(view: View) -> View:
    """The view, for whoever has signed in and given, where they have one, a second factor in this session.

    For all by which somebody could make themselves another way in: the password alone opens none of it.
    """

    @wraps(view)
    def at_the_door(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if is_enrolled(request.user) and not gave_second_factor(request):
            return ask_second_factor(request)
        return view(request, *args, **named)

    return signed_in(at_the_door)


def for_roles(*roles: str) -> Callable[[View], View]:
    """The view, for staff with one of these roles anywhere, who gave a second factor; all roles when none is named.

    Which record they may open is asked at each record (`access.open_record`).
    """
    wanted = frozenset(str(role) for role in roles) or frozenset(Role.values)

    def door(view: View) -> View:
        @wraps(view)
        @never_cache
        def at_the_door(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            user: Any = request.user
            if not user.is_authenticated:
                return ask_to_sign_in(request)
            held = staff_roles(user)
            if not held & wanted:
                return refuse(request)
            if not gave_second_factor(request):
                return ask_second_factor(request)
            return view(request, *args, **named)

        return at_the_door

    return door


def refuse(request: HttpRequest) -> HttpResponse:
    """A page of the staff, asked for by somebody in no role that opens it; written down."""
    user: Any = request.user
    write_line(who=user, did="was refused a page", kind="account", record=user.pk)
    return render(request, "people/refused.html", status=403)
