"""What a stranger does on the first evening, from the sign-in page to the PDF of the statement."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.db import connection, transaction
from playwright.sync_api import Locator, Page, expect

from accrue import clock
from accrue.accounts.services import ensure_built_in_roles
from accrue.billing.models import Invoice, Order
from accrue.demo.company import found_company
from accrue.demo.people import Staff
from accrue.demo.simulation import SEQUENCES, Settings
from accrue.sales.models import Deal
from tests.browser.conftest import Watched
from tests.browser.server import ROOT, _url

PATIENT = 30_000
WORKER_PATIENT = 180  # seconds
PASSWORD = "demo-journey-password-7"


@pytest.fixture
def staff(live: str) -> Staff:
    """The people of a company of 600 customers; the effect is as large as in the demo."""
    sequences = tuple(replace(sequence, people=sequence.people // 5) for sequence in SEQUENCES)
    settings = Settings(7, clock.now().date(), people=600, companies=60, sequences=sequences)
    with transaction.atomic():
        ensure_built_in_roles()
        return found_company(settings, PASSWORD, lambda step, share: None)


@pytest.fixture
def worker(staff: Staff, tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[bytes]]:
    """`accrue worker`, on the test's database; it may still be starting."""
    from django.conf import settings

    home = tmp_path_factory.mktemp("worker")
    environment = os.environ | {
        "ACCRUE_DATABASE_URL": _url(connection.settings_dict),
        "ACCRUE_SECRET_KEY": settings.SECRET_KEY,
        "ACCRUE_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", "from accrue.cli import main; main()", "worker"]
    with (home / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        yield process
        process.terminate()
        try:
            process.wait(25)
        except subprocess.TimeoutExpired:
            process.kill()


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("navigation", name="Main", exact=True)).to_be_visible()


def test_from_a_deal_to_the_statement(
    open_page: Watched, staff: Staff, worker: subprocess.Popen[bytes], axe: Callable[[Page], None]
) -> None:
    page = open_page()
    sign_in(page, staff.manager.email)
    deal = win_a_deal(page)
    wait_for_invoice(deal, worker)
    see_what_followed(page, deal)

    page = open_page()
    sign_in(page, staff.finance.email)
    enter_a_cost(page)
    draw(page)
    axe(page)
    open_the_biggest_line(page)
    download(page)


def win_a_deal(page: Page) -> Deal:
    """Drag the first card of Negotiation to Won; the lanes' sums follow at once."""
    page.goto("/deals/")
    card = page.locator(".lane", has_text="Negotiation").locator(".deal").first
    deal = Deal.objects.get(pk=card.get_attribute("data-id"))
    won = page.locator(".lane", has=page.get_by_role("heading", name=re.compile("^Won")))
    before = int(won.locator(".lane-count").inner_text())
    drag(page, f"#card-{deal.pk}", won.locator(".lane-list"))
    expect(won.locator(f"#card-{deal.pk}")).to_be_visible()
    expect(won.locator(".lane-count")).to_have_text(str(before + 1))
    return deal


def drag(page: Page, card: str, to: Locator) -> None:
    """By hand: the board listens to the pointer, not to the browser's own dragging."""
    start, end = page.locator(card).bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 30, start["y"] + 50)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 60, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 40, steps=12)
    page.wait_for_timeout(200)
    page.mouse.up()


def wait_for_invoice(deal: Deal, worker: subprocess.Popen[bytes]) -> None:
    """A worker that has just started first finds the jobs of a company's two years before it."""
    until = time.monotonic() + WORKER_PATIENT
    while not Invoice.objects.filter(order__deal=deal).exists():
        assert worker.poll() is None, f"the worker ended with {worker.returncode}"
        assert time.monotonic() < until, f"no invoice within {WORKER_PATIENT} s"
        time.sleep(0.2)


def see_what_followed(page: Page, deal: Deal) -> None:
    """The order and its invoice are there, on the deal and on the customer's timeline."""
    page.goto(f"/deals/{deal.pk}/")
    expect(page.get_by_text("Invoice issued").first).to_be_visible(timeout=PATIENT)
    order = Order.objects.get(deal=deal)
    assert (order.amount_minor, order.currency) == (deal.amount_minor, deal.currency)
    assert Invoice.objects.get(order=order).amount_minor == order.amount_minor
    page.goto(f"/companies/{deal.company_id}/")
    expect(page.get_by_text("Deal won").first).to_be_visible()
    expect(page.get_by_text("Invoice issued").first).to_be_visible()


def enter_a_cost(page: Page) -> None:
    page.goto("/roi/costs/")
    page.get_by_role("button", name="New cost").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Category").select_option("training")
    dialog.get_by_label("Amount").first.fill("1250.50")
    dialog.get_by_label("Note").fill("A day with the trainer")
    dialog.get_by_role("button", name=re.compile("Enter|Save|Add")).click()
    expect(page.get_by_text("A day with the trainer")).to_be_visible()


def draw(page: Page) -> None:
    page.goto("/roi/")
    page.get_by_role("button", name=re.compile("Draw")).first.click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Draw")).click()
    expect(page.get_by_role("heading", name="Return on investment")).to_be_visible(timeout=2 * PATIENT)
    expect(page.get_by_text("This company is simulated")).to_be_visible()


def open_the_biggest_line(page: Page) -> None:
    """From the statement to the line, from there to the people, from there to an order."""
    line = page.get_by_role("row").filter(has_text="Reorder reminder").get_by_role("link").first
    line.click()
    peek = page.get_by_role("complementary", name="Details")
    expect(peek.get_by_text("How this number is made")).to_be_visible()
    peek.get_by_role("link", name=re.compile("^See the")).first.click()
    expect(page.get_by_role("table").last).to_be_visible()


def download(page: Page) -> None:
    page.goto("/roi/")
    with page.expect_download(timeout=2 * PATIENT) as got:
        page.get_by_role("link", name="PDF").click()
    assert got.value.path().read_bytes().startswith(b"%PDF-")
