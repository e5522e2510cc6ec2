"""The form of a visitor's table whose columns are explained."""

from __future__ import annotations

from reprieve.clinic.bringing.columns_form import ColumnsAnswered
from reprieve.clinic.site.forms import DiaryForm


class ColumnsForm(ColumnsAnswered, DiaryForm):
    """What the columns mean, and all else that a visitor is asked."""
