"""The statement as slides: headline, waterfall, lines, actual against without, costs, projection, refusals."""

from __future__ import annotations

from io import BytesIO

from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from accrue.money.currencies import exponent
from accrue.roi.documents.deck import (
    BODY,
    COST,
    EDGE,
    GAIN,
    MUTED,
    NET,
    WIDTH,
    WITHOUT,
    Deck,
    columns,
    grid,
    words,
)
from accrue.roi.documents.steps import stacked
from accrue.roi.pictures import Picture
from accrue.roi.pictures.words import short_period
from accrue.roi.selectors.statements import Opened
from accrue_facts.values import Line

MOST_ROWS = 13
MOST_EFFECTS = 6
EVIDENCE = {"measured": "Measured", "modelled": "Modelled", "declared": "Declared"}


def slides_of(opened: Opened) -> bytes:
    picture = Picture(opened, addresses=False)
    kept = opened.kept
    deck = Deck(_foot(opened, picture), f"Return on investment, statement {kept.number}")
    _headline(deck, picture)
    if opened.drawn.waterfall:
        _waterfall(deck, picture)
    _lines(deck, picture)
    for line in [line for line in opened.drawn.lines if line.value is not None][:MOST_EFFECTS]:
        _against_without(deck, picture, line)
    if opened.drawn.costs:
        _costs(deck, picture)
    _projection(deck, picture)
    _refusals(deck, picture)
    file = BytesIO()
    deck.file.save(file)
    return file.getvalue()


def _foot(opened: Opened, picture: Picture) -> str:
    said = [f"Statement {opened.kept.number}, {picture.period}", f"{picture.level} intervals"]
    said.append("approved" if opened.approval else "not approved")
    if opened.kept.is_simulated:
        said.append("this company is simulated")
    return " · ".join([*said, f"records {opened.kept.fingerprint[:12]}"])


def _form(picture: Picture) -> str:
    places = exponent(picture.kept.currency)
    return "#,##0" + ("." + "0" * places if places else "")


def _headline(deck: Deck, picture: Picture) -> None:
    slide = deck.slide("Return on investment" if picture.has_return else "No return is stated")
    left, top, width, _ = BODY
    if picture.has_return:
        words(slide, [picture.roi], (left, top, width, Inches(1.2)), size=60, bold=True)
        said = [f"{picture.level} interval {picture.roi_interval}", picture.per_unit]
        if picture.roi_could_be_chance:
            said.insert(1, "The interval holds zero: this could be chance.")
    else:
        said = picture.why_not
    if picture.kept.is_simulated:
        said.append(f"This company is simulated. {picture.kept.planted_effect}")
    words(slide, said, (left, top + Inches(1.3), width, Inches(1.8)), size=18)
    cells = picture.cells
    rows = [[c.label for c in cells], [c.value for c in cells], [c.beside for c in cells]]
    grid(slide, rows, (left, top + Inches(3.4), width, Inches(1.2)), [1.0] * len(cells))


def _waterfall(deck: Deck, picture: Picture) -> None:
    slide = deck.slide(f"Net return {picture.net}")
    names = {line.key: picture.opened.name_of(line) for line in picture.drawn.lines}
    steps = picture.drawn.waterfall
    labels = [f"{names.get(s.key, s.label)}\n{picture.amounts.short(s.value)}" for s in steps]
    painted = {"": None, "Benefit": GAIN, "Cost": COST, "Total": NET}
    series = [(name or "from", values, painted[name]) for name, values in stacked(steps)]
    columns(slide, BODY, labels, series, kind=XL_CHART_TYPE.COLUMN_STACKED, form=_form(picture))


def _lines(deck: Deck, picture: Picture) -> None:
    """Every line with its amount, interval and evidence; as many slides as it takes."""
    lines = {line.key: line for line in picture.drawn.lines}
    rows = [
        [row.name, EVIDENCE[lines[row.key].evidence], row.status, row.amount, row.interval]
        for row in picture.rows
    ] or [["No line", "", "", "", ""]]
    head = ["Line", "Evidence", "Status", "Amount", f"{picture.level} interval"]
    for first in range(0, len(rows), MOST_ROWS):
        slide = deck.slide("Line by line" if first == 0 else "Line by line, continued")
        grid(slide, [head, *rows[first : first + MOST_ROWS]], BODY, [4, 1.3, 1.2, 1.8, 2.6])


def _against_without(deck: Deck, picture: Picture, line: Line) -> None:
    name, figures = picture.opened.name_of(line), {one.name: one for one in line.figures}
    left, top, width, height = BODY
    box = (left, top + Inches(0.5), width, height - Inches(0.5))
    if line.series:
        slide = deck.slide(f"{name}: actual against without Accrue")
        series = line.series
        labels = [short_period(p) for p in series.periods]
        shown = [("Actual", series.actual, NET), ("Without Accrue (model)", series.expected, WITHOUT)]
        columns(slide, box, labels, shown, kind=XL_CHART_TYPE.LINE, form="#,##0", legend=True)
    elif {"control_mean", "treated_mean"} <= set(figures):
        slide = deck.slide(f"{name}: against the control")
        pair = [figures["treated_mean"], figures["control_mean"]]
        shown_pair = [("Per person", [one.value for one in pair], NET)]
        form = "0.0%" if pair[0].unit == "share" else "#,##0.00"
        columns(slide, box, [p.label for p in pair], shown_pair, kind=XL_CHART_TYPE.BAR_CLUSTERED, form=form)
    else:
        return
    chance = "The interval holds zero: this could be chance." if line.could_be_chance else ""
    said = f"{picture.amounts.short(line.value or 0.0, sign=True)}, {picture.level} interval {picture.amounts.of_line(line)}. {chance}"
    words(slide, [said], (EDGE, top, WIDTH - 2 * EDGE, Inches(0.5)), size=16)


def _costs(deck: Deck, picture: Picture) -> None:
    slide = deck.slide(f"What it cost: {picture.exact(picture.drawn.cost or 0.0)}")
    costs = sorted(picture.drawn.costs, key=lambda one: one.amount)
    labels = [f"{one.label}, {picture.exact(one.amount)}" for one in costs]
    series = [("Cost", [one.amount for one in costs], COST)]
    columns(slide, BODY, labels, series, kind=XL_CHART_TYPE.BAR_CLUSTERED, form=_form(picture))


def _projection(deck: Deck, picture: Picture) -> None:
    if picture.projected:
        slide = deck.slide("If it goes on like this: an assumption")
        words(slide, picture.projected, BODY, size=16)


def _refusals(deck: Deck, picture: Picture) -> None:
    slide = deck.slide("Looked at, but not counted")
    said = [f"{row.name}: {row.amount}. {row.reason}" for row in picture.shown]
    said += [f"{row.name}: refused. {row.reason}" for row in picture.refused]
    overlaps = picture.kept.perimeter.get("overlaps", [])
    said += [f"{one['name']}: overlaps with “{one['counted']}”, which counts alone." for one in overlaps]
    said += [
        f"{one['team']} is left out. {one['reason']}" for one in picture.kept.perimeter.get("outside", [])
    ]
    more = len(said) - 10
    shown = said[:10] + ([f"and {more} more, in the statement"] if more > 0 else [])
    words(slide, shown or ["Nothing: every line that was tried counts."], BODY, size=14 if said else 16)
    if said:
        left, top, width, height = BODY
        foot = "A number that the data cannot carry is not given."
        words(slide, [foot], (left, top + height, width, Inches(0.4)), size=12, colour=MUTED)
