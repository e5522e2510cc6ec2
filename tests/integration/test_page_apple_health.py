"""An export of a phone comes in by the page: large, unpacked while it is read, and no more than that."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reprieve.clinic.bringing import weighing
from reprieve.clinic.bringing.weighing import weigh
from reprieve.pathway.terms.errors import UnreadableFile

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="en_US">\n'
HEADACHE = (
    b' <Record type="HKCategoryTypeIdentifierHeadache" sourceName="A" creationDate="2026-01-0%d 09:00:00 -0500" '
    b'startDate="2026-01-0%d 09:00:00 -0500" endDate="2026-01-0%d 19:00:00 -0500" '
    b'value="HKCategoryValueSeverityModerate"/>\n'
)
EXPORT = HEAD + b"".join(HEADACHE % (n, n, n) for n in (2, 4, 6)) + b"</HealthData>\n"
DAYS = b"date,headache\n2026-01-01,no\n2026-01-02,yes\n"
SAME = b"start,end,pain\n2026-01-02T09:00-05:00,2026-01-02T19:00-05:00,8\n"

pytestmark = pytest.mark.django_db


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"apple_health_export/{name.replace('_', '.')}", content)
    return out.getvalue()


def bring(client: Client, *contents: bytes, **answers: Any) -> Any:
    files = [SimpleUploadedFile(f"x{n}", content) for n, content in enumerate(contents)]
    return client.post("/diary/", {"diary": files, **answers})


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("export", [EXPORT, zipped(export_xml=EXPORT)], ids=["xml", "zip"])
def test_an_export_is_read(client, export):
    said = text_of(bring(client, export))
    assert "Apple Health" in said
    assert "3 entries read" in said


def test_an_export_and_a_diary_are_put_together_and_what_they_tell_differently_is_said(client):
    page = bring(client, zipped(export_xml=EXPORT), SAME)
    said = text_of(page)
    assert "File 1: Apple Health" in said
    assert "File 2: Reprieve" in said
    assert "What was put together" in said
    assert "1 headache was told twice and made one." in said
    assert "“strength of the pain” counts as not known, for the files contradict each other" in said
    assert len(page.context["page"].merge.conflicts) == 1


def test_one_file_alone_has_nothing_to_put_together(client):
    assert "What was put together" not in text_of(bring(client, EXPORT))


def test_held_back_means_that_nothing_that_was_put_together_is_told(client):
    page = bring(client, EXPORT, SAME, red_flags_1=["thunderclap"])
    assert page.context["page"].merge is None


def test_a_zip_of_diaries_is_read(client):
    said = text_of(bring(client, zipped(a_csv=DAYS, b_csv=SAME)))
    assert "File 1: Calendar of days" in said
    assert "File 2: Reprieve" in said


def test_a_day_of_which_two_files_contradict_each_other_is_told_as_not_known(client):
    said = text_of(bring(client, DAYS, b"date,headache\n2026-01-01,yes\n"))
    assert "counts as not known, for the files contradict each other: yes (file 2) and no (file 1)." in said


# What is taken out of an archive


def test_an_export_may_unpack_to_more_than_a_diary_may(client, monkeypatch):
    monkeypatch.setattr(weighing, "MOST_TEXT_BYTES", 500)
    for module in ("reading_files", "table"):
        monkeypatch.setattr(f"reprieve.clinic.bringing.{module}.MOST_TEXT_BYTES", 500)
    assert len(EXPORT) > 500
    assert bring(client, zipped(export_xml=EXPORT)).status_code == 200
    assert bring(client, zipped(a_csv=DAYS + b"x" * 500)).status_code == 422
    assert bring(client, DAYS + b"x" * 500).status_code == 422


def test_all_diaries_as_text_are_weighed_together(monkeypatch):
    monkeypatch.setattr(weighing, "MOST_TEXT_BYTES", 100)
    packed = zipped(a_csv=b"a" * 60)
    weigh([io.BytesIO(b"x" * 60)])
    weigh([io.BytesIO(packed), io.BytesIO(b"x" * 40)])
    for others in ([io.BytesIO(b"x" * 41)], [io.BytesIO(packed)]):
        with pytest.raises(UnreadableFile, match="besides an export"):
            weigh([io.BytesIO(packed), *others])


def test_a_member_that_only_looks_like_an_export_earns_its_archive_no_more_room(monkeypatch):
    monkeypatch.setattr(weighing, "MOST_TEXT_BYTES", 2_000)
    with pytest.raises(UnreadableFile):
        weigh([io.BytesIO(zipped(export_xml=b"<?xml version='1.0'?><other/>", a_csv=b"a" * 3_000))])


def test_one_export_at_a_time(client):
    page = bring(client, EXPORT, EXPORT)
    assert page.status_code == 422
    assert "Only one export of Apple Health can be read at a time." in text_of(page)
    assert bring(client, zipped(a_xml=EXPORT, b_xml=EXPORT)).status_code == 422


def test_an_archive_that_is_made_to_burst_is_refused_beside_its_field(client):
    bomb = zipped(a_csv=b"\0" * 60_000_000)
    assert len(bomb) < 100_000
    page = bring(client, bomb)
    assert page.status_code == 422
    assert 'id="diary_error"' in page.content.decode()
    bomb = zipped(export_xml=HEAD + b" " * 60_000_000)
    assert bring(client, bomb).status_code == 422


@pytest.mark.parametrize("damage", [lambda it: it[: len(it) // 2], lambda it: it[:10], lambda it: it[::-1]])
def test_a_damaged_archive_is_refused_beside_its_field(client, damage):
    page = bring(client, damage(zipped(export_xml=EXPORT)))
    assert page.status_code == 422
    assert 'id="diary_error"' in page.content.decode()
