"""Radio buttons and check boxes as large rows, and a list of hundreds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe


class _LargeRows(forms.widgets.ChoiceWidget):
    template_name = "ui/choices.html"

    def create_option(self, *args: Any, **named: Any) -> dict[str, Any]:
        """The focus goes to the first row: a page may send it to one control only."""
        option: dict[str, Any] = super().create_option(*args, **named)
        if option["index"] != "0":
            option["attrs"].pop("autofocus", None)
        return option


class LargeRadios(_LargeRows, forms.RadioSelect):
    template_name = "ui/choices.html"


class LargeCheckboxes(_LargeRows, forms.CheckboxSelectMultiple):
    template_name = "ui/choices.html"


class LongSelect(forms.Select):
    """A list of hundreds, as of time zones: a template for each of its lines would cost more than the whole page."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        groups = "".join(_group(label, options) for label, options, _index in widget["optgroups"])
        lines = mark_safe(groups)  # noqa: S308 # escaped in _line and _group
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(widget["attrs"]), lines)


def _group(label: str | None, options: list[dict[str, Any]]) -> str:
    lines = "".join(_line(option) for option in options)
    return f'<optgroup label="{conditional_escape(label)}">{lines}</optgroup>' if label else lines


def _line(option: dict[str, Any]) -> str:
    chosen = " selected" if option["selected"] else ""
    return (
        f'<option value="{conditional_escape(option["value"])}"{chosen}>{conditional_escape(option["label"])}</option>'
    )
