"""What an empty site is filled with before the doors open."""

from __future__ import annotations

from django.conf import settings
from django.db import connection

ONE_LOADS = 7_371_002  # the advisory lock's name


def fill_empty_site() -> None:
    """The first pages, where there is none: published in the demonstration, as drafts for a clinic."""
    from reprieve.clinic.money.demonstration import make_example_prices
    from reprieve.clinic.site.demonstration import tell_example_clinic
    from reprieve.clinic.site.loading import is_empty, load_content

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_LOADS])
        try:
            if settings.DEMONSTRATION:
                load_content(publish=True)
                make_example_prices()
                tell_example_clinic()
            elif is_empty():
                load_content(publish=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_LOADS])
