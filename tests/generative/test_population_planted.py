"""Would a fault in the arrays be seen? One is planted at a time, and judge and arrays must disagree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from reprieve.pathway.population import (
    asking,
    attack_planes,
    calendars,
    courses,
    day_planes,
    people,
    standing,
    triptans,
)
from reprieve.pathway.population.planes import Planes
from tests.generative.side_by_side import Judged, chance, differing_columns, differing_nodes, judged
from tests.spec.print_manual import chapters

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Some people by chance, and every fifth example of the manual."""
    examples = [example.diary for chapter in chapters() for example in chapter.examples][::5]
    return judged(tmp_path_factory.mktemp("planted") / "registry", [*chance(1, 200), *examples], group_people=400)


def test_without_a_fault_they_agree(of: Judged) -> None:
    assert differing_nodes(of) == {}
    assert differing_columns(of) == {}


def changed(module: Any, name: str, change: Callable[..., Any]) -> Plant:
    """A fault: a function of a module that gives what `change` makes of it, called with it and its arguments."""

    def plant(patch: Patch) -> None:
        real = getattr(module, name)
        patch.setattr(module, name, lambda *given, **named: change(real, *given, **named))

    return plant


def _after(module: Any, name: str, spoil: Callable[..., None]) -> Plant:
    """A fault: what a function put into its arrays is spoilt."""

    def change(real: Callable[..., Any], *given: Any) -> Any:
        found = real(*given)
        spoil(*given)
        return found

    return changed(module, name, change)


def _said_no_for_not_known(real: Callable[..., Planes], *given: Any) -> Planes:
    certain, _ = real(*given)
    return Planes(certain, certain)


def _swapped(real: Callable[..., Planes], *given: Any) -> Planes:
    certain, possible = real(*given)
    return Planes(possible, certain)


def _last_persons_rows_lost(person: Any, ids: Any, offsets: Any) -> None:
    if len(ids):
        offsets[-2] = offsets[-1]


def _one_day_longer(wholes: Any, *_: Any) -> None:
    wholes.last_day[:] += 1


FAULTS: dict[str, Plant] = {
    "quiet spells of 13 h are bridged": changed(
        attack_planes, "break_between", lambda real, o, s, u, e, limit_s, out: real(o, s, u + 3600, e, limit_s, out)
    ),
    "records that touch stay two attacks": changed(
        people,
        "merge",
        lambda real, o, of, *out: real(o, of._replace(until_s=of.until_s - 1), *out),
    ),
    "an attack reaches one day too far": _after(people, "put_days", _one_day_longer),
    "a window begins one day early": changed(
        asking, "counted", lambda real, plane, begin, end: real(plane, begin, end + 1)
    ),
    "a window ends one day early": changed(
        asking, "counted", lambda real, plane, begin, end: real(plane, begin + 1, end)
    ),
    "the last person's rows are lost": _after(people, "find_offsets", _last_persons_rows_lost),
    "not known is taken for no": changed(people.People, "said", _said_no_for_not_known),
    "certain and possible are swapped": changed(asking, "gate", _swapped),
    "unwritten days are days without": changed(
        asking, "counted", lambda real, plane, begin, end: np.minimum(real(plane, begin, end), end - begin - 1)
    ),
    "doses are given to the attack before": changed(
        people,
        "hand_out",
        lambda real, d, r, o, doses, wholes, of_row, *more: real(d, r, o, doses, wholes, np.roll(of_row, 1), *more),
    ),
    "a drug that is not known is none": lambda patch: patch.setattr(
        people.Drugs, "known", property(lambda it: tuple(people.identify(name or "oxygen") for name in it.names))
    ),
    "an attack without an end reaches no further day": lambda patch: patch.setattr(
        calendars.Calendar, "maybe_attack", property(lambda it: it.empty(1)[0])
    ),
    "entries that contradict each other say yes": lambda patch: patch.setattr(
        calendars.Calendar,
        "headache",
        property(lambda it: Planes(it._said["headache"][0], ~it._said["headache"][1])),
    ),
    "the diary is a day longer": changed(
        calendars, "widen", lambda real, o, f, last_day, *out: real(o, f - 1, last_day, *out)
    ),
    "no day is unwritten to a course": changed(
        asking, "unwritten_days", lambda real, it, within: np.zeros(len(it.people), dtype=np.int64)
    ),
    "days around a cycle begin a day late": changed(
        courses,
        "cycles_with_attack",
        lambda real, of, cycles, before, start, *out: real(of, cycles, before - 1, start, *out),
    ),
    "what was tried before is forgotten": changed(
        triptans,
        "judge_triptans",
        lambda real, o, doses, a, kinds, course, last, history, *out: real(
            o, doses, a, kinds, course, last, np.zeros_like(history), *out
        ),
    ),
    "attacks of years ago count as of the last one": changed(
        asking.Asking, "_ask_within", lambda real, it, days: real(it, 0)
    ),
    "people are a year older": changed(attack_planes, "find_ages", lambda real, born, *others: real(born - 1, *others)),
    "an acute drug on the day is not looked for": lambda patch: patch.setattr(
        day_planes.DaysOfKinds, "_no_drug", property(lambda it: it.any_attack & ~it.own("maybe_drug"))
    ),
    "a rule between two diagnoses is left out": lambda patch: patch.setattr(
        standing, "PRECEDENCES", standing.PRECEDENCES[:40]
    ),
    "a diagnosis of years ago stands": lambda patch: patch.setattr(standing, "PRESENT_DAYS", 0),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(fault: str, of: Judged, monkeypatch: Patch) -> None:
    FAULTS[fault](monkeypatch)
    assert differing_nodes(of) or differing_columns(of)
