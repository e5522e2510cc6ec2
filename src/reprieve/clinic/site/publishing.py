"""No number without a claim or a source: what must hold before a page may be seen by anyone.

The form tells the editor which sentence; saving a page that is, or will be, live refuses again, whatever way it takes.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Revision

from reprieve.clinic.site.citing import unknown_markers
from reprieve.clinic.site.numbers import find_uncited

# The buttons of the editors' pages that make a page live, now or later.
PUBLISHES = ("action-publish", "action-submit")


def what_stands_against(page: Any) -> list[str]:
    """Why the page may not be published, each with the sentence; empty where it may."""
    parts = list(page.said_parts())
    against = [
        _("%(where)s: “%(sentence)s” holds a number. Add a marker such as [^claim-id] after it.")
        % {"where": it.where, "sentence": it.sentence}
        for it in find_uncited(parts)
    ]
    for where, text in parts:
        against += [
            _("%(where)s: [^%(marker)s] is no claim, study or source.") % {"where": where, "marker": marker}
            for marker in unknown_markers(text)
        ]
    return against


def refuse_uncited(page: Any) -> None:
    """Raise ValidationError with every sentence at once."""
    against = what_stands_against(page)
    if against:
        raise ValidationError(against)


class CitingPageForm(WagtailAdminPageForm):
    """Drafts may hold anything; what is to be published may not."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if any(self.data.get(button) for button in PUBLISHES) and not self.errors:
            for sentence in what_stands_against(self.as_it_would_be(cleaned)):
                self.add_error(None, sentence)
        return cleaned

    def as_it_would_be(self, cleaned: dict[str, Any]) -> Any:
        """The page with what was typed; the form itself writes it there only after this."""
        page = self.instance
        for name, value in cleaned.items():
            if name in page.SAYS:
                setattr(page, name, value)
        return page


def check_scheduled(sender: type[Revision], instance: Revision, **_: Any) -> None:
    """A revision that is approved for later is checked when it is approved."""
    if instance.approved_go_live_at is None:
        return
    page = instance.as_object()
    if hasattr(page, "said_parts"):
        refuse_uncited(page)
