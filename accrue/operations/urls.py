from django.urls import path

from accrue.operations import probes, views

app_name = "operations"
urlpatterns = [
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("metrics", probes.metrics, name="metrics"),
    path("health/", views.health, name="health"),
    path("health/jobs/", views.failed, name="failed_jobs"),
    path("health/jobs/run-again/", views.run_all_again, name="run_all_again"),
    path("health/jobs/<int:job_id>/run-again/", views.run_again, name="run_again"),
    path("health/jobs/<int:job_id>/discard/", views.discard, name="discard"),
]
