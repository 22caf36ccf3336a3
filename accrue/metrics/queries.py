# ruff: noqa: S608  (pieces of SQL that are all written here; values travel as parameters)
"""The facts tables of this CRM's own records.

Who was merged into another is one customer with them; in an experiment everybody stays as they were drawn (see
docs/decisions). A team outside the perimeter takes its people, orders and deals with it. A customer who is a company without a person
is written `c` and the company's id; an order without either is a customer of its own.
"""

from __future__ import annotations

from accrue.metrics.sources import Blocks, Source, register

CUSTOMER = "coalesce(o.person_id::text, 'c' || o.company_id::text, 'o' || o.id::text)"
INSIDE = "({0}.team_id IS NULL OR {0}.team_id <> ALL(%(outside)s))"

PEOPLE = f"""
    SELECT p.id, p.company_id, {{utc:p.created_at}}, nullif(p.source, ''), nullif(p.segment, ''), nullif(p.country, '')
    FROM contacts_person p WHERE p.merged_into_id IS NULL AND {INSIDE.format("p")}
"""
register(
    Source(
        "people",
        {
            "person_id": "id",
            "company_id": "id",
            "created_at": "time",
            "source": "text",
            "segment": "text",
            "country": "text",
        },
        f"{PEOPLE} ORDER BY p.id",
        Blocks(f"{PEOPLE} AND {{block:p.id}}", ("contacts_person",)),
    )
)

# A credit note takes back what a confirmed order brought, or part of it: as much of its margin, so that the notes of one
# order together never take back a cent more or less than it had; the order of a cancelled one is not there at all.
ORDERS = f"""
    SELECT o.id::text AS order_id, {CUSTOMER} AS customer, o.person_id, o.ordered_at AS at, o.amount_minor,
           o.margin_minor, o.currency, o.team_id, 0 AS kind, o.id AS n, o.id AS order_n, o.created_at AS written_at
    FROM billing_order o WHERE o.state = 'confirmed' AND {INSIDE.format("o")}
"""
NOTES = f"""
    SELECT 'n' || i.id::text AS order_id, {CUSTOMER} AS customer, o.person_id, i.issued_at AS at, i.amount_minor,
           CASE WHEN o.amount_minor <> 0
                THEN (round(o.margin_minor::numeric * sum(i.amount_minor) OVER so_far / o.amount_minor)
                      - round(o.margin_minor::numeric * (sum(i.amount_minor) OVER so_far - i.amount_minor) / o.amount_minor)
                     )::bigint END AS margin_minor,
           i.currency, o.team_id, 1 AS kind, i.id AS n, o.id AS order_n, o.created_at AS written_at
    FROM billing_invoice i JOIN billing_order o ON o.id = i.order_id
    WHERE i.credits_id IS NOT NULL AND o.state = 'confirmed' AND {INSIDE.format("o")}
    WINDOW so_far AS (PARTITION BY i.order_id ORDER BY i.id)
"""
SALES = f"{ORDERS} UNION ALL {NOTES}"
IN_BLOCK = "{block:o.id}"


def _sold(sales: str) -> str:
    return f"""
        SELECT s.order_id, s.customer, {{utc:s.at}}, {{money:s.amount_minor:s.currency}}, s.currency,
               {{money:s.margin_minor:s.currency}}, t.name
        FROM ({sales}) s LEFT JOIN accounts_team t ON t.id = s.team_id"""


register(
    Source(
        "orders",
        {
            "order_id": "id",
            "person_id": "id",
            "ordered_at": "time",
            "amount": "number",
            "currency": "text",
            "margin": "number",
            "team": "text",
        },
        f"{_sold(SALES)} ORDER BY s.kind, s.n",
        Blocks(
            _sold(f"{ORDERS} AND {IN_BLOCK}"),
            ("billing_order",),
            signed=("accounts_team",),
            rest=_sold(NOTES),
        ),
    )
)

# What was bought of the catalogue, as long as the order stands.
ITEMS = f"""
    SELECT o.id, {CUSTOMER}, coalesce(nullif(btrim(p.code), ''), p.name), {{utc:o.ordered_at}}, l.quantity,
           {{money:l.amount_minor:o.currency}}, {{money:(l.amount_minor - l.cost_minor):o.currency}}
    FROM billing_order o JOIN billing_orderline l ON l.order_id = o.id
    JOIN products_product p ON p.id = l.product_id
    WHERE o.state = 'confirmed' AND {INSIDE.format("o")}
"""
register(
    Source(
        "items",
        {
            "order_id": "id",
            "person_id": "id",
            "item": "text",
            "occurred_at": "time",
            "quantity": "number",
            "amount": "number",
            "margin": "number",
        },
        f"{ITEMS} ORDER BY o.id, l.position, l.id",
        Blocks(
            f"{ITEMS} AND {IN_BLOCK} AND {{block:l.order_id}}",
            ("billing_order", "billing_orderline"),
            signed=("products_product",),
        ),
    )
)

STAGES = ("sales_stage", "sales_pipeline", "accounts_team")
DEALS = f"""
    SELECT d.id, d.person_id, d.company_id, d.owner_id, t.name, p.name,
           nullif(d.source, ''), {{utc:d.created_at}}, {{utc:d.closed_at}}, s.kind,
           {{money:d.amount_minor:d.currency}}, d.currency
    FROM sales_deal d JOIN sales_stage s ON s.id = d.stage_id JOIN sales_pipeline p ON p.id = d.pipeline_id
    LEFT JOIN accounts_team t ON t.id = d.team_id
    WHERE d.archived_at IS NULL AND {INSIDE.format("d")}
"""
register(
    Source(
        "deals",
        {
            "deal_id": "id",
            "person_id": "id",
            "company_id": "id",
            "owner_id": "id",
            "team": "text",
            "pipeline": "text",
            "source": "text",
            "created_at": "time",
            "closed_at": "time",
            "outcome": "text",
            "amount": "number",
            "currency": "text",
        },
        f"{DEALS} ORDER BY d.id",
        Blocks(f"{DEALS} AND {{block:d.id}}", ("sales_deal",), signed=STAGES),
    )
)

ENTERED = f"""
    SELECT c.deal_id, s.name, {{utc:c.at}}
    FROM sales_stagechange c JOIN sales_deal d ON d.id = c.deal_id JOIN sales_stage s ON s.id = c.to_stage_id
    WHERE d.archived_at IS NULL AND {INSIDE.format("d")}
"""
register(
    Source(
        "deal_stages",
        {"deal_id": "id", "stage": "text", "entered_at": "time"},
        f"{ENTERED} ORDER BY c.deal_id, c.at, c.id",
        Blocks(
            f"{ENTERED} AND {{block:c.deal_id}}", ("sales_deal", "sales_stagechange"), signed=("sales_stage",)
        ),
    )
)

# Who stands for whom since when, also through others: a merge that was undone is none.
ABSORBED = """
    SELECT m.away_id AS former_id, m.keep_id AS into_id, m.merged_at AS since
    FROM quality_merge m WHERE m.kind = 'person' AND m.undone_at IS NULL
    UNION
    SELECT a.former_id, m.keep_id, greatest(a.since, m.merged_at) FROM absorbed a
    JOIN quality_merge m ON m.away_id = a.into_id AND m.kind = 'person' AND m.undone_at IS NULL
"""
# Under whom an order was written that came along with a merge: the first that moved it.
WRITTEN = """
    SELECT DISTINCT ON (row_id) row_id AS order_n, m.away_id AS person_id
    FROM quality_merge m JOIN quality_moved v ON v.merge_id = m.id AND v.relation = 'billing.Order.person'
    CROSS JOIN LATERAL unnest(v.row_ids) AS row_id
    WHERE m.kind = 'person' AND m.undone_at IS NULL ORDER BY row_id, m.id
"""
# What a person bought, in the programme's currency at the rate of each order's day.
BOUGHT = f"""
    SELECT s.kind, s.n, coalesce(g.id, s.person_id) AS writer_id, s.at, s.written_at,
           {{money:s.amount_minor:s.currency}} * CASE WHEN s.currency = %(base)s THEN 1 ELSE r.rate END AS amount,
           {{money:s.margin_minor:s.currency}} * CASE WHEN s.currency = %(base)s THEN 1 ELSE r.rate END AS margin
    FROM ({SALES}) s LEFT JOIN written w ON w.order_n = s.order_n
    LEFT JOIN contacts_person g ON g.id = w.person_id AND g.merged_into_id = s.person_id
    LEFT JOIN LATERAL (
        SELECT m.rate FROM money_rate m
        WHERE s.currency <> %(base)s AND m.base = %(base)s AND m.currency = s.currency AND m.day <= (s.at AT TIME ZONE 'UTC')::date
        ORDER BY m.day DESC LIMIT 1
    ) r ON true
    WHERE s.person_id IN (
        SELECT person_id FROM experiments_assignment UNION ALL
        SELECT b.into_id FROM absorbed b JOIN experiments_assignment d ON d.person_id = b.former_id
    )
"""
# `shown_id`: whoever stands for them now, unless somebody else is shown by that name.
ASSIGNED = f"""
    SELECT a.id, a.experiment_id, e.key, a.person_id, a.arm, a.assigned_at, a.pre_value, e.window_days,
           x.planned_share,
           CASE WHEN row_number() OVER (
                    PARTITION BY a.experiment_id, coalesce(p.merged_into_id, p.id)
                    ORDER BY p.merged_into_id IS NULL DESC, a.assigned_at, a.id
                ) = 1 THEN coalesce(p.merged_into_id, p.id) ELSE p.id END AS shown_id
    FROM experiments_assignment a
    JOIN experiments_experiment e ON e.id = a.experiment_id
    JOIN contacts_person p ON p.id = a.person_id AND {INSIDE.format("p")}
    LEFT JOIN experiments_arm x ON x.experiment_id = e.id AND x.name = a.arm
"""
# An order counts for whom it was written under. Where they were not drawn, it counts for the earliest drawn of those
# they stood for already when it was written. So no merge changes what was counted before it.
CREDITED = """
    SELECT a.id, b.at, b.amount, b.margin FROM assigned a JOIN bought b ON b.writer_id = a.person_id
    UNION ALL (
        SELECT DISTINCT ON (a.experiment_id, b.kind, b.n) a.id, b.at, b.amount, b.margin
        FROM absorbed s JOIN assigned a ON a.person_id = s.former_id
        JOIN bought b ON b.writer_id = s.into_id AND b.written_at >= s.since
        WHERE NOT EXISTS (
            SELECT FROM experiments_assignment d
            WHERE d.experiment_id = a.experiment_id AND d.person_id = s.into_id
        )
        ORDER BY a.experiment_id, b.kind, b.n, a.assigned_at, a.id
    )
"""
WITH_CREDITED = f"""
    WITH RECURSIVE absorbed AS ({ABSORBED}), written AS ({WRITTEN}), bought AS ({BOUGHT}), assigned AS ({ASSIGNED}),
    credited AS ({CREDITED})"""

COUNTED_OF = (
    "contacts_person",
    "billing_order",
    "billing_invoice",
    "quality_merge",
    "quality_moved",
    "money_rate",
    "experiments_experiment",
    "experiments_arm",
    "experiments_assignment",
)
register(
    Source(
        "experiments",
        {
            "experiment_id": "id",
            "person_id": "id",
            "arm": "text",
            "assigned_at": "time",
            "pre_value": "number",
            "planned_share": "number",
        },
        f"""
        {WITH_CREDITED}, before AS (
            SELECT a.id, sum(b.amount) AS amount FROM assigned a JOIN credited b ON b.id = a.id
            AND b.at < a.assigned_at AND b.at >= a.assigned_at - a.window_days * interval '1 day' GROUP BY a.id
        )
        SELECT a.key, a.shown_id::text, a.arm, {{utc:a.assigned_at}},
               trim_scale(round(coalesce(a.pre_value, before.amount, 0), 4)), a.planned_share
        FROM assigned a LEFT JOIN before USING (id) ORDER BY a.key, a.person_id
        """,
        reads=COUNTED_OF,
    )
)

# One measure of an experiment carries money: the margin where every order has one, else the revenue.
register(
    Source(
        "outcomes",
        {
            "experiment_id": "id",
            "person_id": "id",
            "measure": "text",
            "value": "number",
            "unit": "text",
            "currency": "text",
        },
        f"""
        {WITH_CREDITED}, after AS (
            SELECT a.id, count(*) AS orders, sum(b.amount) AS amount, sum(b.margin) AS margin,
                   bool_and(b.margin IS NOT NULL) AS known
            FROM assigned a JOIN credited b ON b.id = a.id
            AND b.at >= a.assigned_at AND b.at < a.assigned_at + a.window_days * interval '1 day' GROUP BY a.id
        ),
        watched AS (
            SELECT a.key, a.person_id, a.shown_id, coalesce(f.orders, 0) AS orders, coalesce(f.amount, 0) AS amount,
                   coalesce(f.margin, 0) AS margin,
                   coalesce(bool_and(f.known) OVER (PARTITION BY a.experiment_id), false) AS by_margin
            FROM assigned a LEFT JOIN after f USING (id)
        )
        SELECT w.key, w.shown_id::text, m.measure, trim_scale(round(m.value, 4)), m.unit,
               CASE WHEN m.unit IS NOT NULL THEN %(base)s END
        FROM watched w CROSS JOIN LATERAL (VALUES
            ('margin', CASE WHEN w.by_margin THEN w.margin END, 'margin'),
            ('orders', w.orders::numeric, NULL),
            ('revenue', w.amount, CASE WHEN NOT w.by_margin THEN 'revenue' END)
        ) AS m (measure, value, unit)
        WHERE m.value IS NOT NULL ORDER BY w.key, w.person_id, m.measure
        """,
        reads=COUNTED_OF,
    )
)

register(
    Source(
        "rates",
        {"currency": "text", "day": "time", "rate": "number"},
        """
        SELECT r.currency, r.day::text, trim_scale(r.rate) FROM money_rate r
        WHERE r.base = %(base)s ORDER BY r.currency, r.day
        """,
    )
)
