"""An experiment in a real browser: its arms, and who looked at it before its end."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accrue.experiments.services import Seen, create_experiment, record_looks
from tests.browser.conftest import DESKTOP, PHONE

LOOKS = [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE)]


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_who_looked_before_the_end_is_readable_by_everybody(open_page, axe, person, theme, size):
    boss = person("administrator", "Bo Ss")
    half = {"control": Decimal("0.5"), "mail": Decimal("0.5")}
    create_experiment(actor=boss, key="spring-mail", name="Spring mail", arms=half, seed=42)
    page = open_page("/experiments/spring-mail/", theme=theme, size=size, user=boss)
    assert page.get_by_text("Nobody has seen what it brought before its end").is_visible()
    seen = Seen("spring-mail", "mail", "revenue", 12_345_600, -100_000, 25_000_000, "EUR")
    for number in (1, 2):
        record_looks(actor=boss if number == 1 else None, source=f"Statement {number}", seen=[seen])
    page.goto("/experiments/spring-mail/")
    table = page.get_by_role("region", name="Looks before the end, table")
    assert table.get_by_role("row").count() == 3
    assert table.get_by_text("On schedule").is_visible()
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
