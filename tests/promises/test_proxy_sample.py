"""The proxy in docs/running.md lets through what Reprieve takes, and keeps none of it on a disk."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import translation

from reprieve.clinic.bringing.uploads import MOST_BYTES as MOST_UPLOAD_BYTES
from reprieve.clinic.config.bodies import MOST_BYTES, MOST_BYTES_OF, MOST_BYTES_OF_EDITORS, TAKE_FILES

LOCATION = re.compile(r"^location (~ )?(\S+) \{\n(.*?)^\}\n", re.MULTILINE | re.DOTALL)
SIZE = re.compile(r"client_max_body_size (\d+)([km]);")
OF_A_PATIENT = {"key": UUID(int=1)}
HEAVY = MOST_BYTES_OF | dict.fromkeys(TAKE_FILES, MOST_UPLOAD_BYTES)


@pytest.fixture(scope="module")
def sample(root) -> str:
    return (root / "docs" / "running.md").read_text().partition("```nginx\n")[2].partition("```")[0]


def how(sample: str, path: str) -> tuple[int, bool]:
    """How much the proxy lets through at a path, and whether it passes it on as it arrives."""
    written = LOCATION.findall(sample)
    chosen = [body for kind, place, body in written if kind and re.search(place, path)]  # nginx takes the first
    chosen += [body for kind, place, body in written if not kind and path.startswith(place)]
    lines = chosen[0] if chosen else LOCATION.sub("", sample)
    found = SIZE.search(lines)
    assert found is not None
    return int(found[1]) * {"k": 1024, "m": 1024**2}[found[2]], "proxy_request_buffering off;" in lines


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", sorted(HEAVY))
def test_each_page_that_takes_more_gets_it_unbuffered(name, language, sample):
    with translation.override(language):
        path = reverse(name, kwargs=OF_A_PATIENT if name in {"add_file", "add_note"} else None)
    most_bytes, at_once = how(sample, path)
    assert most_bytes >= HEAVY[name]
    assert at_once, f"{path} would be written to the proxy's disk"


def test_the_editors_get_theirs_and_all_others_what_fits_into_memory(sample):
    assert how(sample, "/editors/images/add/")[0] >= MOST_BYTES_OF_EDITORS
    most_bytes, at_once = how(sample, "/desk/")
    assert most_bytes >= MOST_BYTES
    assert not at_once
    assert f"client_body_buffer_size {most_bytes // 1024}k;" in sample
