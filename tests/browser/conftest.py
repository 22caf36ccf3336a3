"""A browser, a real server, somebody signed in, and the two watchers: axe for access, the console for the policy."""

from __future__ import annotations

import functools
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.server import ROOT, served

# Playwright's loop runs in this thread, which Django takes for an asynchronous caller.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SWITCHED_OFF = [
    # What Playwright switches off; of two such flags Chromium hears the last.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    # Parts of each window that nobody sees, and that are pages with a process each: 40 % of opening one.
    "WebUIReloadButton",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    f"--disable-features={','.join(SWITCHED_OFF)}",
]
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
NOTE_LISTENING = "addEventListener('listening', () => document.documentElement.dataset.listening = 'yes')"
PLACES = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"]
"""The shell, where there is one, is the same engine without the windows around it: a third of the work for each page."""
DESKTOP = (1440, 900)
PHONE = (390, 844)
PASSWORD = "correct-horse-battery-staple-9"

type Theme = Literal["light", "dark"]
type Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process drives the browser, so that one server serves it."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(str(item.fspath)).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    given = os.environ.get("CHROMIUM")
    path = next((name for name in ([given] if given else PLACES) if Path(name).exists()), None)
    if path is None:
        pytest.fail(
            f"There is no Chromium at {given or PLACES[-1]}. `make test` installs it where it may; else set CHROMIUM."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a server on this run's test database."""
    from django.conf import settings
    from django.db import connection
    from django.test import override_settings

    with (
        django_db_blocker.unblock(),
        tempfile.TemporaryDirectory(prefix="accrue-browser-") as home,
        served(connection.settings_dict, settings.SECRET_KEY, Path(home)) as address,
        override_settings(MEDIA_ROOT=Path(home) / "files"),
    ):
        yield address


@pytest.fixture
def live(server: str, transactional_db: None) -> str:
    """The server's address, for a test that writes for good; the tables are emptied after it."""
    from accrue.accounts.services import ensure_built_in_roles

    ensure_built_in_roles()
    return server


class Watched:
    """Pages of one browser window, with everything their policy refused and their scripts threw."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.violations: list[str] = []
        self.errors: list[str] = []
        self.contexts: list[BrowserContext] = []

    def __call__(
        self, path: str = "", *, theme: Theme = "light", size: tuple[int, int] = DESKTOP, user: Any = None
    ) -> Page:
        touch = size[0] < 640
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,
            has_touch=touch,
            is_mobile=touch,
            reduced_motion="reduce",
            locale="en-GB",
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(30_000)
        context.add_init_script(NOTE_LISTENING)
        self.contexts.append(context)
        if user is not None:
            context.add_cookies([sign_in_cookie(user, self.address)])
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        if path:
            page.goto(path)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.violations.append(f"{message.text} ({message.location})")
        elif message.type == "error" and "status of 4" not in message.text:
            self.errors.append(message.text)


def sign_in_cookie(user: Any, address: str) -> Any:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": address,
    }


@pytest.fixture
def open_page(chromium: Browser, live: str) -> Iterator[Watched]:
    """`open_page("/people/", theme="dark", size=PHONE, user=rep)`; at the end nothing may have been refused or thrown."""
    watched = Watched(chromium, live)
    yield watched
    for context in watched.contexts:
        context.close()
    assert not watched.violations, "the content policy refused:\n" + "\n".join(watched.violations)
    assert not watched.errors, "scripts complained:\n" + "\n".join(watched.errors)


@pytest.fixture
def person(live: str) -> Callable[..., Any]:
    """`person("manager")`: somebody with that built-in role."""
    from accrue.accounts.services import create_user

    def make(role: str = "administrator", name: str = "Ana Ruiz") -> Any:
        return create_user(email=f"{role}@example.org", name=name, password=PASSWORD, roles=[role])

    return make


@pytest.fixture
def catalogue(open_page: Watched, person: Callable[..., Any]) -> Open:
    """`catalogue("board/", size=PHONE)`: a page of the catalogue of parts."""
    user = person()
    return lambda path="", **options: open_page(f"/ui/catalogue/{path}", user=user, **options)


STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RULES = {
    "": {"runOnly": STANDARDS},
    "contrast": {"runOnly": {"type": "rule", "values": ["color-contrast"]}},
    "all but contrast": {"runOnly": STANDARDS, "rules": {"color-contrast": {"enabled": False}}},
}
RUN_AXE = "async options => 'axe' in window ? (await axe.run(document, options)).violations : null"


@functools.cache
def axe_script() -> str:
    return AXE.read_text() + "\n;undefined"


def violations(page: Page, only: str = "") -> list[str]:
    """What axe finds on the page as it stands now, open menus and dialogs included.

    `only`: "contrast", or "all but contrast", which takes half the time: for a second look at the same page.
    """
    options = {"resultTypes": ["violations"], **AXE_RULES[only]}
    found = page.evaluate(RUN_AXE, options)
    if found is None:
        page.evaluate(axe_script())  # by the debugger, which the page's policy does not bind
        found = page.evaluate(RUN_AXE, options)
    return [
        f"{v['id']} ({v['impact']}): {v['help']}\n    "
        + "\n    ".join(
            n["html"][:200] + "  " + n["failureSummary"].replace("\n", " ")[:300] for n in v["nodes"][:4]
        )
        for v in found
    ]


@pytest.fixture
def axe() -> Callable[..., None]:
    """Fails with what axe finds; see `violations`."""

    def check(page: Page, only: str = "") -> None:
        said = violations(page, only)
        assert not said, f"{page.url}:\n" + "\n".join(said)

    return check


def wait_until_listening(page: Page) -> None:
    """From then on the page hears of every change."""
    expect(page.locator("html[data-listening]")).to_be_attached()


def json_of(page: Page, selector: str) -> Any:
    return json.loads(page.locator(selector).first.text_content() or "null")
