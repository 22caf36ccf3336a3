"""`accrue measure clv`: how often customers will buy again and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from accrue_facts.answers import Answer, estimate, finite, refusals
from accrue_facts.columns import read_column
from accrue_facts.complaint import Complaint, error_of
from accrue_facts.currency import converter
from accrue_facts.errors import FactsError
from accrue_facts.reading import csv_batches, with_lines
from accrue_facts.schema import Column
from accrue_facts.series import day_number
from accrue_facts.tables import Facts, Floats
from accrue_facts.writings import read_as_written
from accrue_stats.estimate import Estimate, Refusal
from accrue_stats.lifetime.bootstrap import customer_intervals, model_draws
from accrue_stats.lifetime.checks import HoldoutPrediction, holdout_check, size_refusals, spend_refusals
from accrue_stats.lifetime.customers import summarise_customers
from accrue_stats.lifetime.purchases import BgNbd, fit_bg_nbd
from accrue_stats.lifetime.refits import RESAMPLES, LifetimeIntervals, lifetime_intervals
from accrue_stats.lifetime.spend import GammaGamma, fit_gamma_gamma

TABLES = ("orders", "rates", "campaigns", "costs")
AHEAD = 52
"""Weeks that predictions look ahead where no holdout says how many."""
SEED = 20260101
MOST, FEWEST = 4_000_000, 40
"""Customers times resamples are at most so many, and resamples never fewer than that."""


@dataclass(frozen=True, slots=True, eq=False)
class Customers:
    """One entry per customer; times in weeks. `value` is the mean of a repeat purchase, nan without; `holdout` counts
    purchases in the `weeks` after the calibration, None without any; predictions look ahead as far. `first_value` is
    what each spent on their first day."""

    ids: tuple[str, ...]
    frequency: Floats
    recency: Floats
    observed: Floats
    value: Floats | None
    holdout: Floats | None
    weeks: float | None
    first_value: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Lifetime:
    """The fitted models; None where refused or, for `spend`, where nothing says what customers spend."""

    customers: Customers
    model: BgNbd | None
    spend: GammaGamma | None
    holdout: HoldoutPrediction | None
    refusals: tuple[Refusal, ...]
    undefined: dict[str, str]
    level: float
    intervals: LifetimeIntervals | None = None

    @property
    def ahead(self) -> float:
        return self.customers.weeks or AHEAD

    @property
    def answer(self) -> Answer:
        """`accrue measure clv --json`."""
        model, spend, held, found = self.model, self.spend, self.holdout, self.intervals
        return {
            "model": None
            if model is None
            else {
                "r": model.r,
                "alpha": model.alpha,
                "a": model.a,
                "b": model.b,
                "log_likelihood": model.log_likelihood,
                "interval": _bounds(found.model if found else None),
            },
            "spend": None
            if spend is None
            else {
                "p": spend.p,
                "q": spend.q,
                "v": spend.v,
                "interval": _bounds(found.spend if found else None),
            },
            "weeks": float(self.ahead),
            "purchases": estimate(found.purchases) if found else None,
            "total": estimate(found.value) if found else None,
            "level": self.level,
            "seed": found.seed if found else None,
            "resamples": found.resamples if found else None,
            "customers": len(self.customers.ids),
            "repeat_customers": int(np.count_nonzero(self.customers.frequency)),
            "holdout": None
            if held is None
            else {
                "weeks": self.customers.weeks,
                "actual": held.actual,
                "predicted": held.predicted,
                "mae": held.mae,
                "correlation": held.correlation,
                "naive_predicted": held.naive_predicted,
                "naive_mae": held.naive_mae,
            },
            "undefined": self.undefined,
            "refused": refusals(self.refusals),
        }

    def predictions(self, level: float = 0.90) -> pa.Table:
        """A row per customer: id, p_alive, expected_purchases in the next `ahead` weeks, what each is worth, and bounds."""
        if self.model is None:
            raise FactsError("facts.no_model", "There are no predictions, for the model was refused.")
        c = self.customers
        drawn = model_draws(self.model, self.spend, c.frequency, c.recency, c.observed, c.value)
        found = customer_intervals(
            self.model, self.spend, c.frequency, c.recency, c.observed, c.value, drawn, periods=self.ahead, level=level
        )  # fmt: skip
        columns = {
            "id": pa.array(c.ids),
            "p_alive": pa.array(self.model.p_alive(c.frequency, c.recency, c.observed)),
            "weeks": pa.array(np.full(len(c.ids), float(self.ahead))),
            "expected_purchases": pa.array(found.purchases),
            "expected_purchases_low": pa.array(found.purchases_low),
            "expected_purchases_high": pa.array(found.purchases_high),
        }
        if self.spend is not None and c.value is not None:
            worth = self.spend.expected_value(c.frequency, np.nan_to_num(c.value))
            columns["expected_value"] = _finite(worth)
            columns["predicted_value"] = _finite(found.value)
            columns["predicted_value_low"] = _finite(found.value_low)
            columns["predicted_value_high"] = _finite(found.value_high)
        return pa.table(columns)


def _finite(values: Floats | None) -> pa.Array:
    return pa.array([] if values is None else [finite(float(one)) for one in values], pa.float64())


def _bounds(found: dict[str, Estimate] | None) -> Answer | None:
    if found is None:
        return None
    return {name: {"low": finite(one.low), "high": finite(one.high)} for name, one in found.items()}


def customers_from_orders(facts: Facts, calibration_end: date, weeks: int | None) -> Customers:
    """Weeks between purchases on distinct days, as in CDNOW; the holdout runs `weeks` on, else to the last whole week."""
    orders = facts.tables["orders"]
    moments = orders.times("ordered_at")
    days = moments.astype("datetime64[D]").astype(np.int64)
    last, end = int(days.max()), day_number(calibration_end)
    if weeks is None:
        weeks = max((last - end) // 7, 0)
    elif end + 7 * weeks > last:
        ends = calibration_end + timedelta(weeks=weeks)
        raise FactsError(
            "facts.holdout_too_long",
            f"--holdout-weeks {weeks}: it would end on {ends}, and the last order in {orders.file} is of "
            f"{date.fromordinal(last + date(1970, 1, 1).toordinal())}.",
        )
    amounts = converter(facts).convert(orders, orders.numbers("amount"), moments)
    try:
        found = summarise_customers(
            np.array(orders.texts("person_id"), dtype=str), days, amounts,
            calibration_end=end, holdout_end=end + 7 * weeks if weeks else None,
        )  # fmt: skip
    except ValueError as error:
        raise FactsError("facts.no_customers", f"{orders.file}: {error} ({calibration_end}).") from None
    return Customers(
        tuple(str(p) for p in found.person), found.frequency, found.recency, found.observed, found.mean_value,
        found.holdout if weeks else None, float(weeks) if weeks else None, found.first_value,
    )  # fmt: skip


def customers_from_file(file: Path, ahead: int | None = None) -> Customers:
    """A CSV of id, frequency, recency, T and perhaps monetary_value, one row per customer; times in weeks.

    Nothing is held out; `ahead` is how many weeks predictions look ahead.
    """
    if not file.is_file():
        raise FactsError(
            "facts.no_file", f"{file}: {'is a folder' if file.exists() else 'there is no such file'}."
        )
    names, batches = csv_batches(file)
    lower = [name.lower() for name in names]
    for name in ("id", "frequency", "recency", "t"):
        if name not in lower:
            shown = "T" if name == "t" else name
            reason = f"the column is missing; the columns are: {', '.join(names[:12])}."
            raise error_of([Complaint(str(file), None, shown, reason, code="facts.column_missing")])
    table = pa.Table.from_batches(list(batches))
    if not table.num_rows:
        raise FactsError("facts.empty", f"{file}: the file has a header and no rows of data.")
    columns = {name: table.column(lower.index(name)).combine_chunks() for name in lower}
    x, tx, t = (_numbers(file, columns[n], names[lower.index(n)]) for n in ("frequency", "recency", "t"))
    value = _numbers(file, columns["monetary_value"], "monetary_value") if "monetary_value" in lower else None
    ids, bad = read_column(Column("id", "id"), columns["id"])
    if bad:
        raise error_of(
            with_lines(file, [Complaint(str(file), row + 1, "id", f"{why}.", row + 2) for row, why in bad])
        )
    _check_times(file, x, tx, t)
    return Customers(tuple(ids.to_pylist()), x, tx, t, value, None, float(ahead) if ahead else None)


def _numbers(file: Path, raw: pa.Array, name: str) -> Floats:
    values, bad = read_as_written(Column(name, "number"), raw)
    if bad:
        raise error_of(
            with_lines(file, [Complaint(str(file), row + 1, name, f"{why}.", row + 2) for row, why in bad])
        )
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.float64)


def _check_times(file: Path, x: Floats, tx: Floats, t: Floats) -> None:
    for column, wrong, reason in (
        ("frequency", (x < 0) | (x != np.floor(x)), "is not a whole number of repeat purchases, 0 or more"),
        ("recency", (tx < 0) | (tx > t * 1.005), "must lie between 0 and T"),
        ("recency", (x == 0) & (tx > 0), "must be 0 without a repeat purchase"),
    ):
        rows = np.flatnonzero(wrong)
        if rows.size:
            row = int(rows[0])
            value = {"frequency": x, "recency": tx}[column][row]
            raise error_of(
                with_lines(file, [Complaint(str(file), row + 1, column, f"{value:g} {reason}.", row + 2)])
            )


def measure_lifetime(
    customers: Customers, *, level: float = 0.90, seed: int = SEED, resamples: int | None = None
) -> Lifetime:
    """Both models, held against the holdout where there is one, with a customer bootstrap of `resamples`.

    None: 200 of them, fewer for very many customers (never below 40); 0: no intervals.
    """
    x, tx, t = customers.frequency, customers.recency, customers.observed
    few = size_refusals(x)
    if few:
        return Lifetime(customers, None, None, None, few, {}, level)
    model = fit_bg_nbd(x, tx, t)
    undefined: dict[str, str] = {}
    held = None
    if customers.holdout is not None and customers.weeks:
        held = holdout_check(model, x, tx, t, customers.holdout, customers.weeks)
    else:
        undefined["holdout"] = (
            "Nothing was held out, so the model was not tried on purchases it had not seen."
        )
    refused = held.refusals if held else ()
    spend, spend_refused = _spend(customers, undefined) if not refused else (None, ())
    reasons = (*refused, *spend_refused)
    if refused:
        return Lifetime(customers, None, None, held, reasons, undefined, level)
    found = Lifetime(customers, model, spend, held, reasons, undefined, level)
    if resamples is None:
        resamples = min(RESAMPLES, max(MOST // len(customers.ids), FEWEST))
    if not resamples:
        return found
    intervals = lifetime_intervals(
        model,
        spend,
        x,
        tx,
        t,
        customers.value,
        periods=found.ahead,
        level=level,
        seed=seed,
        resamples=resamples,
    )
    if spend is not None and intervals.value is None:
        undefined["total"] = (
            "Customers who never bought again have no finite mean spend, so there is no total."
        )
    return replace(found, intervals=intervals)


def _spend(customers: Customers, undefined: dict[str, str]) -> tuple[GammaGamma | None, tuple[Refusal, ...]]:
    if customers.value is None:
        undefined["spend"] = "The customers' file has no column monetary_value."
        return None, ()
    refused = spend_refusals(customers.frequency, customers.value)
    if refused:
        return None, refused
    try:
        return fit_gamma_gamma(customers.frequency, customers.value), ()
    except ValueError as error:
        return None, (Refusal("lifetime.no_spend", f"Spending cannot be learnt: {error}."),)
