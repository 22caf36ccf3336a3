"""A small folder of facts with a line of every kind."""

import pytest

from accrue.cli.tests.asking import TOML
from accrue_facts.tests.made import cost, experiment, orders, tables, weekly
from accrue_facts.writing import write_folder


@pytest.fixture
def folder(tmp_path):
    days, values, control = weekly()
    series = [
        {"measure": "visits", "period": d, "value": v, "control": c}
        for d, v, c in zip(days, values, control, strict=True)
    ]
    assigned, outcomes = experiment()
    path = tmp_path / "facts"
    rows = {
        "experiments": assigned,
        "outcomes": outcomes,
        "orders": orders(),
        "series": series,
        "costs": [cost(500)],
    }
    write_folder(path, tables(**rows), TOML, as_csv=True)
    return path
