"""The house's rules on imports, as import-linter reads them. The areas are found, not listed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FLOORS = """
    urls : api : schedule : settings : cli : asgi
    (demo)
    (operations)
    (roi)
    (metrics)
    (automation) | (quality) | (exchange) | (bulk)
    (billing)
    (sales) | (service) | (marketing)
    (activities)
    (messages)
    (privacy)
    (contacts) | (products)
    (connectors)
    (experiments)
    (standards)
    (filters)
    accounts
    events
    ui
    money : clock : errors : embedded : environment : whole_tables : loading
"""
FILES = """
    (urls) | (apps)
    (declarations)
    (views) : (api) : (reactions) : (jobs)
    (forms)
    (services)
    (selectors)
    (models)
"""
# Tests may reach for whatever they try.
TESTS = "ignore_imports =\n    accrue.*.tests.** -> **\n    accrue.*.tests -> **\nunmatched_ignore_imports_alerting = none\n"
DOORS = ("views", "api", "reactions", "jobs", "forms", "urls", "declarations", "apps")
NOT_AREAS = {"cli", "embedded", "__pycache__"}


def areas(root: Path) -> list[str]:
    """Folders of `accrue` that hold a Django app."""
    return sorted(
        p.parent.name for p in (root / "accrue").glob("*/apps.py") if p.parent.name not in NOT_AREAS
    )


def config(root: Path) -> str:
    """An import-linter configuration for the tree at `root`."""
    sections = [
        "[importlinter]\nroot_packages =\n    accrue\n    accrue_facts\n    accrue_stats\ninclude_external_packages = True\nexclude_type_checking_imports = True\n"
    ]
    sections += [f"[importlinter:contract:{n}]\n{text}" for n, text in enumerate(_contracts(root), 1)]
    return "\n".join(sections)


def _contracts(root: Path) -> Iterator[str]:
    found = areas(root)
    yield f"name = Imports point down\ntype = layers\ncontainers = accrue\nexhaustive = True\nlayers ={FLOORS}{TESTS}"
    yield "name = The science knows nothing of Django, of Accrue or of files\ntype = forbidden\n" + (
        "source_modules = accrue_stats\nforbidden_modules =\n    django\n    accrue\n    accrue_facts\n    pandas\n    duckdb\n"
    )
    yield "name = The facts know no Django\ntype = forbidden\n" + (
        "source_modules = accrue_facts\nforbidden_modules =\n    django\n    accrue\n"
    )
    yield "name = No circles\ntype = acyclic_siblings\nancestors =\n    accrue_stats\n    accrue_facts\n"
    for area in found:
        yield f"name = Files of {area} in order\ntype = layers\ncontainers = accrue.{area}\nlayers ={FILES}{TESTS}"
        yield from _private(root, area, [other for other in found if other != area])


def _private(root: Path, area: str, others: list[str]) -> Iterator[str]:
    """Nobody but the wiring walks through another area's doors."""
    folder = root / "accrue" / area
    doors = [d for d in DOORS if (folder / f"{d}.py").exists() or (folder / d / "__init__.py").exists()]
    if doors:
        strangers = "\n    ".join(f"accrue.{other}" for other in others)
        private = "\n    ".join(f"accrue.{area}.{door}" for door in doors)
        yield (
            f"name = Doors of {area} are its own\ntype = forbidden\nallow_indirect_imports = True\n"
            f"source_modules =\n    {strangers}\nforbidden_modules =\n    {private}\n{TESTS}"
        )
