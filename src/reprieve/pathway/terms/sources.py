"""Where does a number or a rule come from, and how sure is it?

A `Source` stands beside every clinical threshold. `check` says how it got here: read in the
source itself, taken from memory and not yet verified, or a decision of this project because no
source prescribes one. Unverified and decided values are defaults, labelled as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Check(Enum):
    """How sure a stated fact is."""

    CHECKED = "checked against the named source"
    UNVERIFIED = "not yet verified against the primary text"
    OURS = "a decision of this project; no source prescribes it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One citable source, named where it is used."""

    id: str
    citation: str
    link: str = ""
    edition: str = ""
    check: Check = Check.CHECKED

    def __str__(self) -> str:
        return f"{self.citation} {self.link}".strip()


ICHD3 = Source(
    id="ICHD-3",
    citation=(
        "Headache Classification Committee of the International Headache Society. "
        "The International Classification of Headache Disorders, 3rd edition. Cephalalgia 2018;38:1-211."
    ),
    link="doi:10.1177/0333102417738202",
    edition="ICHD-3, 2018",
)
ICHD3_UNVERIFIED = Source(
    id="ICHD-3 (unverified)",
    citation="As ICHD-3, 2018; this detail is not yet confirmed against the printed text.",
    link="doi:10.1177/0333102417738202",
    edition="ICHD-3, 2018",
    check=Check.UNVERIFIED,
)
EHF2020 = Source(
    id="EHF 2020",
    citation=(
        "Sacco S et al. European Headache Federation consensus on the definition of resistant and "
        "refractory migraine. J Headache Pain 2020;21:76."
    ),
    link="doi:10.1186/s10194-020-01130-5",
    edition="EHF 2020",
)
SNNOOP10 = Source(
    id="SNNOOP10",
    citation="Do TP et al. Red and orange flags for secondary headaches. Neurology 2019;92:134-144.",
    link="doi:10.1212/WNL.0000000000006697",
    edition="2019",
)
NICE_CG150 = Source(
    id="NICE CG150",
    citation="National Institute for Health and Care Excellence. Headaches in over 12s. Guideline CG150.",
    link="https://www.nice.org.uk/guidance/cg150",
)
MIGRAINE_DAY_2023 = Source(
    id="migraine day 2023",
    citation=(
        "van der Arend BWH, Terwindt GM et al. Proposal for a definition of the migraine day in "
        "electronic diaries (n = 1,494), 2023."
    ),
)
ICD10CM = Source(
    id="ICD-10-CM",
    citation="ICD-10-CM, chapters G43 and G44, read through the package simple_icd_10_cm 1.5.0.",
    link="https://www.cdc.gov/nchs/icd/icd-10-cm/",
)
OURS = Source(
    id="Reprieve",
    citation="A decision of this project, stated in docs/decisions-of-ours.md.",
    check=Check.OURS,
)

ALL = (
    ICHD3,
    ICHD3_UNVERIFIED,
    EHF2020,
    SNNOOP10,
    NICE_CG150,
    MIGRAINE_DAY_2023,
    ICD10CM,
    OURS,
)
