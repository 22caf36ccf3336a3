"""A statement as people read it: its charts, its rows and its sentences, for the page and the PDF alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from django.urls import reverse

from accrue.money import Money
from accrue.money.format import format_money, format_short
from accrue.roi.selectors.statements import Opened, minor_of
from accrue.ui.charts import DensityStrip, Histogram, IntervalChart, IntervalRow, LineBand, Step, Waterfall
from accrue.ui.charts.scale import Number
from accrue.ui.figures import number, percent
from accrue_facts.values import Figure, Interval, Line
from accrue_facts.values import Statement as Drawn

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PLAIN = {
    "programme.toml names no margin_rate": "the programme has no margin rate",
    "programme.toml names no discount_rate, so": "The programme has no discount rate, so",
    "the table costs is missing, so what the CRM cost is not known": "no cost is entered, so what Accrue cost is not known",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: `index` addresses it, None for the sums."""

    index: int | None
    key: str
    name: str
    method: str
    grade: str
    amount: str
    interval: str
    status: str
    reason: str
    could_be_chance: bool
    url: str
    records: int


@dataclass(frozen=True, slots=True)
class CostRow:
    category: str
    label: str
    amount: str
    records: int
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One measure against without: a chart and a sentence."""

    index: int
    label: str
    sentence: str
    interval: str
    chance: str
    chart: LineBand | IntervalChart
    is_series: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the strip beneath the headline. `undefined` says in words why there is none."""

    label: str
    value: str
    beside: str
    url: str = ""
    undefined: bool = False


class Picture:
    """`addresses` off: nothing links further (PDF, published page)."""

    def __init__(self, opened: Opened, *, addresses: bool = True) -> None:
        self.opened, self.kept, self.drawn = opened, opened.kept, opened.drawn
        self.addresses = addresses

    @property
    def level(self) -> str:
        return percent(self.drawn.level)

    @property
    def period(self) -> str:
        return f"{spoken(self.drawn.period.start)} to {spoken(self.drawn.period.end)}"

    @property
    def baseline(self) -> str:
        window = self.drawn.programme.baseline
        return f"{spoken(window[0])} to {spoken(window[1])}" if window else ""

    @property
    def has_return(self) -> bool:
        return self.drawn.roi_percent is not None

    @property
    def roi(self) -> str:
        found = self.drawn.roi_percent
        return percent(found.value / 100) if found else ""

    @property
    def roi_interval(self) -> str:
        return self._interval(self.drawn.roi_percent, lambda v: percent(v / 100))

    @property
    def roi_could_be_chance(self) -> bool:
        return holds_zero(self.drawn.roi_percent)

    @property
    def per_unit(self) -> str:
        """The sentence per unit of currency: what came back for each one spent, with its interval."""
        found = self.drawn.roi_percent
        if found is None:
            return ""
        one = format_money(Money.of(1, self.kept.currency), cents=False)
        back = [self._back(v) for v in (found.value, found.low, found.high)]
        said = f"Each {one} spent on Accrue gave back {back[0]}"
        if not back[1] or not back[2] or back[1] == back[2]:
            return f"{said}."
        return f"{said}, and very likely between {back[1]} and {back[2]}."

    @cached_property
    def strip(self) -> DensityStrip | None:
        """Where the return probably lies, on the scale of the headline."""
        found, cost = self.drawn.roi_percent, self.drawn.cost
        if found is None or found.low is None or found.high is None or not cost:
            return None
        return DensityStrip(
            key="roi-density",
            title="Return on investment",
            shape=_shape(self.drawn, cost),
            low=found.low / 100,
            middle=found.value / 100,
            high=found.high / 100,
            fmt=lambda v: percent(float(v)),
            level=self.level,
        )

    @cached_property
    def cells(self) -> list[Cell]:
        share, chance = self.drawn.share, self.drawn.probability_positive
        return [
            self._cell(
                "Net return", "net_return", self.drawn.net_return, self.short, self._figure_url("net")
            ),
            self._cell(
                "Cost to benefit", "cost_to_benefit", self.drawn.cost_to_benefit, lambda v: number(v, 2)
            ),
            Cell("Chance it pays off", _chance(chance), self._simulations())
            if chance is not None
            else Cell("Chance it pays off", "–", "Not stated", undefined=True),
            self._cell("Payback", "payback_years", self.drawn.payback_years, _years),
            Cell(
                "Evidence",
                f"{percent(share.measured)} measured",
                f"{percent(share.modelled)} modelled, {percent(share.declared)} declared",
            )
            if share
            else Cell("Evidence", "–", "No line counts", undefined=True),
        ]

    @cached_property
    def over_time(self) -> list[Cell]:
        """Present value and the other ways to look at the same cash."""
        rate = percent(self.drawn.programme.discount_rate, 1)
        return [
            self._cell("Net present value", "npv", self.drawn.npv, self.short, beside=f"at {rate} a year"),
            self._cell("Internal rate of return", "irr", self.drawn.irr, lambda v: percent(v)),
            self._cell(
                "Discounted payback", "discounted_payback_years", self.drawn.discounted_payback_years, _years
            ),
            self._cell(
                "From measured lines alone",
                "roi_percent_measured_only",
                self.drawn.roi_percent_measured_only,
                lambda v: percent(v / 100),
            ),
        ]

    @cached_property
    def waterfall(self) -> Waterfall | None:
        if not self.drawn.waterfall:
            return None
        indices = {line.key: i for i, line in enumerate(self.drawn.lines)}
        names = {line.key: self.opened.name_of(line) for line in self.drawn.lines}
        steps: list[Step] = []
        for step in self.drawn.waterfall:
            kind = {"gain": "gain", "sub": "total", "cost": "cost", "net": "total"}[step.kind]
            steps.append(
                Step(
                    key=f"s{len(steps)}",
                    label=names.get(step.key, step.label),
                    value=step.value,
                    kind=kind,  # type: ignore[arg-type]  # one of the words above
                    low=step.low,
                    high=step.high,
                    evidence=step.evidence or "measured",
                    url=self._step_url(step.key, indices),
                )
            )
        return Waterfall(
            key="roi-waterfall",
            title="Benefits and costs",
            steps=steps,
            fmt=self.short,
            signed=lambda v: self.short(v, sign=True),
            level=self.level,
        )

    @cached_property
    def tabs(self) -> list[Tab]:
        """Measured first: holdouts as two means, series as a line against its band."""
        made = [self._tab(i, line) for i, line in enumerate(self.drawn.lines) if line.value is not None]
        return [tab for tab in made if tab]

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(i, line) for i, line in enumerate(self.drawn.lines)]

    @property
    def counted(self) -> list[Row]:
        return [row for row in self.rows if row.status == "counted"]

    @property
    def shown(self) -> list[Row]:
        return [row for row in self.rows if row.status == "shown"]

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if row.status == "refused"]

    @cached_property
    def costs(self) -> list[CostRow]:
        return [
            CostRow(
                cost.category,
                cost.label,
                self.exact(-cost.amount),
                cost.records.count,
                self._url("roi:statement_cost", cost.category),
            )
            for cost in self.drawn.costs
        ]

    @property
    def net(self) -> str:
        return self.exact(self.drawn.net_return.value) if self.drawn.net_return else "–"

    @property
    def net_interval(self) -> str:
        return self._interval(self.drawn.net_return, self.short)

    @property
    def benefit(self) -> str:
        return self.exact(self.drawn.benefit.value) if self.drawn.benefit else "–"

    @property
    def benefit_interval(self) -> str:
        return self._interval(self.drawn.benefit, self.short)

    @property
    def cost(self) -> str:
        return self.exact(-self.drawn.cost) if self.drawn.cost is not None else "–"

    @property
    def why_not(self) -> list[str]:
        """Why the whole gives no number, in words."""
        return list(dict.fromkeys(plain(one.reason) for one in self.drawn.refused if one.line is None))

    @property
    def notes(self) -> list[str]:
        return [plain(note) for note in self.drawn.notes]

    @cached_property
    def projection(self) -> dict[str, str] | None:
        found = self.drawn.projection
        if found is None:
            return None
        return {
            "months": str(found.months),
            "benefit": self.short(found.benefit),
            "cost": self.short(found.cost),
            "net": self.short(found.net_return),
            "present_value": self.short(found.present_value),
            "assumption": found.assumption,
        }

    def exact(self, value: float) -> str:
        return format_money(Money(minor_of(value, self.kept.currency), self.kept.currency))

    def short(self, value: Number, sign: bool = False) -> str:
        return format_short(Money(minor_of(float(value), self.kept.currency), self.kept.currency), sign=sign)

    def figure(self, one: Figure) -> tuple[str, str]:
        """A figure and its interval, written by its unit."""
        write: Callable[[float], str] = {
            "money": self._fine,
            "share": lambda v: percent(v, 1),
            "number": lambda v: number(v, 0 if v == int(v) else 2),
            "percent": lambda v: percent(v / 100, 1),
        }[one.unit]
        if one.low is None or one.high is None:
            return write(one.value), ""
        return write(one.value), f"{write(one.low)} to {write(one.high)}"

    def line_interval(self, line: Line) -> str:
        if line.value is None:
            return ""
        if line.haircut is not None:
            return f"less {percent(line.haircut)}"
        if line.low is None or line.high is None:
            return "no interval"
        return f"{self.short(line.low)} to {self.short(line.high)}"

    def _fine(self, value: float) -> str:
        """Means per person are small: cents stay."""
        return format_money(Money(minor_of(value, self.kept.currency), self.kept.currency))

    def _row(self, index: int, line: Line) -> Row:
        return Row(
            index=index,
            key=line.key,
            name=self.opened.name_of(line),
            method=plain(line.method),
            grade=line.grade,
            amount="–" if line.value is None else self.exact(line.value),
            interval=self.line_interval(line),
            status=line.status,
            reason=self._named(plain(line.reason or "")),
            could_be_chance=line.could_be_chance,
            url=self._url("roi:statement_line", index),
            records=line.record_count,
        )

    def _named(self, text: str) -> str:
        """A sentence that speaks of lines by what people call them."""
        for line in self.drawn.lines:
            text = text.replace(line.name, self.opened.name_of(line))
        return text

    def _tab(self, index: int, line: Line) -> Tab | None:
        chart = self._series(index, line) if line.series is not None else self._means(index, line)
        if chart is None:
            return None
        value = self.short(line.value or 0.0, sign=True)
        against = "the control" if line.series is None else "what we would expect without Accrue"
        return Tab(
            index=index,
            label=self.opened.name_of(line),
            sentence=f"{self.opened.name_of(line)}: {value} against {against}",
            interval=f"{self.level} interval {self.line_interval(line)}",
            chance="The interval holds zero, so this could be chance."
            if line.could_be_chance
            else "The interval leaves zero out, so this is unlikely to be chance.",
            chart=chart,
            is_series=line.series is not None,
        )

    def _series(self, index: int, line: Line) -> LineBand:
        series = line.series
        assert series is not None  # noqa: S101  (the caller looked)
        is_money = series.unit == "money"
        return LineBand(
            key=f"roi-series-{index}",
            title=f"{series.measure.capitalize()} a {series.every}, actual and without Accrue",
            labels=[short_period(p) for p in series.periods],
            actual=series.actual,
            without=series.expected,
            low=series.low,
            high=series.high,
            fmt=self.short if is_money else lambda v: number(float(v)),
            go_live=series.go_live_index,
            show_zero=is_money,
            level=self.level,
            period_name=series.every.capitalize(),
        )

    def _means(self, index: int, line: Line) -> IntervalChart | None:
        figures = {one.name: one for one in line.figures}
        if not {"control_mean", "treated_mean", "effect"} <= set(figures):
            return None
        control, treated, effect = figures["control_mean"], figures["treated_mean"], figures["effect"]
        return IntervalChart(
            key=f"roi-means-{index}",
            title="Per person",
            rows=[
                IntervalRow(treated.label, treated.value, tone="net"),
                IntervalRow(control.label, control.value, tone="without"),
                IntervalRow("Difference", effect.value, effect.low, effect.high, tone="gain"),
            ],
            fmt=lambda v: self._fine(float(v)),
            level=self.level,
        )

    def _cell(
        self,
        label: str,
        name: str,
        found: Interval | None,
        write: Callable[[float], str],
        url: str = "",
        beside: str = "",
    ) -> Cell:
        if found is None:
            return Cell(label, "–", self._undefined(name), undefined=True)
        interval = self._interval(found, write)
        return Cell(label, write(found.value), ", ".join(filter(None, (interval, beside))) or "exact", url)

    def _undefined(self, name: str) -> str:
        reason = next((one.reason for one in self.drawn.undefined if one.figure == name), "")
        return plain(reason) or "Not stated"

    def _interval(self, found: Interval | None, write: Callable[[float], str]) -> str:
        if found is None or (found.low is None and found.high is None):
            return ""
        if found.high is None:
            return f"from {write(found.low or 0.0)}, no upper end"
        if found.low is None:
            return f"up to {write(found.high)}"
        return f"{write(found.low)} to {write(found.high)}"

    def _back(self, roi_percent: float | None) -> str:
        if roi_percent is None:
            return ""
        value = Decimal(str(round(1 + roi_percent / 100, 2)))
        return format_money(Money(minor_of(float(value), self.kept.currency), self.kept.currency))

    def _simulations(self) -> str:
        return f"{number(self.drawn.draws)} simulations" if self.drawn.draws else "computed exactly"

    def _step_url(self, key: str, indices: dict[str, int]) -> str:
        if key in indices:
            return self._url("roi:statement_line", indices[key])
        if key.startswith("cost/"):
            return self._url("roi:statement_cost", key.removeprefix("cost/"))
        return self._figure_url(key)

    def _figure_url(self, key: str) -> str:
        return self._url("roi:statement_figure", key)

    def _url(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.kept.number, *args]) if self.addresses else ""


def plain(text: str) -> str:
    """The same sentence for somebody who has no file called programme.toml."""
    for technical, said in PLAIN.items():
        text = text.replace(technical, said)
    return text


def spoken(day: str) -> str:
    """2026-04-30 as 30 Apr 2026."""
    year, month, date = day.split("-")
    return f"{int(date)} {MONTHS[int(month) - 1]} {year}"


def short_period(period: str) -> str:
    """2026-04-30 as 30 Apr 26; 2026-04 as Apr 26; anything else as it is."""
    parts = period.split("-")
    if len(parts) == 3 and all(p.isdigit() for p in parts):
        return f"{int(parts[2])} {MONTHS[int(parts[1]) - 1]} {parts[0][2:]}"
    if len(parts) == 2 and parts[1].isdigit():
        return f"{MONTHS[int(parts[1]) - 1]} {parts[0][2:]}"
    return period


def holds_zero(found: Interval | None) -> bool:
    return (
        found is not None
        and found.low is not None
        and found.high is not None
        and found.low <= 0 <= found.high
    )


def _shape(drawn: Drawn, cost: float) -> Histogram | None:
    bins = drawn.density
    if not bins:
        return None
    edges = [bins[0].low / cost, *(b.high / cost for b in bins)]
    if any(b <= a for a, b in pairwise(edges)):
        return None
    return Histogram(edges, [b.share for b in bins])


def _chance(probability: float) -> str:
    if probability > 0.99:
        return "> 99%"
    return "< 1%" if probability < 0.01 else percent(probability)


def _years(value: float) -> str:
    """Paybacks are said in months up to two years."""
    months = value * 12
    return f"{number(months, 1)} months" if months <= 24 else f"{number(value, 1)} years"
