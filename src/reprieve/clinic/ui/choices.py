"""Radio buttons and check boxes as large rows."""

from __future__ import annotations

from typing import Any

from django import forms


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
