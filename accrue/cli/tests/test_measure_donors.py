"""`accrue measure donors` on CSV files."""

import numpy as np
import pytest

from accrue.cli.tests.asking import TOML, answer, invoke
from accrue_stats.tests.test_donors import proposition_99, world

HEAD = "unit,period,value"


@pytest.fixture
def california(tmp_path):
    unit, donors, names = proposition_99()
    lines = [
        f"{name},{year},{value!r}"
        for name, values in zip(["California", *names], [unit, *donors], strict=True)
        for year, value in zip(range(1970, 2001), values.tolist(), strict=True)
    ]
    (tmp_path / "panel.csv").write_text("\n".join([HEAD, *reversed(lines)]))
    return tmp_path


@pytest.fixture
def regions(tmp_path):
    """Months of 2022 to mid 2024: Region 0 gets the CRM in January 2024 and gains 2."""
    unit, donors = world(np.random.default_rng(7), units=14, lift=2.0)
    months = [f"{2022 + m // 12}-{m % 12 + 1:02d}" for m in range(30)]
    lines = [
        f"Region {i},{month},{value:.4f}"
        for i, values in enumerate([unit, *donors])
        for month, value in zip(months, values, strict=True)
    ]
    (tmp_path / "panel.csv").write_text("\n".join([HEAD, *lines]))
    return tmp_path


def test_proposition_99(california):
    asked = ("measure", "donors", "--data", california, "--unit", "California", "--go-live", "1989")
    found = answer(*asked)
    assert found["did"]["value"] == pytest.approx(-27.349, abs=1e-3)
    assert found["did"]["se"] is None
    assert found["sdid"]["value"] == pytest.approx(-15.604, abs=5e-3)
    assert (found["sdid"]["low"], found["sdid"]["high"], found["grade"]) == (None, None, None)
    assert [one["code"] for one in found["refused"]] == ["donors.horizon"]
    assert found["periods"] == {"before": 19, "after": 12}
    assert found["placebo"]["of"] == 39
    lifted = answer(*asked, "--max-horizon", 0.7)
    assert lifted["refused"] is None
    assert lifted["sdid"]["value"] == pytest.approx(-15.604, abs=5e-3)
    assert lifted["sdid"]["low"] < lifted["sdid"]["value"] < lifted["sdid"]["high"]
    assert "let pass" in lifted["warnings"][0]
    assert sum(lifted["weights"].values()) == pytest.approx(1)
    assert sum(lifted["period_weights"].values()) == pytest.approx(1)
    assert "As a description only" in invoke(*asked).output


def test_regions(regions):
    asked = ("measure", "donors", "--data", regions, "--unit", "Region 0", "--go-live", "2024-01-15")
    found = answer(*asked)
    assert found["refused"] is None
    assert found["grade"] == "C"
    assert found["periods"] == {"before": 24, "after": 6}
    assert found["sdid"]["low"] < 2 < found["sdid"]["high"]
    assert found["total"]["value"] == pytest.approx(6 * found["sdid"]["value"])
    assert found["donors"] == 13
    page = regions / "out.html"
    words = invoke(*asked, "--html", page).output
    assert "Synthetic difference-in-differences" in words
    assert "<svg" in page.read_text()


def test_donors_that_adopted_or_have_gaps_are_left_out(regions):
    panel = regions / "panel.csv"
    panel.write_text(
        "\n".join(line for line in panel.read_text().splitlines() if not line.startswith("Region 5,2023-03"))
    )
    (regions / "adoption.csv").write_text(
        "unit,adopted_at\nRegion 0,2024-01\nRegion 3,2023-06\nRegion 4,2030-01\n"
    )
    found = answer("measure", "donors", "--data", regions, "--unit", "Region 0")
    assert found["go_live"] == "2024-01-01"
    assert found["donors"] == 11
    assert not {"Region 0", "Region 3", "Region 5"} & set(found["weights"])
    assert [w for w in found["warnings"] if "Region 3" in w and "adopted" in w]
    assert [w for w in found["warnings"] if "Region 5" in w and "lack" in w]
    both = answer(
        "measure",
        "donors",
        "--data",
        regions,
        "--unit",
        "Region 0",
        "--unit",
        "Region 1",
        "--go-live",
        "2024-01",
    )
    assert both["unit"] == ["Region 0", "Region 1"]
    assert both["donors"] == 10
    assert both["total"]["value"] == pytest.approx(12 * both["sdid"]["value"])
    (regions / "programme.toml").write_text(TOML)
    (regions / "adoption.csv").unlink()
    assert answer("measure", "donors", "--data", regions, "--unit", "Region 1")["go_live"] == "2024-01-01"


def test_a_unit_above_all_donors_has_no_synthetic_control(regions):
    panel = regions / "panel.csv"
    rows = [line.split(",") for line in panel.read_text().splitlines()[1:]]
    moved = [f"{u},{p},{float(v) + (900 if u == 'Region 0' else 0)}" for u, p, v in rows]
    panel.write_text("\n".join([HEAD, *moved]))
    found = answer("measure", "donors", "--data", regions, "--unit", "Region 0", "--go-live", "2024-01")
    assert found["sdid"]["low"] < 2 < found["sdid"]["high"]
    assert found["synthetic_control"]["se"] is None
    assert "synthetic control says nothing" in found["warnings"][0]


def test_too_few_donors_are_refused(regions):
    panel = regions / "panel.csv"
    panel.write_text(
        "\n".join(line for line in panel.read_text().splitlines() if not line.startswith("Region 1"))
    )
    asked = ("measure", "donors", "--data", regions, "--unit", "Region 0", "--go-live", "2024-01")
    found = answer(*asked)
    assert (found["sdid"], found["ridge"], found["total"], found["grade"]) == (None,) * 4
    assert found["refused"][0]["code"] == "donors.too_few"
    assert found["did"]["value"] is not None
    panel.write_text(
        "\n".join(line for line in panel.read_text().splitlines() if line.startswith(("unit", "Region 0")))
    )
    alone = answer(*asked)
    assert (alone["did"], alone["sdid"], alone["weights"], alone["placebo"]) == (None,) * 4


@pytest.mark.parametrize(
    ("rows", "args", "told"),
    [
        ("a,2024-01,1", ("--unit", "b", "--go-live", "2024-01"), ["column unit", "'b'"]),
        ("a,2024-01,1", ("--unit", "a", "--go-live", "2024-01"), ["before it"]),
        ("a,2024-01,1", ("--unit", "a", "--go-live", "2025-01"), ["from then on"]),
        ("a,2024-01,1", ("--unit", "a"), ["--go-live"]),
        ("a,2024-01,1", ("--unit", "a", "--go-live", "soon"), ["--go-live", "'soon'"]),
        ("a,2024-01,1\na,2024-01,2", ("--unit", "a", "--go-live", "2024-01"), ["row 2", "already"]),
        ("a,2024-01,1\na,2024-W09,2", ("--unit", "a", "--go-live", "2024-01"), ["column period", "alike"]),
        ("a,2024-01,one", ("--unit", "a", "--go-live", "2024-01"), ["row 1", "column value", "'one'"]),
        ("a,1850-01,1", ("--unit", "a", "--go-live", "2024-01"), ["row 1", "before 1900"]),
        ("a,2024-01,1", ("--go-live", "2024-01"), ["--unit"]),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_line(tmp_path, rows, args, told):
    (tmp_path / "panel.csv").write_text(f"{HEAD}\n{rows}\n")
    result = invoke("measure", "donors", "--data", tmp_path, *args)
    assert result.exit_code == 2
    assert result.stdout == ""
    for words in told:
        assert words in result.stderr
