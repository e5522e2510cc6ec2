"""What search engines, and sites where somebody shares a page, are told about it: schema.org, Open Graph, rich pins."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from reprieve.clinic.site.citing import without_markers
from reprieve.clinic.site.models import ArticlePage, ClinicDetails, FaqPage, HomePage
from reprieve.clinic.site.pages import PublicPage

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CARD = "fill-1200x630|format-jpeg"

# As django.utils.html.json_script does: nothing in the data can end the element.
_ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """`in_languages` holds code and address of every language in which the page exists, this one included."""

    canonical: str
    description: str
    kind: str
    in_languages: tuple[tuple[str, str], ...]
    picture: str
    picture_alternative: str
    published: str
    changed: str
    data: SafeString


def metadata_of(request: HttpRequest, page: Page | None) -> Metadata:
    specific = page.specific if page is not None else None
    public = specific if isinstance(specific, PublicPage) else None
    canonical = request.build_absolute_uri(request.path)
    picture, alternative = picture_of(public, request)
    return Metadata(
        canonical=canonical,
        description=description_of(public),
        kind="article" if isinstance(public, ArticlePage) else "website",
        in_languages=tuple(languages_of(request, public)),
        picture=picture,
        picture_alternative=alternative,
        published=public.written.isoformat() if public and public.written else "",
        changed=public.last_published_at.isoformat() if public and public.last_published_at else "",
        data=as_data(list(things(request, public, canonical))),
    )


def description_of(page: PublicPage | None) -> str:
    return without_markers(page.search_description or page.summary) if page is not None else ""


def languages_of(request: HttpRequest, page: PublicPage | None) -> Any:
    if page is None:
        for code, _ in settings.LANGUAGES:
            yield code, request.build_absolute_uri(translate_url(request.path, code))
        return
    for it in page.get_translations(inclusive=True).live().select_related("locale"):
        if url := it.get_url(request):
            yield it.locale.language_code, request.build_absolute_uri(url)


def picture_of(page: PublicPage | None, request: HttpRequest) -> tuple[str, str]:
    if not isinstance(page, ArticlePage) or page.picture is None:
        return request.build_absolute_uri(static("ui/card.png")), _("A calm horizon at dusk")
    return request.build_absolute_uri(page.picture.get_rendition(CARD).url), without_markers(page.picture_alternative)


def as_data(found: list[dict[str, Any]]) -> SafeString:
    """The text of a data block: not a script, so the policy against scripts does not concern it."""
    if not found:
        return SafeString("")
    text = json.dumps({"@context": "https://schema.org", "@graph": found}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPED))  # noqa: S308 # escaped in this line


def things(request: HttpRequest, page: PublicPage | None, canonical: str) -> Any:
    """The things that the page is about."""
    if page is None:
        return
    site = Site.find_for_request(request)
    clinic_id = request.build_absolute_uri("/") + "#clinic"
    yield page_thing(page, canonical, clinic_id)
    if site is not None and (isinstance(page, HomePage) or getattr(page, "role", "") == "contact"):
        yield clinic_thing(ClinicDetails.for_site(site), clinic_id, request.build_absolute_uri("/"))


def page_thing(page: PublicPage, canonical: str, clinic_id: str) -> dict[str, Any]:
    thing: dict[str, Any] = {
        "@type": page.schema_type,
        "@id": canonical,
        "url": canonical,
        "name": without_markers(page.title),
        "inLanguage": get_language(),
        "description": description_of(page),
        "publisher": {"@id": clinic_id},
        "datePublished": page.written.isoformat() if page.written else None,
        "dateModified": page.last_published_at.date().isoformat() if page.last_published_at else None,
        "lastReviewed": page.reviewed.isoformat() if page.reviewed else None,
    }
    if page.reviewed and page.reviewer:
        thing["reviewedBy"] = {"@type": "Person", "name": page.reviewer.name_en}
    if isinstance(page, ArticlePage):
        thing["author"] = [
            {"@type": "Organization" if it.is_group else "Person", "name": it.name} for it in page.authors.all()
        ]
        thing["audience"] = {"@type": "Patient"}
        thing["about"] = [{"@type": "MedicalEntity", "name": it.name} for it in page.topics.all()]
    if isinstance(page, FaqPage):
        thing["mainEntity"] = [question_thing(it) for it in questions_of(page)]
    return {key: value for key, value in thing.items() if value}


def questions_of(page: FaqPage) -> list[Any]:
    return [it for child in page.sections if child.block_type == "section" for it in child.value["questions"]]


def question_thing(asked: Any) -> dict[str, Any]:
    answer = without_markers(" ".join(strip_tags(asked["answer"].source.replace("</", " </")).split()))
    return {
        "@type": "Question",
        "name": without_markers(asked["question"]),
        "acceptedAnswer": {"@type": "Answer", "text": answer},
    }


def clinic_thing(clinic: ClinicDetails, id_: str, url: str) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": clinic.street,
        "addressLocality": clinic.city,
        "addressRegion": clinic.region,
        "postalCode": clinic.postal_code,
        "addressCountry": clinic.country if clinic.street else "",
    }
    hours = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{WEEKDAYS[it.weekday]}",
            "opens": f"{it.opens:%H:%M}",
            "closes": f"{it.closes:%H:%M}",
        }
        for it in clinic.hours.all()
    ]
    thing = {
        "@type": "MedicalClinic",
        "@id": id_,
        "name": clinic.name,
        "url": url,
        "telephone": clinic.phone,
        "email": clinic.email,
        "address": {key: value for key, value in address.items() if value} if clinic.street else None,
        "openingHoursSpecification": hours,
    }
    return {key: value for key, value in thing.items() if value}
