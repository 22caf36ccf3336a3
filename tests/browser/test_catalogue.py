"""Every part in every state: nothing for axe to say, nothing refused by the policy, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Watched

PAGES = ["", "charts/", "list/", "list/?none=1", "list/?q=zzz", "record/", "board/"]


@pytest.mark.parametrize(
    ("theme", "size"), [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE), ("dark", PHONE)]
)
def test_the_parts_are_accessible(
    open_page: Watched,
    person: Callable[..., Any],
    axe: Callable[[Page], None],
    theme: Any,
    size: tuple[int, int],
) -> None:
    page = open_page(theme=theme, size=size, user=person())
    for path in PAGES:
        page.goto(f"/ui/catalogue/{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{path} is wider than the screen"
        )
        assert page.locator("h1").count() == 1
