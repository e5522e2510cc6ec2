"""The demonstration's people are made through the doors, once, and each diary shows what it was written for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.config.demonstration_accounts import DemonstrationAccounts, accounts_of_demonstration
from reprieve.clinic.config.demonstration_diaries import DIARIES, demonstration_diary
from reprieve.clinic.config.demonstration_people import (
    DemonstrationPeople,
    SignIn,
    address,
    code_of_now,
    keep_sign_in,
    people_of_demonstration,
)
from reprieve.clinic.diagnosis.models import Confirmation, Note
from reprieve.clinic.diary.access import diary_of
from reprieve.clinic.diary.models import DiaryThing
from reprieve.clinic.people.access import Closed, Door, Who, my_records, open_record
from reprieve.clinic.people.models import Patient, Role, StaffRole, User
from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diary.book import check, fold, gather
from reprieve.pathway.diary.choices import Sex
from reprieve.pathway.diary.joining import join

NOW = datetime(2026, 3, 20, 15, tzinfo=UTC)
STANDS = {
    "episodic": {"1.1"},
    "with_aura": {"1.2.1.1"},
    "chronic_with_overuse": {"1.3", "8.2.2"},
    "intractable": {"1.3", "everyday"},
    "tension": {"2.2"},
    "cluster": {"3.1"},
    "seldom_written": set(),
    "young": {"1.1"},
}


@pytest.mark.parametrize("which", DIARIES)
@pytest.mark.parametrize("day", [3, 20])
def test_each_diary_shows_what_it_was_written_for(which, day):
    now = NOW.replace(day=day)
    entries = demonstration_diary(which, zone="America/New_York", now=now)
    gathered = gather(fold(check(entry, now=now) for entry in entries))
    diagnosis = diagnose(join([gathered]))
    stands = {it.code for it in (*diagnosis.verdicts, *diagnosis.intractability) if it.stands}
    assert gathered.left_out == []
    assert stands >= STANDS[which]
    assert bool(stands) == bool(STANDS[which])
    assert entries == demonstration_diary(which, zone="America/New_York", now=now)


@pytest.mark.django_db
def test_every_role_and_eight_patients_are_made_once_and_can_sign_in(tmp_path: Path):
    people = people_of_demonstration(tmp_path)
    again = people_of_demonstration(tmp_path)
    assert again == people
    assert (tmp_path / "demonstration-sign-in").stat().st_mode & 0o777 == 0o600
    assert set(StaffRole.objects.values_list("role", flat=True)) == set(Role.values)
    assert Patient.objects.filter(demonstration=True).count() == Patient.objects.count() == 8
    for email in (*people.staff, *people.patients, *people.helpers):
        assert User.objects.get(email=email).check_password(people.sign_in.password)
    assert len(code_of_now(keep_sign_in(tmp_path))) == 6
    assert (Confirmation.objects.count(), Note.objects.count()) == (1, 1)
    assert AuditLine.objects.filter(did="wrote in the diary").exists()


@pytest.mark.django_db
def test_the_nurse_opens_records_of_her_place_and_a_guardian_that_of_the_child(tmp_path: Path):
    people_of_demonstration(tmp_path)
    nurse = Who(user=User.objects.get(email=address("nurse")), second_factor=True)
    guardian = Who(user=User.objects.get(email=address("guardian")))
    for name, who, opens in (("episodic", nurse, True), ("cluster", nurse, False), ("young", guardian, True)):
        patient = Patient.objects.get(account__email=address(name))
        if opens:
            assert diary_of(open_record(who, patient.key, Door.READ, did="read it in a test")).attacks
        else:
            with pytest.raises(Closed):
                open_record(who, patient.key, Door.READ, did="read it in a test")


@pytest.mark.django_db
def test_the_accounts_of_an_older_version_are_brought_along_once_and_none_stays_open_to_a_password_alone(
    tmp_path: Path,
):
    editor = User.objects.create_user("editor@example.org", "the password of before")
    desk = User.objects.create_user("desk@example.org", "the password of before")
    StaffRole.objects.create(user=desk, role=Role.FRONT_DESK, location=None)
    for name in ("editor-password", "desk-password"):
        (tmp_path / name).write_text("the password of before")
    people = accounts_of_demonstration(tmp_path).people
    assert [path.name for path in tmp_path.glob("*-password")] == []
    editor.refresh_from_db()
    assert editor.check_password(people.sign_in.password)
    desk.refresh_from_db()
    assert not desk.is_active
    assert not desk.has_usable_password()
    assert not desk.staff_roles.filter(ended_at=None).exists()
    written = AuditLine.objects.count()
    accounts_of_demonstration(tmp_path)
    assert AuditLine.objects.count() == written


@pytest.mark.django_db
def test_what_the_record_says_of_a_patient_is_what_the_diary_says(tmp_path: Path):
    people_of_demonstration(tmp_path)
    for patient in Patient.objects.all():
        mine = DiaryThing.objects.get(patient=patient, thing="profile").cells
        assert patient.born is not None
        assert (mine["birth_year"], Sex(mine["sex"]).name.lower()) == (str(patient.born.year), patient.sex)


@pytest.mark.django_db
def test_a_carer_and_a_guardian_each_keep_a_diary(tmp_path: Path):
    people = people_of_demonstration(tmp_path)
    kept = {email: [str(it) for it in my_records(Who(user=User.objects.get(email=email)))] for email in people.helpers}
    assert {email: len(records) for email, records in kept.items()} == {address("guardian"): 1, address("carer"): 1}


def test_where_the_letters_lie_and_who_acts_for_a_patient_is_said(tmp_path: Path):
    sign_in = SignIn(password="a password", totp_secret="JBSWY3DPEHPK3PXP")
    people = DemonstrationPeople(sign_in=sign_in, staff=("a@b",), patients=("c@d",), helpers=("e@f",))
    said = "\n".join(DemonstrationAccounts(editor="g@h", people=people, letters=tmp_path / "letters").said("http://x"))
    assert f"they lie in {tmp_path / 'letters'}" in said
    assert "for a patient: e@f" in said
