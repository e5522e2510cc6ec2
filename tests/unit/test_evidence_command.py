"""`reprieve evidence` tells studies, pools and claims in words, or as JSON."""

from __future__ import annotations

import json

import pytest

from reprieve.cli import main
from reprieve.pathway.evidence.claims import load_claims
from reprieve.pathway.evidence.loading import load_studies


@pytest.fixture
def tell(capsys):
    def run(*words):
        code = main(["evidence", *words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_the_list_has_every_study(tell):
    code, told, _ = tell("list")
    assert code == 0
    assert [line.split()[0] for line in told.splitlines()[1:]] == list(load_studies())


def test_a_study_is_shown_with_its_conflicts_and_what_is_not_known(tell):
    code, told, _ = tell("show", "schwenk-2018")
    assert code == 0
    assert "with ketamine: 48 of 61, 78.7 %" in told
    assert "48 of 61 / 77 %" in told
    assert "nobody: uncontrolled, single arm" in told


def test_every_study_can_be_shown_in_both_languages(tell):
    for study in load_studies():
        for language in ("en", "es"):
            code, told, _ = tell("show", study, "--language", language)
            assert code == 0
            assert load_studies()[study].label in told


def test_a_study_that_is_not_there_is_told_with_how_to_find_one(tell):
    code, told, amiss = tell("show", "nobody-1900")
    assert (code, told) == (2, "")
    assert "nobody-1900" in amiss
    assert "reprieve evidence list" in amiss


def test_a_pool_that_is_not_defensible_is_refused_in_words(tell):
    code, told, _ = tell("pool", "fall-2-points-end")
    assert code == 0
    assert "These are not put" in told
    assert "103 of 138: 74.6 %" in told


def test_every_outcome_can_be_asked_for(tell):
    _, told, _ = tell("pool", "--json")
    for definition in json.loads(told):
        assert tell("pool", definition["id"])[0] == 0


def test_a_picture_is_drawn_beside(tell, tmp_path):
    for name in ("forest.svg", "forest.png"):
        assert tell("pool", "fall-half-end", "--picture", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).stat().st_size > 1000
    code, _, amiss = tell("pool", "fall-half-end", "--picture", str(tmp_path / "forest.gif"))
    assert code == 2
    assert "must end in .svg or .png; got forest.gif" in amiss


def test_claims_are_told_with_what_to_say_instead(tell):
    code, told, _ = tell("claims", "not-addictive")
    assert code == 0
    assert told.startswith("not-addictive: wrong\n")
    assert "say instead: Ketamine is not an opioid" in told
    _, told, _ = tell("claims", "not-addictive", "--language", "es")
    assert "La ketamina no es un opioide" in told


def test_json_holds_all_of_it(tell):
    _, told, _ = tell("claims", "--json")
    assert [claim["id"] for claim in json.loads(told)] == list(load_claims())
    _, told, _ = tell("show", "pomeroy-2017", "--json")
    assert json.loads(told)["outcomes"][0]["ketamine"] == {"events": 55, "n": 77}
    _, told, _ = tell("pool", "fall-2-points-end", "--json")
    assert json.loads(told)["reasons"]
