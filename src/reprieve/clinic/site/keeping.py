"""What can be kept of an answer, when nothing is stored here: the page carries it, and gives it out as a file.

The page for the doctor is made anew from the diary and the answers that the page carries, in the language of the page.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from reprieve.clinic.bringing.carried import ChangedOnTheWay, pack, unpack
from reprieve.clinic.bringing.giving_out import as_csv, as_json
from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diagnosis.report import Paper, report_pdf
from reprieve.pathway.diary.json_diary import write_json
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import Diary, Reading
from reprieve.pathway.safety.red_flags import Answers
from reprieve.pathway.terms.errors import ReprieveError
from reprieve.pathway.terms.text import speaking
from reprieve.pathway.terms.truth import Truth

PURPOSE = "answer"
PAPERS: tuple[Paper, ...] = get_args(Paper)
Sort = Literal["pdf", "csv", "json", "mapping"]
SORTS: tuple[Sort, ...] = get_args(Sort)
# Of each file that was read, what the page for the doctor tells of it.
_OF_READING = ("format", "rows_read", "duplicates", "rows_left_out", "unknown_drugs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a page carries: the diary as it was judged, and what was answered besides it.

    `mapping` is the mapping that was used, as the text of its file; empty where none was.
    """

    diary: Diary
    answers: Answers | None
    as_of: datetime | None
    language: str
    mapping: str = ""


def pack_kept(kept: Kept) -> str | None:
    """The text of the hidden field; None if the diary is too large to be carried."""
    try:
        diary = write_json(kept.diary)
    except ReprieveError:
        return None
    content = {
        "diary": diary,
        "readings": [{name: getattr(reading, name) for name in _OF_READING} for reading in kept.diary.readings],
        "answers": None if kept.answers is None else {id_: it.value for id_, it in kept.answers.answers.items()},
        "as_of": None if kept.as_of is None else kept.as_of.isoformat(),
        "language": kept.language,
        "mapping": kept.mapping,
    }
    return pack(PURPOSE, json.dumps(content).encode())


def unpack_kept(field: str) -> Kept:
    """What the page carried.

    Raises
    ------
    ChangedOnTheWay
        If it is not what was packed here.
    """
    content: dict[str, Any] = json.loads(unpack(PURPOSE, field))
    try:
        diary = read_diary(io.BytesIO(content["diary"].encode()))
    except ReprieveError:
        raise ChangedOnTheWay from None  # packed by an older house that wrote otherwise
    readings = tuple(
        Reading(**{**reading, "unknown_drugs": tuple(reading["unknown_drugs"])}) for reading in content["readings"]
    )
    said = content["answers"]
    return Kept(
        diary=replace(diary, readings=readings),
        answers=None if said is None else Answers(answers={id_: Truth(value) for id_, value in said.items()}),
        as_of=None if content["as_of"] is None else datetime.fromisoformat(content["as_of"]),
        language=content["language"],
        mapping=content["mapping"],
    )


def page_for_doctor(kept: Kept, *, paper: Paper) -> bytes:
    """The one page, as a PDF."""
    with speaking(kept.language):
        return report_pdf(diagnose(kept.diary, answers=kept.answers, as_of=kept.as_of), paper=paper)


def diary_as_csv(kept: Kept) -> bytes:
    return as_csv(kept.diary)


def diary_as_json(kept: Kept) -> bytes:
    return as_json(kept.diary)
