from __future__ import annotations

from django.urls import path

from accrue.exchange.views import exports, lists, report, wizard

app_name = "exchange"
urlpatterns = [
    path("imports/", lists.imports, name="imports"),
    path("imports/new/", wizard.new, name="new"),
    path("imports/<int:import_id>/", report.import_, name="import"),
    path("imports/<int:import_id>/columns/", wizard.columns, name="columns"),
    path("imports/<int:import_id>/preview/", wizard.preview, name="preview"),
    path("imports/<int:import_id>/start/", wizard.start, name="start"),
    path("imports/<int:import_id>/discard/", wizard.discard, name="discard"),
    path("imports/<int:import_id>/go-on/", report.go_on, name="go_on"),
    path("imports/<int:import_id>/rows/", lists.rows, name="rows"),
    path("imports/<int:import_id>/rows/<int:number>/decide/", report.decide, name="decide"),
    path("imports/<int:import_id>/errors.csv", report.errors, name="errors"),
    path("imports/<int:import_id>/revert/", report.revert, name="revert"),
    path("exports/", exports.exports, name="exports"),
    path("exports/new/<slug:kind>/", exports.new, name="new_export"),
    path("exports/everything/", exports.whole, name="everything"),
    path("exports/<int:export_id>/", exports.export, name="export"),
    path("exports/<int:export_id>/file/", exports.file, name="export_file"),
]
