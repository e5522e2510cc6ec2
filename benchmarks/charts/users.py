"""People who ask for pages: one, thinks, asks for the next.

Each has a connection of their own that stays open. The times between two pages are drawn once from a fixed seed, around
a mean; nobody waits for anybody else.
"""

from __future__ import annotations

import http.client
import random
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

PATIENCE_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one asks for; `name` is how it stands in the table."""

    name: str
    method: str = "GET"
    path: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(slots=True)
class Times:
    """Of each page, from the first byte sent to the last received, in ms; and of whatever went wrong, how often."""

    of: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)


class Asker:
    """Somebody's connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)

    def ask(self, page: Page) -> bytes:
        try:
            answer = self._answer(page)
        except ConnectionError:  # it was left alone for long, and closed: as a browser, ask anew
            self.connection.close()
            answer = self._answer(page)
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{page.name}: answered with {answer.status}")
        return body

    def _answer(self, page: Page) -> http.client.HTTPResponse:
        self.connection.request(page.method, page.path, body=page.body, headers=dict(page.headers))
        return self.connection.getresponse()


def ask_as_people(port: int, of: Sequence[Sequence[Page]], *, think_s: float, seconds: float) -> Times:
    """Each in turn asks for one of their pages, with a pause of `think_s` on average, exponentially distributed."""
    times, until = Times(), time.monotonic() + seconds

    def person(number: int) -> None:
        chance = random.Random(number)
        asker, pages = Asker(port), of[number]
        time.sleep(chance.uniform(0, think_s))
        turn = chance.randrange(len(pages))
        while time.monotonic() < until:
            page = pages[turn % len(pages)]
            turn += 1
            began = time.perf_counter()
            try:
                asker.ask(page)
                times.of[page.name].append((time.perf_counter() - began) * 1000)
            except (OSError, http.client.HTTPException, RuntimeError) as problem:
                times.wrong.append(f"{page.name}: {type(problem).__name__}")
                asker = Asker(port)
            time.sleep(chance.expovariate(1 / think_s))

    _together([lambda number=number: person(number) for number in range(len(of))])
    return times


def ask_alone(port: int, pages: Sequence[Page], *, times: int = 20) -> Times:
    """One caller, one page after the other: what each costs where nobody else asks."""
    found, asker = Times(), Asker(port)
    for _time in range(times):
        for page in pages:
            began = time.perf_counter()
            asker.ask(page)
            found.of[page.name].append((time.perf_counter() - began) * 1000)
    return found


def ask_flat_out(port: int, of: Sequence[Sequence[Page]], *, callers: int, seconds: float) -> float:
    """So many callers without a pause: pages each second."""
    until, counts = time.monotonic() + seconds, [0] * callers

    def caller(number: int) -> None:
        asker, pages = Asker(port), of[number * len(of) // callers]
        while time.monotonic() < until:
            asker.ask(pages[counts[number] % len(pages)])
            counts[number] += 1

    began = time.monotonic()
    _together([lambda number=number: caller(number) for number in range(callers)])
    if min(counts) == 0:
        raise RuntimeError("a caller got no answer")
    return sum(counts) / (time.monotonic() - began)


def _together(people: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=one) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def median_and_99th(times_ms: Sequence[float]) -> tuple[float, float]:
    """The middle one, and the one that one in a hundred is above."""
    ordered = sorted(times_ms)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, -(-99 * len(ordered) // 100) - 1)]
