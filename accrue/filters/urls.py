from django.urls import path

from accrue.filters.views import builder, columns, saved

app_name = "filters"
urlpatterns = [
    path("lists/<slug:kind>/filter/", builder.builder, name="builder"),
    path("lists/<slug:kind>/records/", builder.records, name="records"),
    path("lists/<slug:kind>/columns/", columns.columns, name="columns"),
    path("lists/<slug:kind>/views/", saved.views, name="views"),
    path("lists/<slug:kind>/views/new/", saved.new_view, name="new_view"),
    path("lists/<slug:kind>/views/arrange/", saved.arrange, name="arrange"),
    path("views/<int:view_id>/", saved.view_details, name="view"),
    path("views/<int:view_id>/keep/", saved.keep_changes, name="keep_changes"),
    path("views/<int:view_id>/delete/", saved.delete_view, name="delete_view"),
    path("views/<int:view_id>/restore/", saved.restore_view, name="restore_view"),
]
