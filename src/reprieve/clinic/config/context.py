"""What every template knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def tell_demonstration(_request: HttpRequest) -> dict[str, bool]:
    """`demonstration`: whether this is the demonstration on one's own machine."""
    return {"demonstration": settings.DEMONSTRATION}
