"""Columns of a file of one's own are read as they are written, where that is clear; else left out, with the reason."""

import numpy as np
import pytest

from accrue_facts.errors import FactsError
from accrue_facts.feature_columns import read_features
from accrue_facts.flat import read_flat

ROWS = """amount;doubtful;since;either;plan;turnover
1.234,50;1,234;30/04/2026;01/02/2026;a;1
7;2,345;1/5/2026;03/04/2026;b;2,5
0,5;3,456;2/5/2026;05/06/2026;a;
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "people.csv").write_text(ROWS)
    return read_flat(tmp_path / "people.csv")


def test_numbers_and_days_are_features(file):
    found = read_features(file, {})
    assert found.features.numeric == ("amount", "since", "turnover")
    amount, since, turnover = found.features.numbers.T
    assert amount.tolist() == [1234.5, 7, 0.5]
    assert np.diff(since).tolist() == [1, 1]
    assert turnover.tolist()[:2] == [1, 2.5]
    assert np.isnan(turnover[2])
    assert found.features.categorical == ("plan",)


def test_what_may_mean_two_things_is_left_out_and_said(file):
    told = dict(read_features(file, {}).left_out)
    assert set(told) == {"doubtful", "either"}
    assert told["doubtful"].startswith("'1,234' may be 1234 or 1.234")
    assert "the day or the month first" in told["either"]


def test_asked_for_by_name_it_is_read_or_refused_by_row(file):
    assert file.numbers("amount").tolist() == [1234.5, 7, 0.5]
    assert str(file.times("since")[0])[:10] == "2026-04-30"
    with pytest.raises(FactsError, match=r"row 1 \(line 2\), column doubtful: '1,234' may be 1234 or 1.234"):
        file.numbers("doubtful")
    with pytest.raises(FactsError, match=r"row 3 .*column turnover: it is empty"):
        file.numbers("turnover")
