"""The pages of people and companies: what they show, to whom, at which cost."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue.contacts import services
from accrue.contacts.models import Company, Person
from accrue.contacts.tests.conftest import lower

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def as_rep(client, rep):
    client.force_login(rep)
    return client


@pytest.fixture
def northwind(rep):
    return services.create_company(actor=rep, name="Northwind Traders", domain="northwind.example")


def without_token(response):
    """The page apart from the token that every answer has of its own."""
    return re.sub(rb'name="csrf" content="[^"]*"', b"", response.content)


MINE = "?" + urlencode({"filter": '{"all":[["owner","is","me"]]}'})


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize(("url", "make"), [("/people/", "people"), ("/companies/", "companies")])
def test_a_list_costs_the_same_with_10_and_100_rows(as_rep, rep, northwind, url, make):
    def fill(names):
        if make == "people":
            rows = [{"given_name": n, "family_name": "Row", "company_id": northwind.pk} for n in names]
            services.import_people(actor=rep, rows=rows)
        else:
            services.import_companies(actor=rep, rows=[{"name": f"{n} Row"} for n in names])

    fill([f"A{n}" for n in range(10)])
    few = queries(as_rep, url), queries(as_rep, f"{url}?q=row"), queries(as_rep, url + MINE)
    fill([f"B{n}" for n in range(90)])
    many = queries(as_rep, url), queries(as_rep, f"{url}?q=row"), queries(as_rep, url + MINE)
    # Past one page there is one query more, the capped count; it does not grow with the rows.
    assert all(more - less <= 1 for less, more in zip(few, many, strict=True))
    assert max(many) <= 8
    fill([f"C{n}" for n in range(200)])
    assert queries(as_rep, url) == many[0]


def test_record_pages_cost_the_same_whatever_happened(as_rep, rep, hanna, northwind):
    def count():
        return queries(as_rep, f"/people/{hanna.pk}/"), queries(as_rep, f"/companies/{northwind.pk}/")

    few = count()
    for n in range(12):
        hanna.refresh_from_db()
        services.edit_person(
            actor=rep, person_id=hanna.pk, version=hanna.version, job_title=f"T{n}", company_id=northwind.pk
        )
    assert count() == few
    assert max(few) <= 15


def test_pages_of_a_list_follow_each_other(as_rep, rep):
    services.import_people(actor=rep, rows=[{"given_name": f"P{n:03}"} for n in range(120)])
    seen, url = [], "/people/?sort=-name"
    while url:
        listing = as_rep.get(url).context["listing"]
        seen += [person.given_name for person in listing.rows]
        url = listing.next_url
    assert seen == [f"P{n:03}" for n in reversed(range(120))]


@pytest.mark.parametrize("sort", ["password", "owner__password", "-phone", "sort_name", "'"])
def test_an_order_that_is_not_declared_is_refused(as_rep, sort):
    assert as_rep.get("/people/", {"sort": sort}).status_code == 400


def test_empty_and_filtered_empty_differ(as_rep, hanna):
    assert b"No people match" in as_rep.get("/people/?q=zzzz").content
    Person.objects.update(archived_at="2026-01-01T00:00Z")
    assert b"No people yet" in as_rep.get("/people/").content
    assert b"Hanna" in as_rep.get("/people/?archived=1").content


def test_search_brings_the_filters_along(as_rep, hanna):
    response = as_rep.get("/people/?q=voge&archived=0", headers=HTMX)
    assert b"Hanna" in response.content
    assert b"<h1" not in response.content
    assert b'hx-target="#filters"' in response.content
    assert b"q=voge" in response.content


def test_somebody_elses_people_are_missing(client, stranger, hanna, northwind):
    client.force_login(stranger)
    absent = client.get("/people/99999999/")
    assert absent.status_code == 404
    for url in (
        f"/people/{hanna.pk}/",
        f"/people/{hanna.pk}/timeline/",
        f"/people/{hanna.pk}/details/email/1/",
        f"/companies/{northwind.pk}/people/",
    ):
        response = client.get(url)
        assert (response.status_code, without_token(response)) == (404, without_token(absent))
    assert client.post(f"/people/{hanna.pk}/archive/").status_code == 404
    assert not client.get("/people/").context["listing"].rows
    hanna.refresh_from_db()
    assert hanna.archived_at is None


def test_a_reader_is_refused_every_change(client, reader, hanna):
    client.force_login(reader)
    assert client.get(f"/people/{hanna.pk}/").status_code == 200
    for url in ("/people/new/", f"/people/{hanna.pk}/archive/", f"/people/{hanna.pk}/details/email/1/"):
        assert (
            client.post(url, {"email": "x@example.com", "given_name": "X"}, headers=HTMX).status_code == 403
        )
    assert Person.objects.get().email == hanna.email


def test_new_person_with_a_new_company(as_rep, rep):
    response = as_rep.post(
        "/people/new/",
        {"given_name": "Lars", "email": "lars@helios.example", "company": "Helios", "owner": rep.pk},
    )
    lars = Person.objects.get(given_name="Lars")
    assert response.headers["Location"] == f"/people/{lars.pk}/"
    assert (lars.company.name, lars.owner) == ("Helios", rep)
    again = as_rep.post("/people/new/", {"given_name": "Ines", "company": "  helios ", "owner": rep.pk})
    assert again.status_code == 302
    assert Company.objects.count() == 1


def test_refused_input_stays_in_the_form_and_makes_nothing(as_rep):
    response = as_rep.post(
        "/people/new/", {"given_name": "Lars", "email": "lars at helios", "company": "Helios"}, headers=HTMX
    )
    assert response.status_code == 422
    assert b"lars at helios" in response.content
    assert b"no e-mail address" in response.content
    assert not Person.objects.exists()
    assert not Company.objects.exists()


def test_warns_once_of_the_same_address_and_only_of_those_one_may_see(as_rep, client, hanna, stranger):
    given = {"given_name": "H", "email": "HANNA@northwind.example"}
    warned = as_rep.post("/people/new/", given, headers=HTMX)
    assert warned.status_code == 422
    assert f"/people/{hanna.pk}/".encode() in warned.content
    assert as_rep.post("/people/new/", given | {"anyway": "1"}).status_code == 302
    client.force_login(stranger)
    warned = client.post("/people/new/", given, headers=HTMX)
    assert warned.status_code == 422
    assert b"somebody in another team has this e-mail" in warned.content
    assert "Vögel".encode() not in warned.content
    assert f"/people/{hanna.pk}/".encode() not in warned.content
    assert client.post("/people/new/", given | {"anyway": "1"}).status_code == 302


def test_while_typing_it_is_said_who_is_there_already(as_rep, hanna, northwind):
    typed = {"given_name": "Hana", "family_name": "Vögel", "phone": "+49 40 5551000", "company": "Northwind"}
    told = as_rep.post("/people/alike/", typed).content.decode()
    assert "same phone, name 0.91" in told
    assert f"/people/{hanna.pk}/" in told
    assert as_rep.post("/people/alike/", {"given_name": "Xaver"}).content.strip() == b""
    told = as_rep.post(
        "/companies/alike/", {"name": "X", "domain": "https://www.NORTHWIND.example/"}
    ).content.decode()
    assert "same website" in told
    assert f"/companies/{northwind.pk}/" in told


def test_a_company_alike_is_warned_of_once(as_rep, northwind):
    given = {"name": "Northwind Traders GmbH"}
    warned = as_rep.post("/companies/new/", given, headers=HTMX)
    assert warned.status_code == 422
    assert b"same name" in warned.content
    assert as_rep.post("/companies/new/", given | {"anyway": "1"}).status_code == 302


def test_a_detail_is_edited_in_place_and_undone(as_rep, hanna):
    form = as_rep.get(f"/people/{hanna.pk}/details/email/1/", headers=HTMX)
    assert hanna.email.encode() in form.content
    saved = as_rep.post(f"/people/{hanna.pk}/details/email/1/", {"email": "hanna@new.example"}, headers=HTMX)
    assert b"E-mail saved" in saved.content
    assert f"/people/{hanna.pk}/details/email/2/".encode() in saved.content
    undone = as_rep.post(
        f"/people/{hanna.pk}/details/email/2/", {"email": hanna.email, "undo": "1"}, headers=HTMX
    )
    assert undone.status_code == 200
    assert Person.objects.get().email == hanna.email


def test_a_refused_detail_stays_in_its_field(as_rep, hanna):
    response = as_rep.post(f"/people/{hanna.pk}/details/email/1/", {"email": "nonsense"}, headers=HTMX)
    assert response.status_code == 422
    assert b"nonsense" in response.content
    assert b"no e-mail address" in response.content


def test_a_detail_somebody_changed_meanwhile_is_409_and_keeps_what_was_typed(as_rep, rep, hanna):
    services.edit_person(actor=rep, person_id=hanna.pk, version=1, job_title="CFO")
    response = as_rep.post(f"/people/{hanna.pk}/details/job_title/1/", {"job_title": "CEO"}, headers=HTMX)
    assert response.status_code == 409
    assert b"CEO" in response.content
    assert b"meanwhile" in response.content
    assert Person.objects.get().job_title == "CFO"


def test_company_of_a_person_is_typed(as_rep, hanna, northwind):
    url = f"/people/{hanna.pk}/details/company/1/"
    assert b"Northwind Traders" in as_rep.get("/companies/choices/?company=wind").content
    as_rep.post(url, {"company": "Northwind Traders · northwind.example"}, headers=HTMX)
    assert Person.objects.get().company == northwind
    as_rep.post(url.replace("/1/", "/2/"), {"company": ""}, headers=HTMX)
    assert Person.objects.get().company is None


def test_hidden_details_are_nowhere(client, rep, hanna, northwind):
    services.edit_person(actor=rep, person_id=hanna.pk, version=1, company_id=northwind.pk, segment="Gold")
    lower("rep", "person", email="hide", segment="hide")
    client.force_login(rep)
    for url in (
        "/people/",
        f"/people/{hanna.pk}/",
        f"/people/{hanna.pk}/timeline/",
        f"/companies/{northwind.pk}/people/",
        "/palette/?q=hanna",
    ):
        body = client.get(url).content.decode()
        assert "hanna@northwind" not in body, url
        assert "Gold" not in body, url
        assert "egment" not in body, url
    assert client.get(f"/people/{hanna.pk}/details/email/1/").status_code == 404
    assert "hanna@northwind" not in client.get("/people/new/?q=").content.decode()
    assert b"E-mail" not in client.get("/people/new/").content


def test_a_company_of_another_team_is_not_named(client, rep, stranger, manager, hanna):
    theirs = services.create_company(actor=stranger, name="Southwind Secret")
    services.edit_person(actor=manager, person_id=hanna.pk, version=1, company_id=theirs.pk)
    client.force_login(rep)
    for url in ("/people/", f"/people/{hanna.pk}/", f"/people/{hanna.pk}/details/company/2/"):
        assert b"Southwind" not in client.get(url).content, url


def test_archive_and_undo_from_page_and_list(as_rep, hanna):
    archived = as_rep.post(f"/people/{hanna.pk}/archive/", headers=HTMX)
    assert f'hx-post="/people/{hanna.pk}/restore/"'.encode() in archived.content
    assert b"Archived" in archived.content
    restored = as_rep.post(f"/people/{hanna.pk}/restore/", {"from": "list"}, headers=HTMX)
    assert f'hx-target="#row-{hanna.pk}" hx-swap="delete"'.encode() in restored.content
    assert Person.objects.get().archived_at is None


def test_the_palette_finds_people_and_companies(as_rep, hanna, northwind):
    body = as_rep.get("/palette/?q=northwind").content
    assert f"/people/{hanna.pk}/".encode() in body
    assert f"/companies/{northwind.pk}/".encode() in body


def test_timeline_shows_older_entries_once_under_each_heading(as_rep, rep, hanna):
    for n in range(45):
        hanna.refresh_from_db()
        services.edit_person(actor=rep, person_id=hanna.pk, version=hanna.version, job_title=f"T{n}")
    page = as_rep.get(f"/people/{hanna.pk}/")
    rest = as_rep.get(page.context["more_url"], headers=HTMX).content.decode()
    assert page.content.decode().count("Today</h3>") == 1
    assert "Today</h3>" not in rest
    assert "Person added" in rest
    only = as_rep.get(f"/people/{hanna.pk}/timeline/?group=deals", headers=HTMX).content.decode()
    assert "Nothing here yet" in only
