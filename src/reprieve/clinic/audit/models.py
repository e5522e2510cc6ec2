"""One line of the audit: somebody did something with a record."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class AuditLine(models.Model):
    """Written by `actions.write_line` alone; the database refuses to change one or to take it away (migration 0001).

    The record is named by its kind and number, not held by a key: the line stays when the record goes.
    """

    written_at = models.DateTimeField(db_default=Now())
    # Nobody who stands in the audit can be deleted; they are made inactive.
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    did = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    record = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "record"], name="audit_of_a_record")]

    def __str__(self) -> str:
        return f"{self.did} {self.kind} {self.record or ''}".strip()
