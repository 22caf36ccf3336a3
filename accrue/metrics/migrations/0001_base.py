import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accrue.clock
import accrue.whole_tables

WATCHED = {
    "billing_order": "id",
    "billing_orderline": "order_id",
    "contacts_person": "id",
    "sales_deal": "id",
    "sales_stagechange": "deal_id",
}
EVENTS = {
    "insert": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed",
    "delete": "AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed",
    "update": "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS before NEW TABLE AS changed",
    "truncate": "AFTER TRUNCATE ON {table}",
}
NOTED = """
    CREATE FUNCTION metrics_touch_{table}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' THEN
            INSERT INTO metrics_touched (relation, block) VALUES ('{table}', -1);
        ELSIF TG_OP = 'UPDATE' THEN
            INSERT INTO metrics_touched (relation, block)
            SELECT '{table}', {column} >> 14 FROM before UNION SELECT '{table}', {column} >> 14 FROM changed;
        ELSE
            INSERT INTO metrics_touched (relation, block) SELECT DISTINCT '{table}', {column} >> 14 FROM changed;
        END IF;
        RETURN NULL;
    END $$;
"""
TRIGGER = """
    CREATE TRIGGER metrics_touch_{table}_{name} {event} FOR EACH STATEMENT EXECUTE FUNCTION metrics_touch_{table}();
"""


def watch() -> str:
    functions = [NOTED.format(table=table, column=column) for table, column in WATCHED.items()]
    triggers = [
        TRIGGER.format(table=table, name=name, event=event.format(table=table))
        for table in WATCHED
        for name, event in EVENTS.items()
    ]
    return "".join(functions + triggers)


class Migration(migrations.Migration):
    replaces = [
        ("metrics", "0001_initial"),
        ("metrics", "0002_measure_answer"),
        ("metrics", "0003_dashboards"),
        ("metrics", "0004_touched"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_base"),
        ("billing", "0001_base"),
        ("contacts", "0001_base"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("sales", "0001_base"),
    ]

    operations = [
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="ValueModel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("book", models.CharField(max_length=40, unique=True)),
                        ("weeks", models.PositiveSmallIntegerField()),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("customers", models.PositiveIntegerField()),
                        ("repeat_customers", models.PositiveIntegerField()),
                        ("first_day", models.DateField(null=True)),
                        ("last_day", models.DateField(null=True)),
                        ("parameters", models.JSONField(default=dict)),
                        ("holdout", models.JSONField(default=dict)),
                        ("refusals", models.JSONField(default=list)),
                        ("spend_refusals", models.JSONField(default=list)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("seed", models.BigIntegerField()),
                        ("computed_at", models.DateTimeField(default=accrue.clock.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="PersonValue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("frequency", models.PositiveIntegerField()),
                        ("recency", models.FloatField()),
                        ("observed", models.FloatField()),
                        ("p_alive", models.FloatField()),
                        ("purchases", models.FloatField()),
                        ("purchases_low", models.FloatField(null=True)),
                        ("purchases_high", models.FloatField(null=True)),
                        ("value_minor", models.BigIntegerField(null=True)),
                        ("value_low_minor", models.BigIntegerField(null=True)),
                        ("value_high_minor", models.BigIntegerField(null=True)),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="contacts.person",
                            ),
                        ),
                        (
                            "model",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="people",
                                to="metrics.valuemodel",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="MeasureAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=64, unique=True)),
                        ("question", models.JSONField()),
                        ("answer", models.JSONField(null=True)),
                        ("error", models.TextField(blank=True)),
                        ("fingerprint", models.CharField(blank=True, max_length=64)),
                        ("asked_at", models.DateTimeField(db_index=True, default=accrue.clock.now)),
                        ("answered_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Dashboard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("about", models.CharField(blank=True, max_length=200)),
                        (
                            "sharing",
                            models.CharField(
                                choices=[
                                    ("mine", "Only me"),
                                    ("team", "My team"),
                                    ("everyone", "Everyone who sees measures"),
                                ],
                                default="mine",
                                max_length=8,
                            ),
                        ),
                        ("tiles", models.JSONField(default=list)),
                        (
                            "every",
                            models.CharField(
                                choices=[
                                    ("never", "Never"),
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
                        ("scheduled_at", models.DateTimeField(default=accrue.clock.now)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("deleted_at", models.DateTimeField(blank=True, null=True)),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sharing", "team"), ("team__isnull", False)),
                                    models.Q(models.Q(("sharing", "team"), _negated=True), ("team", None)),
                                    _connector="OR",
                                ),
                                name="dashboard_of_a_team",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("day__gte", 1), ("day__lte", 28), ("hour__lte", 23)),
                                name="dashboard_mailed_at",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "metrics_dashboardevent" ("about", "answered_at", "created_at", "day", "deleted_at", "every", "hour", "id", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheduled_at", "sharing", "team_id", "tiles", "version") VALUES (NEW."about", NEW."answered_at", NEW."created_at", NEW."day", NEW."deleted_at", NEW."every", NEW."hour", NEW."id", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."scheduled_at", NEW."sharing", NEW."team_id", NEW."tiles", NEW."version"); RETURN NULL;',
                                    hash="233e265cda0b0f002533c81e464fc6991a38a3b3",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0232b",
                                    table="metrics_dashboard",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "metrics_dashboardevent" ("about", "answered_at", "created_at", "day", "deleted_at", "every", "hour", "id", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheduled_at", "sharing", "team_id", "tiles", "version") VALUES (NEW."about", NEW."answered_at", NEW."created_at", NEW."day", NEW."deleted_at", NEW."every", NEW."hour", NEW."id", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."scheduled_at", NEW."sharing", NEW."team_id", NEW."tiles", NEW."version"); RETURN NULL;',
                                    hash="b31598d367aac96fc75558fc7da8d593bc3af04b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_217aa",
                                    table="metrics_dashboard",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DashboardEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=80)),
                        ("about", models.CharField(blank=True, max_length=200)),
                        (
                            "sharing",
                            models.CharField(
                                choices=[
                                    ("mine", "Only me"),
                                    ("team", "My team"),
                                    ("everyone", "Everyone who sees measures"),
                                ],
                                default="mine",
                                max_length=8,
                            ),
                        ),
                        ("tiles", models.JSONField(default=list)),
                        (
                            "every",
                            models.CharField(
                                choices=[
                                    ("never", "Never"),
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
                        ("scheduled_at", models.DateTimeField(default=accrue.clock.now)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("deleted_at", models.DateTimeField(blank=True, null=True)),
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
                                to="metrics.dashboard",
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
                                    hash="d3f13960d4895d35f33abf729751c25b7795eef3",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_2bfec",
                                    table="metrics_dashboardevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DashboardMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
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
                        ("sent_at", models.DateTimeField(null=True)),
                        (
                            "dashboard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mails",
                                to="metrics.dashboard",
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
                            models.UniqueConstraint(
                                fields=("dashboard", "user", "at"), name="one_dashboard_mail_a_slot"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DashboardReader",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "dashboard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readers",
                                to="metrics.dashboard",
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
                            models.UniqueConstraint(
                                fields=("dashboard", "user"), name="dashboard_mailed_to_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Touched",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("relation", models.CharField(max_length=63)),
                        ("block", models.BigIntegerField()),
                    ],
                    options={
                        "db_table": "metrics_touched",
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            watch(), "".join(f"DROP FUNCTION metrics_touch_{table}() CASCADE;" for table in WATCHED)
        ),
    ]
