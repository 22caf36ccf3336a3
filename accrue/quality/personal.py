"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from django.db.models import Q

from accrue.events.data_map import Table, declare, declare_facts

declare(
    Table(
        model="quality.Merge",
        whose="person",
        by=lambda ids: Q(kind="person") & (Q(keep_id__in=list(ids)) | Q(away_id__in=list(ids))),
        personal={"changed": "to take a merge back for 30 days"},
        plain="id kind keep_id away_id away_archived_at merged_at merged_by undone_at undone_by",
    ),
    Table(
        model="quality.Moved",
        plain="id merge relation row_ids",
    ),
    Table(
        model="quality.Pair",
        whose="person",
        by=lambda ids: Q(kind="person") & (Q(left_id__in=list(ids)) | Q(right_id__in=list(ids))),
        fill={"state": "apart"},
        label="Duplicates",
        personal={"reasons": "why two records may mean the same person"},
        plain="id kind left_id right_id certainty state found_at decided_at decided_by",
    ),
    Table(model="quality.HealthWeights", plain="id kind fields stale_days version"),
    Table(
        model="quality.HealthScore",
        plain="id kind at scope key records completeness validity uniqueness freshness score",
    ),
    Table(model="quality.Problem", plain="id kind what field rule count"),
    Table(model="quality.Issue", plain="id problem record_id"),
    Table(
        model="quality.Mending",
        plain="id kind field state owner created_at total done changed restored",
    ),
    Table(
        model="quality.Mended",
        label="Mended records",
        whose="person",
        by=lambda ids: Q(mending__kind="person") & Q(record_id__in=list(ids)),
        personal={"before": "to undo a standardising"},
        plain="id mending record_id is_done version",
    ),
    Table(
        model="quality.Rule",
        plain=("id kind field check_kind params message severity is_on author created_at version"),
    ),
    Table(
        model="quality.DuplicateRules",
        plain="id wrong_merge_cost missed_cost automatic_from automatic_by version",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "CompaniesMerged.name,moved CompanyMergeUndone.name,moved DrawnPeopleMerged.key,arms "
        "DrawnPeopleParted.key HealthWeighed.kind RecordsStandardised.kind,field "
        "StandardisingUndone.kind,field RuleMade.kind,field RuleChanged.kind,field RuleSwitched.kind,field "
        "RuleDeleted.kind,field"
    ),
)
declare_facts(
    whose="person",
    personal={
        "PeopleMerged.name": "to know and address them",
        "PersonMergeUndone.name": "to know and address them",
    },
    plain=("PeopleMerged.moved PersonMergeUndone.moved"),
)
