"""Making fields by page, and editing what stands in them on every kind of record."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from accrue.accounts.models import User
from accrue.accounts.services import create_user
from accrue.contacts.models import Company
from accrue.contacts.services import create_company
from accrue.filters.custom.models import CustomField
from accrue.filters.custom.services import make_field
from accrue.products.services import create_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(teams: Any) -> User:
    return create_user(email="root@accrue.test", name="Root", roles=["administrator"], team=teams[0])


@pytest.fixture
def web(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def test_a_field_is_made_changed_ordered_and_put_away(web: Client) -> None:
    assert "No fields of your own yet" in web.get("/fields/company/").content.decode()
    assert "Several choices" in web.get("/fields/company/new/").content.decode()
    refused = web.post("/fields/company/new/?type=choice", {"label": "Tier", "choices": " \n"})
    assert refused.status_code == 422
    web.post("/fields/company/new/?type=choice", {"label": "Tier", "choices": "Gold\nSilver"})
    web.post("/fields/company/new/?type=number", {"label": "Floors", "default": "2", "is_required": "on"})
    tier, floors = CustomField.objects.order_by("position")
    assert (floors.default, floors.is_required) == (2, True)
    page = web.get("/fields/company/").content.decode()
    assert page.index("Tier") < page.index("Floors")
    web.post(f"/fields/{floors.pk}/move/up/")
    page = web.get("/fields/company/").content.decode()
    assert page.index("Floors") < page.index("Tier")
    web.post(f"/fields/{tier.pk}/version/1/", {"label": "Level", "choices": "Platinum\nSilver"})
    tier.refresh_from_db()
    assert (tier.label, tier.key, tier.choices[0]["key"]) == ("Level", "tier", "gold")
    stale = web.post(f"/fields/{tier.pk}/version/1/", {"label": "Late", "choices": "Platinum\nSilver"})
    assert stale.status_code == 409
    web.post(f"/fields/{floors.pk}/archive/")
    assert "Restore Floors" in web.get("/fields/company/").content.decode()
    assert "Nothing stands in" in web.get(f"/fields/{floors.pk}/delete/").content.decode()
    web.post(f"/fields/{floors.pk}/delete/", {"values": "0"})
    assert not CustomField.objects.filter(pk=floors.pk).exists()


def test_values_are_typed_into_the_dialog_and_edited_in_place(web: Client, admin: User) -> None:
    make_field(actor=admin, kind="company", label="VAT id", type="text", is_required=True, is_unique=True)
    make_field(actor=admin, kind="company", label="Parent", type="record", to="company")
    mother = create_company(actor=admin, name="Mother", custom={"vat_id": "M"})
    assert "VAT id" in web.get("/companies/new/").content.decode()
    refused = web.post("/companies/new/", {"name": "Acme"})
    assert refused.status_code == 422
    assert "This field is required." in refused.content.decode()
    web.post("/companies/new/", {"name": "Acme", "custom_vat_id": "A", "custom_parent": "mother"})
    acme = Company.objects.get(name="Acme")
    assert acme.custom == {"vat_id": "A", "parent": mother.pk}
    page = web.get(f"/companies/{acme.pk}/").content.decode()
    assert "More details" in page
    assert "Mother" in page
    path = f"/records/company/{acme.pk}/fields/vat_id/{acme.version}/"
    assert 'value="A"' in web.get(path).content.decode()
    taken = web.post(path, {"custom_vat_id": "m"})
    assert taken.status_code == 422
    assert "Another record has this value already" in taken.content.decode()
    saved = web.post(path, {"custom_vat_id": "B"})
    assert saved.status_code == 200
    assert "VAT id saved" in saved.content.decode()
    acme.refresh_from_db()
    assert acme.custom["vat_id"] == "B"
    assert web.post(path, {"custom_vat_id": "C"}).status_code == 409
    shown = web.get("/companies/?cols=name,custom_vat_id,custom_parent").content.decode()
    assert "VAT id" in shown
    assert ">Mother</a>" in shown


UNDONE: list[tuple[str, Any, dict[str, str]]] = [
    ("text", "a, b", {"": "c"}),
    ("number", 12.5, {"": "7"}),
    ("money", {"minor": 125050, "currency": "USD"}, {"_amount": "7", "_currency": "EUR"}),
    ("money", None, {"_amount": "7", "_currency": "EUR"}),
    ("date", "2026-11-22", {"": "2027-01-01"}),
    ("choice", "tea", {"": "milk"}),
    ("choices", ["tea", "milk"], {"": "milk"}),
    ("choices", None, {"": "milk"}),
    ("yesno", False, {"": "yes"}),
]


@pytest.mark.parametrize("is_cell", [False, True])
@pytest.mark.parametrize(("type_", "before", "sent"), UNDONE)
def test_undo_gives_back_what_stood_there(
    web: Client, admin: User, type_: str, before: Any, sent: dict[str, str], is_cell: bool
) -> None:
    choices: dict[str, Any] = {"choices": ["Tea", "Milk"]} if type_.startswith("choice") else {}
    make_field(actor=admin, kind="company", label="X", type=type_, **choices)
    acme = create_company(actor=admin, name="Acme", custom={"x": before})
    path = f"/records/company/{acme.pk}/fields/x/1/"
    name = "custom_x"
    if is_cell:
        path, name = f"/lists/company/{acme.pk}/cells/custom_x/1/", "value"
    answer = web.post(path, {f"{name}{suffix}": value for suffix, value in sent.items()})
    acme.refresh_from_db()
    assert acme.custom != ({} if before is None else {"x": before})
    toast = re.search(r'hx-post="([^"]+)" hx-vals="([^"]+)" hx-swap="none">Undo', answer.content.decode())
    assert toast
    undone = web.post(toast[1], json.loads(html.unescape(toast[2])))
    assert undone.status_code == 200
    acme.refresh_from_db()
    assert acme.custom == ({} if before is None else {"x": before})


def test_every_kind_of_record_edits_its_own(web: Client, admin: User) -> None:
    make_field(actor=admin, kind="product", label="Colour", type="text")
    product = create_product(actor=admin, code="P", name="Pen", price_minor=1, currency="EUR")
    path = f"/records/product/{product.pk}/fields/colour/1/"
    assert web.post(path, {"custom_colour": "red"}).status_code == 200
    product.refresh_from_db()
    assert product.custom == {"colour": "red"}
    assert "red" in web.get(f"/products/{product.pk}/").content.decode()
    assert web.get("/records/unheard_of/1/fields/colour/1/").status_code == 404


def test_the_same_queries_for_ten_rows_and_for_forty(
    web: Client, admin: User, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number, type_ in enumerate(("text", "user", "number", "yesno")):
        make_field(actor=admin, kind="company", label=f"F {number}", type=type_)
    make_field(actor=admin, kind="company", label="Twice", type="formula", formula="custom_f_2 * 2")
    asked = "/companies/?cols=name," + ",".join(f"custom_f_{n}" for n in range(4)) + ",custom_twice"
    counts = []
    for many in (10, 40):
        for number in range(many):
            custom = {"f_0": "x", "f_1": admin.pk, "f_2": number, "f_3": True}
            create_company(actor=admin, name=f"C {many} {number}", custom=custom)
        web.get(asked)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert web.get(asked).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
