"""Every column and every fact is declared personal or not, and the page says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from accrue.events import data_map
from accrue.events.data_map import Fate, Table
from accrue.events.data_map_page import page

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "personal-data.md"


def test_everything_is_declared_personal_or_not():
    assert data_map.undeclared() == [], "say in the area's personal.py whether it is personal, and why"


def test_a_new_column_is_missed(monkeypatch):
    person = apps.get_model("contacts.Person")
    column = models.CharField(max_length=3)
    column.set_attributes_from_name("shoe_size")
    monkeypatch.setattr(
        type(person._meta), "local_concrete_fields", property(lambda meta: (*meta.local_fields, column))
    )
    assert "contacts.Person.shoe_size is not declared" in data_map.undeclared()


def test_a_table_stands_on_the_map_once():
    with pytest.raises(RuntimeError, match="twice"):
        data_map.declare(Table(model="contacts.Person", plain="id"))


def test_page_is_the_map():
    if os.environ.get("ACCRUE_WRITE_DOCS"):
        PAGE.write_text(page())
    assert PAGE.read_text() == page(), "run `make docs`"


@pytest.mark.parametrize("table", data_map.tables(), ids=lambda table: table.model)
def test_what_is_personal_can_be_reached(table):
    """What is said to go when a person is erased can be found, and can be emptied."""
    assert set(table.kept) | set(table.fill) | set(table.shared) <= {*table.columns}
    if table.whose != "person":
        return
    assert table.by or table.sweep or table.model == "filters.Word", "say by which path its rows are found"
    table.django._default_manager.filter(table.about([1]))
    for name in table.erased if table.fate is Fate.BLANK else ():
        try:
            column = table.django._meta.get_field(name)
        except FieldDoesNotExist:
            pytest.fail(f"{name} is no column")
        text = isinstance(column, models.CharField | models.TextField | models.JSONField)
        assert text or column.null, f"{name} can be neither emptied nor set to nothing"
