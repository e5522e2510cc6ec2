"""How is one span of a diary drawn? As one SVG of plain rectangles, whose look stands in the style sheet.

Every number in it stands in the table behind it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reprieve.clinic.desk.chart_data import ChartData, Column, shown_classes
from reprieve.clinic.desk.chart_words import CLASSES, DAYS, STRENGTHS
from reprieve.pathway.diagnosis.medication_overuse import COUNTED_DAYS

WIDTH = 1000
TITLE, GAP = 24, 14
DAYS_HIGH, ATTACKS_HIGH, CLASS_HIGH, TREATMENT_HIGH, AXIS_HIGH = 96, 72, 30, 16, 26
# From the bottom of a column upwards: what hurts most stands on the ground.
_LOOKS = {"m": "migraine", "h": "headache", "u": "unsure", "n": "none", "-": "unwritten"}
# Days a month from which on a class counts as overused, where the chart counts by months.
LIMITS = {
    "triptan": COUNTED_DAYS["8.2.2"].at_least,
    "non_opioid": COUNTED_DAYS["8.2.3"].at_least,
    "combination": COUNTED_DAYS["8.2.5"].at_least,
    "opioid": COUNTED_DAYS["8.2.4"].at_least,
    "ergotamine": COUNTED_DAYS["8.2.1"].at_least,
}

Rect = tuple[str, float, float, float, float]  # its look, then x, y, width and height
TEXT = '<text class="{}" x="{}" y="{}">{}</text>'


def draw(data: ChartData, *, about: str) -> SafeString:
    """The picture; `about` says in words what it shows."""
    sheet = _Sheet(data)
    sheet.days()
    sheet.attacks()
    for name in shown_classes(data):
        sheet.drugs(name)
    sheet.treatments()
    sheet.axis()
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        round(sheet.y),
        about,
        format_html_join("", "{}", ((part,) for part in (*sheet.ticks, *sheet.parts))),
    )


class _Sheet:
    """Lane below lane; `y` is where the next begins."""

    def __init__(self, data: ChartData) -> None:
        self.data = data
        self.step = WIDTH / len(data.columns)
        self.parts: list[SafeString] = []
        self.ticks: list[SafeString] = []  # drawn first, so that no line runs through a word
        self.y = 0.0

    def days(self) -> None:
        most = max(sum(column.days.values()) for column in self.data.columns)
        self._stacks(_("Days"), [column.days for column in self.data.columns], DAYS, _LOOKS, most, DAYS_HIGH)

    def attacks(self) -> None:
        most = max(sum(column.attacks.values()) for column in self.data.columns)
        title = _("Attacks begun, at most %(n)d in a column") % {"n": most}
        looks = {name: name for name in STRENGTHS}
        self._stacks(title, [column.attacks for column in self.data.columns], STRENGTHS, looks, most, ATTACKS_HIGH)

    def drugs(self, name: str) -> None:
        """Days with a class of drug; by months with the line at which a class counts as overused."""
        most = max(max(column.drugs.get(name, 0) for column in self.data.columns), LIMITS.get(name, 0))
        if self.data.unit != "month":
            most = max(sum(column.days.values()) for column in self.data.columns)
        title = _("Days with: %(class)s") % {"class": str(CLASSES[name])}
        limit = LIMITS.get(name) if self.data.unit == "month" else None
        if limit:
            title = _("%(title)s (line: %(n)d days a month)") % {"title": title, "n": limit}
        top = self._lane(title, CLASS_HIGH)
        self._rects(
            ("taken", *self._bar(n, column.drugs.get(name, 0), 0, most, top, CLASS_HIGH))
            for n, column in enumerate(self.data.columns)
            if column.drugs.get(name)
        )
        if limit:
            level = round(top + CLASS_HIGH * (1 - limit / most), 1)
            line = '<line class="limit" x1="0" x2="{}" y1="{}" y2="{}"/>'
            self.parts.append(format_html(line, WIDTH, level, level))

    def treatments(self) -> None:
        """A bar for each treatment of which a time is known."""
        for it in self.data.treatments:
            if it.first is None or it.last is None:
                continue
            top = self._lane(f"{it.name}: {it.words}", TREATMENT_HIGH)
            left, right = self._place(it.first), self._place(it.last, after=True)
            self._rects([("treatment", left, top, max(right - left, 3.0), TREATMENT_HIGH)])

    def axis(self) -> None:
        """Names below the columns, as many as there is room for; a line where each begins."""
        every = -(-len(self.data.columns) // 12)
        year = 12 if self.data.unit == "month" and every > 2 else 0
        for n, column in enumerate(self.data.columns):
            named = (column.first.month == 1 or n == 0) if year else n % every == 0
            if named and n * self.step < WIDTH - 50:
                x = round(n * self.step, 1)
                tick = '<line class="tick" x1="{}" x2="{}" y1="0" y2="{}"/>'
                self.ticks.append(format_html(tick, x, x, round(self.y + 8)))
                if not (year and n == 0 and column.first.month > 6):  # else it would run into the next
                    self.parts.append(format_html(TEXT, "axis", x + 3, round(self.y + 18), _short(column, bool(year))))
        self.y += AXIS_HIGH

    def _stacks(
        self,
        title: str,
        counts: Sequence[Mapping[str, int]],
        kinds: Mapping[str, object],
        looks: Mapping[str, str],
        most: int,
        high: int,
    ) -> None:
        top = self._lane(title, high)
        self._rects(self._stacked(counts, kinds, looks, max(most, 1), top, high))

    def _stacked(
        self,
        counts: Sequence[Mapping[str, int]],
        kinds: Mapping[str, object],
        looks: Mapping[str, str],
        most: int,
        top: float,
        high: int,
    ) -> Iterator[Rect]:
        for n, of_column in enumerate(counts):
            below = 0
            for kind in kinds:
                count = of_column.get(kind, 0)
                if count:
                    yield (looks[kind], *self._bar(n, count, below, most, top, high))
                    below += count

    def _bar(
        self, n: int, count: int, below: int, most: int, top: float, high: int
    ) -> tuple[float, float, float, float]:
        height = high * count / most
        gap = min(self.step * 0.12, 2.0)
        y = top + high - high * below / most - height
        return round(n * self.step + gap / 2, 1), round(y, 1), round(self.step - gap, 1), round(height, 1)

    def _lane(self, title: str, high: int) -> float:
        """The top of a new lane below its title."""
        self.parts.append(format_html(TEXT, "lane", 0, round(self.y + TITLE - 7), title))
        top = self.y + TITLE
        self.y = top + high + GAP
        return top

    def _rects(self, rects: Iterable[Rect]) -> None:
        # A look is a word of ours and all else a number: nothing to escape, a thousand times over.
        drawn = "".join(
            f'<rect class="{look}" x="{x}" y="{y}" width="{w}" height="{h}"/>' for look, x, y, w, h in rects
        )
        self.parts.append(mark_safe(drawn))  # noqa: S308

    def _place(self, day: date, *, after: bool = False) -> float:
        """Where a day begins, or ends, between the first and the last column."""
        for n, column in enumerate(self.data.columns):
            if day <= column.last:
                length = (column.last - column.first).days + 1
                return round((n + ((day - column.first).days + after) / length) * self.step, 1)
        return float(WIDTH)


def _short(column: Column, year: bool) -> str:
    return str(column.first.year) if year else date_format(column.first, _("j M"))


def draw_rows(rows: Iterable[tuple[str, str, Iterable[int]]]) -> SafeString:
    """The rows of the table behind it: a name, the month it leads to or nothing, and the counts.

    Drawn here as the tiles of a month are: a thousand cells are too many for a template's own loop.
    """
    return format_html_join(
        "\n",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (_row_name(name, month), mark_safe("".join(f"<td>{n:d}</td>" for n in counts)))  # noqa: S308 # numbers
            for name, month, counts in rows
        ),
    )


def _row_name(name: str, month: str) -> str:
    return format_html('<a href="?from={0}&amp;to={0}">{1}</a>', month, name) if month else name
