"""What do the columns of somebody's own CSV mean?

A mapping is made once for a kind of file and kept. It says which column holds what, and how it is
written there; it never holds what a person wrote, only the names of columns and the words of lists.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from enum import Enum

from reprieve.pathway.diary.choices import AuraKind, Autonomic, Helped, Quality
from reprieve.pathway.diary.date_order import DateOrder
from reprieve.pathway.diary.wall_clock import zone_named
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import a_list, say

MOST_COLUMNS = 500
MOST_WORDS = 500
MOST_CHARS = 200


class Sort(Enum):
    """How the cells of a column are read."""

    MOMENT = "a date with a time"
    DATE = "a date"
    CLOCK = "a time of day"
    SPAN = "a length of time"
    PAIN = "how strong the pain was"
    ANSWER = "yes or no"
    LIST = "words of a list"
    DRUGS = "names of drugs"
    TEXT = "text"
    NOTHING = "not read"


NOT_READ = "not_read"
# Items of an attack that are yes or no, by the names that our own format has for them.
TRUTHS = (
    "ongoing",
    "slept_through",
    "woke_pain_free",
    "around_eye_or_temple",
    "restless",
    "worse_with_activity",
    "vomiting",
    "photophobia",
    "phonophobia",
    "aura",
    "aura_in_succession",
    "headache_within_60_min",
    "function_lost",
    "drug_taken",
    "believed_migraine",
    "like_previous",
)
GRADES = ("nausea", "nausea.mild", "nausea.moderate", "nausea.severe")
SIDES = ("side.left", "side.right", "side.one", "side.both")
# A place of pain without a side: nobody can say then that the pain was on one side.
NO_SIDE = "side.not_told"
NONE = "none"
SIGNS = (
    *TRUTHS,
    *GRADES,
    *(f"quality.{quality}" for quality in Quality),
    *SIDES,
    NO_SIDE,
    *(f"aura.{kind}" for kind in AuraKind),
    *(f"autonomic.{sign}" for sign in Autonomic),
)
# What each word of a list may stand for: signs, or that there was nothing of the list.
WORD_MEANINGS = frozenset({*SIGNS, NONE})
ANSWERS = ("yes", "no", "not_recorded")
NAUSEA_ANSWERS = (*ANSWERS, "mild", "moderate", "severe")
LISTS = ("symptoms", "qualities", "places", "side", "autonomic")

MEANINGS: MappingOf[str, Sort] = {
    "start": Sort.MOMENT,
    "date": Sort.DATE,
    "time": Sort.CLOCK,
    "end": Sort.MOMENT,
    "end_date": Sort.DATE,
    "end_time": Sort.CLOCK,
    "duration": Sort.SPAN,
    "pain": Sort.PAIN,
    "headache": Sort.ANSWER,
    "menstruation": Sort.ANSWER,
    **dict.fromkeys(SIGNS, Sort.ANSWER),
    **dict.fromkeys(LISTS, Sort.LIST),
    "drugs": Sort.DRUGS,
    "drug_time": Sort.CLOCK,
    "note": Sort.TEXT,
    "entered_at": Sort.MOMENT,
    NOT_READ: Sort.NOTHING,
}
MAY_REPEAT = frozenset({"drugs", "note", NOT_READ, *LISTS})
UNITS = ("seconds", "minutes", "hours", "days", "text")
# The highest number of each scale of pain; `words` has none.
SCALES: MappingOf[str, int | None] = {"0-10": 10, "0-5": 5, "0-4": 4, "0-3": 3, "0-100": 100, "words": None}
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What one column holds.

    Parameters
    ----------
    column : str
        Its name in the first line; case and blanks do not matter.
    means : str
        A key of `MEANINGS`.
    unit : str or None
        Of a `duration`: one of `UNITS`; "text" is a length such as 4h 15m or 04:15.
    scale : str or None
        Of `pain`: one of `SCALES`.
    separator : str or None
        What parts the words of a list or the drugs; None tries the usual marks.
    words : mapping of str to tuple of str
        What the words in its cells stand for. Where it is given, no other word is read.
    complete : bool or None
        Of a list: whether what is not in it was not there. Of yes or no: whether a no says so, and
        not only that nothing was ticked. None is no for a list and yes for an answer.
    helped : Helped or None
        Of `drugs`: whether the drugs in it helped.
    """

    column: str
    means: str
    unit: str | None = None
    scale: str | None = None
    separator: str | None = None
    words: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    complete: bool | None = None
    helped: Helped | None = None

    def __post_init__(self) -> None:
        if not self.column.strip() or len(self.column) > MOST_CHARS:
            raise InvalidInput(say("each column must be named, in at most {n} characters.", n=MOST_CHARS))
        if self.means not in MEANINGS:
            raise InvalidInput(
                say(
                    "`means` of the column {column} must be a meaning listed in docs/bringing-a-diary.md; got {means}.",
                    column=named(self.column),
                    means=named(self.means),
                )
            )
        sort = MEANINGS[self.means]
        self._only_of("unit", self.unit, sort is Sort.SPAN, UNITS, needed=True)
        self._only_of("scale", self.scale, sort is Sort.PAIN, tuple(SCALES), needed=True)
        self._only_of("separator", self.separator, sort in (Sort.LIST, Sort.DRUGS), ())
        self._only_of("complete", self.complete, sort in (Sort.LIST, Sort.ANSWER), (True, False))
        self._only_of("helped", self.helped, sort is Sort.DRUGS, tuple(Helped))
        self._only_of("words", self.words or None, sort in (Sort.LIST, Sort.ANSWER, Sort.PAIN), ())
        if self.separator == "":
            raise InvalidInput(say("`separator` of the column {column} must not be empty.", column=named(self.column)))
        self._words_must_mean_something(sort)

    def _only_of(
        self, name: str, value: object, has_it: bool, allowed: tuple[object, ...], *, needed: bool = False
    ) -> None:
        if value is None and not (needed and has_it):
            return
        if not has_it:
            message = say(
                "`{name}` does not belong to the column {column}, which means `{means}`. Leave it out.",
                name=name,
                column=named(self.column),
                means=self.means,
            )
            raise InvalidInput(message)
        if allowed and value not in allowed:
            message = say(
                "`{name}` of the column {column} must be {allowed}.",
                name=name,
                column=named(self.column),
                allowed=a_list([str(one) for one in allowed], last="or"),
            )
            raise InvalidInput(message)

    def _words_must_mean_something(self, sort: Sort) -> None:
        if len(self.words) > MOST_WORDS or any(len(word) > MOST_CHARS for word in self.words):
            message = say(
                "`words` of the column {column} must be at most {n}, each of at most {chars} characters.",
                column=named(self.column),
                n=MOST_WORDS,
                chars=MOST_CHARS,
            )
            raise InvalidInput(message)
        wrong = [word for word, meant in self.words.items() if not self._stands_for(sort, word, meant)]
        if wrong:
            message = say(
                "`words` of the column {column} must say for each word what it stands for; {word} does not.",
                column=named(self.column),
                word=named(wrong[0]),
            )
            raise InvalidInput(message)
        if self.scale == "words" and not self.words:
            message = say(
                "`words` of the column {column} must say how strong the pain of each word is, from 0 to 10.",
                column=named(self.column),
            )
            raise InvalidInput(message)
        if sort is Sort.LIST and self.complete and not self.words and self.means in ("symptoms", "places"):
            message = say(
                "`words` of the column {column} must list what could be ticked, as the list is said to be complete.",
                column=named(self.column),
            )
            raise InvalidInput(message)

    def _stands_for(self, sort: Sort, word: str, meant: tuple[str, ...]) -> bool:
        if not word.strip():
            return False
        if sort is Sort.LIST:
            return WORD_MEANINGS.issuperset(meant)
        if sort is Sort.ANSWER:
            return len(meant) == 1 and meant[0] in (NAUSEA_ANSWERS if self.means == "nausea" else ANSWERS)
        return len(meant) == 1 and meant[0] in {str(n) for n in range(11)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """What the columns of a kind of file mean.

    Parameters
    ----------
    columns : tuple of Column
        Among them `start`, or `date` with or without `time`.
    name : str
        What the file is called in an answer: the app it is from.
    delimiter : str or None
        One of `DELIMITERS`; None finds it.
    dates : DateOrder or None
        The order of dates such as 03/04/2026; None reads them if the file leaves no doubt.
    decimal_comma : bool
        Whether numbers are written 4,5.
    formula_guard : bool
        Whether the app puts `'` before a text that a spreadsheet would take for a formula.
    zone : str or None
        The IANA name of the zone in which times without an offset were written.
    """

    columns: tuple[Column, ...]
    name: str = "mapped"
    delimiter: str | None = None
    dates: DateOrder | None = None
    decimal_comma: bool = False
    formula_guard: bool = False
    zone: str | None = None

    def __post_init__(self) -> None:
        if len(self.columns) > MOST_COLUMNS:
            raise InvalidInput(say("a mapping must have at most {n} columns.", n=MOST_COLUMNS))
        if self.delimiter is not None and self.delimiter not in DELIMITERS:
            raise InvalidInput(say("`delimiter` must be a comma, a semicolon, a tab or a vertical bar."))
        if self.dates is DateOrder.DOUBTFUL:
            raise InvalidInput(say("`dates` must be day_first or month_first; leave it out if neither occurs."))
        if not self.name.strip() or len(self.name) > MOST_CHARS or not self.name.isprintable():
            raise InvalidInput(say("`name` must be a name of at most {n} characters on one line.", n=MOST_CHARS))
        zone_named(self.zone)
        self._each_once()
        self._has_a_start()

    def _each_once(self) -> None:
        twice = [name for name, uses in Counter(same(one.column) for one in self.columns).items() if uses > 1]
        if twice:
            raise InvalidInput(
                say("each column must stand in a mapping once; {column} does not.", column=named(twice[0]))
            )
        means = Counter(one.means for one in self.columns if one.means not in MAY_REPEAT)
        repeated = [meaning for meaning, uses in means.items() if uses > 1]
        if repeated:
            columns = [named(one.column) for one in self.columns if one.means == repeated[0]]
            raise InvalidInput(
                say(
                    "only one column can mean `{means}`; got {columns}.",
                    means=repeated[0],
                    columns=a_list(columns[:20]),
                )
            )

    def _has_a_start(self) -> None:
        means = {one.means for one in self.columns}
        if not means & {"start", "date"}:
            raise InvalidInput(
                say("a mapping must say which column is the start, or the date. Set its `means` to `start` or `date`.")
            )
        for one, other in (("start", "date"), ("start", "time"), ("end", "end_time"), ("end", "end_date")):
            if {one, other} <= means:
                message = say("a mapping cannot have both `{one}` and `{other}`. Keep one.", one=one, other=other)
                raise InvalidInput(message)
        for one, other in (("time", "date"), ("end_date", "end_time"), ("drug_time", "drugs")):
            if one in means and other not in means:
                message = say("a mapping with `{one}` must have `{other}` too.", one=one, other=other)
                raise InvalidInput(message)

    @property
    def needed(self) -> tuple[str, ...]:
        """The names of the columns without which a file cannot be read by this mapping."""
        return tuple(one.column for one in self.columns if one.means in ("start", "date", "time"))


def same(name: str) -> str:
    """A column's name or a word as it is compared: without case, and with one blank for several.

    >>> same("  Start   Time ")
    'start time'
    """
    return " ".join(unicodedata.normalize("NFC", name[:MOST_CHARS]).casefold().split())


def named(column: str) -> str:
    """A column's name as it stands in a message."""
    name = "".join(letter if letter.isprintable() else "?" for letter in column.strip())
    return f"“{name if len(name) <= 40 else name[:39] + '…'}”"
