"""Who edits: made by a command, let in by a password, seeing a stricter house than a developer's."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests import cast
from wagtail.images.models import Image as Picture

from reprieve.clinic.config.mail_url import mail_settings
from reprieve.clinic.people.editors import CannotAddEditor, add_editor
from reprieve.clinic.people.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "quiet dark room"


@pytest.fixture
def editor() -> Client:
    user, _new = add_editor("editor@example.org", PASSWORD)
    return cast.browser_of(user, second_factor=True)


def test_an_editor_signs_in_where_all_do_and_gives_a_second_step(editor):
    user = cast.enrolled(User.objects.get())
    client = Client()
    client.post("/account/sign-in/", {"login": user.email.upper(), "password": PASSWORD})
    answer = client.post("/account/second-step/code/?next=/editors/", {"code": cast.code_of_now()})
    assert answer.status_code == 302
    assert client.get("/editors/").status_code == 200
    assert cast.browser_of(user).get("/editors/").headers["Location"].startswith("/account/second-step/again/")
    page = editor.get("/editors/")
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"] or "no-cache" in page.headers["Cache-Control"]


def test_a_stranger_is_asked_to_sign_in_and_somebody_without_a_group_is_not_let_in(client):
    assert client.get("/editors/pages/").headers["Location"].startswith("/editors/login/")
    client = cast.browser_of(User.objects.create_user("nobody@example.org", PASSWORD), second_factor=True)
    assert client.get("/editors/pages/").status_code in (302, 403)
    assert client.get("/editors/markers/").status_code in (302, 403)


def test_adding_somebody_again_sets_a_new_password_and_makes_nobody_new():
    first, new = add_editor("editor@example.org", PASSWORD)
    assert new
    again, new = add_editor(" Editor@Example.org ", "another quiet room")
    assert (again.pk, new) == (first.pk, False)
    assert again.check_password("another quiet room")


@pytest.mark.parametrize(("email", "password"), [("no address", PASSWORD), ("a@example.org", "short"), ("", "")])
def test_what_is_no_address_or_a_weak_password_is_refused(email, password):
    with pytest.raises(CannotAddEditor):
        add_editor(email, password)
    assert not User.objects.exists()


def test_the_exception_to_the_strict_policy_is_for_editors_pages_only(editor):
    assert "'unsafe-inline'" in editor.get("/editors/").headers["Content-Security-Policy"]
    assert "unsafe" not in editor.get("/").headers["Content-Security-Policy"]
    for policy in (editor.get("/editors/").headers["Content-Security-Policy"],):
        assert not re.search(r"https?:|\*", policy)


def test_the_markers_are_listed(editor):
    assert "[^asa-2017-three-in-four]" in editor.get("/editors/markers/").content.decode()


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 400), "olive").save(out, kind)
    return out.getvalue()


def upload(editor: Client, content: bytes, name: str = "calm.png") -> Any:
    file = SimpleUploadedFile(name, content, content_type="image/png")
    return editor.post("/editors/images/add/", {"title": "Calm", "file": file, "collection": 1, "tags": ""})


# The content system leaves the file that it draws into to be closed with the process's memory.
@pytest.mark.filterwarnings("ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
def test_a_picture_is_taken_and_given_out_in_sizes_but_not_as_it_was_brought(editor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert upload(editor, picture()).status_code == 302
    taken = Picture.objects.get()
    shown = editor.get(taken.get_rendition("width-360|format-webp").url)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/webp")
    assert "immutable" in shown.headers["Cache-Control"]
    assert editor.get(taken.file.url).status_code == 404
    assert shown.getvalue()  # which closes the file


def photograph(kind: str) -> bytes:
    """As a telephone takes it: lying on its side, with the place where it was."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter to the right
    exif[0x010F] = "Example Telephone"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (800, 400), "olive").save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.filterwarnings(
    r"ignore:Exception ignored in.*(SpooledTemporaryFile|FileIO.*rb\+):pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_upright_and_without_the_place_where_it_was_taken(editor, settings, tmp_path, kind):
    settings.MEDIA_ROOT = tmp_path
    content = photograph(kind)
    assert b"Example Telephone" in content
    assert upload(editor, content, f"calm.{kind.lower()}").status_code == 302
    taken = Picture.objects.get()
    assert (taken.width, taken.height) == (400, 800)
    card = taken.get_rendition("fill-200x200|format-jpeg")
    for file in (taken.file, card.file):
        with file.open() as kept:
            content = kept.read()
        assert b"Example Telephone" not in content
        assert not Image.open(io.BytesIO(content)).getexif()


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"no picture", b""])
def test_what_is_no_picture_is_refused(editor, settings, tmp_path, content):
    settings.MEDIA_ROOT = tmp_path
    assert upload(editor, content).status_code == 200
    assert not Picture.objects.exists()


@pytest.mark.parametrize("path", ["../secret-key", "images/../../secret-key", "images/x.svg", "original_images/a.png"])
def test_nothing_else_is_given_out_as_a_picture(client, path):
    assert client.get(f"/pictures/{path}").status_code == 404


def test_a_mail_server_is_always_spoken_to_in_secret_unless_it_is_this_machine():
    far = mail_settings("smtp://me%40example.org:p%2Fw@mail.example.org", "Clinic <post@example.org>")
    assert (far["EMAIL_PORT"], far["EMAIL_USE_TLS"], far["EMAIL_HOST_PASSWORD"]) == (587, True, "p/w")
    assert mail_settings("smtps://mail.example.org", "post@example.org")["EMAIL_USE_SSL"]
    assert not mail_settings("smtp://localhost:2525", "post@example.org")["EMAIL_USE_TLS"]


@pytest.mark.parametrize(("url", "sender"), [("mail.example.org", "a@b.org"), ("smtp://", "a@b.org"), ("smtp://m", "")])
def test_a_mail_server_that_is_none_is_refused_without_repeating_it(url, sender):
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="REPRIEVE_MAIL"):
        mail_settings(url, sender)
