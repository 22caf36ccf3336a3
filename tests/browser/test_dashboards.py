"""Dashboards: figures appear as the worker has them, and lead to their records and their definition."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accrue import clock
from accrue.metrics.services import answer_measures
from accrue.metrics.tests.books import two_teams
from tests.browser.conftest import DESKTOP, PHONE

LOOKS = {"light": ("light", DESKTOP), "dark": ("dark", DESKTOP), "phone": ("light", PHONE)}


@pytest.mark.parametrize("look", LOOKS)
def test_a_figure_appears_and_opens(look, open_page, axe, tmp_path, monkeypatch):
    monkeypatch.setattr("accrue.metrics.services.answering.environment.home", tmp_path)
    monkeypatch.setattr("accrue.metrics.services.exporting.environment.home", tmp_path)
    finance = two_teams(clock.now() - timedelta(days=1))["finance"]
    theme, size = LOOKS[look]
    page = open_page("/dashboards/sales/?period=last-30-days", theme=theme, size=size, user=finance)
    expect(page.get_by_text("Being worked out…").first).to_be_visible()
    answer_measures()
    figure = page.get_by_role("link", name="Revenue €157.50: the records behind it")
    expect(figure).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    figure.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Behind revenue")
    answer_measures()
    expect(page.get_by_text("3 records, together €157.50.")).to_be_visible()
    axe(page)
    page.goto(page.url.replace("/records/", "/") + "&split=team&step=day")
    answer_measures()
    expect(page.get_by_role("link", name="North €150.50: the records behind it")).to_be_visible()
    expect(page.get_by_role("heading", name="How this number is made")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
