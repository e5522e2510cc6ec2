"""Which texts may a person read?

Found in three ways. Literal messages are found where they are said. Texts that are data (a criterion's text, a
fact's question) are said later by their attribute, so every such attribute of everything that the science holds is
collected; of data that a function makes when it is asked, the literals that it is made with. Templates are compiled,
and their own nodes asked.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

import reprieve
import reprieve.pathway
from reprieve.pathway.rules.facts import Fact

SOURCE = Path(reprieve.__file__).parent
SAY, DJANGO = "reprieve.pathway.terms.text", "django.utils.translation"
# How many of the first arguments are messages.
MESSAGES_OF = {
    SAY: {"say": 1, "count": 2, "later": 1},
    DJANGO: {"gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2},
}
FIRST = {"count": 1}  # the number comes before
ROOMS = ("terms", "rules", "diary", "safety", "diagnosis", "evidence", "population")
# What a cell of a file may hold is the same in every language: "left, right, one, both".
WORDS_OF_A_FILE = re.compile(r"\w+(, \w+)+")
# What a function makes only when it is asked is found by the text that it is made with.
MADE_WITH = frozenset({"text", "ask", "reason"})
# Attributes that are handed on before they are said, and whose.
SAID_ELSEWHERE = frozenset({("RedFlag", "group")})
# Data that no page and no command shows.
NEVER_SHOWN = frozenset({"GeneralRule", "When"})


@dataclass(frozen=True, slots=True)
class Message:
    """One text, or two for one and for many."""

    one: str
    many: str = ""


Found = dict[Message, str]  # message -> the file it was first found in


def find_said() -> Found:
    """Everything that goes through `say`, `count` and `later`."""
    return _Said().found


def find_django() -> Found:
    """Everything that goes through Django's gettext, in views and templates."""
    found: Found = {}
    for path in sorted((SOURCE / "clinic").rglob("*.py")):
        for call in _calls(path, DJANGO):
            if call.message is not None:
                found.setdefault(call.message, call.where)
    for path in sorted((SOURCE / "clinic").rglob("templates/**/*.html")):
        for message in _in_template(path):
            found.setdefault(message, _where(path))
    return found


# Calls


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function that says; `message` is None when it is not a literal."""

    module: str
    where: str
    said: ast.expr
    message: Message | None


def _calls(path: Path, door: str) -> Iterator[Call]:
    tree = ast.parse(path.read_text("utf-8"))
    doors = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == door
        for alias in node.names
    }
    if door == SAY and path.name == "text.py":
        doors = {"say": "say"}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        name = doors.get(node.func.id, "")
        if name == "a_list":
            for keyword in node.keywords:
                yield Call(_module(path), _where(path), keyword.value, _message([keyword.value]))
        if name not in MESSAGES_OF[door]:
            continue
        first = FIRST.get(name, 0) if door == SAY else 0
        said = node.args[first : first + MESSAGES_OF[door][name]]
        if said and isinstance(said[0], ast.IfExp):
            for either in (said[0].body, said[0].orelse):
                yield Call(_module(path), _where(path), either, _message([either]))
        elif said:
            yield Call(_module(path), _where(path), said[0], _message(said))


def _made_with(path: Path) -> Iterator[str]:
    """Texts of the data that the functions of a file make."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for call in (node for function in functions for node in ast.walk(function)):
        match call:
            case ast.Call(func=ast.Name(id=made), keywords=given) if made not in NEVER_SHOWN:
                said = (it.value for it in given if it.arg in MADE_WITH and isinstance(it.value, ast.Constant))
                yield from (it.value for it in said if isinstance(it.value, str))


def _message(said: list[ast.expr]) -> Message | None:
    texts = [it.value for it in said if isinstance(it, ast.Constant) and isinstance(it.value, str)]
    return Message(*texts) if len(texts) == len(said) else None


def _where(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def _module(path: Path) -> str:
    return ".".join(("reprieve", *path.relative_to(SOURCE).with_suffix("").parts))


# Data


class _Said:
    """Literal messages, and the data that is said by a name or an attribute."""

    def __init__(self) -> None:
        self.found: Found = {Message("and"): "pathway/terms/text.py"}
        self.attributes: set[str] = set()
        self._seen: set[int] = set()
        for path in sorted(SOURCE.rglob("*.py")):
            for call in _calls(path, SAY):
                self._take(call)
        for module in science():
            where = module.__name__.removeprefix("reprieve.").replace(".", "/") + ".py"
            for name, value in list(vars(module).items()):
                if not name.startswith("__"):
                    self._walk(value, where)
        for path in sorted((SOURCE / "pathway").rglob("*.py")):
            for text in _made_with(path):
                self._add(text, _where(path))

    def _take(self, call: Call) -> None:
        if call.message is not None:
            self.found.setdefault(call.message, call.where)
        elif isinstance(call.said, ast.Attribute):
            self.attributes.add(call.said.attr)
        else:
            named = call.said.value if isinstance(call.said, ast.Subscript) else call.said
            if isinstance(named, ast.Name) and not call.module.startswith("reprieve.clinic"):
                constant = getattr(importlib.import_module(call.module), named.id, None)
                for text in _texts(constant):
                    self._add(text, call.where)

    def _add(self, text: str, where: str) -> None:
        if text and not WORDS_OF_A_FILE.fullmatch(text):
            self.found.setdefault(Message(text), where)

    def _walk(self, value: Any, where: str) -> None:
        if isinstance(value, str | int | float | bytes | ModuleType) or id(value) in self._seen:
            return
        self._seen.add(id(value))
        if isinstance(value, type):
            self._walk_class(value, where)
        elif is_dataclass(value):
            self._walk_fields(value, where)
        elif isinstance(value, Mapping):
            for key, part in value.items():
                if isinstance(key, Fact) and isinstance(part, str):
                    self._add(part, where)  # the fact in other words
                self._walk(part, where)
        elif isinstance(value, tuple | list | set | frozenset):
            for part in value:
                self._walk(part, where)

    def _walk_fields(self, value: Any, where: str) -> None:
        if type(value).__name__ in NEVER_SHOWN:
            return
        for field in fields(value):
            held = getattr(value, field.name, None)
            said = field.name in self.attributes or (type(value).__name__, field.name) in SAID_ELSEWHERE
            if isinstance(held, str) and said and not isinstance(held, Enum):
                self._add(held, where)
            self._walk(held, where)

    def _walk_class(self, of: type, where: str) -> None:
        if not of.__module__.startswith("reprieve.pathway") or of.__name__ in NEVER_SHOWN:
            return
        home = of.__module__.removeprefix("reprieve.").replace(".", "/") + ".py"
        if issubclass(of, Enum):
            # One value that is more than a word tells an enumeration of sentences from one of keys.
            if any(isinstance(member.value, str) and " " in member.value for member in of):
                for member in of:
                    self._add(str(member.value), home)
        elif is_dataclass(of):
            for field in fields(of):
                if field.name in self.attributes and isinstance(field.default, str) and field.default is not MISSING:
                    self._add(field.default, home)


def _texts(constant: object) -> Iterator[str]:
    if isinstance(constant, str):
        yield constant
    elif isinstance(constant, Mapping):
        yield from (text for text in constant.values() if isinstance(text, str))
    elif isinstance(constant, Iterable):
        yield from (text for text in constant if isinstance(text, str))


def science() -> list[ModuleType]:
    """Every module of the science."""
    packages = pkgutil.walk_packages(reprieve.pathway.__path__, "reprieve.pathway.")
    modules = [importlib.import_module(found.name) for found in packages]
    # In the order of the rooms, so that a text is named with the room that it is from.
    return sorted(modules, key=lambda it: (ROOMS.index(it.__name__.split(".")[2]), it.__name__))


# Templates


def _in_template(path: Path) -> Iterator[Message]:
    import django
    from django.conf import settings
    from django.template import engines
    from django.template.base import Node
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    if not settings.configured:
        django.setup()
    nodes = engines["django"].from_string(path.read_text("utf-8")).template.nodelist
    for node in nodes.get_nodes_by_type(Node):
        if isinstance(node, TranslateNode):
            yield Message(str(node.filter_expression.var.literal))
        elif isinstance(node, BlockTranslateNode):
            one, _names = node.render_token_list(node.singular)
            many = node.render_token_list(node.plural)[0] if node.plural else ""
            yield Message(one, many)
