"""How are days with headache and with drugs, and the treatments that were tried, put into two small tables?"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reprieve.pathway.diagnosis.coverage import ClassDays
from reprieve.pathway.diagnosis.days import HEADACHE_DAY, MIGRAINE_DAY
from reprieve.pathway.diagnosis.diagnose import Diagnosis
from reprieve.pathway.diagnosis.medication_overuse import COUNTED_DAYS, SINGLE_CLASSES
from reprieve.pathway.diagnosis.report_picture import say_bounds, say_month, short_month
from reprieve.pathway.diary.choices import Outcome
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.records import Treatment
from reprieve.pathway.terms.bounds import DayCount
from reprieve.pathway.terms.text import a_list, amount, count, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

Json = dict[str, object]

LONGEST_NAME_CHARS = 36
# Letters and signs that the fonts of the page have: Latin, Greek, Cyrillic, punctuation, money, fractions.
# A sign beyond them could not be printed, or would turn the direction of the line.
PRINTED = (
    *(range(0x20, 0x7F), range(0xA1, 0xAD), range(0xAE, 0x250), range(0x384, 0x400), range(0x400, 0x483)),
    *(range(0x48A, 0x500), range(0x1E00, 0x1F00), range(0x2010, 0x2016), range(0x2018, 0x2028)),
    *(range(0x2030, 0x2040), range(0x20A0, 0x20C0), range(0x2153, 0x2160), range(0x2200, 0x2300)),
)
NOT_PRINTED = "□"
_NOT_IN_THE_FONTS = frozenset(chr(n) for n in (0x38B, 0x38D, 0x3A2))


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugDepth:
    """How many drugs are counted by name, how many treatments are listed, and whether mixed classes are."""

    names: int
    treatments: int
    mixed: bool = True


DRUG_DEPTHS = (
    DrugDepth(names=8, treatments=14),
    DrugDepth(names=6, treatments=10),
    DrugDepth(names=5, treatments=7),
    DrugDepth(names=4, treatments=5),
    DrugDepth(names=3, treatments=4),
    DrugDepth(names=0, treatments=2),
    DrugDepth(names=0, treatments=0, mixed=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted once, for however many depths: days in the last windows, and by each drug's name."""

    headache: tuple[DayCount, ...]
    migraine: tuple[DayCount, ...]
    by_name: tuple[tuple[str, tuple[int, ...]], ...]


def counted(diagnosis: Diagnosis) -> Counted:
    """The counts that the tables are made of."""
    headache = diagnosis.count(HEADACHE_DAY)
    return Counted(
        headache=headache,
        migraine=diagnosis.count(MIGRAINE_DAY),
        by_name=_days_by_name(diagnosis.findings, headache),
    )


def as_written(text: str) -> str:
    """What a person wrote, as far as the page can print it, and not too long.

    >>> as_written("  Aspirin\\n500 mg 漢"), as_written('#import "x"')
    ('Aspirin 500 mg □', '#import "x"')
    """
    letters = " ".join(unicodedata.normalize("NFC", text[: 10 * LONGEST_NAME_CHARS]).split())
    if len(letters) > LONGEST_NAME_CHARS:
        letters = letters[: LONGEST_NAME_CHARS - 1].rstrip() + "…"
    return "".join(letter if _is_printed(letter) else NOT_PRINTED for letter in letters)


def _is_printed(letter: str) -> bool:
    return any(ord(letter) in signs for signs in PRINTED) and letter not in _NOT_IN_THE_FONTS


def drug_days(diagnosis: Diagnosis, counts: Counted, depth: DrugDepth) -> Json:
    """Days with headache, migraine and each class of drug in the last windows of 30 days, beside the limits."""
    head = ["", *(_short_day(window.last) for window in counts.headache), say("limit"), say("overused")]
    rows = [
        [say("Headache days"), *map(say_bounds, counts.headache), "", ""],
        [say("Migraine days"), *map(say_bounds, counts.migraine), "", ""],
    ]
    shown, unseen = _classes(diagnosis.overuse)
    listed = [it for it in shown if depth.mixed or it.status is YES or _is_single(it)]
    rows += [_class_row(it) for it in listed]
    blocks: list[Json] = [{"is": "table", "head": head, "rows": rows if counts.headache else []}]
    blocks += [_line(_large(say(it.name)), it.reason) for it in listed if it.reason and depth.names]
    blocks += _by_name(counts, depth)
    blocks += _none_written(unseen)
    blocks += _not_recognised(diagnosis, depth)
    return {"title": say("Days in windows of 30 days, ending on"), "blocks": blocks}


def treatments(diagnosis: Diagnosis, depth: DrugDepth) -> Json:
    """What was tried, when, and how it turned out."""
    profile = diagnosis.findings.diary.vouched_profile
    tried = [it.treatment for it in diagnosis.treatments]
    blocks: list[Json] = []
    if tried and depth.treatments:
        rows = [[as_written(it.name), _when(it), _outcome(it)] for it in tried[: depth.treatments]]
        blocks.append({"is": "table", "head": [], "rows": rows})
    more = len(tried) - depth.treatments
    if more > 0 and depth.treatments:
        blocks.append(_line("", say("and {n} more", n=more)))
    elif more > 0:
        blocks.append(_line("", count(more, "{n} is written.", "{n} are written.")))
    if not tried:
        blocks.append(_line("", say("None is written.")))
    elif profile.every_treatment_listed is YES:
        blocks.append(_line("", say("This is all that was ever tried, as told.")))
    else:
        blocks.append(_line("", say("Whether this is all that was ever tried is not known.")))
    return {"title": say("Treatments tried"), "blocks": blocks}


def _classes(overuse: Sequence[ClassDays]) -> tuple[list[ClassDays], list[ClassDays]]:
    """The classes with a day written or overused, and those of which nothing is written."""
    shown = [it for it in overuse if it.status is YES or any(window.yes for window in it.windows)]
    return shown, [it for it in overuse if it not in shown]


def _none_written(unseen: Sequence[ClassDays]) -> list[Json]:
    """The single classes of which no day is written, and on how many it can have been all the same."""
    single = [it for it in unseen if _is_single(it)]
    if not single:
        return []
    most = max((window.missing for it in single for window in it.windows), default=0)
    text = a_list([say(it.name) for it in single], last="or")
    if most:
        text += " " + count(most, "(at most {n} day of 30, not written)", "(at most {n} days of 30, not written)")
    return [_line(say("None written of"), text)]


def _is_single(it: ClassDays) -> bool:
    """Whether it is one class of drug: the days of the others are days of several, or of no named one."""
    return COUNTED_DAYS[it.code] in SINGLE_CLASSES


def _class_row(it: ClassDays) -> list[str]:
    words = {YES: say("yes"), NO: say("no"), NOT_KNOWN: say("not known")}
    return [_large(say(it.name)), *map(say_bounds, it.windows), str(it.limit_days), words[it.status]]


def _large(name: str) -> str:
    return name[:1].upper() + name[1:]


def _days_by_name(findings: Findings, windows: Sequence[DayCount]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Days on which each drug is written by name, at least so many; the most taken first."""
    days: dict[str, set[date]] = {}
    for dose in findings.diary.doses:
        if dose.days == 1 and (dose.drug is None or dose.drug.acute):
            name = dose.drug.name if dose.drug else dose.name
            days.setdefault(name, set()).add(dose.on)
    counts = ((name, tuple(_days_within(on, window) for window in windows)) for name, on in days.items())
    return tuple(sorted((it for it in counts if sum(it[1])), key=lambda it: (-sum(it[1]), it[0])))


def _by_name(counts: Counted, depth: DrugDepth) -> list[Json]:
    if not counts.by_name or not depth.names:
        return []
    parts = [f"{as_written(name)} {' · '.join(map(str, days))}" for name, days in counts.by_name[: depth.names]]
    if len(counts.by_name) > depth.names:
        parts.append(say("and {n} more", n=len(counts.by_name) - depth.names))
    return [_line(say("By name, at least"), "; ".join(parts))]


def _days_within(days: set[date], window: DayCount) -> int:
    return sum(window.first <= day <= window.last for day in days)


def _not_recognised(diagnosis: Diagnosis, depth: DrugDepth) -> list[Json]:
    readings = diagnosis.findings.diary.readings
    names = list(dict.fromkeys(as_written(name) for reading in readings for name in reading.unknown_drugs))
    if not names:
        return []
    shown = names[: depth.names] or names[:1]
    more = [say("{n} more", n=len(names) - len(shown))] if len(names) > len(shown) else []
    return [_line(say("Not recognised"), a_list([*shown, *more]))]


def _short_day(day: date) -> str:
    return f"{day.day} {short_month(day)}"


def _when(it: Treatment) -> str:
    if it.started and it.stopped:
        return f"{say_month(it.started)} – {say_month(it.stopped)}"
    if it.started:
        return say("since {month}", month=say_month(it.started))
    return say("until {month}", month=say_month(it.stopped)) if it.stopped else ""


def _outcome(it: Treatment) -> str:
    words = {
        None: say("outcome not written"),
        Outcome.HELPED: say("helped"),
        Outcome.NO_EFFECT: say("no effect"),
        Outcome.ADVERSE_EFFECT: say("side effect"),
        Outcome.CONTRAINDICATED: say("contraindicated"),
        Outcome.PATIENT_CHOICE: say("stopped by choice"),
        Outcome.COST_OR_ACCESS: say("cost or access"),
        Outcome.PREGNANCY: say("pregnancy"),
    }
    said = [words[it.outcome]]
    if it.outcome is Outcome.NO_EFFECT:
        adequate = {
            YES: say("adequate trial"),
            NO: say("not an adequate trial"),
            NOT_KNOWN: say("adequate or not: not known"),
        }
        said.append(adequate[it.adequate])
    if it.days_before_per_28 is not None and it.days_with_per_28 is not None:
        before, with_it = amount(it.days_before_per_28), amount(it.days_with_per_28)
        said.append(say("{before} to {with_it} migraine days in 28", before=before, with_it=with_it))
    return ", ".join(said)


def _line(label: str, text: str) -> Json:
    return {"is": "line", "label": label, "text": text}
