"""Opens the clinic for as long as it is tried, and leaves nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from tests.endpoints.clinic import open_clinic
from tests.endpoints.trial import House, rolled_back

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def opened_house(folder: Path) -> Iterator[House]:
    with override_settings(DATA_FOLDER=folder, PASSWORD_HASHERS=QUICK), rolled_back():
        yield House(open_clinic())
