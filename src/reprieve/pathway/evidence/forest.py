"""The forest picture: each study with its interval, the pooled figure below, or that there is none.

Each study's name and figure stand above its interval, not beside it, so that the picture stays readable on a phone.
In a page it takes the page's own colour (`currentColor`) and no background, so it fits every theme; drawn inside
the page, not as an image file, and without inline styles, which the pages forbid.
"""

from __future__ import annotations

import re
import textwrap
from html import escape
from typing import Any

from reprieve.pathway.evidence.fitness import Measure
from reprieve.pathway.evidence.pooling import Line, Pooled, Refusal
from reprieve.pathway.evidence.showing import (
    axis_title,
    definition_of,
    is_single_arm,
    say_estimate,
    say_figure,
    say_result,
)
from reprieve.pathway.terms.text import say, spoken_language

WIDTH_PX = 330  # with its padding the width of a phone, so that nothing is scaled down there
ROW_PX = 54
CROWDED_ROW_PX = 80
TEXT_PX = 17
ZERO_MARK_PX = 12
LETTERS_OF_NAME_AND_FIGURE = 34
LETTERS_A_LINE = 36
FONT = "sans-serif"
PAGE_INK = "currentColor"
# Vega-Lite's own number; vl-convert carries this version inside itself.
VEGA_LITE = "6.1"


def forest_svg(result: Pooled | Refusal, *, ink: str = "black", paper: str | None = "white") -> str:
    """The picture as SVG, with its text alternative inside.

    Parameters
    ----------
    ink, paper : str
        Colours; `PAGE_INK` and None for a picture inside a page of any theme.
    """
    # Only here: altair takes about half a second to import.
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(forest_spec(result, ink=ink, paper=paper), vl_version=VEGA_LITE)
    label = escape(say_result(result), quote=True)
    plain = re.sub(r' (?:role="graphics-[a-z]+"|aria-[a-z]+="[^"]*")', "", drawn)
    return plain.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def forest_png(result: Pooled | Refusal, *, scale: float = 2) -> bytes:
    """The picture as PNG, black on white."""
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_png(forest_spec(result), vl_version=VEGA_LITE, scale=scale)
    return drawn


def forest_spec(result: Pooled | Refusal, *, ink: str = "black", paper: str | None = "white") -> dict[str, Any]:
    """The picture as a Vega-Lite specification."""
    import altair as alt

    rows = [_study_row(line, result.measure) for line in result.lines] + _summary_rows(result)
    # A long name and its figure do not fit one line: then the figure stands below the name, in every row alike.
    crowded = any(len(row["label"]) + len(row["figure"]) > LETTERS_OF_NAME_AND_FIGURE for row in rows)
    row_px = CROWDED_ROW_PX if crowded else ROW_PX
    for at, row in enumerate(rows):
        row["y"] = (at + 1) * row_px - ROW_PX * 0.25
    bottom = len(rows) * row_px
    axis = alt.Axis(
        title=textwrap.wrap(axis_title(result), LETTERS_A_LINE), grid=False, tickCount=5, labelExpr=_label_expression()
    )
    scale = alt.Scale(domain=[0, 100]) if result.measure is Measure.PROPORTION else alt.Scale(zero=True, nice=True)
    x = alt.X("low:Q", axis=axis, scale=scale)
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, bottom], reverse=True, nice=False, zero=False))
    everything = alt.Chart(alt.InlineData(values=rows))
    ruled = everything.transform_filter("isValid(datum.low)")
    layers = [
        ruled.transform_filter("!datum.dashed").mark_rule(strokeWidth=2, color=ink).encode(x=x, x2="high:Q", y=y),
        ruled.transform_filter("datum.dashed")
        .mark_rule(strokeWidth=2, strokeDash=[6, 4], color=ink)
        .encode(x=x, x2="high:Q", y=y),
        everything.transform_filter("isValid(datum.estimate)")
        .mark_point(filled=True, color=ink, opacity=1)
        .encode(
            x="estimate:Q",
            y=y,
            size=alt.Size("size:Q", scale=None),
            shape=alt.Shape("shape:N", scale=None),
        ),
        everything.mark_text(
            align="left", fontSize=TEXT_PX, fontWeight="bold", color=ink, dy=-44 if crowded else -20
        ).encode(x=alt.value(0), y=y, text="label:N"),
        everything.mark_text(align="left" if crowded else "right", fontSize=TEXT_PX, color=ink, dy=-20).encode(
            x=alt.value(0 if crowded else WIDTH_PX), y=y, text="figure:N"
        ),
    ]
    if result.measure is Measure.MEAN_DIFFERENCE:
        # A mark in each row, not a line through all: that would cross the names.
        marks = [{"low": 0, "y": row["y"] - ZERO_MARK_PX, "y2": row["y"] + ZERO_MARK_PX} for row in rows]
        zero = alt.Chart(alt.InlineData(values=marks)).mark_rule(strokeWidth=1, color=ink).encode(x=x, y=y, y2="y2:Q")
        layers.insert(0, zero)
    # As a dictionary from here on: the title's colour is `currentColor`, which Altair's checks do not know.
    spec: dict[str, Any] = alt.layer(*layers).properties(width=WIDTH_PX, height=bottom).to_dict(validate=False)
    spec["title"] = _title(result, ink)
    spec["background"] = paper
    spec["padding"] = 8
    spec["config"] = _config(ink)
    return spec


def _study_row(line: Line, measure: Measure) -> dict[str, Any]:
    weight = line.weight_percent
    return {
        "label": line.row.study.label,
        "figure": say_figure(line, measure),
        "estimate": line.estimate,
        "low": line.interval.low,
        "high": line.interval.high,
        "size": 80 if weight is None else 40 + 4 * weight,
        "shape": "square",
        "dashed": False,
    }


def _summary_rows(result: Pooled | Refusal) -> list[dict[str, Any]]:
    """The pooled figure and where a next study would fall, or that nothing is pooled."""
    if isinstance(result, Refusal):
        return [{"label": say("Not put together"), "figure": say("see the reasons"), "dashed": False}]
    ends = result.interval
    together = {
        "label": say("Together"),
        "figure": say_estimate(result.estimate, ends, result.measure),
        "estimate": result.estimate,
        "low": ends.low,
        "high": ends.high,
        "size": 260,
        "shape": "diamond",
        "dashed": False,
    }
    if result.prediction is None:
        return [together]
    expected = {"low": result.prediction.low, "high": result.prediction.high}
    return [together, {"label": say("A next study"), "figure": "", **expected, "dashed": True}]


def _title(result: Pooled | Refusal, ink: str) -> dict[str, Any]:
    below = [say("Uncontrolled, single arm")] if is_single_arm(result) else []
    return {
        "text": textwrap.wrap(definition_of(result), LETTERS_A_LINE),
        "subtitle": below,
        "anchor": "start",
        "offset": 12,
        "fontSize": TEXT_PX + 1,
        "subtitleFontSize": TEXT_PX,
        "subtitlePadding": 6,
        "subtitleFontWeight": "bold",
        "color": ink,
        "subtitleColor": ink,
        "font": FONT,
        "subtitleFont": FONT,
    }


def _config(ink: str) -> dict[str, Any]:
    axis = {"labelFontSize": TEXT_PX - 1, "titleFontSize": TEXT_PX - 1, "titleFontWeight": "normal", "titlePadding": 8}
    colours = dict.fromkeys(("labelColor", "titleColor", "tickColor", "domainColor"), ink)
    # One text alternative for the whole; Vega's own would read every tick aloud.
    return {"aria": False, "font": FONT, "axis": {**axis, **colours}, "view": {"stroke": None}}


def _label_expression() -> str:
    return "replace(datum.label, '.', ',')" if spoken_language() == "es" else "datum.label"
