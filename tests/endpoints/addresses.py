"""Every address of the project, filled with things that there are and with things that cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from django.urls import get_resolver

from tests.integration.test_doors import every_pattern

# A part of a route that stands for something: `<int:number>` of a path, `(?P<key>...)` of an expression.
_PART: Final = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
_REST: Final = r"^((?:[\w\-]+/)*)$"  # the content system's pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    name: str
    route: str

    @property
    def takes(self) -> tuple[str, ...]:
        return tuple(one or other for one, other in _PART.findall(self.route))

    def filled(self, given: Mapping[str, object]) -> str:
        """The path as it is sent; what is not given stays as a word."""

        def fill(found: re.Match[str]) -> str:
            return quote(str(given.get(found[1] or found[2], "word")).encode("utf-8", "surrogatepass"), safe="")

        route = self.route.replace(_REST, "")
        return "/" + _PART.sub(fill, route).replace("^", "").replace("$", "").replace("\\", "")


def every_address(*, of_editors: bool = False) -> list[Address]:
    found = [
        Address(name=it.name or str(it.pattern), route=route)
        for route, it in every_pattern(get_resolver())
        if route.startswith("editors/") is of_editors
    ]
    return list({it.route: it for it in found}.values())


def wanted(address: Address, name: str) -> str:
    """Under which name the clinic keeps what that part of an address names."""
    return "reset" if address.name == "account_reset_password_from_key" and name == "key" else name


def right(address: Address, things: Mapping[str, Sequence[object]]) -> dict[str, Any]:
    """The first that there is of each."""
    return {name: things[wanted(address, name)][0] for name in address.takes if wanted(address, name) in things}
