"""Every setting is documented, and every documented setting exists."""

from __future__ import annotations

import re

NAME = re.compile(r"\b(REPRIEVE_[A-Z]+(?:_[A-Z]+)*|DATABASE_URL|XDG_DATA_HOME)\b")


def test_every_environment_variable_stands_in_running_md_and_the_reverse(root):
    places = [*(root / "src").rglob("*.py"), root / "conftest.py", root / "tests" / "conftest.py", root / ".ci" / "run"]
    read = {name for path in places for name in NAME.findall(path.read_text())}
    documented = set(NAME.findall((root / "docs" / "running.md").read_text()))
    assert read == documented
