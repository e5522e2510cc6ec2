"""What no file of this project may hold."""

from __future__ import annotations

import re

# Put together from pieces, so that this file does not find itself.
MACHINE_PATHS = re.compile(
    r"(?<![\w.~}])/(?:" + "|".join(["ho" + "me", "Us" + "ers", "ro" + "ot", "wo" + "rk"]) + r")/\w"
)
REGISTRIES = re.compile(
    "|".join(["pythonhosted" + r"\.org", r"pypi\.org/" + "simple", "index" + "-url" + r"\s*[= ]\s*http"])
)


def test_no_file_holds_a_path_of_one_machine_or_the_address_of_a_registry(kept_files, root):
    found = []
    for path in kept_files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        for pattern in (MACHINE_PATHS, REGISTRIES):
            found += [f"{path.relative_to(root)}: {match[0]}" for match in pattern.finditer(text)]
    assert found == []
