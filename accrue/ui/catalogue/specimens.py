"""Every chart in every state that has to look right: usual, negative, nothing, one point, gaps, huge, tiny."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accrue import clock
from accrue.ui import figures
from accrue.ui.charts import (
    DensityStrip,
    IntervalChart,
    IntervalRow,
    LineBand,
    Sparkline,
    Step,
    Waterfall,
    normal_shape,
)
from accrue.ui.timeline import Happening

MONTHS = [
    f"{m} {y}"
    for y in (24, 25, 26)
    for m in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
][10:34]
type Figure = figures.Figure


def euro(value: Figure) -> str:
    return _money(float(value), "")


def euro_signed(value: Figure) -> str:
    return _money(float(value), "+")


def _money(value: float, plus: str) -> str:
    size = abs(value)
    short = (
        f"{size / 1e6:.2f}M"
        if size >= 1e6
        else f"{size / 1e3:.0f}k"
        if size >= 1e4
        else f"{size:,.0f}"
        if size >= 1 or not size
        else f"{size:.2f}"
    )
    return f"{figures.MINUS if value < 0 else plus if value else ''}€{short}"


def points(value: Figure) -> str:
    return f"{figures.number(value, 1)}%"


def share(value: Figure) -> str:
    return figures.percent(value)


USUAL = [
    Step("time", "Time saved", 96_000, "gain", 72_000, 121_000, url="/ui/catalogue/peek/time/"),
    Step("win", "Higher win rate", 142_000, "gain", 61_000, 228_000, url="/ui/catalogue/peek/win/"),
    Step("churn", "Churn avoided", 54_000, "gain", 9_000, 102_000, "modelled", "/ui/catalogue/peek/churn/"),
    Step("tools", "Tools retired", 27_000, "gain", evidence="declared", url="/ui/catalogue/peek/tools/"),
    Step("licence", "Hosting & licences", -31_000, "cost", url="/ui/catalogue/peek/licence/"),
    Step("setup", "Set-up & migration", -42_000, "cost", -47_000, -38_000, url="/ui/catalogue/peek/setup/"),
    Step(
        "admin", "Admin & upkeep", -24_000, "cost", -31_000, -18_000, "declared", "/ui/catalogue/peek/admin/"
    ),
    Step("net", "Net return", 222_000, "total", 118_000, 326_000, url="/ui/catalogue/peek/net/"),
]
LOSS = [
    Step("win", "Higher win rate", 4_000, "gain", -9_000, 17_000),
    Step("licence", "Subscription of the customer platform", -31_000, "cost"),
    Step("setup", "Implementation, migration and integration of old systems", -42_000, "cost"),
    Step("net", "Net return", -69_000, "total", -82_000, -56_000),
]


def waterfall(key: str, title: str, steps: list[Step]) -> Waterfall:
    return Waterfall(key, title, steps, euro, euro_signed)


def line(key: str, title: str, actual: list[Any], fmt: Callable[[Figure], str], **options: Any) -> LineBand:
    n, live = len(actual), options.pop("live", len(actual) // 2)
    known = [v for v in actual if v is not None]
    middle = sum(known) / len(known) if known else 0
    spread = options.pop("spread", abs(middle) * 0.1 or 1)
    without = [None if v is None else middle + spread * 0.2 * ((i % 5) - 2) / 2 for i, v in enumerate(actual)]
    low = [
        None if i < live or w is None else w - spread * (0.5 + (i - live) / n) for i, w in enumerate(without)
    ]
    high = [
        None if i < live or w is None else w + spread * (0.5 + (i - live) / n) for i, w in enumerate(without)
    ]
    return LineBand(
        key, title, MONTHS[:n], actual, without, low, high, fmt, go_live=live if live < n else None, **options
    )


def groups() -> list[tuple[str, list[tuple[str, Any]]]]:
    rising = [
        21.5,
        21.8,
        21.3,
        22.3,
        21.9,
        22,
        21.9,
        22.4,
        22,
        22.1,
        20.9,
        22.1,
        21.3,
        22.8,
        24.5,
        25.3,
        26.8,
        26.9,
        27.3,
        27.9,
        28.6,
        28.8,
        29.1,
        28.6,
    ]
    gaps: list[Any] = [*rising[:6], None, None, *rising[8:12], None, *rising[13:]]
    return [
        (
            "Line and band",
            [
                ("Usual", line("lb-usual", "Win rate", rising, points, live=14, spread=2.5)),
                (
                    "Money with zero, falling below",
                    line(
                        "lb-money",
                        "Margin",
                        [9000 - 900 * i for i in range(20)],
                        euro,
                        show_zero=True,
                        spread=6000,
                    ),
                ),
                ("Gaps", line("lb-gaps", "Win rate", gaps, points, live=14, spread=2.5)),
                ("Two periods", line("lb-two", "Win rate", [20, 24], points, live=1)),
                ("One period", line("lb-one", "Win rate", [24], points, live=0)),
                ("All zero", line("lb-zero", "Margin", [0] * 12, euro, show_zero=True)),
                (
                    "Huge",
                    line("lb-huge", "Margin", [3.1e9 + 2e8 * i for i in range(12)], euro, show_zero=True),
                ),
                (
                    "Tiny",
                    line(
                        "lb-tiny",
                        "Share",
                        [0.0001 + 0.00001 * i for i in range(12)],
                        lambda v: f"{float(v):.5f}",
                    ),
                ),
                ("Nothing yet", line("lb-none", "Win rate", [], points)),
            ],
        ),
        (
            "Waterfall",
            [
                ("Usual", waterfall("wf-usual", "Benefits and costs", USUAL)),
                ("A loss, long names", waterfall("wf-loss", "Benefits and costs", LOSS)),
                (
                    "Costs only",
                    waterfall("wf-costs", "Costs", [*LOSS[1:3], Step("net", "Net return", -73_000, "total")]),
                ),
                (
                    "All zero",
                    waterfall(
                        "wf-zero",
                        "Benefits and costs",
                        [Step("a", "Time saved", 0, "gain"), Step("net", "Net return", 0, "total")],
                    ),
                ),
                (
                    "One line",
                    waterfall(
                        "wf-one",
                        "Benefits and costs",
                        [Step("a", "Time saved", 12, "gain", 3, 21, "modelled")],
                    ),
                ),
                (
                    "Huge beside tiny",
                    waterfall(
                        "wf-huge",
                        "Benefits and costs",
                        [
                            Step("a", "Time saved", 4.2e9, "gain", 3.9e9, 4.6e9),
                            Step("b", "Training", -1, "cost"),
                            Step("net", "Net return", 4.2e9 - 1, "total", 3.9e9, 4.6e9),
                        ],
                    ),
                ),
                ("Nothing yet", waterfall("wf-none", "Benefits and costs", [])),
            ],
        ),
        (
            "Density strip",
            [
                (
                    "Usual",
                    DensityStrip(
                        "ds-usual", "Return on investment", normal_shape(2.11, 0.57), 1.18, 2.11, 3.07, share
                    ),
                ),
                (
                    "Could be chance",
                    DensityStrip(
                        "ds-chance", "Return on investment", normal_shape(0.1, 0.3), -0.39, 0.1, 0.6, share
                    ),
                ),
                (
                    "A loss",
                    DensityStrip(
                        "ds-loss", "Return on investment", normal_shape(-0.6, 0.1), -0.77, -0.6, -0.43, share
                    ),
                ),
                (
                    "Far from zero",
                    DensityStrip(
                        "ds-far", "Return on investment", normal_shape(14, 0.4), 13.3, 14, 14.7, share
                    ),
                ),
                ("Exact", DensityStrip("ds-exact", "Return on investment", None, 2, 2, 2, share)),
                (
                    "Without a shape",
                    DensityStrip("ds-bare", "Return on investment", None, 1.18, 2.11, 3.07, share),
                ),
            ],
        ),
        (
            "Intervals",
            [
                (
                    "Usual",
                    IntervalChart(
                        "iv-usual",
                        "Effects",
                        [
                            IntervalRow("Men’s mail", 77_000, 41_000, 112_000, "gain"),
                            IntervalRow("Women’s mail", 42_000, 9_000, 76_000, "gain"),
                            IntervalRow("Postage", -8_000, tone="cost"),
                        ],
                        euro,
                    ),
                ),
                (
                    "All below zero",
                    IntervalChart(
                        "iv-loss",
                        "Effects",
                        [IntervalRow("A mail that annoyed", -9_000, -15_000, -3_000, "cost")],
                        euro,
                    ),
                ),
                ("Nothing yet", IntervalChart("iv-none", "Effects", [], euro)),
            ],
        ),
    ]


def spark() -> Sparkline:
    return Sparkline(
        "sp-value", "Value per month", [31, 30, 34, 33, 37, 36, 41, 40, 44, 47, 46, 52], euro, "gain", 30
    )


def sparks() -> list[tuple[str, Sparkline]]:
    def one(key: str, values: list[Any], tone: Any = "net") -> Sparkline:
        return Sparkline(f"sp-{key}", "Per month", values, euro, tone)

    return [
        ("Rising", one("up", [3, 4, 3, 5, 6, 5, 7, 8], "gain")),
        ("Falling", one("down", [9, 8, 8, 7, 7, 5, 4, 4], "cost")),
        ("Gaps", one("gaps", [3, None, 4, 5, None, None, 6, 7])),
        ("Constant", one("flat", [5, 5, 5])),
        ("One", one("one", [5])),
        ("None", one("none", [])),
    ]


def happenings() -> list[Happening]:
    now = clock.now()

    def ago(hours: int, title: str, icon: str, **rest: Any) -> Happening:
        return Happening(now - timedelta(hours=hours), title, icon, **rest)

    return [
        ago(0, "Note", "sticky-note", actor="Ana Ruiz", body="Send the payback sheet to Lars.", tone="note"),
        ago(
            5,
            "Re: Annual licence, 120 seats",
            "mail",
            actor="Hanna Vogel",
            body="Finance agrees to three years.\nCan we sign before 5 December?",
            meta="Opened 3 times",
            tone="info",
        ),
        ago(26, "Call with Lars Petersen", "phone", actor="Ana Ruiz", meta="18 min", tone="good"),
        ago(90, "Follow-up sent", "zap", actor="Automation", meta="Step 2 of 4", tone="system"),
        ago(1100, "Company created", "sparkles", actor="Web form"),
    ]
