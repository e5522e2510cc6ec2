"""Sending the letters that wait.

Sending is at least once: a machine that dies between the mail server's yes and ours sends it again.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from reprieve.clinic.messages.models import Letter

MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=1)  # doubled after each try: the last comes after about two hours
KEPT = timedelta(days=30)

logger = logging.getLogger(__name__)


def send_waiting(*, most: int = 50) -> int:
    """Send what is due, each letter by one sender only; how many went out."""
    if not settings.SENDS_MAIL:
        return 0
    if not waiting().exists():
        return 0  # without a connection: opening one is work for the mail server, or an empty file in the demonstration
    sent = 0
    with get_connection() as connection:
        while sent < most and send_next(connection):
            sent += 1
    return sent


def waiting() -> QuerySet[Letter]:
    return Letter.objects.filter(sent_at=None, given_up_at=None, recalled_at=None, due_at__lte=timezone.now())


def send_next(connection: BaseEmailBackend) -> bool:
    with transaction.atomic():
        letter = waiting().select_for_update(skip_locked=True).order_by("due_at", "pk").first()
        if letter is None:
            return False
        try:
            send(letter, connection)
        except Exception as problem:  # also one that cannot be written as a letter: it must not hold the others up
            put_off(letter, problem)
            with suppress(Exception):
                connection.close()  # the next letter opens another one
        else:
            letter.sent_at, letter.text, letter.headers = timezone.now(), "", {}
            letter.save(update_fields=["sent_at", "text", "headers"])
        return True


def send(letter: Letter, connection: BaseEmailBackend) -> None:
    message = EmailMessage(
        letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.to], headers=letter.headers
    )
    message.connection = connection
    message.send()


def put_off(letter: Letter, problem: Exception) -> None:
    letter.tries += 1
    letter.last_problem = type(problem).__name__[:100]
    letter.due_at = timezone.now() + FIRST_WAIT * 2 ** (letter.tries - 1)
    if letter.tries >= MOST_TRIES:
        letter.given_up_at, letter.text, letter.headers = timezone.now(), "", {}
        logger.error("%s was given up after %d tries: %s", letter, letter.tries, letter.last_problem)
    letter.save(update_fields=["tries", "last_problem", "due_at", "given_up_at", "text", "headers"])


def forget_old() -> int:
    """Take away the rows of letters that went out, were given up or recalled a month ago."""
    long_ago = timezone.now() - KEPT
    ended = Q(sent_at__lt=long_ago) | Q(given_up_at__lt=long_ago) | Q(recalled_at__lt=long_ago)
    return Letter.objects.filter(ended).delete()[0]
