"""The forest picture: all studies, readable on a phone, in the colour of the page, with its words inside."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as tree

import pytest
from tests.generative.evidence_tables import difference_row, share_row

from reprieve.pathway.evidence.forest import PAGE_INK, forest_png, forest_spec, forest_svg
from reprieve.pathway.evidence.pooling import pool, pool_of
from reprieve.pathway.evidence.showing import say_result
from reprieve.pathway.evidence.studies import Part
from reprieve.pathway.terms.text import speaking

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def pooled():
    return pool([share_row("one", 20, 40), share_row("two", 12, 30), share_row("three", 44, 60)])


@pytest.fixture
def differences():
    arms = [Part(mean=2.1, sd=2, n=30), Part(mean=1.0, sd=2, n=31)]
    return pool([difference_row("one", *arms), difference_row("two", *reversed(arms))])


def read(svg):
    return tree.fromstring(svg)  # noqa: S314 # drawn a moment ago, by us


def texts_of(svg):
    return [element.text for element in read(svg).iter(f"{SVG}text") if element.text]


def test_every_study_and_the_pooled_figure_are_in_it(pooled):
    texts = texts_of(forest_svg(pooled))
    for label in ("One", "Two", "Three", "Together", "A next study", "20 of 40: 50 % (35.2 to 64.8)"):
        assert label in texts


def test_uncontrolled_single_arm_is_printed_on_it(pooled):
    assert "Uncontrolled, single arm" in texts_of(forest_svg(pooled))
    assert "Uncontrolled, single arm" in texts_of(forest_svg(pool_of("fall-2-points-end")))


def test_a_trial_against_a_comparator_is_not_called_single_arm(differences):
    assert "Uncontrolled, single arm" not in texts_of(forest_svg(differences))


def test_what_is_not_pooled_is_drawn_side_by_side_and_says_so():
    texts = texts_of(forest_svg(pool_of("fall-2-points-end")))
    assert {"Pomeroy 2017", "Schwenk 2018", "Not put together"} <= set(texts)
    assert "Together" not in texts


def test_its_words_are_inside_it(pooled):
    drawn = read(forest_svg(pooled))
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == say_result(pooled)
    assert not [element for element in drawn.iter() if element is not drawn and element.get("role")]


def test_in_a_page_it_takes_the_page_s_colour_and_no_style_of_its_own(pooled):
    drawn = forest_svg(pooled, ink=PAGE_INK, paper=None)
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawn))
    assert colours <= {"currentColor", "none", "transparent"}
    assert "style" not in drawn
    assert "<script" not in drawn
    assert "href" not in drawn.replace("xmlns:xlink", "")


def test_a_file_of_its_own_is_black_on_white(pooled):
    drawn = forest_svg(pooled)
    assert 'fill="white"' in drawn
    assert "currentColor" not in drawn


def test_it_is_a_png_too(pooled):
    assert forest_png(pooled).startswith(b"\x89PNG")


def test_no_name_runs_into_its_figure():
    long_name = "a group of people with a very long name, 2022"
    spec = forest_spec(pool([share_row(long_name, 20, 40), share_row("two", 12, 30)]))
    drawn = [layer["mark"] for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    assert {mark["align"] for mark in drawn} == {"left"}
    assert len({mark["dy"] for mark in drawn}) == 2


def test_a_difference_shows_where_none_is(differences):
    first = forest_spec(differences)["layer"][0]
    assert first["mark"]["type"] == "rule"


def test_it_speaks_spanish():
    with speaking("es"):
        texts = texts_of(forest_svg(pool_of("fall-2-points-end")))
    assert "No controlado, un solo grupo" in texts
    assert "55 de 77: 71,4 % (60,5 a 80,3)" in texts


def test_the_drawing_library_is_loaded_only_for_a_picture():
    ask = (
        "import sys, reprieve.pathway.evidence.forest, reprieve.pathway.evidence.claims;"
        "print(*(name for name in ('altair', 'vl_convert', 'scipy', 'numpy', 'pandas') if name in sys.modules))"
    )
    asked = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert asked.stdout.split() == []
