"""Kill web and database again and again while people write and import: is all that was acknowledged there, once?

    python -m drills.kills [--kills 300] [--seed 1]

A real `reprieve up` beside a PostgreSQL, as in production, in folders of their own. Eight patients and a nurse write
one thing after the other over HTTP, and send again what was not answered. At random moments one process is killed
(`kill -9`): a web worker, a process of the database (then PostgreSQL ends all others and recovers), its postmaster, the
parent of the web workers, or `reprieve up` itself; what has ended is started again. After each kill everything that was
acknowledged is looked for in the database, past the product.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from drills.crew import Crew
from drills.house import Database, House
from drills.judging import say_figures

WORKER, BACKEND, POSTMASTER, PARENT, ITSELF = (
    "a web worker", "a process of the database", "the whole database", "the parent of the web", "`reprieve up`",
)  # fmt: skip
# Of a hundred kills. The last two end the house, and it is started again.
SHARES = {WORKER: 60, BACKEND: 24, POSTMASTER: 13, PARENT: 2, ITSELF: 1}
MOST_BETWEEN, LONGEST_PAUSE_S, LOADING_S, PATIENCE_S = 6, 0.4, 5, 60
DEEP_EVERY, TELL_EVERY = 25, 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="reprieve-drill-"))
    folder.chmod(0o711)
    print(f"{args.kills} kills with the seed {args.seed}; starting ...", flush=True)
    database = Database(folder / "database")
    house = House(folder / "data", database)
    try:
        house.start()
        return drill(house, args.kills, args.seed)
    finally:
        house.stop()
        database.stop()
        shutil.rmtree(folder, ignore_errors=True)


def drill(house: House, kills: int, seed: int) -> int:
    chance, killed, began = random.Random(seed), Counter[str](), time.monotonic()  # noqa: S311 # chance, not a secret
    crew = Crew(house)
    crew.sign_in(seed=str(seed))
    crew.start()
    faults = []
    while killed.total() < kills and not faults and not crew.journal.complaints:
        # Not before there is writing again: most of what is killed a moment after its start has nothing to lose.
        if not crew.wait_for(chance.randint(1, MOST_BETWEEN), patience_s=PATIENCE_S):
            print(f"nothing was acknowledged for {PATIENCE_S} s after {killed.total()} kills", flush=True)
            break
        time.sleep(chance.uniform(0, LONGEST_PAUSE_S))
        what = chance.choices(list(SHARES), list(SHARES.values()))[0]
        if not kill(house, what, chance):
            continue  # there is none that may be killed at this moment
        killed[what] += 1
        if what in (PARENT, ITSELF):
            house.wait_until_it_ends()
            house.wait_until_it_answers()
        faults = crew.faults(deep=killed.total() % DEEP_EVERY == 0)
        if killed.total() % TELL_EVERY == 0:
            writes, seconds = len(crew.journal.so_far()), time.monotonic() - began
            print(f"{killed.total()} kills, {writes} writes acknowledged, {seconds:.0f} s", flush=True)
    crew.end()
    house.wait_until_it_answers()
    swept = crew.sweep()
    faults = faults or crew.faults(deep=True, store=house.data)
    whole, said = crew.verified()
    return tell(crew, kills, killed, faults, [f"{swept} files of killed senders swept; {said}"], whole, began)


def kill(house: House, what: str, chance: random.Random) -> bool:
    """Whether there was one to kill."""
    found: list[psutil.Process | None] = []
    if what == WORKER:
        # The older one, and not while the younger one is still loading: one always answers. (One that dies twice within
        # 5.5 s makes the web server give up, as one that cannot start would.)
        workers = house.workers()
        ready = len(workers) > 1 and time.time() - workers[-1].create_time() > LOADING_S
        found = [*workers[:1]] if ready else []
    elif what == BACKEND:
        found = [*house.database.backends()]
    elif what == POSTMASTER:
        found = [house.database.postmaster()]
    else:
        found = [house.web() if what == PARENT else house.itself()]
    there = [it for it in found if it is not None]
    if not there:
        return False
    with contextlib.suppress(psutil.NoSuchProcess):
        chance.choice(there).kill()
        return True
    return False


def tell(
    crew: Crew, kills: int, killed: Counter[str], faults: list[object], more: list[str], whole: bool, began: float
) -> int:
    """The summary; 1 where anything was lost, doubled, or not as it must be."""
    acknowledged = crew.journal.so_far()
    print(f"{killed.total()} kills: " + ", ".join(f"{times} of {what}" for what, times in killed.items()))
    house = crew.house
    print(f"sent again {crew.sent_again()} times, {crew.ill_answers()} of them after a 500 or 503")
    print(f"started {house.starts} times, the database {house.database.starts}; {time.monotonic() - began:.0f} s")
    for line in [*say_figures(acknowledged, faults), *more]:  # type: ignore[arg-type]
        print(line)
    wrong = [*map(str, faults), *crew.journal.complaints]
    for line in wrong[:20]:
        print(f"WRONG {line}")
    return 0 if not wrong and whole and killed.total() >= kills else 1


if __name__ == "__main__":
    sys.exit(main())
