"""A log says where and what kind, never what somebody wrote."""

from __future__ import annotations

import logging
import sys

from reprieve.clinic.config.logs import Reticent


def formatted(call) -> str:
    try:
        call()
    except Exception:
        record = logging.LogRecord("here", logging.ERROR, __file__, 1, "it failed", None, sys.exc_info())
        return Reticent("%(message)s").format(record)
    raise AssertionError("nothing was raised")


def test_the_message_of_an_error_is_left_out_and_its_kind_and_place_are_kept():
    said = formatted(lambda: int("my head hurts"))
    assert "my head hurts" not in said
    assert "ValueError (message left out)" in said
    assert "test_reticent_logs.py" in said


def test_the_messages_of_the_errors_behind_an_error_are_left_out_too():
    def fail() -> None:
        try:
            int("my head hurts")
        except ValueError as first:
            raise RuntimeError("so says the patient") from first

    said = formatted(fail)
    assert "RuntimeError" in said
    assert "ValueError" in said
    assert "my head hurts" not in said
    assert "so says the patient" not in said
