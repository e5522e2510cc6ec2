"""Following by e-mail: ask, confirm, leave. A link in a letter is opened by mail filters too, so only a form acts."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reprieve.clinic.bringing.refusals import show_too_often
from reprieve.clinic.site.following import ask_to_follow, confirm, is_ours, leave
from reprieve.clinic.site.limits import client_address, count_letter, count_upload


class FollowForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"required": _("Write your e-mail address."), "invalid": _("Write a whole e-mail address.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The form; after it the same words for every address."""
    if request.method != "POST":
        return render(request, "site/follow.html", {"form": FollowForm()})
    form = FollowForm(request.POST)
    if not form.is_valid():
        return render(request, "site/follow.html", {"form": form}, status=422)
    allowance = count_upload(client_address(request), of="follow")
    if not allowance.allowed:
        return show_too_often(request, allowance.wait_s)
    # The same page whether a letter is written or not: nobody's post box is filled by strangers, and nobody is told.
    email = form.cleaned_data["email"]
    if count_letter(email).allowed:
        ask_to_follow(email, get_language() or "en")
    return render(request, "site/follow_said.html", {"said": "asked"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_following(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        done = confirm(token)
        return render(request, "site/follow_said.html", {"said": "confirmed" if done else "old"})
    if not is_ours(token, leaving=False):
        return render(request, "site/follow_said.html", {"said": "old"}, status=404)
    return render(request, "site/follow_sure.html", {"leaving": False})


# A mail program leaves for its reader by a bare POST (RFC 8058), without having seen a form. The token is the proof.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave_following(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        done = leave(token)
        return render(
            request, "site/follow_said.html", {"said": "left" if done else "old"}, status=200 if done else 404
        )
    if not is_ours(token, leaving=True):
        return redirect("follow")
    return render(request, "site/follow_sure.html", {"leaving": True})
