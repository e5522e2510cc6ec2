"""The kinds of pages that an editor can make."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape, unescape
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from reprieve.clinic.site.blocks import BodyBlock, SectionsBlock
from reprieve.clinic.site.citing import Footnotes, without_markers
from reprieve.clinic.site.folding import fold
from reprieve.clinic.site.parts import Part, parts_of_stream
from reprieve.clinic.site.publishing import CitingPageForm
from reprieve.clinic.site.snippets import Author, Topic

RELATED = 3


class PublicPage(Page):
    """What all pages share: a summary, a body, when it was written and reviewed and by whom."""

    summary = models.TextField(
        _("summary"), max_length=400, blank=True, help_text=_("One or two sentences for lists and search engines.")
    )
    written = models.DateField(_("written"), null=True, blank=True)
    reviewed = models.DateField(_("medically reviewed"), null=True, blank=True)
    reviewer = models.ForeignKey(
        Author,
        verbose_name=_("medical reviewer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"reviews": True},
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    # The fields that the check looks at.
    SAYS: ClassVar[tuple[str, ...]] = ("title", "seo_title", "search_description", "summary", "body")
    schema_type = "MedicalWebPage"

    base_form_class = CitingPageForm
    private_page_options: ClassVar[list[str]] = []
    promote_panels: ClassVar = [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")]),
    ]
    dates_panel = FieldRowPanel(
        [FieldPanel("written"), FieldPanel("reviewed"), FieldPanel("reviewer")], heading=_("Dates and review")
    )
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body"), dates_panel]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("folded_title", boost=4),
        index.SearchField("folded_text"),
    ]

    class Meta:
        abstract = True

    def named_parts(self) -> Iterator[Part]:
        yield gettext("title"), escape(self.title)
        yield gettext("title for search engines"), escape(self.seo_title)

    def said_parts(self) -> Iterator[Part]:
        """All that the page says besides its titles, each piece with where it stands."""
        yield gettext("summary"), escape(self.summary)
        yield gettext("description for search engines"), escape(self.search_description)
        yield from parts_of_stream(self.body)

    def folded_title(self) -> str:
        return fold(self.title)

    def folded_text(self) -> str:
        parts = (*self.named_parts(), *self.said_parts())
        said = (without_markers(unescape(strip_tags(html))) for where, html in parts)
        return fold(" ".join(said))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"footnotes": Footnotes()}


class HomePage(PublicPage):
    """The start page of one language."""

    max_count_per_parent = 2
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    template = "site/home_page.html"
    schema_type = "WebPage"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {"articles": articles_in(self.locale_id)[:3]}


class ArticleIndexPage(PublicPage):
    """All articles, newest first; `?topic=` narrows them."""

    parent_page_types: ClassVar = [HomePage]
    subpage_types: ClassVar = ["clinic_site.ArticlePage"]
    template = "site/article_index_page.html"
    schema_type = "CollectionPage"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        articles = articles_in(self.locale_id).prefetch_related("topics")
        topic = Topic.objects.filter(slug=request.GET.get("topic", "")).first()
        topics = Topic.objects.filter(articlepage__in=articles).distinct()
        return context | {
            "articles": articles.filter(topics=topic) if topic else articles,
            "topic": topic,
            "topics": topics,
        }


class ArticlePage(PublicPage):
    """One article."""

    authors = ParentalManyToManyField(Author, verbose_name=_("authors"), blank=True, related_name="articles")
    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture for lists and shared links"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_alternative = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    order = models.PositiveIntegerField(_("place in the list"), default=100)

    SAYS: ClassVar[tuple[str, ...]] = (*PublicPage.SAYS, "picture_alternative")
    # What a reader would miss. Nobody publishes an article without it: followers get a letter at once.
    NEEDS: ClassVar = {
        "body": _("An article must say something. Add a block of text."),
        "written": _("Say when it was written: readers must see how old it is."),
        "authors": _("Say who wrote it."),
    }
    parent_page_types: ClassVar = [ArticleIndexPage]
    subpage_types: ClassVar[list[str]] = []
    template = "site/article_page.html"
    content_panels: ClassVar = [
        *PublicPage.content_panels,
        FieldPanel("authors"),
        FieldPanel("topics"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alternative")], heading=_("Picture")),
        InlinePanel("related_pages", label=_("related page"), heading=_("Read next (else by topic)")),
        FieldPanel("order"),
    ]

    def said_parts(self) -> Iterator[Part]:
        yield from super().said_parts()
        yield gettext("what the picture shows"), escape(self.picture_alternative)

    def clean(self) -> None:
        super().clean()
        if self.picture_id and not self.picture_alternative.strip():
            raise ValidationError({"picture_alternative": gettext("Say what the picture shows.")})

    def related(self) -> list[ArticlePage | Page]:
        """The pages chosen by an editor; else the articles that share most topics."""
        chosen = [it.page.specific for it in self.related_pages.select_related("page") if it.page.live]
        if chosen:
            return chosen
        shared = models.Count("topics", filter=models.Q(topics__in=self.topics.all()))
        others = articles_in(self.locale_id).exclude(pk=self.pk).annotate(shared=shared)
        return list(others.filter(shared__gt=0).order_by("-shared", "order", "-written")[:RELATED])


class RelatedPage(Orderable):
    """A page that an editor chose to be read next."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_pages")
    page = models.ForeignKey("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")

    panels: ClassVar = [PageChooserPanel("page")]

    def __str__(self) -> str:
        return str(self.page)


class FaqPage(PublicPage):
    """Questions and answers in sections."""

    sections = StreamField(SectionsBlock(), verbose_name=_("sections"), blank=True)

    SAYS: ClassVar[tuple[str, ...]] = (*PublicPage.SAYS, "sections")
    parent_page_types: ClassVar = [HomePage]
    subpage_types: ClassVar[list[str]] = []
    template = "site/faq_page.html"
    schema_type = "FAQPage"
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("sections"),
        PublicPage.dates_panel,
    ]

    def said_parts(self) -> Iterator[Part]:
        yield from super().said_parts()
        yield from parts_of_stream(self.sections)


class ResearchPage(PublicPage):
    """What was studied, with the figures as they are computed from the data."""

    parent_page_types: ClassVar = [HomePage]
    template = "site/plain_page.html"


class PressPage(PublicPage):
    parent_page_types: ClassVar = [HomePage]
    template = "site/plain_page.html"
    schema_type = "WebPage"


class PricesPage(PublicPage):
    parent_page_types: ClassVar = [HomePage]
    template = "site/plain_page.html"
    schema_type = "WebPage"


class Role(models.TextChoices):
    """What a plain page is for; menus and search engines find it by this."""

    OTHER = "other", _("another page")
    ABOUT = "about", _("about us")
    TEAM = "team", _("team")
    CONTACT = "contact", _("contact")
    PRIVACY = "privacy", _("privacy")
    ACCESSIBILITY = "accessibility", _("accessibility")
    EMERGENCY = "emergency", _("when to go to an emergency department")


class PlainPage(PublicPage):
    """About, team, contact, privacy, accessibility and the like."""

    role = models.CharField(_("what it is for"), max_length=15, choices=Role.choices, default=Role.OTHER)

    parent_page_types: ClassVar = [HomePage, "clinic_site.PlainPage"]
    template = "site/plain_page.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("role")]

    @property
    def schema_type(self) -> str:  # type: ignore[override]
        return {Role.ABOUT: "AboutPage", Role.CONTACT: "ContactPage"}.get(Role(self.role), "WebPage")


def articles_in(locale_id: int) -> models.QuerySet[ArticlePage]:
    """The published articles of one language, in the order of the list."""
    return ArticlePage.objects.live().filter(locale_id=locale_id).order_by("order", "-written", "title")
