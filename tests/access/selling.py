"""Who may call what of deals and pipelines, and the records this is tried on."""

from __future__ import annotations

from typing import Any

from accrue.contacts.models import Company, Person
from accrue.sales.models import DealLine, LossReason, Pipeline, Stage
from accrue.sales.services import add_line, add_stage, ensure_default_pipeline, open_deal
from tests.access.policy import Policy, may
from tests.access.sample import Sample, canary, makes

ONE_DEAL, ONE_PIPELINE = {"pk": "@deal"}, {"pk": "@pipeline"}
ONE_STAGE = {"pk": "@pipeline", "stage": "@empty_stage"}
ONE_REASON = {"pk": "@loss_reason"}
STAGE = {"name": "Another", "kind": "open", "probability": 10}


@makes("pipeline")
def pipeline(sample: Sample) -> Pipeline:
    return ensure_default_pipeline()


@makes("stage")
def stage(sample: Sample) -> Stage:
    return sample["pipeline"].stages.get(name="Discovery")


@makes("empty_stage")
def empty_stage(sample: Sample) -> Stage:
    return add_stage(actor=sample["administrator"], pipeline_id=sample.id("pipeline"), name="Nothing here")


@makes("loss_reason")
def loss_reason(sample: Sample) -> LossReason:
    sample["pipeline"]
    return LossReason.objects.get(name="Price")


@makes("firm")
def firm(sample: Sample) -> Company:
    rep = sample["rep"]
    return Company.objects.create(name=canary("company", "name"), owner=rep, team=rep.team)


@makes("buyer")
def buyer(sample: Sample) -> Person:
    rep = sample["rep"]
    return Person.objects.create(
        given_name=canary("person", "name"), company=sample["firm"], owner=rep, team=rep.team
    )


@makes("deal")
def deal(sample: Sample) -> Any:
    first = sample["pipeline"].stages.get(name="Qualified")
    fields: Any = {
        "name": canary("deal", "name"),
        "source": canary("deal", "source"),
        "amount_minor": 7_300_00,
    }
    return open_deal(actor=sample["rep"], stage_id=first.pk, fields=fields)


@makes("deal_line")
def deal_line(sample: Sample) -> DealLine:
    return add_line(
        actor=sample["rep"], deal_id=sample.id("deal"), name=canary("deal", "line"), unit_price_minor=100
    )


@makes("won_deal")
def won_deal(sample: Sample) -> Any:
    from accrue.sales.services import win_deal

    first = sample["pipeline"].stages.get(name="Qualified")
    made = open_deal(actor=sample["rep"], stage_id=first.pk, fields={"name": "Won 7f3a", "amount_minor": 1})
    return win_deal(actor=sample["rep"], deal_id=made.pk)


def one(action: str, data: dict[str, Any] | None = None, **args: Any) -> Policy:
    return may(action, "deal", on="deal", args={**ONE_DEAL, **args}, data=data)


def shape(args: dict[str, Any] | None = None, data: dict[str, Any] | None = None) -> Policy:
    return may("edit", "pipeline", args=args, data=data)


SELLING: dict[str, dict[str, Policy]] = {
    "deals/": {"GET": may("see", "deal")},
    "deals/table/": {"GET": may("see", "deal")},
    "deals/calendar/": {"GET": may("see", "deal")},
    "deals/by-month/": {"GET": may("see", "deal")},
    "deals/begin/": {"POST": may("create", "pipeline")},
    "deals/new/": {
        "GET": may("create", "deal"),
        "POST": may("create", "deal", data={"name": "N", "stage": "@stage"}),
    },
    "deals/choices/<slug:kind>/": {"GET": may("see", "product", args={"kind": "product"})},
    "deals/of-person/<int:pk>/": {"GET": may("see", "person", on="buyer", args={"pk": "@buyer"})},
    "deals/of-company/<int:pk>/": {"GET": may("see", "company", on="firm", args={"pk": "@firm"})},
    "deals/<int:pk>/": {"GET": one("see")},
    "deals/<int:pk>/timeline/": {"GET": one("see")},
    "deals/<int:pk>/peek/": {"GET": one("see")},
    "deals/<int:pk>/move/": {"POST": one("edit", {"lane": "@stage", "index": "0"})},
    "deals/<int:pk>/day/": {"GET": one("edit"), "POST": one("edit", {"day": "2027-03-17"})},
    "deals/<int:pk>/stage/": {"POST": one("edit", {"stage": "@stage"})},
    "deals/<int:pk>/win/": {"POST": one("edit")},
    "deals/<int:pk>/lose/": {"GET": one("edit"), "POST": one("edit", {"reason": "@loss_reason"})},
    "deals/<int:pk>/reopen/": {"POST": may("edit", "deal", on="won_deal", args={"pk": "@won_deal"})},
    "deals/<int:pk>/archive/": {"POST": one("delete")},
    "deals/<int:pk>/restore/": {"POST": one("delete")},
    "deals/<int:pk>/detail/<slug:name>/": {
        "GET": one("edit", name="name"),
        "POST": one("edit", {"name": "Renamed"}, name="name"),
    },
    "deals/<int:pk>/products/add/": {
        "GET": one("edit"),
        "POST": one("edit", {"product": "", "quantity": "1"}),
    },
    "deals/<int:pk>/products/follow/": {"POST": one("edit")},
    "deals/<int:pk>/products/<int:line>/remove/": {"POST": one("edit", line="@deal_line")},
    "pipelines/": {"GET": may("see", "pipeline")},
    "pipelines/new/": {
        "GET": may("create", "pipeline"),
        "POST": may("create", "pipeline", data={"name": "Renewals"}),
    },
    "pipelines/<int:pk>/": {"GET": shape(ONE_PIPELINE), "POST": shape(ONE_PIPELINE, {"name": "Renamed"})},
    "pipelines/<int:pk>/archive/": {"POST": shape(ONE_PIPELINE)},
    "pipelines/<int:pk>/stages/new/": {"GET": shape(ONE_PIPELINE), "POST": shape(ONE_PIPELINE, STAGE)},
    "pipelines/<int:pk>/stages/<int:stage>/": {"GET": shape(ONE_STAGE), "POST": shape(ONE_STAGE, STAGE)},
    "pipelines/<int:pk>/stages/<int:stage>/delete/": {"POST": shape(ONE_STAGE)},
    "pipelines/<int:pk>/stages/<int:stage>/shift/": {"POST": shape(ONE_STAGE, {"way": "up"})},
    "pipelines/reasons/new/": {"GET": shape(), "POST": shape(data={"name": "Too far"})},
    "pipelines/reasons/<int:pk>/": {
        "GET": shape(ONE_REASON),
        "POST": shape(ONE_REASON, {"name": "Too dear"}),
    },
    "pipelines/reasons/<int:pk>/retire/": {"POST": shape(ONE_REASON)},
}

SELLING |= {
    "api/v1/pipelines": {"GET": may("see", "pipeline")},
    "api/v1/loss-reasons": {"GET": may("see", "pipeline")},
    "api/v1/deals": {
        "GET": may("see", "deal"),
        "POST": may("create", "deal", data={"name": "N", "stage_id": "@stage"}),
    },
    "api/v1/deals/<int:deal_id>": {
        "GET": may("see", "deal", on="deal"),
        "PATCH": may("edit", "deal", on="deal", data={"name": "Renamed"}),
    },
    "api/v1/deals/<int:deal_id>/move": {"POST": may("edit", "deal", on="deal", data={"stage_id": "@stage"})},
    "api/v1/deals/<int:deal_id>/win": {"POST": may("edit", "deal", on="deal")},
    "api/v1/deals/<int:deal_id>/lose": {
        "POST": may("edit", "deal", on="deal", data={"lost_reason_id": "@loss_reason"})
    },
    "api/v1/deals/<int:deal_id>/reopen": {
        "POST": may("edit", "deal", on="won_deal", args={"deal_id": "@won_deal"})
    },
    "api/v1/deals/<int:deal_id>/archive": {"POST": may("delete", "deal", on="deal")},
    "api/v1/deals/<int:deal_id>/restore": {"POST": may("delete", "deal", on="deal")},
}
