"""Saved views: who has them, what they keep, and how a list says itself in its address."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from accrue.accounts.models import User
from accrue.accounts.services import create_user
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.filters import selectors, services
from accrue.filters.lists import list_of
from accrue.filters.models import View
from accrue.filters.setting import Setting
from accrue.filters.state import ListState
from accrue.filters.tests.conftest import hide, person
from accrue.filters.tree import BadFilter, parse

GOLD = {"all": [["segment", "is", "gold"]]}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def mate(teams) -> User:
    return create_user(email="tom@accrue.test", name="Tom", roles=["rep"], team=teams[0])


def kept(actor, name="Gold", sharing="me", **more):
    setting = Setting(tree=parse(GOLD), **more)
    return services.save_view(actor=actor, kind="person", name=name, sharing=sharing, setting=setting)


def state(actor, address=""):
    return ListState(QueryDict(address), actor, list_of("person"))


def names(actor):
    return {tab.label for tab in state(actor).tabs} - {"All people", "Mine", "New this month"}


def test_a_view_is_mine_my_teams_or_everybodys(manager, rep, mate, stranger):
    kept(rep, "Private")
    kept(rep, "Team", "team")
    kept(manager, "Company", "all")
    assert names(rep) == {"Private", "Team", "Company"}
    assert names(mate) == {"Team", "Company"}
    assert names(stranger) == {"Company"}
    with pytest.raises(Forbidden):
        kept(rep, "Too far", "all")
    private = View.objects.get(name="Private")
    for other in (mate, manager):
        with pytest.raises(Missing):
            selectors.view(other, private.pk)
    with pytest.raises(Forbidden):
        services.change_view(actor=mate, view_id=View.objects.get(name="Team").pk, version=1, name="Mine now")
    services.change_view(actor=manager, view_id=View.objects.get(name="Team").pk, version=1, name="Better")
    assert names(mate) == {"Better", "Company"}


def test_a_view_keeps_everything_and_the_address_says_what_differs(rep):
    view = kept(rep, sort="-created", columns=("name", "segment"), density="compact")
    shown = state(rep, f"view={view.pk}")
    assert (shown.tree, shown.order, shown.setting.density) == (parse(GOLD), "-created", "compact")
    assert [column.key for column in shown.columns] == ["name", "segment"]
    assert not shown.is_changed
    assert shown.url() == f"/people/?view={view.pk}"
    changed = urlsplit(shown.url(tree=parse(None), density=""))
    assert parse_qs(changed.query, keep_blank_values=True) == {
        "view": [str(view.pk)], "filter": ['{"all":[]}'], "density": [""],
    }  # fmt: skip
    again = state(rep, changed.query)
    assert again.is_changed
    assert again.may_save
    assert (again.tree, again.order) == (parse(None), "-created")


def test_changed_deleted_brought_back_with_facts_and_history(rep):
    view = kept(rep)
    services.change_view(actor=rep, view_id=view.pk, version=1, setting=Setting(sort="-created"))
    with pytest.raises(Conflict):
        services.change_view(actor=rep, view_id=view.pk, version=1, name="Late")
    services.delete_view(actor=rep, view_id=view.pk)
    assert names(rep) == set()
    with pytest.raises(Missing):
        state(rep, f"view={view.pk}").view  # noqa: B018
    services.restore_view(actor=rep, view_id=view.pk)
    assert names(rep) == {"Gold"}
    facts = list(Event.objects.filter(name__startswith="View").order_by("pk").values_list("name", flat=True))
    assert facts == ["ViewSaved", "ViewChanged", "ViewDeleted", "ViewRestored"]
    assert view.events.count() == 4


@pytest.mark.parametrize(
    "setting",
    [
        {"tree": {"all": [["owner__password", "is", "x"]]}},
        {"sort": "owner__password"},
        {"columns": ("password",)},
        {"density": "huge"},
        {"layout": "board"},
    ],
)
def test_what_is_not_declared_is_not_kept(rep, setting):
    if "tree" in setting:
        setting = {"tree": parse(setting["tree"])}
    with pytest.raises(BadFilter):
        services.save_view(actor=rep, kind="person", name="X", sharing="me", setting=Setting(**setting))
    with pytest.raises(Invalid):
        services.save_view(actor=rep, kind="person", name=" ", sharing="me", setting=Setting())
    assert not View.objects.exists()


def test_each_has_an_order_and_a_first_view_of_their_own(rep, mate):
    view = kept(rep, sharing="team")
    services.arrange_views(actor=rep, kind="person", order=[str(view.pk), "mine", "all"], first=str(view.pk))
    assert [tab.key for tab in state(rep).tabs] == [str(view.pk), "mine", "all", "new"]
    assert state(rep).key == str(view.pk)
    assert state(rep, "q=hanna").key == "all"
    assert state(mate).key == "all"
    with pytest.raises(Invalid):
        services.arrange_views(actor=mate, kind="person", first="999")
    services.delete_view(actor=rep, view_id=view.pk)
    assert state(rep).key == "all"


def test_a_ready_view_leaves_out_what_may_not_be_asked(rep):
    hide("rep", "person", "owner")
    rep = User.objects.get(pk=rep.pk)
    assert state(rep, "view=mine").tree == parse('{"any":[]}')
    assert state(rep, "view=new").tree.parts


def test_pages_save_rename_arrange_and_delete(client, rep):
    client.force_login(rep)
    person("Ada", rep, segment="Gold")
    person("Bob", rep)
    said = QueryDict(mutable=True)
    said["filter"] = json.dumps(GOLD)
    assert b"Save this view" in client.get("/lists/person/views/new/", {"said": said.urlencode()}).content
    refused = client.post("/lists/person/views/new/", {"said": said.urlencode(), "name": "", "sharing": "me"})
    assert refused.status_code == 422
    saved = client.post(
        "/lists/person/views/new/", {"said": said.urlencode(), "name": "Gold", "sharing": "team"}
    )
    view = View.objects.get()
    assert saved["Location"] == f"/people/?view={view.pk}"
    page = client.get(saved["Location"])
    assert b"Ada" in page.content
    assert b"Bob" not in page.content
    client.post(f"/views/{view.pk}/", {"name": "Golden", "sharing": "me"}, headers=HTMX)
    client.post("/lists/person/views/arrange/", {"up": str(view.pk)}, headers=HTMX)
    view.refresh_from_db()
    assert (view.name, view.sharing) == ("Golden", "me")
    kept_away = client.post(
        f"/views/{view.pk}/keep/", {"said": f"view={view.pk}&density=compact", "version": view.version}
    )
    assert kept_away.status_code == 302
    view.refresh_from_db()
    assert view.density == "compact"
    gone = client.post(f"/views/{view.pk}/delete/", headers=HTMX)
    assert f"/views/{view.pk}/restore/".encode() in gone.content
    assert client.get(f"/people/?view={view.pk}").status_code == 404
    client.post(f"/views/{view.pk}/restore/")
    assert client.get(f"/people/?view={view.pk}").status_code == 200


def built(client, rows, do="look", **more):
    """A post of the builder's form: rows of (field, operator, values)."""
    data = {"shape": json.dumps([0, list(range(1, len(rows) + 1))]), "g0": "all", "do": do, **more}
    for n, (field, op, values) in enumerate(rows, 1):
        data |= {f"h{n}": field, f"f{n}": field, f"o{n}": op, f"v{n}": values}
    return client.post("/lists/person/filter/", data)


def test_the_builder_works_without_scripts(client, rep):
    client.force_login(rep)
    person("Ada", rep, segment="Gold")
    person("Bob", rep)
    opened = client.get("/lists/person/filter/", {"said": f"filter={json.dumps(GOLD)}"}).content.decode()
    assert 'value="gold"' in opened
    assert "1 person" in opened
    grown = built(client, [("segment", "is", ["gold"])], do="group:0").content.decode()
    assert "Group of conditions" in grown
    assert "1 person" in built(client, [("segment", "is", ["gold"])], do="count").content.decode()
    applied = built(client, [("segment", "is", ["gold; silver"]), ("owner", "is", ["me"])], do="apply")
    asked = parse_qs(urlsplit(applied["Location"]).query)["filter"]
    assert json.loads(asked[0]) == {"all": [["segment", "is", ["gold", "silver"]], ["owner", "is", ["me"]]]}
    wrong = built(client, [("order_value", "gt", ["much"])], do="apply", c1="EUR")
    assert wrong.status_code == 422
    assert "Give an amount" in wrong.content.decode()
    spans = built(client, [("created", "on", [])], do="apply", p1="last", n1="7", u1="day")
    assert "last_7_days" in spans["Location"]
    assert built(client, [("password", "is", ["x"])]).status_code == 400
    assert client.post("/lists/person/filter/", {"shape": "[0,"}).status_code == 400


def test_the_api_keeps_views(client, rep):
    from datetime import timedelta

    from accrue import clock
    from accrue.accounts.tokens import create_token

    _, secret = create_token(
        user=rep, name="T", scopes=["*:read", "*:write"], expires_at=clock.now() + timedelta(1)
    )
    headers = {"Authorization": f"Bearer {secret}"}

    def send(method, path, body=None):
        data = json.dumps(body or {})
        return client.generic(
            method, f"/api/v1/views{path}", data, content_type="application/json", headers=headers
        )

    made = send(
        "POST", "", {"kind": "person", "name": "Gold", "setting": {"filter": GOLD, "sort": "-created"}}
    )
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["setting"]["filter"] == GOLD
    changed = send("PATCH", f"/{pk}", {"name": "Golden", "version": 1}).json()
    assert (changed["name"], changed["version"], changed["setting"]["sort"]) == ("Golden", 2, "-created")
    assert (
        send(
            "POST", "", {"kind": "person", "name": "X", "setting": {"filter": {"all": [["x", "is", 1]]}}}
        ).status_code
        == 400
    )
    assert send("POST", "", {"kind": "person", "name": "X", "owner_id": 1}).status_code == 422
    assert send("DELETE", f"/{pk}").status_code == 200
    assert client.get("/api/v1/views?kind=person", headers=headers).json()["items"] == []
    assert send("POST", f"/{pk}/restore").status_code == 200
