"""Forms without a token: what another site makes a browser send is turned away, whatever the browser says it by."""

from __future__ import annotations

import pytest
from django.test import Client

FORMS = ("/appointment/", "/es/appointment/", "/refer/", "/check/", "/check/pdf/")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    ("said", "turned_away"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://localhost"}, True),
        ({"sec-fetch-site": "same-origin", "referer": "http://elsewhere.example/"}, False),
        ({"origin": "http://localhost"}, False),
        ({"origin": "HTTP://LOCALHOST"}, False),
        ({"origin": "https://localhost"}, True),
        ({"origin": "http://localhost:8001"}, True),
        ({"origin": "http://elsewhere.example"}, True),
        ({"origin": "http://elsewhere.example", "referer": "http://localhost/refer/"}, True),
        ({"origin": "null"}, True),
        ({"origin": ""}, True),
        ({"origin": "http://["}, True),
        ({"referer": "http://localhost/refer/?a=1"}, False),
        ({"referer": "http://localhost.elsewhere.example/"}, True),
        ({"referer": "http://localhost@elsewhere.example/"}, True),
        ({"referer": ""}, True),
    ],
)
def test_a_form_from_elsewhere_is_turned_away(path, said, turned_away):
    answer = Client().post(path, headers={"host": "localhost", **said})
    assert (answer.status_code == 403) is turned_away
