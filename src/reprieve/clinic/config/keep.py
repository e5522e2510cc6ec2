"""Run one command for as long as whoever started this lives.

    python keep.py SIGNAL COMMAND [ARGUMENT ...]

Standard input is a pipe whose other end the starter holds. When the starter ends, even by `kill -9`, the
pipe closes, and the command is sent the signal. This file is run by its path and imports the standard
library only: it stands beside every server that `reprieve up` starts.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

KEEPER = "REPRIEVE_KEEPER"  # tells the command whose child it is: it is another's when this process was killed


def main() -> int:
    farewell = signal.Signals[sys.argv[1]]
    # The pipe must be ours alone; the command gets an empty standard input.
    environment = os.environ | {KEEPER: str(os.getpid())}
    command = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, env=environment)

    def say_farewell(_number: int | None = None, _frame: FrameType | None = None) -> None:
        command.send_signal(farewell)

    def wait_for_the_end_of_the_starter() -> None:
        while os.read(0, 1024):
            pass
        say_farewell()

    signal.signal(signal.SIGINT, say_farewell)
    signal.signal(signal.SIGTERM, say_farewell)
    threading.Thread(target=wait_for_the_end_of_the_starter, daemon=True).start()
    code = command.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    # Not sys.exit: the waiting thread must not hold up the end.
    os._exit(main())
