"""What a device wrote while it was away: entries with ids and times of its own, taken in once however often they come.

What is asked and answered stands in docs/my-diary.md.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reprieve.clinic.diary.actions import MOST_AT_ONCE, write_entries
from reprieve.clinic.diary.door import opened_for
from reprieve.clinic.people.access import Door, OpenRecord
from reprieve.clinic.people.signing_in import signed_in
from reprieve.pathway.diary.book import Entry, check
from reprieve.pathway.diary.cells import read_time
from reprieve.pathway.terms.errors import InvalidInput

FIELDS = frozenset({"id", "thing", "about", "said", "said_at", "taken_back"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An entry that is not kept, named by the id it came with, or by its place."""

    id: str
    place: int
    why: str


@signed_in
@require_POST
def write_from_device(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """Each entry for itself: one that cannot be never keeps the others out."""
    opened = opened_for(request, key, Door.WRITE, did="sent entries from a device")
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return _refuse(_("What is sent must be JSON."), 400)
    if not isinstance(sent, list):
        return _refuse(_("What is sent must be a list of entries."), 400)
    if len(sent) > MOST_AT_ONCE:
        return _refuse(_("At most %(n)d entries can be sent at once; send the rest after.") % {"n": MOST_AT_ONCE}, 422)
    good, refused = _read(sent)
    kept, more = _write(opened, good)
    refused += more
    answer = {
        "kept": kept,
        "refused": [{"id": it.id, "place": it.place, "why": it.why} for it in sorted(refused, key=lambda it: it.place)],
    }
    return JsonResponse(answer, status=422 if refused else 200)


def _refuse(why: str, status: int) -> JsonResponse:
    return JsonResponse({"kept": [], "refused": [], "why": why}, status=status)


def _read(sent: Sequence[Any]) -> tuple[list[tuple[int, Entry]], list[Refused]]:
    good, refused = [], []
    now = timezone.now()
    for place, one in enumerate(sent):
        try:
            good.append((place, check(_entry(one), now=now)))
        except InvalidInput as problem:
            named = one.get("id") if isinstance(one, dict) else ""
            id_ = named[:40] if isinstance(named, str) else ""
            refused.append(Refused(id=id_, place=place, why=str(problem)))
    return good, refused


def _entry(one: Any) -> Entry:
    """An entry of the right shape; `check` says whether it can be."""
    if not isinstance(one, dict) or not FIELDS - {"taken_back"} <= one.keys() or not one.keys() <= FIELDS:
        raise InvalidInput(
            _("An entry must have id, thing, about, said and said_at, and no more than taken_back besides.")
        )
    said, said_at, taken_back = one["said"], one["said_at"], one.get("taken_back")
    texts = (one["id"], one["thing"], one["about"], said_at)
    if not all(isinstance(it, str) for it in texts) or not isinstance(said, dict):
        raise InvalidInput(_("The items of an entry must be texts, and said a mapping of texts."))
    if not (taken_back is None or isinstance(taken_back, bool)):
        raise InvalidInput(_("taken_back must be true, false or null."))
    at = read_time(said_at)
    if not isinstance(at, datetime):
        raise InvalidInput(_("said_at must be a date and time with its offset, as 2026-03-01 08:00+01:00."))
    return Entry(id=one["id"], thing=one["thing"], about=one["about"], said=said, said_at=at, taken_back=taken_back)


def _write(opened: OpenRecord, good: Sequence[tuple[int, Entry]]) -> tuple[list[str], list[Refused]]:
    """All at once; where one of them stands in the way of the others, one by one."""
    try:
        write_entries(opened, [entry for _place, entry in good])
    except InvalidInput:
        return _write_one_by_one(opened, good)
    return [entry.id for _place, entry in good], []


def _write_one_by_one(opened: OpenRecord, good: Sequence[tuple[int, Entry]]) -> tuple[list[str], list[Refused]]:
    kept, refused = [], []
    for place, entry in good:
        try:
            write_entries(opened, [entry])
        except InvalidInput as problem:
            refused.append(Refused(id=entry.id, place=place, why=str(problem)))
        else:
            kept.append(entry.id)
    return kept, refused
