"""How often one address may send a diary."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory

from reprieve.clinic.site.limits import (
    UPLOADS_PER_WINDOW,
    WINDOW,
    _warn_of_missing_header,
    client_address,
    count_upload,
)
from reprieve.clinic.site.models import UploadCount

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
ADDRESS = "203.0.113.7"


@pytest.mark.django_db
def test_the_last_upload_within_the_limit_is_allowed_and_the_next_is_not():
    allowed = [count_upload(ADDRESS, now=NOON).allowed for _ in range(UPLOADS_PER_WINDOW + 1)]
    assert allowed == [True] * UPLOADS_PER_WINDOW + [False]


@pytest.mark.django_db
def test_it_says_how_long_to_wait_and_then_lets_through():
    for _ in range(UPLOADS_PER_WINDOW):
        count_upload(ADDRESS, now=NOON)
    refused = count_upload(ADDRESS, now=NOON + timedelta(minutes=4))
    assert (refused.allowed, refused.wait_s) == (False, 360)
    assert count_upload(ADDRESS, now=NOON + timedelta(minutes=4, seconds=360)).allowed


@pytest.mark.django_db
def test_addresses_are_counted_apart():
    for _ in range(UPLOADS_PER_WINDOW + 1):
        count_upload(ADDRESS, now=NOON)
    assert count_upload("203.0.113.8", now=NOON).allowed


@pytest.mark.django_db
def test_one_household_s_ipv6_addresses_are_counted_together():
    for n in range(UPLOADS_PER_WINDOW):
        count_upload(f"2001:db8:1:2::{n:x}", now=NOON)
    assert not count_upload("2001:db8:1:2:ffff::1", now=NOON).allowed
    assert count_upload("2001:db8:1:3::1", now=NOON).allowed


@pytest.mark.django_db
def test_an_ipv4_address_written_as_ipv6_is_the_same_address():
    for _ in range(UPLOADS_PER_WINDOW):
        count_upload(ADDRESS, now=NOON)
    assert not count_upload(f"::ffff:{ADDRESS}", now=NOON).allowed


@pytest.mark.django_db
def test_the_address_itself_is_not_stored_and_old_windows_are_deleted():
    count_upload(ADDRESS, now=NOON)
    row = UploadCount.objects.get()
    assert ADDRESS not in row.address_hmac
    assert len(row.address_hmac) == 64
    assert ADDRESS not in str(row)
    count_upload("203.0.113.9", now=NOON + WINDOW)
    assert UploadCount.objects.get().window_began_at == NOON + WINDOW


@pytest.mark.django_db(transaction=True)
def test_of_many_uploads_at_once_exactly_the_allowed_number_gets_through():
    def one(_n: int) -> bool:
        try:
            return count_upload(ADDRESS, now=NOON).allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        allowed = list(pool.map(one, range(3 * UPLOADS_PER_WINDOW)))
    assert allowed.count(True) == UPLOADS_PER_WINDOW
    assert UploadCount.objects.get().uploads == 3 * UPLOADS_PER_WINDOW


@pytest.mark.django_db
def test_the_page_says_when_to_try_again(client, monkeypatch):
    monkeypatch.setattr("reprieve.clinic.site.limits.UPLOADS_PER_WINDOW", 0)
    page = client.post("/diary/", {"diary": SimpleUploadedFile("a.csv", b"date,headache\n2026-01-01,yes\n")})
    assert page.status_code == 429
    assert 1 <= int(page.headers["Retry-After"]) <= WINDOW.total_seconds()
    assert "Try again in" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (0, "198.51.100.1", "10.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "made.up, 198.51.100.1", "198.51.100.1"),
        (2, "made.up, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_only_as_many_proxies_are_believed_as_are_trusted(settings, trusted, forwarded, expected):
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory().post("/diary/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("7.7.7.1:5000", "7.7.7.1:5001"),
        ("7.7.7.1:5000", "7.7.7.1"),
        ("[2001:db8::1]:443", "2001:db8::2"),
        ("[2001:db8::1]", "2001:db8::1"),
    ],
)
def test_a_port_behind_the_address_does_not_make_it_another(one, same):
    for _ in range(UPLOADS_PER_WINDOW):
        count_upload(one, now=NOON)
    assert not count_upload(same, now=NOON).allowed
    assert count_upload("7.7.8.1:5000", now=NOON).allowed


def test_a_proxy_that_does_not_name_the_client_is_complained_of_once_without_an_address(settings, caplog):
    settings.TRUSTED_PROXIES = 2
    _warn_of_missing_header.cache_clear()
    for forwarded in ("", ADDRESS, ADDRESS):
        request = RequestFactory().post("/diary/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
        assert client_address(request) == "127.0.0.1"
    assert caplog.text.count("X-Forwarded-For must name the client") == 1
    assert ADDRESS not in caplog.text
