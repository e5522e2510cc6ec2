"""What stands on *Now*: the headaches that go on, and the few questions that wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reprieve.clinic.diary.access import entry_with_id, going_on, things, things_of_attacks
from reprieve.clinic.diary.clock import now_of
from reprieve.clinic.diary.models import DiaryThing
from reprieve.clinic.diary.nearby import findings_between
from reprieve.clinic.diary.once import new_id
from reprieve.clinic.diary.overuse import Nearing, warn, window_of
from reprieve.clinic.diary.taps import EFFECTS, QUESTIONS, YESTERDAY, Question
from reprieve.clinic.diary.words import say_entry, say_length, say_trail, say_value, say_when
from reprieve.clinic.people.access import OpenRecord
from reprieve.clinic.showing.plain_words import say_date
from reprieve.pathway.diary.book import DAY_THING, DOSE_THING, PAIN_THING
from reprieve.pathway.diary.cells import TIME
from reprieve.pathway.diary.drug_table import drug_table
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.terms.truth import NOT_KNOWN

EFFECT_AFTER, EFFECT_ASKED_FOR = timedelta(hours=2), timedelta(days=3)
MOST_ASKED = 3
# How far back, in doses, one's usual medicines are looked for, and how many are offered.
LOOKED_AT, OFFERED = 60, 6
# Over so long it is asked whether the headache was forgotten.
PERHAPS_OVER = timedelta(hours=72)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShown:
    """A button; `sends` is empty behind the answer where pressing takes the answer away."""

    sends: str
    words: str | Promise
    pressed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionShown:
    ask: str | Promise
    answers: tuple[AnswerShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackShown:
    """One headache that goes on."""

    about: str
    since: str
    lasts: str
    perhaps_over: bool
    pains: tuple[AnswerShown, ...]
    pain_trail: str
    questions: tuple[QuestionShown, ...]
    doses: tuple[str, ...]
    sends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that waits: about yesterday, or about a dose two hours on."""

    about: str
    ask: str
    answers: tuple[tuple[str, str | Promise], ...]
    sends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was just written, and the id by which it is taken back."""

    words: str
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NowPage:
    attacks: tuple[AttackShown, ...]
    effects: tuple[Asked, ...]
    yesterday: Asked | None
    # Today's date where nothing tells of a headache today yet; else empty.
    nothing_today: str
    warnings: tuple[Nearing, ...]
    usual: tuple[str, ...]
    drug_names: tuple[str, ...]
    done: Done | None
    sends: str
    today: str


def present_now(opened: OpenRecord, *, done: str = "") -> NowPage:
    now = now_of(opened.patient)
    today = now.date()
    findings = findings_between(opened, window_of(today)[0], today)
    attacks = going_on(opened)
    parts = things_of_attacks(opened, attacks)
    return NowPage(
        attacks=tuple(_attack(one, [it for it in parts if _of(it, one)], now) for one in attacks),
        effects=tuple(_effects(opened, now)),
        yesterday=_yesterday(opened, findings, today),
        nothing_today=today.isoformat() if not attacks and _is_open(findings, today) else "",
        warnings=warn(findings, today),
        usual=usual_drugs(opened),
        drug_names=drug_names(),
        done=show_done(opened, done),
        sends=new_id(),
        today=say_date(today),
    )


def _of(part: DiaryThing, attack: DiaryThing) -> bool:
    return bool(part.cells.get("attack_key") == attack.about)


def _attack(one: DiaryThing, parts: Sequence[DiaryThing], now: datetime) -> AttackShown:
    start = _moment(one.cells["start"])
    pains = sorted((it for it in parts if it.thing == PAIN_THING), key=lambda it: _moment(it.cells["time"]))
    latest = pains[-1].cells["pain_0_to_10"] if pains else one.cells.get("pain_0_to_10", "")
    doses = sorted((it for it in parts if it.thing == DOSE_THING), key=lambda it: it.first_said_at)
    return AttackShown(
        about=one.about,
        since=say_when(start, now.date()),
        lasts=say_length(now - start),
        perhaps_over=now - start >= PERHAPS_OVER,
        pains=tuple(AnswerShown(sends=str(n), words=str(n), pressed=latest == str(n)) for n in range(11)),
        pain_trail=say_trail((_moment(it.cells["time"]), it.cells["pain_0_to_10"]) for it in pains),
        questions=tuple(_question(it, one.cells.get(it.column, "")) for it in QUESTIONS),
        doses=tuple(_dose(it, now.date()) for it in doses),
        sends=new_id(),
    )


def _question(question: Question, given: str) -> QuestionShown:
    return QuestionShown(
        ask=question.ask,
        answers=tuple(
            AnswerShown(
                sends=f"{question.column}:{'' if value == given else value}", words=words, pressed=value == given
            )
            for value, words in question.answers
        ),
    )


def _dose(it: DiaryThing, today: date) -> str:
    moment = TIME.read(it.cells.get("time", ""))
    when = say_when(moment, today) if isinstance(moment, datetime) else say_date(it.first_day or today)
    said = f"{say_value('name', it.cells['name'])}, {when}"
    effect = it.cells.get("effect_at_2h", "")
    return f"{said}: {say_value('effect_at_2h', effect)}" if effect else said


def _effects(opened: OpenRecord, now: datetime) -> Iterable[Asked]:
    """The doses of the last days that are two hours old and were not asked about, the latest first."""
    recent = things(opened).filter(thing=DOSE_THING, first_day__gte=(now - EFFECT_ASKED_FOR).date())
    asked = []
    for it in recent.exclude(stamps__has_key="effect_at_2h"):
        at = TIME.read(it.cells.get("time", ""))
        if isinstance(at, datetime) and at.tzinfo and EFFECT_AFTER <= now - at <= EFFECT_ASKED_FOR:
            asked.append((at, it))
    asked.sort(key=lambda one: one[0], reverse=True)
    for at, it in asked[:MOST_ASKED]:
        ask = _("%(drug)s, %(when)s: how was the pain two hours later?") % {
            "drug": say_value("name", it.cells["name"]),
            "when": say_when(at, now.date()),
        }
        yield Asked(about=it.about, ask=ask, answers=EFFECTS, sends=new_id())


def _yesterday(opened: OpenRecord, findings: Findings, today: date) -> Asked | None:
    """Asked once: not where anything tells of it, or it was asked and is not known."""
    day = today - timedelta(days=1)
    if not _is_open(findings, day):
        return None
    kept = things(opened).filter(thing=DAY_THING, about=day.isoformat(), stamps__has_key="headache")
    if kept.exists():
        return None
    ask = _("Yesterday, %(day)s: did your head hurt?") % {"day": say_date(day)}
    return Asked(about=day.isoformat(), ask=ask, answers=YESTERDAY, sends=new_id())


def _is_open(findings: Findings, day: date) -> bool:
    """Whether nothing tells whether there was a headache on a day."""
    found = findings.calendar.day(day)
    return not found.attacks and findings.headache_on(found) is NOT_KNOWN


def usual_drugs(opened: OpenRecord) -> tuple[str, ...]:
    """The names written last, the most frequent first."""
    latest = things(opened).filter(thing=DOSE_THING).order_by("-first_day", "-pk")[:LOOKED_AT]
    names = [say_value("name", name) for name in latest.values_list("cells__name", flat=True)]
    return tuple(name for name, _times in Counter(names).most_common(OFFERED))


@cache
def drug_names() -> tuple[str, ...]:
    """The names of medicines against an attack that are offered while one types."""
    table = drug_table()
    return tuple(
        sorted({name for name, drug in table.names.items() if drug is not None and drug.acute and name == drug.name})
    )


def show_done(opened: OpenRecord, entry_id: str) -> Done | None:
    row = entry_with_id(opened, entry_id) if entry_id else None
    if row is None or row.by_id != opened.who.user.pk:
        return None
    said = {name: cell for name, cell in row.said.items() if name != "day"}
    return Done(words=say_entry(row.thing, said, row.taken_back), entry=row.entry_id)


def _moment(cell: str) -> datetime:
    moment = TIME.read(cell)
    if not isinstance(moment, datetime):
        raise AssertionError("a time was checked before it was kept")
    return moment
