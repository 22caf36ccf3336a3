from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from accrue.ui import views

app_name = "ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("palette/", views.palette, name="palette"),
]
if settings.DEBUG or getattr(settings, "UI_CATALOGUE", False):
    urlpatterns.append(path("ui/catalogue/", include("accrue.ui.catalogue.urls")))
