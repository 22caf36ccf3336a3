"""Every address, area by area."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from accrue.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", include("allauth.urls")),
    path("api/v1/", api.urls),
]
