"""What went wrong, what it must be, what was got, and what to do next."""

from __future__ import annotations


class ReprieveError(Exception):
    """The root of every error this project raises on purpose. Its text is meant for the reader."""


class UnreadableFile(ReprieveError):
    """A file as a whole cannot be read as a diary; nothing of it was kept."""


class NeedsMapping(UnreadableFile):
    """A table that may be a diary, if somebody says what its columns mean."""


class InvalidInput(ReprieveError):
    """An option or value given by the caller is not one that can be used."""
