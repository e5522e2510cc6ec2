"""The README, the folders and the import contracts tell the same story in the same order."""

from __future__ import annotations

import re
import tomllib


def test_the_contracts_hold_the_rooms_in_the_order_of_the_readme(root):
    line = next(line for line in (root / "README.md").read_text().splitlines() if line.count("→") >= 3)
    told = re.findall(r"[a-z]+", line)
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    pathway = next(contract for contract in contracts if contract.get("containers") == ["reprieve.pathway"])
    held = list(reversed(pathway["layers"]))  # a contract begins with the last room
    assert [room for room in held if room in told] == [room for room in told if room in held]


def test_each_wing_is_held_whole(root):
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    exhaustive = {name for contract in contracts if contract.get("exhaustive") for name in contract["containers"]}
    assert {"reprieve.pathway", "reprieve.clinic"} <= exhaustive
