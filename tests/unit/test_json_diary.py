"""A diary as JSON: written, read again, and held to its published shape."""

import io
import json
from dataclasses import fields
from datetime import date, datetime, timedelta, timezone

import jsonschema
import pytest
from hypothesis import given, settings
from tests.generative.test_readers import diaries, said

from reprieve.pathway.diary.columns import ATTACK, AURA, DAY_ENTRY, DOSE, PROFILE, TREATMENT
from reprieve.pathway.diary.json_diary import write_json
from reprieve.pathway.diary.json_schema import FILE, schema
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import Attack, AuraSymptom, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.diary.writing import write_diary
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.truth import NO, YES

START = datetime(2026, 3, 1, 8, 0, 30, 5, tzinfo=timezone(-timedelta(hours=3, minutes=30)))
SHAPE = jsonschema.Draft202012Validator(schema())


def read(text):
    return read_diary(io.BytesIO(text.encode("utf-8")))


def refusal(text):
    with pytest.raises(UnreadableFile) as refused:
        read(text)
    return str(refused.value)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(diaries)
def test_what_is_written_reads_as_the_same_diary_and_has_the_published_shape(diary):
    text = write_json(diary)
    SHAPE.validate(json.loads(text))
    again = read(text)
    assert said(again) == said(diary)
    assert again.readings[0].left_out == ()
    # A day whose entries contradict each other did so before it was written.
    assert not any("not known" in note for note in again.readings[0].notes if "contradict" not in note)
    assert write_json(again) == text


@settings(deadline=None, max_examples=50, derandomize=True)
@given(diaries)
def test_json_and_csv_say_the_same(diary):
    out = io.StringIO(newline="")
    write_diary(diary, out)
    assert said(read(write_json(diary))) == said(read(out.getvalue()))


def test_every_field_of_every_record_has_its_place():
    apart = {Attack: {"aura_symptoms"}, Profile: {"treatments"}}
    tables = ((Attack, ATTACK), (AuraSymptom, AURA), (Dose, DOSE), (DayEntry, DAY_ENTRY), (Profile, PROFILE))
    for record, columns in (*tables, (Treatment, TREATMENT)):
        assert {field.name for field in fields(record)} - apart.get(record, set()) == set(columns)


SAMPLES = ("2026-03-01 08:00:30-03:30", "2026-03-01", "no", "0.5", "none_of_these")
WHOLE = {"birth_year": "1984", "pain_0_to_10": "7", "days": "3", "kind": "brainstem", "name": "a pill", "key": "k1"}


def filled(record, columns, **others):
    """A record with an answer in every item, whatever items there are."""
    values = {}
    for name, kind in columns.items():
        cells = (WHOLE[name],) if name in WHOLE else (*SAMPLES, "40", *kind.must_be.split(", "))
        values[name] = next(value for cell in cells if (value := kind.read(cell)) is not None)
    return record(**{**values, **others})


def test_a_diary_with_every_item_answered_loses_none():
    symptom = filled(AuraSymptom, AURA)
    diary = Diary(
        attacks=(filled(Attack, ATTACK, aura=YES, aura_symptoms=(symptom,), qualities_complete=False),),
        doses=(filled(Dose, DOSE),),
        days=(filled(DayEntry, DAY_ENTRY),),
        profile=filled(Profile, PROFILE, treatments=(filled(Treatment, TREATMENT),)),
    )
    text = write_json(diary)
    SHAPE.validate(json.loads(text))
    assert said(read(text)) == said(diary)
    assert not [field.name for field in fields(Profile) if f'"{field.name}"' not in text]


def test_the_published_shape_is_the_one_of_the_columns():
    again = "python -m reprieve.pathway.diary.json_schema"
    assert json.loads(FILE.read_text("utf-8")) == schema(), f"write it anew with: {again}"


def test_one_record_stands_in_one_line():
    text = write_json(
        Diary(attacks=(Attack(start=START, note="one\ntwo", aura_symptoms=(AuraSymptom(minutes=20.5),)),))
    )
    assert text.splitlines()[5:8] == [
        '"attacks": [',
        '{"start": "2026-03-01T08:00:30.000005-03:30", "aura": "yes", "note": "one\\ntwo", '
        '"aura_symptoms": [{"minutes": 20.5}]}',
        "],",
    ]


def test_an_item_that_is_not_there_and_one_that_is_null_are_not_recorded():
    attack = read('{"reprieve_diary": 1, "attacks": [{"start": "2026-03-01T08:00Z", "vomiting": null}]}').attacks[0]
    assert not attack.vomiting.known
    assert attack.nausea is None


def test_true_and_false_are_yes_and_no():
    text = '{"reprieve_diary": 1, "attacks": [{"start": "2026-03-01T08:00Z", "vomiting": true, "photophobia": false}]}'
    attack = read(text).attacks[0]
    assert (attack.vomiting, attack.photophobia) == (YES, NO)


def test_aura_symptoms_find_their_attack_though_another_attack_is_called_like_its_row():
    diary = Diary(
        attacks=(
            Attack(start=START, aura_symptoms=(AuraSymptom(minutes=1.0), AuraSymptom(minutes=2.0))),
            *(Attack(start=START + timedelta(days=n), key=f"record {n}") for n in range(1, 5)),
        )
    )
    assert read(write_json(diary)).attacks == diary.attacks


def test_what_is_not_understood_is_left_out_and_listed_and_the_rest_stays():
    text = """{"reprieve_diary": 1, "profile": {"birth_year": "long ago", "sex": "F"}, "shoes": 2,
        "days": ["Monday", {"day": "2026-03-02", "headache": "no"}],
        "attacks": [{"start": "2026-03-01T08:00Z", "pain_0_to_10": {"a": 1}, "nausea": "yes", "mood": "grey",
                     "qualities": ["pulsating", "grey"], "side": ["left"]}]}"""
    diary = read(text)
    reading = diary.readings[0]
    assert diary.profile.sex == "F"
    assert [entry.day for entry in diary.days] == [date(2026, 3, 2)]
    assert diary.attacks[0].nausea == "yes"
    assert diary.attacks[0].qualities is None
    assert {(left.line, left.whole_row) for left in reading.left_out} == {(1, False), (2, True), (4, False)}
    assert any("shoes and mood" in note for note in reading.notes)
    assert any("a line is a record" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not whole"),
        ('{"reprieve_diary": 1, "attacks": [', "not whole"),
        ('{"reprieve_diary": 1, "days": [], "days": [{"day": "2026-01-01"}]}', "not whole"),
        ('{"reprieve_diary": 1, "profile": {"birth_year": NaN}}', "not whole"),
        ('{"reprieve_diary": 1, "x": ' + "9" * 5_000 + "}", "not whole"),
        ('{"x": ' * 100_000, "not whole"),
        ('{"schema_version": 1}', "another kind"),
        ('{"reprieve_diary": 2}', "of another"),
        ('{"reprieve_diary": true}', "of another"),
        ('{"reprieve_diary": 1, "days": {}}', "a list under `days`"),
        ('{"x": [' + "[]," * 500_000, "more entries"),
        ('{"reprieve_diary": 1, "days": [' + ",".join(['{"day": "2026-01-01"}'] * 100_001) + "]}", "more entries"),
    ],
)
def test_what_is_no_diary_is_refused_in_words(text, words):
    assert words in refusal(text)


def test_a_character_that_no_file_can_hold_is_refused_when_written_and_left_out_when_read():
    with pytest.raises(InvalidInput):
        write_json(Diary(attacks=(Attack(start=START, note="\ud800"),)))
    text = r'{"reprieve_diary": 1, "attacks": [{"start": "2026-03-01T08:00Z", "note": "\ud800"}]}'
    diary = read(text)
    assert diary.attacks[0].note == ""
    assert diary.readings[0].left_out


def test_a_text_like_a_formula_is_itself_in_json():
    diary = Diary(doses=(Dose(name="=1+1", day=date(2026, 3, 1)), Dose(name="'tis", day=date(2026, 3, 2))))
    text = write_json(diary)
    assert '"=1+1"' in text
    assert read(text).doses == diary.doses


def test_times_without_an_offset_are_read_in_the_zone_that_is_told():
    text = '{"reprieve_diary": 1, "attacks": [{"start": "2026-03-01T08:00"}]}'
    diary = read_diary(io.BytesIO(text.encode()), zone="America/New_York")
    assert diary.attacks[0].start.utcoffset() == timedelta(hours=-5)
