"""Places, patients, who acts for them, and who works here with which right.

A patient's record is named by its number inside and by a random key in every address, so that nobody can count through
the records of others. What is in it stands in the rooms that come later.
"""

from __future__ import annotations

import uuid
import zoneinfo
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody of the staff may do. Patients and carers have no role: they have a record, or act for one."""

    FRONT_DESK = "front_desk", _("Front desk")
    NURSE = "nurse", _("Nurse")
    PRESCRIBER = "prescriber", _("Prescriber")
    OWNER = "owner", _("Owner")
    RESEARCHER = "researcher", _("Researcher")
    AUDITOR = "auditor", _("Auditor")


class Sex(models.TextChoices):
    """What the criteria ask, by the names of `pathway.diary.choices.Sex`; empty is not known."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


def must_be_a_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("The time zone must be one of the names such as America/New_York."))


class Location(models.Model):
    """One of the clinic's places, with the zone its clocks show."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    zone = models.CharField(_("time zone"), max_length=60, default="America/New_York", validators=[must_be_a_zone])
    # From which birthday on a guardian's door is closed. 18 in most states, and the clinic's to set: it is 19 in
    # Alabama and Nebraska, 21 in Mississippi, and less for some care in many.
    adult_at_years = models.PositiveSmallIntegerField(_("of age at"), default=18)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class StaffRole(models.Model):
    """One role of one person, at one place or at all. It ends; it is never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_roles")
    role = models.CharField(max_length=12, choices=Role.choices)
    # Empty: at every place of the clinic.
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "role", "location"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="a_role_is_held_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} of person {self.user_id}"


class Patient(models.Model):
    """Whose record it is. The clinical rooms point here; nothing here says why somebody comes.

    `account` is empty for somebody who does not sign in. `merged_into` names the record that this one is read with,
    while a merge of the two stands (`Merge`).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_name = models.CharField(_("given name"), max_length=120)
    family_name = models.CharField(_("family name"), max_length=120, blank=True)
    called = models.CharField(_("called"), max_length=120, blank=True)
    born = models.DateField(_("born"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex.choices, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    zone = models.CharField(_("time zone"), max_length=60, default="America/New_York", validators=[must_be_a_zone])
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="patient_record"
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["family_name", "given_name", "pk"]
        constraints = (
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="not_merged_into_itself"
            ),
        )

    def __str__(self) -> str:
        return f"patient {self.pk}"  # no name: this may stand in a log

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def short_name(self) -> str:
        return self.called or self.given_name


class Carer(models.Model):
    """Somebody who acts for a patient: allowed by the patient, or as the guardian of a minor."""

    class Kind(models.TextChoices):
        CARER = "carer", _("Carer")
        GUARDIAN = "guardian", _("Guardian")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="carers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cares_for")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    allowed_at = models.DateTimeField(default=timezone.now)
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["patient", "user"], condition=Q(ended_at__isnull=True), name="a_carer_is_named_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of patient {self.patient_id}"


class BrokenGlass(models.Model):
    """Somebody of the staff opened a record that was closed to them, and said why. Owner and patient see it."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="broken_glass")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1_000)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"broken glass for patient {self.patient_id}"


class Merge(models.Model):
    """Two records of one person are read as one; taken back, they are two again, each as it was."""

    kept = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1_000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="a_record_is_merged_once"
            ),
        )

    def __str__(self) -> str:
        return f"merge of patient {self.merged_id} into patient {self.kept_id}"


class Invitation(models.Model):
    """A way in that was sent by e-mail: single-use, for a while, for a role, a record of one's own, or one to care for.

    Its link is one of `messages.links`.
    """

    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role.choices, blank=True)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="+")
    # Empty: as the patient; else as a carer or guardian of the patient.
    carer = models.CharField(max_length=8, choices=Carer.Kind.choices, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recalled_at = models.DateTimeField(null=True)
    # Wrong birth dates given so far, where one is asked.
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(~Q(role="") & Q(patient__isnull=True) & Q(carer=""))
                | (Q(role="") & Q(patient__isnull=False)),
                name="invited_to_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"invitation {self.pk}"
