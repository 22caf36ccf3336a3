import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accrue.clock
import accrue.whole_tables


class Migration(migrations.Migration):
    replaces = [
        ("quality", "0001_initial"),
        ("quality", "0002_merges"),
        ("quality", "0003_rules"),
        ("quality", "0004_automatic_by"),
        ("quality", "0005_health"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_base"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="DuplicateRules",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "wrong_merge_cost",
                            models.FloatField(
                                default=1, validators=[django.core.validators.MinValueValidator(0)]
                            ),
                        ),
                        (
                            "missed_cost",
                            models.FloatField(
                                default=1, validators=[django.core.validators.MinValueValidator(0)]
                            ),
                        ),
                        (
                            "automatic_from",
                            models.FloatField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0.9),
                                    django.core.validators.MaxValueValidator(1),
                                ],
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "automatic_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "duplicate rules",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("missed_cost__gt", 0), ("wrong_merge_cost__gt", 0)),
                                name="duplicate_costs_above_0",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "quality_duplicaterulesevent" ("automatic_by_id", "automatic_from", "id", "missed_cost", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "wrong_merge_cost") VALUES (NEW."automatic_by_id", NEW."automatic_from", NEW."id", NEW."missed_cost", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."version", NEW."wrong_merge_cost"); RETURN NULL;',
                                    hash="2e1f7c0d9748a4286140182909f086410466ff5e",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_868ee",
                                    table="quality_duplicaterules",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "quality_duplicaterulesevent" ("automatic_by_id", "automatic_from", "id", "missed_cost", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "wrong_merge_cost") VALUES (NEW."automatic_by_id", NEW."automatic_from", NEW."id", NEW."missed_cost", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."version", NEW."wrong_merge_cost"); RETURN NULL;',
                                    hash="e7cad4d4f39f335f799480864e3387fb3eebbe45",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_dc9b0",
                                    table="quality_duplicaterules",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DuplicateRulesEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "wrong_merge_cost",
                            models.FloatField(
                                default=1, validators=[django.core.validators.MinValueValidator(0)]
                            ),
                        ),
                        (
                            "missed_cost",
                            models.FloatField(
                                default=1, validators=[django.core.validators.MinValueValidator(0)]
                            ),
                        ),
                        (
                            "automatic_from",
                            models.FloatField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0.9),
                                    django.core.validators.MaxValueValidator(1),
                                ],
                            ),
                        ),
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
                                to="quality.duplicaterules",
                            ),
                        ),
                        (
                            "automatic_by",
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
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="41c735814d138a10f3aea1ad94a24b8b2ecdaa12",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_dee95",
                                    table="quality_duplicaterulesevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pair",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("person", "People"), ("company", "Companies")], max_length=10
                            ),
                        ),
                        ("left_id", models.BigIntegerField()),
                        ("right_id", models.BigIntegerField()),
                        (
                            "certainty",
                            models.FloatField(
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(1),
                                ]
                            ),
                        ),
                        ("reasons", models.JSONField(default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "To be looked at"),
                                    ("merged", "Merged"),
                                    ("apart", "Not the same"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("found_at", models.DateTimeField(default=accrue.clock.now)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                models.F("kind"),
                                models.F("state"),
                                models.OrderBy(models.F("certainty"), descending=True),
                                models.F("id"),
                                name="pair_queue",
                            ),
                            models.Index(fields=["kind", "right_id"], name="pair_by_right"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "left_id", "right_id"), name="pair_once"),
                            models.CheckConstraint(
                                condition=models.Q(("left_id__lt", models.F("right_id"))),
                                name="pair_lower_first",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="decided_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))',
                                    func='INSERT INTO "quality_pairevent" ("certainty", "decided_at", "decided_by_id", "found_at", "id", "kind", "left_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "right_id", "state") VALUES (NEW."certainty", NEW."decided_at", NEW."decided_by_id", NEW."found_at", NEW."id", NEW."kind", NEW."left_id", _pgh_attach_context(), NOW(), \'decided\', NEW."id", NEW."reasons", NEW."right_id", NEW."state"); RETURN NULL;',
                                    hash="eab3e32f134a134df4cbe333db73abadd6c35658",
                                    operation="UPDATE",
                                    pgid="pgtrigger_decided_update_90e21",
                                    table="quality_pair",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PairEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[("person", "People"), ("company", "Companies")], max_length=10
                            ),
                        ),
                        ("left_id", models.BigIntegerField()),
                        ("right_id", models.BigIntegerField()),
                        (
                            "certainty",
                            models.FloatField(
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(1),
                                ]
                            ),
                        ),
                        ("reasons", models.JSONField(default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "To be looked at"),
                                    ("merged", "Merged"),
                                    ("apart", "Not the same"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("found_at", models.DateTimeField(default=accrue.clock.now)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decided_by",
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
                                to="quality.pair",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="741968e8d2aab232fb6f3f8c5d1ced6b592450ab",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_907eb",
                                    table="quality_pairevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Merge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=10)),
                        ("keep_id", models.BigIntegerField()),
                        ("away_id", models.BigIntegerField()),
                        ("changed", models.JSONField(default=dict)),
                        ("away_archived_at", models.DateTimeField(blank=True, null=True)),
                        ("merged_at", models.DateTimeField(default=accrue.clock.now)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "merged_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "undone_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["-merged_at", "-id"], name="merge_newest"),
                            models.Index(fields=["kind", "keep_id"], name="merge_by_kept"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at__isnull", True)),
                                fields=("kind", "away_id"),
                                name="merged_away_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("keep_id", models.F("away_id")), _negated=True),
                                name="merge_of_two",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "quality_mergeevent" ("away_archived_at", "away_id", "changed", "id", "keep_id", "kind", "merged_at", "merged_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "undone_at", "undone_by_id") VALUES (NEW."away_archived_at", NEW."away_id", NEW."changed", NEW."id", NEW."keep_id", NEW."kind", NEW."merged_at", NEW."merged_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;',
                                    hash="7772e640bbca6a51d3dd9bc5dd94bbe2fa9a7d73",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_53b57",
                                    table="quality_merge",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "quality_mergeevent" ("away_archived_at", "away_id", "changed", "id", "keep_id", "kind", "merged_at", "merged_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "undone_at", "undone_by_id") VALUES (NEW."away_archived_at", NEW."away_id", NEW."changed", NEW."id", NEW."keep_id", NEW."kind", NEW."merged_at", NEW."merged_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;',
                                    hash="dfbf4be3db74566850786f33019d935bebfd3e89",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_10ae1",
                                    table="quality_merge",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MergeEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=10)),
                        ("keep_id", models.BigIntegerField()),
                        ("away_id", models.BigIntegerField()),
                        ("changed", models.JSONField(default=dict)),
                        ("away_archived_at", models.DateTimeField(blank=True, null=True)),
                        ("merged_at", models.DateTimeField(default=accrue.clock.now)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "merged_by",
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
                                to="quality.merge",
                            ),
                        ),
                        (
                            "undone_by",
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
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="325606e5bb1d13f8f4a0d69a758f3044c14ffac1",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_578de",
                                    table="quality_mergeevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Moved",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("relation", models.CharField(max_length=120)),
                        (
                            "row_ids",
                            django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField()),
                        ),
                        (
                            "merge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="moved",
                                to="quality.merge",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("merge", "relation"), name="moved_once_a_relation"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("field", models.CharField(max_length=80)),
                        (
                            "check_kind",
                            models.CharField(
                                choices=[
                                    ("required", "Must be filled"),
                                    ("required_when", "Must be filled when"),
                                    ("pattern", "Fits a pattern"),
                                    ("length", "Length"),
                                    ("range", "Number within"),
                                    ("one_of", "One of"),
                                    ("unique", "No two alike"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("params", models.JSONField(blank=True, default=dict)),
                        ("message", models.CharField(max_length=200)),
                        (
                            "severity",
                            models.CharField(
                                choices=[("refuse", "Refuse"), ("warn", "Warn only")],
                                default="refuse",
                                max_length=10,
                            ),
                        ),
                        ("is_on", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_on", True)), fields=["kind"], name="rule_on_by_kind"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "quality_ruleevent" ("author_id", "check_kind", "created_at", "field", "id", "is_on", "kind", "message", "params", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "severity", "version") VALUES (NEW."author_id", NEW."check_kind", NEW."created_at", NEW."field", NEW."id", NEW."is_on", NEW."kind", NEW."message", NEW."params", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."severity", NEW."version"); RETURN NULL;',
                                    hash="32b8fb9f5a65cfd981be73aeb47bd1e615a3c30f",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_3ed59",
                                    table="quality_rule",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "quality_ruleevent" ("author_id", "check_kind", "created_at", "field", "id", "is_on", "kind", "message", "params", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "severity", "version") VALUES (NEW."author_id", NEW."check_kind", NEW."created_at", NEW."field", NEW."id", NEW."is_on", NEW."kind", NEW."message", NEW."params", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."severity", NEW."version"); RETURN NULL;',
                                    hash="a053b69b61ec7d02cfc9e6343f823044abd52d88",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_973d3",
                                    table="quality_rule",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RuleEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=40)),
                        ("field", models.CharField(max_length=80)),
                        (
                            "check_kind",
                            models.CharField(
                                choices=[
                                    ("required", "Must be filled"),
                                    ("required_when", "Must be filled when"),
                                    ("pattern", "Fits a pattern"),
                                    ("length", "Length"),
                                    ("range", "Number within"),
                                    ("one_of", "One of"),
                                    ("unique", "No two alike"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("params", models.JSONField(blank=True, default=dict)),
                        ("message", models.CharField(max_length=200)),
                        (
                            "severity",
                            models.CharField(
                                choices=[("refuse", "Refuse"), ("warn", "Warn only")],
                                default="refuse",
                                max_length=10,
                            ),
                        ),
                        ("is_on", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "author",
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
                                to="quality.rule",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="a7ca2eaae777c22f6494b5cbc030b19378fcfc59",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d1f01",
                                    table="quality_ruleevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HealthWeights",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, unique=True)),
                        ("fields", models.JSONField(default=dict)),
                        ("stale_days", models.PositiveIntegerField(default=365)),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "verbose_name_plural": "health weights",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "quality_healthweightsevent" ("fields", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stale_days", "version") VALUES (NEW."fields", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."stale_days", NEW."version"); RETURN NULL;',
                                    hash="19ce274b204158f712dc73be133bbc82ed211382",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_08fe3",
                                    table="quality_healthweights",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "quality_healthweightsevent" ("fields", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stale_days", "version") VALUES (NEW."fields", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."stale_days", NEW."version"); RETURN NULL;',
                                    hash="a40b0e8993bf1d03a68cac353efb1854a757d2ef",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_cecd4",
                                    table="quality_healthweights",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HealthWeightsEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=40)),
                        ("fields", models.JSONField(default=dict)),
                        ("stale_days", models.PositiveIntegerField(default=365)),
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
                                to="quality.healthweights",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="5a7498a48a67a545935de4d13d25e3ac06ff4e62",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_306b8",
                                    table="quality_healthweightsevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Problem",
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
                                    ("missing", "Empty"),
                                    ("standard", "Not in standard form"),
                                    ("rule", "Breaks a rule"),
                                    ("stale", "No news for long"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("field", models.CharField(blank=True, max_length=80)),
                        ("count", models.PositiveIntegerField(default=0)),
                        (
                            "rule",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="quality.rule",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "what", "field", "rule"),
                                name="problem_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Issue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("record_id", models.BigIntegerField()),
                        (
                            "problem",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="issues",
                                to="quality.problem",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["record_id", "problem"], name="issue_by_record")],
                        "constraints": [
                            models.UniqueConstraint(fields=("problem", "record_id"), name="issue_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mending",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("field", models.CharField(max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
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
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("changed", models.PositiveIntegerField(default=0)),
                        ("restored", models.PositiveIntegerField(default=0)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Mended",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("record_id", models.BigIntegerField()),
                        ("is_done", models.BooleanField(default=False)),
                        ("before", models.JSONField(null=True)),
                        ("version", models.PositiveIntegerField(null=True)),
                        (
                            "mending",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="quality.mending",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["mending", "is_done", "record_id"], name="mended_queue")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("mending", "record_id"), name="mended_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HealthScore",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "scope",
                            models.CharField(
                                choices=[("all", "All"), ("team", "Team"), ("source", "Source")],
                                max_length=10,
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=80)),
                        ("records", models.PositiveIntegerField()),
                        ("completeness", models.FloatField()),
                        ("validity", models.FloatField()),
                        ("uniqueness", models.FloatField()),
                        ("freshness", models.FloatField()),
                        ("score", models.FloatField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["kind", "scope", "-at"], name="health_history")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "at", "scope", "key"), name="health_score_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
