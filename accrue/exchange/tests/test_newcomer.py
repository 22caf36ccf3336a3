"""A newcomer brings a messy file in, mends the bad rows, merges the duplicates, undoes one merge and finds somebody by half
a phone number: the pages alone, by what they offer, without any setting."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accrue.contacts.models import Company, Person
from accrue.exchange.models import Import
from accrue.exchange.tests.messy import messy
from accrue.quality.models import Pair

pytestmark = pytest.mark.django_db

ROWS, BAD, TWINS = 200, 10, 6
MENDED = {
    "E-Mail": "mended@firma.example",
    "Telefon": "+49 40 7654321",
    "Land": "DE",
    "Angelegt am": "31.01.2026",
}


def test_a_newcomer_gets_a_messy_file_clean_without_help(ana, client: Client, work) -> None:
    client.force_login(ana)
    first = brought_in(client, work, messy(ROWS, bad=BAD, twins=TWINS))
    assert (first.created, first.rejected) == (ROWS - BAD, BAD)
    assert Company.objects.count() == ROWS // 25
    assert "Kundenklasse" in client.get(f"/people/{Person.objects.first().pk}/").content.decode()

    page = client.get(f"/imports/{first.pk}/").content.decode()
    assert "Bring corrected rows in" in page
    second = brought_in(client, work, mended(client, first), corrects=str(first.pk))
    assert (second.rejected, Import.objects.count()) == (0, 2)
    assert Person.objects.count() == ROWS

    assert '"/duplicates/"' in page
    for pair in Pair.objects.filter(kind="person", state="open"):
        assert str(Person.objects.get(pk=pair.left_id)) in client.get("/duplicates/").content.decode()
        merge(client, pair)
    assert Person.objects.filter(merged_into=None).count() == ROWS - TWINS
    undo = re.findall(r"/merges/\d+/undo/", client.get("/merges/").content.decode())
    client.post(undo[0])
    assert Person.objects.filter(merged_into=None).count() == ROWS - TWINS + 1

    who = Person.objects.get(email="chosefrade.2@firma0.example")
    found = client.get("/people/", {"q": "00014"}).content.decode()
    assert f"/people/{who.pk}/" in found


def brought_in(client: Client, work, data: bytes, **more: str) -> Import:
    columns = client.post("/imports/new/", {"file": SimpleUploadedFile("messy.csv", data), **more})[
        "Location"
    ]
    page = client.get(columns).content.decode()
    for offered in re.findall(r'name="do" value="(new:\d+)"', page):
        client.post(columns, placed(page) | {"do": offered})
    page = client.get(columns).content.decode()
    preview = client.post(columns, placed(page) | {"do": "preview"})["Location"]
    assert client.get(preview).status_code == 200
    client.post(preview.replace("preview", "start"))
    work()
    return Import.objects.latest("pk")


def placed(page: str) -> dict[str, str]:
    """What the form of columns would send as it stands."""
    found = {"has-flags": "1", "make_missing": "on"}
    for name, inside in re.findall(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


def mended(client: Client, batch: Import) -> bytes:
    """The error file with the cells that it complains of put right, as a person reads it."""
    text = b"".join(client.get(f"/imports/{batch.pk}/errors.csv")).decode()  # type: ignore[arg-type]  # streamed
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=batch.wish["delimiter"]))
    assert len(rows) == BAD + 1
    for number, row in enumerate(rows[1:]):
        column = row[-1].partition(":")[0]
        row[rows[0].index(column)] = MENDED[column].replace("@", f"{number}@").replace("321", f"{number}00")
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def merge(client: Client, pair: Pair) -> None:
    versions = [Person.objects.get(pk=pk).version for pk in (pair.left_id, pair.right_id)]
    answer = client.post(
        f"/people/{pair.left_id}/merge/{pair.right_id}/",
        {"keep_version": versions[0], "away_version": versions[1]},
    )
    assert answer.status_code == 302
