"""What was written in a patient's diary, and what it comes to.

The entries are the truth and are only added; the things are what `pathway.diary.book` makes of them, kept so that no
page has to read ten years to show a day, and can be made anew at any time (`actions.tell_again`).
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from reprieve.clinic.people.models import Patient


class WrittenBy(models.TextChoices):
    """Whose hand it was."""

    SELF = "self"
    CARER = "carer"
    CLINIC = "clinic"


class DiaryEntry(models.Model):
    """One entry as it was sent; `entry_id` and `said_at` are the writer's own. Only added: see migration 0001."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    entry_id = models.CharField(max_length=40)
    thing = models.CharField(max_length=12)
    about = models.CharField(max_length=40)
    said = models.JSONField()
    said_at = models.DateTimeField()
    # What the writer's clock was ahead of UTC.
    offset_s = models.IntegerField()
    taken_back = models.BooleanField(null=True)
    received_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_by = models.CharField(max_length=6, choices=WrittenBy.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["patient", "entry_id"], name="an_entry_is_taken_once"),)
        indexes: ClassVar = [
            models.Index(fields=["patient", "thing", "about"], name="entries_about_a_thing"),
            # For the latest of one patient (`access.head`), whoever else has written since.
            models.Index(fields=["patient", "id"], name="entries_of_a_patient"),
        ]

    def __str__(self) -> str:
        return f"diary entry {self.pk}"


class DiaryThing(models.Model):
    """What the entries about one thing come to (`pathway.diary.book.Thing`).

    The days are those on which it was, by the clock it was written with; `last_day` is empty while it goes on, or where
    its end is not recorded.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    thing = models.CharField(max_length=12)
    about = models.CharField(max_length=40)
    cells = models.JSONField()
    stamps = models.JSONField()
    taken_back = models.BooleanField(default=False)
    taken_back_stamp = models.JSONField(default=list)
    first_said_at = models.DateTimeField()
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    stands = models.BooleanField()
    goes_on = models.BooleanField(default=False)
    # Whether any of its entries is from a carer's or the clinic's hand.
    by_others = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["patient", "thing", "about"], name="one_of_each_thing"),)
        indexes: ClassVar = [
            models.Index(fields=["patient", "first_day"], name="things_by_day"),
            # The few that are on more than one day.
            models.Index(
                fields=["patient", "last_day"], condition=Q(last_day__gt=F("first_day")), name="longer_things"
            ),
            models.Index(fields=["patient"], condition=Q(goes_on=True), name="things_going_on"),
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.pk}"


class DiaryUpload(models.Model):
    """A diary that was brought as a file. It counts from `counted_at` on, until `undone_at`.

    `content` is what was read of the files, as our own JSON, packed; `readings` is how they were read.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    readings = models.JSONField()
    entries = models.PositiveIntegerField()
    brought_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_by = models.CharField(max_length=6, choices=WrittenBy.choices)
    counted_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["patient"], name="uploads_of_a_patient")]

    def __str__(self) -> str:
        return f"upload {self.pk}"
