"""One line of the audit: somebody did something with a record."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class AuditLine(models.Model):
    """Written by `actions.write_line` alone; the database numbers and seals it, and refuses to change one or to take
    it away (migrations 0001 and 0002).

    The record is named by its kind and number, not held by a key: the line stays when the record goes.
    """

    # Whose lines these are: "patient 7", or the kind and number of whatever it is. Numbered from 1 in each chain.
    chain = models.CharField(max_length=60)
    number = models.BigIntegerField(editable=False)
    written_at = models.DateTimeField(db_default=Now())
    # Nobody who stands in the audit can be deleted; they are made inactive. Empty: nobody had signed in.
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=12, blank=True)
    did = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    record = models.BigIntegerField(null=True)
    why = models.TextField(blank=True)
    from_where = models.CharField(max_length=45, blank=True)
    before_sha256 = models.CharField(max_length=64, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "record"], name="audit_of_a_record")]
        constraints = (models.UniqueConstraint(fields=["chain", "number"], name="one_line_for_each_number"),)

    def __str__(self) -> str:
        return f"{self.did} {self.kind} {self.record or ''}".strip()


class Seal(models.Model):
    """All chains as they stood once a day: the heads that moved since the seal before, and that seal's own hash.

    Made by the database alone (`sealing.seal_day`). Who has one seal's hash outside of the clinic can tell whether
    anything older than it was changed or cut off since.
    """

    number = models.BigIntegerField(primary_key=True)
    day = models.DateField(unique=True)
    sealed_at = models.DateTimeField()
    heads = models.JSONField()  # [[chain, number, sha256], ...]
    before_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_seal"
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"seal {self.number} of {self.day}"
