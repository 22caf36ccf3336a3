"""Databases of earlier versions: what each area's first migration stands for, and what is in between."""

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from accrue.errors import Conflict, Invalid
from accrue.operations import migrating
from accrue.operations.backup.archive import Manifest
from accrue.operations.backup.restoring import _refuse_other_versions
from accrue.operations.database_checks import database_findings
from accrue.whole_tables import CreateTables
from tests.roles import as_owner


@pytest.fixture
def applied(db):
    """What the database says was applied, to be changed by its owner."""
    with as_owner():
        yield MigrationRecorder.Migration.objects


def backup_of(names):
    return Manifest("2026-11-22", "0.1.0", 15, list(names), {}, "", {})


def test_a_database_of_the_replaced_migrations_is_at_this_version(applied):
    applied.filter(name="0001_base").delete()
    assert applied.filter(app="roi").count() == 8
    assert migrating.waiting_migrations() == []


def test_one_in_between_is_named_and_left_alone(applied):
    applied.filter(app="roi", name__in=["0001_base", "0008_send_approved"]).delete()
    with pytest.raises(Conflict, match=r"roi\.0008_send_approved is missing"):
        migrating.waiting_migrations()
    last = list(database_findings())[-1]
    assert (last.key, last.level) == ("migrations", "bad")
    assert "roi.0008_send_approved is missing" in last.says


def test_backups_of_earlier_versions_are_taken_and_those_in_between_refused():
    earlier = [name for name in migrating.known() if not name.endswith(".0001_base")]
    _refuse_other_versions(backup_of(earlier))
    with pytest.raises(Conflict, match=r"roi\.0008_send_approved is missing"):
        _refuse_other_versions(backup_of(set(earlier) - {"roi.0008_send_approved"}))
    with pytest.raises(Invalid, match=r"newer than this one \(roi\.0999_later\)"):
        _refuse_other_versions(backup_of([*earlier, "roi.0999_later"]))


def tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal"
        )
        return set(connection.introspection.table_names()), set(cursor.fetchall())


def test_an_area_goes_and_comes_back_with_its_tables_and_triggers(db):
    before = tables()
    assert "exchange_import" in before[0]
    with as_owner():
        call_command("migrate", "exchange", "zero", verbosity=0)
        assert not any(name.startswith("exchange_") for name in tables()[0])
        call_command("migrate", "exchange", verbosity=0)
    assert tables() == before


def test_the_models_drawn_at_once_know_each_other_and_those_before():
    state = MigrationLoader(None).project_state(("accounts", "0001_base"))
    people = state.apps.get_model("accounts", "user")
    key = ("id", models.BigAutoField(primary_key=True))
    letter = migrations.CreateModel(
        "Letter",
        [key, ("writer", models.ForeignKey("accounts.user", models.CASCADE, related_name="letters"))],
    )
    stamps = models.ForeignKey("post.letter", models.CASCADE, related_name="stamps")
    CreateTables([letter, migrations.CreateModel("Stamp", [key, ("letter", stamps)])]).state_forwards(
        "post", state
    )
    drawn = state.apps.get_model("post", "letter")
    assert drawn._meta.get_field("writer").related_model is people is state.apps.get_model("accounts", "user")
    assert people._meta.get_field("letters").related_model is drawn
    assert drawn._meta.get_field("stamps").related_model is state.apps.get_model("post", "stamp")
