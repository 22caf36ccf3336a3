from django.urls import path

from accrue.bulk.views import actions, new

app_name = "bulk"
urlpatterns = [
    path("bulk/", actions.actions, name="actions"),
    path("bulk/new/<slug:kind>/", new.new, name="new"),
    path("bulk/<int:action_id>/", actions.action, name="action"),
    path("bulk/<int:action_id>/undo/", actions.undo, name="undo"),
]
