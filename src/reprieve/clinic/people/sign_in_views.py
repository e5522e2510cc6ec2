"""Signing in and out, and what belongs to it: allauth's views, which answer as all our pages do."""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.utils import url_str_to_user_pk
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.people.access import my_records, staff_roles
from reprieve.clinic.people.adapter import TOO_OFTEN
from reprieve.clinic.people.limits import count
from reprieve.clinic.people.models import User
from reprieve.clinic.people.signing_in import View, is_enrolled, note_second_factor, signed_in, who_is, with_all_steps
from reprieve.clinic.people.staffing import end_sessions
from reprieve.clinic.people.standing import MAY_EDIT, must_have_second_factor

MOST_DEAD_LETTERS = 20


def ours(view: View) -> View:
    """A refused form answers 422, or 429 when it was tried too often, and its first error takes the focus."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *args, **named)
        if not isinstance(response, TemplateResponse) or response.status_code != 200:
            return response
        context = response.context_data or {}
        form = context.get("form")
        if request.method == "POST" and isinstance(form, BaseForm) and form.errors:
            response.status_code = status_of(form)
            focus_first_error(form)
            if response.status_code == 429:
                response.headers["Retry-After"] = str(wait_s_of(form))
        if context.get("token_fail"):
            response.status_code = 410
            note_dead_letter(named.get("uidb36", ""))
        return response

    return answer


def note_dead_letter(uidb36: str) -> None:
    """Under the account that the letter's link names, where there is one; a few times an hour, so that nobody fills the
    audit with links that they made up."""
    try:
        user = User.objects.filter(pk=url_str_to_user_pk(uidb36)).only("pk").first()
    except ValueError:
        return
    if user is not None and not count(str(user.pk), of="dead letter", most=MOST_DEAD_LETTERS):
        write_line(who=None, did="opened a link that works no longer", kind="account", record=user.pk)


def _too_often(form: BaseForm) -> list[Any]:
    found = [error for errors in form.errors.as_data().values() for error in errors]
    return [error for error in found if error.code == TOO_OFTEN]


def status_of(form: BaseForm) -> int:
    return 429 if _too_often(form) else 422


def wait_s_of(form: BaseForm) -> int:
    return int(_too_often(form)[0].params["wait_s"])


def focus_first_error(form: BaseForm) -> None:
    """What stands in the whole form's name takes the focus itself (account/form.html)."""
    for field in form.fields.values():
        field.widget.attrs.pop("autofocus", None)
    first = next((name for name in form.fields if name in form.errors), None)
    if first and NON_FIELD_ERRORS not in form.errors:
        form.fields[first].widget.attrs["autofocus"] = True


def begins_anew(view: View) -> View:
    """The first second step that is set up is given with it, and ends all other sessions: they began without one."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        user: Any = request.user
        began_without = not is_enrolled(user)
        response = view(request, *args, **named)
        if began_without and is_enrolled(user):
            end_sessions(user)
            user.refresh_from_db(fields=["sessions_ended"])
            update_session_auth_hash(request, user)
            note_second_factor(request, user)
        return response

    return answer


@signed_in
@require_safe
def show_account(request: HttpRequest) -> HttpResponseBase:
    """What somebody may do with their account, and the way to their pages."""
    user: Any = request.user
    return render(
        request,
        "account/account.html",
        {
            "records": my_records(who_is(request)),
            "roles": staff_roles(user),
            "edits": user.has_perm(MAY_EDIT),
            "enrolled": is_enrolled(user),
            "must_enrol": must_have_second_factor(user),
            "changed": request.GET.get("changed") == "1",
        },
    )


sign_in = ours(account.login)
sign_out = ours(account.logout)
show_inactive = ours(account.account_inactive)
give_password_again = ours(account.reauthenticate)
change_password = ours(with_all_steps(account.password_change))
ask_for_letter = ours(account.password_reset)
letter_sent = ours(account.password_reset_done)
set_password_by_letter = ours(account.password_reset_from_key)
password_is_set = ours(account.password_reset_from_key_done)

show_second_steps = ours(signed_in(mfa.index))
give_code = ours(mfa.authenticate)
give_code_again = ours(mfa.reauthenticate)
set_up_app = ours(with_all_steps(begins_anew(totp.activate_totp)))
remove_app = ours(with_all_steps(totp.deactivate_totp))
show_recovery_codes = ours(with_all_steps(codes.view_recovery_codes))
make_recovery_codes = ours(with_all_steps(codes.generate_recovery_codes))
list_passkeys = ours(passkeys.list_webauthn)
add_passkey = ours(with_all_steps(begins_anew(passkeys.add_webauthn)))
remove_passkey = ours(with_all_steps(passkeys.remove_webauthn))
sign_in_with_passkey = ours(passkeys.login_webauthn)
give_passkey_again = ours(passkeys.reauthenticate_webauthn)
