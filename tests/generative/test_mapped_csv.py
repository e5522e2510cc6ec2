"""Whatever the columns are called and however the values are written, a mapping reads what was written."""

import csv
import io
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from reprieve.pathway.diary.choices import AuraKind, Autonomic, Nausea, Quality, Side
from reprieve.pathway.diary.date_order import DateOrder
from reprieve.pathway.diary.mapping import DELIMITERS, LISTS, MEANINGS, SCALES, TRUTHS, UNITS, Column, Mapping, same
from reprieve.pathway.diary.mapping_file import mapping_from_json, mapping_to_json
from reprieve.pathway.diary.mapping_suggest import suggest
from reprieve.pathway.diary.mapping_words import bare
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import Attack, AuraSymptom
from reprieve.pathway.terms.errors import InvalidInput, ReprieveError, UnreadableFile
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

by_day = settings(deadline=None, max_examples=100, derandomize=True)
MADRID = ZoneInfo("Europe/Madrid")
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
# Names and words that can be told apart once case and blanks are put aside.
names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(bare)


def distinct(values, key):
    return st.lists(values, min_size=60, max_size=60, unique_by=key)


# Attacks and how they are written ----------------------------------------------------------------


@st.composite
def attacks(draw):
    # The night of a change of clocks is tried in the readers' own tests: here each time is shown once.
    start = draw(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1))).replace(tzinfo=UTC)  # noqa: DTZ001
    start = start.replace(second=0, microsecond=0, hour=max(start.hour, 5))
    lasted = draw(st.none() | st.integers(0, 10_000).map(lambda n: timedelta(minutes=n)))
    end = None if lasted is None else start + lasted
    aura = draw(st.sampled_from([YES, NO, NOT_KNOWN]))
    kinds = draw(st.sets(st.sampled_from(list(AuraKind)), max_size=2)) if aura is YES else set()
    items = {name: draw(st.sampled_from([YES, NO, NOT_KNOWN])) for name in TRUTHS if name not in ("aura", "ongoing")}
    return Attack(
        start=start,
        end=end,
        ongoing=draw(st.sampled_from([YES, NO, NOT_KNOWN])) if end is None else NOT_KNOWN,
        pain_0_to_10=draw(st.none() | st.integers(0, 10)),
        side=draw(st.none() | st.sampled_from(list(Side))),
        qualities=draw(st.none() | st.frozensets(st.sampled_from(list(Quality)))),
        autonomic=draw(st.none() | st.frozensets(st.sampled_from(list(Autonomic)))),
        nausea=draw(st.none() | st.sampled_from(list(Nausea))),
        aura=aura,
        aura_symptoms=tuple(AuraSymptom(kind=kind) for kind in AuraKind if kind in kinds),
        note=draw(texts.filter(lambda note: not note or note.strip())),
        **items,
    )


@st.composite
def styles(draw):
    """How a file is written: names, order, delimiter, dates, decimals, words."""
    column = iter(draw(distinct(names, same)))
    word = iter(draw(distinct(names.filter(lambda name: not set(name) & set(";|/")), bare)))
    meant = {}
    for sign in (
        *(f"quality.{one}" for one in Quality),
        *(f"autonomic.{one}" for one in Autonomic),
        *(f"side.{one}" for one in Side),
        *(f"aura.{one}" for one in AuraKind),
        "none",
        "yes",
        "no",
        "mild",
        "moderate",
        "severe",
    ):
        meant[sign] = next(word)
    means = [
        *draw(st.sampled_from([("start",), ("date", "time")])),
        *draw(st.sampled_from([("end",), ("end_date", "end_time"), ("duration",)])),
        *TRUTHS,
        *("pain", "side", "qualities", "autonomic", "nausea", "symptoms", "note"),
    ]
    means = draw(st.permutations(means))
    return {
        "names": {means: next(column) for means in means},
        "words": meant,
        "delimiter": draw(st.sampled_from(DELIMITERS)),
        "order": draw(st.sampled_from([None, DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST])),
        "mark": draw(st.sampled_from("/-.")),
        "half_days": draw(st.booleans()),
        "decimal_comma": draw(st.booleans()),
        "unit": draw(st.sampled_from(UNITS)),
        "scale": draw(st.sampled_from(["0-10", "0-5", "0-100"])),
        "separator": draw(st.sampled_from([";", "|", "/"])),
    }


def mapping_of(style):
    words = style["words"]
    answers = {words["yes"]: ("yes",), words["no"]: ("no",)}
    parts = {
        "duration": {"unit": style["unit"]},
        "pain": {"scale": style["scale"]},
        "nausea": {"words": answers | {words[grade]: (grade,) for grade in ("mild", "moderate", "severe")}},
        "side": {"words": {words[f"side.{one}"]: (f"side.{one}",) for one in Side}},
        "symptoms": {
            "separator": style["separator"],
            "words": {words[f"aura.{one}"]: (f"aura.{one}",) for one in AuraKind},
        },
    }
    for means, prefix, members in (("qualities", "quality", Quality), ("autonomic", "autonomic", Autonomic)):
        known = {words[f"{prefix}.{one}"]: (f"{prefix}.{one}",) for one in members}
        known[words["none"]] = ("none",)
        parts[means] = {"separator": style["separator"], "words": known, "complete": True}
    parts |= {name: {"words": answers} for name in TRUTHS}
    return Mapping(
        columns=tuple(
            Column(column=name, means=means, **parts.get(means, {})) for means, name in style["names"].items()
        ),
        delimiter=style["delimiter"],
        dates=style["order"],
        decimal_comma=style["decimal_comma"],
    )


def cells_of(attack, style):
    """What stands in each column of an attack, by its meaning."""
    words = style["words"]
    answer = {YES: words["yes"], NO: words["no"], NOT_KNOWN: ""}
    cells = {name: answer[getattr(attack, name)] for name in TRUTHS}
    cells |= times_of(attack, style)
    cells["note"] = attack.note
    cells["pain"] = (
        "" if attack.pain_0_to_10 is None else number(attack.pain_0_to_10 * SCALES[style["scale"]] / 10, style)
    )
    cells["side"] = "" if attack.side is None else words[f"side.{attack.side}"]
    grades = {None: "", Nausea.NONE: words["no"], Nausea.YES: words["yes"]}
    cells["nausea"] = grades[attack.nausea] if attack.nausea in grades else words[attack.nausea.value]
    for means, prefix in (("qualities", "quality"), ("autonomic", "autonomic")):
        some = getattr(attack, means)
        listed = [words[f"{prefix}.{one}"] for one in some or ()] or [words["none"]]
        cells[means] = "" if some is None else style["separator"].join(listed)
    cells["symptoms"] = style["separator"].join(words[f"aura.{one.kind}"] for one in attack.aura_symptoms)
    return cells


def times_of(attack, style):
    start, end = attack.start, attack.end
    cells = {
        "start": f"{day(start, style)} {clock(start, style)}",
        "date": day(start, style),
        "time": clock(start, style),
    }
    if end is not None:
        cells |= {
            "end": f"{day(end, style)} {clock(end, style)}",
            "end_date": day(end, style),
            "end_time": clock(end, style),
        }
        minutes = (end - start) // timedelta(minutes=1)
        spelt = {
            "seconds": str(minutes * 60),
            "minutes": str(minutes),
            "hours": number(round(minutes / 60, 6), style),
            "days": number(round(minutes / 1440, 8), style),
            "text": f"{minutes // 60}h {minutes % 60:02}m",
        }
        cells["duration"] = spelt[style["unit"]]
    return cells


def day(at, style):
    mark = style["mark"]
    if style["order"] is DateOrder.DAY_FIRST:
        return f"{at.day}{mark}{at.month}{mark}{at.year}"
    if style["order"] is DateOrder.MONTH_FIRST:
        return f"{at.month:02}{mark}{at.day:02}{mark}{at.year}"
    return f"{at.year}{mark}{at.month:02}{mark}{at.day:02}"


def clock(at, style):
    if style["half_days"]:
        return f"{at.hour % 12 or 12}:{at.minute:02} {'PM' if at.hour > 11 else 'AM'}"
    return f"{at.hour}:{at.minute:02}"


def number(value, style):
    text = f"{value:.8f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if style["decimal_comma"] else text


def written(attacks, style):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, [*style["names"]], delimiter=style["delimiter"], extrasaction="ignore", restval="", quoting=csv.QUOTE_ALL
    )
    csv.writer(out, delimiter=style["delimiter"], quoting=csv.QUOTE_ALL).writerow(style["names"].values())
    writer.writerows(cells_of(attack, style) for attack in attacks)
    return out.getvalue().encode()


def rounded(attack):
    """A length in days or hours is written with a few decimals: to the minute it says the same."""
    return None if attack.end is None else round((attack.end - attack.start) / timedelta(minutes=1), 3)


@by_day
@given(st.lists(attacks(), min_size=1, max_size=4, unique_by=lambda one: one.start), styles())
def test_a_diary_written_in_any_table_is_read_by_its_mapping(diary, style):
    mapping = mapping_of(style)
    assert mapping_from_json(mapping_to_json(mapping)) == mapping
    again = read_diary(io.BytesIO(written(diary, style)), zone="UTC", mapping=mapping)
    assert again.readings[0].left_out == ()
    for before, after in zip(sorted(diary, key=lambda one: one.start), again.attacks, strict=True):
        assert rounded(after) == rounded(before)
        assert changed(after) == changed(before)


def changed(attack):
    """All of an attack but its length."""
    names = [name for name in Attack.__slots__ if name not in ("end", "key")]
    return {name: getattr(attack, name) for name in names}


# Whatever comes ----------------------------------------------------------------------------------

COLUMNS = tuple(
    Column(column=means, means=means, **{"duration": {"unit": "text"}, "pain": {"scale": "0-10"}}.get(means, {}))
    for means in MEANINGS
    if means not in ("date", "time", "end_date", "end_time")
)
scraps = st.text(st.sampled_from("\",;|\t\r\n'=:-/+. 0123456789yesnopamhd4\x85\u2028é"), max_size=40)
times = st.sampled_from(
    ["2026-03-01 08:00", "3/4/2026 8:05 PM", "8th Dec 2021 9:00", "2026-03-29 02:30", "2026-10-25T02:30"]
)
words = st.sampled_from(
    ["yes", "no", "nausea", "none", "left", "throbbing", "ibuprofen", "7", "10", "4h 15m", "", "0", "mild"]
)


@by_day
@given(st.lists(st.lists(times | words | scraps, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=4))
def test_any_cells_get_an_answer(rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(column.column for column in COLUMNS)
    writer.writerows(rows)
    mapping = Mapping(columns=COLUMNS, dates=DateOrder.DAY_FIRST)
    try:
        once = read_diary(io.BytesIO(out.getvalue().encode()), zone="Europe/Madrid", mapping=mapping)
    except UnreadableFile:
        return
    twice = read_diary(*[io.BytesIO(out.getvalue().encode()) for _ in range(2)], zone="Europe/Madrid", mapping=mapping)
    assert (once.attacks, once.doses, once.days) == (twice.attacks, twice.doses, twice.days)


headers = st.lists(
    st.sampled_from(
        ["Date", "Start", "Hora", "Ende", "Pain (0-10)", "Schmerz", "Symptoms", "Nausea", "Meds", "Länge", "x"]
    )
    | texts,
    max_size=6,
)


@by_day
@given(headers, st.lists(st.lists(times | words | scraps, max_size=6), max_size=6), st.sampled_from(DELIMITERS))
def test_a_suggestion_for_any_table_can_be_kept_and_used(header, rows, delimiter):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    raw = out.getvalue().encode()
    try:
        suggestion = suggest(io.BytesIO(raw))
    except UnreadableFile:
        return
    if suggestion.mapping is None:
        return
    assert mapping_from_json(suggestion.draft) == suggestion.mapping
    with suppress(UnreadableFile):
        read_diary(io.BytesIO(raw), zone="UTC", mapping=suggestion.mapping)


@by_day
@given(st.binary(max_size=300) | texts.map(str.encode))
def test_any_bytes_get_a_suggestion_or_a_refusal(raw):
    with suppress(UnreadableFile):
        suggest(io.BytesIO(raw))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.sampled_from([*MEANINGS, *LISTS, "UTC"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
column_parts = st.fixed_dictionaries(
    {"column": texts | json_values, "means": st.sampled_from(list(MEANINGS)) | json_values},
    optional=dict.fromkeys(("unit", "scale", "separator", "words", "complete", "helped"), json_values),
)
mapping_parts = st.fixed_dictionaries(
    {"reprieve_mapping": st.just(1) | json_values, "columns": st.lists(column_parts, max_size=3) | json_values},
    optional=dict.fromkeys(("name", "delimiter", "dates", "decimal_comma", "formula_guard", "zone"), json_values),
)


@by_day
@given(mapping_parts.map(lambda data: json.dumps(data)) | texts)
def test_any_text_is_a_mapping_or_refused(text):
    try:
        mapping = mapping_from_json(text)
    except InvalidInput:
        return
    except ReprieveError as error:  # nothing else may be said of an option
        raise AssertionError from error
    assert mapping_from_json(mapping_to_json(mapping)) == mapping
