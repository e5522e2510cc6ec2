"""Write docs/manual from the spec chapters: `python -m tests.spec.print_manual`."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator
from pathlib import Path

from reprieve.pathway.diagnosis.assessable import table
from reprieve.pathway.diagnosis.diagnose import ENTITIES, RULE_SETS
from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Attacks, Course, Days, Gate, Node
from reprieve.pathway.terms.sources import Check, Source
from reprieve.pathway.terms.text import amount
from tests.spec.builders import KINDS, MIGRAINE
from tests.spec.chapters import Chapter, Example
from tests.spec.compact import rows, say_value

MANUAL = Path(__file__).parents[2] / "docs" / "manual"
# Where one diagnosis asks for another, the manual names it and stops there.
OTHER_ENTITIES: dict[Node, str] = {entity.node: entity.code for entity in (*ENTITIES, *RULE_SETS)}
WORDS = {"met": "met", "not_met": "not met", "not_known": "not known"}


def chapters() -> list[Chapter]:
    """Every chapter, in the order of the file names."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("chapter_*.py"))
    return [importlib.import_module(f"tests.spec.{name}").CHAPTER for name in names]


def pages() -> dict[str, str]:
    """The manual's files, by name."""
    written = chapters()
    found = {f"{chapter.code}.md": "\n".join(_page(chapter)) for chapter in written}
    return {"README.md": "\n".join(_contents(written)), "assessable.md": "\n".join(_assessable()), **found}


def _contents(written: list[Chapter]) -> Iterator[str]:
    yield "# Manual: the criteria, by example"
    yield ""
    yield "Printed from the spec chapters (`make manual`); every example is a test. The verdicts were found by hand."
    yield ""
    for chapter in written:
        yield f"- [{chapter.title}]({chapter.code}.md) ({len(chapter.examples)} examples)"
    yield "- [What a diary can decide](assessable.md), criterion by criterion"
    yield ""
    yield "Day 1 is 1 January 2026. Each attack is told by its kind and by what differs from it:"
    yield ""
    for name, kind in KINDS.items():
        yield f"- *{name}*: {_kind(name)}." if kind else f"- *{name}*: no item is written."
    yield ""


def _assessable() -> Iterator[str]:
    """The table of what a diary can decide, and what would decide the rest."""
    yield "# What a diary can decide"
    yield ""
    yield "Printed from the criteria themselves. *A diary* here tells each attack to the hour, with all items answered,"
    yield "and each day without one. What a clinician finds, and lengths to the minute or the second, are beyond it. A"
    yield "verdict that hangs on nothing else is shown as *not assessable from this diary*, with what it needs."
    yield ""
    yield "| code | letter | criterion | from a diary | what would decide it |"
    yield "|---|---|---|---|---|"
    for row in table(ENTITIES):
        needs = "; ".join(row.needs)
        yield f"| {row.code} | {row.letter} | {row.text} | {row.assessable.value} | {needs} |"
    yield ""


def _kind(name: str) -> str:
    base = {} if name == "migraine" else MIGRAINE
    lead = "" if name == "migraine" else "as migraine, but "
    items = {item: value for item, value in KINDS[name].items() if base.get(item) != value}
    return lead + ", ".join(f"{item.replace('_', ' ')} {say_value(value)}" for item, value in items.items())


def _page(chapter: Chapter) -> Iterator[str]:
    yield f"# {chapter.title}"
    yield ""
    yield chapter.text
    yield ""
    for entity in chapter.entities:
        yield from _criteria(entity)
    yield "## Examples"
    yield ""
    for example in chapter.examples:
        yield from _example(example)


def _criteria(entity: Entity) -> Iterator[str]:
    yield f"## {entity.code} {entity.name}"
    yield ""
    for criterion in entity.criteria:
        yield from _node(criterion, 0, entity.source)
    if entity.clinician_letter:
        yield f"- **{entity.clinician_letter}** {entity.clinician_text} *(for the clinician)*"
    yield ""
    yield f"Source: {_source(entity.source)}"
    yield ""


def _node(node: Node, depth: int, above: Source | None) -> Iterator[str]:
    letter = f"**{node.letter}** " if node.letter and depth == 0 else ""
    source = f" *[{node.source.id}]*" if node.source is not None and node.source is not above else ""
    yield f"{'  ' * depth}- {letter}{node.text or 'these'}{_counts(node)}{source}"
    parts: tuple[Node, ...] = ()
    if node in OTHER_ENTITIES:
        parts = ()
    elif isinstance(node, Gate):
        parts = node.of
    elif isinstance(node, Attacks | Course) or (isinstance(node, Days) and node.unit is Unit.ATTACK):
        parts = (node.that,) if isinstance(node.that, Gate) else ()
    for part in parts:
        if depth < 5:
            yield from _node(part, depth + 1, node.source or above)


def _counts(node: Node) -> str:
    if node in OTHER_ENTITIES:
        return f" (all of {OTHER_ENTITIES[node]})"
    if isinstance(node, Gate):
        if node.at_most == 0:
            return ": none of"
        if node.at_most is not None:
            return f": {node.at_least} to {node.at_most} of {len(node.of)}"
        return ": all of" if node.at_least == len(node.of) else f": at least {node.at_least} of {len(node.of)}"
    if isinstance(node, Attacks):
        return f" (at least {node.at_least} attacks)"
    if isinstance(node, Course):
        return f" ({node.fact.name}: {_range(node)})"
    if isinstance(node, Days):
        most = "" if node.at_most is None else f" to {node.at_most}"
        span = f", diary over {node.span_over_days} days" if node.span_over_days else ""
        return f" (from {node.at_least}{most} days in each of {node.windows} windows of {node.window_days} days{span})"
    return ""


def _range(node: Course) -> str:
    said = [
        f"{word} {amount(bound)}"
        for word, bound in (("at least", node.at_least), ("over", node.above), ("at most", node.at_most))
        if math.isfinite(bound)
    ]
    return ", ".join(said)


def _source(source: Source) -> str:
    return str(source) if source.check is Check.CHECKED else f"{source} ({source.check.value})"


def _example(example: Example) -> Iterator[str]:
    yield f"### {example.says[0].upper()}{example.says[1:]}"
    yield ""
    written = list(rows(example.diary))
    if written:
        yield "| when | what |"
        yield "|---|---|"
        yield from (f"| {when} | {what} |" for when, what in written)
    else:
        yield "*Nothing is written.*"
    if example.as_of is not None:
        yield f"\nAsked at {example.as_of:%d %B %Y, %H:%M}."
    if example.answers is not None:
        yes = [flag for flag, answer in example.answers.answers.items() if answer.value == "yes"]
        yield f"\nRed flags: {', '.join(yes) or 'none'} yes; cleared: {', '.join(example.answers.cleared) or 'none'}."
    yield ""
    verdicts = "; ".join(
        f"{asked}: **{WORDS.get(said, said.replace('_', ' ')) or 'none'}**" for asked, said in example.expects.items()
    )
    yield f"{verdicts}. {example.because}".rstrip()
    yield ""


def main() -> None:
    MANUAL.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (MANUAL / name).write_text(text + "\n" if not text.endswith("\n") else text, encoding="utf-8")


if __name__ == "__main__":
    main()
