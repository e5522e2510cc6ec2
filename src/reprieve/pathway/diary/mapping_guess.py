"""What could one column of a CSV mean, by its name and by what stands in it?

The name proposes, the values decide: a column called "pain" that holds words is not a number, and a
column called "start" may hold a date, a time of day, or both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from reprieve.pathway.diary.cells import unguard
from reprieve.pathway.diary.date_order import DateOrder
from reprieve.pathway.diary.drugs import identify, says_no_drug, split_names
from reprieve.pathway.diary.mapping import LISTS, MEANINGS, MOST_CHARS, NOT_READ, SCALES, Column, Sort
from reprieve.pathway.diary.mapping_cells import first_and_second, read_clock, read_moment, read_number, read_span
from reprieve.pathway.diary.mapping_headers import Named, by_name
from reprieve.pathway.diary.mapping_words import (
    NAUSEA_WORDS,
    NO_WORDS,
    NOT_KNOWN_WORDS,
    OF_LIST,
    PAIN_WORDS,
    YES_WORDS,
    bare,
)
from reprieve.pathway.terms.text import amount, later, say

_MOST_SHARE, _HALF = 0.9, 0.5
_MOST_KEPT_WORDS = 100
# A word that is written so often is one of a list and not somebody's own sentence.
_OFTEN = 3
_WORD_CHARS = 40
_TICKS = frozenset({"0", "1", "true", "false", "x", "✓", "✔"})
_MARKS = (";", "|", "\n", ",")


class Sure(Enum):
    """How far a guess can be relied on."""

    SURE = later("sure")
    LIKELY = later("likely")
    DOUBTFUL = later("doubtful")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a column could mean, how sure that is, and why.

    `unknown` are words of a list that stand for nothing yet, and so would not be read.
    """

    column: Column
    sure: Sure
    why: str
    unknown: tuple[str, ...] = ()


@dataclass(slots=True)
class Values:
    """What stands in a column, counted."""

    filled: int = 0
    with_time: int = 0
    dates: int = 0
    clocks: int = 0
    offsets: int = 0
    with_comma: int = 0
    numbers: list[float] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    spelt_spans: int = 0
    guarded: bool = False
    words: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, cells: Iterable[str]) -> Values:
        """The counts of some cells; empty ones say nothing."""
        values = cls()
        for cell in cells:
            if cell.strip():
                values._count(cell.strip())
        return values

    def _count(self, cell: str) -> None:
        self.filled += 1
        self.words[cell[:2_000]] += 1
        self.guarded = self.guarded or unguard(cell) != cell
        pair = first_and_second(cell)
        if pair:
            self.pairs.append(pair)
        # Either order will do to see that it is a date at all.
        moment = read_moment(cell, DateOrder.DAY_FIRST) or read_moment(cell, DateOrder.MONTH_FIRST)
        number = read_number(cell, decimal_comma=False)
        if moment is not None:
            self.with_time += moment.clock is not None
            self.dates += moment.clock is None
            self.offsets += moment.offset is not None
        elif number is not None:
            self.numbers.append(number)
        elif (with_comma := read_number(cell, decimal_comma=True)) is not None:
            self.with_comma += 1
            self.numbers.append(with_comma)
        elif read_clock(cell) is not None:
            self.clocks += 1
        if number is None and read_span(cell, "text", decimal_comma=False) is not None:
            self.spelt_spans += 1

    def share(self, number: int) -> float:
        """A number of cells as a share of those that are not empty."""
        return number / self.filled if self.filled else 0.0

    def known(self, words: Iterable[str]) -> float:
        """The share of cells that are one of these words."""
        among = set(words)
        return self.share(sum(often for cell, often in self.words.items() if bare(cell) in among))


def guess(name: str, values: Values) -> Guess:
    """What a column of this name with these values could mean."""
    said = by_name(name)
    if said.means == NOT_READ:
        return _not_read(name, say("its name is of a thing that a diary here has no place for"), Sure.SURE)
    if said.means in ("start", "date", "time", "end", "end_date"):
        return _of_time(name, said.means, values)
    if said.means is None:
        return _without_a_name(name, values)
    if not values.filled:
        return _not_read(name, say("it is empty, so that nothing bears its name out"))
    sort = MEANINGS[said.means]
    if sort is Sort.SPAN:
        return _span(name, said, values)
    if sort is Sort.PAIN:
        return _pain(name, said, values)
    if sort is Sort.LIST:
        return _list(name, said.means, values)
    if sort is Sort.DRUGS:
        return _drugs(name, values)
    if sort is Sort.ANSWER:
        return _answer(name, said.means, values)
    if said.means == "entered_at":
        return _by_share(name, said.means, values.share(values.with_time), say("dates with a time"))
    if said.means == "drug_time":
        return _by_share(name, said.means, values.share(values.clocks + values.with_time), say("times of day"))
    return Guess(column=Column(column=name, means=said.means), sure=Sure.SURE, why=say("by its name"))


def _not_read(name: str, why: str, sure: Sure = Sure.DOUBTFUL) -> Guess:
    return Guess(column=Column(column=name, means=NOT_READ), sure=sure, why=why)


def _by_share(name: str, means: str, share: float, what: str) -> Guess:
    """By its name, as far as the values are what they should be."""
    percent = round(100 * share)
    if share < _HALF:
        why = say("by its name `{means}`, but only {percent} % are {what}", means=means, percent=percent, what=what)
        return _not_read(name, why)
    sure = Sure.SURE if share >= _MOST_SHARE else Sure.LIKELY
    why = say("by its name; {percent} % are {what}", percent=percent, what=what)
    return Guess(column=Column(column=name, means=means), sure=sure, why=why)


# Dates and times ---------------------------------------------------------------------------------

_OF_TIME = {
    # What the name says: what it is if the values are dates with a time, dates, or times of day.
    "start": ("start", "date", "time"),
    "date": ("start", "date", "time"),
    "time": ("start", "date", "time"),
    "end": ("end", "end_date", "end_time"),
    "end_date": ("end", "end_date", "end_time"),
}


def _of_time(name: str, means: str, values: Values) -> Guess:
    if not values.filled:
        return _not_read(name, say("it is empty, so that nothing bears its name out"))
    shares = (values.share(values.with_time), values.share(values.dates), values.share(values.clocks))
    whats = (say("dates with a time"), say("dates"), say("times of day"))
    best = max(range(3), key=lambda n: shares[n])
    return _by_share(name, _OF_TIME[means][best], shares[best], whats[best])


def _without_a_name(name: str, values: Values) -> Guess:
    """A column whose name says nothing: only a date shows what it is."""
    for share, means, what in (
        (values.share(values.with_time), "start", say("dates with a time")),
        (values.share(values.dates), "date", say("dates")),
    ):
        if share >= _MOST_SHARE:
            why = say("its name is not known, but {percent} % are {what}", percent=round(100 * share), what=what)
            return Guess(column=Column(column=name, means=means), sure=Sure.LIKELY, why=why)
    return _not_read(name, say("its name is not known"))


def beside_a_date(given: Guess, values: Values) -> Guess | None:
    """What a column means whose name says nothing and that holds times of day, in a table with a date and no time."""
    share = values.share(values.clocks)
    if given.column.means != NOT_READ or given.sure is Sure.SURE or share < _MOST_SHARE:
        return None
    if by_name(given.column.column).means is not None:
        return None
    why = say(
        "its name is not known, but {percent} % are times of day, and it stands beside a date",
        percent=round(100 * share),
    )
    return Guess(column=Column(column=given.column.column, means="time"), sure=Sure.LIKELY, why=why)


def _span(name: str, said: Named, values: Values) -> Guess:
    numbers, spelt = values.share(len(values.numbers)), values.share(values.spelt_spans)
    if spelt >= _HALF and spelt >= numbers:
        column = Column(column=name, means="duration", unit="text")
        why = say("by its name; {percent} % are lengths such as 4h 15m or 04:15", percent=round(100 * spelt))
        return Guess(column=column, sure=Sure.SURE if spelt >= _MOST_SHARE else Sure.LIKELY, why=why)
    if numbers < _HALF:
        return _not_read(name, say("by its name `duration`, but few of its values are lengths of time"))
    if said.unit is None:
        return _not_read(
            name, say("by its name `duration`, but it does not say of what: set `means` to `duration`, and its `unit`")
        )
    why = say("by its name, which says the unit; {percent} % are numbers", percent=round(100 * numbers))
    column = Column(column=name, means="duration", unit=said.unit)
    return Guess(column=column, sure=Sure.SURE if numbers >= _MOST_SHARE else Sure.LIKELY, why=why)


# Pain, answers and lists -------------------------------------------------------------------------


def _pain(name: str, said: Named, values: Values) -> Guess:
    if values.known(PAIN_WORDS) >= _HALF:
        words = {cell: (str(PAIN_WORDS[bare(cell)]),) for cell in values.words if bare(cell) in PAIN_WORDS}
        column = Column(column=name, means="pain", scale="words", words=_at_most(words))
        return Guess(column=column, sure=Sure.LIKELY, why=say("by its name; the words were given numbers: check them"))
    if values.share(len(values.numbers)) < _HALF:
        return _not_read(name, say("by its name `pain`, but few of its values are numbers"))
    highest = max(values.numbers)
    top = SCALES.get(said.scale or "")
    if top is not None and highest <= top:
        why = say("by its name, which says the scale; the highest is {highest}", highest=amount(highest))
        return Guess(column=Column(column=name, means="pain", scale=said.scale), sure=Sure.SURE, why=why)
    if highest > 100:
        return _not_read(name, say("by its name `pain`, but its highest is over 100"))
    if highest <= 5:
        return _not_read(
            name,
            say(
                "by its name `pain`, but its highest is {highest}, so that the scale may be one of 10, 5, 4 or 3: "
                "set `means` to `pain`, and its `scale`",
                highest=amount(highest),
            ),
        )
    why = say("by its name; its highest is {highest}", highest=amount(highest))
    scale = "0-10" if highest <= 10 else "0-100"
    return Guess(column=Column(column=name, means="pain", scale=scale), sure=Sure.LIKELY, why=why)


def _answer(name: str, means: str, values: Values) -> Guess:
    answers = {*YES_WORDS, *NO_WORDS, *NOT_KNOWN_WORDS, *(NAUSEA_WORDS if means == "nausea" else ())}
    share = values.known(answers)
    if share < _HALF:
        return _not_read(
            name, say("by its name `{means}`, but few of its values are answers such as yes or no", means=means)
        )
    percent = round(100 * share)
    ticks = values.known(_TICKS) == 1
    if ticks and means != "headache":
        column = Column(column=name, means=means, complete=False)
        why = say("by its name; {percent} % are ticks, so that only what is ticked is known", percent=percent)
    else:
        column = Column(column=name, means=means)
        why = say("by its name; {percent} % are answers", percent=percent)
    return Guess(column=column, sure=Sure.SURE if share >= _MOST_SHARE and not ticks else Sure.LIKELY, why=why)


def _list(name: str, means: str, values: Values) -> Guess:
    if means in LISTS and values.known((*YES_WORDS, *NO_WORDS)) >= _MOST_SHARE:
        return _not_read(name, say("by its name `{means}`, but it holds yes or no", means=means))
    separator = _separator(values)
    uses: Counter[str] = Counter()
    for cell, often in values.words.items():
        for word in cell.split(separator) if separator else [cell]:
            if word.strip() and len(word) <= MOST_CHARS:
                uses[" ".join(word.split())] += often
    known = OF_LIST[means]
    words = {word: known[bare(word)] for word in uses if bare(word) in known}
    others = {
        word: () for word, often in uses.items() if word not in words and often >= _OFTEN and len(word) <= _WORD_CHARS
    }
    unknown = tuple(word for word in uses if word not in words)
    if not any(words.values()):
        return _not_read(
            name,
            say("by its name `{means}`, but none of its words is known: set `means`, and its `words`", means=means),
        )
    share = sum(uses[word] for word in words) / uses.total()
    column = Column(column=name, means=means, separator=separator, words=_at_most({**words, **others}))
    why = say("by its name; {percent} % of its words are known", percent=round(100 * share))
    return Guess(column=column, sure=Sure.SURE if share >= _HALF else Sure.LIKELY, why=why, unknown=unknown)


def _separator(values: Values) -> str | None:
    return next((mark for mark in _MARKS if any(mark in cell for cell in values.words)), None)


def _at_most(words: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The first words by how they are looked up, each once."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for word, meant in words.items():
        if len(found) < _MOST_KEPT_WORDS:
            found.setdefault(bare(word), (word, meant))
    return dict(found.values())


def _drugs(name: str, values: Values) -> Guess:
    cells = list(values.words)[:500]
    names = [drug for cell in cells for drug in split_names(cell)]
    known = [drug for drug in names if says_no_drug(drug) or identify(drug) is not None]
    column = Column(column=name, means="drugs")
    if values.known((*YES_WORDS, *NO_WORDS)) >= _MOST_SHARE and not any(identify(drug) for drug in known):
        column = Column(column=name, means="drug_taken")
        return Guess(column=column, sure=Sure.LIKELY, why=say("by its name; it holds yes or no and names no drug"))
    percent = round(100 * len(known) / len(names)) if names else 0
    why = say("by its name; {percent} % of the names in it are known drugs", percent=percent)
    return Guess(column=column, sure=Sure.SURE if percent >= 50 else Sure.LIKELY, why=why)
