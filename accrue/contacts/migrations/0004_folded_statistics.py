"""Text is filtered without regard to case, and a planner without figures of the folded text guesses one row in two hundred."""

from django.db import migrations

FOLDED = [
    ("contacts_person", "job_title"),
    ("contacts_person", "segment"),
    ("contacts_person", "source"),
    ("contacts_company", "industry"),
    ("contacts_company", "city"),
]


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_merged_into")]
    operations = [
        migrations.RunSQL(
            f"CREATE STATISTICS {table}_{column}_folded ON (lower({column})) FROM {table}",
            reverse_sql=f"DROP STATISTICS {table}_{column}_folded",
        )
        for table, column in FOLDED
    ]
