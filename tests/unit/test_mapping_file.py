"""A mapping kept in a file."""

import json

import jsonschema
import pytest

from reprieve.pathway.diary.choices import Helped
from reprieve.pathway.diary.date_order import DateOrder
from reprieve.pathway.diary.mapping import MEANINGS, Column, Mapping
from reprieve.pathway.diary.mapping_apps import APPS
from reprieve.pathway.diary.mapping_file import load_mapping, mapping_from_json, mapping_to_json, schema
from reprieve.pathway.terms.errors import InvalidInput

WHOLE = Mapping(
    name="my app",
    delimiter=";",
    dates=DateOrder.DAY_FIRST,
    decimal_comma=True,
    formula_guard=True,
    zone="Europe/Madrid",
    columns=(
        Column(column="Día", means="date"),
        Column(column="Hora", means="time"),
        Column(column="Horas", means="duration", unit="hours"),
        Column(column="Dolor", means="pain", scale="words", words={"leve": ("2",)}),
        Column(column="Luz", means="photophobia", words={"mucha": ("yes",)}, complete=False),
        Column(column="S", means="symptoms", separator="/", words={"ojo": ("side.left", "around_eye_or_temple")}),
        Column(column="Sirvió", means="drugs", helped=Helped.YES),
        Column(column="Clima", means="not_read"),
    ),
)


@pytest.mark.parametrize("mapping", [WHOLE, *(app.mapping for app in APPS)], ids=lambda mapping: mapping.name)
def test_what_is_kept_is_loaded_again_and_fits_the_schema(mapping):
    text = mapping_to_json(mapping)
    jsonschema.validate(json.loads(text), schema())
    assert mapping_from_json(text) == mapping


def test_the_schema_and_the_reader_know_the_same_meanings():
    allowed = schema()["$defs"]["column"]["properties"]["means"]
    for means in MEANINGS:
        jsonschema.validate(means, allowed)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate("headake", allowed)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "must be JSON"),
        ("[" * 100_000, "must be JSON"),
        ('{"reprieve_mapping": 1, "reprieve_mapping": 1, "columns": []}', "must be JSON"),
        ("[]", "`reprieve_mapping`: 1"),
        ('{"columns": []}', "`reprieve_mapping`: 1"),
        ('{"reprieve_mapping": 2, "columns": []}', "another version"),
        ('{"reprieve_mapping": 1}', "`columns` must be a list"),
        ('{"reprieve_mapping": 1, "columns": []}', "which column is the start"),
        ('{"reprieve_mapping": 1, "columns": [], "colums": []}', "Correct its spelling"),
        ('{"reprieve_mapping": 1, "columns": ["x"]}', "column 1"),
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "date", "zone": "UTC"}]}', "spelling"),
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "date"}], "dates": "ymd"}', "day_first"),
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "date"}], "zone": "Mars/Base"}', "zone"),
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "date"}], "zone": 1}', "`zone`"),
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "date"}], "delimiter": "x"}', "`delimiter`"),
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "aura", "words": {"a": true}}]}', "`words`"),
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "aura", "complete": 1}]}', "true or false"),
        # Each names the column and what stands there.
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "headake"}]}', "“x”.*“headake”"),
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "date", "uint": "h"}]}', "“x”.*“uint”"),
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "date", "unit": 1}]}', "“x”.*`unit`"),
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "drugs", "helped": "a bit"}]}', "`helped`.*“x”"),
        ('{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "aura", "words": {"so": "y"}}]}', "“x”.*“so”"),
        (
            '{"reprieve_mapping": 1, "columns": [{"column": "x", "means": "date"}, {"column": "y", "means": "date"}]}',
            "“x” and “y”",
        ),
    ],
)
def test_what_is_no_mapping_is_refused_in_words(text, what):
    with pytest.raises(InvalidInput, match=what):
        mapping_from_json(text)


def test_a_missing_file_and_one_that_is_not_text_are_refused(tmp_path):
    with pytest.raises(InvalidInput, match="readable JSON file"):
        load_mapping(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match="readable JSON file"):
        load_mapping(tmp_path / "bytes.json")
