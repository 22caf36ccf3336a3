from django.urls import path

from accrue.ui.catalogue import views

urlpatterns = [
    path("", views.parts, name="catalogue"),
    path("charts/", views.charts, name="catalogue_charts"),
    path("list/", views.rows, name="catalogue_list"),
    path("record/", views.record, name="catalogue_record"),
    path("record/name/", views.record_name, name="catalogue_name"),
    path("record/panel/<int:pk>/", views.panel, name="catalogue_panel"),
    path("board/", views.board, name="catalogue_board"),
    path("board/<str:card>/move/", views.move, name="catalogue_move"),
    path("peek/<str:card>/", views.peek, name="catalogue_peek"),
    path("form/", views.form, name="catalogue_form"),
    path("progress/", views.progress, name="catalogue_progress"),
]
