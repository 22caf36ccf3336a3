"""How two values of a kind are compared: levels of likeness, each with how often it is expected.

`m` is how often a level is seen between two rows of the same, `u` between two of strangers: where one starts from, and
falls back on where the table is too small to tell.
"""

from __future__ import annotations

from dataclasses import dataclass

from accrue_stats.duplicates.kinds import Kind

COMMON = (1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2)
TIERS = len(COMMON) + 1
"""An exact likeness counts by how rare the value is: tiers of the share of rows that have it, the rarest first."""
SWAPPED = (1e6, 3e5, 1e5, 3e4, 1e4, 3e3, 1e3, 0.0)
"""Given and family name the other way round: tiers of how much more often rows of the same are so than strangers."""
SWAP_RATE = 0.02
OFTEN_SWAPPED = 9
"""How often two names the other way round are expected among rows before they are taken for names of their own: three and three."""


@dataclass(frozen=True, slots=True)
class Level:
    """`sql` of two values {l} and {r}, in DuckDB’s words; “else” has none. Spark reads it too, but for
    `on_spark.worded`. `m` and `u` without the exact level sum to less than one. `fixed`: their ratio is not learnt."""

    name: str
    sql: str
    m: float
    u: float
    fixed: bool = False


SLIP = "(length({l}) >= 4 AND damerau_levenshtein({l}, {r}) <= 1)"
CLOSE = f"({SLIP} OR jaro_winkler_similarity({{l}}, {{r}}) >= 0.93)"
NEAR = "jaro_winkler_similarity({l}, {r}) >= 0.85"
# Branch 12 and branch 13 are two, however alike they are written.
DIGITS = "regexp_replace({0}, '[^0-9]', '', 'g')"
LEFT, RIGHT = DIGITS.format("{l}"), DIGITS.format("{r}")
NUMBERED = f"({LEFT} = {RIGHT} OR {LEFT} = '' OR {RIGHT} = '')"
INITIAL = "((length({l}) = 1 OR length({r}) = 1) AND substr({l}, 1, 1) = substr({r}, 1, 1))"
WORDS = "jaccard({l}, {r}) >= 0.75 AND jaro_winkler_similarity({l}, {r}) >= 0.8"
YEAR = "substr({l}, 1, 4) = substr({r}, 1, 4)"
SWAPPED_DAY = (
    f"({YEAR} AND substr({{l}}, 5, 2) = substr({{r}}, 7, 2) AND substr({{l}}, 7, 2) = substr({{r}}, 5, 2))"
)
PART_OF_DATE = f"({YEAR} OR substr({{l}}, 5, 4) = substr({{r}}, 5, 4))"
SAME_BOX = "(split_part({l}, '@', 1) = split_part({r}, '@', 1) AND length(split_part({l}, '@', 1)) >= 5)"
SLIP_2 = "(length({l}) >= 6 AND damerau_levenshtein({l}, {r}) <= 1)"
TWO_SLIPS = "(length({l}) >= 7 AND damerau_levenshtein({l}, {r}) <= 2)"


def _levels(exact: tuple[float, float], *others: Level) -> tuple[Level, ...]:
    m, u = exact
    rest_m = 1 - m - sum(level.m for level in others)
    rest_u = 1 - u - sum(level.u for level in others)
    return (Level("exact", "{l} = {r}", m, u), *others, Level("else", "", rest_m, rest_u))


def _swapped(m: float) -> tuple[Level, ...]:
    """One likeness of both names: the family name beside it says nothing. {swapped} is how much it says."""
    each = m / len(SWAPPED)
    return tuple(
        Level(f"swapped {edge:g}", f"{{swapped}} >= {edge}", each, each / (1.8 * max(edge, 100)), fixed=True)
        for edge in SWAPPED
    )


LEVELS: dict[Kind, tuple[Level, ...]] = {
    "given": _levels((0.70, 0.005), *_swapped(SWAP_RATE), Level("close", f"({CLOSE} AND {NUMBERED})", 0.11, 0.01),
                     Level("near", f"(({NEAR} AND {NUMBERED}) OR {INITIAL})", 0.07, 0.03)),
    "family": _levels((0.76, 0.002), Level("close", f"({CLOSE} AND {NUMBERED})", 0.11, 0.003),
                      Level("near", f"(({NEAR} AND {NUMBERED}) OR {INITIAL})", 0.05, 0.02)),
    "full": _levels((0.62, 1e-4), Level("close", f"({CLOSE} AND {NUMBERED})", 0.18, 3e-4),
                    Level("near", f"({NEAR} AND {NUMBERED})", 0.10, 0.01)),
    "company": _levels((0.64, 1e-4), Level("close", f"({CLOSE} AND {NUMBERED})", 0.16, 3e-4),
                       Level("near", f"({NEAR} AND {WORDS} AND {NUMBERED})", 0.10, 0.003)),
    "email": _levels((0.72, 1e-6), Level("close", f"({SLIP_2} OR {SAME_BOX})", 0.10, 1e-5)),
    "phone": _levels((0.70, 1e-6), Level("close", SLIP_2, 0.08, 1e-5)),
    "date": _levels((0.80, 5e-5), Level("close", f"({SLIP_2} OR {SWAPPED_DAY})", 0.09, 5e-4),
                    Level("near", PART_OF_DATE, 0.04, 0.02)),
    "id": _levels((0.84, 1e-6), Level("close", SLIP_2, 0.08, 1e-5), Level("near", TWO_SLIPS, 0.02, 1e-4)),
    "street": _levels((0.64, 5e-4), Level("close", CLOSE, 0.16, 0.002), Level("near", NEAR, 0.09, 0.02)),
    "number": _levels((0.80, 0.02), Level("close", "(length({l}) >= 2 AND damerau_levenshtein({l}, {r}) <= 1)", 0.09, 0.08)),
    "city": _levels((0.76, 0.01), Level("close", CLOSE, 0.11, 0.002), Level("near", NEAR, 0.03, 0.02)),
    "postcode": _levels((0.80, 0.002), Level("close", "damerau_levenshtein({l}, {r}) <= 1", 0.09, 0.01)),
    "state": _levels((0.88, 0.2)),
    "country": _levels((0.95, 0.5)),
    "gender": _levels((0.96, 0.5)),
    "category": _levels((0.88, 0.3)),
    "domain": _levels((0.80, 1e-4)),
    "text": _levels((0.66, 0.002), Level("close", CLOSE, 0.14, 0.003), Level("near", NEAR, 0.07, 0.02)),
}  # fmt: skip
# Details that say much the same: after the strongest of them, the others count half.
TOGETHER: tuple[frozenset[Kind], ...] = (
    frozenset({"city", "postcode", "state", "country"}),
    frozenset({"street", "number"}),
    frozenset({"email", "domain"}),
)
# Who shares a home or a desk shares these; two who are called otherwise are two all the same.
SHARED: frozenset[Kind] = frozenset(
    {"family", "phone", "street", "number", "city", "postcode", "state", "country", "domain", "category", "text", "company"}
)  # fmt: skip
OWN: frozenset[Kind] = frozenset({"id", "email", "date"})
UNIQUE: frozenset[Kind] = frozenset({"id", "email", "phone", "domain"})
MOST_SHARED = 6.0
"""Bits that shared details may add where the given or full name is clearly another and nothing of one's own agrees."""
