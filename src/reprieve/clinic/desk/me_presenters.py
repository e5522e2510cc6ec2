"""How do brought diaries read in a list, and one of them on its own page?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import tzinfo
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reprieve.clinic.diary.models import DiaryUpload, WrittenBy
from reprieve.clinic.diary.words import HANDS
from reprieve.clinic.showing.plain_words import FORMATS, say_moment
from reprieve.clinic.showing.presenters import ReadingShown, show_readings
from reprieve.pathway.diary.records import LeftOut, Reading
from reprieve.pathway.terms.text import a_list


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadShown:
    """One brought diary: what it is, since when, and what may become of it."""

    number: int
    what: str
    brought: str
    # Whose hand brought it, where it was not the patient's.
    by: str
    status: str
    waits: bool
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewShown:
    """One brought diary, with how it was read and what it has in common with what is there."""

    upload: UploadShown
    readings: tuple[ReadingShown, ...]
    merge: SafeString
    numbered: tuple[str, ...]


def show_uploads(uploads: Iterable[DiaryUpload], zone: tzinfo) -> tuple[UploadShown, ...]:
    return tuple(show_upload(upload, zone) for upload in uploads.select_related("by").defer("content"))  # type: ignore[attr-defined]


def show_upload(upload: DiaryUpload, zone: tzinfo) -> UploadShown:
    names = dict.fromkeys(str(FORMATS.get(it["format"], it["format"])) for it in upload.readings)
    entries = ngettext("%(n)d entry", "%(n)d entries", upload.entries) % {"n": upload.entries}
    if upload.undone_at is not None:
        status = _("taken back %(at)s") % {"at": say_moment(upload.undone_at, zone)}
    elif upload.counted_at is not None:
        status = _("counts since %(at)s") % {"at": say_moment(upload.counted_at, zone)}
    else:
        status = _("waits: it does not count yet")
    return UploadShown(
        number=upload.pk,
        what=_("%(names)s, %(entries)s") % {"names": a_list(list(names)), "entries": entries} if names else entries,
        brought=say_moment(upload.brought_at, zone),
        by="" if upload.written_by == WrittenBy.SELF else str(HANDS[upload.written_by]),
        status=status,
        waits=upload.counted_at is None and upload.undone_at is None,
        counts=upload.counted_at is not None and upload.undone_at is None,
    )


def show_review(upload: DiaryUpload, others: Sequence[DiaryUpload], merge: SafeString, zone: tzinfo) -> ReviewShown:
    """`others` are the brought diaries that count already, in the order in which they were joined; `merge` is what they
    and the new one have in common (`shown.merge_of`)."""
    return ReviewShown(
        upload=show_upload(upload, zone),
        readings=show_readings([reading_of(kept) for kept in upload.readings]),
        merge=merge,
        numbered=(
            _("File 1: what is written in your diary here"),
            *(
                _("File %(n)d: brought %(at)s") % {"n": n, "at": say_moment(it.brought_at, zone)}
                for n, it in enumerate(others, start=2)
            ),
            _("File %(n)d: this one") % {"n": len(others) + 2},
        ),
    )


_NAMES = frozenset(field.name for field in fields(Reading))


def reading_of(kept: dict[str, Any]) -> Reading:
    """A reading as it was kept with an upload."""
    said: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items() if name in _NAMES
    }
    said["left_out"] = tuple(LeftOut(**one) for one in kept.get("left_out", ()))
    return Reading(**said)
