"""What the patients of the demonstration wrote: invented, the same each time, ending with the day it is made on.

Each is a different headache, so that every page has something to show: what is met, what is not, and what is not known.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reprieve.pathway.diary.book import Entry

Said = dict[str, str]
MIGRAINE: Mapping[str, str] = {
    "side": "left",
    "qualities": "throbbing",
    "worse_with_activity": "yes",
    "nausea": "moderate",
    "vomiting": "no",
    "photophobia": "yes",
    "phonophobia": "yes",
    "autonomic": "none_of_these",
    "restless": "no",
}
TENSION: Mapping[str, str] = {
    "side": "both",
    "qualities": "pressing",
    "worse_with_activity": "no",
    "nausea": "none",
    "vomiting": "no",
    "photophobia": "no",
    "phonophobia": "no",
    "aura": "no",
    "autonomic": "none_of_these",
    "restless": "no",
}
CLUSTER: Mapping[str, str] = {
    "side": "right",
    "qualities": "stabbing",
    "around_eye_or_temple": "yes",
    "autonomic": "lacrimation;nasal",
    "restless": "yes",
    "worse_with_activity": "no",
    "nausea": "none",
    "vomiting": "no",
    "photophobia": "no",
    "phonophobia": "no",
    "aura": "no",
}


@dataclass(slots=True, kw_only=True)
class Pen:
    """Writes entries as somebody would: each with an id, at the time it is about, on their own clock."""

    zone: ZoneInfo
    now: datetime
    seed: str
    entries: list[Entry] = field(default_factory=list)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 # an invented diary, not a secret

    def at(self, day: date, hour: float) -> datetime:
        local = datetime.combine(day, time(), tzinfo=self.zone) + timedelta(hours=hour)
        return datetime.fromisoformat(local.isoformat())

    def chance(self, of_one: float) -> bool:
        return self._random.random() < of_one

    def between(self, low: float, high: float) -> float:
        return round(self._random.uniform(low, high), 1)

    def name(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def write(self, thing: str, about: str, when: datetime, **said: str) -> None:
        said_at = min(when, self.now)
        self.entries.append(Entry(id=self.name(), thing=thing, about=about, said=said, said_at=said_at))

    def attack(self, day: date, hour: float, hours: float | None, signs: Mapping[str, str], **more: str) -> str:
        """An attack that began then and lasted so long; None: it goes on."""
        about, start = self.name(), self.at(day, hour)
        said: Said = {"start": _written(start), **signs, **more}
        if hours is None:
            self.write("attack", about, start, **said, ongoing="yes")
        else:
            end = start + timedelta(hours=hours)
            self.write("attack", about, start, **said, ongoing="yes")
            self.write("attack", about, end, end=_written(end), ongoing="no")
        return about

    def dose(self, name: str, about: str, day: date, hour: float, **said: str) -> None:
        when = self.at(day, hour)
        self.write("dose", self.name(), when, name=name, time=_written(when), attack_key=about, **said)

    def quiet(self, day: date) -> None:
        self.write("day", day.isoformat(), self.at(day, 21), headache="no", drug_taken="no")

    def treatment(self, name: str, started: date, stopped: date | None, outcome: str, **said: str) -> None:
        over: Said = {"stopped": stopped.isoformat()} if stopped else {}
        self.write(
            "treatment", self.name(), self.now, name=name, started=started.isoformat(), outcome=outcome, **over, **said
        )

    def about_me(self, **said: str) -> None:
        self.write("profile", "profile", self.now, **said)


def _written(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")


def _days(pen: Pen, back: int) -> Iterator[date]:
    """Every day from so long ago to yesterday."""
    today = pen.now.astimezone(pen.zone).date()
    return (today - timedelta(days=n) for n in range(back, 0, -1))


# The patients --------------------------------------------------------------------------------------


def episodic(pen: Pen) -> None:
    """A migraine without aura about once a week, and a triptan that works."""
    pen.about_me(birth_year="1988", sex="female", headaches_since="2006-05-01", lifetime_migraine_attacks="200")
    for day in _days(pen, 120):
        if day.toordinal() % 7 == 2:
            about = pen.attack(day, pen.between(6, 14), pen.between(5, 20), MIGRAINE, pain_0_to_10="7", aura="no")
            pen.dose("sumatriptan 50 mg", about, day, 15, effect_at_2h="pain_free")
        else:
            pen.quiet(day)


def with_aura(pen: Pen) -> None:
    """Zigzag lines for half an hour, then the headache."""
    pen.about_me(birth_year="1975", sex="male", headaches_since="1992-01-01", lifetime_aura_attacks="60")
    for day in _days(pen, 120):
        if day.toordinal() % 15 == 4:
            hour = pen.between(8, 16)
            about = pen.attack(day, hour, pen.between(6, 24), MIGRAINE, pain_0_to_10="6", headache_within_60_min="yes")
            pen.write(
                "aura", pen.name(), pen.at(day, hour + 1), attack_key=about, kind="visual", minutes="25",
                spreads="yes", one_sided="yes", positive="yes", passes_completely="yes",
            )  # fmt: skip
            pen.dose("ibuprofen 400 mg", about, day, hour + 1, effect_at_2h="better")
        else:
            pen.quiet(day)


def chronic_with_overuse(pen: Pen) -> None:
    """More days with headache than without, and a triptan on twelve days a month."""
    pen.about_me(
        birth_year="1981", sex="female", headaches_since="1999-01-01", lifetime_migraine_attacks="900",
        headache_before_overuse="yes", every_headache_written="yes", every_dose_written="yes",
    )  # fmt: skip
    pen.treatment("topiramate 100 mg", date(2024, 1, 10), date(2024, 6, 1), "adverse_effect", adequate="yes")
    pen.treatment("propranolol 160 mg", date(2024, 8, 1), date(2025, 1, 15), "no_effect", adequate="yes")
    for day in _days(pen, 200):
        turn = day.toordinal() % 5
        if turn in (0, 1, 3):
            about = pen.attack(day, pen.between(5, 12), pen.between(6, 11), MIGRAINE, pain_0_to_10="6", aura="no")
            if turn != 3:
                pen.dose("rizatriptan 10 mg", about, day, 12, effect_at_2h="better")
        else:
            pen.quiet(day)


def intractable(pen: Pen) -> None:
    """A migraine that has gone on for five days, after everything was tried."""
    pen.about_me(
        birth_year="1979", sex="female", headaches_since="1995-03-01", lifetime_migraine_attacks="500",
        headache_before_overuse="yes", every_treatment_listed="yes", significant_interference="yes",
    )  # fmt: skip
    tried = (
        ("topiramate 100 mg", 2019, "no_effect"),
        ("propranolol 160 mg", 2020, "adverse_effect"),
        ("amitriptyline 50 mg", 2021, "no_effect"),
        ("onabotulinumtoxinA", 2022, "no_effect"),
        ("erenumab 140 mg", 2023, "no_effect"),
        ("fremanezumab 225 mg", 2024, "no_effect"),
    )
    for name, year, outcome in tried:
        pen.treatment(name, date(year, 1, 10), date(year, 9, 1), outcome, adequate="yes")
    days = list(_days(pen, 120))
    for day in days[:-5]:
        if day.toordinal() % 3 != 1:
            about = pen.attack(day, 7, pen.between(8, 20), MIGRAINE, pain_0_to_10="8", aura="no", function_lost="yes")
            if day.toordinal() % 9 == 2:
                pen.dose("sumatriptan 100 mg", about, day, 9, effect_at_2h="none")
        elif pen.chance(0.9):
            pen.quiet(day)
    start = days[-5]
    about = pen.attack(start, 6.5, None, MIGRAINE, pain_0_to_10="9", aura="no", function_lost="yes")
    for n, name in enumerate(("sumatriptan 100 mg", "ketorolac 10 mg", "naproxen 500 mg")):
        pen.dose(name, about, start + timedelta(days=n), 8, effect_at_2h="none")
    for n, pain in enumerate((7, 9, 8, 9, 8)):
        when = pen.at(start + timedelta(days=n), 12)
        pen.write("pain", pen.name(), when, attack_key=about, time=_written(when), pain_0_to_10=str(pain))


def tension(pen: Pen) -> None:
    """A band around the head a few times a month."""
    pen.about_me(birth_year="1990", sex="male", headaches_since="2015-01-01")
    for day in _days(pen, 120):
        if day.toordinal() % 8 in (1, 5):
            pen.attack(day, pen.between(11, 16), pen.between(2, 7), TENSION, pain_0_to_10="3")
        else:
            pen.quiet(day)


def cluster(pen: Pen) -> None:
    """One eye, an hour, once or twice a day, for weeks."""
    pen.about_me(birth_year="1984", sex="male", headaches_since="2012-10-01")
    days = list(_days(pen, 90))
    for day in days[:40]:
        pen.quiet(day)
    for day in days[40:]:
        pen.attack(day, 1.5, pen.between(0.6, 1.6), CLUSTER, pain_0_to_10="10", drug_taken="no")
        if pen.chance(0.4):
            about = pen.attack(day, 14, pen.between(0.5, 1.2), CLUSTER, pain_0_to_10="9")
            pen.dose("sumatriptan 6 mg injection", about, day, 14.2, route="subcutaneous", effect_at_2h="pain_free")


def seldom_written(pen: Pen) -> None:
    """Hardly anything is written, so hardly anything is known."""
    pen.about_me(birth_year="1969", sex="female")
    for day in _days(pen, 120):
        if day.toordinal() % 23 == 3:
            pen.attack(day, 9, pen.between(4, 9), {"photophobia": "yes"}, pain_0_to_10="6")
        elif pen.chance(0.15):
            pen.quiet(day)


def young(pen: Pen) -> None:
    """A child's migraine: shorter, on both sides, often around bleeding; a parent writes with her."""
    pen.about_me(birth_year=str(pen.now.year - 14), sex="female", headaches_since=f"{pen.now.year - 2}-09-01")
    signs = {**MIGRAINE, "side": "both"}
    for n, day in enumerate(_days(pen, 112)):
        bleeding = n % 28 < 5
        if n % 28 in (0, 13):
            about = pen.attack(day, 15, pen.between(2.5, 6), signs, pain_0_to_10="6", aura="no")
            pen.dose("ibuprofen 400 mg", about, day, 16, effect_at_2h="pain_free")
            pen.write("day", day.isoformat(), pen.at(day, 21), menstruation="yes" if bleeding else "no")
        else:
            pen.quiet(day)
            pen.write("day", day.isoformat(), pen.at(day, 21.1), menstruation="yes" if bleeding else "no")


DIARIES: Mapping[str, Callable[[Pen], None]] = {
    "episodic": episodic,
    "with_aura": with_aura,
    "chronic_with_overuse": chronic_with_overuse,
    "intractable": intractable,
    "tension": tension,
    "cluster": cluster,
    "seldom_written": seldom_written,
    "young": young,
}


def demonstration_diary(which: str, *, zone: str, now: datetime) -> list[Entry]:
    """The entries of one of `DIARIES`; the same for the same day."""
    pen = Pen(zone=ZoneInfo(zone), now=now, seed=which)
    DIARIES[which](pen)
    return pen.entries
