from django.urls import path

from accrue.events import views

app_name = "events"
urlpatterns = [path("live/", views.live, name="live")]
