"""Does the claim that a sentence cites hold the figure that the sentence says?

Only figures in digits are compared, and only with claims: what a study or a source says is compared by a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import chain

from reprieve.clinic.site.numbers import cited_in, figures_in, sentences
from reprieve.pathway.evidence.claims import load_claims

Part = tuple[str, str]


def figures_beside_claims(parts: Iterable[Part]) -> list[tuple[str, str, str]]:
    """Where, sentence and figure, for each figure that none of the claims cited holds.

    A sentence that cites a study or a source as well is left to its editor.
    """
    return [
        (where, sentence, figure)
        for where, html in parts
        for sentence in sentences(html)
        if (cited := cited_in(sentence)) and all(id_ in load_claims() for id_ in cited)
        for figure in figures_in(sentence)
        if not any(holds(id_, figure) for id_ in cited)
    ]


def compared_by_nobody(parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Where and sentence, for each sentence whose figures rest on a study or a source as a whole."""
    return [
        (where, sentence)
        for where, html in parts
        for sentence in sentences(html)
        if figures_in(sentence) and any(id_ not in load_claims() for id_ in cited_in(sentence))
    ]


def holds(claim_id: str, figure: str) -> bool:
    """Whether a number of the claim, rounded as the figure is written, is the figure."""
    return any(
        number == read or number.quantize(read, rounding=ROUND_HALF_UP) == read
        for read in readings(figure)
        for number in numbers_of(claim_id)
    )


@cache
def numbers_of(claim_id: str) -> frozenset[Decimal]:
    """Those of the honest sentence, and those of the statement that it answers, which pages quote."""
    claim = load_claims()[claim_id]
    quoted = chain.from_iterable(readings(figure) for figure in figures_in(claim.said))
    return frozenset({number.value for number in claim.numbers} | set(quoted))


def readings(figure: str) -> set[Decimal]:
    """What a figure may mean: a comma parts thousands in English, decimals in Spanish."""
    meant = {Decimal(figure.replace(",", ""))} if figure.count(".") < 2 else set()
    if figure.count(",") == 1:
        meant.add(Decimal(figure.replace(".", "").replace(",", ".")))
    return meant
