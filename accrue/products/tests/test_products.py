"""Creating, editing and putting away what is sold."""

from __future__ import annotations

import pytest

from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.money.amount import Money
from accrue.products import selectors, services
from accrue.products.models import Product

pytestmark = pytest.mark.django_db
SEAT = {"code": "SEAT-1", "name": "Seat, yearly", "price_minor": 120_00, "currency": "EUR"}


@pytest.fixture
def manager(db):
    ensure_built_in_roles()
    return create_user(email="max@accrue.test", name="Max", roles=["manager"])


@pytest.fixture
def admin(db):
    ensure_built_in_roles()
    return create_user(email="adm@accrue.test", name="Ada", roles=["administrator"])


@pytest.fixture
def rep(db):
    ensure_built_in_roles()
    return create_user(email="rep@accrue.test", name="Rita", roles=["rep"])


@pytest.fixture
def seat(manager):
    return services.create_product(actor=manager, **SEAT)


def test_created(manager, seat):
    assert (seat.price, seat.cost) == (Money(120_00, "EUR"), None)
    assert Event.objects.get(subject_kind="product").data == {
        "product_id": seat.pk,
        "code": "SEAT-1",
        "name": "Seat, yearly",
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": " "}, "code"),
        ({"name": "x" * 201}, "name"),
        ({"price_minor": -1}, "price_minor"),
        ({"price_minor": None}, "price_minor"),
        ({"cost_minor": 10**16}, "cost_minor"),
        ({"currency": "EURO"}, "currency"),
    ],
)
def test_bad_input_names_its_field(manager, change, field):
    with pytest.raises(Invalid) as error:
        services.create_product(actor=manager, **SEAT | change)
    assert field in error.value.fields
    assert not Product.objects.exists()


def test_a_code_is_taken_once_whatever_its_case(manager, seat):
    with pytest.raises(Invalid) as error:
        services.create_product(actor=manager, **SEAT | {"code": "seat-1"})
    assert "code" in error.value.fields
    other = services.create_product(actor=manager, **SEAT | {"code": "B"})
    with pytest.raises(Invalid):
        services.edit_product(actor=manager, product_id=other.pk, version=1, code="Seat-1")


def test_edit(manager, seat):
    services.edit_product(actor=manager, product_id=seat.pk, version=1, price_minor=99_00)
    with pytest.raises(Conflict):
        services.edit_product(actor=manager, product_id=seat.pk, version=1, price_minor=98_00)
    assert Event.objects.get(name="ProductEdited").data["fields"] == ["price_minor"]


def test_only_who_may_delete_archives(manager, admin, seat):
    with pytest.raises(Forbidden):
        services.archive_product(actor=manager, product_id=seat.pk)
    services.archive_product(actor=admin, product_id=seat.pk)
    assert not selectors.products(manager).exists()
    services.restore_product(actor=admin, product_id=seat.pk)
    assert selectors.products(manager, query="yearl").get() == seat


def test_a_rep_reads(rep, seat):
    assert selectors.product(rep, seat.pk) == seat
    with pytest.raises(Forbidden):
        services.edit_product(actor=rep, product_id=seat.pk, version=1, name="x")
    with pytest.raises(Missing):
        selectors.product(rep, 10**9)


def test_import(manager):
    rows = [SEAT | {"code": f"C{n}"} for n in range(5)]
    assert len(services.import_products(actor=manager, rows=rows)) == 5
    with pytest.raises(Invalid) as error:
        services.import_products(actor=manager, rows=[SEAT, SEAT | {"currency": "?"}])
    assert "rows[1].currency" in error.value.fields
    assert Product.objects.count() == 5
