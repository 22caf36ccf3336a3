"""The first sheet: the return by formulas over the others, beside what was drawn."""

from __future__ import annotations

from accrue.roi.documents.cells import BOLD, MUTED, Cells, widths
from accrue.roi.pictures.rows import named
from accrue.roi.pictures.words import plain
from accrue.roi.selectors.statements import Opened
from accrue.ui.figures import level_text
from accrue_facts.values import Interval

PERCENT = "0.00%"
RATIO = "0.0000"
# Rows of the sheet that other rows count on.
BENEFIT, COST, NET, RATE, MONTHLY = 2, 3, 4, 10, 11


def summary_sheet(cells: Cells, opened: Opened) -> None:
    drawn = opened.drawn
    level = level_text(drawn.level)
    widths(cells.sheet, 34, 18, 18, 18, 18, 80)
    cells.sheet.append(
        cells.head("Figure", "By formula", "As drawn", f"Low ({level})", f"High ({level})", "Note")
    )
    lines, costs = _ends(len(drawn.lines)), _ends(len(drawn.costs))
    counts, grades = f"Lines!$I$2:$I${lines}", f"Lines!$C$2:$C${lines}"
    measured = f'(SUMIFS({counts},{grades},"A")+SUMIFS({counts},{grades},"B"))'
    cash = f"Cash!$D$2:$D${_ends(len(drawn.cash))}"
    money = cells.money_format
    _row(cells, opened, "Benefit", "benefit", f"ROUND(SUM({counts}),{cells.places})", money)
    spent = None if drawn.cost is None else Interval(drawn.cost, None, None)
    _row(cells, opened, "Cost", "cost", f"ROUND(SUM(Costs!$D$2:$D${costs}),{cells.places})", money, spent)
    _row(cells, opened, "Net return", "net_return", f"B{BENEFIT}-B{COST}", money)
    _row(cells, opened, "Return on investment", "roi_percent", f"(B{BENEFIT}-B{COST})/B{COST}", PERCENT)
    _row(cells, opened, "Cost to benefit", "cost_to_benefit", f"B{COST}/B{BENEFIT}", RATIO)
    only = f"({measured}-B{COST})/B{COST}"
    _row(cells, opened, "Return from measured lines alone", "roi_percent_measured_only", only, PERCENT)
    _row(cells, opened, "Net present value", "npv", _present_value(len(drawn.cash)), money)
    _row(cells, opened, "Internal rate of return, a year", "irr", _rate_of_return(opened, cash), PERCENT)
    _setting(cells, "Discount rate, a year", cells.value(drawn.programme.discount_rate, PERCENT), "Setting")
    _setting(
        cells,
        "Discount rate, a month",
        cells.formula(f"(1+B{RATE})^(1/12)-1", "0.0000%"),
        "The rate a month that makes the rate a year in twelve",
    )
    chance = drawn.probability_positive
    _setting(
        cells,
        "Chance it pays off",
        cells.text("Not stated") if chance is None else cells.value(chance, "0.0%"),
        "From the intervals; not recomputed here",
    )
    _projection(cells, opened)
    cells.sheet.append([])
    for said in _words(opened):
        cells.sheet.append([cells.text(said, font=MUTED)])


def _projection(cells: Cells, opened: Opened) -> None:
    """An assumption, apart from the figures above: as drawn, with its interval."""
    found = opened.drawn.projection
    if found is None:
        return
    cells.sheet.append([])
    after = f"If it goes on like this, over {found.months} more months"
    cells.sheet.append(
        [cells.text(after, font=BOLD), *[cells.text("")] * 4, cells.text(found.assumption, font=MUTED)]
    )
    for label, value, low, high in (
        ("Benefit, projected", found.benefit, found.benefit_low, found.benefit_high),
        ("Cost, projected", found.cost, None, None),
        ("Net return, projected", found.net_return, found.net_return_low, found.net_return_high),
        ("Worth today", found.present_value, found.present_value_low, found.present_value_high),
    ):
        drawn = (
            cells.text("") if one is None else cells.value(one, cells.money_format)
            for one in (value, low, high)
        )
        cells.sheet.append([cells.text(label), cells.text(""), *drawn])


def _ends(rows: int) -> int:
    return max(rows + 1, 2)


def _row(
    cells: Cells,
    opened: Opened,
    label: str,
    name: str,
    formula: str,
    form: str,
    found: Interval | None = None,
) -> None:
    """One figure by its formula and as drawn; in words where it is undefined."""
    interval: Interval | None = found or (getattr(opened.drawn, name) if name != "cost" else None)
    if interval is None:
        cells.sheet.append([cells.text(label), *[cells.text("")] * 4, cells.text(_why(opened, name))])
        return
    by = 100 if name.startswith("roi_percent") else 1
    told = [v if v is None else v / by for v in (interval.value, interval.low, interval.high)]
    cells.sheet.append(
        [
            cells.text(label, font=BOLD),
            cells.formula(formula, form, font=BOLD),
            *(cells.value(v, form) for v in told),
            cells.text(""),
        ]
    )


def _why(opened: Opened, figure: str) -> str:
    reasons = [one.reason for one in opened.drawn.undefined if one.figure == figure]
    reasons += [one.reason for one in opened.drawn.refused if one.line is None]
    return plain(reasons[0]) if reasons else "Not stated"


def _setting(cells: Cells, label: str, value: object, note: str) -> None:
    blank = [cells.text("")] * 3
    cells.sheet.append([cells.text(label), value, *blank, cells.text(note, font=MUTED)])


def _present_value(months: int) -> str:
    """The first month is now; NPV() discounts from its first flow on."""
    return "Cash!$D$2" + (f"+NPV($B${MONTHLY},Cash!$D$3:$D${months + 1})" if months > 1 else "")


def _rate_of_return(opened: Opened, cash: str) -> str:
    """IRR() searches from a guess; the drawn rate is one from which it finds its own."""
    drawn = opened.drawn.irr
    guess = (1 + drawn.value) ** (1 / 12) - 1 if drawn and -1 < drawn.value < 1e100 else 0.1
    return f"(1+IRR({cash},{guess:.6g}))^12-1"


def _words(opened: Opened) -> list[str]:
    kept, drawn = opened.kept, opened.drawn
    said = [
        f"Statement {kept.number}, {drawn.period.start} to {drawn.period.end}, in {kept.currency}. "
        + ("Approved." if opened.approval else "Not approved.")
    ]
    if kept.is_simulated:
        said.append(f"This company is simulated. {kept.planted_effect}")
    said.append("Change an amount on the sheet Records, and the lines, the costs and the return follow.")
    said.append(
        "The sheet Cash holds months in whole coins, so running totals and the present value may differ by half a coin a month."
    )
    said.append("Low and high come from the data by the statement's method and stay as they were drawn.")
    said += [
        named(opened, f"Refused: {one.line or 'the whole'}: {plain(one.reason)}") for one in drawn.refused
    ]
    said += [plain(note) for note in drawn.notes]
    return [*said, f"Fingerprint of the records {kept.fingerprint}, seed {drawn.seed}."]
