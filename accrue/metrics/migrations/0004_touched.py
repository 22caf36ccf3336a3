from django.db import migrations, models

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
    dependencies = [
        ("metrics", "0003_dashboards"),
        ("billing", "0003_custom_fields"),
        ("contacts", "0006_typed_and_addresses"),
        ("sales", "0002_custom_fields"),
    ]

    operations = [
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
            options={"db_table": "metrics_touched"},
        ),
        migrations.RunSQL(
            watch(), "".join(f"DROP FUNCTION metrics_touch_{table}() CASCADE;" for table in WATCHED)
        ),
    ]
