"""Imports point down, doors are private, the science stands alone; each rule catches a planted violation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.contracts import config

ROOT = Path(__file__).parents[2]
PACKAGES = ("accrue", "accrue_facts", "accrue_stats")


def lint(root: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    file = tmp_path / "importlinter.ini"
    file.write_text(config(root))
    command = [str(Path(sys.executable).with_name("lint-imports")), "--config", str(file), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_the_house_stands(tmp_path):
    result = lint(ROOT, tmp_path)
    assert result.returncode == 0, result.stdout


@pytest.fixture
def house(tmp_path):
    """A copy of the tree to plant violations in."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            tmp_path / "house" / package,
            ignore=shutil.ignore_patterns("__pycache__", "tests", "static", "templates", "node_modules"),
        )
    return tmp_path / "house"


@pytest.mark.parametrize(
    ("file", "line", "rule"),
    [
        ("accrue/money/amount.py", "import accrue.events.models", "Imports point down"),
        ("accrue/newcomer.py", "", "Imports point down"),
        ("accrue/events/models.py", "import accrue.events.services", "Files of events in order"),
        ("accrue/accounts/selectors.py", "import accrue.accounts.services", "Files of accounts in order"),
        ("accrue/accounts/services/users.py", "import accrue.events.views", "Doors of events are its own"),
        ("accrue_stats/estimate.py", "import django.conf", "The science knows nothing"),
        ("accrue_stats/estimate.py", "import accrue.clock", "The science knows nothing"),
        ("accrue_facts/__init__.py", "import django.conf", "The facts know no Django"),
    ],
)
def test_catches_a_planted_violation(house, tmp_path, file, line, rule):
    path = house / file
    path.write_text(path.read_text() + f"\n{line}\n" if path.exists() else line)
    result = lint(house, tmp_path)
    assert result.returncode != 0
    assert any(rule in row and "BROKEN" in row for row in result.stdout.splitlines()), result.stdout


def test_catches_a_planted_circle(house, tmp_path):
    (house / "accrue_stats" / "one.py").write_text("import accrue_stats.two\n")
    (house / "accrue_stats" / "two.py").write_text("import accrue_stats.one\n")
    result = lint(house, tmp_path)
    assert any("No circles" in row and "BROKEN" in row for row in result.stdout.splitlines()), result.stdout
