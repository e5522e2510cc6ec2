"""The app of the public pages."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "reprieve.clinic.site"
    label = "clinic_site"

    def ready(self) -> None:
        from django.db.models.signals import pre_save
        from wagtail.images import get_image_model
        from wagtail.models import Revision

        from reprieve.clinic.site.publishing import check_scheduled
        from reprieve.clinic.site.stripping import strip

        pre_save.connect(check_scheduled, sender=Revision, dispatch_uid="no_number_without_a_source")
        pre_save.connect(strip, sender=get_image_model(), dispatch_uid="no_place_in_a_picture")
