"""What several pages share: topics, those who write and review, the clinic's own address and hours."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import ClassVar

from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable
from wagtail.snippets.models import register_snippet

from reprieve.clinic.site.parts import Part
from reprieve.clinic.site.publishing import refuse_uncited


class SaysBoth(models.Model):
    """Has a name in each language, which everyone sees at once."""

    name_en = models.CharField(_("name (English)"), max_length=120)
    name_es = models.CharField(_("name (Spanish)"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en

    def clean(self) -> None:
        super().clean()
        refuse_uncited(self)

    def named_parts(self) -> Iterator[Part]:
        yield gettext("name (English)"), escape(self.name_en)
        yield gettext("name (Spanish)"), escape(self.name_es)

    @property
    def name(self) -> str:
        """In the language that is spoken now."""
        return self.name_es if (get_language() or "").startswith("es") else self.name_en


@register_snippet
class Topic(SaysBoth):
    """What an article is about; articles that share topics are related."""

    slug = models.SlugField(_("slug"), unique=True, max_length=60)

    panels: ClassVar = [FieldPanel("name_en"), FieldPanel("name_es"), FieldPanel("slug")]

    class Meta:
        ordering = ("slug",)
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


@register_snippet
class Author(SaysBoth):
    """Who writes or reviews: a person, or a group that signs together."""

    is_group = models.BooleanField(_("a group, not one person"), default=False)
    credentials = models.CharField(_("credentials"), max_length=120, blank=True, help_text=_("Such as MD, RN."))
    reviews = models.BooleanField(_("may review for medical correctness"), default=False)

    panels: ClassVar = [FieldPanel(it) for it in ("name_en", "name_es", "is_group", "credentials", "reviews")]

    class Meta:
        ordering = ("name_en",)
        verbose_name = _("author or reviewer")
        verbose_name_plural = _("authors and reviewers")

    def named_parts(self) -> Iterator[Part]:
        yield from super().named_parts()
        yield gettext("credentials"), escape(self.credentials)


@register_setting(icon="site")
class ClinicDetails(BaseSiteSetting, ClusterableModel):
    """Where the clinic is, when it is open and how to reach it. No number here needs a source, but one in the note."""

    name = models.CharField(_("name of the clinic"), max_length=120, default="Reprieve")
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.CharField(_("state"), max_length=60, blank=True)
    postal_code = models.CharField(_("ZIP code"), max_length=20, blank=True)
    country = models.CharField(_("country (two letters)"), max_length=2, default="US")
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    note_en = models.CharField(_("note (English)"), max_length=300, blank=True)
    note_es = models.CharField(_("note (Spanish)"), max_length=300, blank=True)

    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("street"),
        FieldRowPanel([FieldPanel("city"), FieldPanel("region"), FieldPanel("postal_code"), FieldPanel("country")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        FieldPanel("note_en"),
        FieldPanel("note_es"),
        InlinePanel("hours", label=_("opening hours")),
    ]

    class Meta:
        verbose_name = _("address and hours")

    def clean(self) -> None:
        super().clean()
        refuse_uncited(self)

    def own_parts(self) -> Iterator[Part]:
        yield gettext("note (English)"), escape(self.note_en)
        yield gettext("note (Spanish)"), escape(self.note_es)

    @property
    def note(self) -> str:
        return self.note_es if (get_language() or "").startswith("es") else self.note_en

    @property
    def phone_link(self) -> str:
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningHours(Orderable):
    """One span of one day of the week."""

    details = ParentalKey(ClinicDetails, on_delete=models.CASCADE, related_name="hours")
    weekday = models.IntegerField(_("day"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    panels: ClassVar = [FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")])]

    class Meta(Orderable.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="closes_after_opening")
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"
