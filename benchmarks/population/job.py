"""What is asked of every engine, and when are two answers the same?

The reduced job, two-valued, of people of whom everything is known and every day is written:

- whole attacks: records that overlap or touch, by a running maximum of their ends;
- of each whole attack ICHD-3 1.1 B (at least 4 h, at most 72 h), C and D, an item of it being so as
  soon as one of its records says so, its pain the worst of its records;
- runs of whole attacks over quiet spells of at most 12 h that sleep or a drug brought, by the item of
  the record that ended last;
- days with headache (a whole attack of half an hour or longer, or one that was treated), of migraine
  (ICHD-3 1.3 C: 1.1 C and D; or taken for migraine and eased by a triptan or ergot), and with each
  class of drug, in the last three windows of 30 days before the person's last written day;
- the verdicts 1.1, 1.3, 1.4.1, 1.5.1 and 8.2.1 to 8.2.5, met or not. One is left open by the criteria,
  1.5.1 of people without any attack; it stands as not met.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from reprieve.pathway.population.results import CODES, WORD_BITS

WINDOWS: Final = 3
WINDOW_DAYS: Final = 30
DAY_S: Final = 86_400
HOUR_S: Final = 3_600

# Drug classes in the order of ICHD-3 8.2.1 to 8.2.5.
CLASSES: Final = ("ergotamine", "triptan", "non_opioid", "opioid", "combination")
CODE_OF_CLASS: Final = {name: f"8.2.{number}" for number, name in enumerate(CLASSES, start=1)}
LIMIT_DAYS: Final = {name: 15 if name == "non_opioid" else 10 for name in CLASSES}
# The drugs of the made-up people, and the class each counts for.
DRUGS: Final = {
    "sumatriptan": "triptan",
    "rizatriptan": "triptan",
    "ibuprofen": "non_opioid",
    "paracetamol": "non_opioid",
    "naproxen": "non_opioid",
    "tramadol": "opioid",
    "ergotamine": "ergotamine",
    "aspirin + caffeine + paracetamol": "combination",
}
# Numbers of drugs in doses begin at 1; 0 would be a drug that is not known.
NUMBERS: Final = {drug: number for number, drug in enumerate(DRUGS, start=1)}
NUMBERS_OF_CLASS: Final = {name: [NUMBERS[it] for it, of in DRUGS.items() if of == name] for name in CLASSES}
TRIPTAN_OR_ERGOT: Final = [*NUMBERS_OF_CLASS["triptan"], *NUMBERS_OF_CLASS["ergotamine"]]
# The lowest two bits of a dose's effects: how the pain was at 2 h; 1 and 2 say that it was eased.
EFFECT_MASK, EASED_AT_MOST = 3, 2

COUNTED: Final = ("headache", "migraine", *CLASSES)
ASKED: Final = ("1.1", "1.3", "1.4.1", "1.5.1", *CODE_OF_CLASS.values())
LEFT_OPEN_WITHOUT_ATTACKS: Final = "1.5.1"


def met(code: str) -> str:
    """The name of a verdict's column."""
    return f"met_{code.replace('.', '_')}"


def days(kind: str, window: int) -> str:
    """The name of a count's column; window 0 is the latest."""
    return f"{kind}_days_{window}"


SCHEMA: Final = pa.schema(
    [
        ("person", pa.int64()),
        ("attacks", pa.int32()),
        ("migraine_attacks", pa.int32()),
        *((days(kind, window), pa.uint8()) for kind in COUNTED for window in range(WINDOWS)),
        *((met(code), pa.bool_()) for code in ASKED),
    ]
)

# The items of an attack that are asked.
ASKED_ITEMS: Final = (
    *("one_sided", "pulsating", "worse_with_activity", "nausea", "vomiting", "photophobia", "phonophobia"),
    *("function_lost", "believed_migraine", "like_previous", "drug_taken"),
)
# The columns that the job cannot do without.
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "attacks": (
        *("person", "start_s", "start_offset_min", "until_s", "until_offset_min"),
        *("flags", "pain_0_to_10", "key"),
    ),
    "doses": ("person", "key", "day", "drug", "effects"),
    "days": ("person", "day"),
    "profiles": ("person",),
}


def answers(out: Path) -> pa.Table:
    """What an engine wrote, as a table of the schema, by person."""
    files = [out] if out.is_file() else sorted(out.rglob("*.parquet"))
    table = pa.concat_tables([reduced(pq.read_table(file)) for file in files])
    return table.sort_by("person").combine_chunks()


def reduced(table: pa.Table) -> pa.Table:
    """The columns of the job, from themselves or from rows of `results.SCHEMA`."""
    if "certain_0" in table.column_names:
        table = from_results(table)
    return table.select(SCHEMA.names).cast(SCHEMA)


_THEIR_COUNT: Final = {
    "headache": "headache",
    "migraine": "migraine_ichd3_chronic",
    **{name: f"drug_{code.replace('.', '_')}" for name, code in CODE_OF_CLASS.items()},
}


def from_results(table: pa.Table) -> pa.Table:
    """The job's columns of rows of `results.SCHEMA`.

    Raises
    ------
    ValueError
        If something that is asked is not known of somebody: the job is two-valued.
    """
    columns = {name: table.column(name).combine_chunks() for name in table.column_names}
    found: dict[str, Any] = {
        "person": columns["person"],
        "attacks": columns["attacks"],
        "migraine_attacks": _exact(columns, "migraine_attacks"),
    }
    for kind in COUNTED:
        for window in range(WINDOWS):
            found[days(kind, window)] = _exact(columns, days(_THEIR_COUNT[kind], window))
    for code in ASKED:
        found[met(code)] = _met(columns, code)
    return pa.table(found)


def _exact(columns: Mapping[str, Any], name: str) -> Any:
    if not columns[f"{name}_least"].equals(columns[f"{name}_most"]):
        raise ValueError(f"`{name}` must be known of everybody; it is not.")
    return columns[f"{name}_least"]


def _met(columns: Mapping[str, Any], code: str) -> Any:
    word, bit = divmod(CODES.index(code), WORD_BITS)
    certain, possible = (
        (columns[f"{plane}_{word}"].to_numpy() >> bit & 1).astype(bool) for plane in ("certain", "possible")
    )
    open_ = certain != possible
    if code == LEFT_OPEN_WITHOUT_ATTACKS:
        open_ &= columns["attacks"].to_numpy() > 0
    if open_.any():
        raise ValueError(f"{code} must be known of everybody; it is not.")
    return pa.array(certain)


def differences(expected: pa.Table, found: pa.Table) -> str:
    """In which columns two answers differ, and in how many rows; empty where they are the same."""
    if expected.num_rows != found.num_rows:
        return f"{found.num_rows} people instead of {expected.num_rows}"
    uneven = []
    for name in SCHEMA.names:
        left, right = expected.column(name).to_numpy(), found.column(name).to_numpy()
        if (left != right).any():
            uneven.append(f"{name}: {(left != right).sum()}")
    return ", ".join(uneven)
