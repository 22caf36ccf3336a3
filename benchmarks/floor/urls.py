from django.urls import path

from benchmarks.floor import views

urlpatterns = [
    path("list", views.listing),
    path("search", views.search),
    path("record/<int:pk>", views.record),
    path("board", views.board),
    path("sum", views.sums),
]
