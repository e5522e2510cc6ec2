"""docs/sources.md names everything that the claims and the public pages rest on."""

from __future__ import annotations

import re
from pathlib import Path

from reprieve.pathway.evidence.citing import load_sources
from reprieve.pathway.terms.sources import Check

LIST = Path(__file__).parents[2] / "docs/sources.md"


def test_every_source_of_claims_and_pages_is_in_the_list_with_how_sure_it_is():
    rows = re.findall(r"^\| (\S+) \| (.+) \| ([^|]+) \|$", LIST.read_text(encoding="utf-8"), re.MULTILINE)
    listed = {id_: (what, sure) for id_, what, sure in rows}
    for source in load_sources().values():
        sure = "not verified" if source.mark is Check.UNVERIFIED else "checked"
        assert listed.get(source.id) == (f"{source.citation} {source.link}".strip(), sure), source.id
