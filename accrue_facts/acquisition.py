"""What winning a customer cost, what a new one is worth, how soon that is back, and how many were lost."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from accrue_facts.answers import Answer, estimate
from accrue_facts.currency import converter
from accrue_facts.lifetime import Lifetime
from accrue_facts.series import day_number
from accrue_facts.tables import Days, Facts, Floats, Table
from accrue_stats.acquisition import NewCustomer, acquisition_cost, churn_share, payback_periods
from accrue_stats.estimate import Estimate
from accrue_stats.lifetime.bootstrap import figure_of_models, model_draws
from accrue_stats.lifetime.purchases import BgNbd
from accrue_stats.lifetime.spend import GammaGamma

HORIZON_MONTHS = 36
WEEKS_A_MONTH = 365.25 / 12 / 7
CHURN_WEEKS = 52
DRAWS = 200


@dataclass(frozen=True, slots=True)
class Acquisition:
    """Money in the base currency. What is None has its reason in `undefined`."""

    spent: float | None = None
    new_customers: int | None = None
    cac: float | None = None
    cltv: Estimate | None = None
    cltv_to_cac: Estimate | None = None
    payback_months: Estimate | None = None
    horizon_months: int = HORIZON_MONTHS
    churn: Estimate | None = None
    churned: tuple[int, int] | None = None
    undefined: dict[str, str] = field(default_factory=dict)

    @property
    def answer(self) -> Answer:
        """The keys of `accrue measure clv --json` after the models."""
        lost = None if self.churned is None else {"lost": self.churned[0], "customers": self.churned[1]}
        return {
            "acquisition_spend": self.spent,
            "new_customers": self.new_customers,
            "cac": self.cac,
            "cltv": estimate(self.cltv),
            "cltv_to_cac": estimate(self.cltv_to_cac),
            "payback_months": estimate(self.payback_months),
            "horizon_months": self.horizon_months,
            "churn": None if lost is None else {"weeks": CHURN_WEEKS, **lost, "share": estimate(self.churn)},
        }


def acquisition(
    facts: Facts, found: Lifetime, calibration_end: date, *, level: float, sales_cost: float = 0.0
) -> Acquisition:
    """From campaigns, costs of media, `sales_cost` (base currency) and the first orders up to `calibration_end`.

    Customers won and money spent are those from the first day anything was spent on to the calibration's end.
    """
    orders = facts.tables["orders"]
    when = _first_days(orders)
    end = np.datetime64(calibration_end, "D")
    told: dict[str, str] = {}
    spend = _spend(facts, sales_cost, end, told)
    won = None
    if spend is not None:
        won = int(np.count_nonzero((when >= spend[1]) & (when <= end)))
    cac = None if spend is None or won is None else acquisition_cost(spend[0], won)
    if spend is not None and cac is None:
        told["cac"] = f"Nobody bought for the first time between {spend[1]} and {end}."
    base = Acquisition(
        spent=spend[0] if spend else None,
        new_customers=won,
        cac=cac,
        horizon_months=facts.settings.horizon_months or HORIZON_MONTHS,
        undefined=told,
    )
    return _with_churn(_with_value(base, facts, found, level), orders, day_number(calibration_end), level)


def _first_days(orders: Table) -> Days:
    """The day of each person's first order that is no refund."""
    _, person = orders.codes("person_id")
    days = orders.times("ordered_at").astype("datetime64[D]")
    order = np.lexsort((days, person))
    order = order[orders.numbers("amount")[order] >= 0]
    return np.asarray(days[order][np.diff(person[order], prepend=-2) != 0])


def _spend(
    facts: Facts, sales_cost: float, end: np.datetime64, told: dict[str, str]
) -> tuple[float, np.datetime64] | None:
    """What was spent up to `end`, and the first day of it: campaigns, and costs of media of no such campaign."""
    amounts, days, priced = _of_campaigns(facts.get("campaigns"))
    costs = facts.get("costs")
    if costs is not None:
        categories, codes = costs.codes("category")
        media = codes == (categories.index("media") if "media" in categories else -2)
        if costs.has("campaign_id"):
            media &= ~np.array([one in priced for one in costs.texts("campaign_id")], dtype=bool)
        moments = costs.times("incurred_at")
        money = converter(facts).convert(costs, costs.numbers("amount"), moments)
        amounts = np.concatenate([amounts, money[media]])
        days = np.concatenate([days, moments[media].astype("datetime64[D]")])
    inside = days <= end
    if not inside.any() and sales_cost:
        return sales_cost, facts.tables["orders"].times("ordered_at").min().astype("datetime64[D]")
    if not inside.any():
        told["cac"] = (
            "No campaign has a cost and a day by then, and costs has no media, so what customers cost is not known."
        )
        return None
    return max(float(amounts[inside].sum()), 0.0) + sales_cost, days[inside].min()


def _of_campaigns(campaigns: Table | None) -> tuple[Floats, Days, set[str | None]]:
    if campaigns is None or not (campaigns.has("cost") and campaigns.has("started_at")):
        return np.empty(0), np.empty(0, dtype="datetime64[D]"), set()
    cost, days = campaigns.numbers("cost"), campaigns.times("started_at").astype("datetime64[D]")
    known = ~np.isnan(cost) & ~np.isnat(days)
    names = campaigns.texts("campaign_id")
    return cost[known], days[known], {names[i] for i in np.flatnonzero(known)}


def _with_value(base: Acquisition, facts: Facts, found: Lifetime, level: float) -> Acquisition:
    c, model, spend, told = found.customers, found.model, found.spend, base.undefined
    margin = facts.settings.margin_rate
    if model is None or spend is None or c.value is None or c.first_value is None:
        told["cltv"] = "Without both models there is no value of a new customer."
        return _explained(base)
    if margin is None:
        told["cltv"] = "programme.toml names no margin_rate, so turnover is no value yet."
        return _explained(base)
    weeks = base.horizon_months * WEEKS_A_MONTH
    a_week = (1 + (facts.settings.discount_rate or 0.0)) ** (1 / (12 * WEEKS_A_MONTH)) - 1
    first = margin * float(np.mean(c.first_value))

    def newcomer(purchases: BgNbd, worth: GammaGamma) -> NewCustomer:
        mean = float(worth.expected_value(np.zeros(1), np.zeros(1))[0])
        return NewCustomer(purchases, first, margin * mean)

    drawn = model_draws(model, spend, c.frequency, c.recency, c.observed, c.value, draws=DRAWS)
    cltv = figure_of_models(
        lambda a, b: newcomer(a, b).earned(weeks, a_week), model, spend, drawn, level=level
    )
    if not np.isfinite(cltv.value):
        told["cltv"] = "The mean value of a purchase is not bounded under the model of spending."
        return _explained(base)
    base = replace(base, cltv=cltv)
    if not base.cac:
        return _explained(base)
    cost = base.cac
    payback = figure_of_models(
        lambda a, b: payback_periods(newcomer(a, b), cost, weeks) / WEEKS_A_MONTH, model, spend, drawn, level=level
    )  # fmt: skip
    if not np.isfinite(payback.value):
        told["payback_months"] = (
            f"A new customer does not bring back what they cost within {base.horizon_months} months."
        )
    return replace(
        base,
        cltv_to_cac=cltv.times(1 / cost),
        payback_months=payback if np.isfinite(payback.value) else None,
    )


def _explained(base: Acquisition) -> Acquisition:
    reason = base.undefined.get("cltv") or base.undefined.get("cac") or "Winning customers cost nothing."
    for figure in ("cltv_to_cac", "payback_months"):
        base.undefined.setdefault(figure, reason)
    return base


def _with_churn(base: Acquisition, orders: Table, end: int, level: float) -> Acquisition:
    """Of those who bought in the year before the last one, who bought nothing in the last one."""
    _, person = orders.codes("person_id")
    days = orders.times("ordered_at").astype("datetime64[D]").astype(np.int64)
    sold = orders.numbers("amount") > 0
    span = 7 * CHURN_WEEKS
    if days.min() > end - 2 * span + 1:
        base.undefined["churn"] = (
            f"The orders begin less than {2 * CHURN_WEEKS} weeks before the end of the calibration."
        )
        return base
    before = np.unique(person[sold & (days > end - 2 * span) & (days <= end - span)])
    since = np.unique(person[sold & (days > end - span) & (days <= end)])
    lost = int(before.size - np.isin(before, since).sum())
    share = churn_share(lost, int(before.size), level)
    if share is None:
        base.undefined["churn"] = "Nobody bought in the year before the last one."
        return base
    return replace(base, churn=share, churned=(lost, int(before.size)))
