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
    replaces = [("billing", "0001_initial"), ("billing", "0002_refunds"), ("billing", "0003_custom_fields")]

    initial = True

    dependencies = [
        ("accounts", "0001_base"),
        ("contacts", "0001_base"),
        ("filters", "0001_base"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("products", "0001_base"),
        ("sales", "0001_base"),
    ]

    operations = [
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Order",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        ("source", models.CharField(blank=True, max_length=60)),
                        ("external_id", models.CharField(blank=True, max_length=80, null=True, unique=True)),
                        ("ordered_at", models.DateTimeField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("margin_minor", models.BigIntegerField(blank=True, null=True)),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "state",
                            models.CharField(
                                choices=[("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
                                default="confirmed",
                                max_length=10,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "search_text",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Folded("number", "external_id"),
                                output_field=models.TextField(db_collation="C"),
                            ),
                        ),
                        (
                            "search_trigrams",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Trigrams("number", "external_id"),
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
                                related_name="orders",
                                to="contacts.company",
                            ),
                        ),
                        (
                            "deal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="sales.deal",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="contacts.person",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="accounts.team",
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
                                name="order_search",
                            ),
                            models.Index(fields=["-ordered_at", "-id"], name="order_newest"),
                            models.Index(fields=["person", "-ordered_at"], name="order_of_person"),
                            models.Index(fields=["company", "-ordered_at"], name="order_of_company"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("deal", "ordered_at"), name="one_order_a_winning"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "confirmed")),
                                fields=("deal",),
                                name="one_confirmed_order_a_deal",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "billing_orderevent" ("amount_minor", "company_id", "created_at", "currency", "custom", "deal_id", "external_id", "id", "margin_minor", "number", "ordered_at", "owner_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "state", "team_id", "version") VALUES (NEW."amount_minor", NEW."company_id", NEW."created_at", NEW."currency", NEW."custom", NEW."deal_id", NEW."external_id", NEW."id", NEW."margin_minor", NEW."number", NEW."ordered_at", NEW."owner_id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."state", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="7d2540d8be22609a7bebc46a7b11f9211c2fef05",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_e6c36",
                                    table="billing_order",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."amount_minor" IS DISTINCT FROM (NEW."amount_minor") OR OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."custom" IS DISTINCT FROM (NEW."custom") OR OLD."deal_id" IS DISTINCT FROM (NEW."deal_id") OR OLD."external_id" IS DISTINCT FROM (NEW."external_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."margin_minor" IS DISTINCT FROM (NEW."margin_minor") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."ordered_at" IS DISTINCT FROM (NEW."ordered_at") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "billing_orderevent" ("amount_minor", "company_id", "created_at", "currency", "custom", "deal_id", "external_id", "id", "margin_minor", "number", "ordered_at", "owner_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "state", "team_id", "version") VALUES (NEW."amount_minor", NEW."company_id", NEW."created_at", NEW."currency", NEW."custom", NEW."deal_id", NEW."external_id", NEW."id", NEW."margin_minor", NEW."number", NEW."ordered_at", NEW."owner_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."state", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="30a7c48f0a570644bdad85cd27520c2db6a632b5",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e84e8",
                                    table="billing_order",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        ("issued_at", models.DateTimeField()),
                        ("due_at", models.DateField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("paid_minor", models.BigIntegerField(default=0)),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("paid", "Paid"), ("cancelled", "Cancelled")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "search_text",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Folded("number"),
                                output_field=models.TextField(db_collation="C"),
                            ),
                        ),
                        (
                            "search_trigrams",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Trigrams("number"),
                                output_field=django.contrib.postgres.fields.ArrayField(
                                    base_field=models.TextField(db_collation="C")
                                ),
                            ),
                        ),
                        (
                            "credits",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="credit_note",
                                to="billing.invoice",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoices",
                                to="billing.order",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=True,
                                fields=["search_trigrams"],
                                gin_pending_list_limit=512,
                                name="invoice_search",
                            ),
                            models.Index(fields=["-issued_at", "-id"], name="invoice_newest"),
                            models.Index(
                                condition=models.Q(("state", "open")), fields=["due_at"], name="invoice_due"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("credits__isnull", True)),
                                fields=("order",),
                                name="one_invoice_an_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("amount_minor__gte", 0), ("credits__isnull", True)),
                                    models.Q(("amount_minor__lte", 0), ("credits__isnull", False)),
                                    _connector="OR",
                                ),
                                name="credit_note_is_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_minor__lt", 0),
                                    models.Q(
                                        ("paid_minor__gte", 0), ("paid_minor__lte", models.F("amount_minor"))
                                    ),
                                    _connector="OR",
                                ),
                                name="not_paid_beyond_the_amount",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "billing_invoiceevent" ("amount_minor", "created_at", "credits_id", "currency", "due_at", "id", "issued_at", "number", "order_id", "paid_minor", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "version") VALUES (NEW."amount_minor", NEW."created_at", NEW."credits_id", NEW."currency", NEW."due_at", NEW."id", NEW."issued_at", NEW."number", NEW."order_id", NEW."paid_minor", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state", NEW."version"); RETURN NULL;',
                                    hash="c55b511d985aaadff4894e680ee5268b49b203e7",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0c624",
                                    table="billing_invoice",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."amount_minor" IS DISTINCT FROM (NEW."amount_minor") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."credits_id" IS DISTINCT FROM (NEW."credits_id") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."due_at" IS DISTINCT FROM (NEW."due_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."order_id" IS DISTINCT FROM (NEW."order_id") OR OLD."paid_minor" IS DISTINCT FROM (NEW."paid_minor") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "billing_invoiceevent" ("amount_minor", "created_at", "credits_id", "currency", "due_at", "id", "issued_at", "number", "order_id", "paid_minor", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "version") VALUES (NEW."amount_minor", NEW."created_at", NEW."credits_id", NEW."currency", NEW."due_at", NEW."id", NEW."issued_at", NEW."number", NEW."order_id", NEW."paid_minor", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."version"); RETURN NULL;',
                                    hash="b03696f66d56fa66af6683abebe157f7fb028fc0",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_28c43",
                                    table="billing_invoice",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvoiceEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("number", models.CharField(max_length=20)),
                        ("issued_at", models.DateTimeField()),
                        ("due_at", models.DateField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("paid_minor", models.BigIntegerField(default=0)),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("paid", "Paid"), ("cancelled", "Cancelled")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "credits",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="billing.invoice",
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
                                to="billing.invoice",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="billing.order",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="05b718cad763793ddb677bf941071b79bc8029ff",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d262c",
                                    table="billing_invoiceevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("number", models.CharField(max_length=20)),
                        ("source", models.CharField(blank=True, max_length=60)),
                        ("external_id", models.CharField(blank=True, max_length=80, null=True)),
                        ("ordered_at", models.DateTimeField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("margin_minor", models.BigIntegerField(blank=True, null=True)),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "state",
                            models.CharField(
                                choices=[("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
                                default="confirmed",
                                max_length=10,
                            ),
                        ),
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
                            "deal",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="sales.deal",
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
                                to="billing.order",
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
                                    hash="4a4095afbeb35cb705e88374e91661f542c4b3a0",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_8e224",
                                    table="billing_orderevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderLine",
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
                        ("amount_minor", models.BigIntegerField()),
                        ("cost_minor", models.BigIntegerField(blank=True, null=True)),
                        ("position", models.PositiveIntegerField(default=0)),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="billing.order",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="order_lines",
                                to="products.product",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("reference", models.CharField(blank=True, max_length=120)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "invoice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="billing.invoice",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-received_at", "-pk"],
                        "indexes": [models.Index(fields=["-received_at", "-id"], name="payment_newest")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor", 0), _negated=True),
                                name="payment_not_nothing",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "billing_paymentevent" ("amount_minor", "created_at", "currency", "id", "invoice_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "reference") VALUES (NEW."amount_minor", NEW."created_at", NEW."currency", NEW."id", NEW."invoice_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."received_at", NEW."reference"); RETURN NULL;',
                                    hash="b9a640e7fa15940c1ac77d27060d42d83dc0b540",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_70a39",
                                    table="billing_payment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "billing_paymentevent" ("amount_minor", "created_at", "currency", "id", "invoice_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "reference") VALUES (NEW."amount_minor", NEW."created_at", NEW."currency", NEW."id", NEW."invoice_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."received_at", NEW."reference"); RETURN NULL;',
                                    hash="3293a4615f9264f97378793c740754214b8d0842",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_5f754",
                                    table="billing_payment",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("received_at", models.DateTimeField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("reference", models.CharField(blank=True, max_length=120)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "invoice",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="billing.invoice",
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
                                to="billing.payment",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="8ea5cd0ca7c46f8af4d9531e66e7a4f9cffd4304",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_3be5a",
                                    table="billing_paymentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sequence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("series", models.CharField(max_length=4)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("series", "year"), name="one_sequence_a_year")
                        ],
                    },
                ),
            ],
        ),
    ]
