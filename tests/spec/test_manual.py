"""The manual in docs/manual says what the chapters say."""

from __future__ import annotations

import pytest

from reprieve.pathway.diagnosis.diagnose import ENTITIES, RULE_SETS, TRIPTAN_RULES
from tests.spec.chapters import Chapter
from tests.spec.print_manual import MANUAL, chapters, pages


def test_the_printed_manual_is_up_to_date() -> None:
    printed = {path.name: path.read_text(encoding="utf-8").rstrip("\n") for path in MANUAL.glob("*.md")}
    assert printed == {name: text.rstrip("\n") for name, text in pages().items()}, "print it anew: make manual"


def test_every_diagnosis_and_rule_set_has_a_chapter() -> None:
    covered = {entity.code for chapter in chapters() for entity in chapter.entities}
    assert covered == {entity.code for entity in (*ENTITIES, *RULE_SETS, *TRIPTAN_RULES)}


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.code)
def test_no_two_examples_of_a_chapter_say_the_same(chapter: Chapter) -> None:
    sentences = [example.says for example in chapter.examples]
    assert len(sentences) == len(set(sentences))
