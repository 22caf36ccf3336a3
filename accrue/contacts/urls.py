from django.urls import path

from accrue.contacts.views import companies, duplicates, people

app_name = "contacts"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/alike/", duplicates.person, name="alike_person"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/timeline/", people.person_timeline, name="person_timeline"),
    path("people/<int:person_id>/archive/", people.archive_person, name="archive_person"),
    path("people/<int:person_id>/restore/", people.restore_person, name="restore_person"),
    path(
        "people/<int:person_id>/details/<slug:name>/<int:version>/",
        people.person_detail,
        name="person_detail",
    ),
    path("people/<int:person_id>/typed/<slug:name>/<int:version>/", people.person_typed, name="person_typed"),
    path("companies/", companies.companies, name="companies"),
    path("companies/choices/", companies.choices, name="company_choices"),
    path("companies/alike/", duplicates.company, name="alike_company"),
    path("companies/new/", companies.new_company, name="new_company"),
    path("companies/<int:company_id>/", companies.company, name="company"),
    path("companies/<int:company_id>/timeline/", companies.company_timeline, name="company_timeline"),
    path("companies/<int:company_id>/people/", companies.company_people, name="company_people"),
    path("companies/<int:company_id>/archive/", companies.archive_company, name="archive_company"),
    path("companies/<int:company_id>/restore/", companies.restore_company, name="restore_company"),
    path(
        "companies/<int:company_id>/details/<slug:name>/<int:version>/",
        companies.company_detail,
        name="company_detail",
    ),
    path(
        "companies/<int:company_id>/typed/<slug:name>/<int:version>/",
        companies.company_typed,
        name="company_typed",
    ),
]
