"""Signing in as an editor, as often as somebody who forgot a password would try.

Counted by address, like uploads, and by account, as at the front desk. A second factor comes with the doors of the
staff.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.views.account import LoginView

from reprieve.clinic.desk.guessing import wait_before_trying
from reprieve.clinic.site.limits import client_address, count_upload
from reprieve.clinic.site.refusals import show_too_often


def sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        allowance = count_upload(client_address(request), of="sign-in")
        if not allowance.allowed:
            return show_too_often(request, allowance.wait_s)
        wait_s = wait_before_trying(request, request.POST.get("username", ""))
        if wait_s:
            return show_too_often(request, wait_s)
    return LoginView.as_view()(request)
