"""A million orders with two lines each, so three million rows of facts: made by the database, the same every time.

Run as `python -m benchmarks.orders ORDERS` under benchmarks.floor.settings as the owner, after benchmarks.seed.
Nobody searches them here, so the index of their words, which takes minutes to build, is dropped.
"""

from __future__ import annotations

import sys

import django

ROWS = """
    DO $$ DECLARE searched text; BEGIN
        FOR searched IN SELECT indexname FROM pg_indexes WHERE tablename = 'billing_order' AND indexdef LIKE '%USING gin%'
        LOOP EXECUTE format('DROP INDEX %I', searched); END LOOP;
    END $$;
    ALTER TABLE billing_order DISABLE TRIGGER USER;
    ALTER TABLE billing_orderline DISABLE TRIGGER USER;
    INSERT INTO roi_programme (currency, go_live, horizon_months, discount_rate, margin_rate, is_simulated, planted_effect,
                               "only", created_at, version)
    SELECT 'EUR', '2022-06-01', 36, 0, 0.4, false, '', true, now(), 1 WHERE NOT EXISTS (SELECT FROM roi_programme);
    INSERT INTO products_product (code, name, price_minor, currency, created_at, version)
    SELECT 'P' || g, 'Product ' || g, 1000 * g, 'EUR', '2022-01-01', 1 FROM generate_series(1, 50) g;
    INSERT INTO billing_order (number, source, ordered_at, amount_minor, margin_minor, currency, state, created_at, version,
                               person_id, team_id, owner_id)
    SELECT 'B-' || g, '', timestamptz '2022-01-03 08:00+00' + (abs(hashint8(g)) % 94608000) * interval '1 second',
           1000 + abs(hashint8(g + 1)) % 20000, CASE WHEN g % 10 > 0 THEN 400 + abs(hashint8(g + 2)) % 8000 END, 'EUR',
           'confirmed', '2022-01-03', 1, 1 + abs(hashint8(g + 3)) % (SELECT count(*) FROM contacts_person),
           (SELECT min(id) FROM accounts_team), (SELECT min(id) FROM accounts_user)
    FROM generate_series(1::bigint, ORDERS) g;
    INSERT INTO billing_orderline (order_id, name, quantity, unit_price_minor, amount_minor, position, product_id)
    SELECT o.id, 'Line', 1, 1000, 1000, n, p.first + (o.id * n) % 50
    FROM billing_order o CROSS JOIN generate_series(1, 2) n CROSS JOIN (SELECT min(id) AS first FROM products_product) p
    WHERE o.number LIKE 'B-%';
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE billing_order ENABLE TRIGGER USER;
    ALTER TABLE billing_orderline ENABLE TRIGGER USER;
    ANALYZE;
"""


def main(orders: int) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROWS.replace("ORDERS", str(orders)))


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
    print("done")
