"""Who may call what of measures and dashboards."""

from __future__ import annotations

from accrue.metrics.models import Dashboard
from accrue.metrics.services.dashboards import delete_dashboard, make_dashboard, share_dashboard
from accrue.metrics.tiles import Tile
from tests.access.policy import Policy, Values, may
from tests.access.sample import Sample, canary, makes

REVENUE = {"name": "revenue"}
DAYS = {"first": "2026-01-01", "last": "2026-03-31"}

OWN = {"pk": "@dashboard"}
TILE = OWN | {"key": "1"}
TILE_FORM = {"measure": "orders", "drawn": "number", "against": "year"}
TILE_JSON = '{"measure": "orders", "form": "number", "split": "", "only": [], "period": "", "against": ""}'


def _made(sample: Sample, name: str) -> Dashboard:
    rep = sample["rep"]
    kept = make_dashboard(
        actor=rep, name=canary(name, "name"), about=canary(name, "about"), tiles=[Tile("revenue")]
    )
    return share_dashboard(actor=rep, dashboard_id=kept.pk, sharing="team")


@makes("dashboard")
def dashboard(sample: Sample) -> Dashboard:
    return _made(sample, "dashboard")


@makes("deleted_dashboard")
def deleted_dashboard(sample: Sample) -> Dashboard:
    kept = _made(sample, "deleted_dashboard")
    return delete_dashboard(actor=sample["rep"], dashboard_id=kept.pk)


def own(action: str, data: Values | None = None, args: Values | None = None) -> Policy:
    return may(action, "dashboard", on="dashboard", args=args or OWN, data=data or {})


API = {"dashboard_id": "@dashboard"}

MEASURING: dict[str, dict[str, Policy]] = {
    "dashboards/": {"GET": may("see", "measure")},
    "dashboards/measures/": {"GET": may("see", "measure")},
    "dashboards/measures/<slug:name>/": {"GET": may("see", "measure", args=REVENUE)},
    "dashboards/measures/<slug:name>/records/": {"GET": may("see", "measure", args=REVENUE)},
    "dashboards/<slug:key>/": {"GET": may("see", "measure", args={"key": "sales"})},
    "dashboards/new/": {
        "GET": may("create", "dashboard"),
        "POST": may("create", "dashboard", data={"name": "New"}),
    },
    "dashboards/<slug:key>/duplicate/": {"POST": may("create", "dashboard", args={"key": "sales"})},
    "dashboards/own/<int:pk>/": {"GET": own("see")},
    "dashboards/own/<int:pk>/name/": {"GET": own("edit"), "POST": own("edit", {"name": "Other"})},
    "dashboards/own/<int:pk>/share/": {"GET": own("edit"), "POST": own("edit", {"sharing": "mine"})},
    "dashboards/own/<int:pk>/mail/": {
        "GET": own("edit"),
        "POST": own("edit", {"every": "never", "day": "1", "hour": "7"}),
    },
    "dashboards/own/<int:pk>/duplicate/": {"POST": own("see")},
    "dashboards/own/<int:pk>/delete/": {"POST": own("delete")},
    "dashboards/own/<int:pk>/restore/": {
        "POST": may("delete", "dashboard", on="deleted_dashboard", args={"pk": "@deleted_dashboard"})
    },
    "dashboards/own/<int:pk>/tiles/": {"GET": own("edit")},
    "dashboards/own/<int:pk>/tiles/new/": {"GET": own("edit"), "POST": own("edit", TILE_FORM)},
    "dashboards/own/<int:pk>/tiles/restore/": {"POST": own("edit", {"tile": TILE_JSON, "index": "0"})},
    "dashboards/own/<int:pk>/tiles/<slug:key>/": {
        "GET": own("edit", args=TILE),
        "POST": own("edit", TILE_FORM, TILE),
    },
    "dashboards/own/<int:pk>/tiles/<slug:key>/move/": {"POST": own("edit", {"index": "0"}, TILE)},
    "dashboards/own/<int:pk>/tiles/<slug:key>/remove/": {"POST": own("edit", args=TILE)},
    "api/v1/dashboards": {
        "GET": may("see", "measure"),
        "POST": may("create", "dashboard", data={"name": "New"}),
    },
    "api/v1/dashboards/<int:dashboard_id>": {
        "GET": own("see", args=API),
        "PATCH": own("edit", {"version": 2, "name": "Other"}, API),
        "DELETE": own("delete", args=API),
    },
    "api/v1/dashboards/<int:dashboard_id>/values": {"GET": own("see", args=API)},
    "api/v1/measures": {"GET": may("see", "measure")},
    "api/v1/measures/<slug:name>": {"GET": may("see", "measure", args=REVENUE, query=DAYS)},
}
