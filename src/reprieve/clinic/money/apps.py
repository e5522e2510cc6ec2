"""The app of the price lists."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MoneyConfig(AppConfig):
    name = "reprieve.clinic.money"
    label = "money"
    verbose_name = _("Prices")
