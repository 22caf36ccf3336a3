from django.urls import path

from accrue.experiments import views

app_name = "experiments"
urlpatterns = [
    path("experiments/", views.experiment_list, name="experiments"),
    path("experiments/new/", views.new_experiment, name="new"),
    path("experiments/<slug:key>/", views.experiment, name="experiment"),
    path("experiments/<slug:key>/end/", views.end, name="end"),
]
