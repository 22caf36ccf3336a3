"""Rows of the same found: published truths (FEBRL, Christen 2008), tables without any, and what columns hold."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest

from accrue_stats.duplicates import Column, Found, agreement, claimed, find_duplicates
from accrue_stats.duplicates.kinds import recognised

GIVEN = ["Ana", "Björn", "Chloé", "Dmitri", "Élodie", "Fatima", "Günther", "Hanna", "İpek", "José", "Katarzyna", "Łukasz",
         "María", "Nguyễn", "Oğuz", "Pärtel", "Quirin", "Renée", "Søren", "Tímea", "Uğur", "Věra", "Wojciech", "Иван", "王伟"]  # fmt: skip
FAMILY = ["Müller", "Østergård", "Nováková", "García", "Şahin", "Kowalski", "Petrov", "Dubois", "Öztürk", "Lindström", "Papadopoulos",
          "Ивано́в", "Horváth", "van der Berg", "de la Cruz", "O’Brien", "Schmidt-Lang", "Szabó", "Đorđević", "Ñúñez"]  # fmt: skip

LETTERS = str.maketrans("0123456789", "aeiourltnm")


def people(number: int, seed: int = 4) -> list[dict[str, str]]:
    """Different people, no two with the same address, phone or birthday and name."""
    draw = random.Random(seed)
    made = []
    for n in range(number):
        given, family = draw.choice(GIVEN), draw.choice(FAMILY)
        made.append(
            {
                "Vorname": given,
                "Nachname": family,
                "E-Mail": f"{given.lower()}.{family.lower()}{n}@mail{n % 40}.example".replace(" ", ""),
                "Telefon": f"+49 {draw.randrange(30, 99)} {draw.randrange(10**6, 10**7)}",
                "Geburtsdatum": f"{draw.randrange(1, 29):02}.{draw.randrange(1, 13):02}.{draw.randrange(1940, 2005)}",
                "Straße": f"{draw.choice(FAMILY)}weg {draw.randrange(1, 90)}",
                "PLZ": f"{draw.randrange(10000, 99999)}",
                "Ort": draw.choice(["Berlin", "Köln", "Hamburg", "München", "Leipzig"]),
            }
        )
    return made


def slipped(text: str, draw: random.Random) -> str:
    """One letter swapped with the next."""
    at = draw.randrange(max(len(text) - 1, 1))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def with_duplicates(number: int, twice: int, seed: int = 4) -> tuple[pa.Table, list[str]]:
    """`twice` of the people again, with a slip, a missing value and another way of writing the phone each."""
    draw = random.Random(seed)
    rows, truth = people(number, seed), [str(n) for n in range(number)]
    for n in range(twice):
        again = dict(rows[n])
        slip, missing = draw.sample(["Vorname", "Nachname", "E-Mail", "Geburtsdatum", "Straße"], 2)
        again[slip], again[missing] = slipped(again[slip], draw), ""
        again["Telefon"] = "0" + again["Telefon"].removeprefix("+49 ").replace(" ", "/")
        rows.append(again)
        truth.append(str(n))
    order = list(range(len(rows)))
    draw.shuffle(order)
    return pa.Table.from_pylist([rows[n] for n in order]), [truth[n] for n in order]


@pytest.fixture(scope="module")
def large() -> tuple[pa.Table, list[str], Found]:
    """Large enough for keys and a random draw."""
    table, truth = with_duplicates(1_200, 200)
    return table, truth, find_duplicates(table)


def test_other_names_of_columns_other_alphabets_slips_and_gaps(large):
    _, truth, found = large
    assert [c.kind for c in found.columns] == [
        "given",
        "family",
        "email",
        "phone",
        "date",
        "street",
        "postcode",
        "city",
    ]
    agreed = agreement(claimed(found, 0.95), truth)
    assert agreed.true_pairs == 200
    assert agreed.f1 > 0.99


def test_the_same_table_gives_the_same_bytes(large):
    table, _, first = large
    second = find_duplicates(table)
    assert first.left.size >= 190
    for name in ("left", "right", "certainty"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


def test_where_nobody_stands_twice_nothing_is_said():
    found = find_duplicates(pa.Table.from_pylist(people(1_100)))
    assert claimed(found, 0.95).pairs == 0
    names = pa.Table.from_pylist(people(1_100)).select(["Vorname", "Nachname", "Ort"])
    assert (
        claimed(find_duplicates(names), 0.95).pairs == 0
    )  # 500 names among 1,100 people: many are called alike


def test_a_family_is_several_people():
    draw, rows = random.Random(1), []
    for n, person in enumerate(people(200)):
        for given in draw.sample(GIVEN, 3):
            rows.append(
                {**person, "Vorname": given, "E-Mail": f"{given}{n}@home.example", "Geburtsdatum": ""}
            )
    assert claimed(find_duplicates(pa.Table.from_pylist(rows)), 0.95).pairs < 20


def test_rows_all_the_same_are_one():
    table = pa.Table.from_pylist(people(1) * 50)
    said = claimed(find_duplicates(table), 0.95)
    assert (said.pairs, said.groups) == (50 * 49 // 2, 1)
    assert len(list(said.each_pair())) == 50 * 49 // 2
    assert agreement(said, ["a"] * 50).f1 == 1
    assert agreement(said, [None] * 50).precision == 0


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_hardly_any_rows(rows):
    said = claimed(find_duplicates(pa.Table.from_pylist(people(2)).slice(0, rows)), 0.95)
    assert (said.pairs, said.groups) == (0, 0)


def test_two_rows_of_one_person():
    one = people(1)[0]
    table = pa.Table.from_pylist([one, {**one, "Vorname": "Anna", "Ort": ""}])
    assert claimed(find_duplicates(table), 0.95).pairs == 1


def test_a_state_alone_says_nothing():
    table = pa.table({"state": ["NSW", "VIC", "QLD"] * 100})
    assert claimed(find_duplicates(table), 0.95).pairs == 0


def test_copies_and_what_resembles_them_make_one_group():
    one, two = people(2)
    rows = [one, one, {**one, "Vorname": "Annna"}, two]
    said = claimed(find_duplicates(pa.Table.from_pylist(rows)), 0.95)
    assert said.pairs == 3
    assert len(set(said.group[:3].tolist())) == 1
    assert sorted((a, b) for a, b, _ in said.each_pair()) == [(0, 1), (0, 2), (1, 2)]


def test_what_is_told_is_not_guessed():
    table = pa.table({"a": ["x@y.example"] * 3, "b": ["1", "2", "3"]})
    found = find_duplicates(table, known=[Column("a", "text")], ignored=["b"])
    assert [(c.name, c.kind) for c in found.columns] == [("a", "text")]


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("rec_id", ["rec-1-org", "rec-1-dup-0"], "ignored"),
        ("column7", [str(n) for n in range(100)], "ignored"),
        ("cluster", ["1", "1", "2"], "ignored"),
        ("updated_at", ["2026-01-01"], "ignored"),
        ("x", [], "ignored"),
        ("x1", ["a@b.example", "c@d.example"], "email"),
        ("x2", ["1980-02-03", "1975-12-31", "1975-12-31"], "date"),
        ("x3", ["+49 40 5551000", "(040) 555-1000"], "phone"),
        ("x4", ["shop.example.com", "www.example.org"], "domain"),
        ("x5", ["m", "f"] * 50, "category"),
        ("date_of_birth", ["?"], "date"),
        ("soc_sec_id", ["6988048", "7364009"], "id"),
        ("Straße", ["Am Weg 1"], "street"),
        ("Firma", ["Nord AG"], "company"),
        ("contact", ["a@b.example", "c@d.example"], "email"),
        ("lastName", ["Smith"], "family"),
    ],
)
def test_columns_are_known_by_name_and_by_what_they_hold(name, values, kind):
    assert recognised(name, values).kind == kind


def test_numbered_names_are_others():
    """Branch 12 and branch 13 of one chain, customer 0001 and customer 0002; a slip in a name is found all the same."""
    rows = [
        {
            "given_name": "Shop customer",
            "family_name": f"{number:04d}",
            "company": f"Larch Stores {number % 9}",
        }
        for number in range(60)
    ]
    rows += [{"given_name": "Katharina", "family_name": "Brandstetter", "company": "Larch Stores 3"},
             {"given_name": "Katharina", "family_name": "Brandsteter", "company": "Larch Stores 3"}]  # fmt: skip
    found = find_duplicates(pa.Table.from_pylist(rows), least=0.5)
    assert [(int(left), int(right)) for left, right in zip(found.left, found.right, strict=True)] == [
        (60, 61)
    ]


def named(given: str, family: str, **more: str) -> dict[str, str]:
    return {"given_name": given, "family_name": family, "email": "", "phone": ""} | more


@pytest.fixture(scope="module")
def namesakes() -> list[dict[str, str]]:
    """200 people, of whom one in 25 is an Anna and one in 25 a Schmidt."""
    draw = random.Random(8)
    rows = []
    for n in range(200):
        given = "Anna" if n % 25 == 0 else f"{draw.choice(GIVEN)}{chr(97 + n % 19)}"
        family = "Schmidt" if n % 25 == 1 else f"{draw.choice(FAMILY)}{chr(97 + n % 23)}{chr(97 + n % 7)}"
        rows.append(
            named(
                given,
                family,
                email=f"{n}x{draw.randrange(10**6)}@mail{n % 40}.example",
                phone=f"+4940{draw.randrange(10**7, 10**8)}",
            )
        )
    return rows  # fmt: skip


def certainties(rows: list[dict[str, str]]) -> dict[tuple[int, int], float]:
    found = find_duplicates(pa.Table.from_pylist(rows), least=0.01)
    return {
        (int(left), int(right)): float(p)
        for left, right, p in zip(found.left, found.right, found.certainty, strict=True)
    }


def test_names_the_other_way_round_count_once_and_by_how_rare_they_are(namesakes):
    """Common names swapped are two people, unless more speaks for one; rare names swapped say much."""
    met = len(namesakes)
    anna, quirin = {"phone": "+49 30 1112223"}, {"email": "quirin@far.example"}
    rows = [
        *namesakes,
        named("Anna", "Schmidt", email="anna.s@one.example", **anna),
        named("Schmidt", "Anna", email="office@two.example", phone="+49 89 7776665"),  # somebody else
        named("Schmidt", "Anna", **anna),
        named("Quirinius", "Østergårdson", **quirin),
        named("Østergårdson", "Quirinius", phone="+49 211 5554443"),
        named("Østergårdson", "Quirinius", **quirin),
    ]
    found = certainties(rows)
    assert found.get((met, met + 1), 0.0) < 0.5
    assert found[met, met + 2] > 0.95
    assert found[met + 3, met + 4] > 0.5
    assert found[met + 3, met + 5] > 0.95


def test_namesakes_are_two_people(namesakes):
    met = len(namesakes)
    rows = [*namesakes, named("Anna", "Schmidt", email="anna.s@one.example"), named("Anna", "Schmidt", email="as@two.example"),
            named("Anna", "Schmidt", phone="+49 30 1112223"), named("Anna", "Schmidt")]  # fmt: skip
    found = certainties(rows)
    assert all(found.get((met + a, met + b), 0.0) < 0.5 for a in range(4) for b in range(a + 1, 4))


@pytest.mark.parametrize("columns", [["name"], ["name", "city"], ["given_name", "family_name", "city"]])
def test_few_columns_are_taken_for_what_they_are(columns):
    """Of 3,000 people of whom many are called alike, and nobody stands twice, none is said to."""
    draw = np.random.default_rng(5)

    def drawn(first: str, kinds: int, offset: int) -> list[str]:
        chance = 1 / (np.arange(kinds) + offset)
        return [
            f"{first}{k:04d}".translate(LETTERS) for k in draw.choice(kinds, 3_000, p=chance / chance.sum())
        ]

    given, family = drawn("g", 1_200, 15), drawn("f", 6_000, 60)
    table = pa.table({"given_name": given, "family_name": family, "city": drawn("c", 200, 3),
                      "name": [f"{a} {b}" for a, b in zip(given, family, strict=True)]})  # fmt: skip
    assert len(set(table["name"].to_pylist())) < 2_990
    assert claimed(find_duplicates(table.select(columns)), 0.5).pairs <= 3


def test_companies_of_one_town_are_several():
    towns, rows = ["Praha", "Lyon", "Wien", "Berlin"], []
    words = [
        f"{a}{b}"
        for a in ("Brand", "Nord", "Alder", "Fjord", "Kestrel")
        for b in ("wood", "gate", "mere", "holm")
    ]
    for n in range(300):
        name = f"{words[n % 20]} {words[(n * 7 + n // 20) % 20][::-1]}"
        rows.append(
            {
                "company": name,
                "domain": f"{name.replace(' ', '-')}{n}.example",
                "country": "CZ",
                "city": towns[n % 4],
            }
        )
    assert claimed(find_duplicates(pa.Table.from_pylist(rows), least=0.2), 0.2).pairs == 0
