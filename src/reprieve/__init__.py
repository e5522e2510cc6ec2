"""Reprieve: from a headache diary to measured relief.

Two names are offered here, `read_diary` and `diagnose`; they are looked up when first used, so
that starting the web product does not read the science, nor the other way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reprieve.pathway.diagnosis.diagnose import diagnose
    from reprieve.pathway.diary.reading import read_diary

__all__ = ["diagnose", "read_diary"]


def __getattr__(name: str) -> object:
    if name == "diagnose":
        from reprieve.pathway.diagnosis.diagnose import diagnose

        return diagnose
    if name == "read_diary":
        from reprieve.pathway.diary.reading import read_diary

        return read_diary
    raise AttributeError(f"module 'reprieve' has no attribute {name!r}")
