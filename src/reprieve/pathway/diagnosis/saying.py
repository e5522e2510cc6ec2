"""How is a diagnosis said in plain text, calmly, on a terminal?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from textwrap import wrap

from reprieve.pathway.diagnosis.coverage import ClassDays, Coverage
from reprieve.pathway.diagnosis.days import HEADACHE_DAY, MIGRAINE_DAY
from reprieve.pathway.diagnosis.diagnose import Diagnosis, Verdict
from reprieve.pathway.diagnosis.entities import RARE_GROUPS
from reprieve.pathway.diagnosis.intractability_grades import RULE_SETS as GRADES
from reprieve.pathway.diagnosis.intractability_grades import Grade
from reprieve.pathway.diagnosis.item_words import say_format
from reprieve.pathway.diagnosis.putting_together import say_apart, say_conflict, say_merge
from reprieve.pathway.diagnosis.tried import say_drug_response, say_trials
from reprieve.pathway.diary.merge_report import MergeReport
from reprieve.pathway.diary.records import Reading
from reprieve.pathway.diary.treatment_facts import Trial
from reprieve.pathway.rules.judge import Explanation, Missing
from reprieve.pathway.safety.red_flags import Safety
from reprieve.pathway.terms.bounds import DayCount
from reprieve.pathway.terms.sources import Check
from reprieve.pathway.terms.text import a_list, amount, count, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

WIDTH = 88
SHOWN = 10
MARK = {YES: "met", NO: "not met", NOT_KNOWN: "not known"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_day(day: date) -> str:
    """A date nobody can misread.

    >>> say_day(date(2026, 3, 3))
    '3 Mar 2026'
    """
    return say("{day} {month} {year}", day=day.day, month=say(MONTHS[day.month - 1]), year=day.year)


def say_count(days: DayCount) -> str:
    """Days seen, and how many it can have been at most where days are missing."""
    if not days.missing:
        return str(days.yes)
    return say("{yes} (at most {most})", yes=days.yes, most=days.yes + days.missing)


def say_diagnosis(diagnosis: Diagnosis, *, width: int = WIDTH) -> str:
    """The whole diagnosis as text of at most `width` columns."""
    lines: list[str] = []
    for block in _blocks(diagnosis, width):
        lines += [*block, ""]
    return "\n".join(lines).rstrip() + "\n"


def _blocks(diagnosis: Diagnosis, width: int) -> Iterator[list[str]]:
    yield [
        *_safety(diagnosis.safety, width),
        *(line for text in diagnosis.advice for line in _row(say("Today"), text, width)),
    ]
    yield list(_readings(diagnosis.findings.diary.readings, width))
    if len(diagnosis.findings.diary.readings) > 1:
        yield list(_merge(diagnosis.findings.diary.merge, width))
    yield list(_coverage(diagnosis.coverage, width))
    if diagnosis.withheld:
        yield _wrapped(say("The classification is withheld until a clinician has looked."), width)
        return
    yield list(_verdicts(diagnosis, width))
    yield list(_last_windows(diagnosis, width))
    yield list(_overuse(diagnosis.overuse, width))
    ungraded = [verdict for verdict in diagnosis.intractability if verdict.entity not in GRADES]
    yield [*_rule_sets(ungraded, width), *_grades(diagnosis.grades, width)]
    for block in (list(_treatments(diagnosis.treatments, width)), list(_acute_drugs(diagnosis, width))):
        if block:
            yield block
    yield list(_still_not_known([*([verdict] for verdict in diagnosis.verdicts), ungraded], width))
    yield list(_codes(diagnosis, width))
    yield _wrapped(say("This sorts what is written by published criteria. A clinician confirms."), width)


def _wrapped(text: str, width: int, indent: str = "", first: str | None = None) -> list[str]:
    return wrap(text, max(width, 40), initial_indent=indent if first is None else first, subsequent_indent=indent)


def _row(label: str, text: str, width: int) -> list[str]:
    return _wrapped(text, width, " " * 14, f"{label:<14}")


def _safety(safety: Safety, width: int) -> Iterator[str]:
    for flag in safety.raised:
        yield from _row(say("Red flag"), f"{say(flag.ask)} {say('Yes.')} {say(flag.action.value)}", width)
    if safety.banner:
        yield from _row(say("Red flags"), f"{safety.banner} {say('They come first: see reprieve red-flags.')}", width)
    for id_, clearance in safety.answers.cleared.items():
        text = say("{flag}: cleared by {by} on {on}", flag=id_, by=clearance.by, on=say_day(clearance.on))
        yield from _row("", text, width)
    if not safety.banner and not safety.raised:
        yield from _row(say("Red flags"), say("All asked, none raised, or cleared by a clinician."), width)


def _readings(readings: Sequence[Reading], width: int) -> Iterator[str]:
    for number, reading in enumerate(readings, start=1):
        parts = [
            say_format(reading.format),
            count(reading.rows_read, "{n} row read", "{n} rows read"),
            count(reading.duplicates, "{n} duplicate", "{n} duplicates"),
            count(reading.rows_left_out, "{n} row left out", "{n} rows left out"),
            count(sum(not left.whole_row for left in reading.left_out), "{n} item left out", "{n} items left out"),
        ]
        if len(readings) > 1:
            parts.insert(0, say("file {n}", n=number))
        yield from _row(say("Read"), ", ".join(parts), width)
        for left in reading.left_out[:SHOWN]:
            yield from _row("", say("line {line}: {reason}", line=left.line, reason=left.reason), width)
        if len(reading.left_out) > SHOWN:
            yield from _row("", say("and {n} more; --json lists all", n=len(reading.left_out) - SHOWN), width)
        for note in reading.notes:
            yield from _row("", note, width)
        if reading.unknown_drugs:
            yield from _row("", say("drugs not recognised: {names}", names=a_list(list(reading.unknown_drugs))), width)


def _merge(merge: MergeReport, width: int) -> Iterator[str]:
    for number, text in enumerate(say_merge(merge)):
        yield from _row(say("Put together") if number == 0 else "", text, width)
    for conflict in merge.conflicts[:SHOWN]:
        yield from _wrapped(say_conflict(conflict, say_day), width, " " * 18, " " * 16)
    if len(merge.conflicts) > SHOWN:
        yield from _row("", say("and {n} more; --json lists all", n=len(merge.conflicts) - SHOWN), width)
    if merge.apart:
        days = [say_apart(one, say_day) for one in merge.apart[:SHOWN]]
        if len(merge.apart) > SHOWN:
            days.append(say("and {n} more; --json lists all", n=len(merge.apart) - SHOWN))
        yield from _row("", say("Overlapping: {days}", days="; ".join(days)), width)


def _coverage(coverage: Coverage, width: int) -> Iterator[str]:
    if coverage.first is None or coverage.last is None:
        yield from _row(say("Days"), say("no day is written"), width)
        return
    yield from _row(
        say("Days"),
        say(
            "{first} to {last}: {days}, {written} written, {empty} not written",
            first=say_day(coverage.first),
            last=say_day(coverage.last),
            days=count(coverage.span_days, "{n} day", "{n} days"),
            written=coverage.written_days,
            empty=coverage.span_days - coverage.written_days,
        ),
        width,
    )
    if coverage.headache is not None and coverage.migraine is not None:
        seen = say(
            "headache on {headache}, migraine on {migraine}",
            headache=say_count(coverage.headache),
            migraine=say_count(coverage.migraine),
        )
        yield from _row("", seen, width)
    for note in coverage.notes:
        yield from _row("", note, width)
    if coverage.late_entries:
        text = count(
            coverage.late_entries,
            "{n} entry was written more than 48 h after",
            "{n} entries were written more than 48 h after",
        )
        yield from _row("", text, width)


def _last_windows(diagnosis: Diagnosis, width: int) -> Iterator[str]:
    yield say("Last three windows, oldest first: days seen, and at most where days are missing")
    for days in (30, 28):
        for name, key in ((say("headache"), HEADACHE_DAY.key), (say("migraine"), MIGRAINE_DAY.key)):
            seen = a_list([say_count(window) for window in diagnosis.count(key, window_days=days)])
            windows = diagnosis.count(key, window_days=days)
            if windows:
                low, high = (
                    sum(edge) / len(windows)
                    for edge in zip(*((w.yes, w.yes + w.missing) for w in windows), strict=True)
                )
                seen += say("; mean {low}", low=amount(low)) + (
                    say(" to {high}", high=amount(high)) if high > low else ""
                )
            if seen:
                yield from _wrapped(f"  {say('{days} days', days=days)}     {name:<10} {seen}", width, " " * 25, "")


def _verdicts(diagnosis: Diagnosis, width: int) -> Iterator[str]:
    verdicts = diagnosis.verdicts
    yield say("What the diary shows, by ICHD-3")
    for either in diagnosis.either:
        yield from _wrapped(str(either), width, "  ")
    loud = [verdict for verdict in verdicts if not verdict.quiet]
    for truth in (YES, NOT_KNOWN, NO):
        for verdict in loud:
            if verdict.status is truth and not _as_parent(verdict, loud):
                yield from _verdict(
                    verdict,
                    width,
                    [v.code for v in loud if v.code.startswith(f"{verdict.code}.") and _as_parent(v, loud)],
                )
    for group in RARE_GROUPS:
        quiet = [verdict for verdict in verdicts if verdict.quiet and verdict.entity.group == group]
        if quiet:
            yield from _wrapped(_say_quiet(group, quiet), width, " " * 14, "  ")


def _say_quiet(group: str, verdicts: Sequence[Verdict]) -> str:
    """The rare diagnoses of a group in one line, where nothing in the diary makes one think of them."""
    pieces = []
    for mark, codes in (
        (say("not met"), [v.code for v in verdicts if v.status is NO]),
        (say("not known"), [v.code for v in verdicts if v.status is NOT_KNOWN and not v.not_assessable]),
        (say("not assessable from this diary"), [v.code for v in verdicts if v.not_assessable]),
    ):
        if codes:
            pieces.append(say("{mark}: {codes}", mark=mark, codes=a_list(codes)))
    return say("Nothing points to {group} ({codes})", group=say(RARE_GROUPS[group]), codes="; ".join(pieces))


def _as_parent(verdict: Verdict, verdicts: Sequence[Verdict]) -> bool:
    """A subtype that is no more met than its parent is said in the parent's line."""
    parents = [v for v in verdicts if verdict.code.startswith(f"{v.code}.")]
    return verdict.status is not YES and any(parent.status is verdict.status for parent in parents)


def _verdict(verdict: Verdict, width: int, likewise: Sequence[str] = ()) -> Iterator[str]:
    head = f"  {say(MARK[verdict.status]):<10}  {verdict.code:<6} {say(verdict.name)}"
    if likewise:
        head += say(" (likewise {codes})", codes=a_list(list(likewise)))
    indent = " " * 21
    if verdict.set_aside is not None:
        head += say(" (set aside by {by}: {reason})", by=verdict.set_aside.rule, reason=verdict.set_aside.reason)
    yield from _wrapped(head, width, indent, "")
    if verdict.status is YES:
        for part in verdict.criteria:
            yield from _wrapped(
                f"{part.node.letter}  {say(part.node.text)}: {part.reason}", width, indent + "   ", indent
            )
        if verdict.last_attack:
            yield from _wrapped(say("last such attack: {day}", day=say_day(verdict.last_attack)), width, indent)
        if verdict.unless:
            text = say("unless {codes} is met, which is not known", codes=a_list(list(verdict.unless), last="or"))
            yield from _wrapped(text, width, indent)
        if verdict.for_clinician:
            yield from _wrapped(say("for the clinician, {what}", what=verdict.for_clinician), width, indent)
    else:
        yield from _wrapped(_why(verdict.criteria, verdict.status), width, indent + "   ", indent)
        yield from _wrapped(say_not_assessable(verdict), width, indent + "   ", indent)


def say_not_assessable(verdict: Verdict) -> str:
    """What it would take to tell, where this diary cannot; empty where it can, or writing on would help."""
    if not verdict.not_assessable:
        return ""
    return say("not assessable from this diary: needs {what}", what=a_list(list(verdict.not_assessable)))


def _why(criteria: Sequence[Explanation], status: Truth) -> str:
    """The first criterion that decides, nearest to the reader."""
    decisive = [part for part in criteria if part.truth is status]
    if not decisive:
        return ""
    first, rest = decisive[0], [part.node.letter for part in decisive[1:]]
    text = f"{first.node.letter}  {say(first.node.text)}: {first.reason}"
    return text + (say(" (likewise {letters})", letters=a_list(rest)) if rest else "")


def _overuse(classes: Sequence[ClassDays], width: int) -> Iterator[str]:
    yield say("Days with drugs, last three windows of 30 days, oldest first")
    for days in classes:
        seen = a_list([say_count(window) for window in days.windows]) or say("no day is written")
        text = say("{name}: {seen}; limit {limit}", name=say(days.name), seen=seen, limit=days.limit_days)
        text += f"; {days.reason}" if days.reason else ""
        yield from _wrapped(text, width, " " * 21, f"  {say(MARK[days.status]):<10}  {days.code:<6} ")


def _rule_sets(verdicts: Sequence[Verdict], width: int) -> Iterator[str]:
    yield say("Intractable? By each definition apart")
    for verdict in verdicts:
        yield from _wrapped(say(verdict.name), width, " " * 14, f"  {say(MARK[verdict.status]):<10}  ")
        for part in verdict.criteria:
            if verdict.status is YES or part.truth is verdict.status:
                line = f"{part.node.letter}  {say(part.node.text)}: {part.reason}"
                yield from _wrapped(line, width, " " * 17, " " * 14)


def _grades(grades: Sequence[Grade], width: int) -> Iterator[str]:
    for grade in grades:
        yield from _wrapped(str(grade), width, " " * 14, f"  {say('grade'):<10}  ")


def _treatments(trials: Sequence[Trial], width: int) -> Iterator[str]:
    if trials:
        yield say("Treatments tried, and what each definition makes of them")
    for head, lines in say_trials(trials):
        yield from _wrapped(head, width, "    ", "  ")
        for line in lines:
            yield from _wrapped(line, width, " " * 8, " " * 6)


def _acute_drugs(diagnosis: Diagnosis, width: int) -> Iterator[str]:
    if diagnosis.drug_responses:
        yield say("Drugs against attacks, in the last year")
    for response in diagnosis.drug_responses[:SHOWN]:
        head, lines = say_drug_response(response)
        yield from _wrapped(head, width, "    ", "  ")
        for line in lines:
            yield from _wrapped(line, width, " " * 8, " " * 6)
    for verdict in diagnosis.triptan_response:
        if verdict.status is YES:
            text = f"{say(verdict.name)}: {verdict.criteria[-1].reason}"
            yield from _wrapped(text, width, " " * 14, f"  {say(MARK[YES]):<10}  ")


def _still_not_known(families: Iterable[Sequence[Verdict]], width: int) -> Iterator[str]:
    """What is asked, that on which most hangs first; a family of verdicts weighs as one."""
    asked: dict[str, Missing] = {}
    weight: dict[str, int] = {}
    for family in families:
        lacking = [one for verdict in family if not verdict.quiet for one in verdict.missing]
        for one in lacking:
            asked.setdefault(one.fact.ask, one)
        for ask in {one.fact.ask for one in lacking}:
            weight[ask] = weight.get(ask, 0) + 1
    if not asked:
        return
    yield say("Still not known, and who could say")
    ranked = sorted(asked.values(), key=lambda missing: -weight[missing.fact.ask])
    for missing in ranked[:SHOWN]:
        yield from _wrapped(f"{say(missing.fact.who.value)}: {say(missing.fact.ask)}", width, "    ", "  ")
    if len(ranked) > SHOWN:
        yield say("  and {n} more; --json lists all", n=len(ranked) - SHOWN)


def _codes(diagnosis: Diagnosis, width: int) -> Iterator[str]:
    if not diagnosis.icd10cm:
        return
    yield say("ICD-10-CM, proposed for the clinician to confirm")
    for proposal in diagnosis.icd10cm:
        yield from _wrapped(f"{proposal.code}  {proposal.name}", width, " " * 11, "  ")
        reasons = [say("intractable: {why}", why=proposal.intractable.reason)]
        if proposal.status is not None:
            reasons.append(say("status: {why}", why=proposal.status.reason))
        for reason in reasons:
            yield from _wrapped(reason, width, " " * 13, " " * 11)


def say_explanation(verdict: Verdict, *, width: int = WIDTH) -> str:
    """One verdict with every part of its criteria, indented as the tree is."""
    lines = _wrapped(f"{verdict.code} {say(verdict.name)}: {say(MARK[verdict.status])}", width)
    for part in verdict.criteria:
        lines += _tree(part, 1, width)
    if verdict.for_clinician:
        lines += _wrapped(say("for the clinician, {what}", what=verdict.for_clinician), width, "  ")
    if verdict.set_aside is not None:
        lines += _wrapped(
            say("set aside by {by}: {reason}", by=verdict.set_aside.rule, reason=verdict.set_aside.reason), width, "  "
        )
    lines += _wrapped(say_not_assessable(verdict), width, "  ")
    for missing in verdict.missing:
        lines += _wrapped(
            say(
                "would settle it: {ask} ({who}; missing in {records})",
                ask=say(missing.fact.ask),
                who=say(missing.fact.who.value),
                records=missing.records,
            ),
            width,
            "  ",
        )
    lines += _wrapped(say("source: {source}", source=str(verdict.entity.source)), width, "  ")
    return "\n".join(lines) + "\n"


def _tree(part: Explanation, depth: int, width: int) -> list[str]:
    indent = "  " * depth
    letter = f"{part.node.letter}  " if part.node.letter else ""
    text = f"{letter}{say(part.node.text)}: " if part.node.text else ""
    source = part.node.source
    check = f" ({say(source.check.value)})" if source is not None and source.check is not Check.CHECKED else ""
    line = f"[{say(MARK[part.truth])}] {text}{part.reason}{check}"
    lines = _wrapped(line, width, indent + "    ", indent)
    for child in part.parts:
        lines += _tree(child, depth + 1, width)
    return lines
