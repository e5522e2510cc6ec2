"""The drill's own judge: fed what must not be, it complains."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from drills.device import code_of, multipart
from drills.journal import BROUGHT, ENTRY, Sent
from drills.judging import DOUBLED, HALF, LOST, UNKNOWN, Kept, judge, say_figures
from drills.writing import picture, tap_id

from reprieve.clinic.diary import taps

ONE = Sent(who="a@example.org", sort=ENTRY, name="one")
TWO = Sent(who="a@example.org", sort=ENTRY, name="two")
OTHER = Sent(who="b@example.org", sort=ENTRY, name="one")
DIARY = Sent(who="a@example.org", sort=BROUGHT, name="drill-1")


def kept(*things: Sent, **more: object) -> Kept:
    return Kept(rows=Counter(things), lines=Counter(things), **more)  # type: ignore[arg-type]


def judged(acknowledged: list[Sent], found: Kept, *, under_way: tuple[Sent, ...] = ()) -> list[tuple[str, str]]:
    faults = judge(dict.fromkeys(acknowledged, ""), {*acknowledged, *under_way}, found)
    return [(fault.what, fault.of.name) for fault in faults]


def test_what_is_there_once_as_it_was_acknowledged_is_nothing_to_complain_of():
    assert judged([ONE, TWO, OTHER, DIARY], kept(ONE, TWO, OTHER, DIARY)) == []


def test_what_was_sent_and_not_yet_acknowledged_may_be_there_or_not():
    assert judged([ONE], kept(ONE), under_way=(TWO,)) == []
    assert judged([ONE], kept(ONE, TWO), under_way=(TWO,)) == []


def test_an_acknowledged_write_that_is_not_there_is_lost():
    assert judged([ONE, TWO], kept(ONE)) == [(LOST, "two")]


def test_the_same_name_of_another_person_does_not_stand_in_for_it():
    assert judged([ONE], kept(OTHER), under_way=(OTHER,)) == [(LOST, "one")]


def test_a_write_that_is_there_twice_is_doubled():
    assert judged([ONE, DIARY], kept(ONE, DIARY, DIARY)) == [(DOUBLED, "drill-1")]


def test_a_write_that_is_there_again_under_a_name_that_nobody_sent_is_found():
    assert judged([ONE], kept(ONE, TWO)) == [(UNKNOWN, "two")]


def test_a_row_without_its_line_of_the_audit_is_there_by_half():
    found = kept(ONE)
    found.lines.clear()
    assert judged([ONE], found) == [(HALF, "one")]


def test_a_second_line_of_the_audit_is_a_write_done_twice():
    found = kept(ONE)
    found.lines[ONE] += 1
    assert judged([ONE], found) == [(DOUBLED, "one")]


def test_a_line_of_the_audit_without_its_row_is_found():
    found = kept(ONE)
    found.lines[TWO] += 1
    assert judged([ONE], found, under_way=(TWO,)) == [(DOUBLED, "two")]


def test_what_does_not_fit_within_itself_is_there_by_half():
    assert judged([ONE], kept(ONE, broken={ONE: "its content is another"})) == [(HALF, "one")]


@pytest.mark.parametrize(
    ("files", "named", "what"), [({"a", "b"}, {"a"}, (UNKNOWN, "b")), ({"a"}, {"a", "b"}, (LOST, "b"))]
)
def test_a_file_without_a_row_and_a_row_without_a_file_are_found(files, named, what):
    assert judged([], kept(files=files, named=named)) == [what]


def test_the_summary_counts_what_was_lost_and_doubled():
    faults = judge({ONE: "", TWO: "", DIARY: "7"}, {ONE, TWO, DIARY}, kept(DIARY, DIARY, ONE))
    acknowledged, wrong = say_figures({ONE: "", TWO: "", DIARY: "7"}, faults)
    assert acknowledged.startswith("acknowledged: 2 entries, 1 diaries brought")
    assert wrong.startswith("lost 1, doubled 1")


def test_the_device_knows_the_id_that_each_tap_must_get():
    page, at = "7c0e4a52-3d43-4c54-9d26-6a5a3f3f3b11", datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert taps.begin(page, at).id == tap_id(page, ["begin"], {})
    assert taps.answer(page, "x", "photophobia", "no", at).id == tap_id(page, ["x"], {"photophobia": "no"})
    assert taps.pain(page, "x", "7", at).id == tap_id(page, ["x"], {"pain_0_to_10": "7"})
    assert taps.dose(page, "x", "ibuprofen", at).id == tap_id(page, ["x"], {"name": "ibuprofen"})
    assert taps.over(page, "x", at, at).id == tap_id(page, ["x", "over"], {})
    assert taps.of_day(page, "2026-03-01", "headache", "no", at).id == tap_id(page, ["2026-03-01"], {"headache": "no"})


def test_the_device_makes_the_codes_of_the_standard():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: 12345678901234567890
    assert [code_of(secret, at_s) for at_s in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_the_device_sends_files_as_a_browser_does():
    body, kind = multipart("diary", "a.csv", b"day,headache\n", {"zone": "UTC"})
    border = kind.partition("boundary=")[2].encode()
    assert body.count(border) == 3
    assert body.endswith(b"\r\n--" + border + b"--\r\n")


def test_each_picture_of_the_drill_is_another():
    assert picture("drill 1") != picture("drill 2")
