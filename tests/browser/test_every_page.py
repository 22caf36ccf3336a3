"""Every page there is, as somebody who may open it sees it: nothing for axe, nothing against the policy, nothing that overflows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Error, Page

from tests.access.actors import everybody
from tests.access.matrix import ROUTES
from tests.access.sample import Sample
from tests.access.walk import address, expected
from tests.browser.conftest import DESKTOP, PHONE, Watched

READERS = ("administrator", "finance", "manager")
HALVES = 2  # one for each process
PICTURE = "/preview/"  # Chromium shows one with styles of its own, which no policy of a page lets pass
PAGES = sorted(
    route
    for route, methods in ROUTES.items()
    if "GET" in methods and not route.startswith("api/v1/o") and not route.endswith(PICTURE)
)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("half", range(HALVES))
def test_every_page(half: int, open_page: Watched, axe: Callable[..., None]) -> None:
    sample = Sample()
    cast = everybody()
    sample._made |= {name: actor.user for name, actor in cast.items() if actor.user}
    with transaction.atomic():
        sample.make_all()
    pages = {name: open_page(user=cast[name].user) for name in READERS}
    wrong: list[str] = []
    seen = 0
    for route in PAGES[half::HALVES]:
        policy = ROUTES[route]["GET"]
        query = "&".join(f"{k}={v}" for k, v in sample.filled(dict(policy.query)).items())
        where = address(route, policy, sample) + (f"?{query}" if query else "")
        reader = next((n for n in READERS if expected(policy, cast[n], sample) == "allowed"), READERS[0])
        found = problems(pages[reader], where, axe)
        seen += found is not None
        wrong += [f"{where}: {problem}" for problem in found or []]
    assert seen > len(PAGES) / HALVES / 3, f"only {seen} of these routes were pages"
    assert not wrong, "\n".join(wrong)


def problems(page: Page, where: str, axe: Callable[..., None]) -> list[str] | None:
    """What is wrong with the page there; None where there is a file or a fragment instead of a page."""
    try:
        answer = page.goto(where)
    except Error:  # a download
        return None
    if answer is None or not answer.header_value("content-type").startswith("text/html"):
        return None
    if answer.status == 404 and "ids=" in where:  # two records that the sample does not hold
        return None
    if answer.status >= 400:
        return [f"answered {answer.status}"]
    if "<html" not in answer.text():
        return None
    # Not "networkidle": the stream of what changes elsewhere never ends.
    page.wait_for_function("() => !document.querySelector('.htmx-request, [aria-busy=true]')")
    found = looks(page, axe)
    if page.locator("h1").count() != 1:
        found.append(f"has {page.locator('h1').count()} h1")
    return found


def looks(page: Page, axe: Callable[..., None]) -> list[str]:
    """What is wrong in light, on a phone (where all but the colours may differ) and in the dark (where they do)."""
    found = seen_by(page, axe, "")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    found += [f"on a phone: {problem}" for problem in seen_by(page, axe, "all but contrast")]
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.emulate_media(color_scheme="dark")
    page.reload()
    found += [f"in the dark: {problem}" for problem in seen_by(page, axe, "contrast")]
    page.emulate_media(color_scheme="light")
    return found


def seen_by(page: Page, axe: Callable[..., None], only: str) -> list[str]:
    found = []
    try:
        axe(page, only)
    except AssertionError as error:
        found.append(str(error))
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.append(f"is {wide} px wider than the window")
    return found
