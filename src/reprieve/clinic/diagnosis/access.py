"""What does a record show, and what did clinicians say about it? Each way in asks for an opened record."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from reprieve.clinic.diagnosis.models import Confirmation, Made, Note, PatientFile
from reprieve.clinic.diary.access import Head, diary_of, head
from reprieve.clinic.diary.nearby import STILL_SAID, Going, going_lately, still_on
from reprieve.clinic.people.access import OpenRecord
from reprieve.pathway.diagnosis.diagnose import Diagnosis, diagnose
from reprieve.pathway.diary.choices import Sex
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.text import spoken_language

# Another version may judge and say it otherwise.
SOFTWARE = f"reprieve {version('reprieve')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What everything about the diagnosis is made of; `moment` is now, by the patient's clock."""

    diary_head: Head
    moment: datetime
    going: Going | None
    # To the hour while an attack goes on, since what it is may change with it; else the day.
    until: str
    of_record: tuple[str, ...]

    @property
    def sha256(self) -> str:
        content = [*self.diary_head, self.until, *self.of_record, SOFTWARE]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def basis_of(opened: OpenRecord) -> Basis:
    patient = opened.patient
    now = timezone.now().astimezone(ZoneInfo(patient.zone))
    going = going_lately(opened)
    return Basis(
        diary_head=head(opened),
        moment=now,
        going=going,
        until=now.strftime("%Y-%m-%d %H" if going and now - going.until < STILL_SAID else "%Y-%m-%d"),
        of_record=(str(patient.born or ""), patient.sex),
    )


def whole_diary(opened: OpenRecord) -> Diary:
    """The joined diary; year of birth and sex are the record's own where it has them."""
    diary, patient = diary_of(opened), opened.patient
    profile = diary.profile
    if patient.born is not None:
        profile = replace(profile, birth_year=patient.born.year)
    if patient.sex:
        profile = replace(profile, sex=Sex[patient.sex.upper()])
    return replace(diary, profile=profile)


def judged(diary: Diary, basis: Basis) -> Diagnosis:
    """What the diary shows, its last attack going on for as long as it is known to."""
    return diagnose(diary, as_of=still_on(diary, basis.going))


Maker = Callable[[], Mapping[str, bytes]]


def made(opened: OpenRecord, basis: Basis, wanted: Collection[str], make: Maker) -> Mapping[str, bytes]:
    """Pieces of what was made of this basis; if one is not there, all of them are made and kept."""
    kept = Made.objects.filter(
        patient=opened.patient, piece__in=wanted, language=spoken_language(), made_of=basis.sha256
    )
    found = {piece: zlib.decompress(bytes(content)) for piece, content in kept.values_list("piece", "content")}
    if len(found) == len(wanted):
        return found
    pieces = make()
    # The diary was read after its head: what was written in between would be kept under a head that did not have it.
    if head(opened) == basis.diary_head:
        _keep(opened, basis, pieces)
    return pieces


def _keep(opened: OpenRecord, basis: Basis, pieces: Mapping[str, bytes]) -> None:
    """Derived from what is in the record, so there is no action and no line of the audit for it."""
    rows = [
        Made(
            patient=opened.patient,
            piece=piece,
            language=spoken_language(),
            made_of=basis.sha256,
            content=zlib.compress(content),
        )
        for piece, content in sorted(pieces.items())
    ]
    Made.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["patient", "piece", "language"],
        update_fields=["made_of", "content"],
    )


# What clinicians said ------------------------------------------------------------------------------


def confirmations(opened: OpenRecord) -> QuerySet[Confirmation]:
    """The latest first; that one holds."""
    return Confirmation.objects.select_related("by").defer("verdicts").filter(patient__in=opened.numbers)


def notes(opened: OpenRecord) -> QuerySet[Note]:
    """The notes, the latest first, each with its addenda."""
    return (
        Note.objects.select_related("by").prefetch_related("addenda__by").filter(patient__in=opened.numbers, about=None)
    )


def files(opened: OpenRecord) -> QuerySet[PatientFile]:
    return PatientFile.objects.select_related("by", "retraction__by").filter(patient__in=opened.numbers)


def names_file(stored_as: str) -> bool:
    """Whether some record has the file that lies under this name in the store."""
    return PatientFile.objects.filter(stored_as=stored_as).exists()
