"""What the page writes to its logs."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def language_of_this_test_alone() -> Iterator[None]:
    """A request leaves its language behind in the thread, where the next test would find it."""
    yield
    translation.deactivate()


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that our own log handlers write, as they write it; they keep the stream they began with."""
    begun = [logging.getLogger(name) for name in ("", "django", "reprieve.access")]
    ours = {handler for logger in begun for handler in logger.handlers if type(handler) is logging.StreamHandler}
    assert len(ours) == 2
    stream = io.StringIO()
    before = [(handler, handler.setStream(stream)) for handler in ours]
    yield stream
    for handler, old in before:
        handler.setStream(old)
