"""A statement survives JSON exactly."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accrue_facts import values as v
from accrue_facts.codec import dumps, loads

finite = st.floats(allow_nan=False, allow_infinity=False)
interval = st.builds(v.Interval, finite, st.none() | finite, st.none() | finite)
records = st.builds(
    v.Records,
    st.text(),
    finite,
    st.none() | st.text(),
    st.none(),
    st.integers(0, 9),
    st.lists(st.text(), max_size=3).map(tuple),
    st.lists(st.integers(), max_size=3).map(tuple),
)


@given(interval)
def test_interval_round_trip(one):
    assert loads(v.Interval, dumps(one)) == one


@given(
    st.lists(records, max_size=3).map(tuple), st.none() | finite, st.sampled_from(["A", "B", "C", "D", "E"])
)
def test_line_round_trip(parts, value, grade):
    line = v.Line("k", "n", grade, "d", "m", "counted", None, value, None, None, "how", records=parts)
    again = loads(v.Line, dumps(line))
    assert again == line
    assert dumps(again) == dumps(line)


def test_what_is_no_statement_is_told():
    with pytest.raises(ValueError, match="not a Statement"):
        v.Statement.from_json('{"currency": "EUR"}')
    with pytest.raises(ValueError, match="not a"):
        loads(v.Interval, '{"value": "1", "low": null, "high": null}')


def test_infinity_is_not_written():
    with pytest.raises(ValueError):
        dumps(replace(v.Interval(1.0, 0.0, 2.0), high=float("inf")))
