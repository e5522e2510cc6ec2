"""What is installed is what is in the checkout, with locked dependencies."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile


def test_the_wheel_holds_every_file_of_the_package(root, kept_files, tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=root,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    source = root / "src"
    ours = {path.relative_to(source).as_posix() for path in kept_files if path.is_relative_to(source)}
    assert ours - held == set()
    assert any(name.endswith(".html") for name in ours)


def versions(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


def test_every_locked_package_has_its_hashes_and_both_locks_agree(root):
    run, test = ((root / "locks" / name).read_text() for name in ("run.txt", "test.txt"))
    for lock in (run, test):
        entries = re.split(r"\n(?=\S)", lock.strip())
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert versions(run).items() <= versions(test).items()


def test_the_locks_know_every_dependency_that_is_declared(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())
    declared = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    names = {re.match(r"[A-Za-z0-9-]+", entry)[0].lower() for entry in declared}
    assert names - versions((root / "locks" / "run.txt").read_text()).keys() == set()
    for entry in project["project"]["optional-dependencies"]["test"]:
        assert re.match(r"[A-Za-z0-9-]+", entry)[0].lower() in versions((root / "locks" / "test.txt").read_text())
