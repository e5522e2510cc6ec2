"""A text is said in the reader's language, and in no two of them."""

from __future__ import annotations

import argparse
import json
import re
import threading
from datetime import date
from pathlib import Path

import pytest
from tests.languages.pseudo import speaking_pseudo, words_outside
from tests.spec.chapters import Example
from tests.spec.print_manual import chapters

from reprieve import cli
from reprieve.pathway.diagnosis.diagnose import RULE_SETS, diagnose
from reprieve.pathway.diagnosis.output import to_json
from reprieve.pathway.diagnosis.saying import say_day, say_diagnosis, say_explanation
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.safety.red_flags import RED_FLAGS, empty_form, read_answers
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.text import a_list, amount, count, language_of, say, speaking, spoken_language
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

ROOT = Path(__file__).parents[2]
DIARY = ROOT / "examples" / "demonstration-diary.csv"
# Every eighth: the examples of a chapter differ in their verdicts more than in their words.
EXAMPLES = [example for chapter in chapters() for example in chapter.examples[::8]]

# Names that are the same in every language: of this program, its options, its formats, its red flags, of published
# rule sets and editions, and of the people who published.
NAMES = re.compile(
    r"reprieve red-flags|--[a-z-]+|ICHD-3|ICD-10-CM|EHF \d+|G\d\d(\.\w+)?|\b(migraine_buddy|reprieve|day_calendar)\b"
    r"|\b(" + "|".join([*(it.id for it in RED_FLAGS), *(it.code for it in RULE_SETS)]) + r")\b"
)
# Keys under which the data holds texts for a reader; under the others it holds names and codes.
TEXTS = frozenset(
    {"text", "reason", "name", "ask", "banner", "to_confirm", "for_clinician", "look_for", "class", "notes", "advice"}
)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("es", "es"),
        ("es-MX", "es"),
        ("es_419", "es"),
        ("es_ES.UTF-8", "es"),
        ("EN-us", "en"),
        ("fr", None),
        ("C", None),
    ],
)
def test_a_tag_or_locale_names_its_language(tag, language):
    assert language_of(tag) == language


def test_a_language_that_is_not_spoken_is_refused():
    with pytest.raises(InvalidInput, match="en / es"), speaking("fr"):
        pass


def test_when_it_is_over_the_language_from_before_is_spoken_again():
    with speaking("es"):
        with speaking("en"):
            assert say("not known") == "not known"
        assert spoken_language() == "es"
    assert spoken_language() == "en"


def test_another_thread_does_not_hear_of_it():
    heard = []
    with speaking("es"):
        thread = threading.Thread(target=lambda: heard.append(say("not known")))
        thread.start()
        thread.join()
    assert heard == ["not known"]


def test_an_empty_text_stays_empty():
    with speaking("es"):
        assert say("") == ""


def test_numbers_and_plurals_in_spanish():
    with speaking("es"):
        assert [amount(value) for value in (3.0, 71.25, 0.5)] == ["3", "71,2", "0,5"]
        assert [count(n, "{n} row read", "{n} rows read") for n in (0, 1, 2)] == [
            "0 filas leídas",
            "1 fila leída",
            "2 filas leídas",
        ]


@pytest.mark.parametrize(
    ("last", "word", "joined"),
    [
        ("and", "náuseas", "luz y náuseas"),
        ("and", "irritabilidad", "luz e irritabilidad"),
        ("and", "hinchazón", "luz e hinchazón"),
        ("and", "hielo", "luz y hielo"),
        ("or", "náuseas", "luz o náuseas"),
        ("or", "opioides", "luz u opioides"),
        ("or", "hormigueo", "luz u hormigueo"),
    ],
)
def test_a_spanish_list_ends_as_it_is_spoken(last, word, joined):
    with speaking("es"):
        assert a_list(["luz", word], last=last) == joined


def test_a_date_in_spanish():
    with speaking("es"):
        assert say_day(date(2026, 11, 22)) == "22 de noviembre de 2026"


# Nothing is forgotten


def texts_in(data: object, key: str = "") -> list[str]:
    if isinstance(data, dict):
        return [text for name, value in data.items() for text in texts_in(value, name)]
    if isinstance(data, list):
        return [text for value in data for text in texts_in(value, key)]
    return [data] if isinstance(data, str) and key in TEXTS else []


def left_in_english(*said: str) -> set[str]:
    """Words that were looked up in no catalogue."""
    return {word for text in said for word in words_outside(text, allowed=NAMES)}


def own_words(diary: Diary) -> set[str]:
    """What the person wrote as names of drugs, and the names they stand for: the same in every language."""
    written = [*diary.doses, *diary.profile.treatments]
    names = [it.name for it in written] + [it.drug.name for it in written if it.drug is not None]
    return {word for name in names for word in re.findall(r"\w+", name)}


def test_no_word_of_the_demonstration_diary_is_left_in_english():
    with speaking_pseudo():
        diagnosis = diagnose(read_diary(DIARY))
        verdicts = (*diagnosis.verdicts, *diagnosis.intractability)
        # The last line of each names its source, as it was published.
        explained = [say_explanation(it).rpartition("⟦source")[0] for it in verdicts]
        left = left_in_english(say_diagnosis(diagnosis), *explained, *texts_in(to_json(diagnosis)))
        assert left - own_words(diagnosis.findings.diary) == set()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda it: it.says)
def test_no_word_of_any_example_is_left_in_english(example: Example):
    with speaking_pseudo():
        diagnosis = diagnose(example.diary, answers=example.answers, as_of=example.as_of)
        left = left_in_english(say_diagnosis(diagnosis), *texts_in(to_json(diagnosis)))
        assert left - own_words(example.diary) == set()


@pytest.mark.parametrize("file", sorted((Path(__file__).parent / "diaries").glob("*.csv")), ids=lambda it: it.name)
def test_no_word_about_reading_a_diary_is_left_in_english(file):
    with speaking_pseudo():
        try:
            readings = read_diary(file).readings
        except UnreadableFile as refusal:
            said = [str(refusal)]
        else:
            said = [text for it in readings for text in (*it.notes, *(left.reason for left in it.left_out))]
    assert [it for it in said if not it.startswith("⟦")] == []


# The command line


def test_the_option_stands_anywhere_and_speaks_spanish(capsys):
    for line in (["--language", "es", "diagnose", str(DIARY)], ["diagnose", str(DIARY), "--language=es"]):
        assert cli.main(line) == 0
        assert "Migraña crónica" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LC_ALL": "C", "LANG": "es_MX.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "es_ES", "LANG": "en_US"}, "es"),
        ({"LANG": "fr_FR"}, "en"),
    ],
)
def test_without_the_option_the_shell_decides(environment, language):
    assert cli.language_of_the_shell(environment) == language


def test_the_option_outweighs_the_shell(monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    cli.main(["diagnose", str(DIARY), "--language", "en"])
    assert "Chronic migraine" in capsys.readouterr().out


def test_the_data_says_the_same_in_both_languages_but_for_its_texts(capsys):
    said = {}
    for language in ("en", "es"):
        cli.main(["diagnose", str(DIARY), "--json", "--language", language])
        said[language] = json.loads(capsys.readouterr().out)
    assert said["en"] != said["es"]
    assert without_texts(said["en"]) == without_texts(said["es"])


def without_texts(data: object) -> object:
    if isinstance(data, dict):
        return {name: without_texts(value) for name, value in data.items() if name not in TEXTS | {"language"}}
    return [without_texts(value) for value in data] if isinstance(data, list) else data


def test_help_and_refusals_are_spanish_too(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--language", "es", "diagnose"])
    assert "faltan estos argumentos: ARCHIVO" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["diagnose", "--help", "--language", "es"])
    said = capsys.readouterr().out
    assert said.startswith("uso: reprieve diagnose")
    assert "códigos de salida:" in said
    assert cli.main(["diagnose", "no-such.csv", "--language", "es"]) == 3
    assert "no existe" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["up", "diagnose", "report", "convert", "mapping", "interview", "red-flags"])
def test_no_word_of_the_help_is_left_in_english(command):
    with speaking_pseudo():
        parser = cli.build_parser([command])
        commands = next(it for it in parser._actions if isinstance(it, argparse._SubParsersAction))
        asked = commands.choices[command]
        said = [asked.description, asked.epilog, *(it.help for it in asked._actions), parser.description]
        said += [it.help for it in commands._choices_actions]
    argparse_says = "show this help message and exit"
    left = {text: words_outside(text, allowed=NAMES) for text in said if text and text != argparse_says}
    assert {text: words for text, words in left.items() if words} == {}


def test_what_stands_behind_two_dashes_is_a_file_name(capsys):
    assert cli.main(["diagnose", "--language", "es", "--", "--language"]) == 3
    assert "--language no existe" in capsys.readouterr().err


def test_the_spanish_red_flag_form_can_be_filled_in_in_spanish():
    with speaking("es"):
        form = empty_form()
    assert set(read_answers(form).answers.values()) == {NOT_KNOWN}
    filled = form.replace('thunderclap = "sin preguntar"', 'thunderclap = "sí"')
    assert read_answers(filled).answers["thunderclap"] is YES
    assert read_answers('thunderclap = "No"').answers["thunderclap"] is NO
