"""Who may call what of filters and saved views."""

from __future__ import annotations

from accrue.filters.models import View
from accrue.filters.services import save_view
from accrue.filters.setting import Setting
from tests.access.policy import Policy, Values, may, signed_in
from tests.access.sample import Sample, canary, makes

NAMED: Values = {"name": "New", "sharing": "me"}


@makes("view")
def view(sample: Sample) -> View:
    """The rep's, and their team's."""
    name = canary("view", "name")
    return save_view(actor=sample["rep"], kind="person", name=name, sharing="team", setting=Setting())


def _list(action: str, kind: str, data: Values | None = None, query: Values | None = None) -> Policy:
    return may(action, kind, args={"kind": "person"}, data=data, query=query)


def _view(action: str, data: Values | None = None) -> Policy:
    return may(action, "view", on="view", args={"view_id": "@view"}, data=data)


FILTERING: dict[str, dict[str, Policy]] = {
    "api/v1/search": {"GET": signed_in(query={"q": "north"})},
    "lists/<slug:kind>/filter/": {
        "GET": _list("see", "person"),
        "POST": _list("see", "person", {"shape": "[0,[]]", "do": "look"}),
    },
    "lists/<slug:kind>/records/": {
        "GET": _list("see", "person", query={"field": "team", "row": "1", "q1": "can"})
    },
    "lists/<slug:kind>/columns/": {
        "GET": _list("see", "person"),
        "POST": _list("see", "person", {"do": "apply", "show": "email", "order": "email"}),
    },
    "lists/<slug:kind>/views/": {"GET": _list("see", "person")},
    "lists/<slug:kind>/views/new/": {
        "GET": _list("create", "view"),
        "POST": _list("create", "view", NAMED),
    },
    "lists/<slug:kind>/views/arrange/": {"POST": _list("see", "view", {"first": "mine"})},
    "views/<int:view_id>/": {"GET": _view("edit"), "POST": _view("edit", NAMED)},
    "views/<int:view_id>/keep/": {"POST": _view("edit")},
    "views/<int:view_id>/delete/": {"POST": _view("delete")},
    "views/<int:view_id>/restore/": {"POST": _view("delete")},
    "api/v1/filters/<kind>": {"GET": may("see", "deal", args={"kind": "deal"})},
    "api/v1/views": {
        "GET": may("see", "view"),
        "POST": may("create", "view", data={"kind": "person", "name": "New"}),
    },
    "api/v1/views/<int:view_id>": {
        "GET": _view("see"),
        "PATCH": _view("edit", {"name": "New", "version": 1}),
        "DELETE": _view("delete"),
    },
    "api/v1/views/<int:view_id>/restore": {"POST": _view("delete")},
}
