"""What is said of each person: one row, the same whoever judged.

Verdicts are bits, in the order of `VERDICTS`, 64 to a column: met for certain, possibly met, and, of the
diagnoses, which stand. Counts of days are for the last three windows of 30 days, the latest first, each as
the least and the most it can be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa

from reprieve.pathway.diagnosis.days import NAMED_DAYS
from reprieve.pathway.diagnosis.diagnose import ENTITIES, RULE_SETS, TRIPTAN_RULES, codes_of, judge, verdicts_of
from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.medication_overuse import COUNTED_DAYS
from reprieve.pathway.diagnosis.migraine import ATTACK_1_1, ATTACK_1_2
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.population.encoding import SEXES, day_number
from reprieve.pathway.population.layout import MISSING, NOT_WRITTEN
from reprieve.pathway.rules.gates import Attacks, Days, one_of
from reprieve.pathway.rules.judge import tally
from reprieve.pathway.terms.truth import NO, YES

VERDICTS: Final[tuple[Entity, ...]] = (*ENTITIES, *RULE_SETS, *TRIPTAN_RULES)
CODES: Final = tuple(entity.code for entity in VERDICTS)
WORD_BITS: Final = 64
WORDS: Final = -(-len(VERDICTS) // WORD_BITS)
PLANES: Final = ("certain", "possible", "stands")

WINDOWS, WINDOW_DAYS = 3, 30


def _days(key: str) -> Days:
    kind = NAMED_DAYS[key]
    return Days(unit=kind.unit, that=kind.that, windows=WINDOWS, window_days=WINDOW_DAYS)


# Days that are counted for each person; those of a drug class stand behind the overuse of it.
COUNTED: Final[Mapping[str, Days]] = {
    "headache": _days("headache"),
    "migraine_ichd3_chronic": _days("migraine_ichd3_chronic"),
    "migraine_2023": _days("migraine_2023"),
    **{f"drug_{code.replace('.', '_')}": node for code, node in COUNTED_DAYS.items()},
}
A_MIGRAINE: Final = Attacks(that=one_of(ATTACK_1_1, ATTACK_1_2), at_least=1)

SCHEMA: Final = pa.schema(
    [
        ("person", pa.int64()),
        ("birth_year", pa.int16()),
        ("sex", pa.int8()),
        ("last_day", pa.int32()),
        ("span_days", pa.int32()),
        *((f"{plane}_{word}", pa.uint64()) for plane in PLANES for word in range(WORDS)),
        ("attacks", pa.int32()),
        ("migraine_attacks_least", pa.int32()),
        ("migraine_attacks_most", pa.int32()),
        *(
            (f"{key}_days_{window}_{edge}", pa.uint8())
            for key in COUNTED
            for window in range(WINDOWS)
            for edge in ("least", "most")
        ),
        ("icd10cm", pa.string()),
        ("by_the_judge", pa.bool_()),
    ]
)
# Between the codes of one person.
BETWEEN: Final = "; "


def row_of(person: int, diary: Diary) -> dict[str, Any]:
    """One person's row, by the judge. No red flag is asked, and none withholds a verdict."""
    findings = Findings(diary)
    diagnoses = verdicts_of(findings)
    rule_sets = tuple(judge(entity, findings) for entity in RULE_SETS)
    verdicts = (*diagnoses, *rule_sets, *(judge(entity, findings) for entity in TRIPTAN_RULES))
    last = findings.calendar.last
    found = tally(A_MIGRAINE, findings)
    row: dict[str, Any] = {
        "person": person,
        "birth_year": diary.profile.birth_year or NOT_WRITTEN,
        "sex": SEXES.index(diary.profile.sex),
        "last_day": MISSING if last is None else day_number(last),
        "span_days": findings.span_days,
        **words("certain", [it.status is YES for it in verdicts]),
        **words("possible", [it.status is not NO for it in verdicts]),
        **words("stands", [it.stands for it in verdicts]),
        "attacks": len(findings.attacks),
        "migraine_attacks_least": found.certain,
        "migraine_attacks_most": found.possible,
        "icd10cm": BETWEEN.join(it.code for it in codes_of(diagnoses, rule_sets, findings)),
        "by_the_judge": True,
    }
    for key, node in COUNTED.items():
        counts = findings.day_counts(node)[::-1]
        for window in range(WINDOWS):
            # Where nothing is written, any day may have been one.
            yes, missing = (counts[window].yes, counts[window].missing) if counts else (0, WINDOW_DAYS)
            row[f"{key}_days_{window}_least"], row[f"{key}_days_{window}_most"] = yes, yes + missing
    return row


def words(plane: str, truths: list[bool]) -> dict[str, int]:
    """Truths in the order of `VERDICTS` as the columns of a plane."""
    number = sum(truth << bit for bit, truth in enumerate(truths))
    return {f"{plane}_{word}": number >> (WORD_BITS * word) & (2**WORD_BITS - 1) for word in range(WORDS)}


def verdict_of(row: Mapping[str, Any], code: str, plane: str) -> bool:
    """One verdict's bit of a row.

    Parameters
    ----------
    row : mapping of column to value
    code : str
        One of `CODES`.
    plane : str
        One of `PLANES`.
    """
    word, bit = divmod(CODES.index(code), WORD_BITS)
    return bool(int(row[f"{plane}_{word}"]) >> bit & 1)


def table_of(rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as a table of the schema."""
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def day_of(number: int) -> date | None:
    """The day that a number of days from the epoch stands for."""
    return None if number == MISSING else date.fromordinal(date(2000, 1, 1).toordinal() + int(number))


def bit_of(columns: Mapping[str, np.ndarray], code: str, plane: str) -> np.ndarray:
    """One verdict of many people, as an array of yes and no."""
    word, bit = divmod(CODES.index(code), WORD_BITS)
    return (columns[f"{plane}_{word}"] >> np.uint64(bit) & np.uint64(1)).astype(bool)
