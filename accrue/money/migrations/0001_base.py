from django.db import migrations, models

import accrue.whole_tables


class Migration(migrations.Migration):
    replaces = [("money", "0001_initial")]

    initial = True

    dependencies = []

    operations = [
        accrue.whole_tables.CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Books",
                    fields=[
                        (
                            "id",
                            models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                        ),
                        ("base_currency", models.CharField(default="EUR", max_length=3)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="one_books")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("base", models.CharField(max_length=3)),
                        ("currency", models.CharField(max_length=3)),
                        ("day", models.DateField()),
                        ("rate", models.DecimalField(decimal_places=10, max_digits=20)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("base", "currency", "day"), name="one_rate_a_day"
                            ),
                            models.CheckConstraint(condition=models.Q(("rate__gt", 0)), name="rate_positive"),
                        ],
                    },
                ),
            ],
        ),
    ]
