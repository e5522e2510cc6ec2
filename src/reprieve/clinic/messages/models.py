"""What leaves the clinic: letters, and the links in them that work once."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reprieve.clinic.messages.kinds import Kind


class State(StrEnum):
    """Where a letter is."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    RECALLED = "recalled"


class Letter(models.Model):
    """Written by `actions`, sent by `outbox.send_waiting`; its words go when it is sent, given up or recalled."""

    kind = models.CharField(max_length=20, choices=Kind.choices)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    written_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_problem = models.CharField(max_length=100, blank=True)  # the kind of error; its message may quote the letter

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="letters_waiting",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True, recalled_at__isnull=True),
            )
        ]
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True)
                | Q(sent_at__isnull=True, recalled_at__isnull=True)
                | Q(given_up_at__isnull=True, recalled_at__isnull=True),
                name="a_letter_ends_once",
            ),
        )

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def state(self) -> State:
        if self.sent_at is not None:
            return State.SENT
        if self.recalled_at is not None:
            return State.RECALLED
        return State.FAILED if self.given_up_at is not None else State.QUEUED


class Purpose(models.TextChoices):
    """What a link that works once is for; a link of one purpose opens nothing else."""

    INVITATION = "invitation"
    SIGN_UP = "sign_up"
    NEW_EMAIL = "new_email"


class Link(models.Model):
    """A link that works once and ends; the token itself stands in the letter alone. See `links`."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    about = models.JSONField(default=dict)  # numbers of rows by their kind, or the address that is to be proved
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link {self.pk}"
