"""The charts: well-formed, the same each time, without inline styles, inside their frame, true to their values."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accrue.ui.catalogue.specimens import groups, sparks
from accrue.ui.charts import (
    DensityStrip,
    Histogram,
    IntervalChart,
    IntervalRow,
    LineBand,
    Sparkline,
    Step,
    Tornado,
    TornadoRow,
    Waterfall,
    figure,
    normal_shape,
)
from accrue.ui.charts.scale import Scale, thinned, ticks

SVG = "{http://www.w3.org/2000/svg}"
ALL = [(f"{group}: {state}", chart) for group, charts in groups() for state, chart in charts] + sparks()


def text(value: Any) -> str:
    return f"{float(value):,.0f}"


def signed(value: Any) -> str:
    return f"{float(value):+,.0f}"


def drawn(chart: Any, width: float) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg(width))


@pytest.mark.parametrize(("name", "chart"), ALL)
@pytest.mark.parametrize("width", [350, 700, 1060])
class TestEveryChart:
    def test_is_the_same_each_time(self, name: str, chart: Any, width: float) -> None:
        assert chart.svg(width) == chart.svg(width)

    def test_names_itself(self, name: str, chart: Any, width: float) -> None:
        root = drawn(chart, width)
        ids = {element.get("id"): element.text for element in root if element.get("id")}
        title, desc = (ids[key] for key in root.attrib["aria-labelledby"].split())
        assert title == chart.title
        assert desc == chart.summary
        assert chart.summary.endswith(".")

    def test_brings_colours_for_page_and_print_and_no_styles(
        self, name: str, chart: Any, width: float
    ) -> None:
        for element in drawn(chart, width).iter():
            assert "style" not in element.attrib
            if element.tag in (f"{SVG}text", f"{SVG}line", f"{SVG}path", f"{SVG}circle"):
                assert re.search(r"\b[fst]-\w+", element.attrib["class"])
                assert {"fill", "stroke"} & set(element.attrib)

    def test_stays_inside_its_frame(self, name: str, chart: Any, width: float) -> None:
        root = drawn(chart, width)
        _, _, wide, high = map(float, root.attrib["viewBox"].split())
        for element in root.iter():
            for key in ("x", "x1", "x2", "cx"):
                if key in element.attrib:
                    assert -0.5 <= float(element.attrib[key]) <= wide + 0.5, ElementTree.tostring(element)
            for key in ("y", "y1", "y2", "cy"):
                if key in element.attrib:
                    assert -0.5 <= float(element.attrib[key]) <= high + 0.5, ElementTree.tostring(element)

    def test_has_a_table_of_full_rows(self, name: str, chart: Any, width: float) -> None:
        assert all(len(row) == len(chart.table.headings) for row in chart.table.rows)


def test_two_widths_of_one_chart_share_no_id() -> None:
    html = figure(ALL[0][1], small=350, middle=700, large=1060)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 6
    assert "style=" not in html


def test_needs_no_django() -> None:
    code = "import sys, accrue.ui.charts; assert not [m for m in sys.modules if m.startswith('django')], sys.modules.keys()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_a_chart_shows_is_escaped() -> None:
    nasty = '<script>alert("1")</script>'
    chart = Waterfall("k", nasty, [Step("a", nasty, 1, "gain", url='/x?"><b>')], text, signed)
    html = figure(chart)
    assert "<script>" not in html
    assert '"><b>' not in html
    band = LineBand("k", "t", ["</script><b>"], [1], [1], [0], [2], lambda v: "</script>", go_live=0)
    assert "</script><b>" not in figure(band)


@settings(deadline=None)
@given(st.floats(-1e12, 1e12), st.floats(0, 1e12), st.integers(2, 8))
def test_an_axis_covers_its_values_with_few_round_steps(low: float, span: float, about: int) -> None:
    marks = ticks(low, low + span, about)
    unseen = 1e-6 * (marks[-1] - marks[0])  # less than a thousandth of a pixel
    assert marks[0] <= low + unseen
    assert marks[-1] >= low + span - unseen
    assert 2 <= len(marks) <= about + 3
    assert marks == sorted(set(marks))


def test_an_axis_refuses_what_has_no_place_on_it() -> None:
    with pytest.raises(ValueError, match="finite"):
        ticks(0, math.inf)


def test_names_on_an_axis_do_not_touch_and_zero_stays() -> None:
    marks = [float(v) for v in range(-50, 60, 10)]
    kept = thinned(marks, Scale(-50, 50, 0, 300), lambda v: 40)
    assert 0 in kept
    gaps = [b - a for a, b in pairwise(kept)]
    assert all(gap * 3 >= 50 for gap in gaps)


class TestWaterfall:
    def test_bars_stand_where_their_sums_say(self) -> None:
        steps = [
            Step("a", "A", 100, "gain"),
            Step("b", "B", -30, "cost"),
            Step("n", "Net return", 70, "total"),
        ]
        bars = [
            r
            for r in drawn(Waterfall("w", "T", steps, text, signed), 700).iter(f"{SVG}rect")
            if "viz-hit" not in r.attrib["class"]
        ]
        x = [(float(r.attrib["x"]), float(r.attrib["x"]) + float(r.attrib["width"])) for r in bars]
        assert x[1][1] == pytest.approx(x[0][1], abs=0.2)
        assert x[2] == pytest.approx((x[0][0], x[1][0]), abs=0.2)
        assert (x[0][1] - x[0][0]) / (x[1][1] - x[1][0]) == pytest.approx(100 / 30, rel=0.01)

    @pytest.mark.parametrize(
        ("evidence", "opacity", "diagonals"),
        [("measured", None, False), ("modelled", "0.3", False), ("declared", "0.08", True)],
    )
    def test_evidence_is_told_without_colour(
        self, evidence: Any, opacity: str | None, diagonals: bool
    ) -> None:
        root = drawn(Waterfall("w", "T", [Step("a", "A", 100, "gain", 50, 150, evidence)], text, signed), 700)
        bar = next(r for r in root.iter(f"{SVG}rect") if "f-gain" in r.attrib["class"])
        assert bar.get("fill-opacity") == opacity
        assert any("M" in p.attrib["d"][1:] for p in root.iter(f"{SVG}path")) is diagonals

    def test_a_row_opens_its_explanation(self) -> None:
        root = drawn(
            Waterfall("w", "T", [Step("a", "Time saved", 100, "gain", 50, 150, url="/why/")], text, signed),
            350,
        )
        link = next(root.iter(f"{SVG}a"))
        assert link.attrib["href"] == link.attrib["hx-get"] == "/why/"
        assert (
            link.findtext(f"{SVG}title")
            == "Time saved: +100, 90\u2009% interval 50 to 150. Measured. How this number is made"
        )

    def test_the_table_says_what_the_bars_say(self) -> None:
        steps = [Step("a", "A", 100, "gain", 50, 150, "declared"), Step("n", "Net return", 100, "total")]
        chart = Waterfall("w", "T", steps, text, signed)
        assert chart.table.rows == (
            ("A", "Declared", "+100", "50 to 150"),
            ("Net return", "–", "100", "exact"),
        )


class TestLineBand:
    def chart(self, **changes: Any) -> LineBand:
        given: dict[str, Any] = {
            "labels": ["Jan", "Feb", "Mar"],
            "actual": [10, 20, 30],
            "without": [10, 11, 12],
            "low": [None, 8, 9],
            "high": [None, 14, 15],
            "go_live": 1,
        } | changes
        return LineBand("k", "Wins", fmt=text, **given)

    def test_says_its_last_values_and_their_interval(self) -> None:
        said = (
            "Wins, Jan to Mar. Latest (Mar): 30; without Accrue an estimated 12, 90\u2009% interval 9 to 15."
        )
        assert self.chart().summary == said

    def test_reads_out_every_period(self) -> None:
        marks = self.chart().marks(700)
        assert marks is not None
        assert [row["label"] for row in marks["rows"]] == ["Jan", "Feb", "Mar"]
        assert [row["note"] for row in marks["rows"]] == ["", "8 to 14", "9 to 15"]
        assert marks["x"] == sorted(marks["x"])
        heights = [row["points"][0]["y"] for row in marks["rows"]]
        assert heights == sorted(heights, reverse=True)
        json.dumps(marks)

    def test_a_gap_breaks_the_line(self) -> None:
        whole, broken = (
            self.chart(
                labels=list("abcde"), actual=values, without=[None] * 5, low=[None] * 5, high=[None] * 5
            )
            for values in ([1, 2, 3, 4, 5], [1, 2, None, 4, 5])
        )

        def lines(chart: LineBand) -> int:
            return len([p for p in drawn(chart, 700).iter(f"{SVG}path") if p.attrib["class"] == "s-net"])

        assert (lines(whole), lines(broken)) == (1, 2)

    def test_money_keeps_zero_in_sight(self) -> None:
        def marks(show_zero: bool) -> list[str]:
            return [
                "".join(t.itertext()).strip()
                for t in drawn(
                    self.chart(
                        actual=[900, 950, 990],
                        without=[900] * 3,
                        low=[None] * 3,
                        high=[None] * 3,
                        show_zero=show_zero,
                    ),
                    700,
                ).iter(f"{SVG}text")
            ]

        assert "0" in marks(True)
        assert "0" not in marks(False)

    def test_uneven_input_is_refused(self) -> None:
        with pytest.raises(ValueError, match="one length"):
            self.chart(actual=[1])


class TestDensityStrip:
    def test_says_when_it_could_be_chance(self) -> None:
        def strip(low: float, high: float) -> str:
            return DensityStrip("k", "ROI", None, low, (low + high) / 2, high, text).summary

        assert strip(-10, 30).endswith("it includes break-even, so this could be chance.")
        assert strip(10, 30).endswith("all of it above break-even.")
        assert strip(-30, -10).endswith("all of it below break-even.")

    def test_labels_never_overlap_in_a_row(self) -> None:
        strip = DensityStrip("k", "ROI", normal_shape(1, 1), 0.9, 1, 1.1, lambda v: f"{float(v):.4f}")
        x = strip._scale(strip._smooth(), 520)
        placed, rows = strip._labels(x, 520)
        assert rows > 1
        assert len({(at, row) for at, row, *_ in placed}) == len(placed)

    def test_the_shape_is_the_histograms(self) -> None:
        heights = Histogram([0, 1, 3], [10, 10]).heights()
        assert heights == [(0.5, 1.0), (2.0, 0.5)]
        with pytest.raises(ValueError, match="one edge more"):
            Histogram([0, 1], [1, 2])
        with pytest.raises(ValueError, match="rise"):
            Histogram([0, 1, 1], [1, 2])
        with pytest.raises(ValueError, match="above zero"):
            normal_shape(0, 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), max_size=30))
def test_any_series_can_be_drawn(values: list[float | None]) -> None:
    blank: list[float | None] = [None] * len(values)
    band = LineBand(
        "k",
        "T",
        [str(i) for i in range(len(values))],
        values,
        blank,
        blank,
        blank,
        text,
        go_live=0,
        show_zero=True,
    )
    for chart in (band, Sparkline("s", "T", values, text)):
        assert "nan" not in chart.svg(350)
        ElementTree.fromstring(chart.svg(350))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(0, 1e9)), max_size=12))
def test_any_lines_can_be_drawn(lines: list[tuple[float, float]]) -> None:
    steps = [
        Step(str(i), f"Line {i}", v, "gain" if v > 0 else "cost", v - w, v + w)
        for i, (v, w) in enumerate(lines)
    ]
    rows = [IntervalRow(f"Row {i}", v, v - w, v + w) for i, (v, w) in enumerate(lines)]
    ends = [TornadoRow(f"Input {i}", v - w, v + w) for i, (v, w) in enumerate(lines)]
    charts = (
        Waterfall("w", "T", steps, text, signed),
        IntervalChart("i", "T", rows, text),
        Tornado("t", "T", ends, 1.0, text),
    )
    for chart in charts:
        assert len(chart.table.rows) >= len(lines)
        assert "nan" not in chart.svg(700)
        ElementTree.fromstring(chart.svg(350))
