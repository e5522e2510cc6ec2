"""Files that are no diary, half a diary, or meant to do harm."""

import io
import os
import tracemalloc

import pytest

from reprieve.pathway.diary.gathering import MOST_LEFT_OUT
from reprieve.pathway.diary.lines import MAX_LINES, MAX_ROW_CHARS
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.truth import YES

HEADER = b"start,pain,note\n"
GOOD = b"2026-03-01 08:00Z,5,fine\n"


def read(raw):
    return read_diary(io.BytesIO(raw))


def refusal(raw):
    with pytest.raises(UnreadableFile) as caught:
        read(raw)
    return str(caught.value)


@pytest.mark.parametrize(
    ("start", "word"),
    [
        (b"PK\x03\x04\x14\x00", "Excel"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x89PNG\r\n", "picture"),
        (b"<?xml version='1.0'?>", "XML"),
    ],
)
def test_a_file_renamed_to_csv_is_called_what_it_is(start, word):
    message = refusal(start + b"\x01\x02\x03" * 100)
    assert word in message
    assert "CSV" in message


def test_bytes_that_are_not_text_are_refused():
    assert "not text" in refusal(HEADER + b"2026-03-01 08:00Z,5," + b"\x00" * 20 + b"\n")
    assert "not text" in refusal((HEADER + GOOD).decode().encode("utf-16-le"))
    assert "not text" in refusal((HEADER.decode() + "\x00" * 20).encode("utf-16"))
    assert "not text" in refusal(b"\xff\xfe\x00")
    assert "not text" in refusal(HEADER + b"\x81\x8d\x8f\x90\x9d")


@pytest.mark.parametrize("raw", [b"", b"\n\n  \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(raw):
    assert "empty" in refusal(raw)


def test_a_file_with_a_first_line_only_is_an_empty_diary_that_says_so():
    diary = read(HEADER)
    assert diary.attacks == ()
    assert "no entries" in diary.readings[0].notes[0]


def test_a_file_of_another_kind_is_told_which_formats_are_understood():
    message = refusal(b"id,amount\n1,2\n")
    for word in ("Migraine Buddy", "`start`", "`date`"):
        assert word in message
    assert "amount" not in message


@pytest.mark.parametrize("fill", [b"\x00", b"a"])
def test_a_huge_file_is_refused_without_being_read(tmp_path, fill):
    path = tmp_path / "diary.csv"
    path.write_bytes(fill * 4_000_000)
    os.truncate(path, 2 * 1024**3)
    tracemalloc.start()
    with pytest.raises(UnreadableFile):
        read_diary(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_stream_that_never_ends_is_left_at_the_limit():
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"a" * size

    stream = Endless()
    with pytest.raises(UnreadableFile, match="at most"):
        read_diary(stream, max_bytes=3_000_000)
    assert stream.given < 6_000_000


def test_the_size_limit_holds_to_the_byte():
    raw = HEADER + GOOD
    assert read_diary(io.BytesIO(raw), max_bytes=len(raw)).attacks
    with pytest.raises(UnreadableFile):
        read_diary(io.BytesIO(raw), max_bytes=len(raw) - 1)


def test_too_many_lines_are_refused():
    assert "lines" in refusal(HEADER + b"x\n" * MAX_LINES)


def test_one_endless_line_is_refused():
    assert "first line" in refusal(b"a" * 5_000_000)


def test_an_endless_line_among_good_ones_is_left_out():
    diary = read(HEADER + GOOD + b"x" * (MAX_ROW_CHARS + 1) + b"\n" + GOOD.replace(b"-01 ", b"-02 "))
    assert len(diary.attacks) == 2
    assert [left.line for left in diary.readings[0].left_out] == [3]


def test_a_million_columns_are_refused_or_left_out():
    refusal(b"a," * 1_000_000 + b"\n")
    diary = read(HEADER + b"," * 100_000 + b"x\n" + GOOD)
    assert len(diary.attacks) == 1
    assert [left.line for left in diary.readings[0].left_out] == [2]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_any_line_end_is_understood(end):
    diary = read((HEADER + GOOD).replace(b"\n", end) + b'2026-03-02 08:00Z,5,"a' + end + b'b"' + end)
    assert [attack.note for attack in diary.attacks] == ["fine", f"a{end.decode()}b"]


def test_mixed_line_ends_are_counted_as_one_line_each():
    diary = read(b"start,pain\r\n2026-03-01 08:00Z,5\r2026-03-02 08:00Z,x\n\r\n2026-03-03 08:00Z,x")
    assert len(diary.attacks) == 3
    assert [left.line for left in diary.readings[0].left_out] == [3, 5]


@pytest.mark.parametrize(
    "broken",
    [b'2026-03-05 08:00Z,5,"never closed\n', b'2026-03-05 08:00Z,5,6" of snow\n', b'"\n', b'2026-03-05 08:00Z,"5,6\n'],
)
def test_a_quote_that_is_never_closed_costs_its_own_line_only(broken):
    before, after = GOOD, b'2026-03-02 08:00Z,5,"a\nb"\n2026-03-03 08:00Z,5,"x, y"\n2026-03-04 08:00Z,5,\n'
    diary = read(HEADER + before + broken + after)
    assert [attack.start.day for attack in diary.attacks] == [1, 2, 3, 4]
    assert [left.line for left in diary.readings[0].left_out] == [3]


def test_a_quote_that_closes_where_no_row_can_end_swallows_nothing():
    diary = read(HEADER + b'2026-03-05 08:00Z,5,"open\n' + GOOD + b'shut",5,6\n' + GOOD.replace(b"-01 ", b"-02 "))
    assert [attack.start.day for attack in diary.attacks] == [1, 2]
    assert [left.line for left in diary.readings[0].left_out] == [2, 4]


def test_many_broken_quotes_take_time_that_grows_with_the_file_only():
    lines = b'2026-03-01 08:00Z,5,"open\n' + b"2026-03-01 08:00Z,5,shut\n" * 50
    diary = read(HEADER + lines * 300)
    assert len(diary.readings[0].left_out) == 300
    assert len(diary.attacks) == 1


def test_what_was_left_out_is_listed_up_to_a_limit_and_counted_beyond():
    reading = read(HEADER + b"x,x,x\n" + b"".join(b"bad%d,5,\n" % n for n in range(1_500))).readings[0]
    assert len(reading.left_out) == MOST_LEFT_OUT
    assert "more" in reading.notes[-1]


def test_rows_that_are_lost_are_counted_beyond_those_that_are_listed():
    items = b"".join(b"2026-03-01 08:%02d:%02dZ,bad,\n" % divmod(n, 60) for n in range(MOST_LEFT_OUT))
    diary = read(HEADER + items + b"lost,5,\nlost,6,\n")
    assert sum(left.whole_row for left in diary.readings[0].left_out) == 0
    assert diary.readings[0].rows_left_out == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_stray_nul_costs_its_own_line_only(encoding):
    text = (HEADER + GOOD + b"2026-03-05 08:00Z,5,a\x00b\n" + GOOD.replace(b"-01 ", b"-02 ")).decode()
    diary = read(text.encode(encoding))
    assert [attack.start.day for attack in diary.attacks] == [1, 2]
    assert [(left.line, "NUL" in left.reason) for left in diary.readings[0].left_out] == [(3, True)]
    assert diary.readings[0].rows_left_out == 1


def test_a_nul_within_quotes_over_several_lines_costs_those_lines_only():
    raw = HEADER + b'2026-03-05 08:00Z,5,"a\nb\x00"\n' + GOOD
    assert [attack.start.day for attack in read(raw).attacks] == [1]


def test_a_caller_may_set_a_lower_limit_of_rows():
    raw = HEADER + GOOD * 10
    assert read_diary(io.BytesIO(raw), max_rows=12).attacks
    with pytest.raises(UnreadableFile, match="at most 11 lines"):
        read_diary(io.BytesIO(raw), max_rows=11)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_mark_are_read(encoding):
    diary = read("start,vomiting,note\n2026-03-01 08:00Z,sí,mañana 😀\n".encode(encoding))
    assert (diary.attacks[0].vomiting, diary.attacks[0].note) == (YES, "mañana 😀")
    assert diary.readings[0].notes == ()


def test_windows_1252_is_read_and_told():
    diary = read("start,vomiting,note\n2026-03-01 08:00Z,sí,mañana\n".encode("cp1252"))
    assert (diary.attacks[0].vomiting, diary.attacks[0].note) == (YES, "mañana")
    assert "Windows-1252" in diary.readings[0].notes[0]


def test_one_damaged_character_does_not_turn_the_others_into_wrong_ones():
    diary = read("start,vomiting,note\n2026-03-01 08:00Z,sí,mañana é".encode()[:-1] + b"\n")
    assert diary.attacks[0].vomiting is YES
    assert "damaged" in diary.readings[0].notes[0]


def test_no_file_a_folder_and_a_pipe_are_each_told(tmp_path):
    with pytest.raises(UnreadableFile, match="does not exist"):
        read_diary(tmp_path / "nothing.csv")
    with pytest.raises(UnreadableFile, match="folder"):
        read_diary(tmp_path)
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(UnreadableFile, match="pipe"):
        read_diary(str(tmp_path / "pipe.csv"))
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_diary("diary\x00.csv")


def test_a_file_that_may_not_be_read_is_told(monkeypatch, tmp_path):
    def refuse(*_):
        raise PermissionError

    # Changing the file's mode would not hold back an administrator who runs the tests.
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnreadableFile, match="may not be read"):
        read_diary(tmp_path / "diary.csv")


def test_a_stream_that_fails_and_one_of_text_are_each_told():
    class Failing(io.RawIOBase):
        def read(self, size=-1):
            raise OSError

    with pytest.raises(UnreadableFile, match="stopped"):
        read_diary(Failing())
    with pytest.raises(InvalidInput, match="'rb'"):
        read_diary(io.StringIO("start"))


def test_the_format_is_told_from_the_content_and_never_from_the_name(tmp_path):
    path = tmp_path / "holiday.jpg"
    path.write_bytes(HEADER + GOOD)
    assert read_diary(path).readings[0].format == "reprieve"


def test_a_message_never_holds_what_the_file_says():
    for raw in (b"secret\n", HEADER + b"secret" + b"\x00" * 9, b"PK\x03\x04secret", b"start,pain,pain\nsecret,1,2\n"):
        assert "secret" not in refusal(raw)
    assert "secret" not in repr(read(HEADER + b"secret,secret,secret\n" + GOOD).readings)
