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
EHF2014 = Source(
    id="EHF 2014",
    citation=(
        "Martelletti P et al. Refractory chronic migraine: a consensus statement on clinical definition from "
        "the European Headache Federation. J Headache Pain 2014;15:47."
    ),
    link="doi:10.1186/1129-2377-15-47",
    edition="EHF 2014",
)
AHS2008 = Source(
    id="AHS 2008",
    citation=(
        "Schulman EA et al. Defining refractory migraine and refractory chronic migraine: proposed criteria of the "
        "Refractory Headache Special Interest Section of the American Headache Society. Headache 2008;48:778-782; "
        "classes as reprinted by D'Antona and Matharu 2019, table 1, and by Martelletti 2014, table 1."
    ),
    link="doi:10.1111/j.1526-4610.2008.01132.x",
    edition="AHS 2008",
)
AHS2008_UNVERIFIED = Source(
    id="AHS 2008 (unverified)",
    citation="As AHS 2008; this detail is not yet confirmed against the printed text.",
    link="doi:10.1111/j.1526-4610.2008.01132.x",
    edition="AHS 2008",
    check=Check.UNVERIFIED,
)
SILBERSTEIN2010 = Source(
    id="Silberstein 2010",
    citation=(
        "Silberstein SD, Dodick DW, Pearlman S. Defining the pharmacologically intractable headache for clinical "
        "trials and clinical practice. Headache 2010;50:1499-1506; grades as reprinted by D'Antona and Matharu 2019, "
        "table 1."
    ),
    link="doi:10.1111/j.1526-4610.2010.01764.x",
    edition="2010",
)
SILBERSTEIN2010_UNVERIFIED = Source(
    id="Silberstein 2010 (unverified)",
    citation="As Silberstein 2010; which classes of preventive are the first six is not yet confirmed in print.",
    link="doi:10.1111/j.1526-4610.2010.01764.x",
    edition="2010",
    check=Check.UNVERIFIED,
)
GOADSBY2006 = Source(
    id="Goadsby 2006",
    citation=(
        "Goadsby PJ et al. Towards a definition of intractable headache for use in clinical practice and trials. "
        "Cephalalgia 2006;26:1168-1170; as reprinted by D'Antona and Matharu 2019, table 1, and by Martelletti "
        "2014, table 1."
    ),
    edition="2006",
)
DANTONA2019 = Source(
    id="D'Antona 2019",
    citation=(
        "D'Antona L, Matharu M. Identifying and managing refractory migraine: barriers and opportunities? "
        "J Headache Pain 2019;20:89, table 2."
    ),
    link="doi:10.1186/s10194-019-1040-x",
    edition="2019",
)
EHF_ONABOT = Source(
    id="EHF onabotulinumtoxinA",
    citation=(
        "Bendtsen L et al. Guideline on the use of onabotulinumtoxinA in chronic migraine: a consensus statement "
        "from the European Headache Federation. J Headache Pain 2018;19:91."
    ),
    edition="EHF 2018",
)
EHF2022 = Source(
    id="EHF 2022",
    citation=(
        "Sacco S et al. European Headache Federation consensus on the definition of effective treatment of a "
        "migraine attack and of triptan failure. J Headache Pain 2022;23:133."
    ),
    link="doi:10.1186/s10194-022-01502-z",
    edition="EHF 2022",
)
IHS_ACUTE_2019 = Source(
    id="IHS acute 2019 (unverified)",
    citation=(
        "Guidelines of the International Headache Society for controlled trials of acute treatment of migraine "
        "attacks in adults, fourth edition. Cephalalgia 2019;39:687-710; the end points are not yet confirmed in print."
    ),
    edition="2019",
    check=Check.UNVERIFIED,
)
TRIALS_UNVERIFIED = Source(
    id="trials (unverified)",
    citation=(
        "Definitions and rules as trials of preventives are said to use them (erenumab, galcanezumab, PREEMPT), and "
        "the crystal-clear day; not yet confirmed against the protocols."
    ),
    check=Check.UNVERIFIED,
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
    EHF2014,
    AHS2008,
    AHS2008_UNVERIFIED,
    SILBERSTEIN2010,
    SILBERSTEIN2010_UNVERIFIED,
    GOADSBY2006,
    DANTONA2019,
    EHF_ONABOT,
    EHF2022,
    IHS_ACUTE_2019,
    TRIALS_UNVERIFIED,
    SNNOOP10,
    NICE_CG150,
    MIGRAINE_DAY_2023,
    ICD10CM,
    OURS,
)
