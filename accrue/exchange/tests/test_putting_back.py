"""What updates replaced is put back for many records at once, and only where nobody changed them since."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue.accounts.models import User
from accrue.contacts.models import Person
from accrue.contacts.services import create_person, edit_person
from accrue.contacts.tests.conftest import lower
from accrue.events.models import Event
from accrue.exchange.models import Import, ImportRow
from accrue.exchange.services import reverting
from accrue.filters.custom.services import make_field
from accrue.products.models import Product
from accrue.sales.models import Deal, Stage

pytestmark = pytest.mark.django_db

FEW, MANY = 12, 60
KEYS = {"person": "email", "deal": "external_id", "product": "code"}


def text_of(kind: str, rows: range, *, late: bool) -> str:
    """A file about these rows: as it is at first, and as it is later."""
    if kind == "person":
        return "Email,Title\n" + "".join(f"p{n}@x.example,{'Late' if late else 'Early'} {n}\n" for n in rows)
    if kind == "product":
        return "Code,Name,Price\n" + "".join(f"C{n},Thing {n},{200 + n if late else 100 + n}\n" for n in rows)
    stage = Stage.objects.filter(kind="open").order_by("position")[0].name
    head = "Opportunity ID,Opportunity Name,Stage,Amount,Expected close\n"
    return head + "".join(
        f"006{n},Deal {n},{stage},{200 + n if late else 100 + n},2027-0{2 if late else 1}-01\n" for n in rows
    )


def held(kind: str) -> list[tuple[object, ...]]:
    if kind == "person":
        return list(Person.objects.order_by("email").values_list("email", "job_title"))
    if kind == "product":
        return list(Product.objects.order_by("code").values_list("code", "price_minor"))
    return list(Deal.objects.order_by("name").values_list("name", "amount_minor", "expected_close", "source"))


def begun(actor: User, batch: Import) -> None:
    reverting.request_revert(actor=actor, import_id=batch.pk)


def taken_back(actor: User, batch: Import) -> Import:
    begun(actor, batch)
    reverting.run(batch.pk, until=lambda: False)
    return Import.objects.get(pk=batch.pk)


@pytest.mark.parametrize("kind", ["person", "product", "deal"])
def test_putting_back_sixty_rows_asks_no_more_than_twelve(ana, bring_in, kind) -> None:
    asked = []
    for rows in (range(FEW), range(FEW, FEW + MANY)):
        assert bring_in(ana, text_of(kind, rows, late=False), kind=kind, key=KEYS[kind]).created == len(rows)
        before = held(kind)
        batch = bring_in(ana, text_of(kind, rows, late=True), kind=kind, key=KEYS[kind])
        assert batch.updated == len(rows)
        assert held(kind) != before
        edits = Event.objects.filter(name=f"{kind.title()}Edited").count()
        begun(ana, batch)
        with CaptureQueriesContext(connection) as seen:
            reverting.step(batch.pk)
        asked.append(len(seen))
        assert held(kind) == before
        assert Event.objects.filter(name=f"{kind.title()}Edited").count() == edits + len(rows)
        batch.refresh_from_db()
        assert (batch.report["restored"], batch.report["kept"]) == (len(rows), 0)
        reverting.run(batch.pk, until=lambda: False)
    assert asked[1] <= asked[0], asked


def test_only_what_nobody_changed_since_goes_back_and_the_rest_is_told(ana, bring_in) -> None:
    people = [
        create_person(actor=ana, given_name="Mia", email=f"m{n}@x.example", job_title="CTO") for n in range(6)
    ]
    batch = bring_in(
        ana, "Email,Title\n" + "".join(f"m{n}@x.example,CEO\n" for n in range(6)), kind="person", key="email"
    )
    for person in people[:2]:
        person.refresh_from_db()
        edit_person(actor=ana, person_id=person.pk, version=person.version, phone="+49 40 1234567")
    done = taken_back(ana, batch)
    assert (done.report["restored"], done.report["kept"]) == (4, 2)
    titles = Person.objects.order_by("email").values_list("job_title", flat=True)
    assert list(titles) == ["CEO", "CEO", "CTO", "CTO", "CTO", "CTO"]
    told = ImportRow.objects.filter(batch=batch).order_by("number").values_list("reason", flat=True)
    assert [reason.split(":")[0] for reason in told] == ["Kept", "Kept", *["Taken back."] * 4]


def test_two_rows_about_one_deal_go_back_to_what_was_before_the_first(ana, bring_in) -> None:
    stages = list(Stage.objects.filter(kind="open").order_by("position")[:2])
    head = "Opportunity ID,Opportunity Name,Stage,Amount\n"
    bring_in(ana, f"{head}006A,Big one,{stages[0].name},100\n", kind="deal", key="external_id")
    batch = bring_in(
        ana,
        f"{head}006A,Big one,{stages[1].name},200\n006A,Bigger one,{stages[1].name},300\n",
        kind="deal",
        key="external_id",
    )
    deal = Deal.objects.get()
    assert (deal.name, deal.amount_minor, deal.stage) == ("Bigger one", 300_00, stages[1])
    taken_back(ana, batch)
    deal.refresh_from_db()
    assert (deal.name, deal.amount_minor, deal.stage) == ("Big one", 100_00, stages[0])
    assert deal.stage_changes.count() == 3


def test_a_code_that_another_product_took_meanwhile_comes_back_after_it(ana, bring_in) -> None:
    bring_in(ana, "Code,Name,Price\nA,Alpha,1\nB,Beta,1\n", kind="product", key="code")
    batch = bring_in(ana, "Name,Code\nAlpha,C\nBeta,A\n", kind="product", key="name")
    assert dict(Product.objects.values_list("name", "code")) == {"Alpha": "C", "Beta": "A"}
    assert taken_back(ana, batch).report["restored"] == 2
    assert dict(Product.objects.values_list("name", "code")) == {"Alpha": "A", "Beta": "B"}


def test_one_that_cannot_go_back_holds_up_no_other(ana, bring_in) -> None:
    """Its value, which must be unique, went to somebody else meanwhile."""
    make_field(actor=ana, kind="person", label="Badge", type="text", is_unique=True)
    for n in range(4):
        create_person(actor=ana, given_name="Mia", email=f"m{n}@x.example", custom={"badge": f"old{n}"})
    text = "Email;Badge\n" + "".join(f"m{n}@x.example;new{n}\n" for n in range(4))
    batch = bring_in(ana, text, kind="person", key="email")
    assert batch.updated == 4
    create_person(actor=ana, given_name="Tom", email="tom@x.example", custom={"badge": "old2"})
    done = taken_back(ana, batch)
    assert (done.report["restored"], done.report["kept"]) == (3, 1)
    mias = Person.objects.filter(given_name="Mia").order_by("email")
    assert [one.custom["badge"] for one in mias] == ["old0", "old1", "new2", "old3"]


def test_what_its_owner_may_no_longer_write_stays_with_few_queries(rep, bring_in) -> None:
    for n in range(20):
        create_person(actor=rep, given_name="Mia", email=f"m{n}@x.example", job_title="CTO")
    text = "Email,Title\n" + "".join(f"m{n}@x.example,CEO\n" for n in range(20))
    batch = bring_in(rep, text, kind="person", key="email")
    begun(rep, batch)
    lower("rep", "person", job_title="read")
    with CaptureQueriesContext(connection) as seen:
        reverting.step(batch.pk)
    batch.refresh_from_db()
    assert (batch.report["restored"], batch.report["kept"]) == (0, 20)
    assert len(seen) < 30
    assert not Person.objects.filter(job_title="CTO").exists()
