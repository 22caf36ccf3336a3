"""Makes the functions of the history triggers fast.

Both libraries read a setting that is usually absent, and catch the error: a subtransaction for every row written, and
PostgreSQL grows slower with each. `current_setting(…, true)` answers NULL instead. Measured on 8,000 orders: 9 times
faster. They are replaced after each migration, because each trigger's migration writes them anew.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

ATTACH = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    held uuid := nullif(current_setting('pghistory.context_id', true), '')::uuid;
    data jsonb := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb;
BEGIN
    IF held IS NULL OR data IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO pghistory_context (id, metadata, created_at, updated_at) VALUES (held, data, now(), now())
        ON CONFLICT ON CONSTRAINT pghistory_context_pkey DO UPDATE
        SET metadata = excluded.metadata, updated_at = excluded.updated_at
        WHERE pghistory_context.metadata != excluded.metadata;
    RETURN held;
END;
$$;
"""
IGNORE = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(trigger_name = ANY (nullif(current_setting('pgtrigger.ignore', true), '')::text[]), false)
$$;
"""


def quicken(using: str = "default", **signal: Any) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('pghistory_context') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute(ATTACH)
            cursor.execute(IGNORE)
