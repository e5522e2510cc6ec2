"""What do the criteria say of everybody in one row group?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from reprieve.pathway.population.decoding import diary_of
from reprieve.pathway.population.layout import SCHEMAS, TABLES
from reprieve.pathway.population.reading import Part
from reprieve.pathway.population.results import row_of, table_of


def judge_group(part: Part, group: int, drugs: Sequence[str]) -> pa.Table:
    """The rows of `results.SCHEMA` for the people of one row group, in their order."""
    columns = {table: part.read(table, group, SCHEMAS[table].names) for table in TABLES}
    return table_of([row_of(int(one), _diary(columns, one, drugs)) for one in columns["profiles"]["person"]])


def _diary(columns, one, drugs):
    rows = {}
    for table, of in columns.items():
        places = np.flatnonzero(of["person"] == one)
        rows[table] = [{name: _plain(values[n]) for name, values in of.items()} for n in places]
    return diary_of(rows, drugs)


def _plain(value):
    return value.item() if isinstance(value, np.generic) else value
