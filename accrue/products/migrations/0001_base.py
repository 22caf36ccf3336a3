import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
from django.db import migrations, models

import accrue.clock
import accrue.filters.search
import accrue.whole_tables


class Migration(migrations.Migration):
    replaces = [("products", "0001_initial"), ("products", "0002_custom_fields")]

    initial = True

    dependencies = [
        ("filters", "0001_base"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Product",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("name", models.CharField(max_length=200)),
                        ("price_minor", models.BigIntegerField()),
                        ("cost_minor", models.BigIntegerField(blank=True, null=True)),
                        ("currency", models.CharField(max_length=3)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "search_text",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Folded("code", "name"),
                                output_field=models.TextField(db_collation="C"),
                            ),
                        ),
                        (
                            "search_trigrams",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Trigrams("code", "name"),
                                output_field=django.contrib.postgres.fields.ArrayField(
                                    base_field=models.TextField(db_collation="C")
                                ),
                            ),
                        ),
                        (
                            "sort_name",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Folded("name"),
                                output_field=models.TextField(db_collation="C"),
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
                                name="product_search",
                            ),
                            models.Index(fields=["sort_name", "id"], name="product_by_name"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("code"), name="one_product_a_code"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("price_minor__gte", 0)), name="product_price_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("cost_minor__gte", 0)), name="product_cost_not_negative"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "products_productevent" ("archived_at", "code", "cost_minor", "created_at", "currency", "custom", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_minor", "version") VALUES (NEW."archived_at", NEW."code", NEW."cost_minor", NEW."created_at", NEW."currency", NEW."custom", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price_minor", NEW."version"); RETURN NULL;',
                                    hash="d0aebfb768fed5359e295a922a5658375b8f822c",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1fd97",
                                    table="products_product",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."cost_minor" IS DISTINCT FROM (NEW."cost_minor") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."custom" IS DISTINCT FROM (NEW."custom") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."price_minor" IS DISTINCT FROM (NEW."price_minor") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "products_productevent" ("archived_at", "code", "cost_minor", "created_at", "currency", "custom", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_minor", "version") VALUES (NEW."archived_at", NEW."code", NEW."cost_minor", NEW."created_at", NEW."currency", NEW."custom", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price_minor", NEW."version"); RETURN NULL;',
                                    hash="ca6ca5fcfab41e40c1e31fc9c7681afcbf19ae93",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_18d15",
                                    table="products_product",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProductEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("code", models.CharField(max_length=60)),
                        ("name", models.CharField(max_length=200)),
                        ("price_minor", models.BigIntegerField()),
                        ("cost_minor", models.BigIntegerField(blank=True, null=True)),
                        ("currency", models.CharField(max_length=3)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
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
                                to="products.product",
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
                                    hash="b87726817e7e063087535d650fb25d91240acbe3",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_dff3e",
                                    table="products_productevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
