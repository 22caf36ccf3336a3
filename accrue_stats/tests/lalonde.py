"""LaLonde's job training: the NSW experiment (445 men) and the CPS comparison (15,992), out of `causaldata`."""

from functools import cache

import pandas as pd

from accrue_stats.tests.published import published_file

MEN = {"nsw": 445, "cps": 15_992}


@cache
def lalonde(name: str) -> pd.DataFrame:
    frame = pd.read_stata(published_file("causaldata", f"causaldata/{name}_mixtape/{name}_mixtape.dta"))
    assert len(frame) == MEN[name]
    return frame.astype({"treat": int, "re75": float, "re78": float})
