import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accrue.clock
import accrue.whole_tables


class Migration(migrations.Migration):
    replaces = [("exchange", "0001_initial"), ("exchange", "0002_exports")]

    initial = True

    dependencies = [
        ("accounts", "0001_base"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="ExternalId",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("system", models.CharField(blank=True, max_length=40)),
                        ("value", models.CharField(max_length=190)),
                        ("record_id", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["kind", "record_id"], name="external_ids_of_record")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "system", "value"), name="one_record_an_external_id"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Import",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("file_name", models.CharField(max_length=200)),
                        ("size", models.BigIntegerField(default=0)),
                        ("form", models.CharField(blank=True, max_length=10)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("wish", models.JSONField(default=dict)),
                        ("columns", models.JSONField(default=list)),
                        ("sheets", models.JSONField(default=list)),
                        ("mapping", models.JSONField(default=list)),
                        ("options", models.JSONField(default=dict)),
                        ("report", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "Reading the file"),
                                    ("draft", "Draft"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Stopped"),
                                    ("reverting", "Being taken back"),
                                    ("reverted", "Taken back"),
                                ],
                                default="reading",
                                max_length=10,
                            ),
                        ),
                        ("error", models.CharField(blank=True, max_length=500)),
                        ("rows", models.PositiveIntegerField(default=0)),
                        ("position", models.BigIntegerField(default=0)),
                        ("created", models.PositiveIntegerField(default=0)),
                        ("updated", models.PositiveIntegerField(default=0)),
                        ("duplicate", models.PositiveIntegerField(default=0)),
                        ("rejected", models.PositiveIntegerField(default=0)),
                        ("skipped", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("changed_at", models.DateTimeField(default=accrue.clock.now)),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("reverted_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="corrections",
                                to="exchange.import",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["-created_at", "-id"], name="import_newest")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "exchange_importevent" ("corrects_id", "created_at", "error", "file_name", "finished_at", "form", "id", "kind", "mapping", "note", "options", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report", "reverted_at", "rows", "sheets", "size", "started_at", "state", "team_id", "version", "wish") VALUES (NEW."corrects_id", NEW."created_at", NEW."error", NEW."file_name", NEW."finished_at", NEW."form", NEW."id", NEW."kind", NEW."mapping", NEW."note", NEW."options", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."report", NEW."reverted_at", NEW."rows", NEW."sheets", NEW."size", NEW."started_at", NEW."state", NEW."team_id", NEW."version", NEW."wish"); RETURN NULL;',
                                    hash="d97ebc2e6e27b542d4494ff2042b09c8156749c2",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_e5e56",
                                    table="exchange_import",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."corrects_id" IS DISTINCT FROM (NEW."corrects_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."error" IS DISTINCT FROM (NEW."error") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."finished_at" IS DISTINCT FROM (NEW."finished_at") OR OLD."form" IS DISTINCT FROM (NEW."form") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."mapping" IS DISTINCT FROM (NEW."mapping") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."options" IS DISTINCT FROM (NEW."options") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."report" IS DISTINCT FROM (NEW."report") OR OLD."reverted_at" IS DISTINCT FROM (NEW."reverted_at") OR OLD."rows" IS DISTINCT FROM (NEW."rows") OR OLD."sheets" IS DISTINCT FROM (NEW."sheets") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."wish" IS DISTINCT FROM (NEW."wish"))',
                                    func='INSERT INTO "exchange_importevent" ("corrects_id", "created_at", "error", "file_name", "finished_at", "form", "id", "kind", "mapping", "note", "options", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report", "reverted_at", "rows", "sheets", "size", "started_at", "state", "team_id", "version", "wish") VALUES (NEW."corrects_id", NEW."created_at", NEW."error", NEW."file_name", NEW."finished_at", NEW."form", NEW."id", NEW."kind", NEW."mapping", NEW."note", NEW."options", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."report", NEW."reverted_at", NEW."rows", NEW."sheets", NEW."size", NEW."started_at", NEW."state", NEW."team_id", NEW."version", NEW."wish"); RETURN NULL;',
                                    hash="ffd7261c8e86283cfceb5f88ceb3cd7fe37a0c73",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_57eea",
                                    table="exchange_import",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=20)),
                        ("file_name", models.CharField(max_length=200)),
                        ("size", models.BigIntegerField(default=0)),
                        ("form", models.CharField(blank=True, max_length=10)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("wish", models.JSONField(default=dict)),
                        ("sheets", models.JSONField(default=list)),
                        ("mapping", models.JSONField(default=list)),
                        ("options", models.JSONField(default=dict)),
                        ("report", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "Reading the file"),
                                    ("draft", "Draft"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Stopped"),
                                    ("reverting", "Being taken back"),
                                    ("reverted", "Taken back"),
                                ],
                                default="reading",
                                max_length=10,
                            ),
                        ),
                        ("error", models.CharField(blank=True, max_length=500)),
                        ("rows", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("reverted_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="exchange.import",
                            ),
                        ),
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
                                to="exchange.import",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="08e006d128645aa329d760db856b3a0cc6775b5d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_30b5b",
                                    table="exchange_importevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("data", models.JSONField(default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("created", "Created"),
                                    ("updated", "Updated"),
                                    ("duplicate", "Duplicate"),
                                    ("rejected", "Rejected"),
                                    ("skipped", "Left out"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("record_id", models.BigIntegerField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=400)),
                        ("faults", models.JSONField(null=True)),
                        ("before", models.JSONField(null=True)),
                        ("made", models.JSONField(null=True)),
                        ("version", models.PositiveIntegerField(null=True)),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="exchange.import",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["batch", "state", "number"], name="import_row_by_state")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "number"), name="one_import_row_a_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("kind", models.CharField(max_length=20)),
                        ("targets", models.JSONField()),
                        ("options", models.JSONField(default=dict)),
                        ("is_shared", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
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
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("owner"),
                                models.F("kind"),
                                django.db.models.functions.text.Lower("name"),
                                name="one_mapping_a_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="mapping_has_a_name"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Export",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("selection", models.JSONField(default=dict)),
                        ("keys", models.JSONField(default=list)),
                        ("form", models.CharField(max_length=10)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("running", "Being written"),
                                    ("done", "Ready"),
                                    ("failed", "Stopped"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("error", models.CharField(blank=True, max_length=500)),
                        ("rows", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("size", models.BigIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
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
                        "indexes": [
                            models.Index(fields=["owner", "-created_at", "-id"], name="export_newest")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "exchange_exportevent" ("created_at", "error", "expires_at", "finished_at", "form", "id", "keys", "kind", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "selection", "size", "state") VALUES (NEW."created_at", NEW."error", NEW."expires_at", NEW."finished_at", NEW."form", NEW."id", NEW."keys", NEW."kind", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."selection", NEW."size", NEW."state"); RETURN NULL;',
                                    hash="c8fa0660e09a10ebbc18d056cbe51afcb3ca8f1e",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_e96cd",
                                    table="exchange_export",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."error" IS DISTINCT FROM (NEW."error") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."finished_at" IS DISTINCT FROM (NEW."finished_at") OR OLD."form" IS DISTINCT FROM (NEW."form") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."keys" IS DISTINCT FROM (NEW."keys") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."selection" IS DISTINCT FROM (NEW."selection") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                                    func='INSERT INTO "exchange_exportevent" ("created_at", "error", "expires_at", "finished_at", "form", "id", "keys", "kind", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "selection", "size", "state") VALUES (NEW."created_at", NEW."error", NEW."expires_at", NEW."finished_at", NEW."form", NEW."id", NEW."keys", NEW."kind", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."selection", NEW."size", NEW."state"); RETURN NULL;',
                                    hash="38fdf741d94a06b0e56dc106d39e1eeb64dc0458",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_70a7c",
                                    table="exchange_export",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExportEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=20)),
                        ("selection", models.JSONField(default=dict)),
                        ("keys", models.JSONField(default=list)),
                        ("form", models.CharField(max_length=10)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("running", "Being written"),
                                    ("done", "Ready"),
                                    ("failed", "Stopped"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("error", models.CharField(blank=True, max_length=500)),
                        ("size", models.BigIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
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
                                to="exchange.export",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="4608513355a21418f544e35c3862d231c9b2a391",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_86533",
                                    table="exchange_exportevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
