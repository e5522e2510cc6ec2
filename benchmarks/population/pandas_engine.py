"""The reduced job in pandas: whole columns where pandas can, groupby where it must, part after part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks.population.job import (
    ASKED,
    ASKED_ITEMS,
    CLASSES,
    CODE_OF_CLASS,
    COUNTED,
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

PERSON_AT = 1 << 31


def run(registry: Path, out: Path) -> None:
    """Judge every part into a file of its own."""
    for part in open_registry(registry).parts:
        attacks, doses, diary_days, people = (
            pd.read_parquet(part.file(name), columns=list(NEEDED[name]))
            for name in ("attacks", "doses", "days", "profiles")
        )
        judge(attacks, doses, diary_days, people).to_parquet(out / part.name, index=False, compression="zstd")


def judge(attacks: pd.DataFrame, doses: pd.DataFrame, diary_days: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The job's rows of everybody in a part."""
    found = people.set_index("person")
    span = diary_days.groupby("person")["day"].agg(last="max", first="min")
    found = found.join(span)
    whole = _with_runs(_whole(_records(attacks, doses)))
    found = found.join(_of_attacks(whole))
    found = found.join(_days_of(_attack_days(whole, span), ("headache", "migraine")))
    found = found.join(_days_of(_dose_days(doses, span), CLASSES))
    counts = [name for name in found.columns if name not in ("last", "first")]
    found[counts] = found[counts].fillna(0)
    return _verdicts(found)


def _records(attacks: pd.DataFrame, doses: pd.DataFrame) -> pd.DataFrame:
    effect = doses["effects"].to_numpy() & EFFECT_MASK
    eased = doses[
        doses["drug"].isin(TRIPTAN_OR_ERGOT) & (effect >= 1) & (effect <= EASED_AT_MOST) & (doses["key"] >= 0)
    ]
    bits = attacks["flags"].to_numpy()
    base = attacks["person"] * PERSON_AT
    records = pd.DataFrame(
        {
            "start": base + attacks["start_s"] + attacks["start_offset_min"].astype("int64") * 60,
            "until": base + attacks["until_s"] + attacks["until_offset_min"].astype("int64") * 60,
            **{item: bits >> np.uint64(ATTACK_BITS[item]) & np.uint64(1) == 1 for item in ASKED_ITEMS},
            "brought": bits >> np.uint64(ATTACK_BITS["eased_by_sleep_or_drug"]) & np.uint64(1) == 1,
            "pain": attacks["pain_0_to_10"] >= 4,
        }
    )
    records["eased"] = (base + attacks["key"]).isin(eased["person"] * PERSON_AT + eased["key"])
    return records


def _whole(records: pd.DataFrame) -> pd.DataFrame:
    begins = records["start"] > records["until"].cummax().shift(fill_value=-1)
    # Whether sleep or a drug brought the end is told by the record that ended last.
    records["until"] = records["until"] * 2 + records["brought"]
    grouped = records.drop(columns="brought").groupby(begins.cumsum().to_numpy(), sort=False)
    whole = grouped.max()  # of a truth: whether one of them is so
    whole["start"] = grouped["start"].first()
    whole["brought"] = whole["until"] % 2 == 1
    whole["until"] //= 2
    whole["person"] = whole["start"] // PERSON_AT
    return whole


def _with_runs(whole: pd.DataFrame) -> pd.DataFrame:
    gap = whole["start"] - whole["until"].shift()
    run = (~(whole["brought"].shift(fill_value=False) & (gap <= 12 * HOUR_S))).cumsum().to_numpy()
    runs = whole.groupby(run, sort=False)
    spans = runs["until"].last() - runs["start"].first()
    found = (spans > 72 * HOUR_S) & runs["function_lost"].any() & runs["like_previous"].any()
    whole["status"] = found.to_numpy()[run - 1]
    return whole


def _of_attacks(whole: pd.DataFrame) -> pd.DataFrame:
    lasted = whole["until"] - whole["start"]
    c = whole[["one_sided", "pulsating", "worse_with_activity", "pain"]].sum(axis=1) >= 2
    d = whole["nausea"] | whole["vomiting"] | (whole["photophobia"] & whole["phonophobia"])
    fulfilled = lasted.between(4 * HOUR_S, 72 * HOUR_S).astype(int) + c + d
    whole["migraine"] = (c & d) | (whole["believed_migraine"] & whole["eased"])
    whole["headache"] = (lasted >= HOUR_S // 2) | whole["drug_taken"]
    counted = pd.DataFrame(
        {
            "person": whole["person"],
            "attacks": 1,
            "migraine_attacks": fulfilled == 3,
            "all_but_one": fulfilled >= 2,
            "status": whole["status"],
        }
    )
    return counted.groupby("person").sum()


def _attack_days(whole: pd.DataFrame, span: pd.DataFrame) -> pd.DataFrame:
    """One row for each day of each attack."""
    first = whole["start"].to_numpy() % PERSON_AT // DAY_S
    last = (whole["until"].to_numpy() % PERSON_AT - 1) // DAY_S
    length = last - first + 1
    row = np.repeat(np.arange(len(whole)), length)
    day = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    listed = whole[["person", "headache", "migraine"]].iloc[row].reset_index(drop=True)
    return listed.assign(ago=span["last"].reindex(listed["person"]).to_numpy() - day)


def _dose_days(doses: pd.DataFrame, span: pd.DataFrame) -> pd.DataFrame:
    of_class = {name: doses["drug"].isin(NUMBERS_OF_CLASS[name]) for name in CLASSES}
    ago = span["last"].reindex(doses["person"]).to_numpy() - doses["day"].to_numpy()
    return pd.DataFrame({"person": doses["person"], "ago": ago, **of_class})


def _days_of(listed: pd.DataFrame, kinds: tuple[str, ...]) -> pd.DataFrame:
    """Distinct days of each kind in each window."""
    within = listed[listed["ago"] < WINDOWS * WINDOW_DAYS]
    found = {}
    for kind in kinds:
        of_kind = within.loc[within[kind], ["person", "ago"]].drop_duplicates()
        for window in range(WINDOWS):
            here = of_kind.loc[of_kind["ago"] // WINDOW_DAYS == window, "person"]
            found[days(kind, window)] = here.groupby(here).size()
    return pd.DataFrame(found)


def _verdicts(found: pd.DataFrame) -> pd.DataFrame:
    long_enough = found["last"] - found["first"] + 1 > WINDOWS * WINDOW_DAYS

    def each(kind: str, least: int) -> pd.Series:
        return (found[[days(kind, window) for window in range(WINDOWS)]] >= least).all(axis=1) & long_enough

    five = found["migraine_attacks"] >= 5
    verdicts = {
        "1.1": five,
        "1.3": each("headache", 15) & five & each("migraine", 8),
        "1.4.1": five & (found["status"] > 0),
        "1.5.1": ~five & ((found["migraine_attacks"] >= 1) | (found["all_but_one"] >= 5)),
        **{CODE_OF_CLASS[it]: each("headache", 15) & each(it, LIMIT_DAYS[it]) for it in CLASSES},
    }
    counts = [days(kind, window) for kind in COUNTED for window in range(WINDOWS)]
    kinds = {"attacks": "int32", "migraine_attacks": "int32", **dict.fromkeys(counts, "uint8")}
    answer = found[list(kinds)].astype(kinds)
    return answer.assign(**{met(code): verdicts[code] for code in ASKED}).reset_index()
