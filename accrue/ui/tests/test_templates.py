"""All templates of all areas: no inline style or script, only icons that exist, only addresses beside requests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import accrue

ROOT = Path(accrue.__file__).parent
PAGES = sorted(ROOT.glob("*/templates/**/*.html"))
PRINTED = re.compile(r"(print|pdf|mail)", re.IGNORECASE)  # made for paper and mail, which no policy binds
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "ui" / "static" / "icons.svg").read_text()))
NAMED = re.compile(r'{%\s*icon\s+"([^"]+)"')


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_keeps_to_the_policy(path: Path) -> None:
    if PRINTED.search(path.name):
        return
    html = path.read_text()
    assert not re.search(r"\sstyle=", html), "the policy refuses inline styles: use a class"
    assert not re.search(r"\son[a-z]+=\"|hx-on", html), "the policy refuses inline handlers: use an element"
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html), (
        "the policy refuses inline scripts"
    )
    assert not re.search(r"hx-vals=.js:|hx-trigger=\"[^\"]*\[", html), "the policy refuses evaluated values"
    loaded = r"<(?:link|script|img|iframe|source|use)[^>]*https?://"
    assert not re.search(loaded, html), "nothing is loaded from elsewhere"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_control_is_called_as_what_a_form_knows_itself_by(path: Path) -> None:
    """`form.elements` is then that control and no list: htmx sends nothing, and says so in the console alone."""
    taken = (
        r"form|elements|reportValidity|checkValidity|closest|matches|tagName|getAttribute|children|attributes"
    )
    assert not re.search(rf'<(input|select|textarea|button)\b[^>]*\bname="({taken})"', path.read_text())


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_its_icons_exist(path: Path) -> None:
    unknown = set(NAMED.findall(path.read_text())) - SPRITE
    assert not unknown, f"add {unknown} to frontend/icons.txt and run python frontend/icons.py"


def test_the_sprite_holds_what_the_list_names() -> None:
    wanted = set((ROOT.parent / "frontend" / "icons.txt").read_text().split())
    assert wanted == SPRITE, "run python frontend/icons.py"


def test_the_lock_holds_no_address_and_the_exact_versions() -> None:
    import json

    lock = json.loads((ROOT.parent / "frontend" / "package-lock.json").read_text())
    assert not [key for key, package in lock["packages"].items() if "resolved" in package]
    wanted = json.loads((ROOT.parent / "frontend" / "package.json").read_text())
    assert all(
        re.fullmatch(r"\d+\.\d+\.\d+", v)
        for kind in ("dependencies", "devDependencies")
        for v in wanted[kind].values()
    )
