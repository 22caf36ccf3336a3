"""The verbs of selling. Only these write."""

from accrue.sales.services.deals import DealFields, archive_deal, edit_deal, open_deal, restore_deal
from accrue.sales.services.imports import DealRow, LineRow, import_deals
from accrue.sales.services.lines import add_line, follow_lines, remove_line
from accrue.sales.services.many import MANY, change_deals, put_away_deals
from accrue.sales.services.moves import lose_deal, move_deal, reopen_deal, win_deal
from accrue.sales.services.pipelines import (
    add_loss_reason,
    add_stage,
    archive_pipeline,
    create_pipeline,
    delete_stage,
    edit_pipeline,
    edit_stage,
    ensure_default_pipeline,
    order_stages,
    rename_loss_reason,
    retire_loss_reason,
)

__all__ = [
    "MANY",
    "DealFields",
    "DealRow",
    "LineRow",
    "add_line",
    "add_loss_reason",
    "add_stage",
    "archive_deal",
    "archive_pipeline",
    "change_deals",
    "create_pipeline",
    "delete_stage",
    "edit_deal",
    "edit_pipeline",
    "edit_stage",
    "ensure_default_pipeline",
    "follow_lines",
    "import_deals",
    "lose_deal",
    "move_deal",
    "open_deal",
    "order_stages",
    "put_away_deals",
    "remove_line",
    "rename_loss_reason",
    "reopen_deal",
    "restore_deal",
    "retire_loss_reason",
    "win_deal",
]
