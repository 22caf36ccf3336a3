from django.urls import path

from accrue.filters.views import builder, cells, columns, custom, custom_values, layouts, peek, saved

app_name = "filters"
urlpatterns = [
    path("lists/<slug:kind>/filter/", builder.builder, name="builder"),
    path("lists/<slug:kind>/records/", builder.records, name="records"),
    path("lists/<slug:kind>/<int:record_id>/peek/", peek.peek, name="peek"),
    path("lists/<slug:kind>/<int:record_id>/cells/<slug:key>/<int:version>/", cells.cell, name="cell"),
    path("lists/<slug:kind>/columns/", columns.columns, name="columns"),
    path("lists/<slug:kind>/views/", saved.views, name="views"),
    path("lists/<slug:kind>/views/new/", saved.new_view, name="new_view"),
    path("lists/<slug:kind>/views/arrange/", saved.arrange, name="arrange"),
    path("views/<int:view_id>/", saved.view_details, name="view"),
    path("views/<int:view_id>/keep/", saved.keep_changes, name="keep_changes"),
    path("views/<int:view_id>/delete/", saved.delete_view, name="delete_view"),
    path("views/<int:view_id>/restore/", saved.restore_view, name="restore_view"),
    path("fields/", custom.first, name="all_custom_fields"),
    path("fields/<slug:kind>/", custom.fields, name="custom_fields"),
    path("fields/<slug:kind>/layout/", layouts.layout, name="layout"),
    path("fields/<slug:kind>/new/", custom.new_field, name="new_custom_field"),
    path("fields/<int:field_id>/version/<int:version>/", custom.change_field, name="custom_field"),
    path("fields/<int:field_id>/move/<slug:way>/", custom.move_field, name="move_custom_field"),
    path("fields/<int:field_id>/archive/", custom.archive_field, name="archive_custom_field"),
    path("fields/<int:field_id>/restore/", custom.restore_field, name="restore_custom_field"),
    path("fields/<int:field_id>/delete/", custom.delete_field, name="delete_custom_field"),
    path(
        "records/<slug:kind>/<int:record_id>/fields/<slug:key>/<int:version>/",
        custom_values.custom_value,
        name="custom_value",
    ),
]
