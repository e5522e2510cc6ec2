"""Archives with an export in them, and files that are built to do harm."""

import contextlib
import io
import random
import stat
import struct
import tracemalloc
import zipfile

import pytest

from reprieve.pathway.diary import apple_health_xml, archives, reading
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.errors import UnreadableFile

HEADACHE = (
    '<Record type="HKCategoryTypeIdentifierHeadache" value="HKCategoryValueSeverityMild" '
    'startDate="2026-06-01 11:00:00 -0400" endDate="2026-06-01 12:00:00 -0400"/>\n'
)
ROOT = '<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="en_US">\n'
EXPORT = f"{ROOT}{HEADACHE}</HealthData>\n"
CDA = '<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"><id/></ClinicalDocument>\n'
CSV = "start,pain\n2026-03-01 08:00Z,5\n"
CALENDAR = "date,headache\n2026-03-02,no\n"


def packed(*members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def read(raw, **limits):
    return read_diary(io.BytesIO(raw), **limits)


def refusal(raw, **limits):
    with pytest.raises(UnreadableFile) as caught:
        read(raw, **limits)
    return str(caught.value)


# What an archive may hold ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "apple_health_export/export.xml",
        "apple_health_export/exportación.xml",
        "导出.xml",
        "a\\Exportieren.XML",
        "export",
    ],
)
def test_the_export_is_found_by_what_it_holds_in_any_language(name):
    ecg = "Name,Ana\nRecorded Date,2026-06-01\n"
    raw = packed(
        ("apple_health_export/export_cda.xml", CDA),
        ("apple_health_export/electrocardiograms/ecg_2026-06-01.csv", ecg),
        ("apple_health_export/workout-routes/route_1.gpx", "<gpx/>"),
        (name, EXPORT),
    )
    if name == "export":
        assert "neither" in refusal(raw) or "first line" in refusal(raw)
    else:
        diary = read(raw)
        assert (len(diary.attacks), [reading.format for reading in diary.readings]) == (1, ["apple_health"])


def test_an_archive_by_its_path_and_from_a_stream_without_places_are_read_alike(tmp_path):
    class OnePass(io.RawIOBase):
        def __init__(self, raw):
            self.left = io.BytesIO(raw)

        def read(self, size=-1):
            return self.left.read(size)

    raw = packed(("export.xml", EXPORT))
    path = tmp_path / "holiday.jpg"
    path.write_bytes(raw)
    assert read_diary(path).attacks == read_diary(OnePass(raw)).attacks == read(raw).attacks
    with pytest.raises(UnreadableFile, match="far more"):
        read_diary(OnePass(raw), max_bytes=len(raw) - 1)


def test_several_csv_files_of_an_archive_are_read_each_for_itself():
    diary = read(packed(("a.csv", CSV), ("b/c.csv", CALENDAR), ("readme.txt", "hello\n"), ("__MACOSX/._a.csv", "\0\5")))
    assert [reading.format for reading in diary.readings] == ["reprieve", "day_calendar"]
    assert (len(diary.attacks), len(diary.days)) == (1, 1)
    assert any("1 other file" in note for note in diary.readings[0].notes)


def test_an_archive_without_a_diary_says_what_it_must_hold():
    assert "neither" in refusal(packed(("a.jpg", "x")))
    assert "neither" in refusal(packed())
    assert "neither" in refusal(packed(("inner.zip", packed(("export.xml", EXPORT)))))
    assert "neither" in refusal(packed(("export_cda.xml", CDA)))
    assert "first line" in refusal(packed(("a.csv", "id,amount\n1,2\n")))


def test_an_excel_workbook_is_called_what_it_is():
    assert "Excel" in refusal(packed(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<x/>")))


def test_an_export_by_itself_that_is_of_another_kind_is_told():
    for raw in (CDA, "<?xml version='1.0'?><svg/>", "<!-- x --><a/>"):
        assert "another kind" in refusal(raw.encode())
    assert "UTF-16" in refusal(EXPORT.encode("utf-16"))


# Archives that are damaged -----------------------------------------------------------------------


def test_an_archive_that_is_cut_anywhere_is_refused_or_read_and_never_an_error():
    raw = packed(("export.xml", EXPORT))
    for size in range(4, len(raw)):
        assert "zip archive" in refusal(raw[:size])


def test_any_damaged_byte_leads_to_a_refusal_or_to_what_could_be_read():
    raw = packed(("export.xml", EXPORT), ("b.csv", CSV))
    for position in range(len(raw)):
        for change in (0x01, 0x80, 0xFF):
            damaged = raw[:position] + bytes([raw[position] ^ change]) + raw[position + 1 :]
            try:
                diary = read(damaged)
            except UnreadableFile:
                continue
            assert diary.attacks or any(reading.rows_left_out for reading in diary.readings)


def test_an_archive_damaged_in_the_middle_gives_what_came_before():
    numbers = random.Random(1)
    filler = "".join(
        f'<Record type="HKQuantityTypeIdentifierStepCount" value="{numbers.random()}"/>\n' for _ in range(40_000)
    )
    raw = bytearray(packed(("export.xml", f"{ROOT}{HEADACHE}{filler}</HealthData>")))
    raw[len(raw) // 2] ^= 0xFF
    diary = read(bytes(raw))
    assert len(diary.attacks) == 1
    assert diary.readings[0].rows_left_out == 1


def test_a_member_that_lies_about_its_size_gives_what_its_size_allows():
    raw = packed(("export.xml", f"{ROOT}{HEADACHE}{HEADACHE * 5_000}</HealthData>"))
    told = raw.rindex(b"PK\x01\x02") + 24
    short = raw[:told] + struct.pack("<I", 100_000) + raw[told + 4 :]
    assert len(read(short).attacks) == 1
    assert read(short).readings[0].rows_left_out == 1
    nothing = raw[:told] + struct.pack("<I", 10) + raw[told + 4 :]
    assert "cannot be opened" in refusal(nothing)
    huge = raw[:told] + struct.pack("<I", 0xFFFFFFF0) + raw[told + 4 :]
    assert "far more" in refusal(huge)


# Archives that are built to do harm --------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../export.xml", "a/../../export.xml", "/etc/export.xml", "C:\\export.xml", "..\\export.xml"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(name):
    assert "leads out" in refusal(packed((name, EXPORT)))


def test_a_link_is_refused():
    link = zipfile.ZipInfo("export.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "link" in refusal(packed((link, "/etc/passwd")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused():
    assert "one name" in refusal(packed(("export.xml", EXPORT), ("export.xml", EXPORT)))


def test_a_locked_archive_is_refused():
    raw = bytearray(packed(("export.xml", EXPORT)))
    raw[raw.index(b"PK\x03\x04") + 6] |= 1
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(bytes(raw))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_of_packing_that_no_phone_uses_is_refused(method):
    assert "packed in a way" in refusal(packed(("export.xml", EXPORT), method=method))


def bomb(size):
    return packed(("export.xml", ROOT + HEADACHE + " " * size))


def test_what_unpacks_to_far_more_than_its_size_is_refused_in_little_memory(tmp_path):
    path = tmp_path / "export.zip"
    path.write_bytes(bomb(200_000_000))
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="far more"):
        read_diary(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_the_size_that_may_come_out_holds_to_the_byte():
    raw = packed(("export.xml", EXPORT))
    # It is looked into once to tell what it is, and read once.
    needed = 2 * len(EXPORT.encode())
    assert read(raw, max_export_bytes=needed).attacks
    assert "far more" in refusal(raw, max_export_bytes=needed - 1)


def test_an_export_that_is_not_packed_has_the_same_limit(tmp_path):
    raw = EXPORT.encode()
    assert read(raw, max_export_bytes=len(raw)).attacks
    assert "far more" in refusal(raw, max_export_bytes=len(raw) - 1)


def test_from_a_stream_no_more_is_taken_than_of_any_other_file_unless_the_caller_says_so(tmp_path):
    raw = packed(("export.xml", f"{ROOT}{HEADACHE}{'<!-- x -->' * 1_000}</HealthData>"))
    assert "far more" in refusal(raw, max_bytes=8_000)
    assert read(raw, max_bytes=8_000, max_export_bytes=50_000).attacks
    path = tmp_path / "export.zip"
    path.write_bytes(raw)
    assert read_diary(path, max_bytes=8_000).attacks


def test_an_archive_within_an_archive_is_never_opened():
    inner = bomb(1_000_000)
    for _ in range(5):
        inner = packed(("export.zip", inner))
    assert "neither" in refusal(inner)


@pytest.mark.parametrize("count", [archives.MOST_MEMBERS, archives.MOST_MEMBERS + 1])
def test_thousands_of_members_are_fine_and_more_are_refused(count):
    raw = packed(("export.xml", EXPORT), *((f"routes/{n}.gpx", "") for n in range(count - 1)))
    if count > archives.MOST_MEMBERS:
        assert "far more" in refusal(raw)
    else:
        assert read(raw).attacks


def test_a_directory_of_members_that_is_too_long_is_never_read():
    raw = packed(*((f"{n:0200}", "") for n in range(18_000)))
    assert "zip archive" in refusal(raw)


def test_no_more_than_a_hundred_files_are_looked_into():
    assert len(read(packed(*((f"{n}.csv", CSV) for n in range(archives.MOST_LOOKED_INTO)))).readings) == 100
    assert "far more" in refusal(packed(*((f"{n}.csv", CSV) for n in range(archives.MOST_LOOKED_INTO + 1))))
    assert "far more" in refusal(packed(*((f"{n}.xml", CDA) for n in range(archives.MOST_LOOKED_INTO + 1))))
    ecgs = [(f"ecg{n}.csv", "x") for n in range(500)]
    assert read(packed(("export.xml", EXPORT), *ecgs)).attacks


# XML that is built to do harm --------------------------------------------------------------------

BILLION_LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE HealthData [
<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<HealthData>&c;</HealthData>"""
EXTERNAL = '<!DOCTYPE HealthData [ <!entity x SYSTEM "file:///etc/passwd"> ]>\n<HealthData>&x;</HealthData>'
PARAMETER = '<!DOCTYPE HealthData [ <!ENTITY % x SYSTEM "http://localhost/x.dtd"> %x; ]>\n<HealthData/>'


@pytest.mark.parametrize("raw", [BILLION_LAUGHS, EXTERNAL, PARAMETER])
def test_any_declared_entity_is_refused(raw):
    assert "entities" in refusal(raw.encode())
    assert "entities" in refusal(packed(("export.xml", raw)))


def test_a_dtd_elsewhere_is_never_fetched_and_never_used():
    raw = EXPORT.replace("<HealthData", '<!DOCTYPE HealthData SYSTEM "http://localhost/x.dtd">\n<HealthData', 1)
    assert read(raw.encode()).attacks


ENDLESS = {
    "nesting": "<a>" * 2_000_000,
    "tiny elements": "<a/>" * 2_000_000,
    "one long value": f'<a b="{"x" * 6_000_000}',
    "one long comment": f"<!-- {'x' * 6_000_000}",
    "names of elements": "".join(f'<a{n} b="11111111"/>' for n in range(200_000)),
    "names of attributes": "".join(f'<a b{n}="11111111"/>' for n in range(200_000)),
    "attributes of one element": "<a " + " ".join(f"b{n}='1'" for n in range(500_000)) + "/>",
    "types of records": "".join(f'<Record type="{n:020}"/>' for n in range(200_000)),
}


@pytest.mark.parametrize("harm", ENDLESS)
def test_what_no_phone_writes_is_refused_in_little_memory(harm):
    raw = f"{ROOT}{HEADACHE}{ENDLESS[harm]}".encode()
    tracemalloc.start()
    message = refusal(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "as Apple Health builds" in message
    assert peak < 40_000_000


def test_a_start_that_never_comes_to_the_point_is_refused():
    endless = "<?xml version='1.0'?>\n<!--" + "x" * 2 * apple_health_xml.MOST_BYTES_BEFORE_ROOT + f"-->{EXPORT}"
    assert "another kind" in refusal(endless.encode())


def test_a_file_damaged_before_its_first_record_is_refused():
    for raw in (ROOT, ROOT[:-5], f"{ROOT}<Record", "<HealthData>\x00\xff", "<HealthData/>x"):
        assert "before the first record" in refusal(raw.encode("latin-1"))


@pytest.mark.parametrize("seed", range(300))
def test_garbage_after_a_good_start_is_never_an_error(seed):
    chance = random.Random(seed)
    raw = bytearray(f"{ROOT}{HEADACHE * 3}</HealthData>".encode())
    for _ in range(chance.randrange(1, 30)):
        position = chance.randrange(len(raw))
        raw[position : position + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    for whole in (bytes(raw), packed(("export.xml", bytes(raw)))):
        with contextlib.suppress(UnreadableFile):
            read(whole)


def test_no_message_holds_what_the_file_says():
    for raw in (f"{ROOT}<Secret", "<?xml version='1.0'?><Secret/>", BILLION_LAUGHS.replace("aaaa", "Secret")):
        assert "Secret" not in refusal(raw.encode())


def test_the_largest_export_is_one_of_a_decade_and_more():
    assert reading.MAX_EXPORT_BYTES > 3.1e9
