"""Two teams with a few orders, and a programme: what dashboards are tried on."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from accrue.accounts.models import Team, User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.billing.services.imports import OrderRow, import_orders
from accrue.contacts.models import Person
from accrue.roi.services import set_programme


def two_teams(at: datetime = datetime(2026, 2, 3, tzinfo=UTC)) -> dict[str, User]:
    """Orders of North for 150.50 and of South for 7.00, in EUR, all `at` one moment."""
    ensure_built_in_roles()
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    made = {"finance": create_user(email="fin@example.com", name="Fin", roles=["finance"])}
    for name, team in (("north", north), ("south", south), ("nobody", None)):
        made[name] = create_user(email=f"{name}@example.com", name=name, roles=["manager"], team=team)
    made["agent"] = create_user(email="agent@example.com", name="Agent", roles=["agent"])
    set_programme(
        actor=made["finance"],
        currency="EUR",
        go_live=datetime(2026, 1, 1, tzinfo=UTC).date(),
        margin_rate=Decimal("0.4"),
    )
    for team, owner, amounts in ((north, made["north"], (10_000, 5_050)), (south, made["south"], (700,))):
        person = Person.objects.create(family_name=team.name, owner=owner, team=team)
        rows = [OrderRow(at, minor, "EUR", person_id=person.pk, team_id=team.pk) for minor in amounts]
        import_orders(actor=owner, rows=rows)
    return made
