"""What an import's pages tell somebody who has never seen one: how cells are read, what came of spellings and corrections."""

from __future__ import annotations

import pytest
from django.test import Client

from accrue.contacts.models import Company
from accrue.exchange.tests.conftest import uploaded
from accrue.quality.models import Pair

pytestmark = pytest.mark.django_db

HEAD = "Vorname;Name;Telefon;Land;Geburtstag;Firma;Homepage\n"
FILE = (
    HEAD
    + "Ada;Berg;030/1234-567;DE;12/07/1997;;www.hafen.example\n"
    + "Tom;Beck;0049301234568;Deutschland;31.12.80;HAFEN SOFTWARE GMBH;hafen.example\n"
    + "Ida;Voss;;;;Hafen Software GmbH;hafen.example\n"
    + "Ute;Voss;;;;Hafen  software GmbH;\n"
    + "Max;Ohm;12;;;Hafen Sftware GmbH;\n"
    + "Jan;Ohm;;;;Hafen Sftware GmbH;\n"
)


@pytest.fixture
def there(ana, client) -> Client:
    client.force_login(ana)
    return client


def test_the_preview_says_what_cells_are_read_as(ana, there) -> None:
    batch = uploaded(ana, FILE)
    there.post(f"/imports/{batch.pk}/columns/", {"do": "new:4", "has-flags": "1"} | placed(batch))
    batch.refresh_from_db()
    html = there.get(f"/imports/{batch.pk}/preview/").content.decode()
    for said in ("12 Jul 1997", "31 Dec 1980", "+49 30 1234567", "+49 30 1234568", "Germany"):
        assert f"</span> {said}</span>" in html
    assert "in row 6. This is no phone number" in html
    assert "Telefon</span></th>" in html, "the heading of the file beside where it goes"


def placed(batch) -> dict[str, str]:
    return {f"column-{n}": target for n, target in enumerate(batch.mapping)}


def test_a_company_is_called_as_most_rows_call_it_and_near_spellings_are_asked_about(
    ana, there, bring_in
) -> None:
    batch = bring_in(ana, FILE)
    names = set(Company.objects.values_list("name", flat=True))
    assert names == {"Hafen Software GmbH", "Hafen Sftware GmbH"}
    pair = Pair.objects.get(kind="company")
    assert pair.certainty > 0.9
    html = there.get(f"/imports/{batch.pk}/").content.decode()
    assert "1 company was made that is spelt nearly like another" in html
    assert 'href="/duplicates/companies/"' in html
    assert "spelt differently" not in html, "capitals and spaces make no other spelling"


def test_a_report_names_what_corrected_it_and_the_file_to_correct_is_cut_as_it_came(
    ana, there, bring_in
) -> None:
    first = bring_in(ana, FILE)
    errors = b"".join(there.get(f"/imports/{first.pk}/errors.csv")).decode()
    assert "Max;Ohm;12;" in errors
    bring_in(ana, errors.replace(";12;", ";030 1234569;"), corrects=first.pk)
    assert "1 of them came in with" in there.get(f"/imports/{first.pk}/").content.decode()
