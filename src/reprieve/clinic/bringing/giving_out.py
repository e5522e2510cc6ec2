"""A diary given out as a file, to be brought again or given to another program."""

from __future__ import annotations

import io
from dataclasses import replace

from django.http import HttpResponse

from reprieve.pathway.diary.json_diary import write_json
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.diary.writing import write_diary


def as_csv(diary: Diary) -> bytes:
    out = io.StringIO(newline="")
    write_diary(_as_vouched(diary), out)
    return out.getvalue().encode("utf-8-sig")  # without the mark, spreadsheets take accents for two letters


def as_json(diary: Diary) -> bytes:
    return write_json(_as_vouched(diary)).encode()


def _as_vouched(diary: Diary) -> Diary:
    """A row that was lost is lost in the file too, which cannot say so: then nobody's word that all is there stands."""
    return replace(diary, profile=diary.vouched_profile)


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
