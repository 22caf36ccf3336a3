"""Facts out of one flat file of an experiment: a row per person, its arm, and what came of it."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from accrue_facts.columns import TIME, Bad, read_column
from accrue_facts.complaint import Complaint, error_of
from accrue_facts.errors import FactsError
from accrue_facts.reading import csv_batches, with_lines
from accrue_facts.schema import CONTROL, Column, Kind
from accrue_facts.tables import Days, Ints
from accrue_facts.writings import read_as_written

ROW = "ROW"
UNDATED = date(2000, 1, 1)
"""The day that facts without a date are put on."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the columns of the file mean. `treated` empty: every arm but the control. `person` may be ROW."""

    experiment: str
    person: str
    arm: str
    control: str
    value: tuple[str, ...]
    treated: tuple[str, ...] = ()
    pre: str | None = None
    when: str | None = None
    shares: dict[str, float] = field(default_factory=dict)
    cost_per_person: float | None = None
    margin: float | None = None
    money: str | None = None
    currency: str = "EUR"
    day: date = UNDATED


@dataclass(frozen=True, slots=True)
class Made:
    """The tables and the text of programme.toml; `people` by arm, control first; rows of other arms `dropped`."""

    tables: dict[str, pa.Table]
    programme: str
    people: dict[str, int]
    dropped: int


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The rows kept: their place in the file (from 0), arm as it will be called, and their columns; `whole` has all
    rows of the file, which tell how a column is written."""

    file: Path
    at: Ints
    arm: list[str]
    columns: dict[str, pa.Array]
    whole: dict[str, pa.Array]


def from_experiment(file: Path, request: Request) -> Made:
    """Facts out of `file` (CSV). FactsError naming file, row and column of what does not fit."""
    _check(request)
    raw = _read(file, request)
    rows, dropped = _kept(file, raw, request)
    people = _people(rows, request)
    days = _days(rows, request)
    tables = {
        "experiments": _experiments(rows, people, days, request),
        "outcomes": _outcomes(rows, people, request),
    }
    if request.cost_per_person is not None:
        tables["costs"] = _costs(rows, days, request)
    counts = Counter(rows.arm)
    arms = [CONTROL, *sorted(set(counts) - {CONTROL})]
    return Made(tables, _programme(days, request), {arm: counts[arm] for arm in arms}, dropped)


def _check(request: Request) -> None:
    twice = [name for name, n in Counter(request.value).items() if n > 1]
    if twice:
        raise FactsError("facts.bad_option", f"--value names {twice[0]!r} twice.")
    if request.money is not None and request.money not in request.value:
        raise FactsError(
            "facts.bad_option", f"--money {request.money!r} is none of --value {','.join(request.value)}."
        )
    if request.control in request.treated:
        raise FactsError("facts.bad_option", f"{request.control!r} is named as --control and as --treated.")
    if not request.experiment.strip():
        raise FactsError("facts.bad_option", "--experiment needs a name.")
    for arm, share in request.shares.items():
        if not 0 < share <= 1:
            raise FactsError(
                "facts.bad_option", f"--share {arm}={share:g}: a share is above 0 and at most 1."
            )
    if sum(request.shares.values()) > 1 + 1e-9:
        raise FactsError(
            "facts.bad_option", f"--share: the shares add up to {sum(request.shares.values()):g}, above 1."
        )


def _read(file: Path, request: Request) -> dict[str, pa.Array]:
    """The columns asked for, as text."""
    wanted = [request.person, request.arm, *request.value, request.pre, request.when]
    if not file.is_file():
        raise FactsError(
            "facts.no_file", f"{file}: {'is a folder' if file.exists() else 'there is no such file'}."
        )
    names, batches = csv_batches(file)
    columns = [name for name in dict.fromkeys(wanted) if name is not None and (name != ROW or ROW in names)]
    for name in columns:
        if name not in names:
            listed = ", ".join(names[:20])
            reason = f"the column is missing; the columns are: {listed}."
            raise error_of([Complaint(str(file), None, name, reason, code="facts.column_missing")])
    parts: dict[str, list[pa.Array]] = {name: [] for name in columns}
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        for name in columns:
            parts[name].append(batch.column(names.index(name)))
    if not rows:
        raise FactsError("facts.empty", f"{file}: the file has a header and no rows of data.")
    found = {name: pa.concat_arrays(arrays) for name, arrays in parts.items()}
    if request.person == ROW and ROW not in names:
        found[ROW] = pa.array([str(i + 1) for i in range(rows)])
    return found


def _kept(file: Path, raw: dict[str, pa.Array], request: Request) -> tuple[_Rows, int]:
    column = Column(request.arm, "text", required=not request.treated)
    values, bad = read_column(column, raw[request.arm])
    if bad:
        raise error_of(_complaints(file, request.arm, bad, None))
    arms = values.to_pylist()
    there = {arm for arm in arms if arm is not None}
    _check_arms(file, there, request)
    treated = set(request.treated) or there - {request.control}
    at = np.array(
        [i for i, arm in enumerate(arms) if arm == request.control or arm in treated], dtype=np.int64
    )
    named = [CONTROL if arms[i] == request.control else str(arms[i]) for i in at]
    keep = pa.array(at)
    kept = {name: array.take(keep) for name, array in raw.items()}
    return _Rows(file, at, named, kept, raw), len(arms) - at.size


def _check_arms(file: Path, there: set[str], request: Request) -> None:
    listed = ", ".join(sorted(there)[:12])
    for option, arm in (("--control", request.control), *(("--treated", arm) for arm in request.treated)):
        if arm not in there:
            reason = f"{option} {arm!r} is not there; the arms are: {listed}."
            raise error_of([Complaint(str(file), None, request.arm, reason, code="facts.no_arm")])
    treated = set(request.treated) or there - {request.control}
    if not treated:
        reason = f"every row is of the control {request.control!r}; there is nobody treated."
        raise error_of([Complaint(str(file), None, request.arm, reason, code="facts.no_arm")])
    if request.control != CONTROL and CONTROL in treated:
        reason = f"an arm is called 'control' and treated, while the control is {request.control!r}; rename it first."
        raise error_of([Complaint(str(file), None, request.arm, reason, code="facts.no_arm")])
    strange = sorted(set(request.shares) - treated - {request.control, CONTROL})
    if strange:
        raise FactsError(
            "facts.bad_option", f"--share {strange[0]!r} is no arm of the experiment; the arms are: {listed}."
        )


def _typed(rows: _Rows, name: str, kind: Kind, *, required: bool) -> pa.Array:
    values, bad = read_as_written(Column(name, kind, required=required), rows.columns[name], rows.whole[name])
    if bad:
        raise error_of(_complaints(rows.file, name, bad, rows.at))
    return values


def _complaints(file: Path, name: str, bad: Bad, at: Ints | None) -> list[Complaint]:
    rows = [(row if at is None else int(at[row]), reason) for row, reason in bad]
    return with_lines(
        file, [Complaint(str(file), row + 1, name, f"{reason}.", row + 2) for row, reason in rows]
    )


def _people(rows: _Rows, request: Request) -> pa.Array:
    people = _typed(rows, request.person, "id", required=True)
    seen: dict[str, int] = {}
    for i, person in enumerate(people.to_pylist()):
        first = seen.setdefault(person, i)
        if first != i:
            reason = f"{person} is already in row {int(rows.at[first]) + 1}; each person may be there once"
            raise error_of(_complaints(rows.file, request.person, [(i, reason)], rows.at))
    return people


def _days(rows: _Rows, request: Request) -> Days | None:
    if request.when is None:
        return None
    times = _typed(rows, request.when, "time", required=False)
    moments = np.asarray(times.to_numpy(zero_copy_only=False), dtype="datetime64[us]")
    return None if np.isnat(moments).all() else moments


def _experiments(rows: _Rows, people: pa.Array, days: Days | None, request: Request) -> pa.Table:
    columns = {
        "experiment_id": pa.array([request.experiment] * len(people)),
        "person_id": people,
        "arm": pa.array(rows.arm),
    }
    if days is not None:
        columns["assigned_at"] = pa.array(days, TIME)
    if request.pre is not None:
        columns["pre_value"] = _typed(rows, request.pre, "number", required=False)
    shares = _shares(set(rows.arm), request)
    if shares:
        columns["planned_share"] = pa.array([shares.get(arm) for arm in rows.arm], pa.float64())
    return pa.table(columns)


def _shares(arms: set[str], request: Request) -> dict[str, float]:
    shares = {CONTROL if arm == request.control else arm: share for arm, share in request.shares.items()}
    lacking = arms - set(shares)
    if shares and len(lacking) == 1 and len(arms) == 2:
        rest = 1 - sum(shares.values())
        if rest > 0:
            shares[lacking.pop()] = rest
    return shares


def _outcomes(rows: _Rows, people: pa.Array, request: Request) -> pa.Table:
    money = request.money or request.value[0]
    parts = []
    for name in request.value:
        values = _typed(rows, name, "number", required=True)
        columns = {
            "experiment_id": pa.array([request.experiment] * len(people)),
            "person_id": people,
            "measure": pa.array([name] * len(people)),
            "value": values,
            "unit": pa.array(["revenue" if name == money else None] * len(people), pa.string()),
        }
        parts.append(pa.table(columns))
    return pa.concat_tables(parts)


def _costs(rows: _Rows, days: Days | None, request: Request) -> pa.Table:
    """One cost for each treated arm and day."""
    each = request.cost_per_person or 0.0
    on = _day_of_each(rows, days, request)
    spent = Counter((arm, day) for arm, day in zip(rows.arm, on, strict=True) if arm != CONTROL)
    keys = sorted(spent, key=lambda key: (key[1], key[0]))
    return pa.table(
        {
            "cost_id": pa.array([f"{request.experiment}/{arm}/{day.isoformat()}" for arm, day in keys]),
            "category": pa.array(["media"] * len(keys)),
            "incurred_at": pa.array([day for _, day in keys], pa.date32()).cast(TIME),
            "amount": pa.array([round(each * spent[key], 6) for key in keys], pa.float64()),
            "currency": pa.array([request.currency] * len(keys)),
            "note": pa.array([f"{spent[key]:,} × {each:g} for {key[0]}" for key in keys]),
        }
    )


def _day_of_each(rows: _Rows, days: Days | None, request: Request) -> list[date]:
    if days is None:
        return [request.day] * len(rows.arm)
    first = _first(days)
    return [first if np.isnat(day) else date.fromisoformat(str(day)[:10]) for day in days]


def _first(days: Days) -> date:
    return date.fromisoformat(str(days[~np.isnat(days)].min())[:10])


def _programme(days: Days | None, request: Request) -> str:
    go_live = request.day if days is None else _first(days)
    lines = [f"base_currency = {json.dumps(request.currency)}"]
    if days is None:
        lines.append("# The file has no dates: everything is put on this one day.")
    lines.append(f"go_live = {go_live.isoformat()}")
    if request.margin is not None and math.isfinite(request.margin):
        lines.append(f"margin_rate = {request.margin!r}")
    return "\n".join(lines) + "\n"
