"""How long did a process and all it started take, and how much memory did they hold at once? (Linux)"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

EVERY_S = 0.02
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
# Places in /proc/PID/stat, counted from behind the name, which may hold anything.
PARENT, TIMES, RSS_PAGES = 1, slice(11, 15), 21


@dataclass(kw_only=True)
class Measured:
    """What one engine cost, run by run; the first run, which warms up, stands apart."""

    first_s: float = 0.0
    wall_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    peak_bytes: int = 0
    left_out: str = ""

    @property
    def median_wall_s(self) -> float:
        """Of the runs after the first."""
        return median(self.wall_s)

    @property
    def median_cpu_s(self) -> float:
        """Of the runs after the first."""
        return median(self.cpu_s)


def measure(command: list[str], cwd: Path) -> Measured:
    """Run a command that prints a line of JSON for each of its runs, and watch its memory."""
    found = Measured()
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        done = threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, found, done))
        watch.start()
        lines, errors = process.communicate()
        done.set()
        watch.join()
    if process.returncode:
        found.left_out = (errors.strip().splitlines() or ["it failed"])[-1]
        return found
    for told in _told(lines):
        if "left_out" in told:
            found.left_out = str(told["left_out"])
            return found
        found.wall_s.append(float(told["wall_s"]))
        found.cpu_s.append(float(told["cpu_s"]))
    found.first_s = found.wall_s.pop(0)
    found.cpu_s.pop(0)
    return found


def _told(lines: str) -> Iterator[dict[str, float | str]]:
    for line in lines.splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def _watch(root: int, found: Measured, done: threading.Event) -> None:
    while not done.wait(EVERY_S):
        held = sum(int(stat[RSS_PAGES]) * PAGE_BYTES for stat in _tree(root))
        found.peak_bytes = max(found.peak_bytes, held)


def tree_cpu_s(root: int | None = None) -> float:
    """Processor time of a process (None: this one), of those it started, and of those that ended."""
    return sum(sum(int(it) for it in stat[TIMES]) for stat in _tree(root or os.getpid())) / TICKS_PER_S


def _tree(root: int) -> list[list[str]]:
    """What /proc says of a process and of all that it started."""
    stats: dict[int, list[str]] = {}
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        pid = int(folder.name)
        stats[pid] = stat
        children.setdefault(int(stat[PARENT]), []).append(pid)
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        if pid in stats:
            found.append(stats[pid])
        waiting += children.get(pid, [])
    return found
