import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accrue.clock
import accrue.whole_tables


class Migration(migrations.Migration):
    replaces = [
        ("roi", "0001_initial"),
        ("roi", "0002_statement_files"),
        ("roi", "0003_sending"),
        ("roi", "0004_comments"),
        ("roi", "0005_design_pin"),
        ("roi", "0006_alerts"),
        ("roi", "0007_measured_goals"),
        ("roi", "0008_send_approved"),
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
                    name="Budget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("subscription", "Subscription and hosting"),
                                    ("implementation", "Implementation"),
                                    ("integration", "Integration"),
                                    ("migration", "Migration"),
                                    ("training", "Training"),
                                    ("maintenance", "Maintenance"),
                                    ("administration", "Administration"),
                                    ("user_time", "User time"),
                                    ("media", "Media and discounts"),
                                    ("exit", "Exit"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("category", "year"), name="one_budget_a_year"),
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gte", 0)), name="budget_not_negative"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "roi_budgetevent" ("amount_minor", "category", "currency", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") VALUES (NEW."amount_minor", NEW."category", NEW."currency", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."year"); RETURN NULL;',
                                    hash="a9e74ff831aa5f4c7d377d04c752a164f1d821e5",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_a26db",
                                    table="roi_budget",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "roi_budgetevent" ("amount_minor", "category", "currency", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") VALUES (NEW."amount_minor", NEW."category", NEW."currency", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."year"); RETURN NULL;',
                                    hash="a9cc6bd5df1268d98513fc631efdec51dba4500f",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_672c1",
                                    table="roi_budget",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("subscription", "Subscription and hosting"),
                                    ("implementation", "Implementation"),
                                    ("integration", "Integration"),
                                    ("migration", "Migration"),
                                    ("training", "Training"),
                                    ("maintenance", "Maintenance"),
                                    ("administration", "Administration"),
                                    ("user_time", "User time"),
                                    ("media", "Media and discounts"),
                                    ("exit", "Exit"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
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
                                to="roi.budget",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="29926f9d75891839f4673e6a8619ae48b99c9260",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_3c1b6",
                                    table="roi_budgetevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cost",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("subscription", "Subscription and hosting"),
                                    ("implementation", "Implementation"),
                                    ("integration", "Integration"),
                                    ("migration", "Migration"),
                                    ("training", "Training"),
                                    ("maintenance", "Maintenance"),
                                    ("administration", "Administration"),
                                    ("user_time", "User time"),
                                    ("media", "Media and discounts"),
                                    ("exit", "Exit"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("incurred_on", models.DateField()),
                        (
                            "recurs",
                            models.CharField(
                                choices=[
                                    ("once", "Once"),
                                    ("monthly", "Every month"),
                                    ("yearly", "Every year"),
                                ],
                                default="once",
                                max_length=10,
                            ),
                        ),
                        ("until", models.DateField(blank=True, null=True)),
                        ("spread_months", models.PositiveSmallIntegerField(default=1)),
                        (
                            "per",
                            models.CharField(
                                choices=[
                                    ("whole", "The whole"),
                                    ("order", "Each order"),
                                    ("won_deal", "Each deal won"),
                                ],
                                default="whole",
                                max_length=10,
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("entered_at", models.DateTimeField(default=accrue.clock.now)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="roi.cost",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["-incurred_on", "-id"], name="cost_ledger")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("spread_months__gte", 1), ("spread_months__lte", 120)),
                                name="cost_spread_1_to_120",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True),
                                    ("until__gte", models.F("incurred_on")),
                                    _connector="OR",
                                ),
                                name="cost_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("recurs", "once"), ("spread_months", 1), _connector="OR"),
                                name="cost_recurs_or_is_spread",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("per", "whole"),
                                    models.Q(("recurs", "once"), ("spread_months", 1)),
                                    _connector="OR",
                                ),
                                name="cost_per_transaction_stands_alone",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "roi_costevent" ("amount_minor", "approved_at", "approved_by_id", "category", "currency", "entered_at", "entered_by_id", "id", "incurred_on", "note", "per", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recurs", "replaces_id", "spread_months", "until", "version", "withdrawn_at") VALUES (NEW."amount_minor", NEW."approved_at", NEW."approved_by_id", NEW."category", NEW."currency", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."incurred_on", NEW."note", NEW."per", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recurs", NEW."replaces_id", NEW."spread_months", NEW."until", NEW."version", NEW."withdrawn_at"); RETURN NULL;',
                                    hash="114cb630889ab1d7f8c5e881914fae5e647587bf",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_a118a",
                                    table="roi_cost",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "roi_costevent" ("amount_minor", "approved_at", "approved_by_id", "category", "currency", "entered_at", "entered_by_id", "id", "incurred_on", "note", "per", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recurs", "replaces_id", "spread_months", "until", "version", "withdrawn_at") VALUES (NEW."amount_minor", NEW."approved_at", NEW."approved_by_id", NEW."category", NEW."currency", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."incurred_on", NEW."note", NEW."per", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recurs", NEW."replaces_id", NEW."spread_months", NEW."until", NEW."version", NEW."withdrawn_at"); RETURN NULL;',
                                    hash="9e8c13b37563f3267f6b116414f8946ff7bf44c8",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ba202",
                                    table="roi_cost",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CostAttachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("content", models.BinaryField()),
                        ("added_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cost",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="roi.cost",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="25817d7911305de4b9b8fdf69adbd45234887385",
                                    operation="UPDATE",
                                    pgid="pgtrigger_append_only_eb669",
                                    table="roi_costattachment",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CostEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("subscription", "Subscription and hosting"),
                                    ("implementation", "Implementation"),
                                    ("integration", "Integration"),
                                    ("migration", "Migration"),
                                    ("training", "Training"),
                                    ("maintenance", "Maintenance"),
                                    ("administration", "Administration"),
                                    ("user_time", "User time"),
                                    ("media", "Media and discounts"),
                                    ("exit", "Exit"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("incurred_on", models.DateField()),
                        (
                            "recurs",
                            models.CharField(
                                choices=[
                                    ("once", "Once"),
                                    ("monthly", "Every month"),
                                    ("yearly", "Every year"),
                                ],
                                default="once",
                                max_length=10,
                            ),
                        ),
                        ("until", models.DateField(blank=True, null=True)),
                        ("spread_months", models.PositiveSmallIntegerField(default=1)),
                        (
                            "per",
                            models.CharField(
                                choices=[
                                    ("whole", "The whole"),
                                    ("order", "Each order"),
                                    ("won_deal", "Each deal won"),
                                ],
                                default="whole",
                                max_length=10,
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("entered_at", models.DateTimeField(default=accrue.clock.now)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "approved_by",
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
                            "entered_by",
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
                                to="roi.cost",
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roi.cost",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="a77bfe1b63e8708bd795c359d89d169854a6cf45",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_1990b",
                                    table="roi_costevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeclaredBenefit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("haircut", models.DecimalField(decimal_places=4, max_digits=5)),
                        ("reason", models.TextField()),
                        ("overlap_group", models.CharField(blank=True, max_length=60)),
                        ("entered_at", models.DateTimeField(default=accrue.clock.now)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gt", 0)), name="declared_amount_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("haircut__gte", 0), ("haircut__lte", 1)),
                                name="haircut_is_a_fraction",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "roi_declaredbenefitevent" ("amount_minor", "currency", "entered_at", "entered_by_id", "haircut", "id", "name", "overlap_group", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "version", "withdrawn_at") VALUES (NEW."amount_minor", NEW."currency", NEW."entered_at", NEW."entered_by_id", NEW."haircut", NEW."id", NEW."name", NEW."overlap_group", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."version", NEW."withdrawn_at"); RETURN NULL;',
                                    hash="90cf9d35d27f160db430fadc8a7f4c3feae90738",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_66a16",
                                    table="roi_declaredbenefit",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "roi_declaredbenefitevent" ("amount_minor", "currency", "entered_at", "entered_by_id", "haircut", "id", "name", "overlap_group", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "version", "withdrawn_at") VALUES (NEW."amount_minor", NEW."currency", NEW."entered_at", NEW."entered_by_id", NEW."haircut", NEW."id", NEW."name", NEW."overlap_group", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."version", NEW."withdrawn_at"); RETURN NULL;',
                                    hash="d87fc363226bc5ec0287192ab0b8babe1a6b946c",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_1b6fa",
                                    table="roi_declaredbenefit",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeclaredBenefitEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=120)),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("haircut", models.DecimalField(decimal_places=4, max_digits=5)),
                        ("reason", models.TextField()),
                        ("overlap_group", models.CharField(blank=True, max_length=60)),
                        ("entered_at", models.DateTimeField(default=accrue.clock.now)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                                to="roi.declaredbenefit",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="c702ca3d7145ebfb91a2b418ebd47f5db2316ccc",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_71420",
                                    table="roi_declaredbenefitevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Goal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("measure", models.CharField(max_length=40)),
                        ("target", models.DecimalField(decimal_places=2, max_digits=16)),
                        ("starts_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("note", models.TextField(blank=True)),
                        ("dropped_at", models.DateTimeField(blank=True, null=True)),
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
                        ("at_most", models.BooleanField(default=False)),
                        ("dimension", models.CharField(blank=True, max_length=20)),
                        ("dimension_value", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gt", models.F("starts_on"))),
                                name="goal_ends_after_it_starts",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "roi_goalevent" ("at_most", "created_at", "dimension", "dimension_value", "dropped_at", "due_on", "id", "measure", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "target", "team_id", "version") VALUES (NEW."at_most", NEW."created_at", NEW."dimension", NEW."dimension_value", NEW."dropped_at", NEW."due_on", NEW."id", NEW."measure", NEW."note", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on", NEW."target", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="364f583e71362c2d4f1980e3e7ef7fcd0029a26a",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_bd0f9",
                                    table="roi_goal",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "roi_goalevent" ("at_most", "created_at", "dimension", "dimension_value", "dropped_at", "due_on", "id", "measure", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "target", "team_id", "version") VALUES (NEW."at_most", NEW."created_at", NEW."dimension", NEW."dimension_value", NEW."dropped_at", NEW."due_on", NEW."id", NEW."measure", NEW."note", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on", NEW."target", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="8593f367212fd6025dfb50940a47dde0f1f2d9a2",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ef08e",
                                    table="roi_goal",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GoalEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("measure", models.CharField(max_length=40)),
                        ("target", models.DecimalField(decimal_places=2, max_digits=16)),
                        ("starts_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("note", models.TextField(blank=True)),
                        ("dropped_at", models.DateTimeField(blank=True, null=True)),
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
                                to="roi.goal",
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
                        ("at_most", models.BooleanField(default=False)),
                        ("dimension", models.CharField(blank=True, max_length=20)),
                        ("dimension_value", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="8683299c3fe6f477a070c4adcc38d016b625e5d6",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_1bf94",
                                    table="roi_goalevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(unique=True)),
                        ("currency", models.CharField(max_length=3)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("asked_start", models.DateField(null=True)),
                        ("asked_end", models.DateField(null=True)),
                        ("roi_percent", models.FloatField(null=True)),
                        ("roi_percent_low", models.FloatField(null=True)),
                        ("roi_percent_high", models.FloatField(null=True)),
                        ("net_return_minor", models.BigIntegerField(null=True)),
                        ("benefit_minor", models.BigIntegerField(null=True)),
                        ("cost_minor", models.BigIntegerField(null=True)),
                        ("is_simulated", models.BooleanField(default=False)),
                        ("planted_effect", models.TextField(blank=True)),
                        ("perimeter", models.JSONField(default=dict)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("inputs", models.CharField(max_length=64, unique=True)),
                        ("body", models.TextField()),
                        ("drawn_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "drawn_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
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
                                    hash="30d12faec80fe78eef1c726949d74f2a458e3fe3",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_18d8c",
                                    table="roi_statement",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublishedLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token_sha256", models.CharField(max_length=64, unique=True)),
                        ("label", models.CharField(max_length=120)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links",
                                to="roi.statement",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="LinkView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=accrue.clock.now)),
                        ("agent", models.CharField(blank=True, max_length=200)),
                        (
                            "link",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="views",
                                to="roi.publishedlink",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="f824fee42d7a768f75c07dd5db87e3a9caa5f92a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_04d5f",
                                    table="roi_linkview",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Programme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("currency", models.CharField(max_length=3)),
                        ("go_live", models.DateField(blank=True, null=True)),
                        ("horizon_months", models.PositiveSmallIntegerField(default=36)),
                        ("discount_rate", models.DecimalField(decimal_places=4, default=0, max_digits=6)),
                        (
                            "margin_rate",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=6, null=True),
                        ),
                        ("loaded_hourly_rate_minor", models.BigIntegerField(blank=True, null=True)),
                        ("is_simulated", models.BooleanField(default=False)),
                        ("planted_effect", models.TextField(blank=True)),
                        ("only", models.BooleanField(default=True, editable=False, unique=True)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("only", True)), name="one_programme"),
                            models.CheckConstraint(
                                condition=models.Q(("discount_rate__gte", 0), ("discount_rate__lt", 1)),
                                name="discount_rate_is_a_fraction",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("margin_rate__isnull", True),
                                    models.Q(("margin_rate__gt", 0), ("margin_rate__lte", 1)),
                                    _connector="OR",
                                ),
                                name="margin_rate_is_a_fraction",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "roi_programmeevent" ("created_at", "currency", "discount_rate", "go_live", "horizon_months", "id", "is_simulated", "loaded_hourly_rate_minor", "margin_rate", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planted_effect", "version") VALUES (NEW."created_at", NEW."currency", NEW."discount_rate", NEW."go_live", NEW."horizon_months", NEW."id", NEW."is_simulated", NEW."loaded_hourly_rate_minor", NEW."margin_rate", NEW."only", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planted_effect", NEW."version"); RETURN NULL;',
                                    hash="2fd4c9bc62bead131fd9212516e76c784f36f4a2",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1809e",
                                    table="roi_programme",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "roi_programmeevent" ("created_at", "currency", "discount_rate", "go_live", "horizon_months", "id", "is_simulated", "loaded_hourly_rate_minor", "margin_rate", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planted_effect", "version") VALUES (NEW."created_at", NEW."currency", NEW."discount_rate", NEW."go_live", NEW."horizon_months", NEW."id", NEW."is_simulated", NEW."loaded_hourly_rate_minor", NEW."margin_rate", NEW."only", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planted_effect", NEW."version"); RETURN NULL;',
                                    hash="b09fcce5b53a2da3cf174a5cb94312ab7f1744ea",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_3c056",
                                    table="roi_programme",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PerimeterExclusion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField()),
                        (
                            "team",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="exclusions",
                                to="roi.programme",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "roi_perimeterexclusionevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "reason", "team_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."reason", NEW."team_id"); RETURN NULL;',
                                    hash="c21e95bfa52445568d1a895873a7cc5d9b9fad62",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_46ffe",
                                    table="roi_perimeterexclusion",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "roi_perimeterexclusionevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "reason", "team_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."reason", NEW."team_id"); RETURN NULL;',
                                    hash="6a042976be41bbc839b18ed5fa049aa93d994625",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_36a64",
                                    table="roi_perimeterexclusion",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PerimeterExclusionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("reason", models.TextField()),
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
                                to="roi.perimeterexclusion",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roi.programme",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="70165f492957b9a14212eecaf6923173560d30b0",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_62186",
                                    table="roi_perimeterexclusionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("go_live", models.DateField(blank=True, null=True)),
                        ("horizon_months", models.PositiveSmallIntegerField(default=36)),
                        ("discount_rate", models.DecimalField(decimal_places=4, default=0, max_digits=6)),
                        (
                            "margin_rate",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=6, null=True),
                        ),
                        ("loaded_hourly_rate_minor", models.BigIntegerField(blank=True, null=True)),
                        ("is_simulated", models.BooleanField(default=False)),
                        ("planted_effect", models.TextField(blank=True)),
                        ("only", models.BooleanField(default=True, editable=False)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
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
                                to="roi.programme",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="1812167b63e4b71de45f18b4f86d720d046a9374",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0afc1",
                                    table="roi_programmeevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementApproval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("approved_at", models.DateTimeField(default=accrue.clock.now)),
                        ("note", models.TextField(blank=True)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "statement",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approval",
                                to="roi.statement",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="957e9a8e3c7296df55de81c4581bf841fb1ee57f",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_4627d",
                                    table="roi_statementapproval",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementPdf",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_approved", models.BooleanField()),
                        ("content", models.BinaryField()),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pdfs",
                                to="roi.statement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "is_approved"), name="one_pdf_a_state"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("line", models.CharField(max_length=120)),
                        ("part", models.PositiveSmallIntegerField()),
                        ("position", models.PositiveIntegerField()),
                        ("record_id", models.CharField(max_length=120)),
                        ("minor", models.BigIntegerField()),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="records",
                                to="roi.statement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "line", "part", "position"), name="one_record_a_place"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="85477d62676b2b2322fa34daabf548a349277594",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ceed9",
                                    table="roi_statementrecord",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Baseline",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("measure", models.CharField(max_length=40)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("value", models.DecimalField(decimal_places=2, max_digits=18)),
                        ("low", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                        ("high", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("months", models.PositiveSmallIntegerField()),
                        ("records", models.PositiveIntegerField()),
                        ("coverage", models.DecimalField(decimal_places=4, max_digits=5, null=True)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("frozen_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "frozen_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "supersedes",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="superseded_by",
                                to="roi.baseline",
                            ),
                        ),
                        ("dimension", models.CharField(blank=True, max_length=20)),
                        ("dimension_value", models.CharField(blank=True, max_length=200)),
                        ("facts_fingerprint", models.CharField(blank=True, max_length=64)),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                                name="baseline_has_a_window",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e6cf00c95152d5b3eaafb65d34e307e6ee287c38",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_frozen_70b5b",
                                    table="roi_baseline",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("xlsx", "Workbook"), ("pptx", "Slides")], max_length=4
                            ),
                        ),
                        ("is_approved", models.BooleanField()),
                        ("content", models.BinaryField()),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="roi.statement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "form", "is_approved"), name="one_file_a_state"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SendingSchedule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "every",
                            models.CharField(
                                choices=[
                                    ("never", "Never by itself"),
                                    ("week", "Every week"),
                                    ("month", "Every month"),
                                    ("quarter", "Every quarter"),
                                ],
                                default="never",
                                max_length=8,
                            ),
                        ),
                        ("day", models.PositiveSmallIntegerField(default=1)),
                        ("hour", models.PositiveSmallIntegerField(default=7)),
                        ("only", models.BooleanField(default=True, editable=False, unique=True)),
                        ("changed_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("approved_only", models.BooleanField(default=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("only", True)), name="one_sending_schedule"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("day__gte", 1), ("day__lte", 28)),
                                name="sending_day_1_to_28",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("hour__lte", 23)), name="sending_hour_0_to_23"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "roi_sendingscheduleevent" ("approved_only", "changed_at", "day", "every", "hour", "id", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."approved_only", NEW."changed_at", NEW."day", NEW."every", NEW."hour", NEW."id", NEW."only", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."version"); RETURN NULL;',
                                    hash="8335f85636f7b82d53ddfef7a28260d6eb621971",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c4e08",
                                    table="roi_sendingschedule",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "roi_sendingscheduleevent" ("approved_only", "changed_at", "day", "every", "hour", "id", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."approved_only", NEW."changed_at", NEW."day", NEW."every", NEW."hour", NEW."id", NEW."only", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."version"); RETURN NULL;',
                                    hash="063c1a34924eed14c0c473f722f246407f3d1a2f",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_74751",
                                    table="roi_sendingschedule",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SendingScheduleEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "every",
                            models.CharField(
                                choices=[
                                    ("never", "Never by itself"),
                                    ("week", "Every week"),
                                    ("month", "Every month"),
                                    ("quarter", "Every quarter"),
                                ],
                                default="never",
                                max_length=8,
                            ),
                        ),
                        ("day", models.PositiveSmallIntegerField(default=1)),
                        ("hour", models.PositiveSmallIntegerField(default=7)),
                        ("only", models.BooleanField(default=True, editable=False)),
                        ("changed_at", models.DateTimeField(default=accrue.clock.now)),
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
                                to="roi.sendingschedule",
                            ),
                        ),
                        ("approved_only", models.BooleanField(default=True)),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="5538ea980ef0ced157b7d737cce09f88630eed48",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b0f49",
                                    table="roi_sendingscheduleevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SendingSlot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(unique=True)),
                        ("is_new", models.BooleanField()),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roi.statement",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Stakeholder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("added_at", models.DateTimeField(default=accrue.clock.now)),
                        ("unsubscribed_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("email", ""), ("user__isnull", False)),
                                    models.Q(("user__isnull", True), models.Q(("email", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="stakeholder_user_or_address",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("user",),
                                name="stakeholder_user_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("removed_at", None), models.Q(("email", ""), _negated=True)
                                ),
                                fields=("email",),
                                name="stakeholder_address_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "roi_stakeholderevent" ("added_at", "added_by_id", "email", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "unsubscribed_at", "user_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."email", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removed_at", NEW."unsubscribed_at", NEW."user_id"); RETURN NULL;',
                                    hash="6998b9b1120c6e7b34bcdeff66efbbbcfa823ec5",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_51d47",
                                    table="roi_stakeholder",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "roi_stakeholderevent" ("added_at", "added_by_id", "email", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "unsubscribed_at", "user_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."email", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removed_at", NEW."unsubscribed_at", NEW."user_id"); RETURN NULL;',
                                    hash="537efc73458df6d1e57b4b2ac702c03550532f0f",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_46285",
                                    table="roi_stakeholder",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StakeholderEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("added_at", models.DateTimeField(default=accrue.clock.now)),
                        ("unsubscribed_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "added_by",
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
                                to="roi.stakeholder",
                            ),
                        ),
                        (
                            "user",
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
                                    hash="3dd8a780106f66530e2d533eafa6c5050bfe20ac",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_07f39",
                                    table="roi_stakeholderevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("sending", "Being sent"),
                                    ("sent", "Sent"),
                                    ("failed", "Failed"),
                                    ("skipped", "Left out"),
                                    ("unclear", "Unclear"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("error", models.CharField(blank=True, max_length=300)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("sent_at", models.DateTimeField(null=True)),
                        (
                            "before",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roi.statement",
                            ),
                        ),
                        (
                            "stakeholder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mails",
                                to="roi.stakeholder",
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mails",
                                to="roi.statement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "stakeholder"), name="one_mail_a_statement"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementComment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("line", models.CharField(blank=True, max_length=120)),
                        ("text", models.TextField()),
                        ("written_at", models.DateTimeField(default=accrue.clock.now)),
                        ("edited_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="roi.statement",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["statement", "written_at"], name="comments_of_a_statement")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "roi_statementcommentevent" ("author_id", "edited_at", "id", "line", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement_id", "text", "version", "withdrawn_at", "written_at") VALUES (NEW."author_id", NEW."edited_at", NEW."id", NEW."line", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."statement_id", NEW."text", NEW."version", NEW."withdrawn_at", NEW."written_at"); RETURN NULL;',
                                    hash="c69ee7df4ec30eba132a3e9a20f6ee7cb5e3a6b7",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ff1b4",
                                    table="roi_statementcomment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "roi_statementcommentevent" ("author_id", "edited_at", "id", "line", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement_id", "text", "version", "withdrawn_at", "written_at") VALUES (NEW."author_id", NEW."edited_at", NEW."id", NEW."line", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."statement_id", NEW."text", NEW."version", NEW."withdrawn_at", NEW."written_at"); RETURN NULL;',
                                    hash="52655d59107ea92d181d07c95ddc55f3855c5364",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_a157d",
                                    table="roi_statementcomment",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommentMention",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("told_at", models.DateTimeField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "comment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mentions",
                                to="roi.statementcomment",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("comment", "user"), name="one_mention_a_comment")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementCommentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("line", models.CharField(blank=True, max_length=120)),
                        ("text", models.TextField()),
                        ("written_at", models.DateTimeField(default=accrue.clock.now)),
                        ("edited_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                                to="roi.statementcomment",
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roi.statement",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="8f72984039cbcdaf26b3320f460c2b207cbdb3c4",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_a7841",
                                    table="roi_statementcommentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DesignPin",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "line",
                            models.CharField(
                                choices=[("margin", "Margin of orders"), ("series", "Margin of a series")],
                                max_length=20,
                                unique=True,
                            ),
                        ),
                        (
                            "design",
                            models.CharField(
                                choices=[
                                    ("rollout", "Staggered roll-out (B)"),
                                    ("donors", "Untouched donors (C)"),
                                    ("control", "Control series (C)"),
                                    ("timeline", "Trend and season (D)"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "roi_designpinevent" ("created_at", "design", "id", "line", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."created_at", NEW."design", NEW."id", NEW."line", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason"); RETURN NULL;',
                                    hash="627c24d0c8d90938c7790b01c72e3230d3f41775",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ee00d",
                                    table="roi_designpin",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "roi_designpinevent" ("created_at", "design", "id", "line", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."created_at", NEW."design", NEW."id", NEW."line", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason"); RETURN NULL;',
                                    hash="dda4b0a9bb08b607fd141201036a757a985bb719",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_db627",
                                    table="roi_designpin",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DesignPinEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "line",
                            models.CharField(
                                choices=[("margin", "Margin of orders"), ("series", "Margin of a series")],
                                max_length=20,
                            ),
                        ),
                        (
                            "design",
                            models.CharField(
                                choices=[
                                    ("rollout", "Staggered roll-out (B)"),
                                    ("donors", "Untouched donors (C)"),
                                    ("control", "Control series (C)"),
                                    ("timeline", "Trend and season (D)"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
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
                                to="roi.designpin",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="5644f6aa5a04a41550a0734780e2183fcc5b902f",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_c1fd5",
                                    table="roi_designpinevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Alert",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("category", models.CharField(blank=True, max_length=20)),
                        ("year", models.PositiveSmallIntegerField(null=True)),
                        ("said", models.CharField(max_length=300)),
                        ("opened_at", models.DateTimeField(default=accrue.clock.now)),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "goal",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="alerts",
                                to="roi.goal",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("category", ""), ("goal__isnull", False), ("year__isnull", True)
                                    ),
                                    models.Q(
                                        ("goal__isnull", True),
                                        ("year__isnull", False),
                                        models.Q(("category", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="alert_of_goal_or_budget",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("goal",),
                                name="one_open_alert_a_goal",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None), ("goal", None)),
                                fields=("category", "year"),
                                name="one_open_alert_a_budget",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "roi_alertevent" ("category", "closed_at", "goal_id", "id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "year") VALUES (NEW."category", NEW."closed_at", NEW."goal_id", NEW."id", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."said", NEW."year"); RETURN NULL;',
                                    hash="1d6c1bb74e28a02e603a17e4c726d5b0bdd89efc",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_3bb75",
                                    table="roi_alert",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "roi_alertevent" ("category", "closed_at", "goal_id", "id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "year") VALUES (NEW."category", NEW."closed_at", NEW."goal_id", NEW."id", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."said", NEW."year"); RETURN NULL;',
                                    hash="db37ef39c3d476ac4573d915bc1e3bd095ee5dd6",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_84143",
                                    table="roi_alert",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlertEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("category", models.CharField(blank=True, max_length=20)),
                        ("year", models.PositiveSmallIntegerField(null=True)),
                        ("said", models.CharField(max_length=300)),
                        ("opened_at", models.DateTimeField(default=accrue.clock.now)),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "goal",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roi.goal",
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
                                to="roi.alert",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="21933745b6121dad73efcacee1d933ee4fa8e770",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0165e",
                                    table="roi_alertevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlertNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("told_at", models.DateTimeField(null=True)),
                        (
                            "alert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to="roi.alert",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("alert", "user"), name="one_notice_an_alert")
                        ],
                    },
                ),
            ],
        ),
    ]
