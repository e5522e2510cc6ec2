"""The form of a price list. What its words must be is known to the public pages, which register a hook for it."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm

ASKED_OF = "what_stands_against_own_words"


class PriceListForm(WagtailAdminModelForm):
    """Drafts may say anything; what is to be published, now or later, may not."""

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        if valid and self.data.get("action-publish"):
            parts = list(self.typed_parts())
            for look in hooks.get_hooks(ASKED_OF):
                for sentence in look(parts):
                    self.add_error(None, sentence)
        return valid and not self.errors

    def typed_parts(self) -> Iterator[tuple[str, str]]:
        """What was typed, prices included; the content system keeps them only after this."""
        yield from self.instance.notes()
        prices = self.formsets["prices"]
        for form in prices.forms:
            if form not in prices.deleted_forms and (form.instance.pk or form.has_changed()):
                yield from form.instance.own_parts()
