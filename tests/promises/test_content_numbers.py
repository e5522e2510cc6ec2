"""No number on the public site without a source, and none that its source does not hold.

A stricter judge than the editor's check (clinic/site/numbers.py), and written apart from it: here every list item
stands alone, every number word counts, and each number is looked for in what it cites.
"""

from __future__ import annotations

import re
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest
from tests.languages.readability import CITATION, END_OF_SENTENCE, ROOT, Page, blocks, read_pages

from reprieve.pathway.evidence.citing import load_sources
from reprieve.pathway.evidence.claims import load_claims
from reprieve.pathway.evidence.loading import load_studies
from reprieve.pathway.terms.sources import Check

EVIDENCE = ROOT / "src/reprieve/pathway/evidence"
NUMBER_WORDS = {
    "en": "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|million"
    "|half|third|quarter|twice|percent",
    "es": "dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|cien|mil|millón|millones"
    "|mitad|tercio|el doble|ciento",
}
# Whom to call and how; the third edition's name; a label on the page.
NO_FINDING = re.compile(r"\b(?:911|988)\b|(?:press|tecla) 2\b|WCAG 2\.2")
QUOTED = re.compile(r"\"[^\"]*\"")
DIGITS = re.compile(r"\d+(?:[.,]\d+)*")

PAGES = read_pages()
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.language}/{page.stem}")


def pieces(page: Page) -> list[str]:
    """Titles, headings, sentences, rows of tables: each with the marks of sources in it or right after it."""
    found = [page.head["title"], *split(page.head["summary"])]
    for line in page.body.splitlines():
        if line.startswith(("#", "|")):
            found.append(line)
    return found + [sentence for block in blocks(page.body) for sentence in split(block)]


def split(text: str) -> list[str]:
    """Sentences; the marks stand after the full stop and belong to the sentence before it."""
    marked = re.sub(r"([.!?…;][\"”»)*]*)((?:\[\^[^\]]+\])+)", r"\2\1", text)
    return [sentence.strip() for sentence in END_OF_SENTENCE.split(marked)]


def holds_number(sentence: str, language: str) -> bool:
    said = NO_FINDING.sub("", without_links(CITATION.sub("", sentence)))
    return bool(re.search(rf"\d|\b(?:{NUMBER_WORDS[language]})\b", said, re.I))


def without_links(text: str) -> str:
    return re.sub(r"\]\([^)]*\)", "]", text)


@each_page
def test_every_sentence_with_a_number_cites(page):
    uncited = [piece for piece in pieces(page) if holds_number(piece, page.language) and not CITATION.search(piece)]
    assert uncited == []


@each_page
def test_every_citation_leads_somewhere_that_was_checked(page):
    for mark in CITATION.findall(page.body):
        assert cited(mark).mark is Check.CHECKED, mark


def cited(mark: str):
    kind, _, name = mark.rpartition(":")
    return {"": load_claims, "study": load_studies, "source": load_sources}[kind]()[name]


@each_page
def test_every_number_is_one_that_its_source_holds(page):
    invented = [
        (number, piece)
        for piece in pieces(page)
        if (marks := CITATION.findall(piece))
        for number in written_numbers(QUOTED.sub("", piece), page.language)
        if not any(holds(mark, number) for mark in marks)
    ]
    assert invented == []


@each_page
def test_a_number_in_quotation_marks_is_one_that_the_claim_refutes(page):
    for piece in pieces(page):
        for quoted in QUOTED.findall(piece):
            said = {number for mark in CITATION.findall(piece) for number in said_by_others(mark)}
            assert set(written_numbers(quoted, page.language)) <= said, quoted


def said_by_others(mark: str) -> frozenset[Decimal]:
    return in_text(load_claims()[mark].said) if mark in load_claims() else frozenset()


def written_numbers(piece: str, language: str) -> list[Decimal]:
    said = NO_FINDING.sub("", without_links(CITATION.sub("", piece)))
    return [as_number(number, language) for number in DIGITS.findall(said)]


def as_number(written: str, language: str) -> Decimal:
    if language == "es":
        return Decimal(written.replace(",", "."))
    return Decimal(re.sub(r",(?=\d{3}\b)", "", written).replace(",", "."))


def holds(mark: str, number: Decimal) -> bool:
    """Whether what is cited has the number, or one that is rounded to it."""
    digits = Decimal(1).scaleb(int(number.as_tuple().exponent))
    return any(held.quantize(digits, rounding=ROUND_HALF_UP) == number for held in numbers_of(mark))


@cache
def numbers_of(mark: str) -> frozenset[Decimal]:
    """Every number in the words and figures of a claim, study or source, and every share that can be reckoned."""
    kind, _, name = mark.rpartition(":")
    if kind == "source":
        source = load_sources()[name]
        return in_text(f"{source.citation} {source.year}")
    if kind == "study":
        study = load_studies()[name]
        parts = [part for one in (*study.outcomes, *study.harms) for part in parts_of(one)]
        shares = {Decimal(100 * part.events) / part.n for part in parts if part.events is not None and part.n}
        return in_text((EVIDENCE / "studies" / f"{name}.toml").read_text(encoding="utf-8")) | frozenset(shares)
    claim = load_claims()[name]
    numbers = in_text(f"{claim.say_en} {claim.why}") | {number.value for number in claim.numbers}
    studies = (numbers_of(f"study:{study}") for study in claim.studies)
    return numbers.union(*studies)


def parts_of(entry):
    names = ("ketamine", "comparator", "before", "after")
    return [part for name in names if (part := getattr(entry, name, None)) is not None]


def in_text(text: str) -> frozenset[Decimal]:
    return frozenset(as_number(number, "en") for number in DIGITS.findall(text) if number.count(".") < 2)


def test_the_judge_sees_a_number_without_a_source_and_an_invented_one():
    page = Page(
        stem="made-up",
        language="en",
        head={"title": "T", "summary": "S."},
        body="Half got better. It took 3 days.[^resistant-and-refractory] It took 7.\n\n- 12 people\n",
    )
    missing = [piece for piece in pieces(page) if holds_number(piece, "en") and not CITATION.search(piece)]
    assert missing == ["Half got better.", "It took 7.", "12 people"]
    assert holds("resistant-and-refractory", Decimal(3))
    assert not holds("resistant-and-refractory", Decimal(7))


def test_topics_and_evidence_are_valid_toml():
    for path in (EVIDENCE / "sources.toml", EVIDENCE / "claims.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))
