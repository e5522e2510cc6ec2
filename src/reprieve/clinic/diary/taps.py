"""What can be said of an attack with one tap each, and the entries that a tap makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reprieve.clinic.diary.clock import to_the_minute
from reprieve.clinic.diary.once import entry_id
from reprieve.pathway.diary.book import ATTACK_THING, DAY_THING, DOSE_THING, PAIN_THING, Entry
from reprieve.pathway.diary.cells import DAY, TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An item of an attack, and the answers that are one tap away."""

    column: str
    ask: str | Promise
    answers: tuple[tuple[str, str | Promise], ...]


YES_OR_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
QUESTIONS = (
    Question(column="photophobia", ask=gettext_lazy("Light is hard to bear"), answers=YES_OR_NO),
    Question(column="phonophobia", ask=gettext_lazy("Sound is hard to bear"), answers=YES_OR_NO),
    Question(
        column="nausea",
        ask=gettext_lazy("Feeling sick (nausea)"),
        answers=(
            ("no", gettext_lazy("None")),
            ("mild", gettext_lazy("Mild")),
            ("moderate", gettext_lazy("Moderate")),
            ("severe", gettext_lazy("Severe")),
        ),
    ),
    Question(column="vomiting", ask=gettext_lazy("Vomiting"), answers=YES_OR_NO),
    Question(
        column="side",
        ask=gettext_lazy("Where it hurts"),
        answers=(
            ("left", gettext_lazy("Left side")),
            ("right", gettext_lazy("Right side")),
            ("both", gettext_lazy("Both sides")),
        ),
    ),
    Question(
        column="qualities",
        ask=gettext_lazy("What the pain is like"),
        answers=(
            ("pulsating", gettext_lazy("Throbbing")),
            ("pressing", gettext_lazy("Pressing")),
            ("pressing;pulsating", gettext_lazy("Both of these")),
            ("other", gettext_lazy("Something else")),
        ),
    ),
    Question(column="worse_with_activity", ask=gettext_lazy("Worse when I move"), answers=YES_OR_NO),
    Question(column="aura", ask=gettext_lazy("Flickering, numbness or trouble speaking (aura)"), answers=YES_OR_NO),
)
ANSWERS: Mapping[str, frozenset[str]] = {
    it.column: frozenset({"", *(value for value, _words in it.answers)}) for it in QUESTIONS
}
EFFECTS = (
    ("pain_free", gettext_lazy("The pain was gone")),
    ("better", gettext_lazy("Less pain")),
    ("none", gettext_lazy("No change")),
    # An item that is said to be empty was asked, and is still not known.
    ("", gettext_lazy("I do not know")),
)
YESTERDAY = (
    ("no", gettext_lazy("No headache")),
    ("yes", gettext_lazy("I had a headache")),
    ("", gettext_lazy("I do not know")),
)


# The three answers about a period are one answer in two items, so that none of them contradicts the one before.
BLEEDING: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("menstruation", "yes"): {"menstruation_begins": ""},
    ("menstruation", "no"): {"menstruation_begins": ""},
    ("menstruation", ""): {"menstruation_begins": ""},
    ("menstruation_begins", "yes"): {"menstruation": "yes"},
}
MOST_NAME_CHARS = 200
NAME_IT = gettext_lazy("Write the name of the medicine, in at most 200 characters.")


class NotOffered(Exception):
    """What came is no tap of these pages."""


def begin(sent: str, at: datetime) -> Entry:
    """*My head hurts.*"""
    id_ = entry_id(sent, "begin")
    return Entry(
        id=id_,
        thing=ATTACK_THING,
        about=id_,
        said={"start": TIME.write(to_the_minute(at)), "ongoing": "yes"},
        said_at=at,
    )


def answer(sent: str, attack: str, column: str, value: str, at: datetime) -> Entry:
    if value not in ANSWERS.get(column, ()):
        raise NotOffered
    said = {column: value}
    return Entry(id=entry_id(sent, attack, said=said), thing=ATTACK_THING, about=attack, said=said, said_at=at)


def pain(sent: str, attack: str, pain_0_to_10: str, at: datetime) -> Entry:
    if pain_0_to_10 not in {str(n) for n in range(11)}:
        raise NotOffered
    id_ = entry_id(sent, attack, said={"pain_0_to_10": pain_0_to_10})
    said = {"attack_key": attack, "time": TIME.write(to_the_minute(at)), "pain_0_to_10": pain_0_to_10}
    return Entry(id=id_, thing=PAIN_THING, about=id_, said=said, said_at=at)


def dose(sent: str, attack: str, name: str, at: datetime) -> Entry:
    id_ = entry_id(sent, attack, said={"name": name})
    said = {"name": name, "time": TIME.write(to_the_minute(at))} | ({"attack_key": attack} if attack else {})
    return Entry(id=id_, thing=DOSE_THING, about=id_, said=said, said_at=at)


def over(sent: str, attack: str, end: datetime, at: datetime) -> Entry:
    id_ = entry_id(sent, attack, "over")
    said = {"end": TIME.write(to_the_minute(end)), "ongoing": "no"}
    return Entry(id=id_, thing=ATTACK_THING, about=attack, said=said, said_at=at)


def mistake(sent: str, thing: str, about: str, recorded: Iterable[str], at: datetime) -> Entry:
    """It was not so. Of a day all that is recorded is emptied: the day is said to be something again by its next tap,
    and what was a mistake must not come back with it."""
    said = {name: "" for name in recorded if name != "day"} if thing == DAY_THING else {}
    return Entry(id=entry_id(sent, about, "mistake"), thing=thing, about=about, said=said, said_at=at, taken_back=True)


def effect(sent: str, about: str, value: str, at: datetime) -> Entry:
    if value not in {value for value, _words in EFFECTS}:
        raise NotOffered
    said = {"effect_at_2h": value}
    return Entry(id=entry_id(sent, about, said=said), thing=DOSE_THING, about=about, said=said, said_at=at)


def of_day(sent: str, day: str, column: str, value: str, at: datetime) -> Entry:
    """Headache or bleeding on a day, as its own page and the question about yesterday ask it."""
    if column not in ("headache", "menstruation", "menstruation_begins") or value not in ("", "yes", "no"):
        raise NotOffered
    if DAY.read(day) is None:
        raise NotOffered
    said: dict[str, str] = {column: value, **BLEEDING.get((column, value), {})}
    return Entry(id=entry_id(sent, day, said=said), thing=DAY_THING, about=day, said=said, said_at=at, taken_back=False)
