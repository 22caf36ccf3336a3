"""An area's tables made in one step of its first migration."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """Create tables with all that belongs to them: columns, indexes, constraints, triggers (`options["triggers"]`).

    Each CreateModel of its own makes Django draw the models anew that are related to the new one in any number of steps,
    which is nearly all of them. New tables take nothing away from the models that are there, so here only the new ones are
    drawn, and once. A table may refer to any other of `tables`, of this migration's dependencies, or to itself.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args = ["tables"]

    def __init__(self, tables: list[CreateModel]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        drawn = state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)
        if drawn is not None:
            with drawn.bulk_update():
                drawn.render_multiple([state.models[app_label, table.name_lower] for table in self.tables])
            state.__dict__["apps"] = drawn

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)
            if table.options.get("proxy"):  # its triggers are on the table that it stands for
                for trigger in table.options.get("triggers", []):
                    schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.tables)} tables"
