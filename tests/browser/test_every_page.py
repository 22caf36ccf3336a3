"""Every page there is, as somebody who may open it sees it: nothing for axe, nothing against the policy, nothing that overflows.

A9: every text on them is an attack, too. A script that ran would be against the policy.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from playwright.sync_api import Page

from tests.access import sample as sampling
from tests.access.actors import everybody
from tests.access.matrix import ROUTES
from tests.access.sample import Sample
from tests.access.walk import address, expected
from tests.browser.conftest import DESKTOP, PHONE, Watched, violations

READERS = ("administrator", "finance", "manager")
HALVES = 2  # one for each process
# Not "networkidle": the stream of what changes elsewhere never ends.
SETTLED = """async () => {
  const until = Date.now() + 30_000;
  while (document.querySelector('.htmx-request, [aria-busy=true]')) {
    if (Date.now() > until) throw new Error('still busy after 30 s');
    await new Promise(requestAnimationFrame);
  }
}"""
AT_ONCE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, ::before, ::after { transition: none !important }');
  document.adoptedStyleSheets.push(sheet);
}"""
"""Colours change without passing through others, in which axe might see them: the theme is all in the style sheets."""
HOSTILE = 'canary-{kind}-{field}"><img src=x onerror=alert(1)>'
PICTURE = "/preview/"  # Chromium shows one with styles of its own, which no policy of a page lets pass
PAGES = sorted(
    route
    for route, methods in ROUTES.items()
    if "GET" in methods and not route.startswith("api/v1/o") and not route.endswith(PICTURE)
)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("half", range(HALVES))
def test_a9_every_page(half: int, open_page: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "CANARY", HOSTILE)
    sample = Sample()
    cast = everybody()
    sample._made |= {name: actor.user for name, actor in cast.items() if actor.user}
    with transaction.atomic():
        sample.make_all()
    readers = {name: Reader(cast[name].user, open_page) for name in READERS}
    wrong: list[str] = []
    seen = 0
    for route in PAGES[half::HALVES]:
        policy = ROUTES[route]["GET"]
        query = "&".join(f"{k}={v}" for k, v in sample.filled(dict(policy.query)).items())
        where = address(route, policy, sample) + (f"?{query}" if query else "")
        reader = readers[
            next((n for n in READERS if expected(policy, cast[n], sample) == "allowed"), READERS[0])
        ]
        if not reader.is_page(where):
            continue
        seen += 1
        wrong += [f"{where}: {problem}" for problem in problems(reader.window, where)]
    assert seen > len(PAGES) / HALVES / 3, f"only {seen} of these routes were pages"
    assert not wrong, "\n".join(wrong)


class Reader:
    """Somebody who is signed in, with a window, and with a client that asks before the window is sent anywhere."""

    def __init__(self, user: Any, open_page: Watched) -> None:
        self.window = open_page(user=user)
        self.client = Client(raise_request_exception=False)
        self.client.force_login(user)

    def is_page(self, where: str) -> bool:
        """Whether there is neither a file nor a fragment nor data, which a window would be opened for in vain."""
        answer = self.client.get(where, follow=True)
        answer.close()
        if answer.status_code == 404 and "ids=" in where:  # two records that the sample does not hold
            return False
        is_text = not answer.streaming and answer["Content-Type"].startswith("text/html")
        return is_text and "Content-Disposition" not in answer and b"<html" in answer.content


def problems(window: Page, where: str) -> list[str]:
    """In light, on a phone (where all but the colours may differ) and in the dark (where they do)."""
    answer = window.goto(where)
    assert answer
    if answer.status >= 400:
        return [f"answered {answer.status}"]
    window.evaluate(SETTLED)
    found = looks(window, "")
    heads = window.evaluate("document.querySelectorAll('h1').length")
    found += [] if heads == 1 else [f"has {heads} h1"]
    window.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    found += [f"on a phone: {problem}" for problem in looks(window, "all but contrast")]
    window.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    window.evaluate(AT_ONCE)
    window.emulate_media(color_scheme="dark")
    found += [f"in the dark: {problem}" for problem in looks(window, "contrast")]
    window.emulate_media(color_scheme="light")
    return found


def looks(window: Page, only: str) -> list[str]:
    found = violations(window, only)
    wide = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"is {wide} px wider than the window"] if wide > 0 else [])
