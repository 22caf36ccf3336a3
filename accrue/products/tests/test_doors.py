"""The pages and the API of products."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from accrue import clock
from accrue.accounts.models import FieldRule, Role
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.accounts.tokens import create_token
from accrue.products import services
from accrue.products.models import Product

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
FORM = {
    "code": "SEAT",
    "name": "Seat",
    "price_amount": "1,250.50",
    "price_currency": "EUR",
    "cost": "90",
    "version": "1",
}


@pytest.fixture
def admin(db):
    ensure_built_in_roles()
    return create_user(email="adm@accrue.test", name="Ada", roles=["administrator"])


@pytest.fixture
def page(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def seat(admin):
    return services.create_product(
        actor=admin, code="SEAT", name="Seat", price_minor=1250_50, cost_minor=90_00, currency="EUR"
    )


def test_added_by_the_dialog(page):
    assert page.post("/products/new/", FORM).headers["Location"].startswith("/products/")
    made = Product.objects.get()
    assert (made.price_minor, made.cost_minor, made.currency) == (1250_50, 90_00, "EUR")
    body = page.get(f"/products/{made.pk}/").content.decode()
    assert "€1,250.50" in body
    assert "93% of the price" in body


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cost": "1.234"}, "EUR has 2 decimal places"),
        ({"price_amount": "12,5"}, "not an amount"),
        ({"price_amount": ""}, "Give a price"),
        ({"code": ""}, "Give the product a code"),
    ],
)
def test_refused_input_stays(page, change, said):
    response = page.post("/products/new/", FORM | change, headers=HTMX)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Product.objects.exists()


def test_edit_and_undo(page, seat):
    saved = page.post(f"/products/{seat.pk}/edit/", FORM | {"name": "Seat, yearly"}, headers=HTMX)
    assert saved["HX-Trigger"] == "accrue:close-dialog"
    assert b"Seat, yearly" in saved.content
    undo = json.loads(saved.content.decode().split('hx-vals="')[1].split('"')[0].replace("&quot;", '"'))
    page.post(f"/products/{seat.pk}/edit/", undo, headers=HTMX)
    seat.refresh_from_db()
    assert (seat.name, seat.price_minor, seat.version) == ("Seat", 1250_50, 3)


def test_what_somebody_changed_meanwhile_is_said_and_kept(page, admin, seat):
    services.edit_product(actor=admin, product_id=seat.pk, version=1, name="Other")
    response = page.post(f"/products/{seat.pk}/edit/", FORM | {"name": "Mine"}, headers=HTMX)
    assert response.status_code == 422
    assert b"meanwhile" in response.content
    assert b"Mine" in response.content
    assert b'name="version" value="2"' in response.content


def test_archive_restore(page, seat):
    assert b"Restore" in page.post(f"/products/{seat.pk}/archive/", headers=HTMX).content
    assert b"No products yet" in page.get("/products/").content
    assert b"Seat" in page.get("/products/?archived=1&q=sea").content
    page.post(f"/products/{seat.pk}/restore/", headers=HTMX)
    assert page.get("/products/?q=zzz").content.count(b"No products match") == 1


def test_hidden_prices_are_nowhere(client, seat):
    rep = create_user(email="rep@accrue.test", name="Rita", roles=["rep"])
    for field in ("price_minor", "cost_minor"):
        FieldRule.objects.create(role=Role.objects.get(key="rep"), kind="product", field=field, level="hide")
    client.force_login(rep)
    for url in ("/products/", f"/products/{seat.pk}/"):
        assert "1,250" not in client.get(url).content.decode()
    _, secret = create_token(
        user=rep, name="T", scopes=["product:read"], expires_at=clock.now() + timedelta(1)
    )
    body = client.get(f"/api/v1/products/{seat.pk}", headers={"Authorization": f"Bearer {secret}"}).json()
    assert "price_minor" not in body


def test_api(client, admin):
    _, secret = create_token(
        user=admin, name="T", scopes=["product:read", "product:write"], expires_at=clock.now() + timedelta(1)
    )
    headers = {"Authorization": f"Bearer {secret}"}

    def send(method, url, body):
        return client.generic(method, url, json.dumps(body), content_type="application/json", headers=headers)

    body = {"code": "A", "name": "Apple", "price_minor": 120, "currency": "EUR"}
    made = send("POST", "/api/v1/products", body)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert send("POST", "/api/v1/products", body).status_code == 422
    assert send("PATCH", f"/api/v1/products/{pk}", {"price_minor": -1, "version": 1}).status_code == 422
    assert send("PATCH", f"/api/v1/products/{pk}", {"price_minor": 130, "version": 1}).json()["version"] == 2
    assert client.get("/api/v1/products?q=app", headers=headers).json()["items"][0]["price_minor"] == 130
