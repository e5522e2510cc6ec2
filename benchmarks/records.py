"""How fast are the pages of a record with ten years of diary, for fifty people at once?

    python -m benchmarks.records [--patients 25] [--seconds 60] [--think 5] [--peer]

Starts PostgreSQL and our web server as production runs them, in a temporary folder, with so many patients of 3,650
days, 1,200 attacks and 2,000 doses each. Half of the fifty are patients with their own diary, half prescribers with a
chart; each asks for one page after the other and pauses between, five seconds on average. Server time is what our own
access log says: inside of the server, with the time a request waits for the database and for the processor. Beside it
stands what the one who asked waited. Then eight ask without a pause.

With `--peer`, GNU Health 5.0.6 is asked in the same way in the same run, in fifty sessions of its own (`charts/peer.py`
says what is compared); its server says no time, so that its callers' are compared with our callers'.

Nobody of the fifty writes, and each page was asked for once before: what is made of a whole diary is there. What it
takes to make it is measured apart, with one caller alone: the first look after an entry.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.charts.clinic import People, fill, prepare, served, write_one_more
from benchmarks.charts.peer import Client, fill_peer, peer_served
from benchmarks.charts.users import Asker, Page, ask_alone, ask_as_people, ask_flat_out, median_and_99th

from reprieve.clinic.config.postgres import start_postgres, stop_postgres

USERS = 50
FIRST_LOOKS = 5
CALLERS = 8
LINE = re.compile(r"^\S+ \S+ (GET|POST) (\S+) (\d+) ([\d.]+) ms$")
CHART = "Chart, with its notes"
# The pages by the addresses of our own table, as the access log writes them.
OF_PATIENT = {
    "/me/": "Now",
    "/me/calendar/": "Calendar, this month",
    "/me/day/<day:day>/": "A day",
    "/me/treatments/": "Treatments",
    "/me/about-me/": "About me",
    "/me/shows/": "What my diary shows",
    "/me/data/": "My data",
    "/me/bring/<int:number>/": "Look at what you brought",
}
MADE_OF_ALL = ("About me", "What my diary shows", "Look at what you brought", CHART)
OF_STAFF = {
    "/desk/patients/": "Patients",
    "/desk/patients/<uuid:key>/": CHART,
    "/desk/patients/<uuid:key>/sign/": "Sign",
    "/desk/patients/<uuid:key>/who/": "Who it is",
}

MEDIAN_MS, MOST_MS = 50, 150  # what is wanted of all pages together


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int, default=USERS // 2)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=5, help="seconds between two pages of one person, on average")
    parser.add_argument("--peer", action="store_true", help="GNU Health too; its Python is made in the cache folder")
    given = parser.parse_args()
    with ExitStack() as house:
        folder = Path(house.enter_context(tempfile.TemporaryDirectory(prefix="reprieve-measured-")))
        folder.chmod(0o711)  # PostgreSQL runs as another user where this one may do everything
        server = start_postgres(folder)
        house.callback(stop_postgres, server)
        prepare(folder, server)
        people = fill(given.patients, USERS // 2)
        pages = pages_of(people)
        peer = fill_peer(folder, server) if given.peer else None
        log = folder / "web.log"
        with served(folder, server, log.open("wb")) as port:
            ask_each_once(port, pages)
            begun = log.stat().st_size
            ours = ask_as_people(port, pages, think_s=given.think, seconds=given.seconds)
            asked = log.read_bytes()[begun:].decode()
            alone = ask_alone(port, [page for page in pages[-1] if page.name == CHART]).of[CHART]
            per_s = ask_flat_out(port, pages, callers=CALLERS, seconds=given.seconds / 4)
            first_looks = look_first(port, people, pages)
        show_ours(server_times(asked), given)
        show_asked("ours, as the callers saw it", ours.of)
        show_asked("ours, the first look after an entry, one caller alone", first_looks)
        print(f"\nWithout a pause, {CALLERS} callers: {per_s:.0f} pages/s.")
        wrong = ours.wrong
        if peer is not None:
            with peer_served(peer) as port:
                theirs = [Client(peer, port).pages() for _ in range(USERS)]
                ask_each_once(port, theirs[:CALLERS])
                # Without the whole list: fifty people who ask for it keep both cores busy, and all else waits.
                chart = [one[:-1] for one in theirs]
                found = ask_as_people(port, chart, think_s=given.think, seconds=given.seconds)
                theirs_alone = ask_alone(port, theirs[0]).of
            show_asked("GNU Health 5.0.6, as the callers saw it", found.of)
            show_asked("one caller alone", {CHART: alone, **theirs_alone})
            show_ratio("fifty people", ours.of[CHART], found.of)
            show_ratio("one caller alone", alone, theirs_alone)
            wrong += found.wrong
    for one in sorted(set(wrong)):
        print(f"went wrong {wrong.count(one)} times: {one}")
    return 1 if wrong else 0


def pages_of(people: People) -> list[list[Page]]:
    """What each of the fifty asks for: first the patients, then the staff."""
    day = (datetime.now(UTC) - timedelta(days=20)).date().isoformat()
    found = []
    for number in range(USERS // 2):
        patient = people.patients[number % len(people.patients)]
        named = {"<day:day>": day, "<int:number>": str(patient.brought)}
        found.append([_page(name, _filled(route, named), patient.cookie) for route, name in OF_PATIENT.items()])
    for number, cookie in enumerate(people.staff):
        key = people.patients[number % len(people.patients)].key
        found.append([_page(name, route.replace("<uuid:key>", key), cookie) for route, name in OF_STAFF.items()])
    return found


def _filled(route: str, named: Mapping[str, str]) -> str:
    for part, value in named.items():
        route = route.replace(part, value)
    return route


def look_first(port: int, people: People, pages: Sequence[Sequence[Page]]) -> Mapping[str, list[float]]:
    """Of the pages that are made of the whole diary, in ms: an entry is written, then the page asked for."""
    found: dict[str, list[float]] = defaultdict(list)
    asker, number = Asker(port), 0
    for page in [it for it in (*pages[0], *pages[-1]) if it.name in MADE_OF_ALL]:
        whose = people.patients[0 if page in pages[0] else (USERS // 2 - 1) % len(people.patients)]
        for _time in range(FIRST_LOOKS):
            number += 1
            write_one_more(whose, number)
            began = time.perf_counter()
            asker.ask(page)
            found[page.name].append((time.perf_counter() - began) * 1000)
    return found


def _page(name: str, path: str, cookie: str) -> Page:
    # As the proxy in front of a production server says it.
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    return Page(name=name, path=path, headers={"Host": "localhost", "Cookie": cookie} | forwarded)


def ask_each_once(port: int, pages: Sequence[Sequence[Page]]) -> None:
    """So that what is made once for each diary is there, and both processes are awake."""
    for _process in range(2):
        for one in pages:
            asker = Asker(port)
            for page in one:
                asker.ask(page)


def server_times(log: str) -> Mapping[str, list[float]]:
    """By page, in ms."""
    names = OF_PATIENT | OF_STAFF
    found: dict[str, list[float]] = defaultdict(list)
    for line in log.splitlines():
        match = LINE.match(line)
        if match is not None and match[2] in names:
            found[names[match[2]]].append(float(match[4]))
    return found


def show_ours(times: Mapping[str, list[float]], given: argparse.Namespace) -> None:
    print(f"{USERS} people, {given.think:g} s between two pages, {given.seconds:g} s, {os.cpu_count()} cores.\n")
    print("| page | n | server time ms, median | 99th |\n|---|---|---|---|")
    for name in (*OF_PATIENT.values(), *OF_STAFF.values()):
        middle, most = median_and_99th(times[name])
        print(f"| {name} | {len(times[name])} | {middle:.0f} | {most:.0f} |")
    together = [one for page in times.values() for one in page]
    middle, most = median_and_99th(together)
    print(f"| all | {len(together)} | {middle:.0f} | {most:.0f} |")
    for name, took, goal in (("median", middle, MEDIAN_MS), ("99th percentile", most, MOST_MS)):
        print(f"\n{name}: {took:.0f} ms, under {goal} ms wanted: {'met' if took < goal else 'not met'}.")


def show_asked(title: str, of: Mapping[str, list[float]]) -> None:
    print(f"\n| {title} | n | ms, median | 99th |\n|---|---|---|---|")
    for name, times in of.items():
        middle, most = median_and_99th(times)
        print(f"| {name} | {len(times)} | {middle:.0f} | {most:.0f} |")


def show_ratio(when: str, ours: Sequence[float], theirs: Mapping[str, Sequence[float]]) -> None:
    """Of the chart, which is one page here and three questions there; the last list is measured alone only."""
    chart = median_and_99th(ours)[0]
    for lines in ("a screen of the list", "the whole list"):
        asked = ("peer: form", "peer: list", f"peer: {lines}")
        if all(name in theirs for name in asked):
            peer = sum(median_and_99th(theirs[name])[0] for name in asked)
            print(f"\nChart, {when}: {chart / peer:.2f} of the time of the peer's form, list and {lines}.")


if __name__ == "__main__":
    sys.exit(main())
