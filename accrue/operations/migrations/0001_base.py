from django.db import migrations, models

import accrue.whole_tables


class Migration(migrations.Migration):
    replaces = [("operations", "0001_initial")]

    initial = True

    dependencies = []

    operations = [
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="JobFailure",
                    fields=[
                        ("job_id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=120)),
                        ("reason", models.CharField(max_length=500)),
                        ("trace", models.TextField()),
                        ("failed_at", models.DateTimeField()),
                    ],
                ),
            ],
        ),
    ]
