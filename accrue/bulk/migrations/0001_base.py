import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accrue.clock
import accrue.whole_tables


class Migration(migrations.Migration):
    replaces = [("bulk", "0001_bulk_actions")]

    initial = True

    dependencies = [
        ("accounts", "0001_base"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="BulkAction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("edit", "Change a field"),
                                    ("tag", "Add tags"),
                                    ("untag", "Take tags off"),
                                    ("archive", "Archive"),
                                    ("restore", "Restore"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("values", models.JSONField(default=dict)),
                        ("selection", models.JSONField(default=dict)),
                        ("said", models.CharField(max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("gathering", "Gathering"),
                                    ("running", "Under way"),
                                    ("done", "Done"),
                                    ("undoing", "Being undone"),
                                    ("undone", "Undone"),
                                ],
                                default="running",
                                max_length=10,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("changed", models.PositiveIntegerField(default=0)),
                        ("same", models.PositiveIntegerField(default=0)),
                        ("refused", models.PositiveIntegerField(default=0)),
                        ("restored", models.PositiveIntegerField(default=0)),
                        ("left", models.PositiveIntegerField(default=0)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["owner", "-created_at", "-id"], name="bulk_newest")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "bulk_bulkactionevent" ("created_at", "finished_at", "id", "kind", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "selection", "state", "values", "what") VALUES (NEW."created_at", NEW."finished_at", NEW."id", NEW."kind", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."said", NEW."selection", NEW."state", NEW."values", NEW."what"); RETURN NULL;',
                                    hash="78bf55e521433aefef6183993b7a092b8f62dda6",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d278d",
                                    table="bulk_bulkaction",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."finished_at" IS DISTINCT FROM (NEW."finished_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."said" IS DISTINCT FROM (NEW."said") OR OLD."selection" IS DISTINCT FROM (NEW."selection") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."values" IS DISTINCT FROM (NEW."values") OR OLD."what" IS DISTINCT FROM (NEW."what"))',
                                    func='INSERT INTO "bulk_bulkactionevent" ("created_at", "finished_at", "id", "kind", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "selection", "state", "values", "what") VALUES (NEW."created_at", NEW."finished_at", NEW."id", NEW."kind", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."said", NEW."selection", NEW."state", NEW."values", NEW."what"); RETURN NULL;',
                                    hash="ef651594fc05044c38cbc197e49b77427f1cac17",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_a6918",
                                    table="bulk_bulkaction",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkActionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=40)),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("edit", "Change a field"),
                                    ("tag", "Add tags"),
                                    ("untag", "Take tags off"),
                                    ("archive", "Archive"),
                                    ("restore", "Restore"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("values", models.JSONField(default=dict)),
                        ("selection", models.JSONField(default=dict)),
                        ("said", models.CharField(max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("gathering", "Gathering"),
                                    ("running", "Under way"),
                                    ("done", "Done"),
                                    ("undoing", "Being undone"),
                                    ("undone", "Undone"),
                                ],
                                default="running",
                                max_length=10,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="bulk.bulkaction",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="6b09d83d5a6b9996b7d76e165bd31caa935bc8f5",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_c6d79",
                                    table="bulk_bulkactionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("record_id", models.BigIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("changed", "Changed"),
                                    ("same", "Said so already"),
                                    ("refused", "Not changed"),
                                    ("restored", "Put back"),
                                    ("left", "Left as it is"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("is_waiting", models.BooleanField(default=True)),
                        ("before", models.JSONField(null=True)),
                        ("version", models.PositiveIntegerField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=400)),
                        (
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="bulk.bulkaction",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_waiting", True)),
                                fields=["action", "record_id"],
                                name="bulk_queue",
                            ),
                            models.Index(fields=["action", "state", "id"], name="bulk_by_state"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("action", "record_id"), name="bulk_row_once")
                        ],
                    },
                ),
            ],
        ),
    ]
