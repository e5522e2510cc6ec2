"""What the README shows, runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

from reprieve.cli import main


def test_the_three_lines_of_python_run_and_say_what_the_diary_shows(root):
    (code,) = re.findall(r"```python\n(.+?)```", (root / "README.md").read_text(), flags=re.DOTALL)
    assert len(code.strip().splitlines()) == 3
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert "met         1.3    Chronic migraine" in run.stdout


def test_the_first_command_line_runs(root, monkeypatch, capsys):
    monkeypatch.chdir(root)
    (line,) = re.findall(
        r"^\.venv/bin/reprieve (diagnose examples/\S+)$", (root / "README.md").read_text(), re.MULTILINE
    )
    assert main(shlex.split(line)) == 0
    assert "What the diary shows, by ICHD-3" in capsys.readouterr().out


def test_every_file_the_documents_link_to_exists(root):
    documents = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    missing = {
        f"{path.relative_to(root)}: {target}"
        for path in documents
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text())
        if not (path.parent / target).exists()
    }
    assert missing == set()
