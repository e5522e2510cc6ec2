"""Opening an account, by oneself or by invitation."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.messages.actions import write_letter
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.messages.links import sent_link
from reprieve.clinic.messages.models import Purpose
from reprieve.clinic.people import inviting, joining
from reprieve.clinic.people.adapter import first_page, may_send_letter
from reprieve.clinic.people.inviting import CannotAccept
from reprieve.clinic.people.joining import HasAccount, NewPatient
from reprieve.clinic.people.joining_forms import EmailForm, InvitedForm, NewPatientForm
from reprieve.clinic.people.models import User
from reprieve.clinic.people.sign_in_views import focus_first_error, status_of, wait_s_of
from reprieve.clinic.people.signing_in import is_enrolled
from reprieve.clinic.people.standing import has_place, must_have_second_factor


def answer(request: HttpRequest, template: str, form: Any, **more: Any) -> HttpResponse:
    """The page with a form; 422 or 429 when something is wrong with it."""
    if form.errors:
        focus_first_error(form)
    response = render(request, template, {"form": form, **more}, status=status_of(form) if form.errors else 200)
    if response.status_code == 429:
        response.headers["Retry-After"] = str(wait_s_of(form))
    return response


def show_dead_link(request: HttpRequest, token: str, purpose: Purpose) -> HttpResponse:
    """One that was sent and works no longer is written down; one that was made up is nothing to us."""
    link = sent_link(token, purpose)
    if link is not None:
        write_line(who=request.user, did="opened a link that works no longer", kind="link", record=link.pk)
    return render(request, "people/dead_link.html", {"new": purpose == Purpose.SIGN_UP}, status=410)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request: HttpRequest) -> HttpResponseBase:
    """The first step: a letter goes to the address. The page says the same whether there is an account or not."""
    if not has_place():
        return render(request, "people/no_place.html", status=503)
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            if may_send_letter(request, email):
                send_first_letter(request, email)
            return redirect("account_letter_sent")
        except ValidationError as problem:
            form.add_error(None, problem)
    return answer(request, "people/open_account.html", form)


def send_first_letter(request: HttpRequest, email: str) -> None:
    if User.objects.filter(email__iexact=email).exists():
        link = request.build_absolute_uri(reverse("account_login"))
        write_letter(Kind.HAS_ACCOUNT, to=email, language=get_language(), link=link)
    else:
        link = request.build_absolute_uri(reverse("finish_account", args=[joining.token_for(email)]))
        write_letter(Kind.SIGN_UP, to=email, language=get_language(), link=link)


@never_cache
@require_safe
def account_letter_sent(request: HttpRequest) -> HttpResponseBase:
    return render(request, "people/account_letter_sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def finish_account(request: HttpRequest, token: str) -> HttpResponseBase:
    """The second step, by the link of the letter: who somebody is, and a password."""
    if request.user.is_authenticated:
        return redirect("show_account")
    email = joining.email_of(token)
    if email is None:
        return show_dead_link(request, token, Purpose.SIGN_UP)
    form = NewPatientForm(
        request.POST or None, email=email, initial={"language": getattr(request, "LANGUAGE_CODE", "en")}
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        password = said.pop("password")
        try:
            user = joining.open_record_of_ones_own(token=token, password=password, says=NewPatient(**said))
        except HasAccount:
            return show_dead_link(request, token, Purpose.SIGN_UP)
        return sign_in_new(request, user)
    return answer(request, "people/finish_account.html", form, email=email)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """By the link of a letter. Who has an account signs in first; anybody else opens one here."""
    invitation = inviting.open_invitation(token)
    if invitation is None:
        return show_dead_link(request, token, Purpose.INVITATION)
    holder = User.objects.filter(email__iexact=invitation.email).first()
    me: Any = request.user
    if holder is not None and holder != me:
        return render(request, "people/sign_in_to_accept.html", {"someone_else": me.is_authenticated})
    form = InvitedForm(
        request.POST if request.method == "POST" else None,
        email=invitation.email,
        asks_born=inviting.asks_born(invitation),
        new=holder is None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            return take(request, token, holder, form.cleaned_data)
        except (CannotAccept, HasAccount) as problem:
            form.add_error(None, str(problem))
    return answer(request, "people/accept_invitation.html", form, invitation=invitation)


def take(request: HttpRequest, token: str, holder: User | None, said: dict[str, Any]) -> HttpResponseBase:
    """Open the account where there is none, give what is given, and go on to the second step where one is needed."""
    born = said.get("born")
    if holder is not None:
        inviting.accept(token=token, user=holder, born=born)
        return redirect(next_step(holder))
    user = inviting.accept_as_new(
        token=token,
        password=said["password"],
        first_name=said["first_name"],
        last_name=said["last_name"],
        born=born,
    )
    return sign_in_new(request, user)


def sign_in_new(request: HttpRequest, user: User) -> HttpResponseBase:
    """Whoever has just chosen a password need not type it again."""
    if request.user.is_authenticated:
        return redirect("account_logout")
    record_authentication(request, user, "password", reauthenticated=True)
    response: HttpResponseBase = perform_login(request, Login(user=user, redirect_url=next_step(user)))
    return response


def next_step(user: User) -> str:
    enrols = must_have_second_factor(user) and not is_enrolled(user)
    return reverse("mfa_activate_totp") if enrols else first_page(user)
