"""What the application may not do, shown by trying; and what `accrue doctor` says where it could."""

import pytest
from django.db import ProgrammingError, connection, transaction

from accrue.operations.database_checks import missing_triggers, writable_history
from accrue.operations.database_roles import append_only_tables, grant_after_migrate
from tests.roles import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_role():
    def become(name):
        with connection.cursor() as cursor:
            cursor.execute(f'SET LOCAL ROLE "{name}"')

    yield become
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def refused(statement):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return True


def test_facts_and_history_are_append_only():
    tables = append_only_tables()
    assert {"events_event", "events_mention"} <= set(tables)
    assert any(table.endswith("event") and not table.startswith("events_") for table in tables)
    assert missing_triggers() == []
    assert writable_history() == []


def test_the_tests_work_as_the_application():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, has_schema_privilege('public', 'CREATE')")
        assert cursor.fetchone() == ("accrue_app", False)


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_cannot_change_what_happened(verb):
    assert refused(verb.format("events_event"))


def test_the_application_can_add_to_it():
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO events_event (name, occurred_at, recorded_at, subject_kind, subject_id, data)
               VALUES ('PersonCreated', now(), now(), 'person', 1, '{}') RETURNING id"""
        )
        assert cursor.fetchone()[0] > 0


def test_the_application_cannot_switch_the_triggers_off():
    with (
        pytest.raises(ProgrammingError, match="must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("ALTER TABLE events_event DISABLE TRIGGER ALL")


def test_the_eraser_may_blank_texts_but_not_what_happened(as_role):
    as_role("accrue_eraser")
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('events_event', 'data', 'UPDATE')")
        assert cursor.fetchone() == (True,)
    for column in ("name", "subject_id", "occurred_at"):
        assert refused(f"UPDATE events_event SET {column} = {column}")
    assert refused("DELETE FROM events_event")


def test_the_portal_sees_nothing_yet(as_role):
    as_role("accrue_portal")
    assert refused("SELECT 1 FROM events_event")


def test_a_grant_that_somebody_added_is_found_and_taken_back():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE (data) ON events_event TO accrue_app")
    assert writable_history() == ["events_event"]
    with as_owner():
        grant_after_migrate(using="default")
    assert writable_history() == []


def test_a_trigger_that_somebody_switched_off_is_found():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_mention DISABLE TRIGGER USER")
    assert [name.rpartition(" on ")[2] for name in missing_triggers()] == ["events_mention"]


def test_the_application_may_read_its_own_health(client):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_database())")
        (name,) = cursor.fetchone()
        cursor.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
        grant_after_migrate(using="default")
    assert client.get("/metrics").status_code == 200
    assert client.get("/readyz").status_code == 200
