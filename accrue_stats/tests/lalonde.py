"""LaLonde's job training: the NSW experiment (445 men) and the CPS comparison (15,992), out of `causaldata`."""

from functools import cache

import numpy as np

from accrue_stats.tests.published import published_file

MEN = {"nsw": 445, "cps": 15_992}
KINDS = {65526: "<f8", 65527: "<f4", 65528: "<i4", 65529: "<i2", 65530: "i1"}
NAME = 129
"""Bytes of a variable's name in Stata's format 118."""


@cache
def lalonde(name: str) -> dict[str, np.ndarray]:
    """Each column of the file `nsw` or `cps`; `treat`, `re75` and `re78` (dollars) among them."""
    raw = published_file("causaldata", f"causaldata/{name}_mixtape/{name}_mixtape.dta").read_bytes()
    kinds = np.frombuffer(_between(raw, b"variable_types"), "<u2")
    text = _between(raw, b"varnames")
    names = [text[i : i + NAME].split(b"\0")[0].decode() for i in range(0, len(text), NAME)]
    row = np.dtype([(n, KINDS.get(int(k), f"S{k}")) for n, k in zip(names, kinds, strict=True)])
    men = np.frombuffer(_between(raw, b"data"), row)
    assert men.size == MEN[name]
    return {column: men[column].astype(float) for column in names if men[column].dtype.kind != "S"}


def _between(raw: bytes, tag: bytes) -> bytes:
    start = raw.index(b"<" + tag + b">") + len(tag) + 2
    return raw[start : raw.rindex(b"</" + tag + b">")]
