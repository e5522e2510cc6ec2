"""How does a diagnosis become one page for the doctor?

`report_content` says what stands on it and `report.typ` how it looks. What a person wrote reaches
the page as data, never as markup, so a drug named like a command is printed as it is written.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

from reprieve.pathway.diagnosis.diagnose import Diagnosis
from reprieve.pathway.diagnosis.report_content import Json, content
from reprieve.pathway.terms.errors import ReprieveError
from reprieve.pathway.terms.text import say, speaking, spoken_language

Paper = Literal["a4", "us-letter"]


def report_pdf(diagnosis: Diagnosis, *, paper: Paper = "a4", language: str | None = None) -> bytes:
    """The page as a tagged PDF that a screen reader can follow (PDF/UA-1).

    Parameters
    ----------
    diagnosis : Diagnosis
    paper : {"a4", "us-letter"}
    language : str or None
        The language of the page; None for the one that is spoken now. It should be the one in which
        the diagnosis was made, which holds sentences.

    Returns
    -------
    bytes
        The same for the same diagnosis: no clock, no fonts and no paths of the machine are in it.
    """
    page = _page(diagnosis, paper=paper, language=language)
    return typeset(page, format="pdf", moment=_moment(diagnosis))


def report_png(diagnosis: Diagnosis, *, paper: Paper = "a4", language: str | None = None, ppi: int = 110) -> bytes:
    """The same page as a picture, to look at."""
    page = _page(diagnosis, paper=paper, language=language)
    return typeset(page, format="png", moment=_moment(diagnosis), ppi=ppi)


def _page(diagnosis: Diagnosis, *, paper: Paper, language: str | None) -> Json:
    with speaking(language or spoken_language()):
        return {**content(diagnosis), "paper": paper, "language": spoken_language()}


def typeset(page: Json, *, format: Literal["pdf", "png"], moment: datetime, ppi: int | None = None) -> bytes:
    """The page that the content makes; of more than one page it would be an error."""
    import typst  # 80 MB of machine code, which only a report needs

    with as_file(files("reprieve.pathway.diagnosis").joinpath("report.typ")) as template:
        try:
            compiler = typst.Compiler(
                template,
                root=Path(template).parent,
                font_paths=typst.Fonts(include_system_fonts=False),
                sys_inputs={"page": json.dumps(page)},
            )
            written = compiler.compile(
                format=format,
                ppi=ppi,
                pdf_standards=["ua-1"] if format == "pdf" else [],
                timestamp=moment,
            )
        except typst.TypstError:
            # Its message may hold what the person wrote.
            raise ReprieveError(say("the page could not be typeset. Please report this as a fault.")) from None
    if isinstance(written, bytes):
        return written
    raise AssertionError("the page is always one page")


def _moment(diagnosis: Diagnosis) -> datetime:
    """The last written day: a page of the same diary is the same page whenever it is made."""
    last = diagnosis.coverage.last
    return datetime(last.year, last.month, last.day, tzinfo=UTC) if last else datetime(1970, 1, 1, tzinfo=UTC)
