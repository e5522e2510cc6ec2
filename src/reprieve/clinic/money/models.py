"""The price list as the clinic sets it: a draft until it is published, and every published state is kept.

Wagtail keeps the drafts and the revisions: the rows here are the published state, and change only when somebody
publishes, now or at the time they set.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PublishingPanel
from wagtail.models import DraftStateMixin, Orderable, RevisionMixin

from reprieve.clinic.money.editing import PriceListForm


class PriceList(DraftStateMixin, RevisionMixin, ClusterableModel):
    """All prices of the clinic that hold at the same time."""

    name = models.CharField(_("name"), max_length=100, help_text=_("For you only, such as “2027”."))
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    valid_from = models.DateField(_("valid from"))
    example = models.BooleanField(
        _("example figures"), default=False, help_text=_("The page says that these are no clinic's prices.")
    )
    note_en = models.TextField(_("note (English)"), blank=True)
    note_es = models.TextField(_("note (Spanish)"), blank=True)

    # The fields that are checked before everyone sees them; the name is for the clinic alone.
    SAYS: ClassVar[tuple[str, ...]] = ("note_en", "note_es")
    base_form_class = PriceListForm
    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("currency"),
        FieldPanel("valid_from"),
        FieldPanel("example"),
        FieldPanel("note_en"),
        FieldPanel("note_es"),
        InlinePanel("prices", label=_("price")),
        PublishingPanel(),
    ]

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")

    def __str__(self) -> str:
        return self.name

    def notes(self) -> Iterator[tuple[str, str]]:
        yield gettext("note (English)"), escape(self.note_en)
        yield gettext("note (Spanish)"), escape(self.note_es)

    def own_parts(self) -> Iterator[tuple[str, str]]:
        """All that the list says in words, each piece with where it stands."""
        yield from self.notes()
        for price in self.prices.all():
            yield from price.own_parts()


class Kind(models.TextChoices):
    VISIT = "visit", _("Visits")
    INFUSION = "infusion", _("Infusions")
    PACKAGE = "package", _("Packages")
    PLAN = "plan", _("Paying over time")
    SLIDING = "sliding", _("Paying by what you earn")


class Price(Orderable):
    """One line of the list. A line without an amount says in its note how the amount is found."""

    price_list = ParentalKey(PriceList, on_delete=models.CASCADE, related_name="prices")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name_en = models.CharField(_("name (English)"), max_length=200)
    name_es = models.CharField(_("name (Spanish)"), max_length=200)
    amount = models.DecimalField(
        _("amount"), max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    note_en = models.CharField(_("what it holds (English)"), max_length=400, blank=True)
    note_es = models.CharField(_("what it holds (Spanish)"), max_length=400, blank=True)

    panels: ClassVar = [FieldPanel(name) for name in ("kind", "name_en", "name_es", "amount", "note_en", "note_es")]

    class Meta(Orderable.Meta):
        verbose_name = _("price")
        verbose_name_plural = _("prices")

    def __str__(self) -> str:
        return self.name_en

    @property
    def live(self) -> bool:
        return self.price_list_id is not None and self.price_list.live

    def own_parts(self) -> Iterator[tuple[str, str]]:
        where = gettext("price “%(name)s”") % {"name": self.name_en}
        for words in (self.name_en, self.name_es, self.note_en, self.note_es):
            yield where, escape(words)
