"""What a process that was killed leaves in the store of files: the rows decide, and no room sweeps away another's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from tests.cast import opened, patient, staff

from reprieve.clinic.booking.reports import ReportFile, keep_report, read_report, tidy_up
from reprieve.clinic.diagnosis import actions
from reprieve.clinic.diagnosis.actions import CannotKeep, keep_file
from reprieve.clinic.diagnosis.models import PatientFile
from reprieve.clinic.people.access import Door, OpenRecord, open_record
from reprieve.clinic.people.models import Role

pytestmark = pytest.mark.django_db
A_FILE = ReportFile(content=b"%PDF-1.7 of a chart", kind="pdf", pages=1)


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path / "reports"


@pytest.fixture
def chart() -> OpenRecord:
    from tests.cast import as_staff

    whose = patient()
    return open_record(as_staff(staff(Role.NURSE, at=whose.location)), whose.key, Door.NOTE, did="opened it")


def sweep() -> int:
    return tidy_up(now=timezone.now() + timedelta(hours=2))


def names(store: Path) -> set[str]:
    return {path.name for path in store.iterdir()}


def test_a_file_of_a_chart_lies_settled_and_is_never_swept(store, chart):
    kept = keep_file(chart, A_FILE, title="MRI")
    assert sweep() == 0
    assert names(store) == {kept.stored_as}


def test_of_a_process_that_died_after_its_row_was_there_the_file_stays(store, chart, monkeypatch):
    monkeypatch.setattr(actions, "settle", lambda name: None)
    kept = keep_file(chart, A_FILE, title="MRI")
    assert names(store) == {f"{kept.stored_as}.new"}
    assert sweep() == 0
    assert names(store) == {kept.stored_as}
    assert read_report(kept.stored_as, sha256=kept.sha256) == A_FILE.content


def test_of_a_process_that_died_before_its_row_was_there_the_file_is_swept(store, chart):
    keep_report(b"of a process that died")
    kept = keep_file(chart, A_FILE, title="MRI")
    assert sweep() == 1
    assert names(store) == {kept.stored_as}


def test_when_the_database_dies_with_its_answer_the_file_is_not_taken_away(store, chart, monkeypatch):
    """Nobody knows then whether the row is there for good."""

    def died(*_args: Any, **_named: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(actions, "_write", died)
    with pytest.raises(OperationalError):
        keep_file(chart, A_FILE, title="MRI")
    assert len(names(store)) == 1
    assert not PatientFile.objects.exists()
    assert sweep() == 1  # it was not


def test_a_file_that_is_refused_leaves_nothing(store, chart):
    kept = keep_file(chart, A_FILE, title="MRI")
    with pytest.raises(CannotKeep):
        keep_file(chart, A_FILE, title="MRI again")
    assert names(store) == {kept.stored_as}


def test_a_backup_takes_a_file_that_settles_while_it_is_made(store):
    import io
    import tarfile

    from reprieve.clinic.config.backup import _add_file

    name = keep_report(b"settled meanwhile")
    seen = store / f"{name}.new"
    seen.rename(store / name)
    with tarfile.open(fileobj=io.BytesIO(), mode="w") as tar:
        assert _add_file(tar, store.parent, seen) == 1
        assert tar.getnames() == [f"files/reports/{name}"]


def test_the_same_diary_kept_twice_is_brought_once():
    from reprieve.clinic.diary.actions import keep_upload, undo_upload
    from reprieve.pathway.diary.records import Diary

    mine = opened(patient())
    first = keep_upload(mine, Diary())
    assert keep_upload(mine, Diary()).pk == first.pk
    undo_upload(mine, first.pk)
    assert keep_upload(mine, Diary()).pk != first.pk
