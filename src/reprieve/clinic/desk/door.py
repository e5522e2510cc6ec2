"""Who may come in? Nobody, unless they are signed in and at the front desk; who is turned away is written down."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.booking.front_desk import is_at_front_desk
from reprieve.clinic.desk.shift import is_over

View = Callable[..., HttpResponseBase]


def for_front_desk(view: View) -> View:
    """The view, for the front desk alone."""

    @wraps(view)
    def at_the_door(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated or is_over(request):
            return redirect_to_login(request.get_full_path(), reverse("sign_in_to_desk"))
        if not is_at_front_desk(request.user):
            write_line(who=request.user, did="was refused", kind="request", record=named.get("request_id"))
            return show_refused(request)
        return view(request, *args, **named)

    return at_the_door


def show_refused(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/refused.html", status=403)
