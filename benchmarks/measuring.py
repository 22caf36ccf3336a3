"""How long the worker takes: facts refresh, all measures, the statement. Prints JSON: {what: [seconds, …, goal]}.

Run as `python -m benchmarks.measuring` under accrue.settings, after benchmarks.orders.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

SEED = 17
TEAMS, MONTHS, EXPERIMENTS, PEOPLE = 24, 36, 5, 50_000


def facts() -> tuple[float, float, Path, int]:
    """Seconds of a full refresh, of one right after a single order more; the folder, and its rows."""
    from accrue.billing.models import Order
    from accrue.metrics.services import refresh_facts

    began = time.perf_counter()
    first = refresh_facts()
    full = time.perf_counter() - began
    Order.objects.filter(pk=Order.objects.order_by("-pk").values("pk")[:1]).update(amount_minor=12_345)
    began = time.perf_counter()
    second = refresh_facts()
    return full, time.perf_counter() - began, second.directory, sum(first.rows.values())


def measures(folder: Path) -> tuple[float, float]:
    """Seconds that all measures take, a year beside the one before: on facts of now, and once they were asked before."""
    from accrue_facts.measures.asking import ask_all
    from accrue_facts.measures.catalogue import MEASURES
    from accrue_facts.measures.engines import kept_tables
    from accrue_facts.measures.question import Question

    questions = [Question(name, date(2024, 1, 1), date(2024, 12, 31), against="year") for name in MEASURES]

    def asked() -> None:
        with kept_tables(folder) as tables:
            ask_all(tables, questions)

    return seconds(asked), min(seconds(asked) for _ in range(3))


def statement(folder: Path) -> float:
    """Seconds of a statement of teams that adopt one after the other, and experiments of many people."""
    from accrue_facts.statement import draw

    write_statement_facts(folder)
    return seconds(lambda: draw(folder))


def write_statement_facts(folder: Path) -> None:
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    chance = np.random.default_rng(SEED)
    folder.mkdir(parents=True, exist_ok=True)

    def write(name: str, **columns: Any) -> None:
        parquet.write_table(pa.table(columns), folder / f"{name}.parquet")

    def day(month: Any, of_month: Any) -> Any:
        months = np.datetime64("2022-01", "M") + month
        return (months.astype("datetime64[D]") + of_month).astype("datetime64[us]")

    orders = TEAMS * MONTHS * 200
    team, month = np.arange(orders) % TEAMS, np.arange(orders) // TEAMS % MONTHS
    adopted = 12 + team
    lift = np.where((team < TEAMS // 2) & (month >= adopted), 1.1, 1.0)
    names = np.array([f"Team {n:02d}" for n in range(TEAMS)])
    write(
        "orders",
        order_id=np.char.add("o", np.arange(orders).astype(str)).tolist(),
        person_id=np.char.add("b", chance.integers(0, orders // 8, orders).astype(str)).tolist(),
        ordered_at=day(month, chance.integers(0, 28, orders)),
        amount=(chance.gamma(4, 25, orders) * lift).round(2),
        team=names[team].tolist(),
    )
    begins = [
        f"{2022 + (12 + n) // 12}-{n % 12 + 1:02d}-01" if n < TEAMS // 2 else None for n in range(TEAMS)
    ]
    write("adoption", unit=names.tolist(), adopted_at=pa.array(begins, pa.string()))
    key = np.repeat([f"test {n}" for n in range(EXPERIMENTS)], PEOPLE)
    person = np.char.add("x", np.arange(EXPERIMENTS * PEOPLE).astype(str)).tolist()
    arm = np.where(chance.random(key.size) < 0.5, "control", "mail")
    write(
        "experiments",
        experiment_id=key.tolist(),
        person_id=person,
        arm=arm.tolist(),
        assigned_at=day(np.full(key.size, 14), chance.integers(0, 28, key.size)),
        pre_value=chance.gamma(2, 20, key.size).round(2),
    )
    write(
        "outcomes",
        experiment_id=key.tolist(),
        person_id=person,
        measure=["revenue"] * key.size,
        value=np.where(
            chance.random(key.size) < 0.2, chance.gamma(2, 40, key.size) + (arm == "mail"), 0
        ).round(2),
        unit=["revenue"] * key.size,
    )
    write(
        "costs", cost_id=["a", "b"], category=["subscription", "media"], amount=[50_000.0, 20_000.0],
        incurred_at=day(np.array([13, 14]), np.array([0, 0])),
    )  # fmt: skip
    (folder / "programme.toml").write_text(
        'base_currency = "EUR"\ngo_live = "2023-01-01"\nmargin_rate = 0.4\ndiscount_rate = 0.08\n'
    )


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measured() -> dict[str, list[float]]:
    from accrue.environment import environment

    full, again, folder, rows = facts()
    cold, warm = measures(folder)
    return {
        f"facts refresh, {rows:,} rows": [full, 15.0],
        "facts refresh, an order later": [again, 1.0],
        "all measures, first time": [cold, 0.0],
        "all measures, warm": [warm, 1.0],
        "statement": [statement(environment.home / "statement"), 10.0],
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measured()))
