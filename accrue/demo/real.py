"""Writes the CDNOW customers into the installation, apart from what the simulated company measures."""

from __future__ import annotations

from datetime import datetime

from accrue.accounts.models import Team
from accrue.billing.services import OrderRow, import_orders
from accrue.demo.cdnow import Purchase, purchases
from accrue.demo.people import Staff, cdnow_people
from accrue.roi.services.programme import exclude_team

TEAM = "CDNOW 1997–98"
REASON = (
    "Real customers of another shop, from 1997 and 1998. Nobody was held out and nothing changed for them, so there is "
    "nothing to compare with: no return is claimed. Their expected purchases and value are shown on their pages."
)


def open_cdnow(staff: Staff) -> int:
    """The people and their purchases; returns how many people, 0 where the data are not installed."""
    found = purchases()
    if found is None:
        return 0
    team, _ = Team.objects.get_or_create(name=TEAM)
    first: dict[int, datetime] = {}
    for purchase in found:
        first.setdefault(purchase.person, purchase.at)
    people = cdnow_people(staff.administrator, team, first)
    import_orders(
        actor=None,
        rows=[_order(purchase, people[purchase.person].pk, team) for purchase in found],
    )
    exclude_team(actor=staff.finance, team=team, reason=REASON)
    return len(people)


def _order(purchase: Purchase, person_id: int, team: Team) -> OrderRow:
    return OrderRow(
        ordered_at=purchase.at,
        amount_minor=int(purchase.amount * 100),
        currency="USD",
        person_id=person_id,
        team_id=team.pk,
        source="CDNOW",
        name=f"{purchase.pieces} CDs",
        is_invoiced=False,
    )
