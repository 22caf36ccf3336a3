"""Reading: what fits is typed, what does not is told by file, row and column."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accrue_facts.errors import FactsError
from accrue_facts.fingerprint import fingerprint
from accrue_facts.reading import facts_from, inspect_facts, open_folder, read_facts

ORDERS = "order_id,person_id,ordered_at,amount\n"
GOOD = ORDERS + "o2,7,2024-02-01T10:00:00Z,12.50\no1,8,2024-01-31,-3\n"


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        stem, _, suffix = name.rpartition("_")
        path = tmp_path / f"{stem}.{suffix}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


def complaint(tmp_path: Path, content: str | bytes, table: str = "orders") -> str:
    with pytest.raises(FactsError) as caught:
        read_facts(folder(tmp_path, **{f"{table}_csv": content}), [table])
    assert f"{table}.csv" in str(caught.value)
    return str(caught.value)


def test_orders_are_typed_and_ordered_by_key(tmp_path):
    orders = read_facts(folder(tmp_path, orders_csv=GOOD)).tables["orders"]
    assert orders.texts("order_id") == ["o1", "o2"]
    assert orders.texts("person_id") == ["8", "7"]
    assert list(orders.numbers("amount")) == [-3.0, 12.5]
    assert [str(t)[:19] for t in orders.times("ordered_at")] == ["2024-01-31T00:00:00", "2024-02-01T10:00:00"]
    assert list(orders.file_rows) == [2, 1]


def test_zones_become_utc_and_unknown_columns_are_kept(tmp_path):
    text = ORDERS.replace("\n", ",colour\n") + "1,1,2024-01-31T23:30:00-02:00,5,red\n"
    orders = read_facts(folder(tmp_path, orders_csv=text)).tables["orders"]
    assert str(orders.times("ordered_at")[0])[:19] == "2024-02-01T01:30:00"
    assert orders.unknown.column_names == ["colour"]


def test_byte_order_mark_semicolons_and_windows_line_ends(tmp_path):
    text = "\ufeff" + GOOD.replace(",", ";").replace("\n", "\r\n")
    assert read_facts(folder(tmp_path, orders_csv=text)).tables["orders"].rows == 2


@pytest.mark.parametrize(
    ("bad", "row", "column", "reason"),
    [
        ("o3,9,2024-01-01,abc", "row 3 (line 4)", "column amount", "not a number"),
        ("o3,9,2024-01-01,1.234.5", "row 3", "column amount", "1234.56"),
        ("o3,9,2024-01-01,nan", "row 3", "column amount", "leave the cell empty"),
        ("o3,9,2024-01-01,1_000", "row 3", "column amount", "not a number"),
        ("o3,9,2024-01-01,1e300", "row 3", "column amount", "sensible size"),
        ("o3,9,2024-01-01,", "row 3", "column amount", "empty"),
        ("o3,9,1899-12-31,5", "row 3", "column ordered_at", "before 1900"),
        ("o3,9,31/12/2024,5", "row 3", "column ordered_at", "not a date"),
        ("o3,9,2024-02-30,5", "row 3", "column ordered_at", "not a date"),
        ("o3,,2024-02-03,5", "row 3", "column person_id", "empty"),
        ("o1,9,2024-02-03,5", "row 3", "column order_id", "already in row 2"),
        ("o3,9,2024-02-03", "row 3 (line 4)", "orders.csv", "3 cells where the header has 4"),
    ],
)
def test_a_bad_row_is_told(tmp_path, bad, row, column, reason):
    told = complaint(tmp_path, GOOD + bad + "\n")
    assert row in told
    assert column in told
    assert reason in told
    assert "\n" not in told


def test_empty_lines_and_breaks_in_cells_shift_the_line_but_not_the_row(tmp_path):
    header = "cost_id,category,incurred_at,amount,note\n"
    text = header + '1,media,2024-01-01,5,"two\nlines"\n\n\n2,media,2024-01-01,many,\n'
    assert "row 2 (line 6), column amount" in complaint(tmp_path, text, "costs")
    assert "row 2 (line 6): 2 cells" in complaint(
        tmp_path, text.replace("2,media,2024-01-01,many,", "2,media"), "costs"
    )


def test_what_a_spreadsheet_leaves_beside_and_below_a_table_is_nothing(tmp_path):
    header = "cost_id,category,incurred_at,amount,,\n"
    text = header + "1,media,2024-01-01,5,,\n,,,,,\n2,media,2024-01-02,6,,\n,,,,,\n,,,,,\n"
    read = read_facts(folder(tmp_path, costs_csv=text)).tables["costs"]
    assert read.numbers("amount").tolist() == [5, 6]
    assert read.unknown.column_names == ["column 5", "column 6"]
    assert "row 2 (line 4), column amount" in complaint(tmp_path, text.replace(",6,", ",many,"), "costs")


def test_bytes_that_are_no_text(tmp_path):
    told = complaint(tmp_path, (GOOD + "o3,9,2024-02-03,\xff\n").encode("latin-1"))
    assert "row 3 (line 4), column amount: it is not UTF-8" in told


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (ORDERS, "no rows of data"),
        ("order_id,person_id,ordered_at,total\n1,1,2024-01-01,2\n", "column amount: the column is missing"),
        (
            "order_id,order_id,ordered_at,amount\n1,1,2024-01-01,2\n",
            "header (line 1), column order_id: the header names it twice",
        ),
        (b"\0\1\2" * 1000, "this is no text"),
        (b"x" * (2 << 20), "no line break"),
        ((ORDERS + "1,1,2024-01-01,'").encode() + b"x" * (20 << 20), "row is longer than 8 MB"),
    ],
)
def test_a_file_that_is_no_table(tmp_path, content, reason):
    assert reason in complaint(tmp_path, content)


def test_garbage_is_told_quickly_and_in_little_memory(tmp_path):
    content = GOOD.encode() + os.urandom(30 << 20).replace(b"\n", b"\n\n")
    told = complaint(tmp_path, content)
    assert "orders.csv" in told
    assert len(told) < 500


def test_parquet_that_is_none(tmp_path):
    with pytest.raises(FactsError, match=r"orders\.parquet: cannot be read as Parquet"):
        read_facts(folder(tmp_path, orders_parquet=b"PAR1" + os.urandom(5000) + b"PAR1"))


def test_nan_in_parquet_is_an_empty_cell(tmp_path):
    rows = {
        "order_id": ["1", "2"],
        "person_id": ["7", "8"],
        "ordered_at": ["2024-01-01"] * 2,
        "amount": [1.0, 2.0],
    }
    pq.write_table(pa.table({**rows, "margin": pa.array([0.5, float("nan")])}), tmp_path / "orders.parquet")
    assert read_facts(tmp_path).tables["orders"].columns["margin"].to_pylist() == [0.5, None]
    pq.write_table(pa.table({**rows, "amount": pa.array([float("nan"), 2.0])}), tmp_path / "orders.parquet")
    with pytest.raises(FactsError, match="row 1, column amount: it is empty"):
        read_facts(tmp_path)
    pq.write_table(pa.table({**rows, "amount": pa.array([[1.0], [2.0]])}), tmp_path / "orders.parquet")
    with pytest.raises(FactsError, match="row 1, column amount: values of type"):
        read_facts(tmp_path)


def test_no_folder_no_tables_two_files(tmp_path):
    with pytest.raises(FactsError, match="there is no such folder"):
        open_folder(tmp_path / "nowhere")
    with pytest.raises(FactsError, match="no facts table"):
        open_folder(tmp_path)
    folder(tmp_path, orders_csv=GOOD, orders_parquet=b"x")
    with pytest.raises(FactsError, match="keep one of them"):
        open_folder(tmp_path)


def test_all_complaints_are_kept_for_the_check(tmp_path):
    rows = "".join(f"o{i},9,2024-01-01,abc\n" for i in range(3, 103))
    facts = inspect_facts(folder(tmp_path, orders_csv=GOOD + rows))
    assert facts.tables == {}
    assert len(facts.complaints) == 20
    assert facts.complaints[-1].more == 80


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('base_currency = "EURO"', "base_currency"),
        ("go_live = 1850-01-01", "go_live"),
        ("margin_rate = 30", "margin_rate"),
        ("horizon_months = 0.5", "horizon_months"),
        ('baseline = ["2024-02-01", "2024-01-01"]', "baseline"),
        ('[[declared]]\nname = "Paper"\namount = 5', "no haircut"),
        ('[[declared]]\nname = "Paper"\namount = "five"\nhaircut = 0', "amount"),
        ("go_live = ", "not valid TOML"),
    ],
)
def test_a_bad_programme_is_told(tmp_path, text, told):
    with pytest.raises(FactsError, match=r"programme\.toml.*" + told):
        read_facts(folder(tmp_path, orders_csv=GOOD, programme_toml=text))


names = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=6).map(str.strip).filter(bool)
money = st.floats(-1e6, 1e6).map(lambda x: round(x, 2) + 0.0)
when = st.datetimes(
    min_value=__import__("datetime").datetime(1950, 1, 1),
    max_value=__import__("datetime").datetime(2100, 1, 1),
)
order_rows = st.lists(
    st.tuples(names, names, when, money, st.none() | names), min_size=1, max_size=8, unique_by=lambda r: r[0]
)


def arrow(rows):
    columns = list(zip(*rows, strict=True))
    return pa.table(
        {
            "order_id": pa.array(columns[0]),
            "person_id": pa.array(columns[1]),
            "ordered_at": pa.array(columns[2], pa.timestamp("us")),
            "amount": pa.array(columns[3]),
            "team": pa.array(columns[4], pa.string()),
        }
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=order_rows, data=st.data())
def test_csv_parquet_and_row_order_have_one_fingerprint(tmp_path, rows, data):
    shuffled = data.draw(st.permutations(rows))
    from accrue_facts.writing import write_folder

    csv, parquet = tmp_path / "csv", tmp_path / "parquet"
    write_folder(csv, {"orders": arrow(shuffled)}, as_csv=True)
    write_folder(parquet, {"orders": arrow(rows)}, as_csv=False)
    expected = fingerprint(facts_from({"orders": arrow(rows)}))
    assert fingerprint(read_facts(csv)) == fingerprint(read_facts(parquet)) == expected


@settings(max_examples=40, deadline=None)
@given(rows=order_rows, data=st.data())
def test_one_changed_cell_changes_the_fingerprint(rows, data):
    i = data.draw(st.integers(0, len(rows) - 1))
    changed = [*rows[:i], (*rows[i][:3], rows[i][3] + 1, rows[i][4]), *rows[i + 1 :]]
    assert fingerprint(facts_from({"orders": arrow(rows)})) != fingerprint(
        facts_from({"orders": arrow(changed)})
    )


def test_numbers_read_as_ids_and_dates_from_parquet(tmp_path):
    from datetime import date

    table = pa.table(
        {
            "order_id": [1.0, 2.0],
            "person_id": [7, 8],
            "ordered_at": [date(2024, 1, 1)] * 2,
            "amount": ["1.5", "2"],
        }
    )
    pq.write_table(table, tmp_path / "orders.parquet")
    text = folder(tmp_path / "..", x_txt="") / "text"
    text.mkdir()
    folder(text, orders_csv=ORDERS + "1,7,2024-01-01,1.5\n2,8,2024-01-01,2.0\n")
    assert fingerprint(read_facts(tmp_path)) == fingerprint(read_facts(text))


def test_files_and_columns_are_known_however_they_are_written(tmp_path):
    (tmp_path / "Durations.CSV").write_text("ID,Time,EVENT,Group\n1,2,1.0,a\n2,3,0.0,b\n")
    durations = read_facts(tmp_path).tables["durations"]
    assert durations.texts("group") == ["a", "b"]
    assert durations.columns["event"].to_pylist() == [True, False]
    pq.write_table(
        pa.table({"Person ID": ["1"], "Created-At": ["2024-01-31"], "COUNTRY ": ["DE"]}),
        tmp_path / "people.parquet",
    )
    assert read_facts(tmp_path).tables["people"].texts("country") == ["DE"]


def test_two_writings_of_one_column_are_told(tmp_path):
    assert "there twice" in complaint(tmp_path, "ID,Id,time,event\n1,2,3,1\n", "durations")


def test_a_period_is_its_own_zones_day_and_may_end_in_point_zero(tmp_path):
    text = "unit,adopted_at\na,2024-02-01T00:00:00+02:00\nb,2004.0\nc,11.0\nd,\n"
    assert read_facts(folder(tmp_path, adoption_csv=text)).tables["adoption"].texts("adopted_at") == [
        "2024-02-01", "2004", "11", None,
    ]  # fmt: skip
    berlin = pa.array([-3_600_000_000], pa.timestamp("us", "Europe/Berlin"))
    pq.write_table(pa.table({"unit": ["a"], "period": berlin, "value": [1.0]}), tmp_path / "panel.parquet")
    assert read_facts(tmp_path).tables["panel"].texts("period") == ["1970-01-01"]
    assert "leave the cell empty" in complaint(tmp_path, "unit,adopted_at\na,never\n", "adoption")
