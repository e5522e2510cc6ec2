"""Where each page lives. English has no language in its address, Spanish stands under /es/."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from reprieve.clinic.config.errors import show_nothing_there
from reprieve.clinic.config.health import show_health
from reprieve.clinic.config.pictures import show_picture
from reprieve.clinic.config.signing_in import sign_in
from reprieve.clinic.site.found_views import show_robots, show_sitemap

handler400 = "reprieve.clinic.config.errors.show_bad_request"
handler403 = "reprieve.clinic.config.errors.show_refused"
handler404 = "reprieve.clinic.config.errors.show_not_found"
handler500 = "reprieve.clinic.config.errors.show_broken"

urlpatterns = [
    path("healthz", show_health, name="show_health"),
    path("robots.txt", show_robots, name="show_robots"),
    path("sitemap.xml", show_sitemap, name="show_sitemap"),
    path("pictures/<path:path>", show_picture, name="show_picture"),
    path("editors/login/", sign_in),  # before the one of the same address
    # Makes one while choosing one, by a form that none of ours has; the content system's own view breaks on that.
    path("editors/snippets/choose/<str:app>/<str:model>/create/", show_nothing_there),
    path("editors/", include(wagtailadmin_urls)),
    # The last of these takes every address that is left.
    *i18n_patterns(
        path("", include("reprieve.clinic.booking.urls")),
        path("account/", include("reprieve.clinic.people.urls")),
        path("desk/staff/", include("reprieve.clinic.people.staff_urls")),
        path("desk/patients/", include("reprieve.clinic.people.record_urls")),
        path("desk/patients/", include("reprieve.clinic.desk.patients_urls")),
        path("desk/alerts/", include("reprieve.clinic.desk.alerts_urls")),
        path("desk/", include("reprieve.clinic.desk.urls")),
        path("me/", include("reprieve.clinic.people.carer_urls")),
        path("me/", include("reprieve.clinic.diary.urls")),
        path("me/", include("reprieve.clinic.desk.me_urls")),
        path("", include("reprieve.clinic.site.urls")),
        prefix_default_language=False,
    ),
]
