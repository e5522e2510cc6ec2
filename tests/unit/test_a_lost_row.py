"""A row that could not be read may have held a headache."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from reprieve import diagnose, read_diary
from reprieve.pathway.terms.truth import YES

WHOLE = "start,end,pain\n2026-01-01 08:00Z,2026-01-01 18:00Z,5\n2026-01-10 08:00Z,2026-01-10 18:00Z,5\n"


def headache_days(text: str):
    diary = read_diary(io.BytesIO(text.encode()))
    vouched = replace(diary, profile=replace(diary.profile, every_headache_written=YES, every_dose_written=YES))
    return diagnose(vouched).coverage


def test_empty_days_are_free_of_headache_when_the_person_says_that_all_is_written():
    coverage = headache_days(WHOLE)
    assert (coverage.headache.yes, coverage.headache.missing) == (2, 0)
    assert coverage.notes == ()


def test_empty_days_stay_not_written_when_a_row_was_lost_and_the_reader_is_told():
    coverage = headache_days(WHOLE + "lost,2026-01-05 18:00Z,5\n")
    assert (coverage.headache.yes, coverage.headache.missing) == (2, 8)
    assert "1 row or answer could not be read" in coverage.notes[0]


@pytest.mark.parametrize("pain", ["14", "much"])
def test_an_item_that_was_not_read_loses_no_headache(pain):
    coverage = headache_days(WHOLE + f"2026-01-05 08:00Z,2026-01-05 18:00Z,{pain}\n")
    assert (coverage.headache.yes, coverage.headache.missing) == (3, 0)
