"""What a clinician said about a record, and what was made of its diary.

Confirmations, notes, files and retractions are only added (migration 0001). `Made` is derived: it may be emptied at
any time, and is made anew.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from reprieve.clinic.diagnosis.bounds import MOST_NOTE_CHARS, MOST_REASON_CHARS, MOST_TITLE_CHARS
from reprieve.clinic.people.models import Patient, Role


class Confirmation(models.Model):
    """A prescriber's word on the diagnosis, frozen with what it was based on. The latest of a record holds.

    `stood` are the codes that stood by the diary at that time, `verdicts` all verdicts with their criteria in the
    signer's language, `diary_sha256` of the joined diary as our JSON.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    reason = models.TextField(blank=True, max_length=MOST_REASON_CHARS)
    signed_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=320)
    diary_head = models.JSONField()
    diary_sha256 = models.CharField(max_length=64)
    stood = models.JSONField()
    verdicts = models.JSONField()
    software = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["patient"], name="confirmations_of_a_patient")]
        constraints = (models.CheckConstraint(condition=Q(agrees=True) | ~Q(reason=""), name="who_disagrees_says_why"),)

    def __str__(self) -> str:
        return f"confirmation {self.pk}"


class Note(models.Model):
    """A note of the nurse's or the prescriber's; an addendum names the note that it belongs to."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="addenda")
    text = models.TextField(max_length=MOST_NOTE_CHARS)
    written_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    # Made of the id of the page it was typed on and of what was typed: a button pressed twice keeps one note.
    sent_id = models.UUIDField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["patient"], name="notes_of_a_patient")]
        constraints = (models.UniqueConstraint(fields=["patient", "sent_id"], name="a_note_is_kept_once"),)

    def __str__(self) -> str:
        return f"note {self.pk}"


class PatientFile(models.Model):
    """A file of the record, as a report of an MRI; it lies outside of what is served, under a random name."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PNG = "png", "PNG"
        JPEG = "jpeg", "JPEG"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=MOST_TITLE_CHARS)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    pages = models.PositiveSmallIntegerField()
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=48, unique=True)
    kept_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["patient"], name="files_of_a_patient")]

    def __str__(self) -> str:
        return f"file {self.pk}"


class FileRetraction(models.Model):
    """A file that should not have been in this record. It stays, and is not given out any more."""

    file = models.OneToOneField(PatientFile, on_delete=models.PROTECT, related_name="retraction")
    reason = models.TextField(max_length=MOST_REASON_CHARS)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"retraction of file {self.file_id}"


class Made(models.Model):
    """A piece that was made of a diary, packed; good while `made_of` is what would be made of now."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    piece = models.CharField(max_length=12)
    language = models.CharField(max_length=8)
    made_of = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["patient", "piece", "language"], name="one_piece_of_each_language"),
        )

    def __str__(self) -> str:
        return f"{self.piece} {self.pk}"
