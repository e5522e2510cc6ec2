"""Letting files in under their limits: nothing of a form is read before it is known that it may come."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from reprieve.clinic.bringing.refusals import show_no_room, show_too_large, show_too_often, show_too_slow
from reprieve.clinic.bringing.uploads import NamelessUpload, NoRoom, TooLarge, TooSlow, announces_too_much
from reprieve.clinic.ui.another_site import is_from_another_site

Answer = Callable[[HttpRequest], HttpResponse]


def take_files(request: HttpRequest, answer: Answer, *, must_wait_s: Callable[[], int]) -> HttpResponse:
    """The answer to a form with files, if they may come in; when it is made, they are gone.

    Parameters
    ----------
    answer : callable
        Must check itself that the request is not forged (`csrf_protect`): that check reads the files.
    must_wait_s : callable
        Counts this upload, and says for how many seconds it must wait; 0 when it may come in.
    """
    if is_from_another_site(request):
        # Not counted: somebody else's page must not use up this one's share.
        refuse: Answer = import_string(settings.CSRF_FAILURE_VIEW)
        return refuse(request)
    wait_s = must_wait_s()
    if wait_s:
        return show_too_often(request, wait_s)
    if announces_too_much(request):
        return show_too_large(request)
    upload = NamelessUpload(request)
    request.upload_handlers = [upload]
    try:
        return answer(request)
    except TooLarge:
        return show_too_large(request)
    except NoRoom:
        return show_no_room(request)
    except TooSlow:
        return show_too_slow(request)
    finally:
        upload.let_go()
