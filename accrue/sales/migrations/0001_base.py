from decimal import Decimal

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accrue.clock
import accrue.filters.search
import accrue.whole_tables


class Migration(migrations.Migration):
    replaces = [("sales", "0001_initial"), ("sales", "0002_custom_fields")]

    initial = True

    dependencies = [
        ("accounts", "0001_base"),
        ("contacts", "0001_base"),
        ("filters", "0001_base"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("products", "0001_base"),
    ]

    operations = [
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="LossReason",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["position", "pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "sales_lossreasonevent" ("archived_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."archived_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;',
                                    hash="6125014222faa1f8af4dba4f47e2ad0b43a55bf5",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_5000e",
                                    table="sales_lossreason",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "sales_lossreasonevent" ("archived_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."archived_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;',
                                    hash="c032f7cbf48e6dc41f47b16133ab38b347edeef3",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_bec8c",
                                    table="sales_lossreason",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LossReasonEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=80)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
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
                                to="sales.lossreason",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="169b7b349e7e093bb8514abe15b995539aef440d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b2e23",
                                    table="sales_lossreasonevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pipeline",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["position", "pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "sales_pipelineevent" ("archived_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "version") VALUES (NEW."archived_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."version"); RETURN NULL;',
                                    hash="e94c492de64fe4097877fd78ca84b5c765f4b551",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_55de8",
                                    table="sales_pipeline",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "sales_pipelineevent" ("archived_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "version") VALUES (NEW."archived_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."version"); RETURN NULL;',
                                    hash="91b3af8399c437be82a6d2663f334bf322691e47",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c1c49",
                                    table="sales_pipeline",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PipelineEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=80)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
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
                                to="sales.pipeline",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="5bd9653146da53c39a84c32c0c8e279cfaeda9cd",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_8a6f6",
                                    table="sales_pipelineevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")],
                                default="open",
                                max_length=4,
                            ),
                        ),
                        ("probability", models.PositiveSmallIntegerField(default=50)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("rot_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "pipeline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stages",
                                to="sales.pipeline",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("pipeline", "name"), name="one_stage_of_a_name"),
                            models.CheckConstraint(
                                condition=models.Q(("probability__lte", 100)),
                                name="stage_probability_in_percent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "open"),
                                    models.Q(("kind", "won"), ("probability", 100)),
                                    models.Q(("kind", "lost"), ("probability", 0)),
                                    _connector="OR",
                                ),
                                name="closed_stage_is_certain",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "sales_stageevent" ("id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pipeline_id", "position", "probability", "rot_days", "version") VALUES (NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pipeline_id", NEW."position", NEW."probability", NEW."rot_days", NEW."version"); RETURN NULL;',
                                    hash="5409fd2259df8813b0ae7663e189118f3d023c36",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_5fa08",
                                    table="sales_stage",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "sales_stageevent" ("id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pipeline_id", "position", "probability", "rot_days", "version") VALUES (NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pipeline_id", NEW."position", NEW."probability", NEW."rot_days", NEW."version"); RETURN NULL;',
                                    hash="61a82c2df0d598ff5168055d0265f23a0a3c5140",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_9b21b",
                                    table="sales_stage",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Deal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=160)),
                        ("amount_minor", models.BigIntegerField(default=0)),
                        ("currency", models.CharField(max_length=3)),
                        ("follows_lines", models.BooleanField(default=False)),
                        ("expected_close", models.DateField(blank=True, null=True)),
                        ("position", models.BigIntegerField(default=0)),
                        ("stage_since", models.DateTimeField(default=accrue.clock.now)),
                        ("source", models.CharField(blank=True, max_length=60)),
                        ("lost_note", models.CharField(blank=True, max_length=300)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "search_text",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Folded("name", "source"),
                                output_field=models.TextField(db_collation="C"),
                            ),
                        ),
                        (
                            "search_trigrams",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Trigrams("name", "source"),
                                output_field=django.contrib.postgres.fields.ArrayField(
                                    base_field=models.TextField(db_collation="C")
                                ),
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deals",
                                to="contacts.company",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deals",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deals",
                                to="contacts.person",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deals",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "lost_reason",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="sales.lossreason",
                            ),
                        ),
                        (
                            "pipeline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deals",
                                to="sales.pipeline",
                            ),
                        ),
                        (
                            "stage",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deals",
                                to="sales.stage",
                            ),
                        ),
                        (
                            "custom",
                            models.JSONField(
                                blank=True,
                                db_default=models.Value({}, models.JSONField()),
                                default=dict,
                                editable=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=True,
                                fields=["search_trigrams"],
                                gin_pending_list_limit=512,
                                name="deal_search",
                            ),
                            models.Index(
                                condition=models.Q(("archived_at__isnull", True)),
                                fields=["stage", "position", "id"],
                                name="deal_board",
                            ),
                            models.Index(
                                condition=models.Q(("archived_at__isnull", True)),
                                fields=["pipeline", "stage", "closed_at"],
                                include=("currency", "amount_minor", "expected_close"),
                                name="deal_sums",
                            ),
                            models.Index(fields=["-created_at", "-id"], name="deal_newest"),
                            models.Index(fields=["-amount_minor", "-id"], name="deal_largest"),
                            models.Index(
                                models.OrderBy(models.F("expected_close"), nulls_last=True),
                                models.OrderBy(models.F("id")),
                                name="deal_soonest",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gte", 0)),
                                name="deal_amount_not_below_zero",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "sales_dealevent" ("amount_minor", "archived_at", "closed_at", "company_id", "created_at", "currency", "custom", "expected_close", "follows_lines", "id", "lost_note", "lost_reason_id", "name", "owner_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pipeline_id", "source", "stage_id", "stage_since", "team_id", "version") VALUES (NEW."amount_minor", NEW."archived_at", NEW."closed_at", NEW."company_id", NEW."created_at", NEW."currency", NEW."custom", NEW."expected_close", NEW."follows_lines", NEW."id", NEW."lost_note", NEW."lost_reason_id", NEW."name", NEW."owner_id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pipeline_id", NEW."source", NEW."stage_id", NEW."stage_since", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="15cb7be76adaa1ec8b1dc77af27782729fa86339",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_5ee5b",
                                    table="sales_deal",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."amount_minor" IS DISTINCT FROM (NEW."amount_minor") OR OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."custom" IS DISTINCT FROM (NEW."custom") OR OLD."expected_close" IS DISTINCT FROM (NEW."expected_close") OR OLD."follows_lines" IS DISTINCT FROM (NEW."follows_lines") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."lost_note" IS DISTINCT FROM (NEW."lost_note") OR OLD."lost_reason_id" IS DISTINCT FROM (NEW."lost_reason_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."pipeline_id" IS DISTINCT FROM (NEW."pipeline_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."stage_id" IS DISTINCT FROM (NEW."stage_id") OR OLD."stage_since" IS DISTINCT FROM (NEW."stage_since") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "sales_dealevent" ("amount_minor", "archived_at", "closed_at", "company_id", "created_at", "currency", "custom", "expected_close", "follows_lines", "id", "lost_note", "lost_reason_id", "name", "owner_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pipeline_id", "source", "stage_id", "stage_since", "team_id", "version") VALUES (NEW."amount_minor", NEW."archived_at", NEW."closed_at", NEW."company_id", NEW."created_at", NEW."currency", NEW."custom", NEW."expected_close", NEW."follows_lines", NEW."id", NEW."lost_note", NEW."lost_reason_id", NEW."name", NEW."owner_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pipeline_id", NEW."source", NEW."stage_id", NEW."stage_since", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="47c5042200c98fc23272e834619fc1b802deb28a",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_51974",
                                    table="sales_deal",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StageChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("expected_close", models.DateField(null=True)),
                        ("seconds_in_stage", models.BigIntegerField(null=True)),
                        (
                            "actor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "deal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stage_changes",
                                to="sales.deal",
                            ),
                        ),
                        (
                            "from_stage",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sales.stage",
                            ),
                        ),
                        (
                            "to_stage",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sales.stage",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "pk"],
                        "indexes": [models.Index(fields=["deal", "at"], name="stage_change_of_deal")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="2fd53449786dac7a0eeb647cf748001832776d4c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_22add",
                                    table="sales_stagechange",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StageEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=60)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")],
                                default="open",
                                max_length=4,
                            ),
                        ),
                        ("probability", models.PositiveSmallIntegerField(default=50)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("rot_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
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
                                to="sales.stage",
                            ),
                        ),
                        (
                            "pipeline",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="sales.pipeline",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9c66abeedcd06f4ced60e9e33d30ef46f400ccb9",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_11f0b",
                                    table="sales_stageevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DealLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=160)),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=3, default=Decimal("1"), max_digits=12),
                        ),
                        ("unit_price_minor", models.BigIntegerField()),
                        ("position", models.PositiveIntegerField(default=0)),
                        (
                            "deal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="sales.deal",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deal_lines",
                                to="products.product",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="deal_line_quantity_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("unit_price_minor__gte", 0)),
                                name="deal_line_price_not_below_zero",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "sales_deallineevent" ("deal_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "quantity", "unit_price_minor") VALUES (NEW."deal_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."product_id", NEW."quantity", NEW."unit_price_minor"); RETURN NULL;',
                                    hash="8153f9d443d9998cb659283371659de761056e32",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_a74a6",
                                    table="sales_dealline",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "sales_deallineevent" ("deal_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "quantity", "unit_price_minor") VALUES (NEW."deal_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."product_id", NEW."quantity", NEW."unit_price_minor"); RETURN NULL;',
                                    hash="98e6598bea7b9009d10aa98c1da6fde8756ed092",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e488d",
                                    table="sales_dealline",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DealLineEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=160)),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=3, default=Decimal("1"), max_digits=12),
                        ),
                        ("unit_price_minor", models.BigIntegerField()),
                        ("position", models.PositiveIntegerField(default=0)),
                        (
                            "deal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="sales.deal",
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
                                to="sales.dealline",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="products.product",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="145078d17e1a0cd9f0c292524ec5c97c35543440",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0cbdf",
                                    table="sales_deallineevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DealEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=160)),
                        ("amount_minor", models.BigIntegerField(default=0)),
                        ("currency", models.CharField(max_length=3)),
                        ("follows_lines", models.BooleanField(default=False)),
                        ("expected_close", models.DateField(blank=True, null=True)),
                        ("stage_since", models.DateTimeField(default=accrue.clock.now)),
                        ("source", models.CharField(blank=True, max_length=60)),
                        ("lost_note", models.CharField(blank=True, max_length=300)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "company",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="contacts.company",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="contacts.person",
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
                                to="sales.deal",
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
                        (
                            "lost_reason",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="sales.lossreason",
                            ),
                        ),
                        (
                            "pipeline",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="sales.pipeline",
                            ),
                        ),
                        (
                            "stage",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="sales.stage",
                            ),
                        ),
                        (
                            "custom",
                            models.JSONField(
                                blank=True,
                                db_default=models.Value({}, models.JSONField()),
                                default=dict,
                                editable=False,
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="07d3f46b1fe7ce0309d564b0e435f89b27e11949",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_7fa27",
                                    table="sales_dealevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
