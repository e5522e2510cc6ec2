"""What has come out of one file so far: records row by row, what was left out, what was assumed?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from reprieve.pathway.diary.records import Attack, DayEntry, Dose, LeftOut, Profile, Treatment
from reprieve.pathway.diary.wall_clock import WallClock
from reprieve.pathway.terms.text import count, say

Record = Attack | Dose | DayEntry | Profile | Treatment
MOST_LEFT_OUT = 1_000
_MOST_WORDS = 40
_WORD_CHARS = 60
_MOST_LINES_NAMED = 10
_LONG = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row said, or several rows that belong together."""

    records: tuple[Record, ...]
    rows: int = 1


@dataclass(slots=True, kw_only=True)
class Gathering:
    """Collects what a reader finds in one file."""

    format: str
    clock: WallClock
    entries: list[Entry] = field(default_factory=list)
    repeated_rows: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    more_left_out: int = 0
    lost_lines: set[int] = field(default_factory=set)
    long_attacks: list[int] = field(default_factory=list)
    pains_rounded: int = 0
    notes: list[str] = field(default_factory=list)
    not_read: dict[str, Counter[str]] = field(default_factory=dict)

    def keep(self, *records: Record, rows: int = 1) -> None:
        """Takes what a row said."""
        self.entries.append(Entry(records, rows))

    def leave_out(self, line: int, reason: str, *, whole_row: bool = True) -> None:
        """Says that a line, or an item of it, was not read; never what stood there."""
        if whole_row:
            self.lost_lines.add(line)
        if len(self.left_out) < MOST_LEFT_OUT:
            self.left_out.append(LeftOut(line=line, reason=reason, whole_row=whole_row))
        else:
            self.more_left_out += 1

    def not_understood(self, line: int, column: str, must_be: str) -> None:
        """Says that one item of a line was not understood; the rest of the line stays."""
        reason = say("`{column}` must be {must_be}; it was taken as not recorded.", column=column, must_be=say(must_be))
        self.leave_out(line, reason, whole_row=False)

    def check_length(self, attack: Attack, line: int) -> None:
        """Remembers an attack so long that one of its dates may be wrong."""
        if attack.end is not None and attack.end - attack.start > _LONG:
            self.long_attacks.append(line)

    def skip_word(self, column: str, word: str) -> None:
        """Counts a word from a list of an app that has no place in a diary of ours."""
        words = self.not_read.setdefault(column, Counter())
        words[word[:_WORD_CHARS]] += 1

    def all_notes(self) -> tuple[str, ...]:
        """Everything assumed or dropped, in words."""
        notes = [*self.clock.notes(), *self.notes]
        if self.long_attacks:
            notes.append(_said_of_long_attacks(sorted(self.long_attacks)))
        if self.pains_rounded:
            notes.append(
                count(
                    self.pains_rounded,
                    "The pain of {n} entry was rounded to a whole number from 0 to 10, a half upwards.",
                    "The pain of {n} entries was rounded to whole numbers from 0 to 10, a half upwards.",
                )
            )
        for column, words in self.not_read.items():
            named = ", ".join(f"{word} ({n})" for word, n in words.most_common(_MOST_WORDS))
            more = say(" and {n} more", n=len(words) - _MOST_WORDS) if len(words) > _MOST_WORDS else ""
            notes.append(say("Not read from {column}: {words}{more}.", column=column, words=named, more=more))
        if self.more_left_out:
            notes.append(
                count(
                    self.more_left_out,
                    "{n} more line or item was left out and is not listed.",
                    "{n} more lines or items were left out and are not listed.",
                )
            )
        return tuple(notes)


def _said_of_long_attacks(lines: list[int]) -> str:
    named = ", ".join(str(line) for line in lines[:_MOST_LINES_NAMED])
    more = say(" and {n} more", n=len(lines) - _MOST_LINES_NAMED) if len(lines) > _MOST_LINES_NAMED else ""
    return count(
        len(lines),
        "Line {named}: this attack lasts over {days} days; check its dates.",
        "Lines {named}{more}: these attacks last over {days} days; check their dates.",
        named=named,
        more=more,
        days=_LONG.days,
    )
