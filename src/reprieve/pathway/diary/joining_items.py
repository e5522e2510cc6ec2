"""Of several records that tell the same, what is the one that says it all?

The record that says most is the base; where two say as much, their content decides, never the
order of the files. The others add what the base does not say, or says less exactly. About what they
contradict each other nothing is known, and every value that is not in the result is returned.

Written so that putting together again changes nothing: without a contradiction, the result is the
base itself, or says more than any of the records it was made of. What was contradicted is said no
more: a file that says it, read beside the result, is believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

from reprieve.pathway.diary.cells import plain
from reprieve.pathway.diary.choices import Nausea, Side
from reprieve.pathway.diary.columns import KINDS
from reprieve.pathway.diary.merge_report import TEXTS
from reprieve.pathway.diary.records import Attack, AuraSymptom, Dose, Profile, Treatment
from reprieve.pathway.terms.truth import NOT_KNOWN

R = TypeVar("R", Attack, Dose, Treatment, Profile)
T = TypeVar("T")
Items = dict[str, Any]

_TICKED = ("autonomic", "qualities")
# Addresses and what is said by another item.
_NO_ITEMS = frozenset({"key", "attack_key", "treatments", "autonomic_complete", "qualities_complete", "day", "days"})
_LONGEST_NOTE_CHARS = 10_000
# What says which thing it is, what hangs together with its times, and words that cannot contradict each other; and
# the words that all is written, which `joining_vouching` weighs. Of these the fullest record keeps its own.
_NEVER_OPENED = frozenset(
    {"start", "end", "ongoing", "woke_at", "entered_at", "name", "time", "started", "stopped", "note"}
    | {"every_headache_written", "every_dose_written"}
)
# The lowest of each grade of pain: none, mild, moderate, severe.
_GRADES = (0, 1, 4, 7)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What was ticked of a list, and whether the rest of it was not there."""

    some: frozenset[Enum]
    complete: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """A value of one of the records, by its position, that the result does not say.

    `item` is its column; `field` the field of the record it is a part of.
    """

    record: int
    field: str
    item: str
    value: object
    kept: object
    # Of an aura symptom, its position in the result.
    at: int = -1


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind) if item.name not in _NO_ITEMS)


def is_recorded(value: object) -> bool:
    """Whether anything is said by it."""
    return value is not None and value is not NOT_KNOWN and value != "" and value != ()


def items_of(record: Attack | AuraSymptom | Dose | Treatment | Profile) -> Items:
    """What a record says, item by item; what is not recorded is not there."""
    kind: Any = type(record)
    items = {name: value for name in _names(kind) if is_recorded(value := getattr(record, name))}
    for name in _TICKED:
        if name in items:
            items[name] = Ticked(items[name], getattr(record, f"{name}_complete"))
    return items


def content(record: object) -> tuple[str, ...]:
    """All that a record says, to put records in an order that no order of files changes."""
    kind: Any = type(record)
    return tuple([_text(getattr(record, name)) for name in _all_names(kind)])


@cache
def _all_names(kind: Any) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


def _text(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, Enum):
        return cast("str", value._value_)
    if isinstance(value, frozenset):
        return ";".join(sorted(_text(one) for one in value))
    if isinstance(value, tuple):
        return "\n".join("\t".join(content(one)) for one in value)
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def in_order(things: Sequence[T], first: Callable[[T], Any], record: Callable[[T], object]) -> list[T]:
    """The things in the order of a key that is quickly told, and where that is the same, of what they say."""
    alike: dict[Any, list[T]] = defaultdict(list)
    for one in things:
        alike[first(one)].append(one)
    found: list[T] = []
    for key in sorted(alike):
        some = alike[key]
        found += some if len(some) == 1 else sorted(some, key=lambda one: content(record(one)))
    return found


def weight(record: Attack | Dose | Treatment | Profile, items: Items) -> int:
    """How much a record says: a thousand for each item, and a little for saying it in more detail.

    Whatever adds something to a record makes it heavier.
    """
    total = sum([_weight_of(value) for value in items.values()])
    if isinstance(record, Dose):
        total += exactness(record) + (100 if record.attack_key else 0)
    return total


def _weight_of(value: object) -> int:
    detail = 0
    if isinstance(value, Ticked):
        detail = 500 if value.complete else 10 * len(value.some)
    elif isinstance(value, tuple):
        detail = sum(100 * (1 + len(items_of(symptom))) for symptom in value)
    elif isinstance(value, Nausea | Side) and value not in (Nausea.YES, Side.ONE):
        detail = 100
    return 1_000 + detail


def exactness(dose: Dose) -> int:
    """How exactly its time is told: by the minute, or to lie on so many days."""
    return 100 if dose.time is not None else 32 - dose.days


def together(ranked: Sequence[Items]) -> Items:
    """What the items of several records say together, each by the first that says it."""
    kept: Items = {}
    for items in ranked:
        for name, value in items.items():
            kept[name] = _both(kept[name], value) if name in kept else value
    notes = {items["note"] for items in ranked if "note" in items}
    if notes:
        kept["note"] = _one_note(notes)
    return kept


def _both(kept: Any, value: Any) -> Any:
    """What is kept when the value comes to it: the value only where it says all of that, and more."""
    if isinstance(kept, Ticked):
        if not (kept.complete or value.complete):
            return Ticked(kept.some | value.some, False)
        return value if says("", value, kept) and not kept.complete else kept
    if isinstance(kept, tuple):
        return _symptoms(kept, value)
    return value if isinstance(kept, Nausea | Side) and says("", value, kept) else kept


def _one_note(notes: set[str]) -> str:
    """All notes, the longest first; one that stands in another is not repeated."""
    whole, *others = sorted(notes, key=lambda note: (-len(note), note))
    for note in others:
        if note not in whole and len(whole) + len(note) < _LONGEST_NOTE_CHARS:
            whole += f"\n{note}"
    return whole


def _symptoms(kept: tuple[AuraSymptom, ...], others: tuple[AuraSymptom, ...]) -> tuple[AuraSymptom, ...]:
    """The aura symptoms of two records: what only one tells is added; of one kind, told once in each, they are one."""
    result = list(kept)
    among_kept, among_others = OfAura(kept), OfAura(others)
    for other in others:
        times, first = among_kept.may_be(other)
        if not times:
            result.append(other)
        elif times == 1 and among_others.may_be(kept[first])[0] == 1:
            result[first] = replace(result[first], **{**items_of(other), **items_of(result[first])})
    return tuple(result)


class OfAura:
    """The symptoms of an aura, to be asked about many others: a file may hold thousands, and comparing all would hang.

    Two may be one when they are of one kind, and of one brainstem symptom where both say which.
    """

    def __init__(self, symptoms: tuple[AuraSymptom, ...]) -> None:
        self.symptoms = symptoms
        self._at: dict[object, list[int]] = defaultdict(list)
        for position, one in enumerate(symptoms):
            self._at[one.kind].append(position)
            self._at[one.kind, one.brainstem].append(position)
        self._said: dict[tuple[str, ...], set[tuple[object, ...]]] = {}

    def may_be(self, other: AuraSymptom) -> tuple[int, int]:
        """How many of them may be the same as another, and the position of the first; -1 if none may."""
        found = [self._at.get(other.kind, [])]
        if other.brainstem is not None:
            found = [self._at.get((other.kind, brainstem), []) for brainstem in (other.brainstem, None)]
        return sum(map(len, found)), min((some[0] for some in found if some), default=-1)

    def say(self, told: AuraSymptom) -> bool:
        """Whether one of them says all that another does."""
        items = items_of(told)
        names = tuple(items)
        if names not in self._said:
            self._said[names] = {tuple([getattr(one, name) for name in names]) for one in self.symptoms}
        return tuple(items.values()) in self._said[names]


def says(item: str, kept: Any, value: Any) -> bool:
    """Whether what is kept says all that the value says."""
    if isinstance(value, datetime):
        return bool(kept == value) and kept.utcoffset() == value.utcoffset()
    if isinstance(value, Ticked):
        if value.complete:
            return bool(kept == value)
        return isinstance(kept, Ticked) and kept.some >= value.some
    if isinstance(value, tuple):
        return isinstance(kept, tuple) and (kept == value or all(map(OfAura(kept).say, value)))
    if item == "name":
        return isinstance(kept, str) and (kept == value or plain(kept) == plain(value))
    if item == "note":
        return isinstance(kept, str) and value in kept
    if value is Nausea.YES:
        return kept not in (None, Nausea.NONE)
    return bool(kept == value) or (value is Side.ONE and kept in (Side.LEFT, Side.RIGHT))


def _differing(kept: AuraSymptom, told: AuraSymptom) -> Iterator[str]:
    for name, value in items_of(told).items():
        if getattr(kept, name) != value:
            yield name


def lost(kept: Items, told: Sequence[Items]) -> Iterator[Lost]:
    """Every value that a record says and the result does not."""
    for number, items in enumerate(told):
        for name, value in items.items():
            if (beside := kept.get(name)) is value or says(name, beside, value):
                continue
            if isinstance(value, tuple):
                yield from _lost_symptoms(number, kept.get(name, ()), value)
            else:
                yield Lost(number, name, name, value, kept.get(name))


def _lost_symptoms(number: int, kept: tuple[AuraSymptom, ...], told: tuple[AuraSymptom, ...]) -> Iterator[Lost]:
    of_kept = OfAura(kept)
    for symptom in told:
        if of_kept.say(symptom):
            continue
        times, first = of_kept.may_be(symptom)
        if times != 1:
            yield Lost(number, "aura_symptoms", "aura_symptoms", (symptom,), kept)
        for name in _differing(kept[first], symptom) if times == 1 else ():
            yield Lost(
                number, "aura_symptoms", f"aura.{name}", getattr(symptom, name), getattr(kept[first], name), first
            )


def without_contradictions(kept: Items, gone: Sequence[Lost]) -> Items:
    """What is kept, but for what another record contradicts: of that, only what both say."""
    result = dict(kept)
    for one in gone:
        if one.field in _NEVER_OPENED or one.field not in result:
            continue
        if one.field == "aura_symptoms":
            if one.at >= 0:
                result[one.field] = _opened(result[one.field], one.at, one.item.removeprefix("aura."))
        elif (common := _common(one.field, result[one.field], one.value)) is None:
            del result[one.field]
        else:
            result[one.field] = common
    if "aura" in kept and "aura" not in result:
        result.pop("aura_symptoms", None)
    return result


def _common(item: str, kept: object, value: object) -> object:
    """What two values that differ both say; None for nothing."""
    if isinstance(kept, Nausea) and isinstance(value, Nausea) and Nausea.NONE not in (kept, value):
        return Nausea.YES
    # Of one grade, the number decides nothing. [ours]
    return kept if item == "pain_0_to_10" and _grade(kept) == _grade(value) else None


def _grade(pain: Any) -> int:
    return max(lowest for lowest in _GRADES if lowest <= pain)


def _opened(symptoms: tuple[AuraSymptom, ...], at: int, item: str) -> tuple[AuraSymptom, ...]:
    opened: Any = replace(symptoms[at], **unsaid(AuraSymptom, [item]))
    return (*symptoms[:at], opened, *symptoms[at + 1 :])


def unsaid(kind: Any, items: Collection[str]) -> dict[str, Any]:
    """The fields of a record that says nothing of these items."""
    names = {*items, *(f"{item}_complete" for item in items if item in _TICKED)}
    return {item.name: item.default for item in fields(kind) if item.name in names}


def as_fields(items: Mapping[str, Any]) -> dict[str, Any]:
    """The items as the fields of a record."""
    values = dict(items)
    for name in _TICKED:
        if name in values:
            values[f"{name}_complete"] = values[name].complete
            values[name] = values[name].some
    return values


def as_written(item: str, value: object) -> str:
    """A value as our own CSV would have it; empty where there is none."""
    if not is_recorded(value):
        return ""
    if item == "aura_symptoms":
        kinds = (symptom.kind.value if symptom.kind else "?" for symptom in cast("tuple[AuraSymptom, ...]", value))
        return ";".join(kinds)
    if isinstance(value, Ticked):
        value = value.some
    return str(value) if item in TEXTS else KINDS[item.removeprefix("aura.")].write(value)
