"""Which doors an editor finds open: those to all that the public pages show, and no door to documents."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import cast
from wagtail.documents.models import Document
from wagtail.models import Page, Site

from reprieve.clinic.money.models import PriceList
from reprieve.clinic.people.editors import add_editor
from reprieve.clinic.site.models import Author, ClinicDetails, Topic

pytestmark = pytest.mark.django_db
PASSWORD = "quiet dark room"
FINDING = "It helps 80 percent."


@pytest.fixture
def editor() -> Client:
    user, _new = add_editor("editor@example.org", PASSWORD)
    return cast.browser_of(user, second_factor=True)


def no_rows(name: str) -> dict[str, Any]:
    counts = {"TOTAL": 0, "INITIAL": 0, "MIN_NUM": 0, "MAX_NUM": 1000}
    return {f"{name}-{count}_FORMS": number for count, number in counts.items()}


def prices(**said: str) -> dict[str, Any]:
    typed = {"name": "2027", "currency": "USD", "valid_from": "2026-01-01", "note_en": "", "note_es": ""}
    line = {"kind": "visit", "name_en": "Visit, 60 minutes", "name_es": "Consulta", "amount": "90", "note_en": "",
            "note_es": "", "ORDER": "1", "id": "", "DELETE": ""}  # fmt: skip
    typed |= {key: value for key, value in said.items() if key in typed}
    line |= {key.removeprefix("line_"): value for key, value in said.items() if key.startswith("line_")}
    rows = no_rows("prices") | {"prices-TOTAL_FORMS": 1}
    return typed | rows | {f"prices-0-{key}": value for key, value in line.items()}


def test_an_editor_makes_changes_and_removes_topics_and_authors(editor):
    add = "/editors/snippets/clinic_site/topic/add/"
    assert editor.post(add, {"name_en": "Relief", "name_es": "Alivio", "slug": "relief"}).status_code == 302
    topic = Topic.objects.get()
    edit = f"/editors/snippets/clinic_site/topic/edit/{topic.pk}/"
    assert editor.post(edit, {"name_en": "Rest", "name_es": "Descanso", "slug": "rest"}).status_code == 302
    assert editor.post(f"/editors/snippets/clinic_site/topic/delete/{topic.pk}/").status_code == 302
    assert not Topic.objects.exists()
    add = "/editors/snippets/clinic_site/author/add/"
    assert editor.post(add, {"name_en": "The team", "name_es": "El equipo", "credentials": "RN"}).status_code == 302
    assert Author.objects.get().credentials == "RN"


def test_the_editor_of_a_topic_or_an_author_is_told_what_stands_against_it(editor):
    said = {"name_en": FINDING, "name_es": "El equipo", "slug": "team"}
    for kind in ("topic", "author"):
        page = editor.post(f"/editors/snippets/clinic_site/{kind}/add/", said)
        assert "name (English): “It helps 80 percent.” holds a number or a marker." in page.content.decode()
    assert not Topic.objects.exists()
    assert not Author.objects.exists()


def test_an_editor_sets_the_clinics_address_and_hours(editor):
    root = Page.get_first_root_node()
    site = Site.objects.create(hostname="testserver", root_page=root, is_default_site=True)
    address = f"/editors/settings/clinic_site/clinicdetails/{site.pk}/"
    typed = {"name": "The clinic", "country": "US", "street": "80 Quiet Street", "note_en": "", "note_es": ""}
    page = editor.post(address, typed | no_rows("hours") | {"note_en": FINDING})
    assert "note (English): “It helps 80 percent.” holds a number" in page.content.decode()
    assert editor.post(address, typed | no_rows("hours")).status_code == 302
    assert ClinicDetails.objects.get().street == "80 Quiet Street"


def test_an_editor_publishes_prices(editor):
    add = "/editors/snippets/money/pricelist/add/"
    assert "price" in editor.get("/editors/").content.decode().lower()
    assert editor.post(add, prices() | {"action-publish": "1"}).status_code == 302
    published = PriceList.objects.get()
    assert published.live
    assert published.prices.get().name_en == "Visit, 60 minutes"
    edit = f"/editors/snippets/money/pricelist/edit/{published.pk}/"
    assert editor.get(edit).status_code == 200


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"note_en": FINDING}, "note (English): “It helps 80 percent.”"),
        ({"line_note_en": FINDING}, "price “Visit, 60 minutes”: “It helps 80 percent.”"),
        ({"line_name_es": "Ayuda al 80 %"}, "price “Visit, 60 minutes”: “Ayuda al 80 %”"),
    ],
)
def test_the_editor_of_prices_is_told_which_sentence_is_no_price(editor, said, told):
    add = "/editors/snippets/money/pricelist/add/"
    page = editor.post(add, prices(**said) | {"action-publish": "1"})
    assert page.status_code == 200
    assert told in page.content.decode()
    assert not PriceList.objects.exists()
    assert editor.post(add, prices(**said)).status_code == 302  # a draft may say it
    assert not PriceList.objects.get().live


def test_no_editor_stores_a_document(editor):
    file = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", content_type="text/html")
    for path in ("/editors/documents/multiple/add/", "/editors/documents/add/", "/editors/documents/chooser/create/"):
        file.seek(0)
        answer = editor.post(path, {"title": "A page", "files[]": file, "file": file, "collection": 1},
                             headers={"x-requested-with": "XMLHttpRequest"})  # fmt: skip
        assert answer.status_code in (302, 403), path
    assert editor.get("/editors/documents/").status_code in (302, 403)
    assert not Document.objects.exists()


@pytest.mark.parametrize(("name", "more"), [("Editors", set()), ("Moderators", {"publish_pricelist"})])
def test_the_groups_hold_these_permissions_and_no_others(name, more):
    group = Group.objects.get(name=name)
    three = ("add", "change", "delete")
    assert set(group.permissions.values_list("codename", flat=True)) == {
        "access_admin", "change_clinicdetails", "choose_image", *more,
        *(f"{action}_{model}" for action in three for model in ("author", "topic", "pricelist", "image")),
    }  # fmt: skip
    on_collections = group.collection_permissions.values_list("permission__codename", flat=True)
    assert set(on_collections) == {"add_image", "change_image", "choose_image"}
