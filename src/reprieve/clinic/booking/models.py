"""What people ask of the clinic, and what the front desk did about it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from reprieve.clinic.booking.bounds import FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR, MOST_WORDS


class Weekday(models.TextChoices):
    MONDAY = "mon", _("Monday")
    TUESDAY = "tue", _("Tuesday")
    WEDNESDAY = "wed", _("Wednesday")
    THURSDAY = "thu", _("Thursday")
    FRIDAY = "fri", _("Friday")


class TimeOfDay(models.TextChoices):
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Early evening")


class Urgency(models.TextChoices):
    ROUTINE = "routine", _("Routine")
    SOON = "soon", _("Within two weeks")
    URGENT = "urgent", _("Within days")


class Status(models.TextChoices):
    """Where a request stands: the last of its events."""

    NEW = "new", _("New")
    CALLED = "called", _("Called")
    BOOKED = "booked", _("Booked")
    CLOSED = "closed", _("Closed")


class Request(models.Model):
    """Something that was asked of the clinic on a public page. Never changed once it is there.

    `sent_token` is the form's own, so that a form sent twice is one request.
    """

    sent_token = models.UUIDField(unique=True)
    made_at = models.DateTimeField(db_default=Now())
    # In which language the person read the page, and may be called.
    language = models.CharField(max_length=8)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"request {self.pk}"


class AppointmentRequest(Request):
    """Somebody asks for an appointment: whom to call and when, not why."""

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    call_at = ArrayField(models.CharField(max_length=12, choices=TimeOfDay.choices), default=list, blank=True)
    days = ArrayField(models.CharField(max_length=3, choices=Weekday.choices), default=list, blank=True)
    times = ArrayField(models.CharField(max_length=12, choices=TimeOfDay.choices), default=list, blank=True)
    words = models.TextField(max_length=MOST_WORDS, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(phone="", email=""), name="can_be_reached"),)

    def __str__(self) -> str:
        return f"appointment request {self.pk}"


class Referral(Request):
    """A doctor sends somebody."""

    doctor = models.CharField(max_length=120)
    practice = models.CharField(max_length=160)
    doctor_phone = models.CharField(max_length=40)
    doctor_fax = models.CharField(max_length=40, blank=True)
    doctor_email = models.EmailField(blank=True)
    patient = models.CharField(max_length=120)
    patient_born = models.PositiveSmallIntegerField()
    patient_phone = models.CharField(max_length=40)
    reason = models.TextField(max_length=MOST_WORDS)
    urgency = models.CharField(max_length=8, choices=Urgency.choices)
    red_flags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    # The doctor says so; with no flag ticked and without this, the flags were not looked at.
    no_red_flag = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(patient_born__gte=FIRST_BIRTH_YEAR, patient_born__lte=LAST_BIRTH_YEAR), name="born_lately"
            ),
        )

    def __str__(self) -> str:
        return f"referral {self.pk}"


class Report(models.Model):
    """What a doctor attached. The file lies outside everything that is served, under a random name."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="report")
    stored_as = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=4, choices=(("pdf", "PDF"), ("png", "PNG"), ("jpeg", "JPEG")))
    size_bytes = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"report of referral {self.referral_id}"


class RequestEvent(models.Model):
    """What became of a request; only ever added, the database refuses the rest (migration 0001).

    `by` is empty for the first event alone: nobody of the clinic made it.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="events")
    status = models.CharField(max_length=8, choices=Status.choices)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = (
            models.CheckConstraint(condition=Q(by__isnull=False) | Q(status=Status.NEW), name="changed_by_somebody"),
        )

    def __str__(self) -> str:
        return f"{self.status} of request {self.request_id}"


class SendCount(models.Model):
    """How often one household, or one e-mail address, was counted in one window; only a keyed hash of it is kept."""

    window_began_at = models.DateTimeField()
    counted_hmac = models.CharField(max_length=64)
    times = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["window_began_at", "counted_hmac"], name="one_count_in_a_window"),
        )

    def __str__(self) -> str:
        return f"{self.times} since {self.window_began_at:%Y-%m-%d %H:%M} UTC"
