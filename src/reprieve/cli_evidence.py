"""`reprieve evidence`: what has been measured, what may be pooled, and what may honestly be said."""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import sys
import textwrap
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from reprieve.pathway.evidence.claims import Claim, load_claims
from reprieve.pathway.evidence.loading import load_definitions, load_studies
from reprieve.pathway.evidence.pooling import Method, Pooled, Refusal, pool_of
from reprieve.pathway.evidence.showing import Table, as_table, say_estimate, say_result, say_share
from reprieve.pathway.evidence.studies import Harm, Outcome, Part, Study, told
from reprieve.pathway.terms.errors import InvalidInput, ReprieveError
from reprieve.pathway.terms.sources import Check
from reprieve.pathway.terms.text import amount, later, say, spoken_language

DONE, WRONG_OPTION = 0, 2
METHODS = {"paule-mandel": Method.PAULE_MANDEL, "dersimonian-laird": Method.DERSIMONIAN_LAIRD}
PARTS = {
    "ketamine": later("with ketamine"),
    "comparator": later("with the comparator"),
    "before": later("before"),
    "after": later("after"),
    "difference": later("difference"),
}
FIGURES = {"mean": later("mean"), "sd": later("SD"), "median": later("median"), "value": later("value")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve evidence`."""
    parser.description = say(
        "The studies of ketamine for headache, figure by figure with what is not known; pooled figures only where "
        "pooling is defensible; and the claims in circulation, with what may honestly be said instead."
    )
    parts = parser.add_subparsers(dest="part", title=say("commands"), metavar=say("COMMAND"), required=True)
    listing = parts.add_parser("list", help=say("every study in one line"))
    showing = parts.add_parser("show", help=say("all that is known of one study"))
    showing.add_argument("study", metavar=say("STUDY"), help=say("its short name, such as pomeroy-2017"))
    pooling = parts.add_parser("pool", help=say("put the studies of one outcome together, or hear why not"))
    pooling.add_argument(
        "definition",
        metavar=say("OUTCOME"),
        nargs="?",
        help=say("such as fall-2-points-end; left out: which there are"),
    )
    pooling.add_argument(
        "--method", choices=sorted(METHODS), default="paule-mandel", help=say("how the spread is estimated")
    )
    pooling.add_argument("--picture", metavar=say("FILE"), type=Path, help=say("draw it too, as .svg or .png"))
    claiming = parts.add_parser("claims", help=say("what is claimed, whether it is so, and what to say instead"))
    claiming.add_argument("claim", metavar=say("CLAIM"), nargs="?", help=say("one of them only"))
    for one in (listing, showing, pooling, claiming):
        one.add_argument("--json", action="store_true", help=say("as JSON, for programs"))


def run(args: argparse.Namespace) -> int:
    """Print what was asked for; the answer is the exit code."""
    answer = {"list": _list, "show": _show, "pool": _pool, "claims": _claims}[args.part]
    try:
        found, text = answer(args)
    except ReprieveError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_OPTION
    sys.stdout.write(json.dumps(as_data(found), indent=2, ensure_ascii=False) + "\n" if args.json else text)
    return DONE


def as_data(value: Any) -> Any:
    """Anything of the evidence as what JSON can hold; a choice is its English words."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: as_data(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {name: one for name, one in fields.items() if one not in (None, "", [])}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: as_data(one) for key, one in value.items()}
    return [as_data(one) for one in value] if isinstance(value, list | tuple) else value


def _list(_: argparse.Namespace) -> tuple[Any, str]:
    studies = load_studies()
    head = (say("name"), say("design"), say("given for"), say("route"), say("how many"))
    rows = tuple(
        (study.id, say(study.design.value), say(study.indication.value), say(study.route.value), _how_many(study))
        for study in studies.values()
    )
    return list(studies.values()), _say_table(Table(head=head, rows=rows))


def _how_many(study: Study) -> str:
    return say("not known") if study.n is None else f"{study.n} {say(study.counted.value)}"


def _show(args: argparse.Namespace) -> tuple[Any, str]:
    study = _one_of(load_studies(), args.study, say("a study"), "reprieve evidence list")
    pairs = [
        (say("citation"), study.citation),
        (say("to read"), study.url or study.registry),
        (say("read by us"), say(study.read_as.value)),
        (
            say("design"),
            say("{design}, blinded", design=say(study.design.value)) if study.blinded else say(study.design.value),
        ),
        (say("setting"), ", ".join(filter(None, (say(study.setting.value), study.centre)))),
        (say("people"), f"{_how_many(study)}; {say(study.ages.value)}; {told(study, 'population')}"),
        (say("given for"), say(study.indication.value)),
        (say("given"), f"{say(study.route.value)}, {say(study.giving.value)}: {told(study, 'dose')}"),
        (say("compared with"), told(study, "comparator") or say("nobody: uncontrolled, single arm")),
        (say("followed for"), told(study, "follow_up") or say("not known")),
        (say("certainty"), say(study.certainty.value)),
        (say("mark"), say(study.mark.value)),
        (say("may overlap"), " ".join(filter(None, (", ".join(study.overlaps), told(study, "overlap_note"))))),
    ]
    lines = [study.label, told(study, "found"), "", *_say_pairs(pairs)]
    for outcome in study.outcomes:
        lines += ["", f"{outcome.id}: {told(outcome.definition, 'says')} ({told(outcome, 'when')})"]
        lines += [f"  {said}" for said in _say_parts(outcome)]
        lines += _indented([told(outcome, "derived"), told(outcome, "keep_apart"), _say_mark(outcome.mark)])
    lines += ["", say("Harms:")] if study.harms else []
    for harm in study.harms:
        parts = _say_parts(harm)
        lines += _indented([f"{harm.id}: {told(harm, 'what')}" + (f": {'; '.join(parts)}" if parts else "")])
    lines += ["", say("Other figures:")] if study.figures else []
    for figure in study.figures:
        lines += _indented([f"{figure.id}: {told(figure, 'what')}: {_exact(figure.value)} {figure.unit}"])
    lines += ["", say("Printed figures that do not agree:")] if study.conflicts else []
    for conflict in study.conflicts:
        lines += _indented([f"{conflict.about}: {' / '.join(conflict.printed)}. {told(conflict, 'reading')}"])
    return study, "\n".join([*lines, ""])


def _say_parts(entry: Outcome | Harm) -> list[str]:
    parts = ((words, getattr(entry, name, None)) for name, words in PARTS.items())
    return [f"{say(words)}: {_say_part(part)}" for words, part in parts if part is not None]


def _say_part(part: Part) -> str:
    """The figures of one side, as they are: what is not there was not printed."""
    said = []
    if part.counts is not None:
        said.append(say("{events} of {n}", events=part.events, n=part.n))
    elif part.n is not None:
        said.append(f"n = {part.n}")
    if part.share_percent is not None:
        said.append(f"{amount(part.share_percent)} %")
    for name, words in FIGURES.items():
        if (value := getattr(part, name)) is not None:
            said.append(f"{say(words)} {_exact(value)}")
    if part.low is not None and part.high is not None:
        said.append(
            say("{interval}: {low} to {high}", interval=part.interval, low=_exact(part.low), high=_exact(part.high))
        )
    if part.p:
        said.append(f"p {part.p}" if part.p[0] in "<>=" else f"p = {part.p}")
    return ", ".join(said)


def _exact(value: float) -> str:
    """With all the digits that were printed, in the reader's decimal mark."""
    return f"{value:g}".replace(".", "," if spoken_language() == "es" else ".")


def _pool(args: argparse.Namespace) -> tuple[Any, str]:
    definitions = load_definitions()
    if args.definition is None:
        rows = tuple((one.id, told(one, "says")) for one in definitions.values())
        return list(definitions.values()), _say_table(Table(head=(say("name"), say("what is counted")), rows=rows))
    definition = _one_of(definitions, args.definition, say("an outcome"), "reprieve evidence pool")
    result = pool_of(definition.id, method=METHODS[args.method])
    if args.picture is not None:
        _draw(result, args.picture)
    return result, _say_pool(result)


def _say_pool(result: Pooled | Refusal) -> str:
    lines = [_say_table(as_table(result)).rstrip(), "", *_wrapped(say_result(result))]
    if isinstance(result, Refusal) and result.added_up:
        figures = " / ".join(say_share(part) for part in result.added_up)
        lines += ["", *_wrapped(say("Thrown together as they are, which is no pool: {figures}.", figures=figures))]
    if isinstance(result, Pooled) and result.without_one:
        lines += ["", say("Without:")]
        for one in result.without_one:
            lines.append(f"  {one.left_out.study.label}: {say_estimate(one.estimate, one.interval, result.measure)}")
    return "\n".join([*lines, ""])


def _draw(result: Pooled | Refusal, file: Path) -> None:
    from reprieve.pathway.evidence.forest import forest_png, forest_svg

    kind = file.suffix.casefold()
    if kind not in (".svg", ".png"):
        raise InvalidInput(say("--picture must end in .svg or .png; got {name}.", name=file.name))
    if not result.lines:
        raise InvalidInput(say("there is nothing to draw: no study prints figures for this outcome."))
    file.write_bytes(forest_svg(result).encode() if kind == ".svg" else forest_png(result))


def _claims(args: argparse.Namespace) -> tuple[Any, str]:
    claims = load_claims()
    if args.claim is not None:
        claims = {args.claim: _one_of(claims, args.claim, say("a claim"), "reprieve evidence claims")}
    return list(claims.values()), "\n".join(line for claim in claims.values() for line in (*_say_claim(claim), ""))


def _say_claim(claim: Claim) -> Iterable[str]:
    yield f"{claim.id}: {say(claim.verdict.value)}"
    yield from _indented([say("said: {said}", said=claim.said)])
    yield from _indented([say("say instead: {honest}", honest=claim.honest(spoken_language()))])
    yield from _indented([say("why: {why}", why=claim.why), _say_mark(claim.mark)])


def _say_mark(mark: Check) -> str:
    return "" if mark is Check.CHECKED else say(mark.value)


def _one_of(known: Any, name: str, what: str, listing: str) -> Any:
    if name not in known:
        message = say(
            "there is no such {what}: {name}. See which there are with: {listing}",
            what=what,
            name=name,
            listing=listing,
        )
        raise InvalidInput(message)
    return known[name]


def _say_table(table: Table) -> str:
    widths = [max(len(row[at]) for row in (table.head, *table.rows)) for at in range(len(table.head))]
    rows = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in (table.head, *table.rows)
    )
    return "".join(f"{row.rstrip()}\n" for row in rows)


def _say_pairs(pairs: list[tuple[str, str]]) -> list[str]:
    width = max(len(name) for name, _ in pairs) + 2
    lines = []
    for name, value in pairs:
        if value:
            lines += _wrapped(value, first=f"{name}:".ljust(width), rest=" " * width)
    return lines


def _indented(texts: Iterable[str]) -> list[str]:
    return [line for text in texts if text for line in _wrapped(text, first="  ", rest="    ")]


def _wrapped(text: str, *, first: str = "", rest: str = "") -> list[str]:
    width = min(shutil.get_terminal_size((88, 24)).columns, 100)
    return textwrap.wrap(text, width=width, initial_indent=first, subsequent_indent=rest, break_long_words=False)
