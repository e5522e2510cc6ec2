"""What was scheduled comes due: pages and price lists go up or come down by themselves.

The content system's own command stops at the first revision that is refused, and what is due after it waits with it.
"""

from __future__ import annotations

import logging

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

logger = logging.getLogger("reprieve.rounds")


def publish_due() -> None:
    """Publish every revision that is due, each by itself; one that may not be public any more becomes a draft again.

    It was checked when it was scheduled. Since then a claim that it cites may have changed.
    """
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at")
    for revision in due:
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except ValidationError:
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            logger.warning(
                "revision %d of page %s was due and is a draft again: it holds a number that nothing cited says",
                revision.pk,
                revision.object_id,
            )
    call_command("publish_scheduled", verbosity=0)  # what is left: to take down what has expired
