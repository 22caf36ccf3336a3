"""Journeys that were already added up: a CSV of paths and how often each converted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from accrue_facts.flat import Flat, read_flat
from accrue_facts.tables import Floats
from accrue_stats.attribution.journeys import Journeys, journeys_of


def journeys_from_paths(file: Path) -> Journeys:
    """Journeys from the columns `path` ("A > B > C") and `conversions` and perhaps `non_conversions` (counts), or
    `converted` (1 or 0).

    Without `non_conversions` a row with 0 conversions is one journey that did not convert. FactsError, naming the row,
    for an empty step or a count below 0.
    """
    flat = read_flat(file)
    column = flat.need("path")
    won, lost = _counts(flat)
    steps = pc.split_pattern(flat.read(column, "text"), ">")
    lengths = np.asarray(pc.list_value_length(steps).to_numpy(zero_copy_only=False), dtype=np.int64)
    names = pc.utf8_trim_whitespace(pc.list_flatten(steps))
    journey = np.repeat(np.arange(lengths.size), lengths)
    empty = np.flatnonzero(np.asarray(pc.equal(names, "").to_numpy(zero_copy_only=False)))
    if empty.size:
        raise flat.error(column, [(int(journey[empty[0]]), "a step of the path is empty")])
    coded = names.dictionary_encode()
    found = coded.dictionary.to_pylist()
    channels = tuple(sorted(found))
    place = {name: i for i, name in enumerate(channels)}
    rank = np.array([place[name] for name in found], dtype=np.int64)
    return journeys_of(channels, journey, rank[coded.indices.to_numpy(zero_copy_only=False)], won, lost)


def _counts(flat: Flat) -> tuple[Floats, Floats]:
    counted = flat.find("conversions", "total_conversions")
    flag = flat.find("converted", "conversion")
    if counted is None and flag is not None:
        won = np.asarray(flat.read(flag, "flag").to_numpy(zero_copy_only=False), dtype=np.float64)
        return won, 1.0 - won
    won = _count(flat, counted or flat.need("conversions"))
    name = flat.find("non_conversions", "total_null", "nulls", "null")
    return won, np.where(won == 0, 1.0, 0.0) if name is None else _count(flat, name)


def _count(flat: Flat, name: str) -> Floats:
    values = flat.numbers(name)
    below = np.flatnonzero(values < 0)
    if below.size:
        raise flat.error(name, [(int(below[0]), f"{values[below[0]]:g} is below 0")])
    return values
