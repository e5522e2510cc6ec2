"""Turns the content files into pages, in both languages, once.

Run again it changes nothing, but for pages whose file is newer and which no editor has touched since. In the
demonstration the pages are published; for a clinic they come as drafts, for its editors to stand behind.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Locale, Page, Revision, Site

from reprieve.clinic.site.content_files import (
    ContentFile,
    blocks_of,
    read_content,
    read_topics,
    sections_of,
)
from reprieve.clinic.site.models import (
    Announced,
    ArticleIndexPage,
    ArticlePage,
    Author,
    FaqPage,
    HomePage,
    LoadedPage,
    PlainPage,
    PressPage,
    PricesPage,
    RelatedPage,
    ResearchPage,
    Topic,
)
from reprieve.clinic.site.pages import PublicPage, Role

logger = logging.getLogger(__name__)

KINDS: dict[str, type[PublicPage]] = {
    "home": HomePage,
    "article": ArticlePage,
    "faq": FaqPage,
    "page": PlainPage,
    "prices": PricesPage,
    "research": ResearchPage,
    "press": PressPage,
}
IN_MENUS = frozenset({"faq", "prices", "research"})
STEMS_IN_MENUS = frozenset({"contact"})
INDEX = {
    "en": {
        "title": "Articles",
        "slug": "articles",
        "summary": "What is known about migraine and ketamine, and how well.",
    },
    "es": {
        "title": "Artículos",
        "slug": "articulos",
        "summary": "Lo que se sabe de la migraña y la ketamina, y qué tan bien.",
    },
}
# The same page has the same key in every installation.
FAMILY = UUID("5f0e6d9e-58c8-4f0c-9a38-6b8d7e6c2f11")
MADE_BY = {"name_en": "Reprieve’s makers", "name_es": "el equipo de Reprieve", "is_group": True}
_LINK = re.compile(r'<a href="(?P<target>[^"#/:]+|url:\w+)"')


@dataclass(slots=True)
class Loaded:
    """What was done: `stem` with language, under what happened to it."""

    made: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)


def is_empty() -> bool:
    return not HomePage.objects.exists()


@transaction.atomic
def load_content(*, publish: bool, files: list[ContentFile] | None = None) -> Loaded:
    """Make or renew the pages of the files. Pages first, then what they say, so that they may link to each other."""
    files = read_content() if files is None else files
    loading = Loading(publish=publish)
    for it in sorted(files, key=lambda it: it.kind != "home"):
        loading.make_place(it)
    for it in files:
        loading.fill(it)
    loading.open_site()
    return loading.done


class Loading:
    """One run over the files."""

    def __init__(self, *, publish: bool) -> None:
        self.publish = publish
        self.done = Loaded()
        self.locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("en", "es")}
        self.rows = {(it.language, it.stem): it for it in LoadedPage.objects.select_related("page")}
        self.fresh: set[tuple[str, str]] = set()
        self.topics = {
            slug: Topic.objects.get_or_create(slug=slug, defaults={"name_en": names["en"], "name_es": names["es"]})[0]
            for slug, names in read_topics().items()
        }
        self.author = Author.objects.get_or_create(name_en=MADE_BY["name_en"], defaults=MADE_BY)[0]

    # Places in the tree

    def make_place(self, file: ContentFile) -> None:
        key = (file.language, file.stem)
        if key in self.rows:
            return
        page = self.add(KINDS[file.kind], file.language, file.stem, self.parent_of(file), file.head)
        self.rows[key] = LoadedPage.objects.create(
            stem=file.stem, language=file.language, page=Page.objects.get(pk=page.pk), digest=""
        )
        self.fresh.add(key)

    def parent_of(self, file: ContentFile) -> Page:
        if file.kind == "home":
            return Page.get_first_root_node() or Page.add_root(title="Root", locale=self.locales["en"])
        home = HomePage.objects.get(locale=self.locales[file.language])
        if file.kind != "article":
            return home
        index = ArticleIndexPage.objects.filter(locale=self.locales[file.language]).first()
        if index is None:
            index = self.add(ArticleIndexPage, file.language, "articles", home, INDEX[file.language])
            index.show_in_menus = index.live = True
            index.save()
            index.save_revision().publish()
        return index

    def add(self, model: type[PublicPage], language: str, stem: str, parent: Page, head: dict[str, Any]) -> Any:
        page = model(
            title=head["title"],
            slug=head["slug"] if model is not HomePage else f"home-{language}",
            summary=head.get("summary", ""),
            locale=self.locales[language],
            translation_key=uuid5(FAMILY, stem),
            live=False,
        )
        parent.refresh_from_db()
        parent.add_child(instance=page)
        return page

    # What they say

    def fill(self, file: ContentFile) -> None:
        row = self.rows[file.language, file.stem]
        name = f"{file.language}/{file.stem}"
        if row.page is None or row.digest == file.digest or self.was_edited(row):
            self.done.left.append(name)
            return
        page: Any = row.page.specific
        self.write(page, file)
        revision = page.save_revision()
        if self.publish and not self.publish_or_say(revision, name):
            self.done.drafts.append(name)
        if isinstance(page, ArticlePage):
            Announced.objects.get_or_create(page_id=page.pk)
        row.revision, row.digest = revision, file.digest
        row.save()
        (self.done.made if (file.language, file.stem) in self.fresh else self.done.renewed).append(name)

    def publish_or_say(self, revision: Revision, name: str) -> bool:
        """A file that may not be published stays a draft: that must not keep the house closed."""
        try:
            with transaction.atomic():
                revision.publish()
        except ValidationError as refusal:
            logger.warning("%s is not published: %s", name, " ".join(refusal.messages))
            return False
        return True

    def was_edited(self, row: LoadedPage) -> bool:
        return row.page is not None and row.page.latest_revision_id != row.revision_id

    def write(self, page: Any, file: ContentFile) -> None:
        head = file.head
        page.title, page.summary = head["title"], head["summary"]
        page.written = head.get("written") or None
        page.reviewed = head.get("reviewed") or None
        page.show_in_menus = file.kind in IN_MENUS or file.stem in STEMS_IN_MENUS
        link = self.linker(file.language)
        if isinstance(page, FaqPage):
            page.sections = linked(sections_of(file.body), link)
        else:
            page.body = linked([*blocks_of(file.body), *EXTRA.get(file.kind, [])], link)
        if isinstance(page, PlainPage):
            page.role = file.stem if file.stem in Role.values else Role.OTHER
            if file.stem.startswith("when-to-go-to"):
                page.role = Role.EMERGENCY
        if isinstance(page, ArticlePage):
            page.order = file.order
            page.topics.set([self.topics[it] for it in head.get("topics", []) if it in self.topics])
            page.authors.set([self.author])
            self.relate(page, file)

    def relate(self, page: ArticlePage, file: ContentFile) -> None:
        rows = (self.rows.get((file.language, stem)) for stem in file.head.get("related", []))
        page.related_pages.set(
            [RelatedPage(page=row.page, sort_order=n) for n, row in enumerate(rows) if row is not None and row.page]
        )

    def linker(self, language: str) -> Callable[[re.Match[str]], str]:
        def link(found: re.Match[str]) -> str:
            target = found["target"]
            if target.startswith("url:"):
                return f'<a href="#{target}"'
            row = self.rows.get((language, target))
            if row is None or row.page is None:
                raise ValueError(f"{language}: a link leads to {target}, and there is no such file")
            return f'<a linktype="page" id="{row.page.pk}"'

        return link

    # The door

    def open_site(self) -> None:
        home = HomePage.objects.filter(locale=self.locales["en"]).first()
        if home is None or Site.objects.filter(is_default_site=True).exists():
            return
        Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True, site_name="Reprieve")


# What a page shows besides its text.
EXTRA: dict[str, list[dict[str, Any]]] = {
    "prices": [{"type": "prices", "value": None}],
    "research": [
        {"type": "forest", "value": {"outcome": "fall-2-points-end"}},
        {"type": "studies", "value": None},
    ],
}


def linked(value: Any, link: Callable[[re.Match[str]], str]) -> Any:
    """The same blocks with the links of the files turned into links between pages."""
    if isinstance(value, str):
        return _LINK.sub(link, value)
    if isinstance(value, list):
        return [linked(it, link) for it in value]
    if isinstance(value, dict):
        return {key: linked(it, link) for key, it in value.items()}
    return value
