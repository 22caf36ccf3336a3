from django.urls import path

from accrue.sales.views import board, details, panels, records, settings, table

app_name = "sales"
urlpatterns = [
    path("deals/", board.board, name="board"),
    path("deals/table/", table.table, name="table"),
    path("deals/by-month/", table.outlook, name="outlook"),
    path("deals/begin/", table.begin, name="begin"),
    path("deals/new/", records.new, name="new"),
    path("deals/choices/<slug:kind>/", table.offered, name="choices"),
    path("deals/of-person/<int:pk>/", panels.of_person, name="of_person"),
    path("deals/of-company/<int:pk>/", panels.of_company, name="of_company"),
    path("deals/<int:pk>/", records.deal, name="deal"),
    path("deals/<int:pk>/peek/", records.peek, name="peek"),
    path("deals/<int:pk>/move/", board.move, name="move"),
    path("deals/<int:pk>/stage/", records.to_stage, name="to_stage"),
    path("deals/<int:pk>/win/", records.win, name="win"),
    path("deals/<int:pk>/lose/", records.lose, name="lose"),
    path("deals/<int:pk>/reopen/", records.reopen, name="reopen"),
    path("deals/<int:pk>/archive/", records.archive, name="archive"),
    path("deals/<int:pk>/restore/", records.restore, name="restore"),
    path("deals/<int:pk>/detail/<slug:name>/", details.detail, name="detail"),
    path("deals/<int:pk>/products/add/", records.add_line, name="add_line"),
    path("deals/<int:pk>/products/follow/", records.follow_lines, name="follow_lines"),
    path("deals/<int:pk>/products/<int:line>/remove/", records.remove_line, name="remove_line"),
    path("pipelines/", settings.pipelines, name="pipelines"),
    path("pipelines/new/", settings.new_pipeline, name="new_pipeline"),
    path("pipelines/reasons/new/", settings.add_reason, name="add_reason"),
    path("pipelines/reasons/<int:pk>/", settings.edit_reason, name="edit_reason"),
    path("pipelines/reasons/<int:pk>/retire/", settings.retire_reason, name="retire_reason"),
    path("pipelines/<int:pk>/", settings.edit_pipeline, name="edit_pipeline"),
    path("pipelines/<int:pk>/archive/", settings.archive_pipeline, name="archive_pipeline"),
    path("pipelines/<int:pk>/stages/new/", settings.add_stage, name="add_stage"),
    path("pipelines/<int:pk>/stages/<int:stage>/", settings.edit_stage, name="edit_stage"),
    path("pipelines/<int:pk>/stages/<int:stage>/delete/", settings.delete_stage, name="delete_stage"),
    path("pipelines/<int:pk>/stages/<int:stage>/shift/", settings.shift_stage, name="shift_stage"),
]
