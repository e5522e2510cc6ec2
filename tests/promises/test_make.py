"""What `make` promises."""

from __future__ import annotations

import os
import re
import subprocess


def test_make_alone_lists_every_command(root):
    listed = subprocess.run(["make"], cwd=root, capture_output=True, text=True, check=True).stdout
    names = re.findall(r"^make (\w+) +\S", listed, flags=re.MULTILINE)
    declared = re.search(r"^\.PHONY: (.+)$", (root / "Makefile").read_text(), flags=re.MULTILINE)
    assert declared is not None
    assert sorted(names) == sorted(declared[1].split())


def test_every_make_command_in_the_documents_exists(root):
    known = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), flags=re.MULTILINE))
    # A decision may name a command that its issue has yet to bring.
    documents = [*root.glob("*.md"), *(root / "docs").glob("*.md")]
    told = {
        (path.name, name)
        for path in documents
        for name in re.findall(r"(?:`|^)make ([a-z]+)", path.read_text(), flags=re.MULTILINE)
    }
    assert {(document, name) for document, name in told if name not in known} == set()


def test_the_ci_script_runs_everything(root):
    script = root / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().rstrip().endswith("exec make test")
