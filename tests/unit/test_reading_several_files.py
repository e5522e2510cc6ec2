"""Several files of one person, and the same file twice."""

import io
from dataclasses import replace
from datetime import date
from enum import EnumType
from pathlib import Path

import jsonschema
import pytest

from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diagnosis.item_words import ITEMS, VALUES, say_item, say_value
from reprieve.pathway.diagnosis.output import schema, to_json
from reprieve.pathway.diagnosis.saying import say_diagnosis
from reprieve.pathway.diary import choices
from reprieve.pathway.diary.columns import KINDS
from reprieve.pathway.diary.merge_report import Apart, MergeReport, Overlap, Same, Told, What
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import speaking
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

FILES = Path(__file__).parent / "diaries"


def stream(text):
    return io.BytesIO(text.encode())


def test_naming_no_file_is_refused():
    with pytest.raises(InvalidInput):
        read_diary()


@pytest.mark.parametrize("name", ["migraine_buddy.csv", "by_hand.csv", "day_calendar.csv"])
def test_the_same_file_twice_changes_nothing(name):
    once, twice = read_diary(FILES / name, zone="UTC"), read_diary(FILES / name, FILES / name, zone="UTC")
    assert replace(twice, readings=()) == replace(once, readings=())
    assert twice.readings[0] == once.readings[0]
    assert twice.readings[1].rows_read == 0
    assert twice.readings[1].duplicates == once.readings[0].rows_read + once.readings[0].duplicates


def test_files_of_different_formats_become_one_diary():
    diary = read_diary(FILES / "migraine_buddy.csv", FILES / "by_hand.csv", FILES / "day_calendar.csv", zone="UTC")
    assert [reading.format for reading in diary.readings] == ["migraine_buddy", "reprieve", "day_calendar"]
    assert (len(diary.attacks), len(diary.days)) == (6, 3)


def test_a_dose_does_not_move_to_an_attack_of_another_file_with_the_same_key():
    first = "record,key,start,name,day,attack_key\nattack,1,2026-03-01 08:00Z,,,\n"
    second = "record,key,start,name,day,attack_key\nattack,1,2026-04-01 08:00Z,,,\ndose,,,advil,2026-04-01,1\n"
    diary = read_diary(stream(first), stream(second))
    march, april = diary.attacks
    assert march.key == "1"
    assert april.key != "1"
    assert diary.doses[0].attack_key == april.key
    again = read_diary(stream(first), stream(second), stream(second))
    assert (again.attacks, again.doses) == (diary.attacks, diary.doses)


def test_what_two_profiles_contradict_each_other_about_is_not_known_and_told_without_its_content():
    first = "record,birth_year,sex\nprofile,1984,\n"
    second = "record,birth_year,sex\nprofile,1985,F\n"
    for files in ((first, second), (second, first)):
        diary = read_diary(*map(stream, files))
        assert (diary.profile.birth_year, diary.profile.sex) == (None, "F")
        for reading in diary.readings:
            assert "birth_year" in reading.notes[0]
            assert "198" not in reading.notes[0]


def test_days_that_contradict_each_other_across_files_are_told():
    diary = read_diary(stream("date,headache\n2026-03-01,yes\n"), stream("date,headache\n2026-03-01,no\n"))
    assert {entry.headache for entry in diary.days} == {YES, NO}
    assert "contradict" in diary.readings[1].notes[0]


def test_the_same_instant_written_in_two_places_is_two_records():
    text = "start,pain\n2026-03-01 08:00+01:00,5\n2026-03-01 07:00+00:00,5\n"
    diary = read_diary(stream(text), stream(text))
    assert {attack.start.isoformat()[-6:] for attack in diary.attacks} == {"+01:00", "+00:00"}
    assert (diary.readings[0].rows_read, diary.readings[1].duplicates) == (2, 2)


def test_a_dose_of_an_attack_that_is_not_there_is_kept_and_told():
    diary = read_diary(stream("record,name,day,attack_key\ndose,advil,2026-03-01,x\n"))
    assert len(diary.doses) == 1
    assert "not here" in diary.readings[0].notes[0]


# One headache told twice --------------------------------------------------------------------------


def attacks(*rows, header="start,end,pain,nausea"):
    return stream("\n".join([header, *rows]) + "\n")


def both(one, other, header="start,end,pain,nausea"):
    """The diary of two files with one attack each."""
    return read_diary(attacks(one, header=header), attacks(other, header=header))


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        # From 0 to 30 minutes apart and overlapping.
        ("2026-03-01 08:00Z,2026-03-01 12:00Z,7,", "2026-03-01 08:00Z,2026-03-01 11:00Z,,yes", 1),
        ("2026-03-01 08:00Z,2026-03-01 12:00Z,7,", "2026-03-01 08:29Z,2026-03-01 11:00Z,,yes", 1),
        ("2026-03-01 08:00Z,2026-03-01 12:00Z,7,", "2026-03-01 08:30Z,2026-03-01 11:00Z,,yes", 1),
        ("2026-03-01 08:00Z,2026-03-01 12:00Z,7,", "2026-03-01 08:31Z,2026-03-01 11:00Z,,yes", 2),
        # Over before the other begins.
        ("2026-03-01 08:00Z,2026-03-01 08:15Z,7,", "2026-03-01 08:20Z,2026-03-01 11:00Z,,yes", 2),
        # Without an end, inside the other, or not.
        ("2026-03-01 08:00Z,2026-03-03 08:00Z,7,", "2026-03-02 20:00Z,,,yes", 1),
        ("2026-03-01 08:00Z,2026-03-03 08:00Z,7,", "2026-03-03 08:00Z,,,yes", 2),
        ("2026-03-01 08:00Z,,7,", "2026-03-01 08:20Z,,,yes", 1),
        ("2026-03-01 08:00Z,,7,", "2026-03-01 08:40Z,,,yes", 2),
        # The same minute on clocks that differ.
        ("2026-03-01 08:00Z,2026-03-01 12:00Z,7,", "2026-03-01 08:00-05:00,,,yes", 1),
        ("2026-03-01 08:00Z,2026-03-01 12:00Z,7,", "2026-03-01 08:01-05:00,,,yes", 2),
    ],
)
def test_one_headache_told_twice_is_one_as_far_as_that_can_be_seen(one, other, number):
    assert len(both(one, other).attacks) == number
    assert len(both(other, one).attacks) == number
    assert len(read_diary(attacks(one, other)).attacks) == 2


def test_the_fuller_record_stays_and_the_other_fills_what_it_leaves_out():
    header = "start,end,pain,nausea,photophobia,phonophobia,side,note"
    diary = both(
        "2026-03-01 08:10Z,2026-03-01 12:00Z,6,mild,yes,no,,rain",
        "2026-03-01 08:00Z,2026-03-01 13:00Z,7,yes,,,left,rain and wind",
        header,
    )
    (attack,) = diary.attacks
    assert (attack.start.minute, attack.end.hour, attack.pain_0_to_10) == (10, 12, None)
    assert (attack.nausea, attack.photophobia, attack.side) == ("mild", YES, "left")
    assert attack.note == "rain and wind"
    assert attack.vomiting is NOT_KNOWN
    assert diary.merge.overlaps == (
        Overlap(what=What.ATTACK, on=date(2026, 3, 1), files=(1, 2), added=("side", "note")),
    )
    listed = {conflict.item: (conflict.kept, conflict.dropped) for conflict in diary.merge.conflicts}
    assert set(listed) == {"start", "end", "pain_0_to_10"}
    assert listed["pain_0_to_10"] == (None, (Told(value="6", files=(1,)), Told(value="7", files=(2,))))
    assert "3 items are told otherwise" in diary.readings[1].notes[-1]


@pytest.mark.parametrize(
    ("item", "one", "other", "stays", "kept"),
    [
        ("pain", "7", "4", None, None),
        ("pain", "5", "6", 6, "6"),
        ("pain", "6", "7", None, None),
        ("side", "left", "right", None, None),
        ("side", "left", "one", "left", ...),
        ("nausea", "yes", "no", None, None),
        ("nausea", "mild", "severe", "yes", "yes"),
        ("photophobia", "yes", "no", NOT_KNOWN, None),
    ],
)
def test_what_two_files_contradict_each_other_about_is_not_known_whichever_comes_first(item, one, other, stays, kept):
    header = f"start,end,{item},worse_with_activity"
    field = {"pain": "pain_0_to_10"}.get(item, item)
    rows = [
        f"2026-03-01 08:00Z,2026-03-01 12:00Z,{one},",
        f"2026-03-01 08:00Z,2026-03-01 12:00Z,{other},yes",
    ]
    for order in (rows, rows[::-1]):
        diary = both(*order, header)
        (attack,) = diary.attacks
        assert attack.worse_with_activity is YES
        conflicts = {conflict.item: conflict for conflict in diary.merge.conflicts}
        assert set(conflicts) == (set() if kept is ... else {field})
        if stays is not ...:
            assert getattr(attack, field) == stays
        if kept is not ...:
            told = conflicts[field].kept
            assert (told and told.value) == kept
            values = {told.value for told in conflicts[field].dropped}
            assert values == {one, other} - {kept}


def test_an_aura_that_another_file_denies_is_not_known_and_its_symptoms_are_listed():
    header = "record,key,start,aura,kind,minutes\n"
    told = stream(f"{header}attack,1,2026-03-01 08:00Z,yes,,\naura,1,,,visual,20\n")
    diary = read_diary(told, stream(f"{header}attack,1,2026-03-01 08:00Z,no,,\n"))
    (attack,) = diary.attacks
    assert (attack.aura, attack.aura_symptoms) == (NOT_KNOWN, ())
    assert {conflict.item: conflict.kept for conflict in diary.merge.conflicts} == {"aura": None, "aura_symptoms": None}


def test_what_two_files_contradict_each_other_about_in_an_aura_symptom_is_not_known():
    header = "record,key,start,kind,minutes,spreads\n"
    one, other = (
        stream(f"{header}attack,1,2026-03-01 08:00Z,,,\naura,1,,visual,{minutes},yes\n") for minutes in (20, 70)
    )
    diary = read_diary(one, other)
    (symptom,) = diary.attacks[0].aura_symptoms
    assert (symptom.minutes, symptom.spreads) == (None, YES)
    assert [(conflict.item, conflict.kept) for conflict in diary.merge.conflicts] == [("aura.minutes", None)]


DENIED = "date,headache,drug\n2026-03-01,no,no\n"


@pytest.mark.parametrize(
    ("rows", "listed"),
    [
        ("2026-03-01 08:00Z,2026-03-01 12:00Z,7,", {"headache"}),
        ("2026-03-01 08:00Z,,7,sumatriptan", {"headache", "drug_taken"}),
        ("2026-02-27 08:00Z,2026-03-02 12:00Z,7,", {"headache"}),
        # Over at midnight, begun the day after, without pain; and a drug that only prevents.
        ("2026-02-28 08:00Z,2026-03-01 00:00Z,7,", set()),
        ("2026-03-02 00:00Z,2026-03-02 12:00Z,7,", set()),
        ("2026-03-01 08:00Z,2026-03-01 12:00Z,0,propranolol", set()),
    ],
)
def test_a_day_without_that_another_file_contradicts_is_listed(rows, listed):
    other = f"start,end,pain,drugs\n{rows}\n"
    for files, denying in (((DENIED, other), 1), ((other, DENIED), 2)):
        diary = read_diary(*map(stream, files))
        found = {one.item: one for one in diary.merge.conflicts}
        assert set(found) == listed
        for one in found.values():
            assert (one.what, one.on) == (What.DAY, date(2026, 3, 1))
            assert one.kept == Told(value="yes", files=(3 - denying,))
            assert one.dropped == (Told(value="no", files=(denying,)),)
    assert read_diary(stream(DENIED), stream(DENIED)).merge.conflicts == ()


def test_an_end_is_never_put_after_a_start_of_another_record():
    header = "start,end,pain,nausea,photophobia,side"
    diary = both("2026-03-01 08:20Z,,6,mild,yes,left", "2026-03-01 08:00Z,2026-03-01 13:00Z,,,,", header)
    (attack,) = diary.attacks
    assert (attack.start.minute, attack.end.hour, attack.pain_0_to_10) == (0, 13, 6)
    assert [conflict.item for conflict in diary.merge.conflicts] == ["start"]


def test_an_attack_that_had_ended_in_a_later_export_was_no_longer_going_on():
    header = "start,end,ongoing,pain"
    diary = both("2026-03-01 08:00Z,,yes,6", "2026-03-01 08:00Z,2026-03-01 13:00Z,,6", header)
    (attack,) = diary.attacks
    assert (attack.end.hour, attack.ongoing) == (13, NO)
    assert [conflict.item for conflict in diary.merge.conflicts] == ["ongoing"]


def test_a_moment_of_writing_from_elsewhere_does_not_lengthen_an_attack_that_went_on():
    header = "start,ongoing,pain,entered_at"
    diary = both("2026-03-01 08:00Z,yes,6,", "2026-03-01 08:00Z,,6,2026-03-01 20:00Z", header)
    assert len(diary.attacks) == 2
    diary = both("2026-03-01 08:00Z,yes,,2026-03-01 09:00Z", "2026-03-01 08:00Z,,6,2026-03-01 20:00Z", header)
    (attack,) = diary.attacks
    assert (attack.ongoing, attack.entered_at.hour) == (YES, 9)


def test_a_record_over_a_whole_day_swallows_no_exact_one():
    diary = read_diary(
        attacks("2026-03-01 00:00Z,2026-03-02 00:00Z,7,"),
        attacks("2026-03-01 00:10Z,2026-03-01 04:00Z,,yes", "2026-03-01 14:00Z,,,yes"),
    )
    assert len(diary.attacks) == 3
    assert diary.merge.apart == (Apart(on=date(2026, 3, 1), files=(1, 2)),) * 2
    again = both("2026-03-01 00:00Z,2026-03-02 00:00Z,7,", "2026-03-01 00:00Z,2026-03-01 23:59Z,,yes")
    assert len(again.attacks) == 1


def test_no_chain_of_records_runs_on_and_on():
    starts = [f"2026-03-01 {8 + n // 3:02}:{n % 3 * 20:02}Z,2026-03-01 20:00Z,{n % 10}," for n in range(9)]
    diary = read_diary(*(attacks(start) for start in starts))
    files = [overlap.files for overlap in diary.merge.overlaps]
    assert all(len(numbers) == 2 for numbers in files)
    assert len(diary.attacks) == 9 - len(files)


def test_a_file_lends_one_record_to_a_headache_and_keeps_its_other_ones():
    diary = read_diary(
        attacks("2026-03-01 08:00Z,2026-03-01 20:00Z,7,"),
        attacks("2026-03-01 08:20Z,2026-03-01 09:00Z,5,", "2026-03-01 08:05Z,2026-03-01 08:15Z,7,"),
    )
    assert [attack.pain_0_to_10 for attack in diary.attacks] == [7, 5]
    assert [overlap.files for overlap in diary.merge.overlaps] == [(1, 2)]


def test_of_two_auras_each_symptom_is_there_once():
    header = "record,key,start,kind,minutes,spreads"
    first = f"{header}\nattack,1,2026-03-01 08:00Z,,,\naura,1,,visual,20,\n"
    second = f"{header}\nattack,1,2026-03-01 08:00Z,,,\naura,1,,visual,,yes\naura,1,,sensory,10,\n"
    (attack,) = read_diary(stream(first), stream(second)).attacks
    assert {(symptom.kind, symptom.minutes, symptom.spreads) for symptom in attack.aura_symptoms} == {
        ("visual", 20, YES),
        ("sensory", 10, NOT_KNOWN),
    }


# One dose told twice ------------------------------------------------------------------------------

DOSES = "record,key,start,name,time,day,days,attack_key,effect_at_2h"


def told_dose(dose, start="2026-03-01 08:00Z"):
    return stream(f"{DOSES}\nattack,1,{start},,,,,,\ndose,,,{dose}\n")


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        ("sumatriptan,2026-03-01 08:30Z,,,1,", "Imitrex 50 mg,2026-03-01 08:45Z,,,1,pain_free", 1),
        ("sumatriptan,2026-03-01 08:30Z,,,1,", "Imitrex 50 mg,2026-03-01 08:46Z,,,1,pain_free", 2),
        ("sumatriptan,2026-03-01 08:30Z,,,1,", "ibuprofen,2026-03-01 08:30Z,,,1,pain_free", 2),
        ("sumatriptan,2026-03-01 08:30Z,,,1,", "sumatriptan,,2026-03-01,,1,pain_free", 1),
        ("sumatriptan,2026-03-02 08:30Z,,,1,", "sumatriptan,,2026-03-01,2,1,pain_free", 1),
        ("sumatriptan,2026-03-02 08:30Z,,,1,", "sumatriptan,,2026-03-01,,1,pain_free", 2),
        ("sumatriptan,2026-03-01 08:30Z,,,,", "sumatriptan,,2026-03-01,,,pain_free", 2),
        ("sumatriptan,2026-03-01 08:30Z,,,,", "sumatriptan,2026-03-01 08:30-05:00,,,,pain_free", 1),
    ],
)
def test_one_dose_told_twice_is_one_as_far_as_that_can_be_seen(one, other, number):
    diary = read_diary(told_dose(one), told_dose(other))
    assert len(diary.attacks) == 1
    assert len(diary.doses) == number
    if number == 1:
        assert diary.doses[0].effect_at_2h == "pain_free"
        assert diary.doses[0].time is not None


def test_doses_of_two_attacks_stay_two_though_both_files_call_the_attack_by_one_key():
    dose = "sumatriptan,,2026-03-01,,1,"
    diary = read_diary(told_dose(dose), told_dose(dose, start="2026-03-01 20:00Z"))
    assert {one.attack_key for one in diary.doses} == {attack.key for attack in diary.attacks}
    assert len(diary.doses) == 2


def test_a_dose_that_names_a_key_of_two_attacks_is_given_to_neither():
    other = f"{DOSES}\ndose,,,sumatriptan,,2026-03-01,,1,\n"
    march, april = (f"{DOSES}\nattack,1,2026-0{month}-01 08:00Z,,,,,,\n" for month in (3, 4))
    diary = read_diary(stream(march), stream(april), stream(other))
    assert diary.doses[0].attack_key == ""
    assert read_diary(stream(march), stream(other)).doses[0].attack_key == "1"


# The word that all is written -----------------------------------------------------------------------

HEADER = "record,start,day,headache,every_headache_written\n"
VOUCHED = f"{HEADER}attack,2026-03-01 08:00Z,,,\nday,,2026-03-20,no,\nprofile,,,,yes\n"
PROFILE_ONLY = f"{HEADER}profile,,,,yes\n"


def day_of(day, said=""):
    return f"{HEADER}day,,{day},no,\n" + (f"profile,,,,{said}\n" if said else "")


@pytest.mark.parametrize(
    ("other", "stays", "outside"),
    [
        (day_of("2026-03-20"), True, None),
        (day_of("2026-03-21"), False, ("2026-03-21", "2026-03-21")),
        (day_of("2026-02-28"), False, ("2026-02-28", "2026-02-28")),
        (day_of("2026-03-21", "yes"), True, None),
        (day_of("2026-03-23", "yes"), False, ("2026-03-21", "2026-03-22")),
        ("start,pain\n2026-03-05 08:00Z,5\n", True, None),
        ("start,pain\n2026-06-05 08:00Z,5\n", False, ("2026-03-21", "2026-06-05")),
        ("record,name,day\ndose,ibuprofen,2026-06-05\n", False, ("2026-03-21", "2026-06-05")),
    ],
)
def test_a_word_of_one_file_holds_only_as_far_as_the_files_that_give_it_reach(other, stays, outside):
    for files, number in (((VOUCHED, other), 1), ((other, VOUCHED), 2)):
        diary = read_diary(*map(stream, files))
        assert diary.profile.every_headache_written is (YES if stays else NOT_KNOWN)
        assert bool(diary.merge.unvouched) is not stays
        for one in diary.merge.unvouched:
            assert one.item == "every_headache_written"
            assert number in one.files
            assert one.outside == (outside and tuple(map(date.fromisoformat, outside)))


def test_a_word_that_another_file_denies_does_not_hold():
    for denied in (day_of("2026-03-10", "no"), PROFILE_ONLY.replace("yes", "no")):
        for files in ((VOUCHED, denied), (denied, VOUCHED)):
            assert read_diary(*map(stream, files)).profile.every_headache_written is not YES


def test_a_file_without_entries_speaks_of_the_others():
    entries = "start,pain\n2026-03-01 08:00Z,5\n"
    assert read_diary(stream(entries), stream(PROFILE_ONLY)).profile.every_headache_written is YES
    assert read_diary(stream(PROFILE_ONLY)).profile.every_headache_written is YES


def test_it_is_told_where_the_word_of_a_file_does_not_reach():
    diagnosis = diagnose(read_diary(stream(VOUCHED), stream(day_of("2026-03-23"))))
    said = " ".join(say_diagnosis(diagnosis).split())
    assert "every headache is said to be written. From 2026-03-21 to 2026-03-23 no such file reaches" in said
    merge = to_json(diagnosis)["source"]["merge"]
    jsonschema.validate(to_json(diagnosis), schema(), format_checker=jsonschema.FormatChecker())
    assert merge["unvouched"] == [
        {"item": "every_headache_written", "files": [1], "first": "2026-03-21", "last": "2026-03-23"}
    ]


# What is told of it -------------------------------------------------------------------------------


def test_one_file_has_nothing_put_together():
    assert read_diary(FILES / "by_hand.csv", zone="UTC").merge == MergeReport()


def test_what_several_files_tell_alike_is_listed_with_its_day():
    diary = read_diary(FILES / "by_hand.csv", FILES / "day_calendar.csv", FILES / "by_hand.csv", zone="UTC")
    assert diary.merge.same == (
        Same(what=What.ATTACK, on=date(2026, 3, 1), files=(1, 3)),
        Same(what=What.ATTACK, on=date(2026, 3, 9), files=(1, 3)),
    )
    assert diary.merge.conflicts == ()


def test_a_day_of_which_two_files_say_the_opposite_is_listed_as_not_known():
    diary = read_diary(stream("date,headache\n2026-03-01,yes\n"), stream("date,headache\n2026-03-01,no\n"))
    (conflict,) = diary.merge.conflicts
    assert (conflict.what, conflict.item, conflict.kept) == (What.DAY, "headache", None)
    assert conflict.dropped == (Told(value="yes", files=(1,)), Told(value="no", files=(2,)))


def test_what_was_put_together_is_said_without_the_words_of_the_person():
    header = "start,pain,nausea,note,drugs"
    diary = both("2026-03-01 08:00Z,7,,my wedding,Maxalt 10 mg", "2026-03-01 08:10Z,6,yes,a secret,rizatriptan", header)
    diagnosis = diagnose(diary)
    merge = to_json(diagnosis)["source"]["merge"]
    jsonschema.validate(to_json(diagnosis), schema(), format_checker=jsonschema.FormatChecker())
    text = say_diagnosis(diagnosis)
    put_together = text[text.index("Put together") : text.index("\nDays ")]
    for words in ("wedding", "secret", "Maxalt", "rizatriptan"):
        assert words not in put_together
        assert words not in str(merge)
    assert "1 headache was told twice" in put_together
    assert "they contradict each other: 7 (file 1) and 6 (file 2)" in " ".join(put_together.split())
    assert [(one["what"], one["files"]) for one in merge["overlaps"]] == [("attack", [1, 2]), ("dose", [1, 2])]


def test_what_one_file_tells_has_no_section_of_its_own():
    diagnosis = diagnose(read_diary(FILES / "by_hand.csv", zone="UTC"))
    assert "Put together" not in say_diagnosis(diagnosis)
    assert to_json(diagnosis)["source"]["merge"] is None


def test_headaches_that_overlap_are_said_to_count_as_one_and_on_which_days():
    files = [
        stream("start,end,pain\n2026-03-01 08:00Z,2026-03-01 20:00Z,7\n"),
        stream("start,end,pain\n2026-03-01 15:00Z,2026-03-01 22:00Z,5\n"),
    ]
    diagnosis = diagnose(read_diary(*files))
    assert len(diagnosis.findings.attacks) == 1
    said = " ".join(say_diagnosis(diagnosis).split())
    assert "both stay written, and count as one. Overlapping: 1 Mar 2026 (files 1 and 2)" in said


def test_every_item_and_answer_of_a_diary_has_a_name_in_both_languages():
    addresses = {"key", "ref", "attack_key", "qualities_complete", "autonomic_complete", "drugs"}
    assert set(KINDS) - addresses <= set(ITEMS)
    words = {one.value for one in vars(choices).values() if isinstance(one, EnumType) for one in one}
    assert words <= {*VALUES, *(word for word in words if word[0].isdigit())}
    with speaking("es"):
        assert [say_item("side"), say_value("left;right"), say_item("aura.spreads")] == [
            "lado del dolor",
            "izquierdo y derecho",
            "aura, se extiende",
        ]
        diagnosis = diagnose(read_diary(FILES / "day_calendar.csv"))
        assert "un calendario de días" in say_diagnosis(diagnosis)
