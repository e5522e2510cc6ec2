"""Changing the address one signs in with: the page that asks, and the page of the letter's link."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reprieve.clinic.messages.actions import write_letter
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.messages.models import Purpose
from reprieve.clinic.people import moving
from reprieve.clinic.people.adapter import may_send_letter
from reprieve.clinic.people.joining_forms import EmailForm
from reprieve.clinic.people.joining_views import answer, show_dead_link
from reprieve.clinic.people.models import User
from reprieve.clinic.people.moving import CannotMove
from reprieve.clinic.people.signing_in import signed_in, with_all_steps


@with_all_steps
@reauthentication_required  # type: ignore[untyped-decorator] # allauth says nothing of its types
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: HttpRequest) -> HttpResponseBase:
    """Password, code or passkey were given just now. A letter goes to the new address."""
    me: Any = request.user
    form = EmailForm(request.POST if request.method == "POST" else None)
    form.fields["email"].label = _("New e-mail address")
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if email == me.email:
            form.add_error("email", _("This is your address already. Type another one."))
            return answer(request, "people/change_email.html", form)
        try:
            if may_send_letter(request, email):
                send_letter(request, me, email)
            return redirect("new_email_letter_sent")
        except ValidationError as problem:
            form.add_error(None, problem)
    return answer(request, "people/change_email.html", form)


def send_letter(request: HttpRequest, me: User, email: str) -> None:
    """One of two letters; what is written down of the person who asks is the same."""
    token = moving.token_for(me, email)
    kind, path = Kind.NEW_EMAIL, reverse("confirm_email", args=[token])
    if moving.has_account(email):
        kind, path = Kind.HAS_ACCOUNT, reverse("account_login")
    write_letter(kind, to=email, language=get_language(), link=request.build_absolute_uri(path))


@signed_in
@require_safe
def new_email_letter_sent(request: HttpRequest) -> HttpResponseBase:
    return render(request, "people/new_email_letter_sent.html")


@with_all_steps
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, token: str) -> HttpResponseBase:
    """By the link of the letter: shown first, because post boxes open links before people do."""
    me: Any = request.user
    email = moving.email_of(token, me)
    if email is not None and request.method == "POST":
        try:
            moving.move(token=token, user=me)
            return redirect(reverse("show_account") + "?changed=1")
        except CannotMove:
            email = None
    if email is None:
        return show_dead_link(request, token, Purpose.NEW_EMAIL)
    return render(request, "people/confirm_email.html", {"email": email})
