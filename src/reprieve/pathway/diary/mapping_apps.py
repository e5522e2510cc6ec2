"""Which apps' CSV exports are known, and what do their columns mean?

Each is a mapping like one that a person makes, and read by the same reader. The columns and the
words of lists are those of the apps' published code and descriptions; each list is *what was
ticked*, so that what is not in it is not recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

from reprieve.pathway.diary import mapping_reader
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.lines import Row, Rows
from reprieve.pathway.diary.mapping import NO_SIDE, NOT_READ, Column, Mapping, same
from reprieve.pathway.diary.mapping_reader import Started
from reprieve.pathway.terms.text import count, say

_MOST_LINES_NAMED = 10
_EYE = "around_eye_or_temple"

AIDING_MIGRAINE = Mapping(
    name="aiding_migraine",
    formula_guard=True,
    columns=(
        Column(column="Date", means="date"),
        Column(column="Start Time", means="time"),
        Column(column="End Time", means="end_time"),
        Column(column="Duration (hours)", means="duration", unit="hours"),
        Column(column="Pain Level", means="pain", scale="0-10"),
        Column(column="Category", means=NOT_READ),
        Column(column="Medication", means="drugs"),
        Column(column="Notes", means="note"),
        Column(column="Resolution", means="note"),
        Column(column="Status", means="ongoing", words={"active": ("yes",), "completed": ("no",)}),
        Column(column="Pressure (hPa)", means=NOT_READ),
        Column(
            column="Symptoms",
            means="symptoms",
            separator=";",
            words={
                "Nausea": ("nausea",),
                "Vomiting": ("vomiting",),
                "Light sensitivity": ("photophobia",),
                "Sound sensitivity": ("phonophobia",),
                "Visual aura": ("aura.visual",),
                "Sensory aura (tingling/numbness)": ("aura.sensory",),
                "Speech/language aura": ("aura.speech",),
            },
        ),
        Column(column="Triggers", means=NOT_READ),
        Column(column="Prodrome", means=NOT_READ),
        Column(column="Postdrome", means=NOT_READ),
        Column(
            column="Pain Location",
            means="places",
            separator=";",
            words={
                "Forehead": (NO_SIDE,),
                "Left temple": ("side.left", _EYE),
                "Right temple": ("side.right", _EYE),
                "Behind left eye": ("side.left", _EYE),
                "Behind right eye": ("side.right", _EYE),
                "Top of head": (NO_SIDE,),
                "Left side": ("side.left",),
                "Right side": ("side.right",),
                "Back of head": (NO_SIDE,),
                "Neck / base of skull": (NO_SIDE,),
            },
        ),
        Column(
            column="Pain Quality",
            means="qualities",
            separator=";",
            words={
                "Pulsating / throbbing": ("quality.pulsating",),
                "Pressing / tight": ("quality.pressing",),
                "Stabbing / sharp": ("quality.stabbing",),
                "Burning": ("quality.other",),
                "Dull ache": ("quality.other",),
            },
        ),
    ),
)
CLUSTER_HEADACHE_TRACKER = Mapping(
    name="cluster_headache_tracker",
    columns=(
        Column(column="start_time", means="start"),
        Column(column="end_time", means="end"),
        Column(column="intensity", means="pain", scale="0-10"),
        Column(column="medication", means="drugs"),
        Column(column="triggers", means=NOT_READ),
        Column(column="notes", means="note"),
        Column(column="barometric_pressure", means=NOT_READ),
    ),
)
TONNTA = Mapping(
    name="tonnta",
    columns=(
        Column(column="Date", means="date"),
        Column(column="Start Time", means="time"),
        Column(column="End Time", means="end_time"),
        Column(column="Duration (minutes)", means="duration", unit="minutes"),
        Column(column="Intensity", means="pain", scale="0-10"),
        Column(column="Triggers", means=NOT_READ),
        Column(column="Medications", means="drugs"),
        Column(column="Resolutions", means=NOT_READ),
        Column(column="Notes", means="note"),
    ),
)


def _said_of_utc_dates(started: Sequence[Started]) -> list[str]:
    """What must be said of an export that may be older than AidingMigraine 4.1.0.

    Those hold the date in UTC beside the local time. The file names no version, but the column of
    symptoms came with 4.2.0, so with it the dates are local. Without it nobody can tell: the dates
    stay as they are written, and those that would change are named.
    """
    if all(it.start.utcoffset() == timedelta(0) for it in started):
        return [
            say(
                "This export has no column of symptoms. If the app was older than 4.1.0, its dates are in UTC beside "
                "local times, and attacks near midnight may be a day off. Name the zone to see which, or export again."
            )
        ]
    doubtful = [it.line for it in started if it.start.astimezone(UTC).date() != it.start.date()]
    if not doubtful:
        return []
    named = ", ".join(str(line) for line in doubtful[:_MOST_LINES_NAMED])
    more = say(" and {n} more", n=len(doubtful) - _MOST_LINES_NAMED) if len(doubtful) > _MOST_LINES_NAMED else ""
    return [
        count(
            len(doubtful),
            "Line {named}: if the app was older than 4.1.0, this attack may be a day off, as dates were then in UTC "
            "beside local times. Its date was taken as written. Export again with a newer version to know.",
            "Lines {named}{more}: if the app was older than 4.1.0, these attacks may be a day off, as dates were then "
            "in UTC beside local times. Their dates were taken as written. Export again with a newer version to know.",
            named=named,
            more=more,
        )
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An app, and the columns by which its export is known."""

    mapping: Mapping
    known_by: frozenset[str]

    @property
    def FORMAT(self) -> str:
        """What the format is called in an answer."""
        return self.mapping.name

    def recognises(self, header: list[str]) -> bool:
        """Whether a first line is that of the app: all of its own columns, and hardly any other."""
        names = {same(cell) for cell in header if cell.strip()}
        known = {same(column.column) for column in self.mapping.columns}
        return self.known_by <= names and len(names - known) <= 2

    def read(self, rows: Rows, header: Row, name: str, gathering: Gathering) -> None:
        """Reads all rows below the header into the gathering."""
        started = mapping_reader.read(rows, header, self.mapping, name, gathering, own=False)
        if self.mapping is AIDING_MIGRAINE and "symptoms" not in {same(cell) for cell in header.cells}:
            gathering.notes.extend(_said_of_utc_dates(started))


APPS = (
    App(
        mapping=AIDING_MIGRAINE,
        known_by=frozenset(
            {"date", "start time", "end time", "duration (hours)", "pain level", "resolution", "status"}
        ),
    ),
    App(
        mapping=CLUSTER_HEADACHE_TRACKER,
        known_by=frozenset({"start_time", "end_time", "intensity", "medication", "triggers"}),
    ),
    App(
        mapping=TONNTA,
        known_by=frozenset({"date", "start time", "duration (minutes)", "intensity", "medications", "resolutions"}),
    ),
)
