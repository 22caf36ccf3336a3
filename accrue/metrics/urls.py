from django.urls import URLPattern, path

from accrue.metrics.views import dashboards, measures

app_name = "metrics"
urlpatterns: list[URLPattern] = [
    path("dashboards/", dashboards.home, name="home"),
    path("dashboards/measures/", measures.catalogue, name="measures"),
    path("dashboards/measures/<slug:name>/", measures.measure, name="measure"),
    path("dashboards/measures/<slug:name>/records/", measures.records, name="records"),
    path("dashboards/<slug:key>/", dashboards.dashboard, name="dashboard"),
]
