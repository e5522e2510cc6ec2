"""What must not be overlooked: an alert waits until somebody says by name that they saw it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reprieve.clinic.people.models import Location, Role


class Alarm(models.TextChoices):
    """What an alert is about: what somebody must look at, never what they will find."""

    RED_FLAG = "red_flag", _("Somebody answered a question that asks for a look today")
    OVERUSE = "overuse", _("A diary asks for a look")
    DIAGNOSIS_CHANGED = "diagnosis_changed", _("A diary shows something else than what was signed")
    MAIL_FAILED = "mail_failed", _("Letters could not be sent")
    BACKUP_FAILED = "backup_failed", _("The backup failed")
    AUDIT_BROKEN = "audit_broken", _("The audit does not fit")
    TRIAL = "trial", _("A trial of the alerts")


class Alert(models.Model):
    """Something that somebody with a role at a place must look at, and say by name that they did. See `actions`."""

    alarm = models.CharField(max_length=20, choices=Alarm.choices)
    role = models.CharField(max_length=12, choices=Role.choices)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, related_name="+")
    opens = models.CharField(max_length=200, blank=True)  # a path of our own; names a patient by their key alone
    raised_at = models.DateTimeField(default=timezone.now)
    wait_min = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["next_step_at"], name="alerts_waiting", condition=Q(acknowledged_at__isnull=True))
        ]
        constraints = (
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="acknowledged_by_name",
            ),
        )

    def __str__(self) -> str:
        return f"alert {self.pk}"
