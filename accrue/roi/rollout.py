# ruff: noqa: S608  (pieces of SQL that are all written here; values travel as parameters)
"""The facts tables of a staggered roll-out: what each team earned by month, and when it began to work in Accrue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from accrue.accounts.models import Team
from accrue.metrics.queries import IN_BLOCK, NOTES, ORDERS, SALES
from accrue.metrics.sources import Blocks, Perimeter, Source, Sums, register
from accrue.metrics.touching import BITS

TO_FOUR = Decimal("0.0001")


# Margin by team and month in the programme's currency at the rate of each sale's day, and how many sales had one.
def _sold(sales: str, block: str = "") -> str:
    first = f"{block} AS block, " if block else ""
    by = "block, " if block else ""
    return f"""
    SELECT {by}team_id, month, sum(margin) AS margin, count(*) AS sales, count(margin) AS known FROM (
    SELECT {first}s.team_id, date_trunc('month', s.at AT TIME ZONE 'UTC')::date AS month,
           coalesce({{money:s.margin_minor:s.currency}}, {{money:s.amount_minor:s.currency}} * p.margin_rate)
           * CASE WHEN s.currency = %(base)s THEN 1 ELSE r.rate END AS margin
    FROM ({sales}) s CROSS JOIN roi_programme p LEFT JOIN LATERAL (
        SELECT m.rate FROM money_rate m
        WHERE s.currency <> %(base)s AND m.base = %(base)s AND m.currency = s.currency AND m.day <= (s.at AT TIME ZONE 'UTC')::date
        ORDER BY m.day DESC LIMIT 1
    ) r ON true
    WHERE s.team_id IS NOT NULL
    ) AS each_sale GROUP BY {by}team_id, month
"""


def panel_of(sums: Iterable[Sums], perimeter: Perimeter) -> list[Sums]:
    """The panel out of sums of team id, month, margin, sales and those whose margin is known: as its query below."""
    margins: defaultdict[tuple[int, date], Decimal] = defaultdict(Decimal)
    for team, month, margin, sales, known in sums:
        if known != sales:
            return []
        margins[int(team), date.fromisoformat(month)] += Decimal(margin)
    if not margins:
        return []
    teams = {team for team, _ in margins}
    names = dict(Team.objects.filter(pk__in=teams).values_list("name", "pk"))
    months = list(_months(min(month for _, month in margins), perimeter.as_of))
    return [
        [
            name,
            f"{month:%Y-%m}",
            f"{margins[names[name], month].quantize(TO_FOUR, ROUND_HALF_UP).normalize():f}",
        ]
        for name in sorted(names, key=str.encode)
        for month in months
    ]


def _months(first: date, today: date) -> Iterator[date]:
    """The whole months from that of `first`."""
    while first < today.replace(day=1):
        yield first
        first = (first + timedelta(days=31)).replace(day=1)


# Every team that ever sold, in every whole month since the first sale, months of nothing included. A team's months
# must be comparable, so there is no panel at all while the margin of one sale is unknown.
register(
    Source(
        "panel",
        {"unit": "id", "period": "text", "value": "number"},
        f"""
        WITH sold AS ({_sold(SALES)}),
        months AS (
            SELECT generate_series(min(month), date_trunc('month', %(as_of)s::date) - interval '1 month',
                                   interval '1 month')::date AS month FROM sold
        )
        SELECT t.name, to_char(m.month, 'YYYY-MM'), trim_scale(round(coalesce(s.margin, 0), 4))
        FROM (SELECT DISTINCT team_id FROM sold) x JOIN accounts_team t ON t.id = x.team_id CROSS JOIN months m
        LEFT JOIN sold s ON s.team_id = t.id AND s.month = m.month
        WHERE NOT EXISTS (SELECT 1 FROM sold WHERE known < sales)
        ORDER BY t.name COLLATE "C", m.month
        """,
        Blocks(
            _sold(f"{ORDERS} AND {IN_BLOCK}", f"s.n >> {BITS}"),
            ("billing_order",),
            signed=("money_rate", "roi_programme"),
            rest=_sold(NOTES, "'rest'"),
            fold=panel_of,
        ),
    )
)

# Nothing is said of anybody until somebody dates the roll-out of a first team: empty then means "not yet".
register(
    Source(
        "adoption",
        {"unit": "id", "adopted_at": "text"},
        """
        WITH inside AS (SELECT * FROM accounts_team t WHERE t.id <> ALL(%(outside)s))
        SELECT t.name, t.adopted_on::text FROM inside t
        WHERE EXISTS (SELECT 1 FROM inside WHERE adopted_on IS NOT NULL)
          AND (NOT t.is_archived OR t.adopted_on IS NOT NULL
               OR EXISTS (SELECT 1 FROM billing_order o WHERE o.team_id = t.id AND o.state = 'confirmed'))
        ORDER BY t.name COLLATE "C"
        """,
    )
)
