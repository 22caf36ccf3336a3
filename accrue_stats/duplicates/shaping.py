"""Values made comparable, rows that say the same taken as one, and keys that bring likely pairs together. DuckDB's SQL."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from accrue_stats.duplicates.comparisons import OFTEN_SWAPPED
from accrue_stats.duplicates.kinds import Column, Kind
from accrue_stats.duplicates.rarity import tier

NOTHING = "('', 'null', 'none', 'nan', 'n a', 'unknown', 'undefined')"
PLAIN = r"trim(regexp_replace(replace(strip_accents(lower({v})), 'ß', 'ss'), '[^\p{L}\p{N}]+', ' ', 'g'))"
LEGAL = r"\b(gmbh|mbh|ag|kg|ohg|ug|inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|plc|sa|sas|sarl|srl|spa|bv|nv|ab|as|oy|aps|pty|pvt)\b"
DATES = "['%Y-%m-%d', '%d.%m.%Y', '%Y/%m/%d', '%Y%m%d', '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', {day}]"
DAY_FIRST, MONTH_FIRST = "'%d/%m/%Y', '%m/%d/%Y', '%d-%m-%Y'", "'%m/%d/%Y', '%d/%m/%Y', '%m-%d-%Y'"
SHAPES: dict[Kind, str] = {
    "email": "replace(lower(trim({v})), ' ', '')",
    "phone": r"right(ltrim(regexp_replace({v}, '[^0-9]+', '', 'g'), '0'), 9)",
    "id": r"regexp_replace(lower(strip_accents({v})), '[^\p{L}\p{N}]+', '', 'g')",
    "postcode": r"regexp_replace(lower({v}), '[^\p{L}\p{N}]+', '', 'g')",
    "date": r"coalesce(strftime(try_strptime(trim({v}), DATES), '%Y%m%d'), regexp_replace({v}, '[^0-9]+', '', 'g'))",
    "company": f"coalesce(nullif(trim(regexp_replace(regexp_replace({PLAIN}, '{LEGAL}', ' ', 'g'), ' +', ' ', 'g')), ''), {PLAIN})",
    "domain": r"regexp_replace(regexp_replace(lower(trim({v})), '^[a-z]+://', ''), '^www\.|[/:?].*$', '', 'g')",
}  # fmt: skip
SKELETON = "({c}[1] || regexp_replace({c}[2:], '[aeiouyhw ]+', '', 'g'))"
SELECTIVE = (
    "email",
    "phone",
    "id",
    "full",
    "company",
    "date",
    "domain",
    "street",
    "text",
    "family",
    "given",
    "postcode",
    "city",
)
"""The kinds whose values bring likely pairs together, the best first."""
MOST_COMBINED = 6


def shape(con: Any, columns: Sequence[Column]) -> None:
    """`raw` (r, v0, v1, …) → `shaped` (r, c0, …) → `records`, a row for each different one, named by its first r."""
    parts = [f"{_shaped(con, column, f'v{n}')} AS c{n}" for n, column in enumerate(columns)]
    names = ", ".join(f"c{n}" for n in range(len(columns)))
    con.execute(f"CREATE TABLE plain AS SELECT r, {', '.join(parts)} FROM raw")
    kept = ", ".join(f"CASE WHEN c{n} NOT IN {NOTHING} THEN c{n} END AS c{n}" for n in range(len(columns)))
    con.execute(f"CREATE TABLE shaped AS SELECT r, {kept} FROM plain")
    con.execute("DROP TABLE plain")
    con.execute(
        f"CREATE TABLE distinct_rows AS SELECT min(r) AS unique_id, count(*) AS copies, {names} FROM shaped"
        f" WHERE coalesce({names}) IS NOT NULL GROUP BY {names}"
    )


def _shaped(con: Any, column: Column, value: str) -> str:
    sql = SHAPES.get(column.kind, PLAIN).replace("{v}", value)
    if column.kind != "date":
        return sql
    # 13/02/1980 tells which way round a column writes its dates.
    days, months = con.execute(
        f"SELECT count(*) FILTER (try_cast(split_part(v, '/', 1) AS int) > 12),"
        f" count(*) FILTER (try_cast(split_part(v, '/', 2) AS int) > 12) FROM (SELECT replace({value}, '-', '/') AS v FROM raw)"
    ).fetchone()
    return sql.replace("DATES", DATES.format(day=MONTH_FIRST if months > days else DAY_FIRST))


def twins(con: Any, columns: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """For each row the first that says the same; itself where there is none before, or nothing is said at all. (rows,)"""
    names = ", ".join(f"c{n}" for n in range(columns))
    found = con.execute(
        f"SELECT CASE WHEN coalesce({names}) IS NULL THEN r ELSE min(r) OVER (PARTITION BY {names}) END AS first"
        " FROM shaped ORDER BY r"
    ).fetchnumpy()["first"]
    return np.asarray(found, dtype=np.int64)


def make_records(con: Any, columns: Sequence[Column], keys: Sequence[str]) -> None:
    """`weighed` → `records`: the different rows with the tier of each value, sorted words of names, and the blocking keys.

    `q` is how often both names are met together by chance, and `own` how far that is more than a few rows would make.
    """
    parts = ["unique_id", "copies", *_both_names(columns)]
    for n, column in enumerate(columns):
        parts += [f"c{n}", f"CASE WHEN c{n} IS NULL THEN 0 ELSE {tier(f'f{n}')} END AS t{n}"]
        if column.kind in ("full", "company"):
            parts.append(f"array_to_string(list_sort(string_split(c{n}, ' ')), ' ') AS s{n}")
    parts += [f"hash({sql}) AS h{n}" if sql else f"NULL AS h{n}" for n, sql in enumerate(keys)]
    con.execute(f"CREATE TABLE records AS SELECT {', '.join(parts)} FROM weighed ORDER BY unique_id")
    con.execute("DROP TABLE weighed")


def _both_names(columns: Sequence[Column]) -> list[str]:
    at = {column.kind: n for n, column in reversed(list(enumerate(columns)))}
    if "given" not in at or "family" not in at:
        return []
    given, family = at["given"], at["family"]
    few = f"{OFTEN_SWAPPED}.0 / (SELECT sum(copies) * sum(copies) FROM weighed)"
    both = f"f{given} * f{family}"
    return [f"{both} AS q", f"greatest({both} - {few}, 1e-15) AS own"]


def records_of(con: Any, keys: int) -> Any:
    """`records` as an Arrow table, its keys as numbers that every engine knows."""
    signed = ", ".join(f"(h{n} & 9223372036854775807)::BIGINT AS h{n}" for n in range(keys))
    chosen = f"* REPLACE ({signed})" if signed else "*"
    return con.sql(f"SELECT {chosen} FROM records ORDER BY unique_id").to_arrow_table()


def candidate_keys(con: Any, columns: Sequence[Column]) -> list[str]:
    """SQL of the keys that might bring pairs of the same together; null where a row lacks a part of one."""
    by_kind: dict[str, str] = {}
    for n, column in enumerate(columns):
        by_kind.setdefault(column.kind, f"c{n}")
    keys = [sql for n, column in enumerate(columns) for sql in _alone(column.kind, f"c{n}")]
    given, family = by_kind.get("given"), by_kind.get("family")
    if given and family:
        one, other = SKELETON.format(c=given), SKELETON.format(c=family)
        keys += [
            f"least({one}, {other}) || '|' || greatest({one}, {other})",
            f"{given}[1:3] || '|' || {family}[1:3]",
        ]
    keys += [f"{one} || '|' || {other}" for one, other in combinations(_most_telling(con, columns), 2)]
    return list(dict.fromkeys(keys))


def _alone(kind: Kind, c: str) -> list[str]:
    if kind in ("full", "company"):
        words = f"list_sort(string_split({c}, ' '))"
        return [
            f"array_to_string({words}, ' ')",
            f"{SKELETON.format(c=c)}[1:8]",
            f"array_to_string({words}, '')[1:6]",
        ]
    if kind in ("email",):
        return [c, f"CASE WHEN length(split_part({c}, '@', 1)) > 5 THEN split_part({c}, '@', 1) END"]
    return [c] if kind in SELECTIVE and kind not in ("given", "city", "postcode") else []


def _most_telling(con: Any, columns: Sequence[Column]) -> list[str]:
    """The columns with the most different values, names by how they begin."""
    counted = []
    for n, column in enumerate(columns):
        different, filled = con.execute(
            f"SELECT count(DISTINCT c{n}), count(c{n}) FROM distinct_rows"
        ).fetchone()
        if different > 1 and filled:
            prefix = (
                f"c{n}[1:4]"
                if column.kind in ("given", "family", "full", "company", "street", "text", "city")
                else f"c{n}"
            )
            counted.append((-different, n, prefix))
    return [prefix for _, _, prefix in sorted(counted)[:MOST_COMBINED]]


def cap_keys(con: Any, keys: Sequence[str], budget: int) -> list[str]:
    """Forget the values of each key that would make more than `budget` pairs, the most frequent first. → usable columns."""
    usable = []
    for n in range(len(keys)):
        sizes = con.execute(
            f"SELECT size, count(*) AS blocks FROM (SELECT count(*) AS size FROM records WHERE h{n} IS NOT NULL GROUP BY h{n})"
            " WHERE size > 1 GROUP BY size ORDER BY size"
        ).fetchall()
        most, pairs = 1, 0
        for size, blocks in sizes:
            pairs += blocks * size * (size - 1) // 2
            if pairs > budget:
                break
            most = size
        if most == 1:
            continue
        if sizes[-1][0] > most:
            con.execute(
                f"UPDATE records SET h{n} = NULL WHERE h{n} IN"
                f" (SELECT h{n} FROM records WHERE h{n} IS NOT NULL GROUP BY h{n} HAVING count(*) > {most})"
            )
        usable.append(f"h{n}")
    return usable
