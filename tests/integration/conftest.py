"""What the page writes to its logs."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

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


@pytest.fixture
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window in which an address is counted does not end within the test."""
    began_at = datetime(2026, 1, 1, tzinfo=UTC)
    monkeypatch.setattr("reprieve.clinic.site.limits._window_of", lambda _now: began_at)


@pytest.fixture(autouse=True)
def empty_shelf() -> None:
    """No test is answered with a page that another one made."""
    from reprieve.clinic.site.page_cache import SHELF

    SHELF.edition = None
