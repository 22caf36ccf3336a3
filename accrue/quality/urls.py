from django.urls import URLPattern, path

from accrue.quality.views import queue

app_name = "quality"
urlpatterns: list[URLPattern] = [
    path("duplicates/", queue.people, name="duplicates"),
    path("duplicates/companies/", queue.companies, name="company_duplicates"),
    path("duplicates/<int:pair_id>/", queue.pair, name="pair"),
    path("duplicates/<int:pair_id>/apart/", queue.keep_apart, name="keep_apart"),
    path("duplicates/<int:pair_id>/reopen/", queue.reopen, name="reopen"),
]
