"""Files with the columns of Tonnta's export."""

from datetime import timedelta
from pathlib import Path

import pytest

from reprieve.pathway.diary.reading import read_diary

FILE = Path(__file__).parent / "diaries" / "tonnta.csv"


@pytest.fixture(scope="module")
def diary():
    return read_diary(FILE, zone="Europe/Dublin")


def test_attacks_have_their_length_in_minutes(diary):
    assert [attack.end and attack.end - attack.start for attack in diary.attacks] == [
        timedelta(minutes=90),
        timedelta(minutes=45),
        None,
    ]


def test_medications_become_doses_and_what_else_helped_is_not_read(diary):
    assert [dose.name for dose in diary.doses] == ["Ibuprofen 400 mg", "Paracetamol"]
    assert diary.readings[0].format == "tonnta"
    assert any("“Resolutions”" in note for note in diary.readings[0].notes)
