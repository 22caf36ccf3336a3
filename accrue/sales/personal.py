"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from accrue.events.data_map import Table, declare, declare_facts, holds


@holds("open deals")
def open_deals(ids: Collection[int]) -> Mapping[int, str]:
    from accrue.sales.models import Deal

    open_ones = Deal.objects.filter(person__in=ids, closed_at__isnull=True, archived_at__isnull=True)
    return dict.fromkeys(open_ones.values_list("person_id", flat=True), "an open deal")


declare(
    Table(
        model="sales.Pipeline",
        plain="id name position archived_at version",
    ),
    Table(
        model="sales.Stage",
        plain="id pipeline name kind probability position rot_days version",
    ),
    Table(
        model="sales.LossReason",
        plain="id name position archived_at",
    ),
    Table(
        model="sales.Deal",
        whose="person",
        by="person",
        label="Deals",
        fill={"name": "Deal {id}"},
        shared=("source",),
        personal={
            "name": "deals are often named for who buys",
            "source": "to know what brought it",
            "custom": "what the company keeps of them in fields of its own",
            "search_custom": "to find them by what stands in those fields",
            "lost_note": "to learn why it was lost",
        },
        plain=(
            "id amount_minor currency follows_lines expected_close pipeline stage position "
            "stage_since person company owner team lost_reason closed_at archived_at created_at "
            "version"
        ),
    ),
    Table(
        model="sales.DealLine",
        plain="id deal product name quantity unit_price_minor position",
    ),
    Table(
        model="sales.StageChange",
        plain=("id deal from_stage to_stage at actor amount_minor currency expected_close seconds_in_stage"),
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "LossReasonAdded.name LossReasonRenamed.before,name LossReasonRestored.name "
        "LossReasonRetired.name PipelineArchived.name PipelineCreated.name,stages "
        "PipelineRenamed.before,name StageAdded.name,means StageEdited.name,fields "
        "StageRemoved.name StagesOrdered.stages DealEdited.fields"
    ),
)
declare_facts(
    whose="person",
    personal={
        "DealArchived.name": "deals are often named for who buys",
        "DealLost.name": "deals are often named for who buys",
        "DealLost.reason": "why, in words that may name somebody",
        "DealMoved.name": "deals are often named for who buys",
        "DealOpened.name": "deals are often named for who buys",
        "DealReopened.name": "deals are often named for who buys",
        "DealRestored.name": "deals are often named for who buys",
        "DealWon.name": "deals are often named for who buys",
    },
    plain=(
        "DealLost.currency DealMoved.from_stage,to_stage DealOpened.stage,currency DealReopened.was "
        "DealWon.currency"
    ),
)
