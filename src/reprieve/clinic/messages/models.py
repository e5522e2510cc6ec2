"""One letter that is to leave, or has left."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Letter(models.Model):
    """Written by `actions.queue_mail`, sent by `outbox.send_waiting`; its words go when it is sent."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    written_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_problem = models.CharField(max_length=100, blank=True)  # the kind of error; its message may quote the letter

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="letters_waiting",
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"
