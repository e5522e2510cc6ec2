"""What the commands say has no word that no catalogue holds."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.languages.pseudo import Pseudo, speaking_pseudo, words_outside

from reprieve import cli, diagnose, read_diary
from reprieve.cli_interview import _asked
from reprieve.pathway.diagnosis.diagnose import RULE_SETS
from reprieve.pathway.diagnosis.interview import BY_CODE, SELF_CHECK, begin, everything
from reprieve.pathway.diagnosis.interview_tree import asked_entity
from reprieve.pathway.diagnosis.report_content import content
from reprieve.pathway.diary.mapping_suggest import suggest
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.rules.facts import Who
from reprieve.pathway.rules.gates import Gate, Node
from reprieve.pathway.safety.red_flags import RED_FLAGS, Answers
from reprieve.pathway.terms import text
from reprieve.pathway.terms.text import say
from reprieve.pathway.terms.truth import NO, YES

DIARIES = Path(__file__).parent / "diaries"
DEMONSTRATION = Path(__file__).parents[2] / "examples" / "demonstration-diary.csv"
TABLES = sorted([*DIARIES.glob("*.csv"), *DIARIES.glob("mapped/*.csv")])
SPANISH = DIARIES / "mapped" / "spanish.csv"

NONE = re.compile("$^")
# Names that are the same in every language.
NAMES = re.compile(
    r"reprieve|--[a-z-]+|ICHD-3|ICD-10-CM|EHF|G\d\d(\.\w+)?|\b("
    + "|".join([*(it.id for it in RED_FLAGS), *(it.code for it in RULE_SETS)])
    + r")\b"
)
# Keys of the page for the doctor under which it holds names for its typesetter.
NEVER_SAID = frozenset({"is", "sign", "look"})
# A month is looked up, and then cut to three letters.
CUT_MONTH = r"⟦\w\w\b"

NO_RED_FLAG = ["2"] * len(RED_FLAGS)


@pytest.fixture
def in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spanish is not Spanish but ⟦English in brackets⟧."""
    monkeypatch.setattr(text, "_read_catalogue", lambda _language: Pseudo())


def texts_in(page: object, key: str = "") -> Iterator[str]:
    if isinstance(page, dict):
        for name, value in page.items():
            yield from texts_in(value, name)
    elif isinstance(page, list | tuple):
        for value in page:
            yield from texts_in(value, key)
    elif isinstance(page, str) and key not in NEVER_SAID:
        yield page


# The interview


@pytest.mark.usefixtures("in_brackets")
@pytest.mark.parametrize(
    ("lines", "options"),
    [
        (["1"], []),
        ([*NO_RED_FLAG, "20", "10", "1", "1", "3"], ["--codes", "1.1"]),
        ([*NO_RED_FLAG, "many", "-3", "<", "2"], ["--codes", "1.1"]),
        ([*NO_RED_FLAG, "20"], []),
        (NO_RED_FLAG[:2], []),
        ([""] * 300, []),
        ([*NO_RED_FLAG, *["1"] * 300], ["--codes", ",".join(BY_CODE)]),
        ([*NO_RED_FLAG, *["2"] * 300], ["--codes", ",".join(BY_CODE)]),
        ([], ["--codes", "no-such-code"]),
    ],
    ids=[
        "a red flag",
        "a migraine",
        "what cannot be",
        "stopped",
        "stopped at the flags",
        "nothing known",
        "yes",
        "no",
        "no such code",
    ],
)
def test_no_word_of_the_interview_is_left_in_english(monkeypatch, capsys, lines, options):
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    cli.main(["interview", "--language", "es", *options])
    said = capsys.readouterr()
    assert "⟦" in said.out + said.err
    assert words_outside(said.out + said.err, allowed=NAMES) == []


def nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Gate):
        for part in node.of:
            yield from nodes(part)


def test_no_question_and_no_criterion_of_the_interview_is_left_in_english():
    criteria = [criterion for entity in BY_CODE.values() for criterion in asked_entity(entity).criteria]
    with speaking_pseudo():
        said = [_asked(question) for question in everything(begin(tuple(BY_CODE), who=tuple(Who)))]
        said += [say(node.text) for criterion in criteria for node in nodes(criterion)]
    assert [it for it in said if words_outside(it, allowed=NONE)] == []


@pytest.mark.parametrize("place", [0, -1])
def test_no_reason_of_a_told_verdict_is_left_in_english(place):
    """Each question is answered by its first choice or lowest number, or by its last or highest."""
    with speaking_pseudo():
        interview = begin(SELF_CHECK)
        while (question := interview.question) is not None:
            number = question.number
            told = question.choices[place].key if number is None else (number.lowest, number.highest)[place]
            interview = interview.answer(question.key, told)
        reasons = [it.reason for verdict in interview.verdicts() for it in verdict.criteria]
    assert [it for it in reasons if words_outside(it, allowed=NONE)] == []


@pytest.mark.usefixtures("in_brackets")
def test_no_word_of_the_red_flag_form_is_left_in_english(capsys):
    cli.main(["red-flags", "--language", "es"])
    said = capsys.readouterr().out
    assert "⟦" in said
    allowed = re.compile(rf"{NAMES.pattern}|\bcleared\b|\b(by|on) =")  # words of the file
    assert words_outside(said, allowed=allowed) == []


# The mapping


@pytest.mark.parametrize("table", TABLES, ids=lambda it: it.name)
def test_no_reason_for_a_guess_is_left_in_english(table):
    with speaking_pseudo():
        suggestion = suggest(str(table))
    said = [*(guess.why for guess in suggestion.guesses), *suggestion.questions]
    assert [it for it in said if words_outside(it, allowed=NONE)] == []


@pytest.mark.usefixtures("in_brackets")
def test_no_word_around_the_guesses_is_left_in_english(tmp_path, capsys):
    kept = tmp_path / "mapping.json"
    for again in range(2):  # the second time it is there already
        assert cli.main(["mapping", "--language", "es", str(SPANISH), "-o", str(kept)]) == 2 * again
    said = capsys.readouterr()
    # Names of the columns, and the words of the file that say what they mean, stand in the first two places.
    of_the_file = {it for guess in suggest(str(SPANISH)).guesses for it in (guess.column.column, guess.column.means)}
    assert {*words_outside(said.out + said.err, allowed=NAMES)} <= words_of(of_the_file)


def words_of(names: set[str]) -> set[str]:
    return {word for name in names for word in re.findall(r"[^\W\d_]{2,}", name)}


# The page for the doctor


@pytest.mark.parametrize(
    ("diary", "answers"),
    [
        (DEMONSTRATION, Answers()),
        (DEMONSTRATION, Answers(answers=dict.fromkeys((flag.id for flag in RED_FLAGS), NO))),
        (DEMONSTRATION, Answers(answers=dict.fromkeys((flag.id for flag in RED_FLAGS), YES))),
        (None, Answers()),
    ],
    ids=["flags not asked", "no flag", "every flag", "nothing written"],
)
def test_no_word_of_the_page_for_the_doctor_is_left_in_english(diary, answers):
    with speaking_pseudo():
        diagnosis = diagnose(read_diary(diary) if diary else Diary(), answers=answers)
        said = list(texts_in(content(diagnosis)))
    written = [*diagnosis.findings.diary.doses, *diagnosis.findings.diary.profile.treatments]
    drugs = words_of({it.name for it in written} | {it.drug.name for it in written if it.drug is not None})
    allowed = re.compile(rf"{NAMES.pattern}|{CUT_MONTH}")
    assert {word for it in said for word in words_outside(it, allowed=allowed)} - drugs == set()


# Files written


@pytest.mark.usefixtures("in_brackets")
@pytest.mark.parametrize("command", ["report", "convert"])
@pytest.mark.parametrize(
    "named", ["there.csv", "nowhere/out.csv", "folder", "out.txt", "read.csv"], ids=lambda it: it.replace("/", " ")
)
def test_no_refusal_to_write_is_left_in_english(tmp_path, capsys, command, named):
    (tmp_path / "folder").mkdir()
    (tmp_path / "there.csv").write_text("kept")
    diary = tmp_path / "read.csv"
    diary.write_text("date,headache\n2026-01-01,yes\n2026-01-02,perhaps\n2026-01-03,no\n")
    cli.main([command, "--language", "es", str(diary), "-o", str(tmp_path / named)])
    said = capsys.readouterr().err
    assert words_outside(said, allowed=NAMES) == []


@pytest.mark.usefixtures("in_brackets")
def test_what_a_conversion_left_out_is_not_left_in_english(tmp_path, capsys):
    diary = tmp_path / "read.csv"
    diary.write_text("date,headache\n2026-01-01,yes\n2026-01-02,perhaps\n2026-01-03,no\n")
    assert cli.main(["convert", "--language", "es", str(diary), "-o", str(tmp_path / "out.csv")]) == 0
    said = capsys.readouterr().err
    assert "⟦" in said
    assert words_outside(said, allowed=NAMES) == []
