"""Which studies are in the folder, and is each of them whole?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from reprieve.pathway.evidence.fields import Fields, identity, read_toml
from reprieve.pathway.evidence.studies import (
    Ages,
    Certainty,
    Conflict,
    Counted,
    Definition,
    Design,
    Figure,
    Giving,
    Harm,
    Indication,
    Kind,
    Outcome,
    Part,
    ReadAs,
    Route,
    Setting,
    Study,
)
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.sources import Check
from reprieve.pathway.terms.text import say

# The words of the files: short, and never translated.
KINDS = {"proportion": Kind.PROPORTION, "mean": Kind.MEAN}
DESIGNS = {
    "case series": Design.CASE_SERIES,
    "retrospective": Design.RETROSPECTIVE,
    "open": Design.OPEN,
    "randomised": Design.RANDOMISED,
    "meta-analysis": Design.META_ANALYSIS,
    "review": Design.REVIEW,
}
COUNTED = {"people": Counted.PEOPLE, "encounters": Counted.ENCOUNTERS, "infusions": Counted.INFUSIONS}
AGES = {"adults": Ages.ADULTS, "children": Ages.CHILDREN, "not said": Ages.NOT_SAID}
INDICATIONS = {
    "intractable migraine": Indication.INTRACTABLE_MIGRAINE,
    "migraine": Indication.MIGRAINE,
    "acute headache": Indication.ACUTE_HEADACHE,
    "other": Indication.OTHER,
}
ROUTES = {
    "intravenous": Route.INTRAVENOUS,
    "intranasal": Route.INTRANASAL,
    "subcutaneous": Route.SUBCUTANEOUS,
    "intramuscular": Route.INTRAMUSCULAR,
    "several": Route.SEVERAL,
}
GIVING = {
    "bolus": Giving.BOLUS,
    "short infusion": Giving.SHORT_INFUSION,
    "long infusion": Giving.LONG_INFUSION,
    "repeated": Giving.REPEATED,
    "several": Giving.SEVERAL,
}
SETTINGS = {
    "hospital": Setting.HOSPITAL,
    "outpatient": Setting.OUTPATIENT,
    "emergency department": Setting.EMERGENCY,
    "home": Setting.HOME,
    "several": Setting.SEVERAL,
    "not said": Setting.NOT_SAID,
}
READ_AS = {
    "paper": ReadAs.PAPER,
    "abstract": ReadAs.ABSTRACT,
    "meeting abstract": ReadAs.MEETING_ABSTRACT,
    "press release": ReadAs.PRESS_RELEASE,
    "protocol": ReadAs.PROTOCOL,
    "second hand": ReadAs.SECOND_HAND,
}
CERTAINTIES = {
    "very low": Certainty.VERY_LOW,
    "low": Certainty.LOW,
    "moderate": Certainty.MODERATE,
    "not graded": Certainty.NOT_GRADED,
}

NO_YEAR = 9999  # last in the list
PARTS = ("ketamine", "comparator", "before", "after", "difference")


@cache
def load_studies() -> Mapping[str, Study]:
    """The studies that come with Reprieve, by id, in the order of the year.

    Raises
    ------
    InvalidInput
        With one line for each file that is amiss.
    """
    here = files("reprieve.pathway.evidence")
    return studies_from(here / "definitions.toml", here / "studies")


@cache
def load_definitions() -> Mapping[str, Definition]:
    """The outcome definitions that come with Reprieve, by id."""
    return definitions_from(files("reprieve.pathway.evidence") / "definitions.toml")


def studies_from(definitions: Traversable | Path, folder: Traversable | Path) -> Mapping[str, Study]:
    """The studies of a folder of TOML files, read with the outcome definitions of another file."""
    known = definitions_from(definitions)
    studies: dict[str, Study] = {}
    amiss: list[str] = []
    for file in sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name):
        try:
            study = read_study(read_toml(file), known)
            if f"{study.id}.toml" != file.name:
                message = say(
                    "{file}: `id` must be the file's name without .toml; got {id}.", file=file.name, id=study.id
                )
                raise InvalidInput(message)
            studies[study.id] = study
        except InvalidInput as error:
            amiss.append(str(error))
    amiss += [] if amiss else _unknown_overlaps(studies.values())
    if amiss:
        raise InvalidInput("\n".join(amiss))
    return dict(sorted(studies.items(), key=lambda item: (item[1].year or NO_YEAR, item[0])))


def _unknown_overlaps(studies: Iterable[Study]) -> list[str]:
    known = {study.id for study in studies}
    return [
        say(
            "{file}: `overlaps` must name studies in this folder; there is no {id}. Correct the name or add the study.",
            file=f"{study.id}.toml",
            id=other,
        )
        for study in studies
        for other in study.overlaps
        if other not in known
    ]


def definitions_from(file: Traversable | Path) -> Mapping[str, Definition]:
    """The outcome definitions of a file, by id."""
    fields = read_toml(file)
    found: dict[str, Definition] = {}
    for entry in fields.tables("definition"):
        definition = _definition(entry)
        if definition.id in found:
            raise entry.refusal("id", say("one that no other definition has"), do=say("Choose another."))
        found[definition.id] = definition
    fields.finish()
    return found


def _definition(fields: Fields) -> Definition:
    id = identity(fields)
    fields = fields.at(id)
    definition = Definition(
        id=id,
        kind=fields.choice("kind", KINDS),
        says=fields.text("says"),
        says_es=fields.text("says_es"),
        scale=fields.text_or_none("scale"),
        scale_es=fields.text_or_none("scale_es"),
    )
    fields.finish()
    return definition


def read_study(fields: Fields, definitions: Mapping[str, Definition]) -> Study:
    """One study, with everything in it checked."""
    id = identity(fields)
    counted, mark = fields.choice("counted", COUNTED), fields.mark()
    design = fields.choice("design", DESIGNS)
    entries = {name: fields.tables(name) for name in ("outcome", "harm", "figure", "conflict")}
    outcomes = tuple(_outcome(one, definitions, counted, mark) for one in entries["outcome"])
    harms = tuple(_harm(one, counted, mark) for one in entries["harm"])
    figures = tuple(_figure(one, mark) for one in entries["figure"])
    made: tuple[Outcome | Harm | Figure, ...] = (*outcomes, *harms, *figures)
    used = _once_each(made, (*entries["outcome"], *entries["harm"], *entries["figure"]))
    study = Study(
        id=id,
        label=fields.text("label"),
        citation=fields.text("citation"),
        year=fields.whole_or_none("year", least=1950),
        doi=_doi(fields),
        pmid=fields.text_or_none("pmid"),
        registry=fields.text_or_none("registry"),
        link=fields.text_or_none("link"),
        read_as=fields.choice("read_as", READ_AS),
        design=design,
        blinded=fields.yes_or_no("blinded"),
        setting=fields.choice("setting", SETTINGS),
        centre=fields.text_or_none("centre"),
        recruited_from=fields.whole_or_none("recruited_from", least=1950),
        recruited_to=fields.whole_or_none("recruited_to", least=1950),
        n=fields.whole_or_none("n", least=1),
        counted=counted,
        ages=fields.choice("ages", AGES),
        population=fields.text("population"),
        population_es=fields.text("population_es"),
        indication=fields.choice("indication", INDICATIONS),
        route=fields.choice("route", ROUTES),
        giving=fields.choice("giving", GIVING),
        dose=fields.text("dose"),
        dose_es=fields.text("dose_es"),
        comparator=_both(fields, "comparator")[0],
        comparator_es=_both(fields, "comparator")[1],
        follow_up=_both(fields, "follow_up")[0],
        follow_up_es=_both(fields, "follow_up")[1],
        finished=not fields.yes_or_no("not_finished"),
        certainty=fields.choice("certainty", CERTAINTIES),
        mark=mark,
        found=fields.text("found"),
        found_es=fields.text("found_es"),
        outcomes=outcomes,
        harms=harms,
        figures=figures,
        conflicts=tuple(_conflict(one, used) for one in entries["conflict"]),
        overlaps=fields.texts("overlaps"),
        overlap_note=_both(fields, "overlap_note")[0],
        overlap_note_es=_both(fields, "overlap_note")[1],
    )
    _check_whole(fields, study)
    fields.finish()
    return study


def _check_whole(fields: Fields, study: Study) -> None:
    """What no single field can be wrong about."""
    if not (study.url or study.registry):
        do = say("Without it nobody can look the study up.")
        raise fields.refusal("doi", say("there, unless `pmid`, `link` or `registry` is"), do=do)
    if study.overlaps and not study.overlap_note:
        raise fields.refusal("overlap_note", say("there where `overlaps` is: who may be counted twice"))
    if study.recruited_to is not None and study.recruited_to < (study.recruited_from or study.recruited_to):
        raise fields.refusal("recruited_to", say("no earlier than `recruited_from`"))
    if study.single_arm and any(outcome.comparator for outcome in study.outcomes):
        do = say("Say with what ketamine was compared.")
        raise fields.refusal("comparator", say("there where an outcome has figures of a comparator"), do=do)


def _both(fields: Fields, name: str) -> tuple[str, str]:
    """A text and its Spanish; it may be left out, but not in one language only."""
    english, spanish = fields.text_or_none(name), fields.text_or_none(f"{name}_es")
    if bool(english) != bool(spanish):
        do = say("The name with _es at its end is the Spanish; pages show both.")
        missing = f"{name}_es" if english else name
        raise fields.refusal(missing, say("there in both languages or in neither"), do=do)
    return english, spanish


def _doi(fields: Fields) -> str:
    doi = fields.text_or_none("doi")
    if doi and not doi.startswith("10."):
        raise fields.refusal("doi", say("the bare DOI, which begins with 10."), do=say("Leave out https://doi.org/."))
    return doi


def _outcome(fields: Fields, definitions: Mapping[str, Definition], counted: Counted, mark: Check) -> Outcome:
    id = identity(fields)
    fields = fields.at(say("outcome {id}", id=id))
    name = fields.text("definition")
    if name not in definitions:
        must = say("one of the definitions in definitions.toml")
        do = say("Add the definition there first: what exactly was counted, and when.")
        raise fields.refusal("definition", must, do=do)
    outcome = Outcome(
        id=id,
        definition=definitions[name],
        when=fields.text("when"),
        when_es=fields.text("when_es"),
        counted=fields.choice("counted", COUNTED) if fields.has("counted") else counted,
        ketamine=_part(fields, "ketamine"),
        comparator=_part(fields, "comparator"),
        before=_part(fields, "before"),
        after=_part(fields, "after"),
        difference=_part(fields, "difference"),
        derived=_both(fields, "derived")[0],
        derived_es=_both(fields, "derived")[1],
        keep_apart=_both(fields, "keep_apart")[0],
        keep_apart_es=_both(fields, "keep_apart")[1],
        mark=fields.mark() if fields.has("mark") else mark,
    )
    if not any(getattr(outcome, part) for part in PARTS):
        raise fields.refusal(
            "ketamine", say("there, with its figures, such as {example}", example="{ events = 55, n = 77 }")
        )
    fields.finish()
    return outcome


def _harm(fields: Fields, counted: Counted, mark: Check) -> Harm:
    id = identity(fields)
    fields = fields.at(say("harm {id}", id=id))
    harm = Harm(
        id=id,
        what=fields.text("what"),
        what_es=fields.text("what_es"),
        counted=fields.choice("counted", COUNTED) if fields.has("counted") else counted,
        ketamine=_part(fields, "ketamine"),
        comparator=_part(fields, "comparator"),
        derived=_both(fields, "derived")[0],
        derived_es=_both(fields, "derived")[1],
        mark=fields.mark() if fields.has("mark") else mark,
    )
    fields.finish()
    return harm


def _figure(fields: Fields, mark: Check) -> Figure:
    id = identity(fields)
    fields = fields.at(say("figure {id}", id=id))
    figure = Figure(
        id=id,
        what=fields.text("what"),
        what_es=fields.text("what_es"),
        unit=fields.text("unit"),
        value=float(fields.number("value")),
        derived=_both(fields, "derived")[0],
        derived_es=_both(fields, "derived")[1],
        mark=fields.mark() if fields.has("mark") else mark,
    )
    fields.finish()
    return figure


def _conflict(fields: Fields, used: frozenset[str]) -> Conflict:
    about = fields.text("about")
    if about not in used and about not in ("n", "dose", "recruited"):
        must = say("the id of an outcome, harm or figure of this study, or n / dose / recruited")
        raise fields.refusal("about", must)
    printed = fields.texts("printed")
    if len(printed) < 2:
        raise fields.refusal("printed", say("two or more texts: each as it is printed"))
    conflict = Conflict(
        about=about,
        printed=printed,
        reading=fields.text("reading"),
        reading_es=fields.text("reading_es"),
        instead=_part(fields, "instead"),
    )
    fields.finish()
    return conflict


def _once_each(made: Sequence[Outcome | Harm | Figure], entries: Sequence[Fields]) -> frozenset[str]:
    used: set[str] = set()
    for one, fields in zip(made, entries, strict=True):
        if one.id in used:
            must = say("one that no other outcome, harm or figure of the study has")
            raise fields.refusal("id", must, do=say("Choose another."))
        used.add(one.id)
    return frozenset(used)


def _part(outer: Fields, name: str) -> Part | None:
    fields = outer.table_or_none(name)
    if fields is None:
        return None
    part = Part(
        events=fields.whole_or_none("events"),
        n=fields.whole_or_none("n", least=1),
        percent=fields.number_or_none("percent"),
        mean=fields.number_or_none("mean"),
        sd=fields.number_or_none("sd"),
        median=fields.number_or_none("median"),
        value=fields.number_or_none("value"),
        low=fields.number_or_none("low"),
        high=fields.number_or_none("high"),
        interval=fields.text_or_none("interval"),
        p=fields.text_or_none("p"),
    )
    _check_part(fields, part)
    fields.finish()
    return part


def _check_part(fields: Fields, part: Part) -> None:
    if part.events is not None and (part.n is None or part.events > part.n):
        raise fields.refusal("events", say("no more than `n`, which must be there too"))
    if part.percent is not None and not 0 <= part.percent <= 100:
        raise fields.refusal("percent", say("between 0 and 100"))
    if part.sd is not None and part.sd <= 0:
        do = say("A standard deviation of 0 would mean that all were alike; leave it out where it is not printed.")
        raise fields.refusal("sd", say("above 0"), do=do)
    if (part.low is None) != (part.high is None):
        raise fields.refusal("low" if part.low is None else "high", say("there where the other end is"))
    if part.low is not None and part.high is not None and part.low > part.high:
        raise fields.refusal("low", say("no more than `high`"), do=say("Are the two ends the wrong way round?"))
    if part.low is not None and not part.interval:
        raise fields.refusal("interval", say('what `low` and `high` are, such as "95 % CI", "IQR" or "range"'))
    if part == Part():
        raise fields.refusal("n", say("there, or another figure"), do=say("Take the empty braces out."))
