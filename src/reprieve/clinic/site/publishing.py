"""No number without a claim or a source: what must hold before anyone may see a page, a price list, a name.

The form tells the editor which sentence; saving what is, or will be, public refuses again, whatever way it takes.

What is looked at says up to three kinds of pieces, each with where it stands:

- `said_parts()`: text that cites; a number needs a marker.
- `named_parts()`: titles and names, beside which no source can stand; they hold neither number nor marker.
- `own_parts()`: what the clinic says of itself; only its own numbers stand there (own_numbers.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, Revision

from reprieve.clinic.site.citing import unknown_markers
from reprieve.clinic.site.holding import figures_beside_claims
from reprieve.clinic.site.numbers import cited_in, find_uncited, holds_number, sentences
from reprieve.clinic.site.own_numbers import without_own_numbers
from reprieve.clinic.site.parts import Part

# The buttons of the editors' pages that make a page live, now or later.
PUBLISHES = ("action-publish", "action-submit")
KINDS_OF_PARTS = ("said_parts", "named_parts", "own_parts")


def speaks(it: object) -> bool:
    return any(hasattr(it, kind) for kind in KINDS_OF_PARTS)


def what_stands_against(it: Any) -> list[str]:
    """Why it may not be public, each with the sentence; empty where it may."""
    said, named, own = (list(getattr(it, kind)()) if hasattr(it, kind) else [] for kind in KINDS_OF_PARTS)
    return [*against_text(said), *against_names(named), *against_own(own)]


def against_text(parts: Collection[Part]) -> Iterator[str]:
    for it in find_uncited(parts):
        yield _("%(where)s: “%(sentence)s” holds a number. Add a marker such as [^claim-id] after it.") % {
            "where": it.where,
            "sentence": it.sentence,
        }
    for where, text in parts:
        for marker in unknown_markers(text):
            yield _("%(where)s: [^%(marker)s] is no claim, study or source.") % {"where": where, "marker": marker}
    for where, sentence, figure in figures_beside_claims(parts):
        yield _(
            "%(where)s: “%(sentence)s” says %(figure)s, and no claim that it cites does. "
            "Correct it, or cite the study or source that says it."
        ) % {"where": where, "sentence": sentence, "figure": figure}


def against_names(parts: Iterable[Part]) -> Iterator[str]:
    for where, html in parts:
        for sentence in sentences(html):
            if holds_number(sentence) or cited_in(sentence):
                yield _(
                    "%(where)s: “%(sentence)s” holds a number or a marker. No source can stand beside it: "
                    "say it without, and give the number in the text."
                ) % {"where": where, "sentence": sentence}


def against_own(parts: Iterable[Part]) -> Iterator[str]:
    for where, html in parts:
        for sentence in sentences(html):
            if cited_in(sentence) or holds_number(without_own_numbers(sentence)):
                yield _(
                    "%(where)s: “%(sentence)s” holds a number that is no price, time or place of the clinic. "
                    "Say it on a page, with its source."
                ) % {"where": where, "sentence": sentence}


def refuse_uncited(it: Any) -> None:
    """Raise ValidationError with every sentence at once."""
    against = what_stands_against(it)
    if against:
        raise ValidationError(against)


class CitingPageForm(WagtailAdminPageForm):
    """Drafts may hold anything; what is to be published may not."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if any(self.data.get(button) for button in PUBLISHES) and not self.errors:
            it = self.as_it_would_be(cleaned)
            for sentence in what_stands_against(it):
                self.add_error(None, sentence)
            for name in getattr(it, "NEEDS", ()):
                if not cleaned.get(name):
                    self.add_error(name, it.NEEDS[name])
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
    it = instance.as_object()
    if speaks(it):
        refuse_uncited(it)


@receiver(pre_save, dispatch_uid="nothing_public_without_a_source")
def check_what_everyone_sees(
    sender: type[Model], instance: Any, update_fields: Collection[str] | None = None, **_: Any
) -> None:
    """A draft is not looked at, nor a note beside the content, such as which revision is the newest."""
    if not speaks(instance) and type(instance) is not Page:
        return
    if update_fields is not None and not touches_words(instance, update_fields):
        return
    stands = as_it_will_stand(instance, update_fields)
    if stands is not None and speaks(stands) and getattr(stands, "live", True):
        refuse_uncited(stands)


def touches_words(it: Any, fields: Collection[str]) -> bool:
    kind = it.specific_class if isinstance(it, Page) else type(it)
    said: Collection[str] | None = getattr(kind, "SAYS", None)
    return said is None or not {*said, "live"}.isdisjoint(fields)


def as_it_will_stand(it: Any, update_fields: Collection[str] | None) -> Any:
    """The whole object after saving: what is not written stays as the database has it."""
    kind = it.specific_class if isinstance(it, Page) else type(it)
    if update_fields is None and kind is type(it):
        return it
    stands = None if kind is None else kind._default_manager.filter(pk=it.pk).first()
    if stands is None:
        return None
    for field in type(it)._meta.concrete_fields:
        if update_fields is None or {field.name, field.attname} & set(update_fields):
            setattr(stands, field.attname, getattr(it, field.attname))
    return stands
