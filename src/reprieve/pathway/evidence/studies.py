"""What did a study do, to whom, and what did it find, with what was printed about it that does not agree?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from reprieve.pathway.evidence.intervals import wilson
from reprieve.pathway.terms.sources import Check
from reprieve.pathway.terms.text import later, spoken_language


class Design(Enum):
    """How people came to have the drug, and who was compared with whom."""

    CASE_SERIES = later("case series")
    RETROSPECTIVE = later("look back at records")
    OPEN = later("open study")
    RANDOMISED = later("randomised trial")
    META_ANALYSIS = later("meta-analysis")
    REVIEW = later("review without figures of its own")


class Counted(Enum):
    """What was counted. People who come twice are two encounters."""

    PEOPLE = later("people")
    ENCOUNTERS = later("stays or visits")
    INFUSIONS = later("infusions")


class Indication(Enum):
    """What the drug was given for."""

    INTRACTABLE_MIGRAINE = later("intractable migraine")
    MIGRAINE = later("migraine")
    ACUTE_HEADACHE = later("acute headache, migraine among others")
    OTHER = later("other than migraine")


class Route(Enum):
    """How the drug gets into the body."""

    INTRAVENOUS = later("into a vein")
    INTRANASAL = later("into the nose")
    SUBCUTANEOUS = later("under the skin")
    INTRAMUSCULAR = later("into a muscle")
    SEVERAL = later("several routes")


class Giving(Enum):
    """How long one dose takes to go in."""

    BOLUS = later("one dose within minutes")
    SHORT_INFUSION = later("infusion of up to a few hours")
    LONG_INFUSION = later("infusion of many hours or days")
    REPEATED = later("repeated doses at home or in a clinic")
    SEVERAL = later("several ways")


class Ages(Enum):
    """Who was treated."""

    ADULTS = later("adults")
    CHILDREN = later("children and adolescents")
    NOT_SAID = later("age not said")


class Certainty(Enum):
    """How far the design alone lets one trust the finding: a decision of this project, stated in docs/evidence.md."""

    VERY_LOW = later("very low")
    LOW = later("low")
    MODERATE = later("moderate")
    NOT_GRADED = later("not graded")


class Setting(Enum):
    """Where people were treated."""

    HOSPITAL = later("in hospital")
    OUTPATIENT = later("outpatient clinic")
    EMERGENCY = later("emergency department")
    HOME = later("at home")
    SEVERAL = later("several settings")
    NOT_SAID = later("setting not said")


class ReadAs(Enum):
    """What of it was read by us."""

    PAPER = later("the paper")
    ABSTRACT = later("its abstract")
    MEETING_ABSTRACT = later("a meeting abstract")
    PRESS_RELEASE = later("a press release")
    PROTOCOL = later("its protocol")
    SECOND_HAND = later("a table in somebody's review")


class Kind(Enum):
    """What kind of number an outcome is."""

    PROPORTION = later("share")
    MEAN = later("mean")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What exactly was counted as an outcome, and when; only outcomes of the same one may be pooled."""

    id: str
    kind: Kind
    says: str
    says_es: str
    scale: str = ""
    scale_es: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The figures of one side of an outcome. Only what was printed or follows from it; None is not printed.

    `percent` is on the scale 0 to 100, as printed; `share_percent` computes it where events are known.
    `interval` says what `low` and `high` are (95 % CI, IQR, range).
    """

    events: int | None = None
    n: int | None = None
    percent: float | None = None
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    p: str = ""

    @property
    def counts(self) -> tuple[int, int] | None:
        """Events and of how many, where both are known."""
        return None if self.events is None or self.n is None else (self.events, self.n)

    @property
    def mean_and_variance(self) -> tuple[float, float] | None:
        """The mean and the variance of that mean, where mean, SD and n are known."""
        return None if self.mean is None or self.sd is None or self.n is None else (self.mean, self.sd**2 / self.n)

    @property
    def share_percent(self) -> float | None:
        """Reckoned from the counts where they are known, else as printed."""
        return self.percent if self.counts is None else 100 * self.counts[0] / self.counts[1]

    @property
    def share_interval_percent(self) -> tuple[float, float] | None:
        """Wilson, 95 %; None where the events are not known."""
        if self.counts is None:
            return None
        low, high = wilson(*self.counts)
        return 100 * low, 100 * high


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One thing that was measured.

    `derived` says how a figure follows from what is printed, where it is not printed itself. `keep_apart` says
    why this figure may not be pooled with others, although the definition is the same.
    """

    id: str
    definition: Definition
    when: str
    when_es: str
    counted: Counted
    ketamine: Part | None = None
    comparator: Part | None = None
    before: Part | None = None
    after: Part | None = None
    difference: Part | None = None
    derived: str = ""
    derived_es: str = ""
    keep_apart: str = ""
    keep_apart_es: str = ""
    mark: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """An unwanted effect and how often it was seen; without figures, that it was seen."""

    id: str
    what: str
    what_es: str
    counted: Counted
    ketamine: Part | None = None
    comparator: Part | None = None
    derived: str = ""
    derived_es: str = ""
    mark: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Any other number of a study that a page may want to cite."""

    id: str
    what: str
    what_es: str
    unit: str
    value: float
    derived: str = ""
    derived_es: str = ""
    mark: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Figures in print that do not agree. Both stay; nobody here decides which is right."""

    about: str
    printed: tuple[str, ...]
    reading: str
    reading_es: str
    instead: Part | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One study. What has an `_es` beside it is told in the reader's language by `told`."""

    id: str
    label: str
    citation: str
    year: int | None
    doi: str = ""
    pmid: str = ""
    registry: str = ""
    link: str = ""
    read_as: ReadAs
    design: Design
    blinded: bool = False
    setting: Setting
    centre: str = ""
    recruited_from: int | None = None
    recruited_to: int | None = None
    n: int | None
    counted: Counted
    ages: Ages
    population: str
    population_es: str
    indication: Indication
    route: Route
    giving: Giving
    dose: str
    dose_es: str
    comparator: str = ""
    comparator_es: str = ""
    follow_up: str = ""
    follow_up_es: str = ""
    finished: bool
    certainty: Certainty
    mark: Check
    found: str
    found_es: str
    outcomes: tuple[Outcome, ...] = ()
    harms: tuple[Harm, ...] = ()
    figures: tuple[Figure, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    overlaps: tuple[str, ...] = ()
    overlap_note: str = ""
    overlap_note_es: str = ""

    @property
    def single_arm(self) -> bool:
        """Nobody was compared with those who had ketamine."""
        return not self.comparator

    @property
    def url(self) -> str:
        """Where it can be read, as an address."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return self.link or (f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else "")

    def outcome(self, id: str) -> Outcome | None:
        return next((one for one in self.outcomes if one.id == id), None)

    def conflicts_about(self, id: str) -> tuple[Conflict, ...]:
        """What is printed differently about an outcome, a harm or a figure."""
        return tuple(one for one in self.conflicts if one.about == id)


def told(entry: Study | Definition | Outcome | Harm | Figure | Conflict, name: str) -> str:
    """A field of an entry in the reader's language, such as `found` of a study."""
    language = spoken_language()
    text: str = getattr(entry, name if language == "en" else f"{name}_{language}")
    return text
