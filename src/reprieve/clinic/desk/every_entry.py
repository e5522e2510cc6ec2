"""A diary as it was written: each entry with its author and time, and each brought diary, counted or not.

The diary as a table or for a program says what all of it comes to; this says what it was made of.
"""

from __future__ import annotations

import json
import zlib
from datetime import datetime, tzinfo
from typing import Any

from django.utils import timezone

from reprieve.clinic.diary.access import every_entry, uploads
from reprieve.clinic.diary.clock import zone_of
from reprieve.clinic.diary.models import DiaryEntry, DiaryUpload
from reprieve.clinic.diary.rows import entry_of
from reprieve.clinic.people.access import OpenRecord

FORMAT = "reprieve entries 1"


def entries_as_json(opened: OpenRecord) -> bytes:
    """Everything that was ever sent, the first first. `docs/my-diary.md` says what the names mean."""
    zone = zone_of(opened.patient)
    brought = uploads(opened).select_related("by", "undone_by").order_by("pk")
    content = {
        "format": FORMAT,
        "taken_at": _said(timezone.now(), zone),
        "entries": [_entry(row, zone) for row in every_entry(opened)],
        "brought": [_brought(upload, zone) for upload in brought],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _entry(row: DiaryEntry, zone: tzinfo) -> dict[str, Any]:
    entry = entry_of(row)
    return {
        "id": entry.id,
        "thing": entry.thing,
        "about": entry.about,
        "said": dict(entry.said),
        "said_at": entry.said_at.isoformat(),
        "taken_back": entry.taken_back,
        "received_at": _said(row.received_at, zone),
        "by": str(row.by),
        "written_by": row.written_by,
    }


def _brought(upload: DiaryUpload, zone: tzinfo) -> dict[str, Any]:
    return {
        "brought_at": _said(upload.brought_at, zone),
        "by": str(upload.by),
        "written_by": upload.written_by,
        "counts": upload.counted_at is not None and upload.undone_at is None,
        "counted_at": _said(upload.counted_at, zone),
        "taken_back_at": _said(upload.undone_at, zone),
        "taken_back_by": None if upload.undone_by is None else str(upload.undone_by),
        "readings": upload.readings,
        "diary": json.loads(zlib.decompress(bytes(upload.content))),
    }


def _said(at: datetime | None, zone: tzinfo) -> str | None:
    """A moment by the patient's clock, with its offset."""
    return None if at is None else at.astimezone(zone).isoformat()
