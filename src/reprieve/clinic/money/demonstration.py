"""Prices to show how the page looks. They are no clinic's, and the page says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from reprieve.clinic.money.models import Kind, Price, PriceList

NAME = "Example prices"
LINES = (
    (Kind.VISIT, "First visit, 60 minutes", "Primera consulta, 60 minutos", "350",
     "Your history, your diary, an examination and a plan.", "Su historia, su diario, un examen y un plan."),
    (Kind.VISIT, "Follow-up visit, 30 minutes", "Consulta de control, 30 minutos", "150", "", ""),
    (Kind.INFUSION, "One infusion, up to 4 hours", "Una infusión, hasta 4 horas", "900",
     "The drug, the room, a nurse beside you and everything that is watched.",
     "El medicamento, la sala, una enfermera a su lado y toda la vigilancia."),
    (Kind.PACKAGE, "Three infusions", "Tres infusiones", "2400",
     "What is not used is paid back at the price of one infusion.",
     "Lo que no se use se devuelve al precio de una infusión."),
    (Kind.PLAN, "In parts, without interest", "En partes, sin intereses", None,
     "Six equal parts, one a month. Nobody asks about your credit.",
     "Seis partes iguales, una al mes. Nadie pregunta por su historial de crédito."),
    (Kind.SLIDING, "By income", "Según sus ingresos", None,
     "People with a low income pay between half and three quarters of each price. Ask the front desk before you book.",
     "Las personas con ingresos bajos pagan entre la mitad y tres cuartos de cada precio. Pregunte antes de reservar."),
)  # fmt: skip


def make_example_prices() -> None:
    """Once, and not again after somebody changed or removed them."""
    if PriceList.objects.exists():
        return
    prices = [
        Price(
            kind=kind, name_en=name_en, name_es=name_es, amount=None if amount is None else Decimal(amount),
            note_en=note_en, note_es=note_es, sort_order=n,
        )
        for n, (kind, name_en, name_es, amount, note_en, note_es) in enumerate(LINES)
    ]  # fmt: skip
    price_list = PriceList(name=NAME, valid_from=date(2026, 1, 1), example=True, prices=prices)
    price_list.save()
    price_list.save_revision().publish()
