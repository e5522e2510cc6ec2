"""Files that once made a reader fail or hang, bred by `make fuzz`, kept small."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diary.mapping_suggest import suggest
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.errors import ReprieveError

FOUND = sorted((Path(__file__).parent / "found_by_fuzzing").iterdir())


@pytest.mark.parametrize("path", FOUND, ids=[path.stem for path in FOUND])
def test_a_file_that_was_found_is_read_or_refused_in_words(path):
    data = path.read_bytes()
    with contextlib.suppress(ReprieveError):
        diagnose(read_diary(io.BytesIO(data)))
    with contextlib.suppress(ReprieveError):
        diagnose(read_diary(io.BytesIO(data), mapping=suggest(io.BytesIO(data)).mapping))


def test_there_are_such_files():
    assert FOUND
