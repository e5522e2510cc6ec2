"""Who may come in? Nobody, unless they are signed in, at the front desk, and gave a second factor; who is turned away
is written down."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.booking.front_desk import is_at_front_desk
from reprieve.clinic.people.signing_in import ask_second_factor, ask_to_sign_in, gave_second_factor

View = Callable[..., HttpResponseBase]


def for_front_desk(view: View) -> View:
    """The view, for the front desk alone."""

    @wraps(view)
    def at_the_door(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        if not is_at_front_desk(request.user):
            write_line(who=request.user, did="was refused", kind="request", record=named.get("request_id"))
            return render(request, "people/refused.html", status=403)
        if not gave_second_factor(request):
            return ask_second_factor(request)
        return view(request, *args, **named)

    return at_the_door
