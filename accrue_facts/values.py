"""The statement: one tree of frozen values, drawn once, kept for ever.

Money is in major units of `Statement.currency`, rounded to its smallest coin. `roi_percent*` is × 100; shares,
rates, levels and probabilities are fractions; paybacks are years. Days are ISO text (`2026-04-30`, both ends of a
period inside it), months `2026-04`. None means "not given": the reason stands in `undefined` or `refused`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

type Grade = Literal["A", "B", "C", "D", "E"]
type Evidence = Literal["measured", "modelled", "declared"]
type Status = Literal["counted", "shown", "refused"]

EVIDENCE: dict[Grade, Evidence] = {
    "A": "measured",
    "B": "measured",
    "C": "modelled",
    "D": "modelled",
    "E": "declared",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and its interval at the statement's level; a bound is None where the data set none."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One more number beside a line (effect per person, control mean …). `unit`: money, share, number or percent."""

    name: str
    label: str
    unit: Literal["money", "share", "number", "percent"]
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One diagnostic; `passed` is None when it could not be made; `note` says in words what was seen."""

    name: str
    statistic: float | None
    p: float | None
    passed: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a number is not given. `line` names the line, None the whole statement."""

    code: str
    reason: str
    line: str | None


@dataclass(frozen=True, slots=True)
class Records:
    """Part of a line and the records it is made of; the parts of a line add up to its value, to the cent.

    `ids` are `key`s of `table`; `cents[i]` is what record `ids[i]` adds, in the smallest coin, and they sum to
    `amount`. `count` also counts the records that carry no money, which `ids` leaves out. `ids` is empty where the
    part is no sum of records (what would have come without, a haircut).
    """

    label: str
    amount: float
    table: str | None
    key: str | None
    count: int
    ids: tuple[str, ...] = ()
    cents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Driver:
    """One factor that explains a line: `value` (money) is its part of it; the parts add up to it, to the cent.

    `without` and `actual` are the factor in the control and in the treated arm, in `unit`. Drivers are never added to
    the line they explain.
    """

    name: str
    label: str
    unit: Literal["money", "share", "number"]
    value: float
    without: float
    actual: float


@dataclass(frozen=True, slots=True)
class Series:
    """A measure against "without". `expected`, `low`, `high` are None before `go_live_index` where not fitted."""

    measure: str
    unit: Literal["money", "number"]
    every: Literal["day", "week", "month"]
    periods: tuple[str, ...]
    actual: tuple[float, ...]
    expected: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    go_live_index: int


@dataclass(frozen=True, slots=True)
class Tried:
    """A better design that was tried for a line, and why it was not taken."""

    grade: Grade
    design: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One benefit: what was measured, how, what it is worth, and whether it counts.

    `value`, `low`, `high` are money over the whole period, None when refused; a declared line has no interval.
    `haircut` (fraction taken off) is there for declared lines only. `by_month` is when it was earned, one amount for
    each of `Period.months`, empty when refused. `tried`: the better designs that were not taken, best first; `pinned`:
    why somebody chose the design, None where the best one was taken.
    """

    key: str
    name: str
    grade: Grade
    design: str
    measure: str
    status: Status
    reason: str | None
    value: float | None
    low: float | None
    high: float | None
    method: str
    haircut: float | None = None
    records: tuple[Records, ...] = ()
    figures: tuple[Figure, ...] = ()
    checks: tuple[Check, ...] = ()
    series: Series | None = None
    by_month: tuple[float, ...] = ()
    drivers: tuple[Driver, ...] = ()
    tried: tuple[Tried, ...] = ()
    pinned: str | None = None

    @property
    def evidence(self) -> Evidence:
        return EVIDENCE[self.grade]

    @property
    def record_count(self) -> int:
        return sum(part.count for part in self.records)

    @property
    def could_be_chance(self) -> bool:
        """Whether the interval holds zero."""
        return self.low is not None and self.high is not None and self.low <= 0.0 <= self.high


@dataclass(frozen=True, slots=True)
class CostLine:
    """What one category cost inside the period (spread costs: their months inside), and its records."""

    category: str
    label: str
    amount: float
    records: Records


@dataclass(frozen=True, slots=True)
class Month:
    """Cash of one month: earned by the counted lines, spent (whole, when spent), and the running total."""

    month: str
    earned: float
    spent: float
    running: float


@dataclass(frozen=True, slots=True)
class Period:
    """`why_start` and `why_end` say in words where the two ends come from; `months` are all it touches."""

    start: str
    end: str
    months: tuple[str, ...]
    why_start: str
    why_end: str


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the benefit is measured (A, B), modelled (C, D) and declared (E); fractions."""

    measured: float
    modelled: float
    declared: float


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of the net return's density: `share` of the draws between `low` and `high`."""

    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the waterfall, in order: the counted lines, the benefit (sub), each cost (negative), the net.

    `low` and `high` are the interval of `value` itself, None where there is none.
    """

    key: str
    label: str
    value: float
    low: float | None
    high: float | None
    kind: Literal["gain", "sub", "cost", "net"]
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A table or column that is not there and what that costs."""

    table: str
    column: str | None
    costs: str


@dataclass(frozen=True, slots=True)
class Undefined:
    """A figure of the headline that is None, and why in words."""

    figure: str
    reason: str


@dataclass(frozen=True, slots=True)
class Programme:
    """The settings the statement was drawn with."""

    currency: str
    go_live: str | None
    baseline: tuple[str, str] | None
    horizon_months: int | None
    discount_rate: float
    margin_rate: float | None
    loaded_hourly_rate: float | None


@dataclass(frozen=True, slots=True)
class Projection:
    """Months after the period, as if they went on like its own; an assumption, never part of the headline.

    `*_low` and `*_high` come from the joint draws of the lines: how well the period's benefit is known, and not whether
    it goes on. None where the benefit has no interval, and in statements drawn before there were any.
    """

    months: int
    benefit: float
    cost: float
    net_return: float
    present_value: float
    assumption: str
    benefit_low: float | None = None
    benefit_high: float | None = None
    net_return_low: float | None = None
    net_return_high: float | None = None
    present_value_low: float | None = None
    present_value_high: float | None = None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """`break_even`: what `value` would have to be for the net return to be zero (of the discount rate: the present
    value), all else staying; None where nothing would do it, with the `reason`.

    `input` is `line/` and its key, `haircut/` and its line's key, `cost/` and its category, margin_rate, discount_rate.
    """

    input: str
    label: str
    unit: Literal["money", "share"]
    value: float
    break_even: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Swing:
    """The ROI (× 100) where one input is `low` and where it is `high`, all else staying; `how` far it was moved."""

    input: str
    label: str
    how: str
    low: float
    high: float
    roi_low: float
    roi_high: float


@dataclass(frozen=True, slots=True)
class UnitCost:
    """The cost of the period for each of `count`; `per` is order, user_month or won_deal. `cost` is not rounded."""

    per: str
    label: str
    cost: float | None
    count: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ChannelShare:
    """What part of the orders after a touch each rule gives to the channel; fractions, each summing to 1."""

    channel: str
    last: float
    linear: float
    markov: float


@dataclass(frozen=True, slots=True)
class Allocation:
    """How rules of attribution would share out the period's `orders`, of which `after_touch` came after a touch.

    No effect and no money: `meaning` says so. `measured_share`: what part of the margin of these orders the counted lines
    of grade A and B are, None where there is none or the margin is not known.
    """

    orders: int
    after_touch: int
    measured_share: float | None
    channels: tuple[ChannelShare, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What the CRM returned; drawn by `accrue_facts.statement.draw`.

    `fingerprint` is the sha256 of the tables' content (not of their files) and the programme; with `seed`, `level`
    and the period asked for it fixes every figure. `density` is of `net_return`. `roi_percent_correlated` is the ROI if
    all counted lines erred the same way, None where that cannot be. `draws` is 0 where no draws were needed.
    """

    currency: str
    level: float
    period: Period
    programme: Programme
    roi_percent: Interval | None
    net_return: Interval | None
    cost_to_benefit: Interval | None
    benefit: Interval | None
    cost: float | None
    probability_positive: float | None
    npv: Interval | None
    irr: Interval | None
    payback_years: Interval | None
    discounted_payback_years: Interval | None
    share: Share | None
    roi_percent_measured_only: Interval | None
    roi_percent_correlated: Interval | None
    lines: tuple[Line, ...]
    costs: tuple[CostLine, ...]
    cash: tuple[Month, ...]
    density: tuple[Bin, ...]
    waterfall: tuple[Step, ...]
    projection: Projection | None
    refused: tuple[Refused, ...]
    undefined: tuple[Undefined, ...]
    missing: tuple[Missing, ...]
    notes: tuple[str, ...]
    fingerprint: str
    seed: int
    draws: int
    versions: tuple[tuple[str, str], ...]
    form: int = 1
    sensitivity: tuple[Sensitivity, ...] = ()
    tornado: tuple[Swing, ...] = ()
    unit_costs: tuple[UnitCost, ...] = ()
    allocation: Allocation | None = None

    def to_json(self) -> str:
        """Exact: `from_json` gives an equal statement, and equal statements the same text."""
        from accrue_facts.codec import dumps

        return dumps(self)

    @staticmethod
    def from_json(text: str) -> Statement:
        """ValueError for text that is no statement."""
        from accrue_facts.codec import loads

        return loads(Statement, text)
