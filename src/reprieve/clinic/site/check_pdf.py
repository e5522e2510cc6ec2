"""How does a check become one page for the doctor?

`check.typ` says how it looks. What stands on it reaches it as data, never as markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from reprieve.clinic.showing.plain_words import say_date
from reprieve.clinic.showing.verdicts import VerdictShown
from reprieve.clinic.site.check_result import Haste, contradiction_in, present_check
from reprieve.clinic.site.check_state import Checked
from reprieve.clinic.site.check_steps import Way
from reprieve.pathway.diagnosis.report import Paper
from reprieve.pathway.safety.red_flags import Action, RedFlag
from reprieve.pathway.terms.errors import ReprieveError
from reprieve.pathway.terms.text import say, spoken_language
from reprieve.pathway.terms.truth import YES

Json = dict[str, Any]


def check_pdf(checked: Checked, way: Way, *, paper: Paper, on: date) -> bytes:
    """The page as a tagged PDF that a screen reader can follow (PDF/UA-1)."""
    return typeset(content(checked, way, on=on) | {"paper": paper, "language": spoken_language()}, on=on)


def content(checked: Checked, way: Way, *, on: date) -> Json:
    """Everything the page says."""
    result = present_check(checked, way)
    return {
        "title": _("Check of headaches, for the doctor"),
        "name": _("Name"),
        "born": _("Date of birth"),
        "date": [on.year, on.month, on.day],
        "unfinished": _("Stopped before the last question.") if result.unfinished else "",
        "made": _("Answered on a public page, by the person alone, on %(day)s. Not checked by anybody.")
        % {"day": say_date(on)},
        "result": result.title,
        "kind": result.kind_title,
        "pressing": result.haste in (Haste.NOW, Haste.TODAY),
        "safety_title": _("Red flags"),
        "safety": list(safety_lines(checked, way)),
        "criteria_title": _("Criteria") if result.groups else "",
        "verdicts": [verdict(it) for _title, _folded, verdicts in result.groups for it in verdicts],
        "answers_title": _("What was answered"),
        "answers": [[it.ask, it.answer] for it in result.answers],
        "footer": list(footer(result.sources)),
    }


def safety_lines(checked: Checked, way: Way) -> Iterator[str]:
    """What must be looked at, the most pressing first; then what was not asked."""
    if way.over_72_h is YES:
        yield _("A headache of more than 72 hours that still goes on is a reason to be seen by a doctor today.")
    if contradiction := contradiction_in(checked, way):
        yield contradiction
    for flag in way.safety.raised:
        yield flag_line(flag)
    if way.safety.banner:
        yield way.safety.banner
    if not way.safety.raised and not way.safety.banner:
        yield (
            _("All other red flags were asked, and all were answered with no.")
            if way.over_72_h is YES
            else _("All red flags were asked, and all were answered with no.")
        )


def flag_line(flag: RedFlag) -> str:
    action = say(flag.action.value)
    if flag.action is Action.CRISIS:
        # What leads to a crisis line is hard enough to have answered once; it is not put on paper.
        return action
    said = _("%(ask)s Yes. %(action)s To look for: %(look_for)s.")
    return said % {"ask": say(flag.ask), "action": action, "look_for": say(flag.look_for)}


def verdict(shown: VerdictShown) -> Json:
    """One diagnosis with its letters; of what is not met the first that is not: what follows may hang on it."""
    wanted = [it for it in shown.criteria if it.status == "no"][:1] if shown.status == "no" else shown.criteria
    return {
        "sign": shown.status,
        "code": shown.code if shown.code[0].isdigit() else "",
        "name": f"{shown.name} ({shown.term})",
        "word": shown.status_words + shown.remark,
        "lines": [[it.letter, f"{it.text}: {it.status_words}"] for it in wanted],
    }


def footer(sources: tuple[str, ...]) -> Iterator[str]:
    if sources:
        yield _("By %(sources)s; criteria restated in the words of Reprieve.") % {"sources": "; ".join(sources)}
    yield _(
        "This page sorts what a person answered by published criteria. It is not a diagnosis, not a medical device, "
        "and recommends no treatment. Made with Reprieve, open-source software."
    )


def typeset(page: Json, *, on: date) -> bytes:
    """The page that the content makes; it is always one."""
    import typst  # 80 MB of machine code, which only a page for the doctor needs

    with as_file(files("reprieve.clinic.site").joinpath("check.typ")) as template:
        try:
            compiler = typst.Compiler(
                template,
                root=Path(template).parent,
                font_paths=typst.Fonts(include_system_fonts=False),
                sys_inputs={"page": json.dumps(page)},
            )
            moment = datetime(on.year, on.month, on.day, tzinfo=UTC)
            written = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=moment)
        except typst.TypstError:
            # Its message may hold what the person answered.
            raise ReprieveError(say("the page could not be typeset. Please report this as a fault.")) from None
    if isinstance(written, bytes):
        return written
    raise AssertionError("the page is always one page")
