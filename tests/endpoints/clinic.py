"""A clinic with somebody in every role and one patient who has one of everything; all that is theirs is marked.

No mark is a word that any page has of its own, so that wherever one turns up, it came from the patient.
"""

from __future__ import annotations

import io
import re
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.test import Client
from django.utils import timezone
from pypdf import PdfWriter

from reprieve.clinic.alerts.actions import raise_alert
from reprieve.clinic.alerts.models import Alarm
from reprieve.clinic.booking.actions import receive_appointment
from reprieve.clinic.booking.models import Request
from reprieve.clinic.booking.reports import look_at
from reprieve.clinic.diagnosis.access import basis_of
from reprieve.clinic.diagnosis.actions import Signing, keep_file, sign_diagnosis, write_note
from reprieve.clinic.diagnosis.models import Confirmation, Note, PatientFile
from reprieve.clinic.diary.actions import count_upload, keep_upload, write_entries
from reprieve.clinic.diary.models import DiaryUpload
from reprieve.clinic.people import joining, moving
from reprieve.clinic.people.access import Door, OpenRecord, open_record
from reprieve.clinic.people.break_glass import break_glass
from reprieve.clinic.people.inviting import invite_carer, invite_staff
from reprieve.clinic.people.merging import merge
from reprieve.clinic.people.models import BrokenGlass, Carer, Invitation, Patient, Role, StaffRole, User
from reprieve.clinic.site import following
from reprieve.clinic.site.models import Follower
from reprieve.pathway.diary.book import Entry
from reprieve.pathway.diary.records import DayEntry, Diary, Profile, Treatment
from reprieve.pathway.terms.truth import YES
from tests import cast

MARK: Final = "qzmark"
BORN: Final = date(1913, 7, 29)
PHONE: Final = "5557319046"
# Of what is no record yet, or goes to whoever has a mailbox: others than who may see the record see it, no log does.
ASKED: Final = "qzasked"
# The patient's words, and the ways in which a birth date and a telephone number could be written.
MARKED: Final = re.compile(rb"(?i)qzmark|1913-07-29|29/0?7/1913|0?7/29/1913|29 jul\w* 1913|jul\w* 29,? 1913|5557319046")
HERE, ELSEWHERE = "Main Street", "Elsewhere"
PASSWORD = "a long enough password"
ATTACK, DOSE, TREATMENT = "attack-1", "dose-1", "treatment-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """Everybody by their role, the marked patient, another one, and what there is by the names of addresses."""

    people: dict[str, User | None]
    patient: Patient
    other: Patient
    things: dict[str, list[object]]

    def browser(self, role: str) -> Client:
        user = self.people[role]
        if user is None:
            return Client()
        return cast.browser_of(user, second_factor=role in SECOND_STEP)


STAFF = {
    "front desk": Role.FRONT_DESK,
    "nurse": Role.NURSE,
    "prescriber": Role.PRESCRIBER,
    "owner": Role.OWNER,
    "researcher": Role.RESEARCHER,
    "auditor": Role.AUDITOR,
}
AWAY = {"nurse elsewhere": Role.NURSE, "front desk elsewhere": Role.FRONT_DESK, "owner elsewhere": Role.OWNER}
SECOND_STEP = frozenset({*STAFF, *AWAY, "editor"})
ROLES: Final = (
    "stranger",
    "account",
    "patient",
    "another patient",
    "carer",
    "nurse without a second step",
    "editor",
    *STAFF,
    *AWAY,
)
# Before whom the patient's record is open, in whole or in part.
MAY_SEE: Final = frozenset({"patient", "carer", "front desk", "nurse", "prescriber"})


def open_clinic() -> Clinic:
    here, there = cast.location(HERE), cast.location(ELSEWHERE)
    people = {"stranger": None, "account": cast.account(), "carer": cast.account()}
    people |= {name: cast.staff(role, at=None if role == Role.OWNER else here) for name, role in STAFF.items()}
    people |= {name: cast.staff(role, at=there) for name, role in AWAY.items()}
    people["nurse without a second step"] = cast.staff(Role.NURSE, at=here)
    people["editor"] = cast.account(is_superuser=True)
    for name in ("nurse", "prescriber"):
        cast.enrolled(people[name])
    patient = marked_patient()
    other = cast.patient(at=here, born=date(1984, 3, 1))
    people |= {"patient": patient.account, "another patient": other.account}
    Carer.objects.create(patient=patient, user=people["carer"], kind="carer", allowed_by=patient.account)
    fill_the_record(patient, people)
    return Clinic(people=people, patient=patient, other=other, things=things_of(patient, other, people))


def marked_patient() -> Patient:
    return Patient.objects.create(
        given_name=f"{MARK}given",
        family_name=f"{MARK}family",
        called=f"{MARK}called",
        born=BORN,
        phone=PHONE,
        email=f"{MARK}.at@example.org",
        location=cast.location(HERE),
        account=User.objects.create_user(f"{MARK}.account@example.org", PASSWORD),
    )


def pdf(words: str = MARK) -> bytes:
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": words})
    writer.write(written)
    return written.getvalue()


def opened_as(user: User | None, whose: Patient, door: Door) -> OpenRecord:
    assert user is not None
    return open_record(cast.as_staff(user), whose.key, door, did="opened it in a test")


def fill_the_record(patient: Patient, people: dict[str, User | None]) -> None:
    """A headache that goes on, doses, a treatment, two brought diaries, a note, a file, a signed diagnosis."""
    now = timezone.now().replace(microsecond=0)
    began, mine = now - timedelta(hours=3), cast.opened(patient)
    start = began.isoformat(sep=" ", timespec="minutes")
    said = [
        ("attack", ATTACK, {"start": start, "ongoing": "yes", "note": f"{MARK}words", "photophobia": "yes"}),
        ("dose", DOSE, {"name": f"{MARK}drug", "time": start, "attack_key": ATTACK}),
        ("treatment", TREATMENT, {"name": f"{MARK}preventive", "started": "2025-01-01"}),
        ("day", "2026-03-01", {"day": "2026-03-01", "headache": "no"}),
    ]
    write_entries(
        mine,
        [
            Entry(id=str(uuid.UUID(int=number + 1)), thing=thing, about=about, said=cells, said_at=began)
            for number, (thing, about, cells) in enumerate(said)
        ],
    )
    for day in (1, 2):
        treatment = Treatment(name=f"{MARK}brought")
        days = (DayEntry(day=date(2026, 1, day), headache=YES),)
        upload = keep_upload(mine, Diary(profile=Profile(treatments=(treatment,)), attacks=(), doses=(), days=days))
        if day == 1:
            count_upload(mine, upload.pk)
    noting = opened_as(people["nurse"], patient, Door.NOTE)
    write_note(noting, f"{MARK}note")
    keep_file(noting, look_at(pdf()), title=f"{MARK}title")
    signing = opened_as(people["prescriber"], patient, Door.SIGN)
    sign_diagnosis(
        signing,
        Signing(agrees=False, code="1.1", reason=f"{MARK}reason", basis_sha256=basis_of(signing).sha256, after=0),
    )


def things_of(patient: Patient, other: Patient, people: dict[str, User | None]) -> dict[str, list[object]]:
    """One at least of all that an address can name."""
    twice = Patient.objects.create(
        given_name=f"{MARK}given", family_name=f"{MARK}family", born=BORN, location=patient.location
    )
    first, second = (opened_as(people["front desk"], it, Door.MERGE) for it in (patient, twice))
    merged = merge(kept=first, merged=second, reason="Came twice, asked.")
    passing_by = cast.staff(Role.NURSE, at=cast.location(ELSEWHERE))
    break_glass(who=cast.as_staff(passing_by), key=patient.key, reason="Found unconscious in the street.")
    role = StaffRole.objects.get(user=people["researcher"])
    owner = cast.as_staff(people["owner"])  # type: ignore[arg-type]
    _invitation, to_work = invite_staff(by=owner, email="works@example.org", role=Role.NURSE, location=role.location)
    mine = opened_as(patient.account, patient, Door.ALLOW)
    _invitation, to_care = invite_carer(opened=mine, email=f"{ASKED}.carer@example.org")
    alarm = {"role": Role.NURSE, "location": patient.location, "wait_min": 30}
    alert = raise_alert(Alarm.OVERUSE, opens=f"/desk/patients/{patient.key}/", **alarm)  # type: ignore[arg-type]
    request = asked()
    follower = Follower.objects.create(email=f"{ASKED}.follows@example.org", language="en", asked_at=timezone.now())
    assert patient.account is not None
    tokens = [
        joining.token_for(f"{ASKED}.new@example.org"),
        moving.token_for(patient.account, f"{ASKED}.moved@example.org"),
        to_work.rstrip("/").rpartition("/")[2],
        to_care.rstrip("/").rpartition("/")[2],
        following.token_of(follower, "reprieve.clinic.site.follow.confirm"),
        following.token_of(follower, "reprieve.clinic.site.follow.leave"),
    ]
    uploads = list(DiaryUpload.objects.values_list("pk", flat=True))
    files = list(PatientFile.objects.values_list("pk", flat=True))
    signed = list(Confirmation.objects.values_list("pk", flat=True))
    return {
        "key": [patient.key, other.key, twice.key],
        "day": ["2026-03-01", timezone.now().date().isoformat()],
        "about": [ATTACK, DOSE, TREATMENT, "new"],
        "number": [*uploads, *files, *signed],
        "token": list(tokens),
        "uidb36": [user_pk_to_url_str(patient.account)],
        "reset": [default_token_generator.make_token(patient.account)],
        "carer_id": list(Carer.objects.values_list("pk", flat=True)),
        "invitation_id": list(Invitation.objects.values_list("pk", flat=True)),
        "role_id": [role.pk],
        "user_id": [role.user_id],
        "glass_id": list(BrokenGlass.objects.values_list("pk", flat=True)),
        "merge_id": [merged.pk],
        "alert_id": [alert.pk],
        "request_id": [request.pk],
        "pk": [1],
        "path": ["images/none.png", ""],
        "entry": [str(uuid.UUID(int=1))],
        "note": list(Note.objects.values_list("pk", flat=True)),
    }


def asked() -> Request:
    said = {
        "name": f"{ASKED}name",
        "phone": "5557319999",
        "email": f"{ASKED}.at@example.org",
        "call_at": [],
        "days": ["mon"],
        "times": [],
        "words": f"{ASKED}words",
    }
    token = uuid.UUID(int=77)
    receive_appointment(token=token, language="en", said=said, desk_address="http://localhost/desk/requests/")
    return Request.objects.get(sent_token=token)
