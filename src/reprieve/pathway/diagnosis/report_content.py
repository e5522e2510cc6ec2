"""What stands on the one page for the doctor, as plain data?

How much of it has room is not known here: each column is given at several depths, the fullest
first, and the page takes the first that fits. No depth drops a verdict: what is not explained is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reprieve.pathway.diagnosis.coverage import Coverage
from reprieve.pathway.diagnosis.diagnose import Diagnosis
from reprieve.pathway.diagnosis.report_days import DRUG_DEPTHS, as_written, counted, drug_days, treatments
from reprieve.pathway.diagnosis.report_picture import picture
from reprieve.pathway.diagnosis.report_verdicts import (
    CRITERIA_DEPTHS,
    RULE_SET_DEPTHS,
    codes,
    criteria,
    more_not_known,
    not_known,
    rule_sets,
)
from reprieve.pathway.diagnosis.saying import say_count, say_day
from reprieve.pathway.diary.records import Reading
from reprieve.pathway.safety.red_flags import Action, RedFlag, Safety
from reprieve.pathway.terms.sources import Source
from reprieve.pathway.terms.text import count, say

Json = dict[str, object]

SHOWN_FLAGS, SHOWN_FLAGS_ALONE = 4, 14
SHOWN_CLEARANCES = 3


def content(diagnosis: Diagnosis) -> Json:
    """Everything the page says; with a red flag that withholds, the safety message and how much is written."""
    last = diagnosis.coverage.last
    return {
        "title": say("Headache diary, for the doctor"),
        "name": say("Name"),
        "born": say("Date of birth"),
        "date": [last.year, last.month, last.day] if last else None,
        "period": list(_period(diagnosis)),
        "safety": _safety(diagnosis.safety, diagnosis.advice, withheld=diagnosis.withheld),
        "withheld": _withheld() if diagnosis.withheld else None,
        "picture": None if diagnosis.withheld else picture(diagnosis.findings),
        "bounds": say("12–17: seen on 12 days, and on 17 at most, because days are missing. ? : nothing is written."),
        "left": [] if diagnosis.withheld else _left(diagnosis),
        "questions": [] if diagnosis.withheld else [not_known(diagnosis, depth) for depth in CRITERIA_DEPTHS],
        "more_questions": [] if diagnosis.withheld else more_not_known(diagnosis),
        "right": [] if diagnosis.withheld else _right(diagnosis),
        "footer": list(_footer(diagnosis)),
    }


def _left(diagnosis: Diagnosis) -> list[list[Json]]:
    return [[criteria(diagnosis.verdicts, diagnosis.either, depth), *codes(diagnosis)] for depth in CRITERIA_DEPTHS]


def _right(diagnosis: Diagnosis) -> list[list[Json]]:
    """From the fullest down, the explanations of the rule sets and the drugs are cut in turn."""
    counts = counted(diagnosis)
    steps = max(len(DRUG_DEPTHS), len(RULE_SET_DEPTHS))
    depths = [(min(drug, len(DRUG_DEPTHS) - 1), min(rule, len(RULE_SET_DEPTHS) - 1)) for drug, rule in _stairs(steps)]
    return [
        [
            drug_days(diagnosis, counts, DRUG_DEPTHS[drug]),
            rule_sets(diagnosis, RULE_SET_DEPTHS[rule]),
            treatments(diagnosis, DRUG_DEPTHS[drug]),
        ]
        for drug, rule in dict.fromkeys(depths)
    ]


def _stairs(steps: int) -> Iterator[tuple[int, int]]:
    for step in range(steps):
        yield step, step
        yield step, step + 1


# Above ------------------------------------------------------------------------------------------


def _period(diagnosis: Diagnosis) -> Iterator[str]:
    coverage = diagnosis.coverage
    if coverage.first is None or coverage.last is None:
        yield say("No day is written.")
    else:
        yield say(
            "{first} to {last}: {days}, {written} written, {empty} not written.",
            first=say_day(coverage.first),
            last=say_day(coverage.last),
            days=count(coverage.span_days, "{n} day", "{n} days"),
            written=coverage.written_days,
            empty=coverage.span_days - coverage.written_days,
        )
    if coverage.headache is not None and coverage.migraine is not None:
        yield say(
            "Headache on {headache}, migraine on {migraine}.",
            headache=say_count(coverage.headache),
            migraine=say_count(coverage.migraine),
        )
    yield from _reading(diagnosis.findings.diary.readings)
    yield from _notes(coverage)


def _reading(readings: Sequence[Reading]) -> Iterator[str]:
    lost = sum(reading.rows_left_out for reading in readings)
    if lost:
        yield count(lost, "{n} entry could not be read.", "{n} entries could not be read.")


def _notes(coverage: Coverage) -> Iterator[str]:
    yield from coverage.notes
    if coverage.late_entries:
        yield count(
            coverage.late_entries,
            "{n} entry was written more than 48 h after.",
            "{n} entries were written more than 48 h after.",
        )


def _safety(safety: Safety, advice: Sequence[str], *, withheld: bool) -> Json:
    """The state of the red flags; what was asked and answered yes, the most pressing first."""
    lines = [say("Today: {advice}", advice=text) for text in advice]
    most = SHOWN_FLAGS_ALONE if withheld else SHOWN_FLAGS
    lines += [_flag(flag) for flag in safety.raised[:most]]
    if len(safety.raised) > most:
        lines.append(say("and {n} more", n=len(safety.raised) - most))
    if safety.banner:
        lines.append(safety.banner)
    cleared = list(safety.answers.cleared.items())
    for id_, clearance in cleared[:SHOWN_CLEARANCES]:
        by = as_written(clearance.by)
        lines.append(say("{flag}: cleared by {by} on {on}", flag=id_, by=by, on=say_day(clearance.on)))
    if len(cleared) > SHOWN_CLEARANCES:
        lines.append(say("and {n} more", n=len(cleared) - SHOWN_CLEARANCES))
    if not safety.banner and not safety.raised:
        lines.append(say("Red flags: all asked, none raised, or cleared by a clinician."))
    return {"title": say("Red flags"), "lines": lines, "pressing": bool(safety.raised) or bool(advice) or withheld}


def _flag(flag: RedFlag) -> str:
    if flag.action is Action.CRISIS:
        # What leads to a crisis line is hard enough to have answered once; it is not put on paper.
        return say(flag.action.value)
    return say(
        "{ask} Yes. {action} To look for: {look_for}.",
        ask=say(flag.ask),
        action=say(flag.action.value),
        look_for=say(flag.look_for),
    )


def _withheld() -> str:
    return say("The classification is withheld until a clinician has looked.")


# Below ------------------------------------------------------------------------------------------


def _footer(diagnosis: Diagnosis) -> Iterator[str]:
    if not diagnosis.withheld:
        yield say(
            "Met: every lettered criterion that a diary can show is met. The last one, that no other disorder "
            "explains it better, a clinician confirms. Not known is not no: a day nobody wrote about is not a day "
            "without headache."
        )
        judged = (*diagnosis.verdicts, *diagnosis.intractability)
        named = dict.fromkeys(_named(it.entity.source) for it in judged)
        yield say("By {sources}; criteria restated in the words of Reprieve.", sources="; ".join(named))
    yield say(
        "This page sorts what a person wrote by published criteria. It is not a diagnosis, not a medical device, "
        "and recommends no treatment. Made with Reprieve, open-source software."
    )


def _named(source: Source) -> str:
    """The edition where that says what it is an edition of, else the name it is known by."""
    return source.id.partition(" (")[0] if source.edition.isdecimal() or not source.edition else source.edition
