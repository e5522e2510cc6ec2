"""What an export of Apple Health says, record by record, and what of it is kept."""

import io
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from reprieve.pathway.diary.apple_health_sleep import SHORT_WAKING_S
from reprieve.pathway.diary.choices import EasedBy, Nausea
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.writing import write_diary
from reprieve.pathway.terms.errors import UnreadableFile
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

# As iOS 16 wrote it: the list of attributes of one element is never closed.
BROKEN_DTD = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ATTLIST VisionPrescription
  type CDATA #REQUIRED
<!ELEMENT RightEye EMPTY>
>
]>"""
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
{BROKEN_DTD}
<HealthData locale="en_US">
 <ExportDate value="2026-07-01 10:00:00 -0400"/>
 <Me HKCharacteristicTypeIdentifierDateOfBirth="1990-05-05"/>
"""
ZONE = timezone(timedelta(hours=-4))


def record(kind, value, start, end=None, inner="", source="Ana’s iPhone"):
    return (
        f' <Record type="HKCategoryTypeIdentifier{kind}" sourceName="{source}" sourceVersion="17.5" '
        f'creationDate="{start} -0400" startDate="{start} -0400" endDate="{end or start} -0400" '
        f'value="HKCategoryValue{value}">{inner}</Record>\n'
    )


def headache(strength, start, end=None, **more):
    return record("Headache", f"Severity{strength}", start, end, **more)


def nausea(strength, start, end=None):
    return record("Nausea", f"Severity{strength}", start, end)


def flow(value, start, begins=None):
    inner = "" if begins is None else f'<MetadataEntry key="HKMenstrualCycleStart" value="{begins}"/>'
    return record("MenstrualFlow", value, start, inner=inner)


def sleep(stage, start, end):
    return record("SleepAnalysis", f"SleepAnalysis{stage}", start, end)


def export(*records):
    return (HEAD + "".join(records) + "</HealthData>\n").encode()


def read(*records):
    return read_diary(io.BytesIO(export(*records)))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_a_headache_is_read_with_its_times_as_written_and_its_strength_as_a_number():
    diary = read(headache("Moderate", "2026-06-01 11:00:00", "2026-06-01 15:30:00"))
    (attack,) = diary.attacks
    assert (attack.start, attack.end) == (at("2026-06-01 11:00"), at("2026-06-01 15:30"))
    assert attack.start.utcoffset() == timedelta(hours=-4)
    assert attack.pain_0_to_10 == 5
    assert diary.readings[0].format == "apple_health"
    assert any("moderate as 5" in note for note in diary.readings[0].notes)


@pytest.mark.parametrize(("value", "pain"), [("Mild", 2), ("Moderate", 5), ("Severe", 8), ("Unspecified", None)])
def test_each_word_of_strength_lies_within_its_part_of_the_scale(value, pain):
    assert read(headache(value, "2026-06-01 11:00:00")).attacks[0].pain_0_to_10 == pain


def test_the_number_of_a_value_is_understood_as_its_name_is():
    raw = export(headache("Severe", "2026-06-01 11:00:00")).replace(b"HKCategoryValueSeveritySevere", b"4")
    assert read_diary(io.BytesIO(raw)).attacks[0].pain_0_to_10 == 8


def test_a_day_written_as_not_present_is_a_day_without_headache():
    diary = read(headache("NotPresent", "2026-06-02 09:00:00"))
    assert diary.attacks == ()
    assert [(day.day, day.headache) for day in diary.days] == [(date(2026, 6, 2), NO)]


def test_a_day_without_any_record_says_nothing():
    assert read(headache("Mild", "2026-06-01 09:00:00")).days == ()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-06-02 08:00:00", "2026-06-02 12:00:00"),
        ("2026-06-01 22:00:00", "2026-06-02 02:00:00"),
        ("2026-06-02 20:00:00", None),
    ],
)
def test_a_headache_of_a_day_stands_against_a_not_present_of_the_same_day(start, end):
    diary = read(headache("NotPresent", "2026-06-02 09:30:00"), headache("Mild", start, end))
    assert diary.days == ()
    assert len(diary.attacks) == 1
    assert any("the headache stands" in note for note in diary.readings[0].notes)


def test_a_not_present_of_some_hours_says_nothing_of_the_day():
    diary = read(headache("NotPresent", "2026-06-02 09:00:00", "2026-06-02 12:00:00"))
    assert diary.days == ()
    assert any("some hours only" in note for note in diary.readings[0].notes)


def test_a_not_present_of_several_days_says_so_of_the_days_it_covers_wholly():
    diary = read(headache("NotPresent", "2026-06-01 12:00:00", "2026-06-04 12:00:00"))
    assert [day.day for day in diary.days] == [date(2026, 6, 2), date(2026, 6, 3)]


@pytest.mark.parametrize(
    ("start", "end", "ended"),
    [
        ("2026-06-01 11:00:00", "2026-06-01 11:00:00", False),
        ("2026-06-01 00:00:00", "2026-06-02 00:00:00", False),
        ("2026-06-01 00:00:00", "2026-06-01 23:59:59", False),
        ("2026-06-01 00:00:00", "2026-06-01 23:59:00", False),
        ("2026-06-01 00:00:00", "2026-06-01 23:58:59", True),
        ("2026-06-01 00:00:01", "2026-06-02 00:00:00", True),
        ("2026-06-01 11:00:00", "2026-06-01 11:00:01", True),
    ],
)
def test_an_entry_of_a_moment_or_of_a_whole_day_has_no_end(start, end, ended):
    diary = read(headache("Mild", start, end))
    assert (diary.attacks[0].end is not None) is ended
    assert any("its end is not recorded" in note for note in diary.readings[0].notes) is not ended


@pytest.mark.parametrize(
    ("until", "free_days"), [("2026-05-31 23:59:59", 31), ("2026-06-01 00:00:00", 31), ("2026-06-01 00:00:01", 0)]
)
def test_a_not_present_of_more_than_a_month_is_left_out(until, free_days):
    diary = read(headache("NotPresent", "2026-05-01 00:00:00", until), headache("Mild", "2026-06-20 11:00:00"))
    assert len([entry for entry in diary.days if entry.headache is NO]) == free_days


def test_a_headache_of_three_whole_days_leaves_its_later_days_with_headache():
    diary = read(headache("Mild", "2026-06-01 00:00:00", "2026-06-04 00:00:00"))
    assert len(diary.attacks) == 1
    assert [(day.day.day, day.headache) for day in diary.days] == [(2, YES), (3, YES)]


def test_several_entries_of_one_day_without_an_end_are_one_headache_as_strong_as_the_strongest():
    diary = read(
        headache("Severe", "2026-06-01 14:00:00"),
        headache("Mild", "2026-06-01 10:00:00"),
        headache("Mild", "2026-06-01 00:00:00", "2026-06-02 00:00:00"),
    )
    (attack,) = diary.attacks
    assert (attack.start, attack.pain_0_to_10, diary.readings[0].rows_read) == (at("2026-06-01 10:00"), 8, 3)


def test_an_entry_within_a_headache_by_the_clock_tells_how_strong_it_was():
    diary = read(
        headache("Mild", "2026-06-01 10:00:00", "2026-06-01 16:00:00"), headache("Moderate", "2026-06-01 12:00:00")
    )
    (attack,) = diary.attacks
    assert (attack.end, attack.pain_0_to_10) == (at("2026-06-01 16:00"), 5)


def test_a_strength_that_is_not_told_may_have_been_the_strongest():
    diary = read(headache("Mild", "2026-06-01 10:00:00"), headache("Unspecified", "2026-06-01 12:00:00"))
    assert diary.attacks[0].pain_0_to_10 is None


def test_the_same_headache_from_two_sources_is_one_and_counted():
    one = headache("Mild", "2026-06-01 10:00:00", "2026-06-01 12:00:00")
    two = headache("Mild", "2026-06-01 10:00:00", "2026-06-01 12:00:00", source="Ana’s Apple Watch")
    diary = read(one, two)
    assert len(diary.attacks) == 1
    assert diary.readings[0].duplicates == 1


def test_a_source_that_tells_no_strength_takes_nothing_from_one_that_does():
    times = ("2026-06-01 10:00:00", "2026-06-01 12:00:00")
    diary = read(headache("Unspecified", *times), headache("Moderate", *times))
    assert [attack.pain_0_to_10 for attack in diary.attacks] == [5]


@pytest.mark.parametrize(
    ("strengths", "known"),
    [
        (["Mild"], Nausea.MILD),
        (["Unspecified"], Nausea.YES),
        (["NotPresent"], Nausea.NONE),
        (["NotPresent", "Severe"], Nausea.SEVERE),
        (["Mild", "Unspecified"], Nausea.YES),
        ([], None),
    ],
)
def test_nausea_during_a_headache_belongs_to_it(strengths, known):
    entries = [nausea(strength, f"2026-06-01 12:00:0{n}") for n, strength in enumerate(strengths)]
    diary = read(*entries, headache("Mild", "2026-06-01 10:00:00", "2026-06-01 16:00:00"))
    assert diary.attacks[0].nausea is known
    assert diary.days == ()


@pytest.mark.parametrize(("value", "known"), [("Severe", YES), ("Unspecified", YES), ("NotPresent", NO)])
def test_vomiting_is_yes_or_no(value, known):
    diary = read(
        record("Vomiting", f"Severity{value}", "2026-06-01 12:00:00"),
        headache("Mild", "2026-06-01 10:00:00", "2026-06-01 16:00:00"),
    )
    assert diary.attacks[0].vomiting is known


def test_nausea_on_the_day_of_a_headache_without_an_end_belongs_to_it():
    assert read(nausea("Mild", "2026-06-01 20:00:00"), headache("Mild", "2026-06-01 08:00:00")).attacks[0].nausea


def test_nausea_hours_after_a_headache_ended_is_not_part_of_it():
    diary = read(nausea("Mild", "2026-06-01 20:00:00"), headache("Mild", "2026-06-01 08:00:00", "2026-06-01 10:00:00"))
    assert diary.attacks[0].nausea is None
    assert diary.days == ()
    assert any("belongs to no headache" in note for note in diary.readings[0].notes)


def test_nausea_on_a_day_without_headache_is_a_symptom_of_that_day():
    (day,) = read(nausea("Mild", "2026-06-01 20:00:00")).days
    assert (day.other_symptoms, day.headache) == (YES, NOT_KNOWN)


def test_no_nausea_on_a_day_without_headache_says_nothing_of_other_symptoms():
    assert read(nausea("NotPresent", "2026-06-01 20:00:00")).days == ()


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("MenstrualFlowLight", YES),
        ("MenstrualFlowUnspecified", YES),
        ("VaginalBleedingHeavy", YES),
        ("VaginalBleedingNone", NO),
        ("MenstrualFlowNone", NO),
    ],
)
def test_any_flow_but_none_is_bleeding_by_its_old_name_and_its_new(value, known):
    assert read(flow(value, "2026-06-01 12:00:00")).days[0].menstruation is known


@pytest.mark.parametrize(("written", "known"), [(1, YES), (0, NO), (None, NOT_KNOWN)])
def test_the_first_day_of_a_cycle_is_known_only_where_it_is_written(written, known):
    assert read(flow("VaginalBleedingLight", "2026-06-01 12:00:00", written)).days[0].menstruation_begins is known


def test_what_is_written_within_another_record_is_not_taken_for_a_cycle_start():
    inner = '<MetadataEntry key="HKMenstrualCycleStart" value="1"/>'
    other = f' <Record type="HKQuantityTypeIdentifierStepCount" value="1">{inner}</Record>\n'
    diary = read(flow("VaginalBleedingLight", "2026-06-01 12:00:00"), other)
    assert diary.days[0].menstruation_begins is NOT_KNOWN


def ended_at(end, *stages):
    return read(headache("Mild", "2026-06-01 18:00:00", end), *stages)


def test_a_headache_that_ended_during_sleep_ran_to_the_waking_without_it():
    diary = ended_at(
        "2026-06-02 01:00:00",
        sleep("AsleepDeep", "2026-06-02 00:30:00", "2026-06-02 02:00:00"),
        sleep("AsleepREM", "2026-06-02 02:00:00", "2026-06-02 06:40:00"),
        sleep("AsleepCore", "2026-06-01 23:00:00", "2026-06-02 00:30:00"),
    )
    (attack,) = diary.attacks
    assert (attack.slept_through, attack.eased_by, attack.woke_at) == (YES, EasedBy.SLEEP, at("2026-06-02 06:40"))
    assert attack.woke_pain_free is YES
    assert attack.end == at("2026-06-02 01:00")


@pytest.mark.parametrize(("seconds", "slept_until"), [(0, "03:00"), (1, "01:00")])
def test_a_short_waking_does_not_end_a_sleep(seconds, slept_until):
    again = datetime(2026, 6, 2, 1, tzinfo=UTC) + timedelta(seconds=SHORT_WAKING_S + seconds)
    diary = ended_at(
        "2026-06-02 00:30:00",
        sleep("Asleep", "2026-06-01 23:00:00", "2026-06-02 01:00:00"),
        sleep("AsleepUnspecified", f"{again:%Y-%m-%d %H:%M:%S}", "2026-06-02 03:00:00"),
    )
    assert diary.attacks[0].woke_at == at(f"2026-06-02 {slept_until}")


@pytest.mark.parametrize(
    ("again", "slept_until"), [("01:14:59", "03:00"), ("01:15:00", "03:00"), ("01:15:01", "01:00")]
)
def test_sleep_a_quarter_of_an_hour_apart_is_one_sleep(again, slept_until):
    diary = ended_at(
        "2026-06-02 00:30:00",
        sleep("Asleep", "2026-06-01 23:00:00", "2026-06-02 01:00:00"),
        sleep("Asleep", f"2026-06-02 {again}", "2026-06-02 03:00:00"),
    )
    assert diary.attacks[0].woke_at == at(f"2026-06-02 {slept_until}")


@pytest.mark.parametrize(
    "stage",
    [
        sleep("InBed", "2026-06-01 23:00:00", "2026-06-02 07:00:00"),
        sleep("Awake", "2026-06-01 23:00:00", "2026-06-02 07:00:00"),
        sleep("AsleepCore", "2026-06-02 01:00:01", "2026-06-02 07:00:00"),
        sleep("AsleepCore", "2026-06-01 23:00:00", "2026-06-02 00:59:59"),
        sleep("AsleepCore", "2026-06-01 18:00:00", "2026-06-02 07:00:00"),
    ],
)
def test_only_sleep_that_began_during_the_headache_and_reached_over_its_end_counts(stage):
    attack = ended_at("2026-06-02 01:00:00", stage).attacks[0]
    assert (attack.slept_through, attack.woke_at, attack.eased_by) == (NOT_KNOWN, None, None)


def test_what_is_not_read_is_counted_and_never_named():
    secret = (
        ' <Record type="HKQuantityTypeIdentifierBodyMass" sourceName="Secret scale" value="77"/>\n'
        ' <Record type="HKQuantityTypeIdentifierBodyMass" sourceName="Secret scale" value="78"/>\n'
        ' <Workout workoutActivityType="Secret"><MetadataEntry key="HKTimeZone" value="Secret"/></Workout>\n'
    )
    diary = read(secret, headache("Mild", "2026-06-01 11:00:00"))
    assert "2 records of 1 other type were not read." in diary.readings[0].notes
    assert "Secret" not in repr(diary)
    assert "Ana" not in repr(diary)
    assert "1990" not in repr(diary)


def test_an_export_without_a_headache_says_so():
    assert "no record of a headache" in " ".join(
        read(flow("MenstrualFlowLight", "2026-06-01 12:00:00")).readings[0].notes
    )


@pytest.mark.parametrize(
    "bad",
    [
        headache("Dreadful", "2026-06-01 11:00:00"),
        headache("Mild", "2026-06-31 11:00:00"),
        headache("Mild", "2026-06-01 11:00:00", "2026-06-01 10:59:59"),
        headache("Mild", "0001-01-01 11:00:00"),
        headache("Mild", "2020-01-01 11:00:00", "2026-01-01 11:00:00"),
        headache("Mild", "2026-06-01 11:00:00").replace(" -0400", ""),
        headache("Mild", "2026-06-01 11:00:00").replace(" -0400", " -9900"),
        ' <Record type="HKCategoryTypeIdentifierHeadache"/>\n',
    ],
)
def test_a_headache_that_is_not_understood_is_left_out_with_its_line(bad):
    diary = read(bad, headache("Mild", "2026-06-03 11:00:00"))
    (left,) = diary.readings[0].left_out
    assert left.line == HEAD.count("\n") + 1
    assert left.whole_row
    assert diary.readings[0].rows_left_out == 1
    assert len(diary.attacks) == 1


def test_nausea_that_is_not_understood_loses_no_headache():
    reading = read(nausea("Dreadful", "2026-06-01 11:00:00")).readings[0]
    assert (len(reading.left_out), reading.rows_left_out) == (1, 0)


@pytest.mark.parametrize("cut", [2, 14, 30, 100, 200])
def test_a_file_that_breaks_off_gives_what_came_before_and_vouches_for_no_empty_day(cut):
    raw = export(headache("Mild", "2026-06-01 11:00:00"), headache("Mild", "2026-06-02 11:00:00"))
    diary = read_diary(io.BytesIO(raw[:-cut]))
    reading = diary.readings[0]
    assert len(diary.attacks) == (2 if cut < 15 else 1)
    assert reading.rows_left_out == 1
    assert "breaks off" in reading.left_out[0].reason


@pytest.mark.parametrize("damage", ["<Record", "& ", "<a></b>", "&undefined;", "\ufffe", "<!DOCTYPE x>"])
def test_damage_in_the_middle_keeps_what_came_before(damage):
    diary = read(headache("Mild", "2026-06-01 11:00:00"), damage, headache("Mild", "2026-06-02 11:00:00"))
    assert [attack.start.day for attack in diary.attacks] == [1]
    assert diary.readings[0].rows_left_out == 1


def test_bytes_that_are_not_utf_8_keep_what_came_before():
    raw = export(headache("Mild", "2026-06-01 11:00:00"), "MARK").replace(b"MARK", b"\xff\xfe")
    diary = read_diary(io.BytesIO(raw))
    assert (len(diary.attacks), diary.readings[0].rows_left_out) == (1, 1)


def test_control_characters_in_what_people_typed_do_no_harm():
    diary = read(headache("Mild", "2026-06-01 11:00:00", source="a\x0bb\x00c"))
    assert len(diary.attacks) == 1
    assert diary.readings[0].rows_left_out == 0


def test_the_order_of_attributes_and_of_records_does_not_matter():
    turned = (
        '<Record value="HKCategoryValueSeverityMild" endDate="2026-06-01 12:00:00 -0400" '
        'startDate="2026-06-01 11:00:00 -0400" type="HKCategoryTypeIdentifierHeadache"/>'
    )
    straight = headache("Mild", "2026-06-01 11:00:00", "2026-06-01 12:00:00")
    assert read(turned).attacks == read(straight).attacks
    both = [nausea("Mild", "2026-06-01 11:30:00"), straight, flow("MenstrualFlowLight", "2026-06-01 12:00:00")]
    assert read(*both).attacks == read(*reversed(both)).attacks


def test_records_within_a_correlation_are_those_of_the_top_and_count_once():
    one = headache("Mild", "2026-06-01 11:00:00")
    diary = read(one, f'<Correlation type="x">{one}</Correlation>')
    assert (len(diary.attacks), diary.readings[0].duplicates) == (1, 1)


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_the_pieces_in_which_a_file_arrives_do_not_matter(size):
    raw = export(headache("Mild", "2026-06-01 11:00:00"), nausea("Mild", "2026-06-01 11:00:00"))

    class Slow(io.RawIOBase):
        def __init__(self):
            self.left = io.BytesIO(raw)

        def read(self, asked=-1):
            return self.left.read(size)

    diary = read_diary(Slow())
    assert diary.attacks == read_diary(io.BytesIO(raw)).attacks
    assert diary.attacks[0].nausea is Nausea.MILD


def test_a_file_by_its_path_is_read_whatever_its_name(tmp_path):
    path = tmp_path / "exportación.csv"
    path.write_bytes(b"\xef\xbb\xbf" + export(headache("Mild", "2026-06-01 11:00:00")))
    assert len(read_diary(path).attacks) == 1


def test_what_was_read_is_the_same_after_it_was_written_as_our_own():
    diary = read(
        headache("Mild", "2026-06-01 10:00:00", "2026-06-01 12:00:00"),
        headache("NotPresent", "2026-06-02 10:00:00"),
        nausea("Mild", "2026-06-01 10:00:00"),
        flow("MenstrualFlowLight", "2026-06-01 12:00:00", 1),
    )
    out = io.StringIO(newline="")
    write_diary(diary, out)
    again = read_diary(io.BytesIO(out.getvalue().encode()))
    assert (again.attacks, again.days) == (diary.attacks, diary.days)


def test_two_exports_of_one_person_are_one_diary():
    first = headache("Mild", "2026-06-01 11:00:00", "2026-06-01 12:00:00")
    second = headache("Mild", "2026-06-03 11:00:00", "2026-06-03 12:00:00")
    diary = read_diary(io.BytesIO(export(first)), io.BytesIO(export(first, second)))
    assert len(diary.attacks) == 2
    assert [reading.duplicates for reading in diary.readings] == [0, 1]


def test_more_records_than_may_be_are_refused():
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    many = [headache("Mild", f"{begin + timedelta(hours=n):%Y-%m-%d %H:%M:%S}") for n in range(11)]
    assert read_diary(io.BytesIO(export(*many[:10])), max_rows=10).attacks
    with pytest.raises(UnreadableFile, match="at most 10 records"):
        read_diary(io.BytesIO(export(*many)), max_rows=10)
