"""Ctrl-C and its kin, noticed at places where ending is safe and nowhere between."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType

Pause = Callable[[float], None]


class Ended(Exception):
    """Somebody asked this process to end."""


class Ending:
    """Remembers that a signal asked for the end.

    A signal that raises wherever it arrives can tear a start in two, between a server's birth and the note of
    it. Here it is only remembered; whoever waits does so with `pause`, and learns of it there.
    """

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup asks for just that
                signal.signal(number, self.remember)

    def remember(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def pause(self, seconds: float) -> None:
        """Sleep a little; raises Ended as soon as the end was asked for."""
        if self.asked:
            raise Ended
        time.sleep(seconds)
