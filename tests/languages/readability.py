"""How hard are the public pages to read?

    python -m tests.languages.readability            # measures, and writes docs/readability.md

English: Flesch-Kincaid grade, the school year in which a text can be read. Spanish: INFLESZ, 0 to 100, more is easier.
Counted are the sentences that a person reads in running text: paragraphs, callouts, list items. Headings, tables and
marks of sources are left out; they would make every page look easier than it is.

References: Kincaid JP et al., Naval Technical Training Command Report 8-75, 1975. Szigriszt Pazos F, thesis, Madrid
1993; scale of Barrio-Cantalejo IM et al., An Sist Sanit Navar 2008;31:135-152.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reprieve.pathway.evidence.claims import load_claims
from reprieve.pathway.terms.text import LANGUAGES
from tests.languages.syllables import count_english, count_spanish

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "src/reprieve/clinic/site/content"
REPORT = ROOT / "docs/readability.md"
# Pages for journalists and readers of studies; every other page is for somebody in pain.
NOT_FOR_PATIENTS = {"research", "press"}
GRADE_AT_MOST = {True: 8.0, False: 10.0}
INFLESZ_AT_LEAST = {True: 65.0, False: 55.0}

CITATION = re.compile(r"\[\^([^\]\s]+)\]")
WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
END_OF_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”»)*]*\s+(?=[\"'“«(¿¡*]*[A-ZÁÉÍÓÚÑ0-9¿¡])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One file of the content."""

    stem: str
    language: str
    head: dict[str, Any]
    body: str

    @property
    def for_patients(self) -> bool:
        return self.head["kind"] not in NOT_FOR_PATIENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What was counted on one page."""

    page: Page
    sentences: int
    words: int
    syllables: int

    @property
    def index(self) -> float:
        words_per_sentence, syllables_per_word = self.words / self.sentences, self.syllables / self.words
        if self.page.language == "es":
            return 206.835 - 62.3 * syllables_per_word - words_per_sentence
        return 0.39 * words_per_sentence + 11.8 * syllables_per_word - 15.59

    @property
    def limit(self) -> float:
        return (INFLESZ_AT_LEAST if self.page.language == "es" else GRADE_AT_MOST)[self.page.for_patients]

    @property
    def plain_enough(self) -> bool:
        return self.index >= self.limit if self.page.language == "es" else self.index <= self.limit


def read_pages() -> list[Page]:
    """Every page of the content, in order of language and name."""
    return [read_page(path) for path in sorted(CONTENT.glob("[a-z][a-z]/*.md"))]


def read_page(path: Path) -> Page:
    _, head, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    return Page(stem=path.stem, language=path.parent.name, head=tomllib.loads(head), body=body)


def blocks(body: str) -> Iterator[str]:
    """Paragraphs, callouts and list items, each as one line; no headings, no tables."""
    for paragraph in re.split(r"\n\s*\n", body):
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        if not lines or lines[0].startswith(("#", "|")):
            continue
        joined = "\n".join(re.sub(r"^>\s?", "", line) for line in lines)
        yield from (" ".join(item.split()) for item in re.split(r"^(?:-|\d+\.)\s+", joined, flags=re.M) if item.strip())


def as_read(text: str) -> str:
    """The words that a person sees: no source marks, no addresses of links, no stars."""
    return re.sub(r"\*+", "", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", CITATION.sub("", text)))


def sentences(body: str) -> Iterator[str]:
    for block in blocks(body):
        yield from (part for part in END_OF_SENTENCE.split(as_read(block)) if WORD.search(part))


def measure(page: Page) -> Score:
    count = count_spanish if page.language == "es" else count_english
    all_sentences = list(sentences(page.body))
    words = [part for sentence in all_sentences for word in WORD.findall(sentence) for part in word.split("-")]
    return Score(
        page=page, sentences=len(all_sentences), words=len(words), syllables=sum(count(word) for word in words)
    )


def measure_claims(language: str) -> Score:
    """The honest sentences of the claims, which stand at the foot of the pages, as one text."""
    body = "\n\n".join(claim.honest(language) for claim in load_claims().values())
    return measure(Page(stem="claims", language=language, head={"kind": "page", "order": 999}, body=body))


def report(scores: list[Score]) -> str:
    english = {score.page.stem: score for score in scores if score.page.language == "en"}
    spanish = {score.page.stem: score for score in scores if score.page.language == "es"}
    stems = sorted(english.keys() & spanish.keys(), key=lambda stem: english[stem].page.head["order"])
    rows = [f"| {stem} | {cells(english[stem])} | {cells(spanish[stem])} |" for stem in stems]
    return TEXT.replace("ROWS", "\n".join(rows))


def measure_all() -> list[Score]:
    return [*(measure(page) for page in read_pages()), *(measure_claims(language) for language in LANGUAGES)]


def cells(score: Score) -> str:
    return f"{score.words} | {score.index:.1f}"


TEXT = """# How plain the pages are

Written by `python -m tests.languages.readability`; do not edit by hand.

- **English: Flesch-Kincaid grade** (Kincaid 1975), the school year in which a text can be read; grade 6 is about age
  12. Patient pages stay at 8 or below, the pages for research and press at 10 or below.
- **Spanish: INFLESZ** (Szigriszt Pazos 1993, scale of Barrio-Cantalejo 2008): under 40 very hard, 40 to 55 rather hard,
  55 to 65 normal, 65 to 80 rather easy, over 80 very easy. Patient pages stay at 65 or above, the others at 55.

Counted: paragraphs, callouts and list items as a person reads them. Left out: headings, tables and marks of sources,
which would flatter the score. A list item is a sentence. A number counts as a word with a syllable for each digit.
Syllables are counted by rule (`tests/languages/syllables.py`). `textstat`, the usual library, downloads a dictionary
when it is first used, so it cannot run in the tests. By hand, our count was held against the CMU pronouncing dictionary
(22 November 2026): of the 6,645 running words on our English pages that it knows, none differs after the words listed
there. Spanish spelling tells its syllables; no dictionary is needed.

The row *claims* is the honest sentences of `pathway/evidence/claims.toml`, which stand at the foot of pages, as one
text.

An index counts lengths of words and sentences. It does not know whether a sentence is clear. Somebody has to read it.

| page | words en | grade en | words es | INFLESZ es |
|---|---|---|---|---|
ROWS
"""


def main() -> int:
    scores = measure_all()
    for score in scores:
        mark = "" if score.plain_enough else "  too hard"
        sys.stdout.write(f"{score.page.language} {score.page.stem:50} {score.words:5} {score.index:6.1f}{mark}\n")
    REPORT.write_text(report(scores), encoding="utf-8")
    return 0 if all(score.plain_enough for score in scores) else 1


if __name__ == "__main__":
    sys.exit(main())
