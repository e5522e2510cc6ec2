"""How far is a long run, how fast is it, and how long will it take? Said on standard error while it runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from reprieve.pathway.population.running import Progress
from reprieve.pathway.terms.text import say

WIDTH = 30
# A terminal is written to at most so often; a file, into which lines only pile up, at each tenth.
AGAIN_AFTER_S = 0.2
TENTH_PERCENT = 10
MINUTE_S, HOUR_S = 60, 3600


@contextmanager
def shown(*, quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """A bar on a terminal, lines elsewhere; None where nothing is to be said."""
    if quiet:
        yield None
        return
    bar = Bar(sys.stderr, on_terminal=sys.stderr.isatty())
    try:
        yield bar
    finally:
        bar.close()


class Bar:
    """Tells each `Progress` it is called with.

    Parameters
    ----------
    stream : TextIO
    on_terminal : bool
        Whether a line may be written over.
    now_s : callable
        The clock.
    """

    def __init__(self, stream: TextIO, *, on_terminal: bool, now_s: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._on_terminal, self._now_s = stream, on_terminal, now_s
        self._began_s = now_s()
        self._said_s: float | None = None
        self._said_tenth = -1
        self._widest = 0

    def __call__(self, progress: Progress) -> None:
        percent = 100 * (progress.done + progress.kept) // progress.of if progress.of else 100
        sentence = self._sentence(progress, percent)
        if self._on_terminal:
            self._write_over(f"[{'#' * (percent * WIDTH // 100):<{WIDTH}}] {sentence}", last=percent == 100)
        elif percent // TENTH_PERCENT > self._said_tenth:
            self._said_tenth = percent // TENTH_PERCENT
            self._stream.write(f"{sentence}\n")
            self._stream.flush()

    def _sentence(self, progress: Progress, percent: int) -> str:
        passed_s = self._now_s() - self._began_s
        if not progress.done or passed_s <= 0:
            return say("{percent} %", percent=percent)
        rate = progress.done / passed_s
        left_s = (progress.of - progress.kept - progress.done) / rate
        return say(
            "{percent} %, {rate} people/s, {left} left", percent=percent, rate=f"{rate:,.0f}", left=say_span(left_s)
        )

    def _write_over(self, line: str, *, last: bool) -> None:
        now_s = self._now_s()
        if not last and self._said_s is not None and now_s - self._said_s < AGAIN_AFTER_S:
            return
        self._said_s = now_s
        self._widest = max(self._widest, len(line))
        self._stream.write(f"\r{line:<{self._widest}}")
        self._stream.flush()

    def close(self) -> None:
        """Leave the bar's line, so that what is said next stands on one of its own."""
        if self._said_s is not None:
            self._stream.write("\n")
            self._stream.flush()


def say_span(span_s: float) -> str:
    """A time as one says it, in two units at most.

    >>> say_span(7), say_span(61.2), say_span(7260)
    ('7 s', '1 min 1 s', '2 h 1 min')
    """
    seconds = round(span_s)
    if seconds < MINUTE_S:
        return say("{s} s", s=seconds)
    if seconds < HOUR_S:
        return say("{min} min {s} s", min=seconds // MINUTE_S, s=seconds % MINUTE_S)
    return say("{h} h {min} min", h=seconds // HOUR_S, min=seconds % HOUR_S // MINUTE_S)
