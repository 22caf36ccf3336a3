"""Dashboards of people's own: made, filled, ordered, shared, mailed, deleted and brought back."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accrue import clock
from accrue.accounts.models import User
from accrue.accounts.tokens import create_token
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.metrics.built_in import BUILT_IN
from accrue.metrics.models import Dashboard, DashboardMail
from accrue.metrics.selectors import dashboards_seen
from accrue.metrics.services import answer_measures
from accrue.metrics.services.dashboards import (
    add_tile,
    delete_dashboard,
    edit_dashboard,
    make_dashboard,
    move_tile,
    remove_tile,
    restore_dashboard,
    schedule_dashboard,
    share_dashboard,
)
from accrue.metrics.services.sending import send_due_dashboards
from accrue.metrics.tests.books import two_teams
from accrue.metrics.tiles import Tile, checked, tile_from

DAYS = "from=2026-01-01&to=2026-03-31"
TILES = (Tile("revenue"), Tile("orders", "bars", "team"), Tile("revenue", only=(("team", ("South",)),)))


@pytest.fixture
def cast(db: None, tmp_path, monkeypatch) -> dict[str, User]:
    monkeypatch.setattr("accrue.metrics.services.answering.environment.home", tmp_path)
    monkeypatch.setattr("accrue.metrics.services.exporting.environment.home", tmp_path)
    return two_teams()


@pytest.fixture
def board(cast) -> Dashboard:
    return make_dashboard(actor=cast["north"], name="Mine", tiles=TILES)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def titles(board: Dashboard) -> list[str]:
    board.refresh_from_db()
    return [tile.title for tile in board.drawn]


def facts() -> list[str]:
    return list(
        Event.objects.filter(name__startswith="Dashboard").order_by("pk").values_list("name", flat=True)
    )


def test_tiles_are_added_ordered_removed_and_put_back(cast, board):
    north = cast["north"]
    add_tile(actor=north, dashboard_id=board.pk, tile=Tile("win_rate", "line"))
    assert titles(board) == ["Revenue", "Orders by team", "Revenue", "Win rate over time"]
    move_tile(actor=north, dashboard_id=board.pk, key="4", index=0)
    assert [tile.key for tile in Dashboard.objects.get().drawn] == ["4", "1", "2", "3"]
    tile, index = remove_tile(actor=north, dashboard_id=board.pk, key="1")
    assert index == 1
    add_tile(actor=north, dashboard_id=board.pk, tile=tile, index=index)
    assert titles(board) == ["Win rate over time", "Revenue", "Orders by team", "Revenue"]
    assert len({tile.key for tile in board.drawn}) == 4
    with pytest.raises(Missing):
        remove_tile(actor=north, dashboard_id=board.pk, key="99")
    with pytest.raises(Conflict):
        edit_dashboard(actor=north, dashboard_id=board.pk, version=1, name="Late")
    assert facts() == ["DashboardMade", *["DashboardChanged"] * 4]


def test_sharing_shows_the_dashboard_and_nobody_more_figures(cast, board):
    north, south = cast["north"], cast["south"]
    assert not dashboards_seen(south).exists()
    with pytest.raises(Missing):
        add_tile(actor=south, dashboard_id=board.pk, tile=Tile("orders"))
    share_dashboard(actor=north, dashboard_id=board.pk, sharing="team")
    assert not dashboards_seen(south).exists()
    share_dashboard(actor=north, dashboard_id=board.pk, sharing="everyone")
    assert dashboards_seen(south).get() == board
    with pytest.raises(Forbidden, match="Duplicate it"):
        add_tile(actor=south, dashboard_id=board.pk, tile=Tile("orders"))
    address = f"{reverse('metrics:own', args=[board.pk])}?{DAYS}"
    seen = {"north": ["€150.50", "your own teams only"], "south": ["€7.00"], "finance": ["€157.50", "€7.00"]}
    for who, said in seen.items():
        client = signed_in(cast[who])
        client.get(address)
        answer_measures()
        page = client.get(address).content.decode()
        assert all(text in page for text in said), who
        assert ("Delete" in page) == (who == "north")
    assert not dashboards_seen(cast["agent"]).exists()
    other = make_dashboard(actor=cast["nobody"], name="Alone")
    with pytest.raises(Invalid, match="no team"):
        share_dashboard(actor=cast["nobody"], dashboard_id=other.pk, sharing="team")


def test_a_deleted_one_comes_back_whole(cast, board):
    client = signed_in(cast["north"])
    left = client.post(reverse("metrics:delete", args=[board.pk]), follow=True).content.decode()
    assert "“Mine” is deleted." in left
    assert client.get(reverse("metrics:own", args=[board.pk])).status_code == 404
    assert signed_in(cast["south"]).get(f"/dashboards/?deleted={board.pk}").status_code == 404
    with pytest.raises(Missing):
        restore_dashboard(actor=cast["south"], dashboard_id=board.pk)
    back = client.post(reverse("metrics:restore", args=[board.pk]), follow=True).content.decode()
    assert "is back" in back
    assert len(titles(board)) == 3
    with pytest.raises(Missing):
        restore_dashboard(actor=cast["north"], dashboard_id=board.pk)
    delete_dashboard(actor=cast["north"], dashboard_id=board.pk)


def test_a_built_in_one_is_duplicated_whole(cast):
    client = signed_in(cast["north"])
    page = client.post(reverse("metrics:duplicate", args=["sales"]), follow=True)
    assert "My sales" in page.content.decode()
    made = Dashboard.objects.get()
    assert [tile.title for tile in made.drawn] == [tile.title for tile in BUILT_IN["sales"].tiles]
    client.post(reverse("metrics:duplicate_own", args=[made.pk]))
    assert set(Dashboard.objects.values_list("name", flat=True)) == {"My sales", "My sales copy"}


def test_the_dialogs_make_a_dashboard(cast):
    client = signed_in(cast["north"])
    refused = client.post(reverse("metrics:new"), {"name": " "})
    assert refused.status_code == 422
    client.post(reverse("metrics:new"), {"name": "Week", "about": "For Monday"})
    made = Dashboard.objects.get()
    add = reverse("metrics:add_tile", args=[made.pk])
    page = client.get(add).content.decode()
    assert "Lead conversion – no leads yet" in page
    tile = {"measure": "revenue", "drawn": "bars", "split": "", "period": "", "against": "year"}
    refused = client.post(add, tile)
    assert refused.status_code == 422
    assert "Say by what." in refused.content.decode()
    only = {"only_1": "team", "values_1": "North; South", "is_wide": "on", "split": "team"}
    assert client.post(add, tile | only).status_code == 302
    [kept] = Dashboard.objects.get().drawn
    assert kept == Tile(
        "revenue", "bars", "team", (("team", ("North", "South")),), "", "year", is_wide=True, key="1"
    )
    change = reverse("metrics:tile", args=[made.pk, "1"])
    assert "North; South" in client.get(change).content.decode()
    chosen = client.get(change, {"measure": "interactions", "is_wide": "on"}).content.decode()
    assert '<option value="channel"' in chosen
    assert '<option value="team"' not in chosen
    assert client.post(change, tile | {"drawn": "number", "split": ""}).status_code == 302
    again = client.post(reverse("metrics:move_tile", args=[made.pk, "1"]), {"way": "down"})
    assert again.status_code == 302
    gone = client.post(reverse("metrics:remove_tile", args=[made.pk, "1"]), HTTP_HX_REQUEST="true")
    assert "Revenue removed" in gone.content.decode()
    put = {"tile": json.dumps(Tile("revenue").to_plain()), "index": "0"}
    client.post(reverse("metrics:restore_tile", args=[made.pk]), put)
    assert len(Dashboard.objects.get().tiles) == 1
    for bad in ("", "[]", "{}", '{"measure": "profit"}'):
        answer = client.post(reverse("metrics:restore_tile", args=[made.pk]), {"tile": bad})
        assert answer.status_code == 422
    assert "No tiles yet" not in client.get(reverse("metrics:own", args=[made.pk])).content.decode()


@pytest.mark.parametrize(
    ("tile", "field"),
    [
        (Tile("profit"), "measure"),
        (Tile("adoption", "line"), "form"),
        (Tile("revenue", "bars", "stage"), "split"),
        (Tile("revenue", "number", "team"), "split"),
        (Tile("revenue", only=(("stage", ("New",)),)), "only"),
        (Tile("revenue", period="some-day"), "period"),
        (Tile("revenue", against="ever"), "against"),
    ],
)
def test_tiles_that_make_no_sense(tile, field):
    with pytest.raises(Invalid) as caught:
        checked(tile)
    assert field in caught.value.fields


def test_titles_say_no_word_twice():
    for one in BUILT_IN.values():
        for tile in one.tiles:
            words = re.findall(r"\w+", tile.title.lower())
            assert len(set(words) - {"of", "a", "per"}) == len(
                [w for w in words if w not in ("of", "a", "per")]
            )
            assert tile_from(json.loads(json.dumps(tile.to_plain()))) == tile


def test_it_is_mailed_once_a_slot_to_those_who_may_see_it(cast, board, work):
    north, south = cast["north"], cast["south"]
    monday = datetime(2026, 4, 6, 8, tzinfo=UTC)
    add_tile(actor=north, dashboard_id=board.pk, tile=Tile("revenue", "line"))
    with time_machine.travel(monday - timedelta(days=2), tick=False):
        share_dashboard(actor=north, dashboard_id=board.pk, sharing="everyone")
        with pytest.raises(Invalid):
            schedule_dashboard(
                actor=north, dashboard_id=board.pk, every="week", day=9, hour=7, readers=[north]
            )
        schedule_dashboard(
            actor=north, dashboard_id=board.pk, every="week", day=1, hour=6, readers=[north, south]
        )
        send_due_dashboards()
        assert not DashboardMail.objects.exists()
    with time_machine.travel(monday, tick=False):
        for _ in range(2):
            send_due_dashboards()
            work()
        by_reader = {one.to[0].split("<")[1]: one for one in mail.outbox}
        assert sorted(by_reader) == ["north@example.com>", "south@example.com>"]
        assert len(mail.outbox) == 2
        assert "€150.50" in by_reader["north@example.com>"].body
        letter = by_reader["south@example.com>"]
        assert "€7.00" in letter.body
        assert "€150.50" not in letter.body
        assert "€7.00" in letter.alternatives[0][0]
        the_line_stands_in_it(by_reader["north@example.com>"])
    with time_machine.travel(monday + timedelta(days=7), tick=False):
        share_dashboard(actor=north, dashboard_id=board.pk, sharing="mine")
        send_due_dashboards()
        work()
    assert len(mail.outbox) == 3
    assert list(DashboardMail.objects.order_by("pk").values_list("state", flat=True)).count("skipped") == 1
    assert facts().count("DashboardSent") == 3


def the_line_stands_in_it(letter):
    """As a picture that mail programs show in its place, with what it says in words; bars as boxes without any."""
    whole = letter.message()
    html = whole.get_body(("html",)).get_content()
    [picture] = [part for part in whole.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content_disposition() == "inline"
    assert f'<img src="cid:{picture["Content-ID"].strip("<>")}" width="608" alt="Revenue, ' in html
    drawn = Image.open(BytesIO(picture.get_content()))
    assert (drawn.width, len(drawn.getcolors()) > 8) == (1216, True)
    assert '<td width="100%" bgcolor="#314db8"' in html


def test_the_api(cast):
    later = clock.now() + timedelta(days=1)
    secret = create_token(user=cast["north"], name="T", scopes=["*:read", "*:write"], expires_at=later)[1]
    asks = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": "application/json"}
    client = Client()
    body = {"name": "From a program", "tiles": [{"measure": "revenue", "only": {"team": ["North"]}}]}
    made = client.post("/api/v1/dashboards", body, **asks)
    assert made.status_code == 201
    one = made.json()
    assert one["tiles"][0]["title"] == "Revenue"
    address = f"/api/v1/dashboards/{one['id']}"
    assert client.get("/api/v1/dashboards", **asks).json()["items"] == [one]
    values = client.get(f"{address}/values?period=this-year", **asks)
    assert values.json()["items"][0]["state"] == "waiting"
    answer_measures()
    assert client.get(f"{address}/values?period=this-year", **asks).json()["items"][0]["state"] == "ready"
    assert client.get(f"{address}/values?period=never", **asks).status_code == 422
    change = {"version": one["version"], "sharing": "team", "tiles": [{"measure": "orders"}]}
    found = client.patch(address, change, **asks).json()
    assert (found["sharing"], found["tiles"][0]["measure"], found["name"]) == ("team", "orders", one["name"])
    assert client.patch(address, change, **asks).status_code == 409
    bad = {"version": found["version"], "name": "New", "tiles": [{"measure": "profit"}]}
    assert client.patch(address, bad, **asks).status_code == 422
    assert client.get(address, **asks).json() == found, "all of a change or nothing"
    assert client.delete(address, **asks).status_code == 204
    assert client.get(address, **asks).status_code == 404


def test_pages_ask_as_often_for_few_as_for_many(cast):
    north, asked = cast["north"], []
    client = signed_in(north)
    for n in (1, 30):
        board = make_dashboard(actor=north, name=f"B{n}", tiles=[Tile("revenue")] * n)
        counts = []
        for name in ("own", "arrange"):
            address = reverse(f"metrics:{name}", args=[board.pk])
            client.get(address)
            answer_measures()
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        for i in range(n):
            make_dashboard(actor=north, name=f"M{n}-{i}")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("metrics:home"))
        asked.append([*counts, len(queries)])
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 12
