"""The page on the estimators lists every one of them, under the file it lives in, and nothing that is not there."""

import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import accrue_stats

PAGES = Path(accrue_stats.__file__).parents[1] / "docs/reference/estimators"
TEXT = "\n".join(page.read_text() for page in sorted(PAGES.glob("*.md")))
MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(accrue_stats.__path__, "accrue_stats.")
    if not m.ispkg and ".tests" not in m.name
)


def functions_of(module):
    members = inspect.getmembers(import_module(module), inspect.isfunction)
    return {name for name, f in members if f.__module__ == module and not name.startswith("_")}


@pytest.mark.parametrize("module", MODULES)
def test_every_file_and_public_function_is_on_the_page(module):
    words = set(re.findall(r"`([\w.]+)`", TEXT))
    assert module in words
    assert functions_of(module) <= words


def test_the_page_names_no_file_that_is_gone():
    named = set(re.findall(r"`(accrue_stats\.[\w.]+)`", TEXT))
    assert named == set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_every_refusal_code_is_on_the_page(module):
    source = Path(import_module(module).__file__).read_text()
    codes = set(re.findall(r'"([a-z]+\.[a-z_]+)"', source))
    assert codes <= set(re.findall(r"`([\w.]+)`", TEXT))
    assert import_module(module).__doc__


@pytest.mark.parametrize("module", MODULES)
def test_every_public_function_says_what_it_does(module):
    for name in functions_of(module):
        assert getattr(import_module(module), name).__doc__, name
