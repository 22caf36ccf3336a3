"""The queue of duplicates by keyboard: next, not the same, undo, merge, until nothing is left; and what stands around it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched

DARK = ("/duplicates/", "/duplicates/rules/", "/rules/")
SMALL = ("/duplicates/companies/", "/duplicates/scan/", "/quality/person/weights/", "/rules/")


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("ACCRUE_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def _pair(kind: str, certainty: float, reasons: list[list[str]], first: Any, second: Any) -> Any:
    from accrue.quality.models import Pair

    left, right = sorted((first.pk, second.pk))
    return Pair.objects.create(kind=kind, left_id=left, right_id=right, certainty=certainty, reasons=reasons)


def _seeded(ana: Any) -> list[Any]:
    """Three pairs of people, the most certain first, and one of companies."""
    from accrue.contacts.services import create_company, create_person
    from accrue.quality.services import make_rule, switch_rule

    firm = create_company(actor=ana, name="Northwind Traders", domain="northwind.example", city="Hamburg")
    twin = create_company(actor=ana, name="North Wind Traders GmbH & Co. KG", city="Hamburg")
    hanna = create_person(
        actor=ana,
        given_name="Hanna",
        family_name="Vögel",
        email="hanna.voegel@northwind.example",
        phone="+49 40 5551000",
        company_id=firm.pk,
        segment="Key account",
    )
    hana = create_person(
        actor=ana, given_name="Hana", family_name="Voegel", phone="+49 40 555 1000", job_title="Buyer"
    )
    tom, thomas = (
        create_person(actor=ana, given_name=name, family_name="Beck") for name in ("Tom", "Thomas")
    )
    mia, maria = (create_person(actor=ana, given_name=name, family_name="Chen") for name in ("Mia", "Maria"))
    _pair("company", 0.93, [["name", "name 0.93"]], firm, twin)
    rule = make_rule(
        actor=ana,
        kind="person",
        field="segment",
        check="pattern",
        params={"pattern": "[A-Z].*"},
        severity="warn",
    )
    switch_rule(actor=ana, rule_id=rule.pk, is_on=True)
    return [
        _pair("person", 0.98, [["phone", "same phone"], ["name", "name 0.91"]], hanna, hana),
        _pair("person", 0.87, [["name", "name 0.87"]], tom, thomas),
        _pair("person", 0.71, [["name", "name 0.71"]], mia, maria),
    ]


def test_the_queue_is_gone_through_by_keyboard(
    open_page: Watched, axe: Callable[..., None], person: Callable[..., Any]
) -> None:
    ana = person("administrator")
    first, _, third = _seeded(ana)
    page = open_page("/duplicates/", user=ana)
    open_pair = page.locator("#open-pair")
    expect(open_pair).to_have_text("Hanna Vögel and Hana Voegel")
    expect(page.get_by_text("98 % certain: same phone, name 0.91")).to_be_visible()
    axe(page)
    _picture(page, "queue")
    page.keyboard.press("j")
    expect(open_pair).to_have_text("Tom Beck and Thomas Beck")
    page.keyboard.press("k")
    expect(open_pair).to_have_text("Hanna Vögel and Hana Voegel")
    page.keyboard.press("j")
    expect(open_pair).to_have_text("Tom Beck and Thomas Beck")

    page.keyboard.press("n")
    expect(page.get_by_text("Remembered as not the same.")).to_be_visible()
    expect(open_pair).to_have_text("Mia Chen and Maria Chen")
    _picture(page, "queue-decided")
    page.keyboard.press("u")
    expect(open_pair).to_have_text("Tom Beck and Thomas Beck")
    page.keyboard.press("n")
    expect(open_pair).to_have_text("Mia Chen and Maria Chen")
    page.keyboard.press("k")
    expect(open_pair).to_have_text("Hanna Vögel and Hana Voegel")

    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="Merge two people")).to_be_visible()
    axe(page)
    _picture(page, "queue-merge")
    page.keyboard.press("m")
    expect(page.get_by_text("Hana Voegel merged into Hanna Vögel.", exact=False)).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/duplicates/\?pair={third.pk}$"))
    expect(open_pair).to_have_text("Mia Chen and Maria Chen")
    page.keyboard.press("n")
    expect(page.get_by_text("No duplicates to look at")).to_be_visible()
    expect(page.locator("#queue").get_by_role("button", name=re.compile("Undo"))).to_be_visible()
    axe(page)
    _picture(page, "queue-done")

    first.refresh_from_db()
    assert first.state == "merged"
    third.refresh_from_db()
    assert (third.state, third.decided_by) == ("apart", ana)
    _look_around(open_page, axe, ana, third)


def _look_around(open_page: Watched, axe: Callable[..., None], ana: Any, pair: Any) -> None:
    """The pages of the area, dark or small, with a pair that waits again."""
    from accrue.quality.services import reopen_pair

    small = open_page(f"/duplicates/{pair.pk}/", user=ana, size=PHONE)
    axe(small)
    _picture(small, "pair-phone")
    reopen_pair(actor=ana, pair_id=pair.pk)
    dark = open_page(user=ana, theme="dark")
    for path in DARK:
        dark.goto(path)
        axe(dark, "contrast")
        _picture(dark, f"{_name(path)}-dark")
    for path in SMALL:
        small.goto(path)
        axe(small, "all but contrast")
        _picture(small, f"{_name(path)}-phone")
        assert small.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{path} scrolls sideways"
        )


def _name(path: str) -> str:
    return path.strip("/").replace("/", "-")
