"""What has to be done from time to time, whoever is asking: one process of `reprieve up`, once for all machines.

Each round: seal the audit when a day has begun, let alerts climb, publish what is due, tell the followers, send the
letters that wait, tell of those that could not be sent, forget what is not to be kept.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import django
from django.db import connection

from reprieve.clinic.config.keep import KEEPER
from reprieve.clinic.config.nightly import AFTER_START, PASSPHRASE, Nightly, Outcome, keep_passphrase

EVERY_S = 20
ONE_GOES_ROUND = 7_371_003  # the advisory lock's name

logger = logging.getLogger("reprieve.rounds")


def publish_scheduled() -> None:
    from reprieve.clinic.site.coming_due import publish_due

    publish_due()


def tell_followers() -> None:
    from reprieve.clinic.site.following import announce_new_articles

    announce_new_articles()


def send_letters() -> None:
    from reprieve.clinic.messages.outbox import send_waiting

    send_waiting()


def forget() -> None:
    from reprieve.clinic.booking.reports import tidy_up
    from reprieve.clinic.messages.links import forget_old_links
    from reprieve.clinic.messages.outbox import forget_old
    from reprieve.clinic.site.following import forget_unconfirmed

    forget_old()
    forget_old_links()
    forget_unconfirmed()
    tidy_up()


def seal_audit() -> None:
    from reprieve.clinic.messages.actions import write_seal_away

    write_seal_away()


def escalate_alerts() -> None:
    from reprieve.clinic.alerts.actions import escalate_waiting

    escalate_waiting()


def tell_of_lost_letters() -> None:
    from reprieve.clinic.alerts import actions

    actions.tell_of_lost_letters()


ROUND: tuple[Callable[[], None], ...] = (
    seal_audit,
    escalate_alerts,
    publish_scheduled,
    tell_followers,
    send_letters,
    tell_of_lost_letters,
    forget,
)


def back_up_nightly(nightly: Nightly) -> None:
    """The backup of the night; when it fails, or the audit in it does not fit, the owner is told."""
    from django.conf import settings

    passphrase = os.environ.get(PASSPHRASE, "")
    if settings.DEMONSTRATION and not passphrase:
        passphrase = keep_passphrase(settings.DATA_FOLDER)
    from reprieve.clinic.people.standing import clinic_zone

    outcome = nightly.look(datetime.now(clinic_zone()), passphrase)
    if outcome in (Outcome.FAILED, Outcome.AUDIT_BROKEN):
        from reprieve.clinic.alerts.actions import raise_alert
        from reprieve.clinic.alerts.models import Alarm
        from reprieve.clinic.people.models import Role

        alarm = Alarm.BACKUP_FAILED if outcome is Outcome.FAILED else Alarm.AUDIT_BROKEN
        raise_alert(alarm, role=Role.OWNER, location=None, wait_min=24 * 60)


def go_round() -> None:
    """One round, unless another machine is on one; what fails is written to the log and holds nothing else up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_GOES_ROUND])
        row = cursor.fetchone()
        if row is None or not row[0]:
            return
    try:
        for task in ROUND:
            try:
                task()
            except Exception:
                logger.exception("%s failed; it is tried again in the next round", task.__name__)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_GOES_ROUND])


def is_orphan() -> bool:
    """Whether the process that keeps this one was killed: then nobody is left to end it."""
    keeper = os.environ.get(KEEPER)
    return keeper is not None and os.getppid() != int(keeper)


def main() -> None:
    end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reprieve.clinic.config.settings")
    django.setup()
    from django.conf import settings

    nightly = Nightly(settings.DATA_FOLDER, not_before=datetime.now(UTC) + AFTER_START, at_h=settings.BACKUP_AT_H)
    while not end.is_set() and not is_orphan():
        try:
            go_round()
            back_up_nightly(nightly)
        except Exception:
            logger.exception("a round failed; the next is in %d s", EVERY_S)
        finally:
            connection.close()  # a lock that was left goes with its connection
        for _second in range(EVERY_S):
            if end.wait(1) or is_orphan():
                break
    nightly.end()


if __name__ == "__main__":
    main()
