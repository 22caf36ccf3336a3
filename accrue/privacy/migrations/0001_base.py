import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accrue.clock
import accrue.whole_tables


class Migration(migrations.Migration):
    replaces = [("privacy", "0001_initial")]

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
                    name="DataExport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=accrue.clock.now)),
                        ("made_at", models.DateTimeField(blank=True, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("size", models.PositiveIntegerField(default=0)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person", "-asked_at"], name="data_export_of_person")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RetentionRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("filter", models.JSONField(default=dict)),
                        (
                            "months",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(600),
                                ]
                            ),
                        ),
                        (
                            "waiting_days",
                            models.PositiveSmallIntegerField(
                                default=14,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(365),
                                ],
                            ),
                        ),
                        ("is_on", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("ran_at", models.DateTimeField(blank=True, null=True)),
                        ("deleted_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "changed_by",
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
                                condition=models.Q(("name", ""), _negated=True),
                                name="retention_rule_has_a_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("months__gte", 1)), name="retention_rule_waits_a_month"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "privacy_retentionruleevent" ("changed_by_id", "created_at", "deleted_at", "filter", "id", "is_on", "months", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ran_at", "version", "waiting_days") VALUES (NEW."changed_by_id", NEW."created_at", NEW."deleted_at", NEW."filter", NEW."id", NEW."is_on", NEW."months", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ran_at", NEW."version", NEW."waiting_days"); RETURN NULL;',
                                    hash="8e30af97981ddbbeed54669932d8be71b1b01840",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_aad6c",
                                    table="privacy_retentionrule",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "privacy_retentionruleevent" ("changed_by_id", "created_at", "deleted_at", "filter", "id", "is_on", "months", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ran_at", "version", "waiting_days") VALUES (NEW."changed_by_id", NEW."created_at", NEW."deleted_at", NEW."filter", NEW."id", NEW."is_on", NEW."months", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ran_at", NEW."version", NEW."waiting_days"); RETURN NULL;',
                                    hash="11447037d9182fcdff3b8f3218d12b25402c956d",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_a5b91",
                                    table="privacy_retentionrule",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Waiting"), ("stopped", "Stopped"), ("done", "Erased")],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("asked", "The person asked for it"),
                                    ("unneeded", "No longer needed"),
                                    ("rule", "A retention rule"),
                                    ("restored", "Again, after a restore"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=accrue.clock.now)),
                        ("due_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("held_by", models.CharField(blank=True, max_length=200)),
                        ("counts", models.JSONField(default=dict)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
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
                            "rule",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="erasures",
                                to="privacy.retentionrule",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["state", "due_at"], name="erasure_due"),
                            models.Index(fields=["person", "state"], name="erasure_of_person"),
                            models.Index(fields=["-asked_at", "-id"], name="erasure_newest"),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "privacy_erasureevent" ("asked_at", "asked_by_id", "counts", "digest", "due_at", "ended_at", "ended_by_id", "held_by", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_id", "state", "why") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."counts", NEW."digest", NEW."due_at", NEW."ended_at", NEW."ended_by_id", NEW."held_by", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rule_id", NEW."state", NEW."why"); RETURN NULL;',
                                    hash="3fca0074c6824337791fad01c29ffedc9109389e",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_cc840",
                                    table="privacy_erasure",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "privacy_erasureevent" ("asked_at", "asked_by_id", "counts", "digest", "due_at", "ended_at", "ended_by_id", "held_by", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_id", "state", "why") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."counts", NEW."digest", NEW."due_at", NEW."ended_at", NEW."ended_by_id", NEW."held_by", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rule_id", NEW."state", NEW."why"); RETURN NULL;',
                                    hash="f0cab3f03b0b2286e847431ec57c54b77c7d7b76",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6162c",
                                    table="privacy_erasure",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ErasureEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Waiting"), ("stopped", "Stopped"), ("done", "Erased")],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("asked", "The person asked for it"),
                                    ("unneeded", "No longer needed"),
                                    ("rule", "A retention rule"),
                                    ("restored", "Again, after a restore"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=accrue.clock.now)),
                        ("due_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("held_by", models.CharField(blank=True, max_length=200)),
                        ("counts", models.JSONField(default=dict)),
                        (
                            "asked_by",
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
                            "ended_by",
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
                                db_constraint=False,
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
                                to="privacy.erasure",
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="privacy.retentionrule",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d1d35e76cf339a5fcdc0e5e512473a85691f7d57",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_522da",
                                    table="privacy_erasureevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RetentionRuleEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=120)),
                        ("filter", models.JSONField(default=dict)),
                        (
                            "months",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(600),
                                ]
                            ),
                        ),
                        (
                            "waiting_days",
                            models.PositiveSmallIntegerField(
                                default=14,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(365),
                                ],
                            ),
                        ),
                        ("is_on", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("ran_at", models.DateTimeField(blank=True, null=True)),
                        ("deleted_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "changed_by",
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
                                to="privacy.retentionrule",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="8b1602e84e4dfa99012fa07c9aaf9ac0db4fb6af",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_e8de0",
                                    table="privacy_retentionruleevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("newsletter", "Newsletter"),
                                    ("product-news", "Product news"),
                                    ("offers", "Offers"),
                                    ("phone", "Phone calls"),
                                    ("research", "Surveys"),
                                ],
                                max_length=40,
                            ),
                        ),
                        ("is_given", models.BooleanField()),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("consent", "Consent"),
                                    ("contract", "Contract"),
                                    ("interest", "Legitimate interest"),
                                ],
                                default="consent",
                                max_length=10,
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("agent", "Told to a colleague"),
                                    ("form", "A form"),
                                    ("import", "An import"),
                                    ("api", "Another program"),
                                    ("link", "A link in a mail"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("evidence", models.TextField(blank=True)),
                        ("source", models.CharField(blank=True, max_length=200)),
                        ("at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.person",
                            ),
                        ),
                        (
                            "recorded_by",
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
                            models.Index(fields=["person", "purpose", "-at", "-id"], name="consent_latest")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expires_at__isnull", True), ("is_given", True), _connector="OR"
                                ),
                                name="consent_no_lasts",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="0076e99df5e81ae86cddbad4332e170fe0f20bcc",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_faefc",
                                    table="privacy_consent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
