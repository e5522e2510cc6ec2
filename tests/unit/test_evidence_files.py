"""Studies are read from files that a person edits by hand; a slip is told in words that help."""

from __future__ import annotations

import re

import pytest

from reprieve.pathway.evidence.citing import load_sources
from reprieve.pathway.evidence.loading import load_definitions, load_studies, studies_from
from reprieve.pathway.evidence.studies import Certainty, Design, told
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import speaking

DEFINITIONS = """
[[definition]]
id = "half"
kind = "proportion"
says = "Pain fell by half"
says_es = "El dolor bajó a la mitad"
"""
STUDY = """
id = "made-up"
label = "Made up"
citation = "Made up for this test."
year = 2020
doi = "10.1000/1"
read_as = "paper"
design = "retrospective"
setting = "hospital"
n = 50
counted = "people"
ages = "adults"
population = "made up"
population_es = "inventada"
indication = "intractable migraine"
route = "intravenous"
giving = "long infusion"
dose = "made up"
dose_es = "inventada"
certainty = "very low"
mark = "checked"
found = "made up"
found_es = "inventado"

[[outcome]]
id = "response"
definition = "half"
when = "at the end"
when_es = "al final"
ketamine = { events = 20, n = 50 }
"""


@pytest.fixture
def read(tmp_path):
    def read_changed(*changes, name="made-up.toml", definitions=DEFINITIONS):
        (tmp_path / "definitions.toml").write_text(definitions, "utf-8")
        (tmp_path / "studies").mkdir()
        text = STUDY
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "studies" / name).write_text(text, "utf-8")
        return studies_from(tmp_path / "definitions.toml", tmp_path / "studies")

    return read_changed


def test_a_whole_study_is_read(read):
    study = read()["made-up"]
    assert study.outcome("response").ketamine.share_percent == 40
    assert study.single_arm
    assert study.url == "https://doi.org/10.1000/1"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("year = 2020", 'year = "2020"', 'made-up.toml: `year` must be a whole number of 1950 or more; got "2020".'),
        ('label = "Made up"\n', "", "`label` must be a text in quotation marks; got nothing. Write it, or take the"),
        ("events = 20", "events = 51", "outcome response, ketamine: `events` must be no more than `n`, which must be"),
        ("events = 20", "events = -1", "`events` must be a whole number of 0 or more; got -1."),
        ("events = 20, n = 50", "percent = 140", "`percent` must be between 0 and 100; got 140."),
        ("events = 20, n = 50", "mean = 3.1, sd = 0, n = 50", "`sd` must be above 0; got 0. A standard deviation of 0"),
        ("events = 20, n = 50", "low = 1, high = 2", "`interval` must be what `low` and `high` are"),
        ("events = 20, n = 50", 'low = 3, high = 2, interval = "range"', "Are the two ends the wrong way round?"),
        (
            "events = 20, n = 50",
            'low = 3, interval = "range"',
            "`high` must be there where the other end is; got nothing.",
        ),
        ("events = 20, n = 50", "", "Take the empty braces out."),
        ("events = 20", "event = 20", "there is no field called `event`. Did you mean events?"),
        ('design = "retrospective"', 'design = "retrospektive"', "Did you mean retrospective?"),
        (
            'definition = "half"',
            'definition = "haf"',
            "`definition` must be one of the definitions in definitions.toml",
        ),
        ('definition = "half"\n', "", "`definition` must be a text in quotation marks; got nothing."),
        ('doi = "10.1000/1"', 'doi = "https://doi.org/10.1000/1"', "Leave out https://doi.org/."),
        ('doi = "10.1000/1"\n', "", "Without it nobody can look the study up."),
        ('mark = "checked"', "mark = true", '`mark` must be one of "checked" / "unverified"; got True.'),
        (
            'mark = "checked"',
            'mark = "checked"\noverlaps = ["other"]',
            "`overlap_note` must be there where `overlaps` is",
        ),
        (
            'dose = "made up"',
            'dose = "made up"\nfollow_up = "1 month"',
            "`follow_up_es` must be there in both languages",
        ),
        ('id = "response"', 'id = "Response 1"', "small letters, digits and single hyphens"),
        ('id = "made-up"', 'id = "other"', "`id` must be the file's name without .toml; got other."),
        ("n = 50\ncounted", "n = 50,\ncounted", "it cannot be read:"),
    ],
)
def test_a_slip_is_told_with_its_place_and_what_to_do(read, old, new, said):
    with pytest.raises(InvalidInput) as refused:
        read((old, new))
    assert said in str(refused.value)
    assert str(refused.value).startswith("made-up.toml: ") or "made-up.toml, " in str(refused.value)


def test_an_overlap_names_a_study_of_the_folder(read):
    changed = 'mark = "checked"\noverlaps = ["other"]\noverlap_note = "same people"\noverlap_note_es = "los mismos"'
    with pytest.raises(InvalidInput, match="there is no other"):
        read(('mark = "checked"', changed))


def test_an_id_is_used_once_in_a_study(read):
    second = '[[harm]]\nid = "response"\nwhat = "nausea"\nwhat_es = "náuseas"\n\n[[outcome]]'
    with pytest.raises(InvalidInput, match="one that no other outcome, harm or figure of the study has"):
        read(("[[outcome]]", second))


def test_figures_of_a_comparator_need_to_say_what_it_was(read):
    with pytest.raises(InvalidInput, match="Say with what ketamine was compared"):
        read(
            (
                "ketamine = { events = 20, n = 50 }",
                "ketamine = { events = 20, n = 50 }\ncomparator = { events = 1, n = 9 }",
            )
        )


def test_every_file_that_is_amiss_is_told_in_one_go(tmp_path):
    (tmp_path / "definitions.toml").write_text(DEFINITIONS, "utf-8")
    (tmp_path / "studies").mkdir()
    for name in ("one", "two"):
        text = STUDY.replace("made-up", name).replace("year = 2020", "year = 20")
        (tmp_path / "studies" / f"{name}.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as refused:
        studies_from(tmp_path / "definitions.toml", tmp_path / "studies")
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == ["one.toml", "two.toml"]


def test_the_studies_that_come_along_are_whole():
    studies = load_studies()
    assert len(studies) == 44
    assert all(study.outcomes or study.figures or study.found for study in studies.values())
    used = {outcome.definition.id for study in studies.values() for outcome in study.outcomes}
    assert used == set(load_definitions())


def test_whoever_overlaps_is_named_on_both_sides():
    studies = load_studies()
    for study in studies.values():
        assert all(study.id in studies[other].overlaps for other in study.overlaps), study.id


def test_no_study_without_a_comparison_is_called_more_than_very_low():
    for study in load_studies().values():
        if study.single_arm and study.design in (Design.CASE_SERIES, Design.RETROSPECTIVE, Design.OPEN):
            assert study.certainty is Certainty.VERY_LOW, study.id


def test_each_number_in_the_short_finding_is_a_figure_of_the_study():
    for study in load_studies().values():
        for name in ("found", "found_es"):
            said = {float(number.replace(",", ".")) for number in numbers_in(getattr(study, name))}
            assert said <= figures_of(study), (study.id, name, said - figures_of(study))


def numbers_in(text):
    thousands = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return re.findall(r"(?<![\w.,])\d+(?:[.,]\d+)?", thousands)


def figures_of(study):
    """Every number of the study's fields, also as a rounded share; and those in its texts about time and dose."""
    found = {float(study.n or 0), float(study.year or 0)}
    parts = [
        part
        for entry in (*study.outcomes, *study.harms)
        for name in ("ketamine", "comparator", "before", "after", "difference")
        if (part := getattr(entry, name, None))
    ]
    for part in parts:
        for name in ("events", "n", "percent", "mean", "sd", "median", "value", "low", "high"):
            if (value := getattr(part, name)) is not None:
                found |= {float(value), abs(float(value))}
        if part.share_percent is not None:
            found.add(round(part.share_percent, 1))
    found |= {figure.value for figure in study.figures}
    texts = [study.population, study.dose, study.comparator, study.follow_up, study.citation, study.overlap_note]
    for outcome in study.outcomes:
        texts += [outcome.when, outcome.definition.says, outcome.definition.scale]
    texts += [harm.what for harm in study.harms]
    return found | {float(number.replace(",", ".")) for text in texts for number in numbers_in(text)}


def test_a_study_tells_itself_in_spanish():
    with speaking("es"):
        assert told(load_studies()["pomeroy-2017"], "found").startswith("55 de 77 personas")


def test_the_sources_that_come_along_are_whole():
    assert load_sources()["cohen-2024"].link == "https://doi.org/10.1111/head.14709"
