"""Has every action that the audit writes down words that a patient can read, in both languages?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import reprieve.clinic
from reprieve.clinic.desk.did_words import BEGINS, DID, OF_THE_RECORD, ON_THE_WAY, say_did
from reprieve.clinic.desk.me_views import SORTS

CLINIC = Path(reprieve.clinic.__file__).parent


def written_actions() -> set[str]:
    """All that is handed over as `did` anywhere in the clinic; of words with a part of their own, how they begin."""
    trees = [ast.parse(path.read_text()) for path in CLINIC.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assigned = [
        node.value.elts[0]
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) == "(did, chain)"
        and isinstance(node.value, ast.Tuple)
    ]
    taken = [value for call in calls for value in taken_as_did(call)]
    return {words for value in (*taken, *assigned) for words in words_of(value)} | set(SORTS.values())


# Functions that take `did` by its place, and which place that is.
BY_PLACE = {"note": 1, "_write": 1, "_change_upload": 2, "_write_of_upload": 1}


def taken_as_did(call: ast.Call) -> Iterator[ast.expr]:
    yield from (it.value for it in call.keywords if it.arg == "did")
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in BY_PLACE and len(call.args) > BY_PLACE[name]:
        yield call.args[BY_PLACE[name]]
    if name == "_write" and len(call.args) > 2:  # of a merge: after the role
        yield call.args[2]


def words_of(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*words_of(value.body), *words_of(value.orelse))
    elif isinstance(value, ast.JoinedStr) and isinstance(value.values[0], ast.Constant):
        yield f"{value.values[0].value}…"


NOT_ACTIONS = frozenset({"confirmation", "note", "file"})  # the kind that stands third in another `_write`
ACTIONS = sorted(written_actions() - NOT_ACTIONS)


def test_the_actions_are_found_in_the_code():
    assert {"saw the chart", "signed in", "wrote an addendum", "merged two records", "brought a diary"} <= set(ACTIONS)
    assert {"changed the e-mail address", "was refused: …", "took the diary away (CSV)"} <= set(ACTIONS)


@pytest.mark.parametrize("did", [it for it in ACTIONS if it != "ended a …"])
def test_an_action_has_words_in_both_languages(did):
    begun = did.removesuffix("…")
    assert begun in DID or (did.endswith("…") and begun in BEGINS), did
    with translation.override("en"):
        english = say_did(begun)
    with translation.override("es"):
        spanish = say_did(begun)
    assert english
    assert spanish != english


@pytest.mark.parametrize("did", ["ended a carer", "ended a guardian", "signed a diagnosis, by password"])
def test_words_with_a_part_of_their_own_are_said(did):
    with translation.override("es"):
        assert say_did(did) != did


def test_no_words_are_left_of_an_action_that_is_gone():
    there = {it.removesuffix("…") for it in ACTIONS}
    assert set(DID) - there - {"ended a carer", "ended a guardian"} == set()
    assert set(BEGINS) - there == set()


def test_who_opens_a_record_on_the_way_is_told_where_to():
    assert all(it in OF_THE_RECORD for it in ACTIONS if it.startswith(ON_THE_WAY))
