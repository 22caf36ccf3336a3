import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accrue.clock
import accrue.whole_tables


class Migration(migrations.Migration):
    replaces = [("experiments", "0001_initial"), ("experiments", "0002_looks")]

    initial = True

    dependencies = [
        ("accounts", "0001_base"),
        ("contacts", "0001_base"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Experiment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("hypothesis", models.TextField(blank=True)),
                        ("seed", models.BigIntegerField()),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("window_days", models.PositiveSmallIntegerField(default=90)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
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
                        "indexes": [models.Index(fields=["-starts_at", "-id"], name="experiment_by_age")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("window_days__gte", 1), ("window_days__lte", 1100)),
                                name="experiment_window",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_at__isnull", True),
                                    ("ends_at__gte", models.F("starts_at")),
                                    _connector="OR",
                                ),
                                name="experiment_ends_after_it_starts",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "experiments_experimentevent" ("created_at", "ends_at", "hypothesis", "id", "key", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seed", "starts_at", "team_id", "version", "window_days") VALUES (NEW."created_at", NEW."ends_at", NEW."hypothesis", NEW."id", NEW."key", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."seed", NEW."starts_at", NEW."team_id", NEW."version", NEW."window_days"); RETURN NULL;',
                                    hash="b51b993e03d8c576c3fc3741d2c2848d14a6bc8f",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_b856d",
                                    table="experiments_experiment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "experiments_experimentevent" ("created_at", "ends_at", "hypothesis", "id", "key", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seed", "starts_at", "team_id", "version", "window_days") VALUES (NEW."created_at", NEW."ends_at", NEW."hypothesis", NEW."id", NEW."key", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."seed", NEW."starts_at", NEW."team_id", NEW."version", NEW."window_days"); RETURN NULL;',
                                    hash="c7784e8ea17ac21f1e349de8eacec90999d62843",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_4ba98",
                                    table="experiments_experiment",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("arm", models.CharField(max_length=40)),
                        ("assigned_at", models.DateTimeField()),
                        (
                            "pre_value",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.person",
                            ),
                        ),
                        (
                            "experiment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="experiments.experiment",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["experiment", "arm"], name="assignment_by_arm")],
                        "constraints": [
                            models.UniqueConstraint(fields=("experiment", "person"), name="one_arm_a_person")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="fixed",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="aeed6034ce4f7d94b520fb3bc1378f82cd011725",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_fixed_bc3ca",
                                    table="experiments_assignment",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Arm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("planned_share", models.DecimalField(decimal_places=5, max_digits=6)),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "experiment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="arms",
                                to="experiments.experiment",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("experiment", "name"), name="one_arm_a_name"),
                            models.CheckConstraint(
                                condition=models.Q(("planned_share__gt", 0), ("planned_share__lt", 1)),
                                name="arm_share_is_a_fraction",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="fixed",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="db05fb577b999bf9a957e0fd49da32a14d237830",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_fixed_7d33f",
                                    table="experiments_arm",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExperimentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("key", models.SlugField(db_index=False, max_length=60)),
                        ("name", models.CharField(max_length=120)),
                        ("hypothesis", models.TextField(blank=True)),
                        ("seed", models.BigIntegerField()),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("window_days", models.PositiveSmallIntegerField(default=90)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
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
                                to="experiments.experiment",
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
                                    hash="c4d4e662c08a1b09518117a1efc5c487e8b1fa5b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_3f4fe",
                                    table="experiments_experimentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Look",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=accrue.clock.now)),
                        ("source", models.CharField(max_length=80)),
                        ("arm", models.CharField(max_length=40)),
                        ("measure", models.CharField(max_length=120)),
                        ("value_minor", models.BigIntegerField()),
                        ("low_minor", models.BigIntegerField(null=True)),
                        ("high_minor", models.BigIntegerField(null=True)),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "experiment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="looks",
                                to="experiments.experiment",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["experiment", "-at", "-id"], name="look_by_age")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="fixed",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="5110f0fda6959c2036d59a3c33961d556aae8ebb",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_fixed_1bbcf",
                                    table="experiments_look",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
