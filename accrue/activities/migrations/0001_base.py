import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accrue.clock
import accrue.filters.search
import accrue.whole_tables


class Migration(migrations.Migration):
    replaces = [
        ("activities", "0001_initial"),
        ("activities", "0002_comments"),
        ("activities", "0003_files"),
        ("activities", "0004_followers"),
        ("activities", "0005_chat"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_base"),
        ("events", "0001_base"),
        ("filters", "0001_base"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Tag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        (
                            "colour",
                            models.CharField(
                                choices=[
                                    ("neutral", "Grey"),
                                    ("primary", "Indigo"),
                                    ("info", "Blue"),
                                    ("success", "Green"),
                                    ("warning", "Amber"),
                                    ("error", "Red"),
                                ],
                                default="neutral",
                                max_length=10,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "sort_name",
                            models.GeneratedField(
                                db_persist=True,
                                expression=accrue.filters.search.Folded("name"),
                                output_field=models.TextField(db_collation="C"),
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("sort_name",), name="one_tag_a_name")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "activities_tagevent" ("colour", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."colour", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."version"); RETURN NULL;',
                                    hash="b73c6647d640bf8a941e863c603c39745d439058",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f56a5",
                                    table="activities_tag",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."colour" IS DISTINCT FROM (NEW."colour") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                                    func='INSERT INTO "activities_tagevent" ("colour", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."colour", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."version"); RETURN NULL;',
                                    hash="d0d95c795ac01078ed83be906a2b16cc0a03674e",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_f7a19",
                                    table="activities_tag",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "activities_tagevent" ("colour", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."colour", OLD."created_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."version"); RETURN NULL;',
                                    hash="53e64d249aabfd8fc9fc422e99cb614957fe3aac",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f2344",
                                    table="activities_tag",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TagEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=40)),
                        (
                            "colour",
                            models.CharField(
                                choices=[
                                    ("neutral", "Grey"),
                                    ("primary", "Indigo"),
                                    ("info", "Blue"),
                                    ("success", "Green"),
                                    ("warning", "Amber"),
                                    ("error", "Red"),
                                ],
                                default="neutral",
                                max_length=10,
                            ),
                        ),
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
                                to="activities.tag",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b4411b13494ba69c2263c707c01796ef4437aa32",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_66fca",
                                    table="activities_tagevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tagging",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("record_id", models.BigIntegerField()),
                        ("tagged_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "tag",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="taggings",
                                to="activities.tag",
                            ),
                        ),
                        (
                            "tagged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["tag", "kind", "record_id"], name="tagging_by_tag")],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "record_id", "tag"), name="one_tagging")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Comment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("record_id", models.BigIntegerField()),
                        ("text", models.TextField()),
                        ("written_at", models.DateTimeField(default=accrue.clock.now)),
                        ("edited_at", models.DateTimeField(null=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
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
                                fields=["kind", "record_id", "-written_at"], name="comment_of_record"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeMail",
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
                        ("sent_at", models.DateTimeField(null=True)),
                        ("is_digest", models.BooleanField(default=False)),
                        ("made_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("mentioned", "named you in a comment"),
                                    ("comment", "commented"),
                                    ("file", "added a file"),
                                    ("stage", "moved the deal"),
                                    ("owner", "changed the owner"),
                                    ("quarantined", "put a file of yours into quarantine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("record_id", models.BigIntegerField()),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("read_at", models.DateTimeField(null=True)),
                        (
                            "comment",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="activities.comment",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="events.event",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "by_mail",
                            models.CharField(
                                choices=[
                                    ("off", "No mail"),
                                    ("soon", "Within minutes"),
                                    ("digest", "Once a day"),
                                ],
                                default="off",
                                max_length=6,
                            ),
                        ),
                        ("is_shown", models.BooleanField(default=True)),
                        (
                            "mail",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="notices",
                                to="activities.noticemail",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["user", "-id"], name="notice_of_user"),
                            models.Index(
                                condition=models.Q(("read_at", None)), fields=["user"], name="notice_unread"
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("mail", None),
                                    ("read_at", None),
                                    models.Q(("by_mail", "off"), _negated=True),
                                ),
                                fields=["user"],
                                name="notice_to_mail",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "event"), name="one_notice_an_event"),
                            models.UniqueConstraint(fields=("user", "comment"), name="one_notice_a_comment"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="File",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("record_id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("description", models.CharField(blank=True, default="", max_length=500)),
                        ("latest", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("archived_at", models.DateTimeField(null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["kind", "record_id", "-id"], name="file_of_record")],
                    },
                ),
                migrations.CreateModel(
                    name="FileVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("size", models.BigIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("content_type", models.CharField(max_length=80)),
                        ("stored", models.CharField(max_length=40, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("checking", "Being checked for viruses"),
                                    ("clean", "Checked for viruses"),
                                    ("unchecked", "Not checked for viruses"),
                                    ("infected", "In quarantine"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("finding", models.CharField(blank=True, default="", max_length=200)),
                        ("has_preview", models.BooleanField(default=False)),
                        ("uploaded_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="activities.file",
                            ),
                        ),
                        (
                            "uploaded_by",
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
                                condition=models.Q(("state", "checking")),
                                fields=["uploaded_at"],
                                name="version_being_checked",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("file", "number"), name="one_version_a_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Follower",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("record_id", models.BigIntegerField()),
                        ("is_following", models.BooleanField(default=True)),
                        ("since", models.DateTimeField(default=accrue.clock.now)),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "record_id", "user"), name="one_follower_a_record"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NewsPreference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "news",
                            models.CharField(
                                choices=[
                                    ("mentioned", "Somebody names you in a comment"),
                                    ("comment", "A comment on a record you follow"),
                                    ("file", "A file on a record you follow"),
                                    ("stage", "A deal you follow changes its stage, is won or lost"),
                                    ("owner", "A record you follow changes its owner"),
                                    ("quarantined", "A virus in a file you uploaded"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("page", models.BooleanField()),
                        (
                            "mail",
                            models.CharField(
                                choices=[
                                    ("off", "No mail"),
                                    ("soon", "Within minutes"),
                                    ("digest", "Once a day"),
                                ],
                                max_length=6,
                            ),
                        ),
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
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "news"), name="one_preference_a_news")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChatChannel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("service", models.CharField(max_length=60)),
                        ("sealed", models.TextField()),
                        ("news", models.JSONField(default=list)),
                        ("is_on", models.BooleanField(default=True)),
                        ("error", models.CharField(blank=True, max_length=300)),
                        ("failed_at", models.DateTimeField(null=True)),
                        ("posted_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(default=accrue.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "team",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ChatMessage",
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
                        ("sent_at", models.DateTimeField(null=True)),
                        ("made_at", models.DateTimeField(default=accrue.clock.now)),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="activities.chatchannel",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="events.event",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("channel", "event"), name="one_chat_message_an_event"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
