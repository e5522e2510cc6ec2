"""The prices as they are published: plain values, and the only thing of this app that public pages may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.conf import settings
from django.utils import timezone

from reprieve.clinic.money.models import Kind, Price, PriceList


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPrice:
    name: str
    amount: Decimal | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesOfAKind:
    title: str
    prices: tuple[PublishedPrice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPrices:
    """One published list, in one language."""

    currency: str
    valid_from: date
    example: bool
    note: str
    kinds: tuple[PricesOfAKind, ...]


def published_prices(language: str) -> PublishedPrices | None:
    """The published list that is valid today and began last, in the language; None where none is."""
    today = timezone.localdate()
    price_list = PriceList.objects.filter(live=True, valid_from__lte=today).order_by("-valid_from", "-pk").first()
    if price_list is None:
        return None
    ending = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return PublishedPrices(
        currency=price_list.currency,
        valid_from=price_list.valid_from,
        example=price_list.example,
        note=getattr(price_list, f"note_{ending}"),
        kinds=tuple(by_kind(price_list.prices.all(), ending)),
    )


def by_kind(prices: Iterable[Price], ending: str) -> Iterable[PricesOfAKind]:
    order = list(Kind.values)
    for kind, lines in groupby(sorted(prices, key=lambda it: order.index(it.kind)), key=lambda it: it.kind):
        told = (
            PublishedPrice(
                name=getattr(line, f"name_{ending}"), amount=line.amount, note=getattr(line, f"note_{ending}")
            )
            for line in lines
        )
        yield PricesOfAKind(title=str(Kind(kind).label), prices=tuple(told))
