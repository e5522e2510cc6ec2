"""What stands on the result page? Formats what was found; judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reprieve.clinic.showing.merge_words import MergeShown, show_merge
from reprieve.clinic.showing.months import MonthsShown, show_months
from reprieve.clinic.showing.plain_words import (
    DRUG_CLASSES,
    FORMATS,
    NOT_ONE_CLASS,
    in_brackets,
    in_quotes,
    plain_name,
    say_count,
    say_days,
    say_span,
)
from reprieve.clinic.showing.questions import Question, ask_questions
from reprieve.clinic.showing.verdicts import Group, VerdictShown, as_sentence, group_verdicts, say_lead, show_verdict
from reprieve.pathway.diagnosis.coverage import ClassDays, Coverage
from reprieve.pathway.diagnosis.diagnose import Diagnosis
from reprieve.pathway.diagnosis.icd10cm import CodeProposal
from reprieve.pathway.diagnosis.intractability_grades import RULE_SETS as GRADES
from reprieve.pathway.diagnosis.tried import say_drug_response, say_trials
from reprieve.pathway.diagnosis.undecided import Either
from reprieve.pathway.diary.records import LeftOut, Reading
from reprieve.pathway.safety.red_flags import Action, RedFlag, Safety
from reprieve.pathway.terms.text import a_list, say
from reprieve.pathway.terms.truth import YES

SHOWN_LEFT_OUT = 20


# Whom one tap calls.
PHONES = {Action.EMERGENCY: "911", Action.CRISIS: "988"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionShown:
    """One thing to do, whom to call, and the questions whose yes leads to it."""

    text: str
    phone: str
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyShown:
    """The safety message: what to do, the most pressing first."""

    status: str
    banner: str
    actions: tuple[ActionShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingShown:
    """What reading one file came to."""

    title: str
    rows: str
    duplicates: str
    notes: tuple[str, ...]
    unknown_drugs: str
    left_out_title: str
    left_out: tuple[LeftOut, ...]
    left_out_more: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowShown:
    """Days with a drug in one window of 30 days."""

    span: str
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugClassShown:
    """One class of drug beside its limit."""

    name: str
    limit: str
    status: str
    status_words: str
    reason: str
    windows: tuple[WindowShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """Everything the result page says; `months` and what follows are None or empty while withheld."""

    withheld: bool
    zone_told: bool
    safety: SafetyShown
    advice: tuple[str, ...]
    notice: str
    coverage_notes: tuple[str, ...]
    readings: tuple[ReadingShown, ...]
    merge: MergeShown | None
    coverage: tuple[tuple[str, str], ...]
    months: MonthsShown | None
    lead: tuple[str, ...]
    either: tuple[str, ...]
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    drugs: tuple[DrugClassShown, ...]
    drugs_unseen: str
    rule_sets: tuple[VerdictShown, ...]
    grades: tuple[str, ...]
    treatments: tuple[tuple[str, tuple[str, ...]], ...]
    drug_responses: tuple[tuple[str, tuple[str, ...]], ...]
    codes: tuple[CodeProposal, ...]
    sources: tuple[str, ...]


def present(diagnosis: Diagnosis, *, zone_told: bool, notice: str = "") -> ResultPage:
    """The result page of one diagnosis.

    Where no zone was told, what the reader assumed is not folded. `notice` is an answer that could not be used.
    """
    withheld = diagnosis.withheld
    judged = (*diagnosis.verdicts, *diagnosis.intractability)
    drugs, unseen = _drug_classes(diagnosis.overuse)
    readings = diagnosis.findings.diary.readings
    return ResultPage(
        withheld=withheld,
        zone_told=zone_told,
        safety=show_safety(diagnosis.safety),
        advice=diagnosis.advice,
        notice=notice,
        coverage_notes=() if withheld else tuple(_coverage_notes(diagnosis.coverage)),
        readings=show_readings(readings),
        merge=None if withheld or len(readings) < 2 else show_merge(diagnosis.findings.diary.merge),
        coverage=() if withheld else tuple(_coverage(diagnosis.coverage)),
        months=None if withheld else show_months(diagnosis.findings),
        lead=say_lead(diagnosis.verdicts),
        either=tuple(_say_either(it) for it in diagnosis.either),
        groups=group_verdicts(diagnosis.verdicts),
        questions=ask_questions(it for it in judged if not it.quiet),
        drugs=tuple(_drug_class(it) for it in drugs),
        drugs_unseen=_unseen(unseen),
        rule_sets=tuple(show_verdict(it) for it in diagnosis.intractability if it.entity not in GRADES),
        grades=tuple(str(grade) for grade in diagnosis.grades),
        treatments=tuple(say_trials(diagnosis.treatments)),
        drug_responses=tuple(say_drug_response(it) for it in diagnosis.drug_responses),
        codes=() if withheld else diagnosis.icd10cm,
        sources=tuple(dict.fromkeys(str(it.entity.source) for it in judged)),
    )


def _say_either(either: Either) -> str:
    """Of which two kinds it is one, in plain words with their terms."""
    kinds = [
        _("%(name)s (%(term)s)") % {"name": in_quotes(plain_name(kind.code, kind.name)), "term": in_brackets(kind.name)}
        for kind in (either.definite, either.probable)
    ]
    if either.treated:
        why = _("Which one cannot be told: you took medicine, and without it the headache might have lasted longer.")
    else:
        why = _("Which one depends on what is not known yet.")
    return _("It is one of these two: %(kinds)s. %(why)s") % {"kinds": a_list(kinds, last="or"), "why": why}


def show_safety(safety: Safety) -> SafetyShown:
    """The safety message."""
    return SafetyShown(status=safety.status.value, banner=safety.banner, actions=tuple(_actions(safety.raised)))


def _actions(raised: Sequence[RedFlag]) -> Iterable[ActionShown]:
    """Each thing to do with the answers that lead to it, the most pressing first."""
    for action in dict.fromkeys(flag.action for flag in raised):
        # What leads to a crisis line is hard enough to have answered once; it is not repeated.
        asked = [] if action is Action.CRISIS else [say(flag.ask) for flag in raised if flag.action is action]
        yield ActionShown(text=say(action.value), phone=PHONES.get(action, ""), asked=tuple(asked))


def show_readings(readings: Sequence[Reading]) -> tuple[ReadingShown, ...]:
    """What reading each file came to."""
    return tuple(_readings(readings))


def _readings(readings: Sequence[Reading]) -> Iterable[ReadingShown]:
    for number, reading in enumerate(readings, start=1):
        name = str(FORMATS.get(reading.format, reading.format))
        left_out = reading.left_out
        yield ReadingShown(
            title=name if len(readings) == 1 else _("File %(n)d: %(name)s") % {"n": number, "name": name},
            rows=ngettext("%(n)d entry read", "%(n)d entries read", reading.rows_read) % {"n": reading.rows_read},
            duplicates=ngettext("%(n)d entry was there twice", "%(n)d entries were there twice", reading.duplicates)
            % {"n": reading.duplicates}
            if reading.duplicates
            else _("no entry was there twice"),
            notes=reading.notes,
            unknown_drugs=a_list([in_quotes(name) for name in reading.unknown_drugs]),
            left_out_title=_left_out_title(reading),
            left_out=left_out[:SHOWN_LEFT_OUT],
            left_out_more=left_out[SHOWN_LEFT_OUT:],
        )


def _left_out_title(reading: Reading) -> str:
    """Rows that were lost, and single items of rows that were not."""
    rows, lost = reading.rows_left_out, {left.line for left in reading.left_out if left.whole_row}
    items = sum(left.line not in lost for left in reading.left_out)
    said = []
    if rows:
        said.append(ngettext("%(n)d row", "%(n)d rows", rows) % {"n": rows})
    if items:
        said.append(ngettext("%(n)d item", "%(n)d items", items) % {"n": items})
    return _("%(what)s left out") % {"what": a_list(said)} if said else _("nothing was left out")


def _coverage(coverage: Coverage) -> Iterable[tuple[str, str]]:
    if coverage.first is None or coverage.last is None or coverage.headache is None or coverage.migraine is None:
        yield _("Days in your diary"), _("none")
        return
    yield _("Your diary"), say_span(coverage.first, coverage.last)
    yield (
        _("Days written"),
        _("%(written)d of %(span)s") % {"written": coverage.written_days, "span": say_days(coverage.span_days)},
    )
    yield _("Headache days"), say_count(coverage.headache)
    yield _("Migraine days"), say_count(coverage.migraine)


def _coverage_notes(coverage: Coverage) -> Iterable[str]:
    yield from coverage.notes
    if coverage.late_entries:
        yield (
            ngettext(
                "%(n)d entry was written more than 48 hours after.",
                "%(n)d entries were written more than 48 hours after.",
                coverage.late_entries,
            )
            % {"n": coverage.late_entries}
        )


def _drug_classes(overuse: Sequence[ClassDays]) -> tuple[list[ClassDays], list[ClassDays]]:
    """The classes to show, and the single ones of which no day is written.

    What counts several classes, or what has no name, says nothing new beside them unless it is over its limit.
    """
    seen = [it for it in overuse if any(window.yes for window in it.windows)]
    single = [it for it in seen if it.code not in NOT_ONE_CLASS]
    others = [it for it in overuse if it.code in NOT_ONE_CLASS and (it.status is YES or (it in seen and not single))]
    return [*single, *others], [it for it in overuse if it not in single and it.code not in NOT_ONE_CLASS]


def _drug_class(it: ClassDays) -> DrugClassShown:
    words = {
        "yes": _("over the limit, more than three months"),
        "no": _("not over the limit for three months"),
        "not_known": _("not known whether over the limit for three months"),
    }
    return DrugClassShown(
        name=str(DRUG_CLASSES[it.code]),
        limit=_("The limit is %(days)s a month.") % {"days": say_days(it.limit_days)},
        status="unknown" if it.status.value == "not_known" else it.status.value,
        status_words=words[it.status.value],
        reason=as_sentence(it.reason),
        windows=tuple(
            WindowShown(span=say_span(window.first, window.last), count=say_count(window)) for window in it.windows
        ),
    )


def _unseen(classes: Sequence[ClassDays]) -> str:
    """One sentence for the classes of which nothing is written."""
    if not classes:
        return ""
    names = a_list([str(DRUG_CLASSES[it.code]).lower() for it in classes], last="or")
    most = max((window.missing for it in classes for window in it.windows), default=0)
    if not most:
        return _("No day with %(names)s.") % {"names": names}
    return _(
        "No day with %(names)s is written. It is not known on days where no medicine, or none by name, is written: "
        "up to %(days)s in a month."
    ) % {"names": names, "days": say_days(most)}
