"""People and companies, with the SQL functions that make keys of names and phones, by which the same are found."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accrue.clock
import accrue.contacts.keys
import accrue.filters.search
import accrue.whole_tables

LEGAL_FORMS = (
    "ab|ag|aps|as|asa|bhd|bv|bvba|co|company|corp|corporation|doo|eg|ek|ev|gbr|gmbh|inc|incorporated|kft|kg|kgaa|kk|lda|"
    "limited|llc|llp|lp|ltd|ltda|mbh|nv|ohg|oy|oyj|plc|pte|pty|pvt|sa|sarl|sas|se|sl|slu|spa|sro|srl|ug|zoo"
)
# A first letter that sounds alike; then also all vowels and what is not heard fall away.
SKELETON = r"""
    CREATE FUNCTION accrue_skeleton(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN translate(left(replace(word, 'ph', 'f'), 1), 'cqzwyj', 'kksvii') || regexp_replace(
        translate(substr(replace(word, 'ph', 'f'), 2), 'cqzwdaeiouyhj', 'kksvt'), '(.)\1+', '\1', 'g')
"""
PERSON_WORDS = """
    CREATE FUNCTION accrue_person_words(given text, family text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(translate(accrue_fold(given || ' ' || family), '-_,/.''`’´', '     '))
"""
PERSON_KEY = """
    CREATE FUNCTION accrue_pair_key(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN least(accrue_skeleton(split_part(words, ' ', 1)), accrue_skeleton(split_part(words, ' ', -1))) || ' '
        || greatest(accrue_skeleton(split_part(words, ' ', 1)), accrue_skeleton(split_part(words, ' ', -1)))
"""
KEY_OF_PERSON = """
    CREATE FUNCTION accrue_person_key(given text, family text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN accrue_pair_key(accrue_person_words(given, family))
"""
COMPANY_WORDS = rf"""
    CREATE FUNCTION accrue_company_words(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN coalesce(nullif(btrim(regexp_replace(regexp_replace(
        translate(accrue_fold(name), '-_,/&+()|:;"!?.''`’´', '              '),
        '\m({LEGAL_FORMS})\M', ' ', 'g'), ' +', ' ', 'g')), ''), accrue_fold(name))
"""
COMPANY_KEY = """
    CREATE FUNCTION accrue_company_key(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN left(accrue_skeleton(replace(accrue_company_words(name), ' ', '')), 8)
"""
PHONE_KEY = """
    CREATE FUNCTION accrue_phone_key(e164 text, phone text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN e164 <> '' THEN e164 ELSE regexp_replace(phone, '[^0-9]+', '', 'g') END
"""

# Text is filtered without regard to case, and a planner without figures of the folded text guesses one row in two hundred.
FOLDED = [
    ("contacts_person", "job_title"),
    ("contacts_person", "segment"),
    ("contacts_person", "source"),
    ("contacts_company", "industry"),
    ("contacts_company", "city"),
]


class Migration(migrations.Migration):
    replaces = [
        ("contacts", "0001_initial"),
        ("contacts", "0002_keys"),
        ("contacts", "0003_merged_into"),
        ("contacts", "0004_folded_statistics"),
        ("contacts", "0005_custom_fields"),
        ("contacts", "0006_typed_and_addresses"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_base"),
        ("filters", "0001_base"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        *(
            migrations.RunSQL(sql, reverse_sql=f"DROP FUNCTION {name}")
            for sql, name in [
                (SKELETON, "accrue_skeleton(text)"),
                (PERSON_WORDS, "accrue_person_words(text, text)"),
                (PERSON_KEY, "accrue_pair_key(text)"),
                (KEY_OF_PERSON, "accrue_person_key(text, text)"),
                (COMPANY_WORDS, "accrue_company_words(text)"),
                (COMPANY_KEY, "accrue_company_key(text)"),
                (PHONE_KEY, "accrue_phone_key(text, text)"),
            ]
        ),
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Company",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.CharField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=60)),
                        ("phone_e164", models.CharField(blank=True, editable=False, max_length=16)),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("name", models.CharField(max_length=200)),
                        ("domain", models.CharField(blank=True, max_length=190)),
                        ("industry", models.CharField(blank=True, max_length=120)),
                        ("employees", models.PositiveIntegerField(blank=True, null=True)),
                        ("city", models.CharField(blank=True, db_default="", max_length=120)),
                        (
                            "search_text",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Folded(
                                    "name",
                                    "domain",
                                    "email",
                                    "phone",
                                    accrue.filters.search.DigitsOf("phone"),
                                    accrue.filters.search.DigitsOf("phone_e164"),
                                ),
                                output_field=models.TextField(db_collation="C"),
                            ),
                        ),
                        (
                            "search_trigrams",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Trigrams(
                                    "name",
                                    "domain",
                                    "email",
                                    "phone",
                                    accrue.filters.search.DigitsOf("phone"),
                                    accrue.filters.search.DigitsOf("phone_e164"),
                                ),
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
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
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
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.company",
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
                        ("postcode", models.CharField(blank=True, db_default="", max_length=20)),
                        ("raw", models.JSONField(blank=True, db_default={}, default=dict, editable=False)),
                        ("region", models.CharField(blank=True, db_default="", max_length=120)),
                        ("street", models.CharField(blank=True, db_default="", max_length=200)),
                    ],
                    options={
                        "verbose_name_plural": "companies",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=True,
                                fields=["search_trigrams"],
                                gin_pending_list_limit=512,
                                name="company_search",
                            ),
                            models.Index(fields=["sort_name", "id"], name="company_by_name"),
                            models.Index(fields=["created_at", "id"], name="company_by_age"),
                            models.Index(
                                condition=models.Q(("archived_at__isnull", False)),
                                fields=["sort_name", "id"],
                                name="company_archived_by_name",
                            ),
                            models.Index(
                                django.db.models.functions.text.Lower("domain"), name="company_by_domain"
                            ),
                            models.Index(
                                django.db.models.functions.text.Lower("email"),
                                condition=models.Q(("email", ""), _negated=True),
                                name="company_by_email",
                            ),
                            models.Index(accrue.contacts.keys.CompanyKey("name"), name="company_by_key"),
                            models.Index(
                                accrue.contacts.keys.PhoneKey("phone_e164", "phone"),
                                condition=models.Q(("phone", ""), _negated=True),
                                name="company_by_phone",
                            ),
                            models.Index(
                                condition=models.Q(("merged_into__isnull", False)),
                                fields=["merged_into"],
                                name="company_merged_into",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="company_has_a_name"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into__isnull", True),
                                    models.Q(
                                        ("archived_at__isnull", False),
                                        models.Q(("merged_into", models.F("id")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="company_merged_is_away",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "contacts_companyevent" ("archived_at", "city", "country", "created_at", "custom", "domain", "email", "employees", "id", "industry", "merged_into_id", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_e164", "postcode", "raw", "region", "street", "team_id", "version") VALUES (NEW."archived_at", NEW."city", NEW."country", NEW."created_at", NEW."custom", NEW."domain", NEW."email", NEW."employees", NEW."id", NEW."industry", NEW."merged_into_id", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."phone_e164", NEW."postcode", NEW."raw", NEW."region", NEW."street", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="3c8e5a890601e1bd59936b5ef5ce9d8236cefdc2",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2026b",
                                    table="contacts_company",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."custom" IS DISTINCT FROM (NEW."custom") OR OLD."domain" IS DISTINCT FROM (NEW."domain") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."employees" IS DISTINCT FROM (NEW."employees") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."industry" IS DISTINCT FROM (NEW."industry") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."phone_e164" IS DISTINCT FROM (NEW."phone_e164") OR OLD."postcode" IS DISTINCT FROM (NEW."postcode") OR OLD."raw" IS DISTINCT FROM (NEW."raw") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."street" IS DISTINCT FROM (NEW."street") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "contacts_companyevent" ("archived_at", "city", "country", "created_at", "custom", "domain", "email", "employees", "id", "industry", "merged_into_id", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_e164", "postcode", "raw", "region", "street", "team_id", "version") VALUES (NEW."archived_at", NEW."city", NEW."country", NEW."created_at", NEW."custom", NEW."domain", NEW."email", NEW."employees", NEW."id", NEW."industry", NEW."merged_into_id", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."phone_e164", NEW."postcode", NEW."raw", NEW."region", NEW."street", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="51d5e0f4ea61039eee27d10f6ade561726eba90c",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_bed97",
                                    table="contacts_company",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CompanyEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("email", models.CharField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=60)),
                        ("phone_e164", models.CharField(blank=True, editable=False, max_length=16)),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("name", models.CharField(max_length=200)),
                        ("domain", models.CharField(blank=True, max_length=190)),
                        ("industry", models.CharField(blank=True, max_length=120)),
                        ("employees", models.PositiveIntegerField(blank=True, null=True)),
                        ("city", models.CharField(blank=True, db_default="", max_length=120)),
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
                                to="contacts.company",
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
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="contacts.company",
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
                        ("postcode", models.CharField(blank=True, db_default="", max_length=20)),
                        ("raw", models.JSONField(blank=True, db_default={}, default=dict, editable=False)),
                        ("region", models.CharField(blank=True, db_default="", max_length=120)),
                        ("street", models.CharField(blank=True, db_default="", max_length=200)),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="5659fabcbb0e22776f69a92895ffb82e7af9b78e",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_5825d",
                                    table="contacts_companyevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.CharField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=60)),
                        ("phone_e164", models.CharField(blank=True, editable=False, max_length=16)),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("given_name", models.CharField(blank=True, max_length=120)),
                        ("family_name", models.CharField(blank=True, max_length=120)),
                        ("job_title", models.CharField(blank=True, max_length=160)),
                        ("source", models.CharField(blank=True, max_length=80)),
                        ("segment", models.CharField(blank=True, max_length=80)),
                        (
                            "search_text",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Folded(
                                    "given_name",
                                    "family_name",
                                    "email",
                                    "phone",
                                    accrue.filters.search.DigitsOf("phone"),
                                    accrue.filters.search.DigitsOf("phone_e164"),
                                ),
                                output_field=models.TextField(db_collation="C"),
                            ),
                        ),
                        (
                            "search_trigrams",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Trigrams(
                                    "given_name",
                                    "family_name",
                                    "email",
                                    "phone",
                                    accrue.filters.search.DigitsOf("phone"),
                                    accrue.filters.search.DigitsOf("phone_e164"),
                                ),
                                output_field=django.contrib.postgres.fields.ArrayField(
                                    base_field=models.TextField(db_collation="C")
                                ),
                            ),
                        ),
                        (
                            "sort_name",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Folded("given_name", "family_name"),
                                output_field=models.TextField(db_collation="C"),
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="contacts.company",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
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
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.person",
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
                        ("city", models.CharField(blank=True, db_default="", max_length=120)),
                        ("postcode", models.CharField(blank=True, db_default="", max_length=20)),
                        ("raw", models.JSONField(blank=True, db_default={}, default=dict, editable=False)),
                        ("region", models.CharField(blank=True, db_default="", max_length=120)),
                        ("street", models.CharField(blank=True, db_default="", max_length=200)),
                    ],
                    options={
                        "verbose_name_plural": "people",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=True,
                                fields=["search_trigrams"],
                                gin_pending_list_limit=512,
                                name="person_search",
                            ),
                            models.Index(fields=["sort_name", "id"], name="person_by_name"),
                            models.Index(fields=["created_at", "id"], name="person_by_age"),
                            models.Index(
                                condition=models.Q(("archived_at__isnull", False)),
                                fields=["sort_name", "id"],
                                name="person_archived_by_name",
                            ),
                            models.Index(
                                django.db.models.functions.text.Lower("email"), name="person_by_email"
                            ),
                            models.Index(
                                accrue.contacts.keys.PersonKey("given_name", "family_name"),
                                name="person_by_key",
                            ),
                            models.Index(
                                accrue.contacts.keys.PhoneKey("phone_e164", "phone"),
                                condition=models.Q(("phone", ""), _negated=True),
                                name="person_by_phone",
                            ),
                            models.Index(
                                condition=models.Q(("merged_into__isnull", False)),
                                fields=["merged_into"],
                                name="person_merged_into",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("email", ""), ("family_name", ""), ("given_name", ""), _negated=True
                                ),
                                name="person_can_be_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into__isnull", True),
                                    models.Q(
                                        ("archived_at__isnull", False),
                                        models.Q(("merged_into", models.F("id")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="person_merged_is_away",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "contacts_personevent" ("archived_at", "city", "company_id", "country", "created_at", "custom", "email", "family_name", "given_name", "id", "job_title", "merged_into_id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_e164", "postcode", "raw", "region", "segment", "source", "street", "team_id", "version") VALUES (NEW."archived_at", NEW."city", NEW."company_id", NEW."country", NEW."created_at", NEW."custom", NEW."email", NEW."family_name", NEW."given_name", NEW."id", NEW."job_title", NEW."merged_into_id", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."phone_e164", NEW."postcode", NEW."raw", NEW."region", NEW."segment", NEW."source", NEW."street", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="20cfee4e3a0920093b52771bdffd7ddc6c5e21b9",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_af385",
                                    table="contacts_person",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."custom" IS DISTINCT FROM (NEW."custom") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."family_name" IS DISTINCT FROM (NEW."family_name") OR OLD."given_name" IS DISTINCT FROM (NEW."given_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."job_title" IS DISTINCT FROM (NEW."job_title") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."phone_e164" IS DISTINCT FROM (NEW."phone_e164") OR OLD."postcode" IS DISTINCT FROM (NEW."postcode") OR OLD."raw" IS DISTINCT FROM (NEW."raw") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."segment" IS DISTINCT FROM (NEW."segment") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."street" IS DISTINCT FROM (NEW."street") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "contacts_personevent" ("archived_at", "city", "company_id", "country", "created_at", "custom", "email", "family_name", "given_name", "id", "job_title", "merged_into_id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_e164", "postcode", "raw", "region", "segment", "source", "street", "team_id", "version") VALUES (NEW."archived_at", NEW."city", NEW."company_id", NEW."country", NEW."created_at", NEW."custom", NEW."email", NEW."family_name", NEW."given_name", NEW."id", NEW."job_title", NEW."merged_into_id", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."phone_e164", NEW."postcode", NEW."raw", NEW."region", NEW."segment", NEW."source", NEW."street", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="ff681da192757f1eb8dd51ec9888ee809a7fdfde",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6f0c6",
                                    table="contacts_person",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("email", models.CharField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=60)),
                        ("phone_e164", models.CharField(blank=True, editable=False, max_length=16)),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("given_name", models.CharField(blank=True, max_length=120)),
                        ("family_name", models.CharField(blank=True, max_length=120)),
                        ("job_title", models.CharField(blank=True, max_length=160)),
                        ("source", models.CharField(blank=True, max_length=80)),
                        ("segment", models.CharField(blank=True, max_length=80)),
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
                                to="contacts.person",
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
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="contacts.person",
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
                        ("city", models.CharField(blank=True, db_default="", max_length=120)),
                        ("postcode", models.CharField(blank=True, db_default="", max_length=20)),
                        ("raw", models.JSONField(blank=True, db_default={}, default=dict, editable=False)),
                        ("region", models.CharField(blank=True, db_default="", max_length=120)),
                        ("street", models.CharField(blank=True, db_default="", max_length=200)),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="ead75ee41eb33f8a33c0d9ee128cd7eaaa20807a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_4cdc5",
                                    table="contacts_personevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
        *(
            migrations.RunSQL(
                f"CREATE STATISTICS {table}_{column}_folded ON (lower({column})) FROM {table}",
                reverse_sql=f"DROP STATISTICS {table}_{column}_folded",
            )
            for table, column in FOLDED
        ),
    ]
