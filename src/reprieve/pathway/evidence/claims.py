"""What is said, is it so, and what may honestly be said instead?

Each number of an honest sentence is tied to what it comes from, and compared with it when the file is read:
a study corrected in its own file makes a sentence that still says the old number fail.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from reprieve.pathway.evidence.citing import load_sources
from reprieve.pathway.evidence.fields import Fields, identity, read_toml
from reprieve.pathway.evidence.loading import PARTS, load_studies
from reprieve.pathway.evidence.studies import Figure, Harm, Outcome, Part, Study
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.sources import Check
from reprieve.pathway.terms.text import later, say


class Verdict(Enum):
    """How a statement stands against what was measured."""

    TRUE = later("true")
    INEXACT = later("inexact")
    WRONG = later("wrong")
    UNVERIFIABLE = later("unverifiable")


VERDICTS = {
    "true": Verdict.TRUE,
    "inexact": Verdict.INEXACT,
    "wrong": Verdict.WRONG,
    "unverifiable": Verdict.UNVERIFIABLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number of an honest sentence, and where it comes from.

    Either a field of a study (`study`, `field`), perhaps reckoned with (`worked`, where x is the field's value),
    a source that a person compares (`source`), arithmetic (`worked`), or no finding at all (`means`).
    """

    value: Decimal
    unit: str
    study: str = ""
    field: str = ""
    source: str = ""
    worked: str = ""
    means: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement as found in the wild, its verdict, and the honest sentence in two languages."""

    id: str
    said: str
    verdict: Verdict
    say_en: str
    say_es: str
    why: str
    numbers: tuple[Number, ...]
    studies: tuple[str, ...]
    sources: tuple[str, ...]
    checked: date
    mark: Check

    def honest(self, language: str) -> str:
        """The sentence to use instead, in `en` or `es`."""
        return self.say_es if language == "es" else self.say_en


@cache
def load_claims() -> Mapping[str, Claim]:
    """The claims that come with Reprieve, by id.

    Raises
    ------
    InvalidInput
        With one line for each claim that is amiss.
    """
    here = files("reprieve.pathway.evidence")
    return claims_from(here / "claims.toml", load_studies(), frozenset(load_sources()))


def claims_from(file: Traversable | Path, studies: Mapping[str, Study], sources: frozenset[str]) -> Mapping[str, Claim]:
    """The claims of a file, each number compared with the studies."""
    fields = read_toml(file)
    found: dict[str, Claim] = {}
    amiss: list[str] = []
    for entry in fields.tables("claim"):
        try:
            claim = _claim(entry, studies, sources)
            if claim.id in found:
                raise entry.refusal("id", say("one that no other claim has"), do=say("Choose another."))
            found[claim.id] = claim
        except InvalidInput as error:
            amiss.append(str(error))
    fields.finish()
    if amiss:
        raise InvalidInput("\n".join(amiss))
    return found


def _claim(fields: Fields, studies: Mapping[str, Study], sources: frozenset[str]) -> Claim:
    id = identity(fields)
    fields = fields.at(say("claim {id}", id=id))
    claim = Claim(
        id=id,
        said=fields.text("said"),
        verdict=fields.choice("verdict", VERDICTS),
        say_en=fields.text("say_en"),
        say_es=fields.text("say_es"),
        why=fields.text("why"),
        numbers=tuple(_number(one, studies, sources) for one in fields.tables("numbers")),
        studies=fields.texts("studies"),
        sources=fields.texts("sources"),
        checked=fields.day("checked"),
        mark=fields.mark(),
    )
    fields.finish()
    _check_names(fields, claim, studies, sources)
    for name in ("say_en", "say_es"):
        _check_sentence(fields, name, claim)
    return claim


def _check_names(fields: Fields, claim: Claim, studies: Mapping[str, Study], sources: frozenset[str]) -> None:
    for study in claim.studies:
        if study not in studies:
            raise fields.refusal("studies", say("names of files in studies/, without .toml; {id} is none", id=study))
    for source in claim.sources:
        if source not in sources:
            raise fields.refusal("sources", say("ids in sources.toml; {id} is none", id=source))
    for number in claim.numbers:
        if number.study and number.study not in claim.studies:
            do = say("Add it to the list.")
            raise fields.refusal("studies", say("a list with {id}, which a number comes from", id=number.study), do=do)


# 1,000 and 1 000 are one number, 11,7 is Spanish for 11.7; a year or a grade inside a name is no figure.
_WRITTEN = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w])")


def _check_sentence(fields: Fields, name: str, claim: Claim) -> None:
    """A number in the sentence that is not in the list is one without a source."""
    listed = {number.value for number in claim.numbers}
    for written in _WRITTEN.findall(getattr(claim, name)):
        if not _readings(written) & listed:
            must = say("a sentence of which each number is in `numbers`; {written} is not", written=written)
            raise fields.refusal(name, must, do=say("Add it there with where it comes from, or take it out."))


def _readings(written: str) -> set[Decimal]:
    """What a number may mean: a comma parts thousands in English, decimals in Spanish."""
    meant = {Decimal(written.replace(",", ""))} if written.count(".") < 2 else set()
    if written.count(",") == 1:
        meant.add(Decimal(written.replace(".", "").replace(",", ".")))
    return meant


def _number(fields: Fields, studies: Mapping[str, Study], sources: frozenset[str]) -> Number:
    number = Number(
        value=fields.number("value"),
        unit=fields.text_or_none("unit"),
        study=fields.text_or_none("study"),
        field=fields.text_or_none("field"),
        source=fields.text_or_none("source"),
        worked=fields.text_or_none("worked"),
        means=fields.text_or_none("means"),
    )
    fields.finish()
    if bool(number.study) != bool(number.field):
        raise fields.refusal("field" if number.study else "study", say("there where the other of the two is"))
    if not (number.study or number.source or number.worked or number.means):
        do = say("Without it nobody can check the number.")
        raise fields.refusal("study", say("there with `field`, or `source`, `worked` or `means`"), do=do)
    if number.source and number.source not in sources:
        raise fields.refusal("source", say("an id in sources.toml"))
    if number.study or number.worked:
        _check_value(fields, number, _expected(fields, number, studies))
    return number


def _check_value(fields: Fields, number: Number, expected: Decimal) -> None:
    """The number must be what it comes from, rounded to the digits with which it is written."""
    exponent = number.value.as_tuple().exponent
    digits = Decimal(1).scaleb(int(exponent))
    if expected.quantize(digits, rounding=ROUND_HALF_UP) != number.value:
        must = say("{expected}, rounded as you like", expected=f"{expected:.6g}")
        do = say("Correct the number here and in both sentences, or the study's own file if that is what is wrong.")
        raise fields.refusal("value", must, do=do)


def _expected(fields: Fields, number: Number, studies: Mapping[str, Study]) -> Decimal:
    value: Decimal | None = None
    if number.study:
        if number.study not in studies:
            raise fields.refusal("study", say("the name of a file in studies/, without .toml"))
        value = value_at(studies[number.study], number.field)
        if value is None:
            do = say("See what it has with: reprieve evidence show {study}", study=number.study)
            raise fields.refusal("field", say("a figure that {study} has", study=number.study), do=do)
    try:
        return work_out(number.worked or "x", x=value)
    except (SyntaxError, ArithmeticError, ValueError) as error:
        must = say("arithmetic with + - * / and brackets, where x stands for the study's figure")
        raise fields.refusal("worked", must) from error


def value_at(study: Study, path: str) -> Decimal | None:
    """A figure of a study by its path, such as `acute-response.ketamine.percent`; None if there is none.

    A share is reckoned from events and n where both are known, exactly; else it is the printed one.
    """
    entry, _, rest = path.partition(".")
    if not rest:
        return (
            Decimal(study.n)
            if path == "n" and study.n
            else Decimal(study.year)
            if path == "year" and study.year
            else None
        )
    everything: tuple[Outcome | Harm | Figure, ...] = (*study.outcomes, *study.harms, *study.figures)
    found = next((one for one in everything if one.id == entry), None)
    if isinstance(found, Figure):
        return Decimal(str(found.value)) if rest == "value" else None
    name, _, what = rest.partition(".")
    part = getattr(found, name, None) if isinstance(found, Outcome | Harm) and name in PARTS else None
    return _value_in(part, what) if isinstance(part, Part) else None


def _value_in(part: Part, what: str) -> Decimal | None:
    if what == "percent" and part.counts is not None:
        return Decimal(100 * part.counts[0]) / Decimal(part.counts[1])
    if what in ("percent_low", "percent_high"):
        interval = part.share_interval_percent
        return Decimal(str(interval[what == "percent_high"])) if interval else None
    if what not in ("events", "n", "percent", "mean", "sd", "median", "value", "low", "high"):
        return None
    value = getattr(part, what)
    return None if value is None else Decimal(str(value))


_OPERATIONS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def work_out(written: str, *, x: Decimal | None = None) -> Decimal:
    """The value of a sum such as `38 / 327 * 100`.

    >>> round(work_out("38 / 327 * 100"), 1), work_out("x / 7", x=Decimal(14))
    (Decimal('11.6'), Decimal('2'))
    """
    return _worked(ast.parse(written, mode="eval").body, x)


def _worked(node: ast.expr, x: Decimal | None) -> Decimal:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return Decimal(str(value))
        case ast.Name(id="x") if x is not None:
            return x
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_worked(operand, x)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATIONS:
            return _OPERATIONS[type(sign)](_worked(left, x), _worked(right, x))
    raise ValueError(ast.dump(node))
