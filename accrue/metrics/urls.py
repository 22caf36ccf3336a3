from django.urls import URLPattern, path

from accrue.metrics.views import dashboards, measures, tiles

app_name = "metrics"
urlpatterns: list[URLPattern] = [
    path("dashboards/", dashboards.home, name="home"),
    path("dashboards/measures/", measures.catalogue, name="measures"),
    path("dashboards/measures/<slug:name>/", measures.measure, name="measure"),
    path("dashboards/measures/<slug:name>/records/", measures.records, name="records"),
    path("dashboards/new/", dashboards.new, name="new"),
    path("dashboards/own/<int:pk>/", dashboards.own, name="own"),
    path("dashboards/own/<int:pk>/name/", dashboards.rename, name="rename"),
    path("dashboards/own/<int:pk>/share/", dashboards.share, name="share"),
    path("dashboards/own/<int:pk>/mail/", dashboards.schedule, name="schedule"),
    path("dashboards/own/<int:pk>/duplicate/", dashboards.duplicate_own, name="duplicate_own"),
    path("dashboards/own/<int:pk>/delete/", dashboards.delete, name="delete"),
    path("dashboards/own/<int:pk>/restore/", dashboards.restore, name="restore"),
    path("dashboards/own/<int:pk>/tiles/", tiles.arrange, name="arrange"),
    path("dashboards/own/<int:pk>/tiles/new/", tiles.add, name="add_tile"),
    path("dashboards/own/<int:pk>/tiles/restore/", tiles.restore, name="restore_tile"),
    path("dashboards/own/<int:pk>/tiles/<slug:key>/", tiles.change, name="tile"),
    path("dashboards/own/<int:pk>/tiles/<slug:key>/move/", tiles.move, name="move_tile"),
    path("dashboards/own/<int:pk>/tiles/<slug:key>/remove/", tiles.remove, name="remove_tile"),
    path("dashboards/<slug:key>/", dashboards.dashboard, name="dashboard"),
    path("dashboards/<slug:key>/duplicate/", dashboards.duplicate, name="duplicate"),
]
