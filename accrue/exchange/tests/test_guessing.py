"""Columns find their place by name in many languages, by content, and by the export they come from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accrue.exchange.converting import amount_of, moment_of
from accrue.exchange.guessing import PRESETS, guess, guess_kind, order_of_days, placed, preset_for
from accrue.exchange.targets import KINDS
from accrue.standards.countries import checked_country
from accrue.standards.names import parts_of_name


def columns(**cells: list[str]) -> list[dict[str, object]]:
    return [{"name": name.replace("_", " "), "examples": examples} for name, examples in cells.items()]


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Vorname", "given_name"), ("Nachname", "family_name"), ("Prénom", "given_name"), ("Apellidos", "family_name"),
        ("Correo electrónico", "email"), ("E-Mail-Adresse", "email"), ("電話番号", "phone"), ("Фамилия", "family_name"),
        ("Ansprechpartner", "full_name"), ("Société", "company"), ("Funktion", "job_title"), ("Pays", "country"),
        ("E-Mail (geschäftlich)", "email"), ("Kundennummer", "external_id"), ("Zuständig", "owner"),
    ],
)  # fmt: skip
def test_by_name(heading, target) -> None:
    assert guess("person", [{"name": heading, "examples": []}]) == [target]


def test_by_content_where_names_say_nothing() -> None:
    found = columns(
        a=["Hanna Vögel", "Tom Beck"],
        b=["h@x.example"],
        c=["+49 40 555 1000"],
        d=["France", "Italien"],
        e=["17"],
    )
    assert guess("person", found) == ["full_name", "email", "phone", "country", ""]


def test_a_column_of_single_names_beside_given_names_holds_family_names() -> None:
    found = columns(Vorname=["Hanna", "Tom"], Name=["Vögel", "Beck"], KdNr=["17", "18"])
    assert guess("person", found) == ["given_name", "family_name", "external_id"]
    whole = columns(Vorname=["Hanna", "Tom"], Name=["Hanna Vögel", "Tom Beck"])
    assert guess("person", whole) == ["given_name", "full_name"]


def test_a_name_that_its_content_contradicts_does_not_count() -> None:
    assert guess("person", columns(Email=["+49 40 555 1000", "+49 40 555 2000"]))[0] != "email"


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_ready_mapping_goes_to_targets_that_there_are_and_is_recognised(preset) -> None:
    known = {target.key for target in KINDS[preset.kind][1]}
    assert {target for target in preset.columns.values() if target} <= known
    found = preset_for(list(preset.columns), preset.kind)
    assert found is not None
    assert found.system == preset.system
    assert placed(preset, list(preset.columns)) == list(preset.columns.values())
    assert guess_kind([{"name": name, "examples": []} for name in preset.columns]) == preset.kind


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1.234,56 €", "1234.56", "EUR"), ("$1,234.56", "1234.56", "USD"), ("1 234,5", "1234.5", ""), ("(12.00)", "-12", ""),
        ("EUR 1.234", "1234", "EUR"), ("1'234.50", "1234.5", ""), ("1,234,567", "1234567", ""), ("0.125", "0.125", ""),
    ],
)  # fmt: skip
def test_amounts(text, amount, currency) -> None:
    assert amount_of(text) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", "2026-01-31"), ("31.01.2026", "2026-01-31"), ("31/1/26", "2026-01-31"), ("31.1.57", "1957-01-31"), ("1.2.30", "2030-02-01"), ("01/31/2026", "2026-01-31"),
        ("3 Feb 2026", "2026-02-03"), ("February 3, 2026", "2026-02-03"), ("2026/02/03", "2026-02-03"),
        ("3. März 2026", "2026-03-03"), ("2026-02-03T23:30:00-05:00", "2026-02-04"), ("04/03/2026", "2026-03-04"),
    ],
)  # fmt: skip
def test_days(text, day) -> None:
    assert str(moment_of(text).date()) == day


@pytest.mark.parametrize("text", ["31.02.2026", "soon", "1/2", "2026", "99/99/9999", "1.1.1700"])
def test_no_days(text) -> None:
    with pytest.raises(ValueError, match=r"\."):
        moment_of(text)


def test_the_order_of_days_shows_in_the_file() -> None:
    assert order_of_days(["03/04/2026", "01/31/2026"]) == "mdy"
    assert order_of_days(["03/04/2026", "31/01/2026"]) == "dmy"


def test_countries_in_their_languages() -> None:
    found = [
        checked_country(text)
        for text in ("Deutschland", "Allemagne", "ドイツ", "DEU", "de", "USA", "Österreich")
    ]
    assert found == ["DE", "DE", "DE", "DE", "DE", "US", "AT"]
    with pytest.raises(ValueError, match="no country"):
        checked_country("Atlantis")


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Hanna Vögel", "Hanna", "Vögel"), ("Vögel, Hanna", "Hanna", "Vögel"), ("Dr. Hanna Vögel", "Hanna", "Vögel"),
        ("Maria van den Berg", "Maria", "van den Berg"), ("Cher", "Cher", ""), ("山田 太郎", "太郎", "山田"),
    ],
)  # fmt: skip
def test_full_names_are_split(text, given, family) -> None:
    assert parts_of_name(text) == (given, family)


def test_the_how_to_names_every_system_and_the_limits() -> None:
    from pathlib import Path

    from accrue.exchange.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, said_bytes

    page = Path(__file__).parents[3] / "docs" / "how-to" / "import.md"
    text = " ".join(page.read_text().split())
    for said in {preset.system for preset in PRESETS} | {
        f"{MOST_ROWS:,} rows",
        f"{MOST_COLUMNS} columns",
        said_bytes(MOST_BYTES),
    }:
        assert said in text or said == "vCard"
