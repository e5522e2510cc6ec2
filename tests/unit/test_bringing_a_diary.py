"""What docs/bringing-a-diary.md shows and lists is so."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest

from reprieve.pathway.diary.choices import Nausea, Side
from reprieve.pathway.diary.mapping import MEANINGS, SCALES, UNITS
from reprieve.pathway.diary.mapping_apps import APPS
from reprieve.pathway.diary.mapping_file import mapping_from_json, schema
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

MANUAL = (Path(__file__).parents[2] / "docs" / "bringing-a-diary.md").read_text("utf-8")


def block(language):
    return re.search(rf"```{language}\n(.*?)```", MANUAL, re.DOTALL)[1]


@pytest.fixture(scope="module")
def diary():
    return read_diary(io.BytesIO(block("csv").encode()), mapping=mapping_from_json(block("json")))


def test_the_mapping_shown_fits_the_schema():
    jsonschema.validate(json.loads(block("json")), schema())


def test_the_table_shown_is_read_by_the_mapping_shown(diary):
    first, second = diary.attacks
    assert first.end - first.start == timedelta(hours=4.5)
    assert first.start.utcoffset() == timedelta(hours=2)
    assert [one.pain_0_to_10 for one in diary.attacks] == [6, 10]
    assert [one.side for one in diary.attacks] == [Side.LEFT, None]
    assert [one.nausea for one in diary.attacks] == [Nausea.YES, Nausea.YES]
    assert [one.vomiting for one in diary.attacks] == [NO, NO]
    assert [one.phonophobia for one in diary.attacks] == [YES, NO]
    assert [one.photophobia for one in diary.attacks] == [YES, NOT_KNOWN]
    assert [(entry.day.day, entry.headache) for entry in diary.days] == [(17, YES)]
    assert len(diary.doses) == 3
    assert diary.readings[0].left_out == ()
    assert second.end is None


@pytest.mark.parametrize("word", [*MEANINGS, *SCALES, *UNITS])
def test_every_word_of_a_mapping_is_listed(word):
    assert f"`{word}`" in MANUAL


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.FORMAT)
def test_every_app_has_a_chapter(app):
    assert app.FORMAT.replace("_", "") in re.sub(r"\W", "", MANUAL).casefold()
