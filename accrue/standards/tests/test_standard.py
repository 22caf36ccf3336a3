"""What people type, in its standard form; and what is right stays as it is."""

from __future__ import annotations

import pytest

from accrue.standards.addresses import standard_place, standard_postcode
from accrue.standards.companies import standard_company
from accrue.standards.countries import checked_country
from accrue.standards.domains import checked_domain
from accrue.standards.emails import checked_email, domain_of_email, suggested_email
from accrue.standards.names import parts_of_name, standard_name
from accrue.standards.standard import standardise
from accrue.standards.urls import checked_url


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("HANNA VÖGEL", "Hanna Vögel"),
        ("hanna vögel", "Hanna Vögel"),
        ("ludwig van beethoven", "Ludwig van Beethoven"),
        ("ANNA VAN DER BERG", "Anna van der Berg"),
        ("RONALD MCDONALD", "Ronald McDonald"),
        ("patrick o'neill", "Patrick O'Neill"),
        ("SEAN O’CONNOR", "Sean O’Connor"),
        ("JEAN-PIERRE DUPONT-DURAND", "Jean-Pierre Dupont-Durand"),
        ("ANA MACHADO", "Ana Machado"),
        ("JP MORGAN", "JP Morgan"),
        ("BO LI", "Bo Li"),
        ("kees ijsselstein", "Kees IJsselstein"),
        ("MARTIN KING JR", "Martin King Jr."),
        ("ÉLODIE ÅSTRÖM", "Élodie Åström"),
        ("AYŞE YILDIZ", "Ayşe Yildiz"),
        ("Dr. Hanna Vögel", "Hanna Vögel"),
    ],
)
def test_names_get_their_case(typed, standard):
    given, _, family = typed.rpartition(" ") if "VAN DER" not in typed else ("ANNA", "", "VAN DER BERG")
    if "van beethoven" in typed:
        given, family = "ludwig", "van beethoven"
    if "JR" in typed:
        given, family = "MARTIN", "KING JR"
    assert " ".join(standard_name(given, family)) == standard


@pytest.mark.parametrize(
    "name",
    [
        ("Hanna", "van der Berg"), ("Ronald", "McDonald"), ("Danny", "DeVito"), ("Ursula", "von der Leyen"), ("JJ", "Abrams"),
        ("Dean", "Earl"), ("Xi", "Li"), ("Mary Ann", "MacLeod"), ("小龙", "李"), ("Άννα", "Παππά"), ("J.R.R.", "Tolkien"),
        ("H", ""), ("", "B"), ("DJ", "Shadow"), ("user_7", ""), ("Siobhán", "Ní Dhomhnaill"), ("Jan", "de"), ("", ""),
    ],
)  # fmt: skip
def test_names_that_are_right_stay(name):
    assert standard_name(*name) == name


def test_every_standard_is_its_own_standard():
    texts = [
        "HANNA",
        "van der berg",
        "MCDONALD",
        "o'neill",
        "NORTHWIND TRADERS GMBH",
        "12 HIGH STREET",
        "ı",
        "İSTANBUL",
    ]
    for text in texts:
        once, _ = standardise(
            "person", {"given_name": text, "family_name": text, "street": text, "city": text}
        )
        assert standardise("person", once)[0] == once
        assert standard_company(standard_company(text)) == standard_company(text)


def test_full_names_come_apart():
    assert parts_of_name("Dr. Hanna Maria van den Berg") == ("Hanna Maria", "van den Berg")
    assert parts_of_name("Vögel, Hanna") == ("Hanna", "Vögel")
    assert parts_of_name("Dean Martin") == ("Dean", "Martin")
    found, raw = standardise("person", {"full_name": "PROF. DR. MÜLLER, HANS"})
    assert found == {"given_name": "Hans", "family_name": "Müller"}
    assert raw == {"full_name": "PROF. DR. MÜLLER, HANS"}


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("NORTHWIND TRADERS GMBH", "Northwind Traders GmbH"),
        ("northwind gmbh & co. kg", "Northwind GmbH & Co. KG"),
        ("BANK OF AMERICA CORP.", "Bank of America Corp."),
        ("BMW GROUP", "BMW Group"),
        *[(name, name) for name in ("IBM", "BASF SE", "SAP AG", "IKEA", "adidas", "eBay Inc.", "McKinsey & Company", "3M", "L'Oréal")],
    ],
)  # fmt: skip
def test_companies_keep_their_legal_form_and_their_own_case(typed, standard):
    assert standard_company(typed) == standard


def test_emails():
    assert checked_email(" MAILTO:Ada.Lovelace@Example.ORG?subject=x ") == "ada.lovelace@example.org"
    assert checked_email("Ada Lovelace <Ada@Example.org>") == "ada@example.org"
    assert suggested_email("ada@gmial.com") == "ada@gmail.com"
    assert suggested_email("ada@example.con") == "ada@example.com"
    assert [suggested_email(f"ada@{one}") for one in ("gmail.com", "gmx.net", "mail.com", "example.org")] == [
        ""
    ] * 4
    assert domain_of_email("info@northwind.example") == "northwind.example"
    assert domain_of_email("northwind@gmail.com") == ""


@pytest.mark.parametrize(
    "typed", ["Deutschland", "ALLEMAGNE", "Germany", "de", "DEU", "Alemania", "ドイツ", "Duitsland"]
)
def test_countries_in_many_languages(typed):
    assert checked_country(typed) == "DE"


def test_countries_that_are_none():
    assert [checked_country(one) for one in ("USA", "England", "UK", "Niederlande")] == [
        "US",
        "GB",
        "GB",
        "NL",
    ]
    with pytest.raises(ValueError, match="no country"):
        checked_country("Atlantis")


def test_domains_and_addresses_of_the_web():
    assert checked_domain("https://www.Northwind.example/about?x=1") == "northwind.example"
    assert checked_domain("info@northwind.example") == "northwind.example"
    assert checked_url("Northwind.Example/About") == "https://northwind.example/About"
    assert checked_url("HTTPS://northwind.example/") == "https://northwind.example"
    for wrong in ("javascript:alert(1)", "http://user:pw@northwind.example", "two words", "http://"):
        with pytest.raises(ValueError, match="no web address"):
            checked_url(wrong)


def test_addresses():
    codes = {("sw1a1aa", "GB"): "SW1A 1AA", ("1012ab", "NL"): "1012 AB", ("1067", "DE"): "01067", ("00950", "PL"): "00-950",
             ("k1a0b1", "CA"): "K1A 0B1", ("ABC 12", "GB"): "ABC 12", ("20095", "DE"): "20095"}  # fmt: skip
    assert {key: standard_postcode(*key) for key in codes} == codes
    assert standard_place("FRANKFURT AM MAIN") == "Frankfurt am Main"
    assert standard_place("12B HIGH STREET") == "12B High Street"
    assert [standard_place(one) for one in ("NY", "Den Haag", "'s-Hertogenbosch")] == [
        "NY",
        "Den Haag",
        "'s-Hertogenbosch",
    ]


def test_what_was_typed_is_kept_beside_only_where_it_differs():
    typed = {
        "given_name": "HANNA",
        "family_name": "Vögel",
        "email": "Hanna@Example.org",
        "country": "Germany",
        "phone": " 1 ",
    }
    found, raw = standardise("person", typed)
    assert found == {
        "given_name": "Hanna",
        "family_name": "Vögel",
        "email": "hanna@example.org",
        "country": "DE",
        "phone": "1",
    }
    assert raw == {"given_name": "HANNA", "email": "Hanna@Example.org"}


def test_what_cannot_be_read_stays_for_others_to_refuse():
    assert standardise("company", {"country": "Atlantis", "domain": "no domain"}) == (
        {"country": "Atlantis", "domain": "no domain"}, {},
    )  # fmt: skip
