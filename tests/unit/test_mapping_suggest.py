"""What the columns of a file could mean."""

import io
from pathlib import Path

import pytest

from reprieve.pathway.diary.date_order import DateOrder
from reprieve.pathway.diary.mapping_file import mapping_from_json
from reprieve.pathway.diary.mapping_guess import Sure
from reprieve.pathway.diary.mapping_suggest import suggest
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.errors import UnreadableFile

SPANISH = Path(__file__).parent / "diaries" / "mapped" / "spanish.csv"


def of(text, **options):
    return suggest(io.BytesIO(text.encode()), **options)


def meanings(text):
    return {one.column.column: one.column.means for one in of(text).guesses}


def column(name, *cells):
    """The guess about a column beside one of dates."""
    lines = [f"2026-03-{n:02};{cell}" for n, cell in enumerate(cells, 1)]
    return of("Date;" + name + "\n" + "\n".join(lines) + "\n").guesses[1]


def test_a_spanish_table_with_a_title_is_understood():
    suggestion = suggest(SPANISH, zone="Europe/Madrid")
    assert [(one.column.means, one.sure) for one in suggestion.guesses] == [
        (means, Sure.SURE) for means in ("date", "time", "duration", "pain", "side", "symptoms", "drugs", "not_read")
    ]
    assert (suggestion.mapping.dates, suggestion.mapping.decimal_comma) == (DateOrder.DAY_FIRST, True)
    assert mapping_from_json(suggestion.draft) == suggestion.mapping
    assert len(read_diary(SPANISH, mapping=suggestion.mapping).attacks) == 3


@pytest.mark.parametrize(
    "header",
    [
        "Datum;Beginn;Ende;Schmerzstärke (0-10);Medikamente;Notizen",
        "Date;Heure de début;Heure de fin;Intensité (0-10);Médicaments;Remarques",
        "Data;Hora;Hora de fin;Dor (0-10);Remédios;Observações",
        "Fecha;Hora de inicio;Hora de fin;Intensidad del dolor (0-10);Medicación;Notas",
        "Day;Start time;End time;Pain level (0-10);Medication;Comments",
    ],
)
def test_names_in_five_languages_are_known(header):
    found = meanings(header + "\n2026-03-01;08:00;20:00;7;ibuprofen;bad\n")
    assert list(found.values()) == ["date", "time", "end_time", "pain", "drugs", "note"]


@pytest.mark.parametrize(
    ("start", "means"),
    [("2026-03-01 08:00", "start"), ("2026-03-01", "date")],
)
def test_the_values_decide_whether_a_start_has_a_time(start, means):
    assert meanings(f"Start,Pain\n{start},7\n")["Start"] == means


def test_a_date_is_found_without_a_name_that_says_so():
    suggestion = of("Was wann,Pain\n2026-03-01 08:00,7\n")
    assert (suggestion.guesses[0].column.means, suggestion.guesses[0].sure) == ("start", Sure.LIKELY)


def test_without_a_date_there_is_a_draft_and_no_mapping():
    suggestion = of("Foo,Pain\nx,7\n")
    assert suggestion.mapping is None
    assert "No column is known to be the date" in suggestion.questions[0]
    assert '"column": "Foo"' in suggestion.draft


def test_an_order_that_the_dates_leave_open_is_asked_for():
    suggestion = of("Date,Pain\n03/04/2026,7\n")
    assert suggestion.mapping.dates is None
    assert any("day_first or month_first" in question for question in suggestion.questions)


def test_a_zone_is_asked_for_where_times_have_none():
    asked = [
        any("Set `zone`" in one for one in of(text).questions)
        for text in ("Start,P\n2026-03-01 08:00,\n", "Start,P\n2026-03-01T08:00Z,\n")
    ]
    assert asked == [True, False]


@pytest.mark.parametrize(
    ("name", "cells", "means", "scale", "sure"),
    [
        ("Pain (0-10)", "1 3", "pain", "0-10", Sure.SURE),
        ("Pain 0-5", "1 3", "pain", "0-5", Sure.SURE),
        ("Pain 1-10", "1 3", "pain", "0-10", Sure.SURE),
        ("Pain (1-5)", "1 3", "not_read", None, Sure.DOUBTFUL),
        ("Pain", "3 8", "pain", "0-10", Sure.LIKELY),
        ("Pain", "30 80", "pain", "0-100", Sure.LIKELY),
        ("Pain", "1 3", "not_read", None, Sure.DOUBTFUL),
        ("Severity", "mild severe", "pain", "words", Sure.LIKELY),
        ("Pain (0-5)", "1 8", "pain", "0-10", Sure.LIKELY),
        ("Pain", "a b", "not_read", None, Sure.DOUBTFUL),
        ("Pain", "1 800", "not_read", None, Sure.DOUBTFUL),
    ],
)
def test_the_scale_of_pain_is_never_taken_for_granted(name, cells, means, scale, sure):
    found = column(name, *cells.split())
    assert (found.column.means, found.column.scale, found.sure) == (means, scale, sure)


@pytest.mark.parametrize(
    ("name", "cell", "unit"),
    [
        ("Duration (hours)", "4.25", "hours"),
        ("Duración (min)", "90", "minutes"),
        ("Duration", "4h 15m", "text"),
        ("Duration", "4", None),
        ("Duration", "long", None),
    ],
)
def test_the_unit_of_a_length_is_never_taken_for_granted(name, cell, unit):
    assert column(name, cell).column.unit == unit


def test_ticks_say_only_what_is_ticked_until_the_person_says_otherwise():
    assert column("Nausea", "0", "1").column.complete is False
    assert column("Nausea", "no", "yes").column.complete is None


def test_the_words_of_a_list_that_are_known_or_often_used_are_kept_and_others_are_not():
    cells = ["Nausea, Ojo raro", "Nausea, Ojo raro", "Light sensitivity, Ojo raro, my cat Felix left"]
    assert column("Symptoms", *cells).column.words == {
        "Nausea": ("nausea",),
        "Light sensitivity": ("photophobia",),
        "Ojo raro": (),
    }


def test_what_a_person_wrote_is_not_in_the_draft():
    text = "Date,Notes,Symptoms,Who\n2026-03-01,my secret,my own words about it,Maria\n"
    draft = of(text).draft
    assert not any(word in draft for word in ("secret", "own words", "Maria", "2026"))


def test_drugs_are_known_by_their_names():
    assert column("Meds", "ibuprofen", "Imitrex 50").sure is Sure.SURE
    assert column("Meds", "a tonic").sure is Sure.LIKELY
    assert column("Meds", "yes", "no").column.means == "drug_taken"


def test_of_two_columns_of_one_meaning_the_surer_is_taken():
    found = meanings("Start,Begin,Pain,Severity\n2026-03-01 08:00,2026-03-01 08:00,7,8\n")
    assert found == {"Start": "start", "Begin": "not_read", "Pain": "pain", "Severity": "not_read"}


def test_what_is_no_table_is_refused():
    for text in ("one column\nonly\n", "Date,Date\n2026-03-01,2026-03-02\n"):
        with pytest.raises(UnreadableFile):
            of(text)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("luz, ruido, náuseas, vómitos", {"photophobia", "phonophobia", "nausea", "vomiting"}),
        ("light, noise, sound", {"photophobia", "phonophobia"}),
        ("luz, mareo, olores, smell", {"photophobia"}),
    ],
)
def test_everyday_words_for_symptoms_are_known(words, meant):
    given = column("Síntomas", *words.split(", "))
    assert {sign for signs in given.column.words.values() for sign in signs} == meant
    assert given.unknown == ()


def test_words_that_would_not_be_read_are_to_be_settled_however_often_they_stand():
    text = "Fecha;Síntomas\n2026-03-01;náuseas, voces\n2026-03-02;voces, chispas\n2026-03-03;voces\n"
    (asked,) = (question for question in of(text).questions if "not known" in question)
    assert "“voces” and “chispas”" in asked


@pytest.mark.parametrize("name", ["Hora inicio", "Hora de inicio", "Empezó a las", "X"])
def test_times_of_day_beside_a_date_are_when_it_began(name):
    assert meanings(f"Fecha,{name}\n2026-03-01,8:30\n2026-03-02,14:05\n")[name] == "time"


def test_times_of_day_that_a_name_explains_are_not_taken_for_the_beginning():
    assert meanings("Fecha,Hora fin\n2026-03-01,8:30\n2026-03-02,14:05\n")["Hora fin"] == "end_time"
    assert meanings("Fecha,Sleep\n2026-03-01,8:30\n2026-03-02,14:05\n")["Sleep"] == "not_read"


@pytest.mark.parametrize(
    ("name", "means"), [("Light", "photophobia"), ("Sound", "phonophobia"), ("Luz", "photophobia")]
)
def test_a_column_of_answers_named_light_or_sound_is_understood(name, means):
    assert meanings(f"Date,{name}\n2026-03-01,Yes\n2026-03-02,No\n")[name] == means


def test_two_lines_of_names_are_said_to_be_two_and_what_to_do():
    text = "Attack,,,Medication,\nDate,Time,Pain,Name,Time\n2026-05-03,08:00,7,Sumatriptan,08:30\n"
    with pytest.raises(UnreadableFile, match=r"in one line; it has two.*“Medication Time”.*delete the first line"):
        of(text)
    with pytest.raises(UnreadableFile, match="“Date” more than once"):
        of("Date,Date\n2026-03-01,2026-03-02\n")
