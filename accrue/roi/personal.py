"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Table, declare, declare_facts

declare(
    Table(
        model="roi.Alert",
        plain="id goal category year said opened_at closed_at",
    ),
    Table(
        model="roi.AlertNotice",
        plain="id alert user told_at",
    ),
    Table(
        model="roi.DeclaredBenefit",
        plain=(
            "id name amount_minor currency haircut reason overlap_group owner entered_by "
            "entered_at withdrawn_at version"
        ),
    ),
    Table(
        model="roi.StatementComment",
        whose="user",
        personal={"text": "what they said of a figure"},
        plain="id statement line author written_at edited_at withdrawn_at version",
    ),
    Table(
        model="roi.CommentMention",
        plain="id comment user told_at",
    ),
    Table(
        model="roi.Cost",
        plain=(
            "id category amount_minor currency incurred_on recurs until spread_months per note "
            "replaces entered_by entered_at approved_by approved_at withdrawn_at version"
        ),
    ),
    Table(
        model="roi.CostAttachment",
        plain="id cost name size sha256 content added_by added_at",
    ),
    Table(
        model="roi.Budget",
        plain="id category year amount_minor currency",
    ),
    Table(
        model="roi.Goal",
        plain=(
            "id measure team dimension dimension_value target at_most starts_on due_on owner note "
            "dropped_at created_at version"
        ),
    ),
    Table(
        model="roi.Baseline",
        plain=(
            "id measure team dimension dimension_value starts_on ends_on value low high currency "
            "months records coverage fingerprint facts_fingerprint supersedes frozen_by frozen_at"
        ),
    ),
    Table(
        model="roi.Programme",
        plain=(
            "id currency go_live horizon_months discount_rate margin_rate loaded_hourly_rate_minor "
            "is_simulated planted_effect only created_at version"
        ),
    ),
    Table(
        model="roi.PerimeterExclusion",
        plain="id programme team reason",
    ),
    Table(
        model="roi.DesignPin",
        plain="id line design reason created_at",
    ),
    Table(
        model="roi.SendingSchedule",
        plain="id every day hour approved_only only changed_at version",
    ),
    Table(
        model="roi.Stakeholder",
        whose="user",
        personal={"email": "to send them the statement", "name": "to address them"},
        plain="id user added_by added_at unsubscribed_at removed_at",
    ),
    Table(
        model="roi.StatementMail",
        whose="user",
        personal={"error": "why a mail came back"},
        plain="id statement stakeholder before state attempts created_at sent_at",
    ),
    Table(
        model="roi.SendingSlot",
        plain="id at statement is_new",
    ),
    Table(
        model="roi.Statement",
        plain=(
            "id number currency starts_on ends_on asked_start asked_end roi_percent "
            "roi_percent_low roi_percent_high net_return_minor benefit_minor cost_minor "
            "is_simulated planted_effect perimeter fingerprint inputs body drawn_by drawn_at"
        ),
    ),
    Table(
        model="roi.StatementRecord",
        plain="id statement line part position record_id minor",
    ),
    Table(
        model="roi.StatementApproval",
        plain="id statement approved_by approved_at note",
    ),
    Table(
        model="roi.PublishedLink",
        plain=("id statement token_sha256 label created_by created_at expires_at revoked_at revoked_by"),
    ),
    Table(
        model="roi.LinkView",
        whose="user",
        personal={"agent": "to see that a shared statement was read"},
        plain="id link at",
    ),
    Table(
        model="roi.StatementPdf",
        plain="id statement is_approved content created_at",
    ),
    Table(
        model="roi.StatementFile",
        plain="id statement form is_approved content created_at",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "BaselineFrozen.measure,starts_on,ends_on,fingerprint BenefitDeclared.name,currency,haircut "
        "BenefitWithdrawn.name BudgetOverrun.category,currency BudgetSet.category,currency "
        "CostApproved.category CostChanged.fields CostEntered.category,currency "
        "CostWithdrawn.category,reason GoalBackOnTrack.measure,state GoalDropped.measure "
        "GoalLeftTrack.measure,state GoalSet.measure,target,due_on ProgrammeChanged.fields "
        "SendingScheduled.every StatementCommented.line StatementDrawn.fingerprint,currency "
        "StatementExported.form StatementPublished.expires_at"
    ),
)
declare_facts(
    whose="user",
    personal={
        "StakeholderAdded.name": "whom it was about",
        "StakeholderRemoved.name": "whom it was about",
        "StatementSendingRetried.name": "whom it was about",
        "StatementSent.name": "whom it was about",
    },
    plain=("StakeholderRemoved.how StatementSendingRetried.was"),
)
