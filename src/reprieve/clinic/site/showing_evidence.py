"""The studies and the forest pictures as a page shows them, in the language that is spoken now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reprieve.pathway.evidence.fitness import rows_counting
from reprieve.pathway.evidence.loading import load_definitions, load_studies
from reprieve.pathway.evidence.studies import Indication, Outcome, Part, Study, told
from reprieve.pathway.terms.sources import Check
from reprieve.pathway.terms.text import say, spoken_language

FEWEST_FOR_A_PICTURE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A forest picture, what it says, and the table behind it."""

    svg: SafeString
    sentences: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStudy:
    id: str
    label: str
    size: str
    design: str
    found: str
    facts: tuple[tuple[str, str], ...]
    conflicts: tuple[tuple[str, str], ...]
    citation: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    studies: tuple[ShownStudy, ...]


def draw_forest(definition: str) -> Picture | None:
    """The picture of all outcomes of one definition; None where there are too few of them."""
    return _draw(definition, spoken_language())


@cache
def _draw(definition: str, _language: str) -> Picture | None:
    """Drawn once in each process and language: the studies come with the program and change with it alone."""
    from reprieve.pathway.evidence.forest import PAGE_INK, forest_svg
    from reprieve.pathway.evidence.pooling import pool
    from reprieve.pathway.evidence.showing import as_table, say_result

    result = pool(rows_counting(load_studies(), definition))
    if len(result.lines) < FEWEST_FOR_A_PICTURE:
        return None
    table = as_table(result)
    return Picture(
        svg=mark_safe(forest_svg(result, ink=PAGE_INK, paper=None)),  # noqa: S308 # drawn by us, of our own data
        sentences=(say_result(result),),
        heads=tuple(table.head),
        rows=tuple(tuple(zip(table.head, row, strict=True)) for row in table.rows),
    )


def drawable_definitions() -> list[tuple[str, str]]:
    """Id and words of every definition that at least two studies counted."""
    studies = load_studies()
    counted = ((id_, it, rows_counting(studies, id_)) for id_, it in load_definitions().items())
    return [(id_, told(it, "says")) for id_, it, rows in counted if len(rows) >= FEWEST_FOR_A_PICTURE]


def group_studies() -> list[Group]:
    """All studies, those of intractable migraine first."""
    found = []
    for indication in Indication:
        studies = [it for it in load_studies().values() if it.indication is indication]
        studies.sort(key=lambda it: (-(it.year or 0), it.label))
        if studies:
            title = say(indication.value)
            found.append(Group(title=title[0].upper() + title[1:], studies=tuple(show(it) for it in studies)))
    return found


def show(study: Study) -> ShownStudy:
    size = "" if study.n is None else f"{study.n} {say(study.counted.value)}"
    return ShownStudy(
        id=study.id,
        label=study.label,
        size=size,
        design=say(study.design.value),
        found=told(study, "found"),
        facts=tuple((name, text) for name, text in facts_of(study) if text),
        conflicts=tuple((" / ".join(it.printed), told(it, "reading")) for it in study.conflicts),
        citation=study.citation,
        url=study.url,
    )


def facts_of(study: Study) -> Iterator[tuple[str, str]]:
    yield _("Who"), told(study, "population")
    yield _("Where"), say(study.setting.value)
    yield _("What was given"), told(study, "dose")
    yield _("How"), f"{say(study.route.value)}, {say(study.giving.value)}"
    yield _("Compared with"), told(study, "comparator") or _("nobody: uncontrolled, single arm")
    yield _("Followed for"), told(study, "follow_up")
    for outcome in study.outcomes:
        yield told(outcome.definition, "says"), figures_of(outcome)
    for harm in study.harms:
        yield _("Unwanted: %(what)s") % {"what": told(harm, "what")}, sides(harm.ketamine, harm.comparator)
    yield _("May hold the same people as others"), told(study, "overlap_note")
    yield _("How sure"), say(study.certainty.value)
    if study.mark is not Check.CHECKED:
        yield _("Checked"), _("not checked against the paper yet")


def figures_of(outcome: Outcome) -> str:
    said = sides(outcome.ketamine, outcome.comparator)
    if outcome.before or outcome.after:
        said = " → ".join(say_part(it) for it in (outcome.before, outcome.after) if it is not None)
    when = told(outcome, "when")
    return f"{said} ({when})" if when and said else said or when


def sides(ketamine: Part | None, comparator: Part | None) -> str:
    said = [say_part(ketamine)] if ketamine is not None else []
    if comparator is not None:
        said.append(_("compared with %(figures)s") % {"figures": say_part(comparator)})
    return ", ".join(it for it in said if it)


def localized(number: float) -> str:
    """As printed, with the decimal mark of the language."""
    return number_format(f"{number:g}")


def say_part(part: Part) -> str:
    """The figures of one side, as printed."""
    if part.events is not None and part.n:
        return _("%(events)d of %(n)d (%(percent)s %%)") % {
            "events": part.events,
            "n": part.n,
            # Rounded here: Django's own formatting cuts the rest off.
            "percent": number_format(f"{100 * part.events / part.n:.1f}"),
        }
    if part.percent is not None:
        return f"{localized(part.percent)} %"
    if part.mean is not None:
        spread = f" (SD {localized(part.sd)})" if part.sd is not None else ""
        return _("mean %(mean)s%(spread)s") % {"mean": localized(part.mean), "spread": spread}
    if part.median is not None:
        return _("median %(median)s") % {"median": localized(part.median)}
    if part.value is not None:
        return localized(part.value)
    return ngettext("%(n)d person", "%(n)d people", part.n) % {"n": part.n} if part.n else ""
