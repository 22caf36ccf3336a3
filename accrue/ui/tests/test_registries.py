"""The menu, the panels and the palette: in order, by permission, each key once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accrue.ui import checks, commands, navigation, panels
from accrue.ui.commands import Command, Result, Source
from accrue.ui.navigation import NavItem
from accrue.ui.panels import Panel
from accrue.ui.registry import Registry

SOMEBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def nothing_registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(navigation, "_items", Registry())
    monkeypatch.setattr(panels, "_panels", Registry())
    monkeypatch.setattr(commands, "_commands", Registry())
    monkeypatch.setattr(commands, "_sources", Registry())
    monkeypatch.setattr(NavItem, "url", property(lambda item: item.url_name))
    return


def item(key: str, url: str, group: str = "Records", **rest: Any) -> NavItem:
    return navigation.register(NavItem(group, key, key.title(), "house", url, **rest))


def test_the_menu_is_grouped_ordered_and_marks_where_we_are() -> None:
    item("companies", "/companies/", order=20)
    item("people", "/people/", order=10, count=lambda person: 3)
    item("home", "/", "Work")
    links = navigation.links(SOMEBODY, "/people/7/")
    assert [(g, [k.item.key for k in found]) for g, found in navigation.grouped(links)] == [
        ("Work", ["home"]),
        ("Records", ["people", "companies"]),
    ]
    assert [(k.item.key, k.count) for k in links if k.is_current] == [("people", 3)]


def test_the_longest_address_is_the_current_one() -> None:
    item("deals", "/deals/")
    item("forecast", "/deals/forecast/")
    assert [k.item.key for k in navigation.links(SOMEBODY, "/deals/forecast/2026/") if k.is_current] == [
        "forecast"
    ]


def test_what_may_not_be_opened_is_not_shown() -> None:
    item("system", "/system/", "Run", may=lambda person: False)
    assert navigation.links(SOMEBODY, "/") == []


def test_a_key_is_taken_once_and_a_group_must_exist() -> None:
    item("deals", "/deals/")
    with pytest.raises(ValueError, match="twice"):
        item("deals", "/other/")
    with pytest.raises(ValueError, match="no group"):
        NavItem("Elsewhere", "x", "X", "house", "x")


def test_two_pages_may_not_share_their_keys() -> None:
    item("roi", "/roi/", hotkey="g r")
    item("deals", "/deals/", hotkey="g d")
    assert checks.keys_differ(None) == []
    item("regions", "/regions/", hotkey="g r")
    assert [error.id for error in checks.keys_differ(None)] == ["ui.E003"]


def test_panels_come_in_order_for_those_who_may() -> None:
    panels.register(Panel("person", "orders", "Orders", "billing:panel", order=20))
    panels.register(Panel("person", "deals", "Deals", "sales:panel", order=10))
    panels.register(Panel("company", "orders", "Orders", "billing:other"))
    panels.register(Panel("person", "secret", "Secret", "x:y", may=lambda person: False))
    assert [panel.key for panel in panels.panels_on("person", SOMEBODY)] == ["deals", "orders"]


def test_the_palette_finds_records_then_pages_then_actions() -> None:
    item("people", "/people/")
    commands.register(Command("New person", "plus", "/people/new/"))
    commands.register(Command("Delete all people", "plus", "/x/", may=lambda person: False))
    asked: list[str] = []

    def search(request: Any, q: str) -> list[Result]:
        asked.append(q)
        return [Result(f"Person {i}", f"/people/{i}/", "user", "at Acme") for i in range(20)]

    commands.register_search(Source("person", "People", search))
    request = RequestFactory().get("/palette/")
    request.user = SOMEBODY
    found = dict(commands.find(request, "pe").groups)
    assert list(found) == ["People", "Go to", "Actions"]
    assert len(found["People"]) == commands.PER_SOURCE
    assert [one.label for one in found["Actions"]] == ["New person"]
    commands.find(request, "p")
    assert asked == ["pe"], "one letter is too few to search by"


def test_an_address_that_does_not_exist_is_said_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(navigation, "_items", Registry())
    monkeypatch.setattr(panels, "_panels", Registry())
    navigation.register(NavItem("Work", "ghost", "Ghost", "house", "no:such_page"))
    panels.register(Panel("person", "ghost", "Ghost", "no:such_panel"))
    assert [error.id for error in checks.addresses_exist(None)] == ["ui.E001", "ui.E002"]
