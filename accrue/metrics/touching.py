"""Which blocks of records changed since the facts were last read: noted by the database itself, whoever writes.

One row for each statement and block, appended in the transaction of the change, so that no writer waits for another. The facts
are read in one view of the database, and the notes in that view are deleted in the same transaction: a change that was not yet
committed then is noted for the next time. One row without a block holds a number that names this state of the notes; a folder
of facts that was written at another number, by a restored or another database, is not built upon.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from secrets import randbits

from django.db import connection

BITS = 14
"""16,384 ids to a block, as the fingerprint has them."""
STATE = ""
WATCHED = {
    "billing_order": "id",
    "billing_orderline": "order_id",
    "contacts_person": "id",
    "sales_deal": "id",
    "sales_stagechange": "deal_id",
}
"""The tables that grow, and by which of their columns they are kept in blocks."""
EVERYTHING = -1
TRIGGERS = 4
"""On each of them, for inserting, updating, deleting and truncating: migration 0004."""


@dataclass(frozen=True, slots=True)
class Touched:
    """`state` is the number that the notes had, None where they had none. `blocks` by table; EVERYTHING for all of them."""

    state: int | None
    blocks: dict[str, set[int]]


def take(new_state: int) -> Touched:
    """Delete the notes that this transaction sees, and name what is noted from now on."""
    state, blocks = [], defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM metrics_touched RETURNING relation, block")
        for relation, block in cursor.fetchall():
            if relation == STATE:
                state.append(block)
            else:
                blocks[relation].add(block)
        cursor.execute("INSERT INTO metrics_touched (relation, block) VALUES (%s, %s)", [STATE, new_state])
    return Touched(state[0] if len(state) == 1 else None, dict(blocks))


def any_state() -> int:
    return randbits(62)


def are_watched() -> bool:
    """Whether every trigger is there and enabled."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND tgname LIKE 'metrics_touch_%%'"
            " AND tgrelid = ANY(SELECT to_regclass(name) FROM unnest(%s::text[]) AS name)",
            [list(WATCHED)],
        )
        (there,) = cursor.fetchone()
    return bool(there == len(WATCHED) * TRIGGERS)
