"""A drawn statement by hand, small enough to check with pencil: two lines counted, one shown, one refused."""

from __future__ import annotations

from typing import Any

from accrue_facts.allocating import MEANING
from accrue_facts.values import (
    Allocation,
    Bin,
    ChannelShare,
    Check,
    CostLine,
    Driver,
    Figure,
    Interval,
    Line,
    Month,
    Period,
    Programme,
    Records,
    Refused,
    Sensitivity,
    Series,
    Share,
    Statement,
    Step,
    Swing,
    Tried,
    Undefined,
    UnitCost,
)

HOLDOUT = Line(
    key="holdout/spring/mail/revenue",
    name="spring: mail",
    grade="A",
    design="randomised holdout",
    measure="revenue",
    status="counted",
    reason=None,
    value=1000.00,
    low=400.00,
    high=1600.00,
    method="Chance assigned people.",
    records=(
        Records("revenue of mail", 1500.00, "outcomes", "person_id", 3, ("1", "2"), (100_000, 50_000)),
        Records("revenue of the control", -500.00, "outcomes", "person_id", 2, ("3",), (-50_000,)),
    ),
    figures=(
        Figure("control_mean", "Mean revenue in the control", "money", 250.0),
        Figure("treated_mean", "Mean revenue in mail", "money", 500.0),
        Figure("effect", "Effect on revenue per person", "money", 250.0, 100.0, 400.0),
    ),
    checks=(Check("sample ratio", 0.2, 0.65, True, "3 against 2, as planned."),),
    by_month=(1000.0,),
    drivers=(
        Driver("conversion", "Share of people who bought", "share", 1100.10, 0.5, 0.75),
        Driver("order_value", "Revenue of each who bought", "money", -100.10, 500.0, 480.0),
    ),
)
DECLARED = Line(
    key="declared/1",
    name="Fax line closed",
    grade="E",
    design="declared",
    measure="declared",
    status="counted",
    reason=None,
    value=100.00,
    low=None,
    high=None,
    method="Declared.",
    haircut=0.5,
    records=(Records("Declared", 200.0, None, None, 1), Records("Haircut", -100.0, None, None, 0)),
    by_month=(100.0,),
)
TREND = Line(
    key="trend/orders/margin",
    name="Margin of orders since go-live",
    grade="D",
    design="trend and season",
    measure="margin",
    status="shown",
    reason="A holdout measures the same margin.",
    value=50.0,
    low=-200.0,
    high=300.0,
    method="Trend carried on.",
    series=Series(
        "margin", "money", "month", ("2025-12", "2026-01"), (90.0, 140.0), (None, 90.0), (None, 40.0),
        (None, 140.0), 1,
    ),
    tried=(Tried("B", "staggered roll-out", "The table adoption names no unit that adopted."),),
    pinned="Agreed with finance.",
)  # fmt: skip
REFUSED = Line(
    key="holdout/small/mail/revenue",
    name="small: mail",
    grade="A",
    design="randomised holdout",
    measure="revenue",
    status="refused",
    reason="There are 12 people in the control; at least 100 are needed.",
    value=None,
    low=None,
    high=None,
    method="Chance assigned people.",
)
COST = CostLine(
    "training", "Training", 400.00, Records("Training", 400.00, "costs", "cost_id", 1, ("1",), (40_000,))
)


def specimen(**changes: Any) -> Statement:
    """The statement, with some of its fields replaced."""
    values: dict[str, Any] = {
        "sensitivity": (
            Sensitivity(f"line/{HOLDOUT.key}", HOLDOUT.name, "money", 1000.0, 300.0, None),
            Sensitivity(
                "haircut/declared/1",
                "Fax line closed: haircut",
                "share",
                0.5,
                None,
                "No haircut would do it.",
            ),
        ),
        "tornado": (
            Swing(f"line/{HOLDOUT.key}", HOLDOUT.name, "its interval", 400.0, 1600.0, 25.0, 325.0),
            Swing("cost/training", "Training", "20% less and more", 320.0, 480.0, 243.75, 129.17),
        ),
        "unit_costs": (
            UnitCost("order", "Cost of each order", 4.0, 100, None),
            UnitCost("won_deal", "Cost of each deal won", None, None, "There is no table deals."),
        ),
        "allocation": Allocation(
            100,
            40,
            0.12,
            (ChannelShare("Email", 0.25, 0.5, 0.625), ChannelShare("Ads", 0.75, 0.5, 0.375)),
            MEANING,
        ),
        "currency": "EUR",
        "level": 0.9,
        "period": Period("2026-01-01", "2026-01-31", ("2026-01",), "the go-live", "the last fact"),
        "programme": Programme("EUR", "2026-01-01", None, 36, 0.08, 0.4, None),
        "roi_percent": Interval(175.0, 25.0, 325.0),
        "net_return": Interval(700.0, 100.0, 1300.0),
        "cost_to_benefit": Interval(0.3636, 0.2353, 0.8),
        "benefit": Interval(1100.0, 500.0, 1700.0),
        "cost": 400.0,
        "probability_positive": 0.97,
        "npv": Interval(690.0, 95.0, 1280.0),
        "irr": None,
        "payback_years": Interval(0.2, 0.1, None),
        "discounted_payback_years": None,
        "share": Share(0.909, 0.0, 0.091),
        "roi_percent_measured_only": Interval(150.0, 0.0, 300.0),
        "roi_percent_correlated": None,
        "lines": (HOLDOUT, TREND, DECLARED, REFUSED),
        "costs": (COST,),
        "cash": (Month("2026-01", 1100.0, 400.0, 700.0),),
        "density": (Bin(-200.0, 400.0, 0.2), Bin(400.0, 1000.0, 0.6), Bin(1000.0, 1600.0, 0.2)),
        "waterfall": (
            Step(HOLDOUT.key, HOLDOUT.name, 1000.0, 400.0, 1600.0, "gain", "measured"),
            Step(DECLARED.key, DECLARED.name, 100.0, None, None, "gain", "declared"),
            Step("benefit", "Benefit", 1100.0, 500.0, 1700.0, "sub", None),
            Step("cost/training", "Training", -400.0, None, None, "cost", None),
            Step("net", "Net return", 700.0, 100.0, 1300.0, "net", None),
        ),
        "projection": None,
        "refused": (Refused("holdout.too_few", str(REFUSED.reason), REFUSED.name),),
        "undefined": (
            Undefined("irr", "Undefined: the monthly cash does not change its sign exactly once."),
        ),
        "missing": (),
        "notes": (),
        "fingerprint": "f" * 64,
        "seed": 20260101,
        "draws": 200_000,
        "versions": (("accrue-crm", "0.1.0"),),
    }
    return Statement(**(values | changes))


def refusing() -> Statement:
    """No line counts, so the whole says why and gives no number."""
    nothing = dict.fromkeys(
        (
            "roi_percent",
            "net_return",
            "cost_to_benefit",
            "benefit",
            "probability_positive",
            "npv",
            "payback_years",
            "share",
            "roi_percent_measured_only",
        )
    )
    why = "No line counts, so there is no benefit to state."
    return specimen(
        **nothing,
        lines=(REFUSED,),
        density=(),
        waterfall=(),
        draws=0,
        fingerprint="e" * 64,
        refused=(Refused("roi.benefit_undefined", why, None),),
        undefined=(Undefined("benefit", why),),
    )
