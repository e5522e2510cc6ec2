"""The reduced job in Polars: one part of the registry after another, without a window over a person.

A person's number, moved above the range of times, makes one rising key of all starts, so that one
running maximum of the ends over the whole column finds the whole attacks, and the gap to the row before
finds the runs. Days are bits of two numbers a person, joined by or.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl
from benchmarks.population.job import (
    ASKED,
    ASKED_ITEMS,
    CLASSES,
    CODE_OF_CLASS,
    DAY_S,
    EASED_AT_MOST,
    EFFECT_MASK,
    HOUR_S,
    LIMIT_DAYS,
    NEEDED,
    NUMBERS_OF_CLASS,
    TRIPTAN_OR_ERGOT,
    WINDOW_DAYS,
    WINDOWS,
    days,
    met,
)

from reprieve.pathway.population.layout import ATTACK_BITS
from reprieve.pathway.population.reading import open_registry

PERSON_AT: Final = 1 << 31
# The bits of an attack that are asked all lie below these two, which are added.
ITEMS: Final = (1 << 14) - 1
PAIN_BIT, EASED_BY_TRIPTAN_BIT = 1 << 14, 1 << 15
ASKED_BITS: Final = {
    **{name: 1 << bit for name, bit in ATTACK_BITS.items() if name in ASKED_ITEMS},
    "pain": PAIN_BIT,
    "eased": EASED_BY_TRIPTAN_BIT,
}
EASED_AT: Final = ATTACK_BITS["eased_by_sleep_or_drug"]
col = pl.col
RECORD: Final = col("person") * (1 << 31) + col("key")


def run(registry: Path, out: Path) -> None:
    """Judge every part into a file of its own."""
    for part in open_registry(registry).parts:
        tables = {name: pl.scan_parquet(part.file(name)).select(NEEDED[name]) for name in NEEDED}
        answer = judge(tables["attacks"], tables["doses"], tables["days"], tables["profiles"])
        answer.collect().write_parquet(out / part.name, compression="zstd", compression_level=1)


def judge(attacks: pl.LazyFrame, doses: pl.LazyFrame, diary_days: pl.LazyFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """The job's rows of everybody in a part."""
    last = (
        _sorted(diary_days).group_by("person", maintain_order=True).agg(last=col("day").max(), first=col("day").min())
    )
    of_attacks = _of_attacks(_with_runs(_whole(_records(attacks, doses))), last)
    counted = _joined(_joined(_joined(_sorted(people), last), of_attacks), _of_doses(doses, last))
    return _verdicts(counted.with_columns(pl.exclude("person", "last", "first").fill_null(0)))


def _sorted(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows, by person as they lie; told so, Polars groups them without hashing."""
    return rows.with_columns(col("person").set_sorted())


def _joined(rows: pl.LazyFrame, of_person: pl.LazyFrame) -> pl.LazyFrame:
    """What is there of each row's person beside it: a tenth of the cost of a join that does not know the order."""
    return rows.join_asof(_sorted(of_person), on="person", tolerance=0)


def _records(attacks: pl.LazyFrame, doses: pl.LazyFrame) -> pl.LazyFrame:
    effect = col("effects") & EFFECT_MASK
    eased = doses.filter(col("drug").is_in(TRIPTAN_OR_ERGOT) & effect.is_between(1, EASED_AT_MOST) & (col("key") >= 0))
    # Looking records up among these was measured to be several times as fast as a join.
    eased_records = eased.select(RECORD).collect().to_series()
    base = col("person") * PERSON_AT
    return attacks.select(
        start=base + col("start_s") + col("start_offset_min").cast(pl.Int64) * 60,
        until=base + col("until_s") + col("until_offset_min").cast(pl.Int64) * 60,
        items=(col("flags") & ITEMS).cast(pl.UInt16)
        | pl.when(col("pain_0_to_10") >= 4).then(PAIN_BIT).otherwise(0).cast(pl.UInt16)
        | pl.when(RECORD.is_in(eased_records.implode())).then(EASED_BY_TRIPTAN_BIT).otherwise(0).cast(pl.UInt16),
        brought=(col("flags") & pl.lit(1 << EASED_AT, dtype=pl.UInt64) != 0).cast(pl.Int64),
    )


def _whole(records: pl.LazyFrame) -> pl.LazyFrame:
    """The whole attacks, in order."""
    begins = col("start") > (col("until") // 2).cum_max().shift(1, fill_value=-1)
    return (
        # Whether sleep or a drug brought the end is told by the record that ended last.
        records.with_columns(until=col("until") * 2 + col("brought"))
        .with_columns(attack=begins.cum_sum().set_sorted(), until=col("until").cum_max())
        .group_by("attack", maintain_order=True)
        .agg(col("start").first(), col("until").last(), col("items").bitwise_or())
        .select(
            "start",
            until=col("until") // 2,
            brought=col("until") % 2 == 1,
            **{name: col("items") & bit != 0 for name, bit in ASKED_BITS.items()},
        )
    )


def _with_runs(whole: pl.LazyFrame) -> pl.LazyFrame:
    """Of each run its last attack says whether the run is a status."""
    gap = col("start") - col("until").shift(1)
    begins = (~(col("brought").shift(1) & (gap <= 12 * HOUR_S))).fill_null(True)
    began = pl.when(begins).then(col("start")).otherwise(0).cum_max()

    def in_run(item: str) -> pl.Expr:
        return pl.when(item).then(col("start")).otherwise(0).cum_max() >= began

    ends = begins.shift(-1, fill_value=True)
    return whole.with_columns(
        status=ends & (col("until") - began > 72 * HOUR_S) & in_run("function_lost") & in_run("like_previous")
    )


def _of_attacks(whole: pl.LazyFrame, last: pl.LazyFrame) -> pl.LazyFrame:
    lasted = col("until") - col("start")
    b = lasted.is_between(4 * HOUR_S, 72 * HOUR_S)
    c = sum(col(it).cast(pl.UInt8) for it in ("one_sided", "pulsating", "worse_with_activity", "pain")) >= 2
    d = col("nausea") | col("vomiting") | (col("photophobia") & col("phonophobia"))
    eased = col("believed_migraine") & col("eased")
    judged = whole.select(
        "status",
        person=col("start") // PERSON_AT,
        first_day=(col("start") % PERSON_AT) // DAY_S,
        last_day=(col("until") % PERSON_AT - 1) // DAY_S,
        b=b,
        c=c,
        d=d,
        migraine=(c & d) | eased,
        headache=(lasted >= HOUR_S // 2) | col("drug_taken"),
    )
    fulfilled = sum(col(name).cast(pl.UInt8) for name in "bcd")
    ago, begun_ago = col("last") - col("last_day"), col("last") - col("first_day")
    early, late = _bits(ago, begun_ago, 0, 2), _bits(ago, begun_ago, 2, 3)
    return (
        _joined(_sorted(judged), last)
        .with_columns(fulfilled=fulfilled, early=early, late=late)
        .group_by("person", maintain_order=True)
        .agg(
            attacks=pl.len(),
            migraine_attacks=(col("fulfilled") == 3).sum(),
            all_but_one=(col("fulfilled") >= 2).sum(),
            status=col("status").any().cast(pl.UInt8),
            headache_early=pl.when("headache").then("early").otherwise(0).bitwise_or(),
            headache_late=pl.when("headache").then("late").otherwise(0).bitwise_or(),
            migraine_early=pl.when("migraine").then("early").otherwise(0).bitwise_or(),
            migraine_late=pl.when("migraine").then("late").otherwise(0).bitwise_or(),
        )
    )


def _bits(ago: pl.Expr, begun_ago: pl.Expr, first_window: int, end_window: int) -> pl.Expr:
    """The days of an attack within some windows, as bits from the latest day on."""
    low = (ago - first_window * WINDOW_DAYS).clip(0, None)
    high = (begun_ago - first_window * WINDOW_DAYS).clip(None, (end_window - first_window) * WINDOW_DAYS - 1)
    one = pl.lit(1, dtype=pl.Int64)
    return pl.when(low <= high).then(_shifted(one, high + 1) - _shifted(one, low)).otherwise(0)


def _shifted(one: pl.Expr, by: pl.Expr) -> pl.Expr:
    return one * pl.lit(2, dtype=pl.Int64).pow(by.clip(0, 62))


def _of_doses(doses: pl.LazyFrame, last: pl.LazyFrame) -> pl.LazyFrame:
    ago = (col("last") - col("day")).cast(pl.Int64)
    bit = _shifted(pl.lit(1, dtype=pl.Int64), ago % (2 * WINDOW_DAYS))
    dosed = _joined(_sorted(doses), last).filter(ago < WINDOWS * WINDOW_DAYS)
    dosed = dosed.with_columns(bit=bit, early=ago < 2 * WINDOW_DAYS)
    sums = {}
    for name in CLASSES:
        of_class = col("drug").is_in(NUMBERS_OF_CLASS[name])
        sums[f"{name}_early"] = pl.when(of_class & col("early")).then("bit").otherwise(0).bitwise_or()
        sums[f"{name}_late"] = pl.when(of_class & ~col("early")).then("bit").otherwise(0).bitwise_or()
    return dosed.group_by("person", maintain_order=True).agg(**sums)


WINDOW: Final = (1 << WINDOW_DAYS) - 1


def _verdicts(counted: pl.LazyFrame) -> pl.LazyFrame:
    counts = {}
    for kind in ("headache", "migraine", *CLASSES):
        early, late = col(f"{kind}_early"), col(f"{kind}_late")
        for window, mask in enumerate((early & WINDOW, early // (1 << WINDOW_DAYS), late)):
            counts[days(kind, window)] = mask.bitwise_count_ones().cast(pl.UInt8)
    counted = counted.with_columns(**counts)
    long_enough = col("last") - col("first") + 1 > WINDOWS * WINDOW_DAYS

    def each(kind: str, least: int) -> pl.Expr:
        return pl.all_horizontal(col(days(kind, window)) >= least for window in range(WINDOWS)) & long_enough

    five = col("migraine_attacks") >= 5
    verdicts = {
        "1.1": five,
        "1.3": each("headache", 15) & five & each("migraine", 8),
        "1.4.1": five & (col("status") > 0),
        "1.5.1": ~five & ((col("migraine_attacks") >= 1) | (col("all_but_one") >= 5)),
        **{CODE_OF_CLASS[it]: each("headache", 15) & each(it, LIMIT_DAYS[it]) for it in CLASSES},
    }
    return counted.select(
        "person",
        col("attacks").cast(pl.Int32),
        col("migraine_attacks").cast(pl.Int32),
        *counts,
        **{met(code): verdicts[code] for code in ASKED},
    )
