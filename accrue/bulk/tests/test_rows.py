"""Rows of lists: boxes and what may be done with the ticked, cells edited in place, a look beside the list."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accrue.bulk.models import BulkAction
from accrue.contacts.models import Person
from accrue.contacts.services import create_person, edit_person
from accrue.filters.tests.conftest import hide
from accrue.sales.models import Deal

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def page(floor):
    client = Client()
    client.force_login(floor.rep)
    return client


def cell(kind, record, key, version=None):
    return f"/lists/{kind}/{record.pk}/cells/{key}/{version or record.version}/"


def test_lists_have_boxes_verbs_and_cells_as_far_as_the_reader_may(floor, page):
    body = page.get("/people/").content.decode()
    row = f'<tr class="is-row" id="row-{floor.person.pk}" data-id="{floor.person.pk}" data-version="1">'
    assert row in body
    assert f'name="ids" value="{floor.person.pk}" form="ticked" aria-label="Select Hanna Vogel"' in body
    assert 'data-cell="email" tabindex="-1"' in body
    assert 'data-cell="name"' not in body
    for verb in ("Edit", "Assign", "Tag", "Untag", "Archive", "Merge"):
        assert f"{verb}</button>" in body, verb
    assert "Restore</button>" not in body
    page.force_login(floor.reader)
    body = page.get("/people/").content.decode()
    assert 'name="ids"' not in body
    assert "data-cell" not in body
    assert f'id="peek-{floor.person.pk}"' in body


def test_archived_rows_can_be_restored_but_not_edited(floor, page, bulk):
    bulk(floor.rep, "person", "archive", ids=[floor.person.pk])
    body = page.get("/people/?archived=1").content.decode()
    assert 'value="restore"' in body
    assert 'value="archive"' not in body
    assert "data-cell" not in body


@pytest.mark.parametrize("url", ["/people/", "/deals/table/", "/orders/", "/products/"])
def test_boxes_cost_no_queries_of_their_own(url, floor, page):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            assert page.get(url).status_code == 200
        return len(seen)

    page.get(url)
    few = asked()
    for n in range(12):
        create_person(actor=floor.rep, given_name=f"Q{n}", company_id=floor.company.pk)
        floor.deal(f"Q{n}")
    assert asked() == few <= 9


def test_a_cell_is_saved_alone_with_the_way_back(floor, page):
    answer = page.get(cell("person", floor.person, "job_title"), **HTMX)
    assert b"data-inline-edit" in answer.content
    answer = page.post(cell("person", floor.person, "job_title"), {"value": "Buyer"}, **HTMX)
    body = answer.content.decode()
    assert body.startswith(
        '<td class=" cell" data-cell="job_title" tabindex="-1" data-version="2" data-focus>Buyer</td>'
    )
    assert "Job title saved" in body
    floor.person.refresh_from_db()
    assert (floor.person.job_title, floor.person.version) == ("Buyer", 2)
    back = page.post(cell("person", floor.person, "job_title"), {"value": "", "undo": "1"}, **HTMX)
    assert "is as it was" in back.content.decode()
    assert Person.objects.get(pk=floor.person.pk).job_title == ""


def test_a_fault_stands_in_the_cell_and_somebody_quicker_is_told(floor, page):
    answer = page.post(cell("person", floor.person, "email"), {"value": "no address"}, **HTMX)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert 'value="no address"' in answer.content.decode()
    edit_person(actor=floor.manager, person_id=floor.person.pk, version=1, segment="Gold")
    answer = page.post(cell("person", floor.person, "email", 1), {"value": "h@example.org"}, **HTMX)
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "Somebody changed this record meanwhile" in body
    assert "/cells/email/2/" in body  # saving again is meant
    assert Person.objects.get(pk=floor.person.pk).email == ""


@pytest.mark.parametrize(
    ("key", "sent", "column", "kept"),
    [
        ("amount", {"value_amount": "1,250.50", "value_currency": "EUR"}, "amount_minor", 1_250_50),
        ("expected_close", {"value": "2026-12-24"}, "expected_close", "2026-12-24"),
        ("source", {"value": "Fair"}, "source", "Fair"),
    ],
)
def test_cells_of_deals(key, sent, column, kept, floor, page):
    deal = floor.deal("D")
    assert page.get(cell("deal", deal, key), **HTMX).status_code == 200
    assert page.post(cell("deal", deal, key), sent, **HTMX).status_code == 200
    found = getattr(Deal.objects.get(pk=deal.pk), column)
    assert (found if isinstance(found, int) else str(found)) == kept


def test_the_company_of_a_person_and_the_price_of_a_product(floor, page):
    assert page.post(cell("person", floor.person, "company"), {"value": ""}, **HTMX).status_code == 200
    assert Person.objects.get(pk=floor.person.pk).company_id is None
    sent = {"value": "Brand New Ltd"}
    assert page.post(cell("person", floor.person, "company", 2), sent, **HTMX).status_code == 200
    assert Person.objects.get(pk=floor.person.pk).company.name == "Brand New Ltd"
    page.force_login(floor.finance)
    sent = {"value_amount": "150", "value_currency": "EUR"}
    assert page.post(cell("product", floor.seat, "price_minor"), sent, **HTMX).status_code == 200
    floor.seat.refresh_from_db()
    assert floor.seat.price_minor == 150_00


def test_cells_and_looks_keep_the_rights(floor, page):
    page.force_login(floor.reader)
    assert page.post(cell("person", floor.person, "email"), {"value": "x@example.org"}).status_code == 403
    page.force_login(floor.stranger)
    for url in (cell("person", floor.person, "email"), f"/lists/person/{floor.person.pk}/peek/"):
        assert page.get(url).status_code == page.get("/people/999999/").status_code == 404
    hide("rep", "person", "email")
    page.force_login(type(floor.rep).objects.get(pk=floor.rep.pk))
    assert page.get(cell("person", floor.person, "email")).status_code == 404
    for key in ("password", "version", "name", "given_name"):
        assert page.get(cell("person", floor.person, key)).status_code in (403, 404)


def test_the_look_says_what_the_columns_say_and_no_more(floor, page):
    floor.person.email = "hanna@secret.example"
    floor.person.save()
    body = page.get(f"/lists/person/{floor.person.pk}/peek/").content.decode()
    assert "hanna@secret.example" in body
    assert "Northwind Traders" in body
    hide("rep", "person", "email")
    page.force_login(type(floor.rep).objects.get(pk=floor.rep.pk))
    assert "hanna@secret.example" not in page.get(f"/lists/person/{floor.person.pk}/peek/").content.decode()
    assert (
        f'hx-get="/lists/person/{floor.person.pk}/peek/"'
        in page.get(f"/people/?peek={floor.person.pk}").content.decode()
    )
    for kind, record in (("company", floor.company), ("product", floor.seat)):
        assert page.get(f"/lists/{kind}/{record.pk}/peek/").status_code == 200


def test_the_dialog_changes_few_at_once_and_offers_undo(floor, page):
    url = f"/bulk/new/person/?ids={floor.person.pk}&do=tag"
    body = page.get(url, **HTMX).content.decode()
    assert "Change 1 person" in body
    sent = {"ids": [floor.person.pk], "do": "tag", "tags": "VIP, Fair"}
    answer = page.post("/bulk/new/person/", sent, **HTMX)
    assert "1 person tagged" in answer.content.decode()
    assert "accrue:rows-changed" in answer["HX-Trigger"]
    made = BulkAction.objects.get()
    assert made.values == {"tags": ["VIP", "Fair"]}
    assert "Put back" in page.post(f"/bulk/{made.pk}/undo/", **HTMX).content.decode()
    bad = page.post("/bulk/new/person/", {**sent, "tags": " , "}, **HTMX)
    assert bad.status_code == 422
    assert "Write a tag" in bad.content.decode()
    changed = page.post("/bulk/new/person/", {"do": "edit", "field": "source", "redraw": "1"}, **HTMX)
    assert 'name="value"' in changed.content.decode()
    assert BulkAction.objects.count() == 1


def test_pages_of_a_change_say_what_became_of_it(floor, page, bulk):
    other = create_person(actor=floor.manager, given_name="Otto")
    made = bulk(floor.rep, "person", "archive", ids=[floor.person.pk, other.pk])
    body = page.get(f"/bulk/{made.pk}/").content.decode()
    assert "1 of 2 records changed." in body
    assert "Otto" in body
    assert "You may not archive or restore this record." in body
    assert page.get("/bulk/").status_code == 200
    assert page.post(f"/bulk/{made.pk}/undo/").status_code == 302
    assert "1 of 1 record put back" in page.get(f"/bulk/{made.pk}/").content.decode()


def test_two_ticked_people_are_merged(floor, page):
    other = create_person(actor=floor.rep, given_name="Hana", family_name="Vogel")
    answer = page.get(f"/people/merge/?said=&layout=table&ids={floor.person.pk}&ids={other.pk}&do=merge")
    assert answer["Location"] == f"/people/{floor.person.pk}/merge/{other.pk}/"
