"""A dashboard of one's own, from nothing to shared, deleted and back; and goals of any measure with their baselines."""

from __future__ import annotations

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accrue import clock
from accrue.metrics.models import Dashboard
from accrue.metrics.services import answer_measures
from accrue.metrics.services.dashboards import make_dashboard
from accrue.metrics.tests.books import two_teams
from accrue.metrics.tiles import Tile
from accrue.roi.services import freeze_baseline, set_goal
from accrue.roi.services.baselines import Asked
from tests.browser.conftest import DESKTOP, PHONE

LOOKS = {"light": ("light", DESKTOP), "dark": ("dark", DESKTOP), "phone": ("light", PHONE)}


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("accrue.metrics.services.answering.environment.home", tmp_path)
    monkeypatch.setattr("accrue.metrics.services.exporting.environment.home", tmp_path)


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def kept(page: Page, name: str) -> None:
    """A picture of the page, where somebody wants to look at it."""
    if folder := os.environ.get("ACCRUE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("look", LOOKS)
def test_one_of_ones_own(look, open_page, axe):
    finance = two_teams(clock.now() - timedelta(days=1))["finance"]
    theme, size = LOOKS[look]
    page = open_page("/dashboards/", theme=theme, size=size, user=finance)
    axe(page)
    kept(page, f"home-{look}")
    page.get_by_role("link", name="New dashboard").click()
    page.get_by_label("Name", exact=True).fill("Monday")
    page.get_by_role("button", name="Make dashboard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Arrange Monday")
    axe(page)
    page.locator(".page-actions").get_by_role("link", name="Add tile").click()
    page.get_by_label("Measure").select_option("won_deals")
    split = page.locator("select[name=split]")
    expect(split.locator("option[value=owner]")).to_be_attached()
    page.get_by_label("Measure").select_option("revenue")
    expect(split.locator("option[value=campaign]")).to_be_attached()
    page.get_by_label("Drawn as").select_option("bars")
    page.get_by_role("button", name="Add tile").click()
    expect(page.get_by_text("Say by what.")).to_be_visible()
    split.select_option("team")
    axe(page)
    kept(page, f"tile-{look}")
    page.get_by_role("button", name="Add tile").click()
    expect(page.get_by_role("link", name="Change Revenue by team")).to_be_visible()
    board = Dashboard.objects.get()
    Dashboard.objects.filter(pk=board.pk).update(
        tiles=[
            tile.to_plain()
            for tile in (
                *board.drawn,
                Tile("revenue", "line", is_wide=True, key="2"),
                Tile("orders", only=(("team", ("North",)),), period="this-year", key="3"),
                Tile("csat", key="4"),
                Tile("win_rate", key="5"),
            )
        ]
    )
    page.reload()
    names = page.locator(".deal-link")
    expect(names).to_have_text(["Revenue by team", "Revenue over time", "Orders", "Satisfaction", "Win rate"])
    page.get_by_role("link", name="Change Orders").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(names).to_have_text(["Revenue by team", "Orders", "Revenue over time", "Satisfaction", "Win rate"])
    expect(page.get_by_role("link", name="Change Orders")).to_be_focused()
    page.get_by_role("button", name="Move Orders up").click()
    expect(names.first).to_have_text("Orders")
    if look == "light":
        page.get_by_role("link", name="Change Win rate").hover()
        page.mouse.down()
        top = names.first.bounding_box()
        page.mouse.move(top["x"] + 20, top["y"] + 30, steps=8)
        page.mouse.move(top["x"] + 20, top["y"] - 4, steps=8)
        expect(names.first).to_have_text("Win rate")
        with page.expect_response("**/move/"):
            page.mouse.up()
        page.reload()
        expect(names.first).to_have_text("Win rate")
    axe(page)
    fits(page)
    kept(page, f"arrange-{look}")
    page.get_by_role("button", name="Remove Satisfaction").click()
    expect(page.get_by_role("link", name="Change Satisfaction")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Change Satisfaction")).to_be_visible()
    page.goto(page.url.replace("tiles/", "?period=last-30-days"))
    expect(page.get_by_text("Being worked out…").first).to_be_visible()
    answer_measures()
    expect(page.get_by_role("link", name="North €150.50: the records behind it")).to_be_visible()
    expect(page.get_by_text("Team North, this year")).to_be_visible()
    expect(page.get_by_text("No surveys yet.")).to_be_visible()
    axe(page)
    fits(page)
    kept(page, f"own-{look}")
    page.get_by_role("link", name="Mail", exact=True).click()
    expect(page.get_by_role("button", name="Keep")).to_be_visible()
    axe(page)
    kept(page, f"mail-{look}")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Share").click()
    page.get_by_label("Who sees it").select_option("everyone")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text("Everyone who sees measures", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("“Monday” is deleted.")).to_be_visible()
    kept(page, f"deleted-{look}")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Monday")


@pytest.mark.parametrize("look", LOOKS)
def test_goals_of_any_measure(look, open_page, axe):
    made = two_teams(clock.now() - timedelta(days=400))
    finance, today = made["finance"], clock.today()
    from accrue.roi.models import Programme

    Programme.objects.update(go_live=today)
    make_dashboard(actor=finance, name="Other")
    when = {"starts_on": today - timedelta(days=60), "due_on": today + timedelta(days=90)}
    set_goal(actor=finance, measure="revenue", target=Decimal(1000), owner=finance, **when)
    set_goal(actor=finance, measure="average_order", target=Decimal(60), **when)
    set_goal(actor=finance, measure="csat", target=Decimal(80), without_source=True, **when)
    first = (today - timedelta(days=400)).replace(day=1)
    last = (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)
    freeze_baseline(actor=finance, asked=Asked("revenue", first, last))
    freeze_baseline(actor=finance, asked=Asked("average_order", first, last))
    theme, size = LOOKS[look]
    page = open_page("/roi/goals/", theme=theme, size=size, user=finance)
    expect(page.get_by_text("Being worked out").first).to_be_visible()
    answer_measures()
    expect(page.get_by_text("This goal cannot be followed. No surveys yet.")).to_be_visible()
    expect(page.get_by_text("Baseline: €52.50 a month", exact=False)).to_be_visible()
    axe(page)
    fits(page)
    kept(page, f"goals-{look}")
    page.get_by_role("button", name="New goal").click()
    page.get_by_label("Target").fill("0")
    page.get_by_role("button", name="Set goal").click()
    expect(page.get_by_text("Above zero.")).to_be_visible()
    axe(page)
    kept(page, f"goal-form-{look}")
    page.goto(page.url.replace("goals", "baselines"))
    expect(page.get_by_role("cell", name="€52.50 a month")).to_be_visible()
    axe(page)
    fits(page)
    kept(page, f"baselines-{look}")
