"""The address and hours of a clinic that does not exist, to show how the pages look."""

from __future__ import annotations

from datetime import time

from wagtail.models import Site

from reprieve.clinic.site.models import ClinicDetails, OpeningHours

MONDAY_TO_FRIDAY = range(5)


def tell_example_clinic() -> None:
    """Once: what an editor wrote there stays."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None or ClinicDetails.objects.filter(site=site).exists():
        return
    details = ClinicDetails(
        site=site,
        name="Reprieve demonstration",
        street="1 Example Street",
        city="Example City",
        region="NY",
        postal_code="00000",
        phone="(212) 555-0142",  # a number that is kept free for examples
        email="clinic@example.org",
        note_en="This clinic does not exist. Nobody answers at this address or number.",
        note_es="Esta clínica no existe. Nadie responde en esta dirección ni en este número.",
        hours=[OpeningHours(weekday=day, opens=time(9), closes=time(17)) for day in MONDAY_TO_FRIDAY],
    )
    details.save()
