"""`accrue measure sample-size`."""

import pytest

from accrue.cli.tests.asking import answer, invoke

ASKED = ("measure", "sample-size")


def test_the_published_size():
    found = answer(*ASKED, "--base", 0.10, "--to", 0.12, "--power", 0.8)
    assert (found["per_arm"], found["treated"], found["total"]) == (3841, 3841, 7682)
    assert (found["power"], found["alpha"], found["detectable"], found["refused"]) == (0.8, 0.05, None, None)
    assert "3,841 in the control" in invoke(*ASKED, "--base", 0.10, "--to", 0.12).output


def test_what_can_be_found_with_the_people_there_are():
    found = answer(*ASKED, "--base", 0.10, "--per-arm", 3841)
    assert found["detectable"]["above"] == pytest.approx(0.12, abs=1e-5)
    assert found["detectable"]["below"] < 0.1
    assert found["to"] is None


def test_means_and_small_arms_are_told_of():
    found = answer(*ASKED, "--base", 0, "--to", 1, "--sd", 1, "--power", 0.9)
    assert found["per_arm"] == 23
    assert "under 100 people" in found["notes"][0]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--base", 0.1), "--to"),
        (("--base", 0.1, "--to", 0.2, "--per-arm", 10), "--per-arm"),
        (("--base", 0.1, "--to", 0.1), "no change"),
        (("--base", 10, "--to", 12), "sd"),
        (("--base", "nan", "--to", 0.1), "finite"),
        (("--base", 0.1, "--to", 0.2, "--power", 1), "power"),
        (("--base", 0.1, "--to", 0.2, "--sd", -1), "sd"),
    ],
)
def test_bad_options_are_one_clear_line(args, told):
    result = invoke(*ASKED, *args)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
