"""Every address, area by area."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from accrue.api import routes

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accrue.ui.urls")),
    path("api/v1/", routes()),
    path("", include("accrue.events.urls")),
    path("", include("accrue.operations.urls")),
    path("", include("accrue.filters.urls")),
    path("", include("accrue.contacts.urls")),
    path("", include("accrue.accounts.urls")),
    path("", include("accrue.accounts.urls.sign_in")),
    path("", include("accrue.experiments.urls")),
    path("", include("accrue.roi.urls")),
    path("", include("accrue.metrics.urls")),
    path("", include("accrue.products.urls")),
    path("", include("accrue.activities.urls")),
    path("", include("accrue.sales.urls")),
    path("", include("accrue.billing.urls")),
    path("", include("accrue.quality.urls")),
    path("", include("accrue.exchange.urls")),
    path("", include("accrue.bulk.urls")),
    path("", include("accrue.privacy.urls")),
]
handler400 = "accrue.ui.error_pages.refused"
handler403 = "accrue.ui.error_pages.forbidden"
handler404 = "accrue.ui.error_pages.missing"
handler500 = "accrue.ui.error_pages.broken"
