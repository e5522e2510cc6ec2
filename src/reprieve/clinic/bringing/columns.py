"""What did the person say that the columns of their table mean, and what is wrong with it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reprieve.clinic.bringing.table import Table
from reprieve.clinic.showing.meaning_words import CHOICES, GROUPS, PAIN_IN_WORDS, choice_of, say_meaning, say_why
from reprieve.clinic.showing.plain_words import in_quotes, say_date
from reprieve.pathway.diary import mapping
from reprieve.pathway.diary.date_order import DateOrder
from reprieve.pathway.diary.mapping import LISTS, MAY_REPEAT, MEANINGS, NOT_READ, Column, Sort
from reprieve.pathway.diary.mapping_cells import read_moment
from reprieve.pathway.diary.mapping_guess import Guess
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import a_list

# So many columns are asked about; of a wider table the others are left out.
MOST_ASKED = 60
MOST_WORDS_NAMED = 10
DATED = ("start", "date", "end", "end_date", "entered_at")
ORDERS = {"day_first": DateOrder.DAY_FIRST, "month_first": DateOrder.MONTH_FIRST}
NAME = "mapped"
# A pair of which only one can be, and what a meaning cannot be without.
_EITHER = (("start", "date"), ("start", "time"), ("end", "end_time"), ("end", "end_date"))
_NEEDS = (("time", "date"), ("end_date", "end_time"), ("drug_time", "drugs"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnShown:
    """One row of the page: a column, what stands in it, what it was taken for and why."""

    number: int
    name: str
    values: tuple[str, ...]
    why: str
    options: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    chosen: str
    asks_complete: bool
    complete: bool
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said of a table: a choice for each column that is asked about, by its place; then the rest."""

    choices: Mapping[int, str]
    complete: frozenset[int]
    dates: str = ""


def asked(table: Table) -> list[tuple[int, Guess]]:
    """The columns to ask about, with their places: of a wide table first those that mean something."""
    by_use = sorted(enumerate(table.guesses), key=lambda one: one[1].column.means == NOT_READ)
    return sorted(by_use[:MOST_ASKED], key=lambda one: one[0])


def said_by_guess(table: Table) -> Said:
    """The guesses, as if the person had said them."""
    columns = [(number, guess.column) for number, guess in asked(table)]
    return Said(
        choices={number: choice_of(column) for number, column in columns},
        complete=frozenset(number for number, column in columns if column.complete),
    )


def said_in(form: Mapping[str, str], table: Table) -> Said:
    """What came with the form; of a column that it leaves out, nothing is read."""
    places = [number for number, _guess in asked(table)]
    return Said(
        choices={number: form.get(f"means_{number}", NOT_READ) for number in places},
        complete=frozenset(number for number in places if form.get(f"complete_{number}")),
        dates=form.get("dates", ""),
    )


def show_columns(table: Table, said: Said, errors: Mapping[int, str]) -> tuple[ColumnShown, ...]:
    """The rows of the page."""
    return tuple(
        ColumnShown(
            number=number,
            name=guess.column.column,
            values=table.shown(guess.column.column),
            why=_why(guess),
            options=_options(guess),
            chosen=said.choices[number],
            asks_complete=_asks_complete(guess),
            complete=number in said.complete,
            error=errors.get(number, ""),
        )
        for number, guess in asked(table)
    )


def _why(guess: Guess) -> str:
    """The reason of a guess, and which words of a list would not be read."""
    if not guess.unknown:
        return say_why(guess.why)
    words = a_list([in_quotes(word) for word in guess.unknown[:MOST_WORDS_NAMED]])
    return _("%(why)s Not known, and not read: %(words)s.") % {"why": say_why(guess.why), "words": words}


def _options(guess: Guess) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return tuple((str(title), tuple(_of_group(words, guess))) for title, words in GROUPS)


def _of_group(words: Mapping[str, Promise], guess: Guess) -> Iterator[tuple[str, str]]:
    if "pain:0-10" in words and guess.column.scale == "words":
        words = {**PAIN_IN_WORDS, **words}
    for choice, said in words.items():
        yield choice, str(said)


def _asks_complete(guess: Guess) -> bool:
    """Whether what is not there must be asked about: in a list that is understood, and where only ticks stand."""
    column = guess.column
    return column.complete is False or (column.means in LISTS and bool(column.words))


# From what was said to a mapping ------------------------------------------------------------------


def dated_columns(table: Table, said: Said) -> list[str]:
    """The columns that were said to hold a date."""
    return [guess.column.column for number, guess in asked(table) if said.choices[number].partition(":")[0] in DATED]


def order_of_dates(table: Table, said: Said) -> DateOrder | None:
    """The order of the dates: as the table itself shows it, else as it was said; None where neither tells."""
    order = table.order_of(dated_columns(table, said))
    if order is not DateOrder.DOUBTFUL:
        return order
    return ORDERS.get(said.dates)


def doubtful_date(table: Table, said: Said) -> str | None:
    """A date of which the person must say what it means; None where the table leaves no doubt."""
    columns = dated_columns(table, said)
    if table.order_of(columns) is not DateOrder.DOUBTFUL:
        return None
    return table.doubtful_date(columns)


def readings_of(date: str) -> list[tuple[str, str]]:
    """What a date can mean: each order with the day that it gives."""
    first, second = _("the day stands first"), _("the month stands first")
    words = {"day_first": first, "month_first": second}
    moments = ((name, read_moment(date, order)) for name, order in ORDERS.items())
    return [
        (name, _("%(day)s: %(how)s") % {"day": say_date(moment.day), "how": words[name]})
        for name, moment in moments
        if moment is not None
    ]


def errors_of(said: Said) -> dict[int, str]:
    """What is wrong with the choices, beside the column that it concerns."""
    errors: dict[int, str] = {}
    means = {number: choice.partition(":")[0] for number, choice in said.choices.items()}
    for number, choice in said.choices.items():
        if choice not in CHOICES:
            errors[number] = _("Choose from the list.")
    often = Counter(one for one in means.values() if one not in MAY_REPEAT)
    for number, one in means.items():
        if often[one] > 1:
            errors.setdefault(number, _("Another column means the same. Choose it once."))
    first = {one: number for number, one in reversed(means.items())}
    for one, other in _EITHER:
        if one in first and other in first:
            message = _("A table has this, or %(other)s, but not both. Leave one out.")
            errors.setdefault(first[other], message % {"other": in_quotes(say_meaning(one))})
    for one, other in _NEEDS:
        if one in first and other not in first:
            message = _("This can be read only beside a column with %(other)s.")
            errors.setdefault(first[one], message % {"other": in_quotes(say_meaning(other))})
    return errors


def lacks_a_date(said: Said) -> bool:
    return not {"start", "date"} & set(said.choices.values())


def mapping_of(table: Table, said: Said, *, zone: str | None) -> mapping.Mapping:
    """The mapping that was said.

    Raises
    ------
    InvalidInput
        If it is none.
    """
    columns = tuple(_column(number, guess, said) for number, guess in asked(table))
    numbers = [one.column for one in columns if MEANINGS[one.means] in (Sort.PAIN, Sort.SPAN)]
    return mapping.Mapping(
        columns=columns,
        name=NAME,
        delimiter=table.delimiter,
        dates=order_of_dates(table, said),
        decimal_comma=any(table.values(name).with_comma for name in numbers),
        formula_guard=table.formula_guard,
        zone=zone,
    )


def _column(number: int, guess: Guess, said: Said) -> Column:
    """A column as it was said to be; what was guessed besides holds where the guess was right."""
    choice = said.choices[number]
    column = guess.column
    if choice != choice_of(column):
        means, _colon, detail = choice.partition(":")
        sort = MEANINGS.get(means)
        if sort is None:
            raise InvalidInput(_("Choose from the list."))
        column = Column(
            column=column.column,
            means=means,
            unit=detail if sort is Sort.SPAN else None,
            scale=detail if sort is Sort.PAIN else None,
        )
    if not _asks_complete(guess) or column.means != guess.column.means:
        return column
    return replace(column, complete=number in said.complete)
