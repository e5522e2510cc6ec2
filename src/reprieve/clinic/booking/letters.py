"""What is written when somebody asks for something: never a name, a complaint or a reason."""

from __future__ import annotations

import logging

from django.utils.translation import gettext as _
from django.utils.translation import override

from reprieve.clinic.booking.front_desk import addresses_of_front_desk
from reprieve.clinic.booking.limits import MOST_RECEIPTS, count
from reprieve.clinic.messages.actions import queue_mail
from reprieve.clinic.messages.kinds import Kind

logger = logging.getLogger(__name__)


def tell_front_desk(desk_address: str) -> None:
    """That a request waits, and where; whose it is stands at the desk alone."""
    addresses = addresses_of_front_desk()
    if not addresses:
        logger.warning(
            "Nobody is at the front desk, so nobody was told of a request. "
            "Add somebody: reprieve staff add EMAIL --role front_desk"
        )
    with override("en"):
        for address in addresses:
            queue_mail(
                kind=Kind.DESK,
                to=address,
                subject=_("A new request waits at the front desk"),
                body=_("A new request waits. Open the desk to read it:\n%(address)s") % {"address": desk_address},
            )


def send_receipt(email: str, language: str) -> bool:
    """That something was received, in the person's language; whether it is sent at all."""
    if not email or count(email.strip().lower(), of="receipt", most=MOST_RECEIPTS):
        return False
    with override(language):
        queue_mail(
            kind=Kind.REQUEST,
            to=email,
            subject=_("We have received your request"),
            body=_(
                "Your request has reached our front desk. We will get in touch with you.\n\n"
                "If it is an emergency, do not wait for us: call 911. Thoughts of harming yourself: "
                "call or text 988.\n\n"
                "If you did not ask us for anything, somebody typed your address by mistake. You need not do anything."
            ),
        )
    return True
