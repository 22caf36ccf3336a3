"""Page layouts: tidying up for a role, protecting nothing."""

from __future__ import annotations

import pytest

from accrue.accounts.models import FieldRule, Role
from accrue.accounts.services import create_user
from accrue.contacts.models import Person
from accrue.contacts.services import create_person
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.filters.custom.laying_out import lay_out, lay_out_as_usual
from accrue.filters.custom.layouts import layout_for
from accrue.filters.custom.models import PageLayout
from accrue.filters.custom.services import make_field

pytestmark = pytest.mark.django_db


def user(*roles):
    return create_user(email=f"{'-'.join(roles)}@example.org", name="Ana", roles=list(roles))


@pytest.fixture
def admin():
    return user("administrator")


def role(key):
    return Role.objects.get(key=key)


def page(client, who, person):
    client.force_login(type(who).objects.get(pk=who.pk))
    return client.get(f"/people/{person.pk}/").content.decode()


def order(text, *words):
    places = [text.index(f'id="prop-{word}"') for word in words]
    return places == sorted(places)


CONTACT = [{"title": "Reach them", "fields": ["phone", "email"]}, {"title": "Work", "fields": ["job_title"]}]


def test_a_role_is_shown_its_layout_and_others_the_usual(admin, client):
    make_field(actor=admin, kind="person", label="Size", type="number")
    seller = user("rep")
    person = create_person(actor=admin, given_name="Ada", email="ada@a.example", owner_id=seller.pk)
    kept = lay_out(
        actor=admin, kind="person", role_id=role("rep").pk,
        sections=[{"title": "Top", "fields": ["custom_size"]}, *CONTACT], hidden=["street", "source"],
    )  # fmt: skip
    text = page(client, seller, person)
    assert order(
        text, "custom_size", "phone", "email", "job_title", "given_name"
    )  # unnamed ones stand at the end
    assert "Reach them" in text
    assert 'id="prop-street"' not in text
    usual = page(client, admin, person)
    assert 'id="prop-street"' in usual
    assert "Reach them" not in usual
    form = client.get("/people/new/").content.decode()
    client.force_login(type(seller).objects.get(pk=seller.pk))
    laid = client.get("/people/new/").content.decode()
    assert form.index('name="email"') < form.index('name="phone"')
    assert laid.index('name="custom_size"') < laid.index('name="phone"') < laid.index('name="email"')
    fact = Event.objects.get(name="PageLayoutChanged")
    assert (fact.data["kind"], fact.data["is_usual"], kept.version) == ("person", False, 1)
    assert PageLayout.pgh_event_model.objects.count() == 1
    lay_out_as_usual(actor=admin, kind="person", role_id=role("rep").pk)
    assert 'id="prop-street"' in page(client, seller, person)


def test_several_roles_are_shown_what_any_of_them_shows(admin):
    for key, hidden in (("rep", ["street", "city"]), ("marketer", ["city", "region", "country"])):
        lay_out(actor=admin, kind="person", role_id=role(key).pk, sections=CONTACT, hidden=hidden)
    assert layout_for(user("rep"), "person").hidden == {"street", "city"}
    assert layout_for(user("rep", "marketer"), "person").hidden == {"city"}
    both = user("rep", "manager")
    assert layout_for(both, "person") is None  # a manager has the usual one, which shows everything
    lay_out(actor=admin, kind="person", role_id=None, sections=CONTACT, hidden=["city", "street", "region"])
    assert layout_for(type(both).objects.get(pk=both.pk), "person").hidden == {"street", "city"}
    assert layout_for(user("finance"), "person").hidden == {"city", "street", "region"}


def test_a_layout_shows_nothing_that_a_role_may_not_see(admin, client):
    seller = user("rep")
    person = create_person(actor=admin, given_name="Ada", email="ada@a.example", owner_id=seller.pk)
    FieldRule.objects.create(role=role("rep"), kind="person", field="email", level="hide")
    lay_out(actor=admin, kind="person", role_id=role("rep").pk, sections=CONTACT, hidden=[])
    text = page(client, seller, person)
    assert 'id="prop-email"' not in text
    assert "ada@a.example" not in text
    assert 'name="email"' not in client.get("/people/new/").content.decode()


def test_putting_away_protects_nothing(admin, client):
    """The API gives what a role may see, whatever the page shows; so the page says."""
    person = create_person(actor=admin, given_name="Ada", email="ada@a.example")
    lay_out(actor=admin, kind="person", role_id=None, sections=CONTACT[1:], hidden=["email"])
    assert 'id="prop-email"' not in page(client, admin, person)
    assert Person.objects.get(pk=person.pk).email in client.get("/people/?cols=email").content.decode()


def test_what_cannot_be_laid_out_says_why(admin):
    def refused(field, sections=CONTACT, hidden=(), **more):
        with pytest.raises(Invalid) as error:
            lay_out(actor=admin, kind="person", role_id=None, sections=sections, hidden=list(hidden), **more)
        assert field in error.value.fields

    refused("fields", hidden=["owner__password"])
    refused("fields", hidden=["email"])
    refused("hidden", hidden=["given_name"])
    refused("sections", sections=[])
    refused("title", sections=[{"title": " ", "fields": []}])
    refused("title", sections=[{"title": "A", "fields": []}, {"title": "a", "fields": []}])
    with pytest.raises(Missing):
        lay_out(actor=admin, kind="user", role_id=None, sections=CONTACT, hidden=[])
    with pytest.raises(Missing):
        lay_out(actor=admin, kind="person", role_id=999_999, sections=CONTACT, hidden=[])
    with pytest.raises(Forbidden):
        lay_out(actor=user("rep"), kind="person", role_id=None, sections=CONTACT, hidden=[])
    lay_out(actor=admin, kind="person", role_id=None, sections=CONTACT, hidden=[])
    with pytest.raises(Conflict):
        lay_out(actor=admin, kind="person", role_id=None, sections=CONTACT, hidden=[])


def test_the_page_moves_by_buttons_and_keeps(admin, client):
    client.force_login(admin)
    text = client.get("/fields/person/layout/").content.decode()
    assert "protects nothing" in text
    form = {
        "item": ["h:0", "f:given_name", "f:email", "f:phone", "h:1", "f:city"],
        "title-0": "First", "title-1": "Place", "shown": ["email", "phone"], "version": "0",
    }  # fmt: skip
    moved = client.post("/fields/person/layout/", form | {"do": "up:f:phone"}, headers={"HX-Request": "true"})
    text = moved.content.decode()
    assert "<html" not in text
    assert text.index('value="f:phone"') < text.index('value="f:email"')
    assert not PageLayout.objects.exists()
    assert client.post("/fields/person/layout/", form | {"do": "save", "title-0": ""}).status_code == 422
    assert client.post("/fields/person/layout/", form | {"do": "save"}).status_code == 302
    kept = PageLayout.objects.get()
    assert kept.sections == [
        {"title": "First", "fields": ["given_name", "email", "phone"]}, {"title": "Place", "fields": []},
    ]  # fmt: skip
    assert kept.hidden == ["city"]
    client.post("/fields/person/layout/", {"do": "reset"})
    assert not PageLayout.objects.exists()
    assert client.get("/fields/person/layout/?role=999999").status_code == 404
    assert client.get("/fields/user/layout/").status_code == 404
