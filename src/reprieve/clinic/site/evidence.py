"""The studies, claims and other sources, as the public pages cite them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reprieve.pathway.evidence.citing import load_sources
from reprieve.pathway.evidence.claims import Claim, load_claims
from reprieve.pathway.evidence.loading import load_studies
from reprieve.pathway.terms.sources import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One line among the sources: what is cited, and where it can be read."""

    citation: str
    link: str
    unverified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What one marker points to. A claim is said in both languages and rests on one or several references."""

    id: str
    references: tuple[Reference, ...]
    says: dict[str, str]
    unverified: bool


def look_up(id_: str) -> Cited | None:
    """What `[^id_]` points to; None where there is no such claim, study or source."""
    return everything().get(id_)


@cache
def everything() -> dict[str, Cited]:
    """Read once in each process: the files come with the program and change with it alone."""
    return {it.id: it for it in _all()}


def _all() -> Iterator[Cited]:
    sources = {id_: _reference(it) for id_, it in load_sources().items()}
    studies = {id_: _reference(it) for id_, it in load_studies().items()}
    for id_, reference in sources.items():
        yield Cited(id=f"source:{id_}", references=(reference,), says={}, unverified=reference.unverified)
    for id_, reference in studies.items():
        yield Cited(id=f"study:{id_}", references=(reference,), says={}, unverified=reference.unverified)
    for claim in load_claims().values():
        yield _claim(claim, studies, sources)


def _claim(claim: Claim, studies: dict[str, Reference], sources: dict[str, Reference]) -> Cited:
    rests_on = [studies[id_] for id_ in claim.studies] + [sources[id_] for id_ in claim.sources]
    return Cited(
        id=claim.id,
        references=tuple(rests_on),
        says={"en": claim.say_en, "es": claim.say_es},
        unverified=claim.mark is not Check.CHECKED,
    )


def _reference(it: object) -> Reference:
    link = getattr(it, "link", None)
    doi = getattr(it, "doi", None)
    return Reference(
        citation=str(getattr(it, "citation")),  # noqa: B009 # a study and a source have it both, and no common type
        link=str(link or (f"https://doi.org/{doi}" if doi else "")),
        unverified=getattr(it, "mark", None) is not Check.CHECKED,
    )
