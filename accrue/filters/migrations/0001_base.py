"""The SQL functions that fold text and cut it into trigrams.

Their tables are written out here, not computed, so that an index never disagrees with the function that filled it.
The bodies are bound when they are made (RETURN, not a string), so neither a search path nor a restore can break them.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accrue.clock
import accrue.filters.search
import accrue.whole_tables

# Strokes, and capitals that neither decomposition nor PostgreSQL's "C" collation folds, and what they become.
LETTERS = (
    "øØđĐłŁħĦıŧŦðÐςŋŊƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎͰͲͶͿΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠ"
    "ΡΣΤΥΦΧΨΩϏϘϚϜϞϠϢϤϦϨϪϬϮϴϷϹϺϽϾϿЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔ"
    "ҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮ"
)
BECOME = (
    "ooddllhhittddσnnɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵƣƥʀƨʃƭʈʊʋƴƶʒƹƽǥƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇɉɋɍɏͱͳͷϳαβγδεζηθικλμνξοπ"
    "ρστυφχψωϗϙϛϝϟϡϣϥϧϩϫϭϯθϸϲϻͻͼͽђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕ"
    "җҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯ"
)
SPACES = "\t\n\r\f\v\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029"
DROPPED = "\xad\u200b\u200c\u200d\u2060\ufeff"
MARKS = "[\u0300-\u036f]+"
TWO_LETTERS = {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th"}
SEPARATORS = "@._-+/&,;:()[]'\"#^*!?|\\<>"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def fold_sql() -> str:
    """ASCII takes the short way. Else letters come apart from their marks, which are dropped."""
    text = f"regexp_replace(normalize(t, NFKD) COLLATE \"C\", {quoted(MARKS)}, '', 'g')"
    for letter, pair in TWO_LETTERS.items():
        text = f"replace({text}, {quoted(letter)}, {quoted(pair)})"
    letters, become = LETTERS + SPACES + DROPPED, BECOME + " " * len(SPACES)
    ascii_spaces = SPACES[:9]
    return f"""
        CREATE FUNCTION accrue_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN CASE WHEN octet_length(t) = length(t)
            THEN lower(translate(t, {quoted(ascii_spaces)}, '         ') COLLATE "C")
            ELSE lower(translate({text}, {quoted(letters)}, {quoted(become)}) COLLATE "C") END
    """


TRIGRAMS_SQL = """
    CREATE FUNCTION accrue_trigrams(folded text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT coalesce(array_agg(DISTINCT part COLLATE "C"), '{}') FROM (
        SELECT substr(word, i, 3) AS part
        FROM string_to_table(folded, ' ') AS word, generate_series(1, length(word) - 2) AS i
        UNION ALL
        SELECT '^' || left(word, n)
        FROM string_to_table(translate(folded, SEPARATORS, BLANKS), ' ') AS word,
             generate_series(1, least(2, length(word))) AS n
    ) AS parts)
""".replace("SEPARATORS", quoted(SEPARATORS)).replace("BLANKS", quoted(" " * len(SEPARATORS)))
NEEDLE_SQL = """
    CREATE FUNCTION accrue_needle(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN length(accrue_fold(word)) < 3 THEN ARRAY['^' || accrue_fold(word)] ELSE (
        SELECT array_agg(DISTINCT substr(accrue_fold(word), i, 3) COLLATE "C")
        FROM generate_series(1, length(accrue_fold(word)) - 2) AS i
    ) END
"""
PATTERN_SQL = r"""
    CREATE FUNCTION accrue_pattern(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN '%' || replace(replace(replace(accrue_fold(word), '\', '\\'), '%', '\%'), '_', '\_') || '%'
"""

DELETIONS_SQL = """
    CREATE FUNCTION accrue_deletions(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT array_agg(DISTINCT (left(word, n - 1) || substr(word, n + 1)) COLLATE "C") || word
        FROM generate_series(1, length(word)) AS n)
"""


class Migration(migrations.Migration):
    replaces = [
        ("filters", "0001_search"),
        ("filters", "0002_openings_and_words"),
        ("filters", "0003_saved_views"),
        ("filters", "0004_custom_fields"),
        ("filters", "0005_page_layouts"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_base"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        *(
            migrations.RunSQL(sql, reverse_sql=f"DROP FUNCTION {name}")
            for sql, name in [
                (fold_sql(), "accrue_fold(text)"),
                (TRIGRAMS_SQL, "accrue_trigrams(text)"),
                (NEEDLE_SQL, "accrue_needle(text)"),
                (PATTERN_SQL, "accrue_pattern(text)"),
                (DELETIONS_SQL, "accrue_deletions(text)"),
            ]
        ),
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Word",
                    fields=[
                        ("text", models.TextField(db_collation="C", primary_key=True, serialize=False)),
                        ("records", models.PositiveIntegerField(default=1)),
                        (
                            "deletions",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Deletions("text"),
                                output_field=django.contrib.postgres.fields.ArrayField(
                                    base_field=models.TextField(db_collation="C")
                                ),
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["deletions"], name="word_by_deletions"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Opening",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("record_id", models.BigIntegerField()),
                        ("weight", models.FloatField(default=1)),
                        ("last_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["user", "-last_at"], name="opening_latest")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "kind", "record_id"), name="opening_once_a_record"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="View",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=80)),
                        (
                            "sharing",
                            models.CharField(
                                choices=[("me", "Only me"), ("team", "My team"), ("all", "Everyone")],
                                default="me",
                                max_length=4,
                            ),
                        ),
                        ("filter", models.JSONField(default=dict)),
                        ("q", models.CharField(blank=True, max_length=100)),
                        ("archived", models.BooleanField(default=False)),
                        ("sort", models.CharField(blank=True, max_length=60)),
                        (
                            "columns",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80), blank=True, default=list
                            ),
                        ),
                        (
                            "density",
                            models.CharField(
                                blank=True,
                                choices=[("", "As usual"), ("normal", "Roomy"), ("compact", "Compact")],
                                max_length=10,
                            ),
                        ),
                        ("layout", models.CharField(blank=True, max_length=10)),
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
                        "indexes": [models.Index(fields=["kind", "owner"], name="view_by_kind")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sharing", "team"), ("team__isnull", False)),
                                    models.Q(("sharing", "team"), _negated=True),
                                    _connector="OR",
                                ),
                                name="view_of_a_team_has_one",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "filters_viewevent" ("archived", "columns", "created_at", "deleted_at", "density", "filter", "id", "kind", "layout", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "q", "sharing", "sort", "team_id", "version") VALUES (NEW."archived", NEW."columns", NEW."created_at", NEW."deleted_at", NEW."density", NEW."filter", NEW."id", NEW."kind", NEW."layout", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."q", NEW."sharing", NEW."sort", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="c496f3d455eda30b556e94e1e4077d9751af69a6",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_e777f",
                                    table="filters_view",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "filters_viewevent" ("archived", "columns", "created_at", "deleted_at", "density", "filter", "id", "kind", "layout", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "q", "sharing", "sort", "team_id", "version") VALUES (NEW."archived", NEW."columns", NEW."created_at", NEW."deleted_at", NEW."density", NEW."filter", NEW."id", NEW."kind", NEW."layout", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."q", NEW."sharing", NEW."sort", NEW."team_id", NEW."version"); RETURN NULL;',
                                    hash="0d246ffd7bc114646362222ae2a1734d9121585a",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_2ff12",
                                    table="filters_view",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ViewEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=80)),
                        (
                            "sharing",
                            models.CharField(
                                choices=[("me", "Only me"), ("team", "My team"), ("all", "Everyone")],
                                default="me",
                                max_length=4,
                            ),
                        ),
                        ("filter", models.JSONField(default=dict)),
                        ("q", models.CharField(blank=True, max_length=100)),
                        ("archived", models.BooleanField(default=False)),
                        ("sort", models.CharField(blank=True, max_length=60)),
                        (
                            "columns",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80), blank=True, default=list
                            ),
                        ),
                        (
                            "density",
                            models.CharField(
                                blank=True,
                                choices=[("", "As usual"), ("normal", "Roomy"), ("compact", "Compact")],
                                max_length=10,
                            ),
                        ),
                        ("layout", models.CharField(blank=True, max_length=10)),
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
                                to="filters.view",
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
                                    hash="af4a7840292f1a5cef74018e0ba83fe39da93ef6",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_15f10",
                                    table="filters_viewevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Shelf",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        (
                            "order",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), blank=True, default=list
                            ),
                        ),
                        ("first", models.CharField(blank=True, max_length=40)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("user", "kind"), name="one_shelf")],
                    },
                ),
                migrations.CreateModel(
                    name="CustomField",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("key", models.CharField(max_length=50)),
                        ("label", models.CharField(max_length=80)),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("text", "Text"),
                                    ("number", "Number"),
                                    ("money", "Money"),
                                    ("date", "Date"),
                                    ("choice", "Choice"),
                                    ("choices", "Several choices"),
                                    ("user", "Colleague"),
                                    ("yesno", "Yes or no"),
                                    ("record", "Link to a record"),
                                    ("formula", "Formula"),
                                    ("rollup", "Roll-up of related records"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("help_text", models.CharField(blank=True, max_length=200)),
                        ("is_required", models.BooleanField(default=False)),
                        ("is_unique", models.BooleanField(default=False)),
                        ("default", models.JSONField(blank=True, null=True)),
                        ("choices", models.JSONField(blank=True, default=list)),
                        ("to", models.CharField(blank=True, max_length=40)),
                        ("formula", models.CharField(blank=True, max_length=500)),
                        ("rollup", models.CharField(blank=True, max_length=80)),
                        ("within", models.CharField(blank=True, max_length=40)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["kind", "position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "key"), name="one_custom_field_a_key"),
                            models.CheckConstraint(
                                condition=models.Q(("label", ""), _negated=True),
                                name="custom_field_has_a_label",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "filters_customfieldevent" ("archived_at", "choices", "created_at", "default", "formula", "help_text", "id", "is_required", "is_unique", "key", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rollup", "to", "type", "version", "within") VALUES (NEW."archived_at", NEW."choices", NEW."created_at", NEW."default", NEW."formula", NEW."help_text", NEW."id", NEW."is_required", NEW."is_unique", NEW."key", NEW."kind", NEW."label", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."rollup", NEW."to", NEW."type", NEW."version", NEW."within"); RETURN NULL;',
                                    hash="53b0bea6eb2db1d73f1413ba86573c5f327ce16b",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_da92f",
                                    table="filters_customfield",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "filters_customfieldevent" ("archived_at", "choices", "created_at", "default", "formula", "help_text", "id", "is_required", "is_unique", "key", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rollup", "to", "type", "version", "within") VALUES (NEW."archived_at", NEW."choices", NEW."created_at", NEW."default", NEW."formula", NEW."help_text", NEW."id", NEW."is_required", NEW."is_unique", NEW."key", NEW."kind", NEW."label", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."rollup", NEW."to", NEW."type", NEW."version", NEW."within"); RETURN NULL;',
                                    hash="e3496f748cdb92e7b9a0318d1236b890c207bdac",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_3f50d",
                                    table="filters_customfield",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustomFieldEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=40)),
                        ("key", models.CharField(max_length=50)),
                        ("label", models.CharField(max_length=80)),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("text", "Text"),
                                    ("number", "Number"),
                                    ("money", "Money"),
                                    ("date", "Date"),
                                    ("choice", "Choice"),
                                    ("choices", "Several choices"),
                                    ("user", "Colleague"),
                                    ("yesno", "Yes or no"),
                                    ("record", "Link to a record"),
                                    ("formula", "Formula"),
                                    ("rollup", "Roll-up of related records"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("help_text", models.CharField(blank=True, max_length=200)),
                        ("is_required", models.BooleanField(default=False)),
                        ("is_unique", models.BooleanField(default=False)),
                        ("default", models.JSONField(blank=True, null=True)),
                        ("choices", models.JSONField(blank=True, default=list)),
                        ("to", models.CharField(blank=True, max_length=40)),
                        ("formula", models.CharField(blank=True, max_length=500)),
                        ("rollup", models.CharField(blank=True, max_length=80)),
                        ("within", models.CharField(blank=True, max_length=40)),
                        ("position", models.PositiveIntegerField(default=0)),
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
                                to="filters.customfield",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="ed47f67995dbb243f0a804c8df01120b931c4bb4",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0e7c5",
                                    table="filters_customfieldevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UniqueValue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.CharField(max_length=600)),
                        ("record_id", models.BigIntegerField()),
                        (
                            "field",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="taken",
                                to="filters.customfield",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("field", "value"), name="custom_value_once"),
                            models.UniqueConstraint(
                                fields=("field", "record_id"), name="one_custom_value_a_record"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PageLayout",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("sections", models.JSONField(default=list)),
                        ("hidden", models.JSONField(default=list)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "role",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.role",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "role"), name="one_page_layout", nulls_distinct=False
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "filters_pagelayoutevent" ("hidden", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role_id", "sections", "version") VALUES (NEW."hidden", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role_id", NEW."sections", NEW."version"); RETURN NULL;',
                                    hash="b9310794b818dd2ff4320e155b7087910a83aaa7",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_b97f3",
                                    table="filters_pagelayout",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "filters_pagelayoutevent" ("hidden", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role_id", "sections", "version") VALUES (NEW."hidden", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role_id", NEW."sections", NEW."version"); RETURN NULL;',
                                    hash="649e8897fa06d8494feabfb702d3bcccca5ca2fb",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_9e0c7",
                                    table="filters_pagelayout",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PageLayoutEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=40)),
                        ("sections", models.JSONField(default=list)),
                        ("hidden", models.JSONField(default=list)),
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
                                to="filters.pagelayout",
                            ),
                        ),
                        (
                            "role",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.role",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d5c8d465ac9a68d4ae8a6c83f211afcfd5f621c5",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_fe6c6",
                                    table="filters_pagelayoutevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
