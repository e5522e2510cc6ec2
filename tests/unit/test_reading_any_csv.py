"""Files of any app, read by a mapping of their columns."""

import io
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from reprieve.pathway.diary.choices import Autonomic, Helped, Nausea, Quality, Side
from reprieve.pathway.diary.date_order import DateOrder
from reprieve.pathway.diary.mapping import Column, Mapping
from reprieve.pathway.diary.mapping_cells import read_clock, read_moment, read_span
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import DayEntry
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

START = Column(column="When", means="start")
DAY = Column(column="Day", means="date")


def read(text, *columns, zone="UTC", **parts):
    return read_diary(io.BytesIO(text.encode()), zone=zone, mapping=Mapping(columns=columns, **parts))


def attack(cells, *columns, **parts):
    """The attack of a file with one row, which begins 2026-03-01 08:00."""
    header = ",".join(["When", *(column.column for column in columns)])
    row = ",".join(["2026-03-01 08:00", *(f'"{cell}"' for cell in cells)])
    return read(f"{header}\n{row}\n", START, *columns, **parts).attacks[0]


# What a cell says --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("2026-03-04", DateOrder.DOUBTFUL, date(2026, 3, 4)),
        ("2026/3/4", DateOrder.DOUBTFUL, date(2026, 3, 4)),
        ("03/04/2026", DateOrder.DAY_FIRST, date(2026, 4, 3)),
        ("03/04/2026", DateOrder.MONTH_FIRST, date(2026, 3, 4)),
        ("03/04/2026", DateOrder.DOUBTFUL, None),
        ("3.4.26", DateOrder.DAY_FIRST, date(2026, 4, 3)),
        ("4/4/2026", DateOrder.DOUBTFUL, date(2026, 4, 4)),
        ("22nd Jan 2022", DateOrder.DOUBTFUL, date(2022, 1, 22)),
        ("Wednesday, 5th January 2022", DateOrder.DOUBTFUL, date(2022, 1, 5)),
        ("March 4, 2026", DateOrder.DOUBTFUL, date(2026, 3, 4)),
        ("4 de marzo de 2026", DateOrder.DOUBTFUL, date(2026, 3, 4)),
        ("4. März 2026", DateOrder.DOUBTFUL, date(2026, 3, 4)),
        ("4 août 2026", DateOrder.DOUBTFUL, date(2026, 8, 4)),
        ("31/02/2026", DateOrder.DAY_FIRST, None),
        ("yesterday", DateOrder.DAY_FIRST, None),
        ("0004-03-04", DateOrder.DAY_FIRST, None),
    ],
)
def test_a_date_is_read_one_way_or_not_at_all(cell, order, day):
    moment = read_moment(cell, order)
    assert (moment and moment.day) == day


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("8:05", time(8, 5)),
        ("08:05:30", time(8, 5, 30)),
        ("14h30", time(14, 30)),
        ("8.05 Uhr", time(8, 5)),
        ("7:05 PM", time(19, 5)),
        ("12:05 a.m.", time(0, 5)),
        ("7 pm", time(19)),
        ("7", None),
        ("24:00", None),
        ("13:00 PM", None),
    ],
)
def test_a_time_of_day_is_read_in_12_and_24_hours(cell, clock):
    found = read_clock(cell)
    assert (found and found[0]) == clock


@pytest.mark.parametrize(
    ("cell", "unit", "minutes"),
    [
        ("90", "minutes", 90),
        ("1.5", "hours", 90),
        ("2", "days", 2_880),
        ("4h 15m", "text", 255),
        ("1d 02h 15m", "text", 1_575),
        ("04:15", "text", 255),
        ("1 hour and 30 minutes", "text", 90),
        ("2 Stunden, 5 min", "text", 125),
        ("4h 15m", "minutes", 255),
        ("15m 4h", "text", None),
        ("all day", "text", None),
        ("90", "text", None),
    ],
)
def test_a_length_is_a_number_of_its_unit_or_is_spelt_out(cell, unit, minutes):
    found = read_span(cell, unit, decimal_comma=False)
    assert (found and found / timedelta(minutes=1)) == minutes


# When an attack began and ended ------------------------------------------------------------------


def test_a_spanish_table_is_read_by_its_mapping():
    columns = (
        Column(column="Fecha", means="date"),
        Column(column="Hora", means="time"),
        Column(column="Duración (h)", means="duration", unit="hours"),
        Column(column="Dolor (0-10)", means="pain", scale="0-10"),
        Column(column="Lado", means="side"),
        Column(column="Síntomas", means="symptoms"),
        Column(column="Medicación", means="drugs"),
    )
    mapping = Mapping(columns=columns, decimal_comma=True, zone="Europe/Madrid", name="my table")
    diary = read_diary(Path(__file__).parent / "diaries" / "mapped" / "spanish.csv", mapping=mapping)
    first = diary.attacks[0]
    assert first.end - first.start == timedelta(hours=4, minutes=30)
    assert (first.start.utcoffset(), first.pain_0_to_10, first.side) == (timedelta(hours=2), 7, Side.LEFT)
    assert [entry.day for entry in diary.days] == [date(2026, 4, 17)]
    reading = diary.readings[0]
    assert reading.format == "my table"
    assert [left.line for left in reading.left_out] == [6]
    assert any("day first" in note for note in reading.notes)
    assert "Columns not read: “Clima”." in reading.notes


def test_a_time_with_its_offset_keeps_it():
    diary = read("When\n2026-03-01T08:00:00-05:00\n", START, zone="Europe/Madrid")
    assert diary.attacks[0].start == datetime(2026, 3, 1, 13, tzinfo=UTC)
    assert diary.attacks[0].start.utcoffset() == timedelta(hours=-5)


def test_a_time_without_a_zone_is_told():
    assert any(
        "No time zone in the file" in note
        for note in read("When\n2026-03-01 08:00\n", START, zone=None).readings[0].notes
    )


def test_the_zone_named_by_the_caller_outweighs_that_of_the_mapping():
    diary = read("When\n2026-03-01 08:00\n", START, zone="Asia/Tokyo", **{})
    assert diary.attacks[0].start.utcoffset() == timedelta(hours=9)


def test_dates_that_can_be_read_in_two_ways_are_refused_until_the_mapping_says_which():
    text = "Day\n03/04/2026\n05/06/2026\n"
    with pytest.raises(UnreadableFile, match="day_first or month_first"):
        read(text, DAY)
    assert read(text, DAY, dates=DateOrder.DAY_FIRST).days[0].day == date(2026, 4, 3)


def test_a_row_with_a_date_alone_is_a_day_and_no_hour_is_made_up():
    diary = read(
        "Day,Pain,Symptoms,Drugs\n2026-03-01,7,nausea,ibuprofen\n",
        DAY,
        *(
            Column(column="Pain", means="pain", scale="0-10"),
            Column(column="Symptoms", means="symptoms"),
            Column(column="Drugs", means="drugs"),
        ),
    )
    assert diary.attacks == ()
    assert diary.days == (DayEntry(day=date(2026, 3, 1), headache=YES, drug_taken=YES, other_symptoms=YES),)
    assert [(dose.day, dose.days) for dose in diary.doses] == [(date(2026, 3, 1), 1)]
    assert any("1 headache has no time of day" in note for note in diary.readings[0].notes)


@pytest.mark.parametrize(("pain", "headache"), [("0", NO), ("1", YES)])
def test_a_pain_of_0_on_a_day_says_that_there_was_no_headache(pain, headache):
    (entry,) = read(f"Day,Pain\n2026-03-01,{pain}\n", DAY, Column(column="Pain", means="pain", scale="0-10")).days
    assert entry.headache is headache


def test_an_empty_pain_says_nothing_of_the_day():
    diary = read("Day,Pain\n2026-03-01,\n", DAY, Column(column="Pain", means="pain", scale="0-10"))
    assert diary.days == ()
    assert "says nothing" in diary.readings[0].left_out[0].reason


def test_a_row_that_says_no_headache_is_a_day_without():
    column = Column(column="Ill", means="headache")
    diary = read("When,Ill\n2026-03-01 08:00,no\n2026-03-02 08:00,yes\n", START, column)
    assert diary.days == (DayEntry(day=date(2026, 3, 1), headache=NO),)
    assert [one.start.day for one in diary.attacks] == [2]


def test_an_answer_about_headache_that_is_not_understood_may_have_been_a_yes():
    column = Column(column="Ill", means="headache")
    assert read("Day,Ill\n2026-03-01,perhaps\n", DAY, column).readings[0].rows_left_out == 1


def test_an_end_before_the_start_is_not_recorded_and_listed():
    diary = read("When,End\n2026-03-01 08:00,2026-03-01 07:00\n", START, Column(column="End", means="end"))
    assert diary.attacks[0].end is None
    assert "before the start" in diary.readings[0].left_out[0].reason


def test_an_end_in_two_columns_has_its_own_date():
    columns = (Column(column="To", means="end_date"), Column(column="At", means="end_time"))
    one = attack(["2026-03-03", "7:30 pm"], *columns)
    assert one.end == datetime(2026, 3, 3, 19, 30, tzinfo=UTC)


def test_attacks_that_all_begin_at_midnight_may_be_dates():
    rows = "".join(f"2026-03-0{n} 00:00\n" for n in range(1, 4))
    assert any("midnight" in note for note in read("When\n" + rows, START).readings[0].notes)


# What it was like --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scale", "cell", "pain"),
    [
        ("0-10", "7", 7),
        ("0-10", "7/10", 7),
        ("0-10", "7/5", None),
        ("0-10", "11", None),
        ("0-10", "6.5", 7),
        ("0-5", "2", 4),
        ("0-100", "35", 4),
        ("0-100", "34", 3),
        ("0-3", "1", 2),
        ("0-3", "3", 8),
        ("0-3", "1.5", None),
        ("0-4", "4", 10),
        ("0-10", "strong", None),
    ],
)
def test_pain_is_read_on_the_scale_that_the_mapping_names(scale, cell, pain):
    assert attack([cell], Column(column="P", means="pain", scale=scale)).pain_0_to_10 == pain


def test_words_for_pain_are_the_numbers_that_the_mapping_gives_and_a_note_says_so():
    column = Column(column="P", means="pain", scale="words", words={"Mild": ("2",), "Stark": ("8",)})
    diary = read("When,P\n2026-03-01 08:00,stark\n2026-03-02 08:00,awful\n", START, column)
    assert [one.pain_0_to_10 for one in diary.attacks] == [8, None]
    assert any("a number was put for it" in note for note in diary.readings[0].notes)


def test_a_rounded_pain_is_told():
    column = Column(column="P", means="pain", scale="0-100")
    assert any("rounded" in note for note in read("When,P\n2026-03-01 08:00,35\n", START, column).readings[0].notes)


def test_what_is_not_ticked_is_not_recorded():
    one = attack(
        ["Nausea; Light"],
        Column(
            column="S",
            means="symptoms",
            words={"nausea": ("nausea",), "light": ("photophobia",), "noise": ("phonophobia",)},
        ),
    )
    assert (one.nausea, one.photophobia, one.phonophobia) == (Nausea.YES, YES, NOT_KNOWN)


@pytest.mark.parametrize(
    ("cell", "phonophobia"),
    [("Nausea", NO), ("Nausea; Noise", YES), ("Nausea; dizzy", NOT_KNOWN), ("", NOT_KNOWN)],
)
def test_what_is_not_ticked_in_a_complete_list_was_not_there_unless_a_word_was_not_understood(cell, phonophobia):
    words = {"nausea": ("nausea",), "noise": ("phonophobia",)}
    one = attack([cell], Column(column="S", means="symptoms", words=words, complete=True))
    assert one.phonophobia is phonophobia


def test_no_symptoms_says_no_to_the_four_symptoms():
    one = attack(["none"], Column(column="S", means="symptoms"))
    assert (one.nausea, one.vomiting, one.photophobia, one.phonophobia) == (Nausea.NONE, NO, NO, NO)


def test_no_symptoms_beside_a_symptom_says_no_to_nothing():
    one = attack(["none, nausea"], Column(column="S", means="symptoms"))
    assert (one.nausea, one.photophobia) == (Nausea.YES, NOT_KNOWN)


def test_a_graded_nausea_is_nausea_in_a_complete_list():
    words = {"bit sick": ("nausea.mild",), "sick": ("nausea.severe",)}
    assert attack(["sick"], Column(column="S", means="symptoms", words=words, complete=True)).nausea is Nausea.SEVERE


def test_words_that_are_not_known_are_counted_and_named():
    diary = read("When,S\n2026-03-01 08:00,nausea; spots\n", START, Column(column="S", means="symptoms"))
    assert "Not read from S: spots (1)." in diary.readings[0].notes


@pytest.mark.parametrize(("complete", "answer"), [(None, NO), (True, NO), (False, NOT_KNOWN)])
def test_a_0_is_a_no_unless_only_ticks_are_known(complete, answer):
    assert attack(["0"], Column(column="Light", means="photophobia", complete=complete)).photophobia is answer


def test_two_columns_that_contradict_each_other_leave_the_item_not_recorded():
    columns = (Column(column="S", means="symptoms"), Column(column="N", means="nausea"))
    diary = read("When,S,N\n2026-03-01 08:00,nausea,no\n", START, *columns)
    assert diary.attacks[0].nausea is None
    assert "contradict" in diary.readings[0].left_out[0].reason


def test_an_aura_that_is_denied_has_no_symptoms():
    columns = (Column(column="S", means="symptoms"), Column(column="A", means="aura"))
    one = read("When,S,A\n2026-03-01 08:00,visual aura,no\n", START, *columns).attacks[0]
    assert (one.aura, one.aura_symptoms) == (NOT_KNOWN, ())


@pytest.mark.parametrize(
    ("cell", "complete", "qualities", "known"),
    [
        ("throbbing", None, {Quality.PULSATING}, False),
        ("throbbing", True, {Quality.PULSATING}, True),
        ("throbbing, buzzing", True, {Quality.PULSATING}, False),
        ("none", None, frozenset(), True),
    ],
)
def test_a_list_of_qualities_is_complete_only_if_it_is_said_to_be(cell, complete, qualities, known):
    one = attack([cell], Column(column="Q", means="qualities", complete=complete))
    assert (one.qualities, one.qualities_complete) == (qualities, known)


def test_signs_of_the_face_are_read():
    one = attack(["tearing; red eye"], Column(column="F", means="autonomic"))
    assert one.autonomic == {Autonomic.LACRIMATION, Autonomic.CONJUNCTIVAL_INJECTION}
    assert not one.autonomic_complete


# Drugs -------------------------------------------------------------------------------------------


def test_drugs_are_split_helped_or_not_as_their_column_says():
    columns = (
        Column(column="Good", means="drugs", helped=Helped.YES),
        Column(column="Bad", means="drugs", helped=Helped.NO, separator="/"),
    )
    diary = read("When,Good,Bad\n2026-03-01 08:00,Imitrex,ibuprofen / a tonic\n", START, *columns)
    assert [(dose.name, dose.helped) for dose in diary.doses] == [
        ("Imitrex", Helped.YES),
        ("a tonic", Helped.NO),
        ("ibuprofen", Helped.NO),
    ]
    assert diary.readings[0].unknown_drugs == ("a tonic",)
    assert {dose.attack_key for dose in diary.doses} == {diary.attacks[0].key}


@pytest.mark.parametrize(
    ("end", "taken", "time_of_dose"),
    [
        ("2026-03-01 20:00", "9:00", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-03-02 20:00", "9:00", None),
        ("2026-03-02 07:00", "2:00", datetime(2026, 3, 2, 2, tzinfo=UTC)),
        ("2026-03-02 20:00", "2026-03-02 09:00", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("2026-03-01 20:00", "7:00", None),
    ],
)
def test_a_dose_has_a_time_only_if_one_instant_of_the_attack_fits(end, taken, time_of_dose):
    columns = (
        Column(column="End", means="end"),
        Column(column="Drug", means="drugs"),
        Column(column="At", means="drug_time"),
    )
    diary = read(f"When,End,Drug,At\n2026-03-01 08:00,{end},ibuprofen,{taken}\n", START, *columns)
    assert diary.doses[0].time == time_of_dose


def test_no_drug_is_an_answer_and_an_empty_cell_is_none():
    column = Column(column="Drug", means="drugs")
    diary = read("When,Drug\n2026-03-01 08:00,none\n2026-03-02 08:00,\n", START, column)
    assert [one.drug_taken for one in diary.attacks] == [NO, NOT_KNOWN]


# The file as a whole -----------------------------------------------------------------------------


def test_lines_above_the_names_of_the_columns_are_passed_over():
    assert (
        len(read("My diary\n\nWhen;Note\n2026-03-01 08:00;x\n", START, Column(column="note", means="note")).attacks)
        == 1
    )


def test_a_file_without_the_columns_is_refused_by_their_names():
    with pytest.raises(UnreadableFile, match="“When”"):
        read("Date;Pain\n2026-03-01;5\n", START)


def test_words_that_are_not_known_are_items_left_out_and_named():
    columns = (Column(column="Día", means="start"), Column(column="S", means="symptoms", words={"voces": ()}))
    text = "Día,S\n2026-03-01 08:00Z,voces\n2026-03-02 08:00Z,chispas\n2026-03-03 08:00Z,\n"
    (reading,) = read_diary(io.BytesIO(text.encode()), mapping=Mapping(columns=columns)).readings
    assert [(left.line, left.whole_row) for left in reading.left_out] == [(2, False), (3, False)]
    assert any("voces (1)" in note and "chispas (1)" in note for note in reading.notes)


def test_each_time_without_an_offset_is_counted_once():
    columns = (
        Column(column="Date", means="date"),
        Column(column="Start", means="time"),
        Column(column="End", means="end_time"),
        Column(column="Drug", means="drugs"),
        Column(column="Taken", means="drug_time"),
    )
    text = "Date,Start,End,Drug,Taken\n2026-03-01,22:00,6:00,Imitrex,23:00\n2026-03-05,8:00,7:00,Imitrex,9:00\n"
    (reading,) = read_diary(io.BytesIO(text.encode()), mapping=Mapping(columns=columns), zone="Europe/Madrid").readings
    assert any(note.startswith("6 times without an offset") for note in reading.notes)


def test_a_known_format_is_still_read_beside_a_mapped_one():
    ours = io.BytesIO(b"start,pain\n2026-03-05 08:00,5\n")
    other = io.BytesIO(b"When\n2026-03-01 08:00\n")
    diary = read_diary(ours, other, zone="UTC", mapping=Mapping(columns=(START,)))
    assert [reading.format for reading in diary.readings] == ["reprieve", "mapped"]


def test_the_same_file_twice_changes_nothing():
    text = b"When,Drug\n2026-03-01 08:00,ibuprofen\n"
    mapping = Mapping(columns=(START, Column(column="Drug", means="drugs")))
    once = read_diary(io.BytesIO(text), zone="UTC", mapping=mapping)
    twice = read_diary(io.BytesIO(text), io.BytesIO(text), zone="UTC", mapping=mapping)
    assert (once.attacks, once.doses) == (twice.attacks, twice.doses)
    assert twice.readings[1].duplicates == 1


def test_a_column_named_twice_is_refused():
    with pytest.raises(UnreadableFile, match="once"):
        read("When,When\n2026-03-01 08:00,2026-03-01 08:00\n", START)


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ((Column(column="P", means="pain", scale="0-10"),), "start"),
        ((START, Column(column="when ", means="note")), "once"),
        ((START, Column(column="a", means="aura"), Column(column="b", means="aura")), "only one column"),
        ((START, DAY), "both"),
        ((DAY, Column(column="x", means="end_date")), "end_time"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(columns, what):
    with pytest.raises(InvalidInput, match=what):
        Mapping(columns=columns)


@pytest.mark.parametrize(
    "parts",
    [
        {"means": "headake"},
        {"means": "duration"},
        {"means": "pain"},
        {"means": "pain", "scale": "0-7"},
        {"means": "note", "unit": "hours"},
        {"means": "pain", "scale": "words"},
        {"means": "pain", "scale": "words", "words": {"mild": ("11",)}},
        {"means": "symptoms", "words": {"x": ("headache",)}},
        {"means": "symptoms", "complete": True},
        {"means": "aura", "words": {"x": ("mild",)}},
        {"means": "note", "column": " "},
        {"means": "drugs", "separator": ""},
    ],
)
def test_a_column_that_cannot_be_meant_is_refused(parts):
    with pytest.raises(InvalidInput):
        Column(**{"column": "x", **parts})
