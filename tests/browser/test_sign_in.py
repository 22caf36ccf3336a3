"""Signing in with every factor, in a real browser with a virtual authenticator; and the pages of people and roles."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, Watched


def code(secret: str) -> str:
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time() // 30)), hashlib.sha1).digest()
    offset = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def fill_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Page) -> None:
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    page.goto("/sign-in/out/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in/$"))


@pytest.fixture
def by_name(open_page: Watched) -> Watched:
    """Keys need a host name: 127.0.0.1 is none."""
    open_page.address = open_page.address.replace("127.0.0.1", "localhost")
    return open_page


def with_authenticator(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_password_then_app(
    open_page: Watched, person: Callable[..., Any], axe: Callable[[Page], None]
) -> None:
    ana = person()
    page = open_page("/me/factors/app/")
    fill_in(page, ana.email)
    confirm(page)
    axe(page)
    secret = page.locator("#totp-key").inner_text()
    expect(page.get_by_alt_text("QR code")).to_be_visible()
    page.get_by_label("code").fill(code(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    codes = page.get_by_role("list", name="Unused codes").get_by_role("listitem")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()
    sign_out(page)
    fill_in(page, ana.email)
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    axe(page)
    page.goto("/me/")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.get_by_label("code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/me/")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_a_passkey_alone_and_as_second_factor(by_name: Watched, person: Callable[..., Any]) -> None:
    ana = person()
    page = by_name("/sign-in/")
    with_authenticator(page)
    fill_in(page, ana.email)
    page.goto("/me/factors/keys/add/")
    confirm(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add this key").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).not_to_have_url(re.compile("sign-in"))
    page.goto("/me/factors/")
    expect(page.get_by_text("Laptop")).to_be_visible()
    sign_out(page)
    fill_in(page, ana.email)
    page.get_by_role("button", name="Use your security key").click()
    expect(page).not_to_have_url(re.compile("sign-in"))


def test_a_refused_key_says_what_to_do(by_name: Watched, person: Callable[..., Any]) -> None:
    person()
    page = by_name("/sign-in/")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Try again")


@pytest.mark.parametrize(
    ("theme", "size"),
    [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE)],
    ids=["light", "dark", "phone"],
)
def test_every_page_is_open_to_all(
    open_page: Watched, person: Callable[..., Any], axe: Callable[[Page], None], theme: Any, size: Any
) -> None:
    """0 axe, 0 violations, nothing wider than the window."""
    from accrue.accounts.models import Role
    from accrue.accounts.services import copy_role, create_team, invite

    boss, rep = person(), person("rep", "Tom Beck")
    team = create_team(actor=boss, name="North", member_ids=[rep.pk])
    role = copy_role(actor=boss, role_id=Role.objects.get(key="rep").pk, name="Junior rep")
    invite(actor=boss, email="new@example.org", roles=["rep"], team=team)
    stranger = open_page("/sign-in/", theme=theme, size=size)
    for path in (
        "/sign-in/",
        "/sign-in/password/reset/",
        "/sign-in/password/reset/sent/",
        "/sign-in/disabled/",
    ):
        stranger.goto(path)
        axe(stranger)
    page = open_page(theme=theme, size=size, user=boss)
    for path in (
        "/me/",
        "/me/factors/",
        "/me/password/",
        "/me/tokens/",
        f"/me/why/?user={rep.pk}&kind=user&action=edit",
        "/users/",
        "/users/?q=nobody",
        "/users/invite/",
        f"/users/{rep.pk}/",
        "/teams/",
        f"/teams/{team.pk}/",
        "/roles/",
        f"/roles/{role.pk}/",
        "/organisation/",
    ):
        page.goto(path)
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size[0], f"{path} is {wide} wide"


def test_inviting_in_the_dialog(
    open_page: Watched, person: Callable[..., Any], axe: Callable[[Page], None]
) -> None:
    page = open_page("/users/", user=person())
    page.get_by_role("link", name="Invite").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail address").fill("not an address")
    dialog.get_by_role("button", name="Send invitation").click()
    expect(dialog.get_by_text("Enter a valid email address.")).to_be_visible()
    axe(page)
    dialog.get_by_label("E-mail address").fill("new@example.org")
    dialog.get_by_label("Sales rep").check()
    dialog.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("region", name="Invited")).to_contain_text("new@example.org")


@pytest.fixture
def after_ten_posts(live: str) -> Iterator[None]:
    """Somebody at this machine's address tried ten times within the last minute."""
    cache.clear()
    for _ in range(10):
        Client().post("/sign-in/", {"login": "guess@example.org", "password": "wrong-wrong-wrong"})
    yield
    cache.clear()


HOLD_BACK_SENDING = """
const send = HTMLFormElement.prototype.submit;
HTMLFormElement.prototype.submit = function () {
  window.goOn = () => send.call(this);
  document.documentElement.dataset.solved = "yes";
};
"""
"""So that the page can be looked at while it works."""


@pytest.mark.parametrize(("theme", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["light", "phone"])
def test_a_challenge_is_solved_and_the_post_goes_on(
    open_page: Watched,
    person: Callable[..., Any],
    axe: Callable[[Page], None],
    after_ten_posts: None,
    theme: Any,
    size: Any,
) -> None:
    ana = person()
    page = open_page("/sign-in/?next=/users/", theme=theme, size=size)
    page.add_init_script(HOLD_BACK_SENDING)
    fill_in(page, ana.email)
    expect(page.get_by_role("heading", name="One moment")).to_be_visible()
    expect(page.get_by_text("goes on by itself")).to_be_visible()
    axe(page)
    expect(page.locator("html[data-solved]")).to_be_attached()
    page.evaluate("window.goOn()")
    expect(page).to_have_url(re.compile("/users/$"))


def test_without_scripts_the_challenge_says_how_long_to_wait(
    open_page: Watched, person: Callable[..., Any], after_ten_posts: None, chromium: Browser
) -> None:
    ana = person()
    context = chromium.new_context(base_url=open_page.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in/")
    fill_in(page, ana.email)
    expect(page.get_by_text("Wait 60 seconds, then press “Go on”.")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="proves")).to_be_hidden()
    cache.clear()  # the minute is over
    page.get_by_role("button", name="Go on").click()
    expect(page).not_to_have_url(re.compile("sign-in"))
    context.close()
