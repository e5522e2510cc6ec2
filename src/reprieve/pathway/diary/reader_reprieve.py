"""What does a file in our own format say?

The format is described in `docs/diary-format.md`; its columns are in `columns.py`.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from reprieve.pathway.diary.cells import HIGHEST_PAIN, PAIN, WHOLE, plain, unguard
from reprieve.pathway.diary.columns import (
    ALIASES,
    ATTACK,
    AURA,
    DAY_ENTRY,
    DOSE,
    KINDS,
    PROFILE,
    RECORDS,
    TREATMENT,
    Columns,
    written_cells,
)
from reprieve.pathway.diary.drugs import MOST_NAMES, may_be_acute, says_no_drug, split_names
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.lines import Broken, Row, Rows
from reprieve.pathway.diary.records import (
    MOST_DOSE_DAYS,
    Attack,
    AuraSymptom,
    DayEntry,
    Dose,
    Profile,
    Treatment,
)
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.text import a_list, count, say
from reprieve.pathway.terms.truth import NO, YES

R = TypeVar("R")

FORMAT = "reprieve"
_MOST_NAMED = 20
_NAME_CHARS = 40
_LAST = 1_000_000_000


@dataclass(slots=True)
class _Line:
    """A row taken apart: its cells that are not empty, by column."""

    number: int
    kind: str
    cells: dict[str, str]


def recognises(header: list[str]) -> bool:
    """Whether a first line is one of ours.

    A `record` column says so. Without it `start` must stand beside an item of an attack, or beside
    nothing unknown: other programs have columns called start and end too.
    """
    names = {_column(cell) for cell in header if cell.strip()}
    if "record" in names:
        return True
    symptoms = set(ATTACK) - {"start", "end", "note", "key", "entered_at"}
    return "start" in names and bool(names & symptoms or names <= set(KINDS))


def read(rows: Rows, header: Row, name: str, gathering: Gathering) -> None:
    """Reads all rows below the header into the gathering."""
    columns = _columns(header, name, gathering)
    lines = _lines(rows, columns, gathering)
    auras = _auras([line for line in lines if line.kind == "aura"], gathering)
    _attacks([line for line in lines if line.kind == "attack"], auras, gathering)
    treatments: list[tuple[int, Treatment]] = []
    for line in lines:
        if line.kind == "dose":
            _dose(line, gathering)
        elif line.kind == "day":
            _day(line, gathering)
        elif line.kind == "profile":
            _profile(line, gathering)
        elif line.kind == "treatment":
            _treatment(line, treatments, gathering)
    for _, treatment in sorted(treatments, key=lambda numbered: numbered[0]):
        gathering.keep(treatment)


def _column(cell: str) -> str:
    name = plain(cell)
    return ALIASES.get(name, name)


def _columns(header: Row, name: str, gathering: Gathering) -> list[str]:
    """The column each cell stands in; empty for a column that is not known."""
    columns = [_column(cell) for cell in header.cells]
    known = [column for column in columns if column in KINDS or column == "record"]
    twice = sorted({column for column in known if known.count(column) > 1})
    if twice:
        message = say(
            "{name} must name each column once; got {columns} more than once. Delete or rename one of them.",
            name=name,
            columns=a_list(twice),
        )
        raise UnreadableFile(message)
    unknown = [
        cell.strip()[:_NAME_CHARS] for cell, column in zip(header.cells, columns, strict=True) if column not in known
    ]
    unknown = [cell for cell in unknown if cell]
    if unknown:
        named = a_list(unknown[:_MOST_NAMED])
        more = say(" and {n} more", n=len(unknown) - _MOST_NAMED) if len(unknown) > _MOST_NAMED else ""
        gathering.notes.append(say("Columns not known and left out: {columns}{more}.", columns=named, more=more))
    return [column if column in known else "" for column in columns]


def _lines(rows: Rows, columns: list[str], gathering: Gathering) -> list[_Line]:
    """The rows as lines with a kind; rows that say letter for letter the same are kept once."""
    lines: list[_Line] = []
    seen: set[tuple[object, ...]] = set()
    while (row := rows.next(len(columns))) is not None:
        if isinstance(row, Broken):
            gathering.leave_out(row.line, row.reason)
            continue
        record = ""
        cells = {}
        for column, cell in zip(columns, row.cells, strict=True):
            if column == "record":
                record = plain(cell)
            elif column and cell and (KINDS[column].keeps_spaces or cell.strip()):
                cells[column] = cell if KINDS[column].keeps_spaces else cell.strip()
        record = record or "attack"
        if record not in RECORDS:
            reason = say("`record` must be {kinds}; the row was left out.", kinds=a_list(list(RECORDS), last="or"))
            gathering.leave_out(row.line, reason)
            continue
        said = (record, *cells.items())
        if said in seen:
            gathering.repeated_rows += 1
        else:
            seen.add(said)
            lines.append(_Line(row.line, record, cells))
    return lines


def _values(line: _Line, columns: Columns, gathering: Gathering) -> dict[str, Any]:
    """The values of a line by field; an item that is not understood is left out and listed."""
    values: dict[str, Any] = {}
    for column, kind in columns.items():
        cell = line.cells.get(column)
        if cell is None:
            continue
        value = kind.read(cell)
        if kind is PAIN and isinstance(value, int) and value <= HIGHEST_PAIN and WHOLE.read(cell) is None:
            gathering.pains_rounded += 1
        if value is None:
            gathering.not_understood(line.number, column, kind.must_be)
        elif isinstance(value, datetime) and value.tzinfo is None:
            earliest = values.get("start") if column in ("end", "woke_at") else None
            values[column] = gathering.clock.at(value, line=line.number, not_before=earliest)
        else:
            values[column] = value
    # In the order of the columns, so that reading twice lists the same.
    for column in line.cells:
        if column in RECORDS[line.kind]:
            continue
        reason = say("`{column}` does not belong to a row of `{kind}`; it was left out.", column=column, kind=line.kind)
        gathering.leave_out(line.number, reason, whole_row=False)
    return values


def _has_one_of(needed: tuple[str, ...], missing: str, line: _Line, gathering: Gathering) -> bool:
    """Whether a cell is there and readable that the row cannot do without; if not, says that and nothing else."""
    written = [column for column in needed if column in line.cells]
    if any(KINDS[column].read(line.cells[column]) is not None for column in written):
        return True
    reason = missing
    if written:
        reason = say(
            "its `{column}` cannot be read: it must be {must_be}; the row was left out.",
            column=written[0],
            must_be=say(KINDS[written[0]].must_be),
        )
    gathering.leave_out(line.number, reason)
    return False


def _within(values: dict[str, Any], column: str, low: float, high: float, line: _Line, gathering: Gathering) -> None:
    value = values.get(column)
    if value is not None and not low <= value <= high:
        del values[column]
        gathering.not_understood(line.number, column, say("from {low} to {high}", low=low, high=high))


def _drop(values: dict[str, Any], column: str, reason: str, line: _Line, gathering: Gathering) -> None:
    del values[column]
    reason = say("`{column}` was left out: {reason}", column=column, reason=reason)
    gathering.leave_out(line.number, reason, whole_row=False)


def _built(record: Callable[..., R], values: dict[str, Any], line: _Line, gathering: Gathering) -> R | None:
    """The record; None, and said, where its items cannot stand together."""
    try:
        return record(**values)
    except InvalidInput:
        gathering.leave_out(line.number, say("its items contradict each other; the row was left out."))
        return None


# Attacks and their auras -------------------------------------------------------------------------


@dataclass(slots=True)
class _Aura:
    line: _Line
    number: int
    symptom: AuraSymptom


def _auras(lines: list[_Line], gathering: Gathering) -> dict[str, list[_Aura]]:
    """The aura symptoms by the key of their attack."""
    auras: dict[str, list[_Aura]] = defaultdict(list)
    for line in lines:
        values = _values(line, {"key": KINDS["key"], "number": KINDS["number"], **AURA}, gathering)
        _within(values, "minutes", 0, 100_000, line, gathering)
        key = values.pop("key", "")
        number = values.pop("number", _LAST)
        if not key:
            gathering.leave_out(line.number, say("an aura row must carry the `key` of its attack."), whole_row=False)
        else:
            symptom = _built(AuraSymptom, values, line, gathering)
            if symptom is not None:
                auras[key].append(_Aura(line, number, symptom))
    return auras


def _attacks(lines: list[_Line], auras: dict[str, list[_Aura]], gathering: Gathering) -> None:
    owners = Counter(_address(line) for line in lines)
    for key, found in auras.items():
        if owners[key] != 1:
            reason = say("an aura row must carry the `key` of exactly one attack.")
            for aura in found:
                gathering.leave_out(aura.line.number, reason, whole_row=False)
    keys = Counter(line.cells["key"] for line in lines if "key" in line.cells)
    shared = sum(1 for uses in keys.values() if uses > 1)
    if shared:
        gathering.notes.append(
            count(shared, "{n} key is shared by several attacks.", "{n} keys are shared by several attacks.")
        )
    for line in lines:
        address = _address(line)
        _attack(line, auras.get(address, []) if owners[address] == 1 else [], gathering)


def _address(line: _Line) -> str:
    """What aura rows call this attack by."""
    return unguard(line.cells.get("ref", "") or line.cells.get("key", ""))


def _attack(line: _Line, auras: list[_Aura], gathering: Gathering) -> None:
    if not _has_one_of(("start",), say("an attack must have a `start`; the row was left out."), line, gathering):
        return
    values = _values(line, ATTACK, gathering)
    _within(values, "pain_0_to_10", 0, 10, line, gathering)
    values["aura_symptoms"] = tuple(aura.symptom for aura in sorted(auras, key=lambda aura: aura.number))
    _settle(values, line, gathering)
    names = _drug_names(values, line, gathering)
    attack = _built(Attack, values, line, gathering)
    if attack is None:
        return
    if names and not attack.key:
        attack = Attack(**{**values, "key": key_of(attack)})
    gathering.check_length(attack, line.number)
    gathering.keep(attack, *doses_of(attack, names), rows=1 + len(auras))


def _settle(values: dict[str, Any], line: _Line, gathering: Gathering) -> None:
    """Leaves out what contradicts the rest, so that the rest can stay."""
    start = values["start"]
    for column in ("end", "woke_at"):
        if column in values and values[column] < start:
            _drop(values, column, say("it lies before the start. Check both times, and their dates."), line, gathering)
    if "end" in values and values.get("ongoing") is YES:
        reason = say("an attack that is still going on has no end, so neither is taken.")
        _drop(values, "ongoing", reason, line, gathering)
        _drop(values, "end", reason, line, gathering)
    if values["aura_symptoms"] and values.get("aura") is NO:
        _drop(values, "aura", say("symptoms of an aura are written for this attack."), line, gathering)


def _drug_names(values: dict[str, Any], line: _Line, gathering: Gathering) -> list[str]:
    """What the column `drugs` names, and what that says about whether a drug was taken."""
    cell = line.cells.get("drugs", "")
    names = [name for name in names_in(cell, "drugs", line.number, gathering) if not says_no_drug(name)]
    # What is only known to prevent was not taken against this attack.
    acute = any(may_be_acute(name) for name in names)
    if acute and values.get("drug_taken") is NO:
        _drop(values, "drug_taken", say("drugs are named in this row."), line, gathering)
    if acute:
        values["drug_taken"] = YES
    elif says_no_drug(cell):
        values.setdefault("drug_taken", NO)
    return names


def names_in(cell: str, column: str, line: int, gathering: Gathering) -> list[str]:
    """The names in a list of drugs; beyond a number that nobody takes, the rest is left out."""
    names = split_names(cell)
    if len(names) > MOST_NAMES:
        reason = say("`{column}` must name at most {n} drugs; the rest was left out.", column=column, n=MOST_NAMES)
        gathering.leave_out(line, reason)
    return names[:MOST_NAMES]


def doses_of(attack: Attack, names: list[str], **known: Any) -> list[Dose]:
    """Doses of drugs that are only known to have been taken in this attack, not when.

    Each may lie on any calendar day the attack touches; on the first when its end is not known.
    """
    # An attack that ends at midnight does not touch the day that begins then.
    last = (attack.end - timedelta(microseconds=1)).date() if attack.end else attack.start.date()
    days = min(max((last - attack.start.date()).days + 1, 1), MOST_DOSE_DAYS)
    return [Dose(name=name, day=attack.start.date(), days=days, attack_key=attack.key, **known) for name in names]


def key_of(attack: Attack) -> str:
    """A key made of what the attack says, so that reading it again gives the same."""
    said = "\x1f".join(f"{name}={cell}" for name, cell in written_cells(attack, ATTACK).items())
    for symptom in attack.aura_symptoms:
        said += "\x1e" + "\x1f".join(f"{name}={cell}" for name, cell in written_cells(symptom, AURA).items())
    return f"{attack.start:%Y%m%dT%H%M}-{zlib.crc32(said.encode('utf-8', 'replace')):08x}"


# Other rows --------------------------------------------------------------------------------------


def _dose(line: _Line, gathering: Gathering) -> None:
    if not unguard(line.cells.get("name", "")).strip():
        gathering.leave_out(line.number, say("a dose must have the `name` of its drug; the row was left out."))
        return
    if not _has_one_of(
        ("time", "day"), say("a dose must have a `time` or a `day`; the row was left out."), line, gathering
    ):
        return
    values = _values(line, {column: kind for column, kind in DOSE.items() if column != "days"}, gathering)
    values["days"] = _days(line, gathering)
    time = values.get("time")
    if time is not None and not isinstance(time, datetime):
        # Only the day is written in `time`.
        values["day"] = values.pop("time")
    elif time is not None and values.get("day", time.date()) != time.date():
        _drop(values, "day", say("it is not the day of `time`."), line, gathering)
    dose = _built(Dose, values, line, gathering)
    if dose is not None:
        gathering.keep(dose)


def _days(line: _Line, gathering: Gathering) -> int:
    """On how many days the dose may lie: where that is written and not understood, on as many as can be."""
    cell = line.cells.get("days")
    days = 1 if cell is None else KINDS["days"].read(cell)
    if isinstance(days, int) and 1 <= days <= MOST_DOSE_DAYS:
        return days
    reason = say("`days` must be a whole number from 1 to {n}; {n} was taken.", n=MOST_DOSE_DAYS)
    gathering.leave_out(line.number, reason, whole_row=False)
    return MOST_DOSE_DAYS


def _day(line: _Line, gathering: Gathering) -> None:
    if not _has_one_of(("day",), say("a day row must have its `day`; the row was left out."), line, gathering):
        return
    values = _values(line, DAY_ENTRY, gathering)
    if any(column in line.cells and column not in values for column in ("headache", "drug_taken")):
        # What could not be read may have been the yes of this day.
        gathering.lost_lines.add(line.number)
    gathering.keep(DayEntry(**values))


def _profile(line: _Line, gathering: Gathering) -> None:
    values = _values(line, PROFILE, gathering)
    _within(values, "birth_year", 1880, 2200, line, gathering)
    for column in ("lifetime_migraine_attacks", "lifetime_aura_attacks"):
        _within(values, column, 0, 1_000_000, line, gathering)
    profile = _built(Profile, values, line, gathering) if values else None
    if profile is not None:
        gathering.keep(profile)


def _treatment(line: _Line, treatments: list[tuple[int, Treatment]], gathering: Gathering) -> None:
    values = _values(line, {"number": KINDS["number"], **TREATMENT}, gathering)
    number = values.pop("number", _LAST)
    if not str(values.get("name", "")).strip():
        gathering.leave_out(line.number, say("a treatment must have a `name`; the row was left out."))
        return
    if "started" in values and "stopped" in values and values["stopped"] < values["started"]:
        _drop(values, "stopped", say("it lies before `started`. Check both dates."), line, gathering)
    treatment = _built(Treatment, values, line, gathering)
    if treatment is not None:
        treatments.append((number, treatment))
