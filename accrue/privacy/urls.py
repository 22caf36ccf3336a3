from django.urls import path

from accrue.privacy.views import keeping, people, rules

app_name = "privacy"
urlpatterns = [
    path("people/<int:pk>/consents/panel/", people.panel, name="panel"),
    path("people/<int:person_id>/consents/", people.consents, name="consents"),
    path("people/<int:person_id>/personal-data/", people.personal_data, name="personal_data"),
    path("people/<int:person_id>/personal-data/erase/", people.erase, name="erase"),
    path("people/<int:person_id>/personal-data/export/", people.export, name="export"),
    path("personal-data/", rules.overview, name="overview"),
    path("personal-data/kept/", keeping.kept, name="kept"),
    path("personal-data/exports/<int:export_id>/", people.download, name="download"),
    path("personal-data/erasures/<int:erasure_id>/stop/", people.stop, name="stop"),
    path("personal-data/rules/new/", rules.new_rule, name="new_rule"),
    path("personal-data/rules/<int:rule_id>/", rules.rule, name="rule"),
    path("personal-data/rules/<int:rule_id>/delete/", rules.delete_rule, name="delete_rule"),
]
