"""Files of people and their companies as somebody who begins has them, and dirtier ones to break an import with. Seeded."""

from __future__ import annotations

import csv
import io
import random

SEED = 20_261_122
SYLLABLES = ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu", "xa", "ye", "zi", "cho", "fra"]  # fmt: skip
GIVEN = ["Ada", "Hanna", "Tom", "Mia", "Ron", "Zoë", "Jürgen", "Élise", "Ngọc", "Saša", "Olu", "Inés"]
HEADINGS = ["Name", "E-Mail", "Telefon", "Firma", "Land", "Kundenklasse", "Newsletter", "Angelegt am"]


def family_name(n: int) -> str:
    """A name of its own for each number below 160,000, as different from the others as names are: “Rasefiba”."""
    n = n * 7_919 % 160_000
    return "".join(SYLLABLES[n // 20**place % 20] for place in range(4)).capitalize()


def messy(rows: int, *, bad: int, twins: int, seed: int = SEED) -> bytes:
    """`bad` rows have a cell that is none; `twins` are somebody of an earlier row once more, with another address.

    Windows encoding, semicolons, capitals, spaces, days and phones in three ways: as such files are.
    """
    chance, out = random.Random(seed), io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADINGS)
    places = chance.sample(range(rows // 2, rows), bad + twins)
    wrong, again = set(places[:bad]), set(places[bad:])
    for n in range(rows):
        who = chance.randrange(rows // 2) if n in again else n
        row = _row(who, chance)
        if n in again:
            row[1] = f"privat{n}@post.example"
        if n in wrong:
            place, text = chance.choice(
                [(1, "no address"), (4, "Atlantis"), (7, "31.02.2026"), (2, "call me")]
            )
            row[place] = text
        writer.writerow(row)
    return out.getvalue().encode("cp1252", "replace")


def _row(who: int, chance: random.Random) -> list[str]:
    name, family = GIVEN[who % len(GIVEN)], family_name(who)
    number = 5_000_000 + who * 7
    return [
        chance.choice([f"{name} {family}", f"{family}, {name}", f"  {name.upper()} {family.upper()}"]),
        f"{family}.{who}@firma{who // 25}.example".lower(),
        chance.choice([f"+49 40 {number}", f"040 / {number}", f"0049 (40) {number}"]),
        chance.choice(["{} GmbH", "{} gmbh", "{}"]).format(family_name(who // 25)),
        chance.choice(["Deutschland", "Germany", "DE", ""]),
        "ABC"[who % 3],
        chance.choice(["ja", "nein", ""]),
        chance.choice([f"{1 + who % 28:02}.0{1 + who % 9}.2025", f"2025-0{1 + who % 9}-{1 + who % 28:02}"]),
    ]


def dirty(rows: int, seed: int = SEED) -> bytes:
    """People of many kinds: new ones, known again, alike, and rows with something wrong. Seeded."""
    chance, out = random.Random(seed), io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Vorname", "Nachname", "E-Mail", "Telefon", "Land", "Firma"])
    for n in range(rows):
        row = [
            "Ada",
            family_name(n),
            f"p{n}@dirty.example",
            f"+49 40 {5_000_000 + n}",
            "Deutschland",
            f"Firma {family_name(n // 20)} AG",
        ]
        kind = chance.random()
        if kind < 0.12 and n:
            row[2] = f"P{chance.randrange(n)}@dirty.example"  # known by e-mail
        elif kind < 0.17 and n:
            twin = chance.randrange(n)
            row[1], row[2], row[3] = (
                family_name(twin),
                "",
                f"+49 40 {5_000_000 + twin}",
            )  # alike by phone and name
        elif kind < 0.25:
            row[2] = "no address"
        elif kind < 0.29:
            row[4] = "Atlantis"
        elif kind < 0.31:
            row.append("one cell too many")
        writer.writerow(row)
    return out.getvalue().encode("cp1252")


def dirty_orders(rows: int, seed: int = SEED) -> tuple[bytes, dict[str, tuple[int, int, int]]]:
    """Lines of orders, anywhere in the file, some with something wrong or refunded; and what of it must come in:
    {number: (lines, minor units, minor units given back)}. Seeded."""
    chance, out = random.Random(seed), io.StringIO()
    made: list[list[object]] = []
    good: dict[str, tuple[int, int, int]] = {}
    number = 0
    while len(made) < rows:
        number += 1
        lines = [
            [chance.randrange(1, 9), chance.randrange(1, 500_00)]
            for _ in range(min(chance.randrange(1, 5), rows - len(made)))
        ]
        amount = sum(quantity * price for quantity, price in lines)
        kind = chance.random()
        back = amount if kind < 0.04 else chance.randrange(1, amount + 1) if kind < 0.15 else 0
        status = "draft" if kind > 0.96 else "paid"
        said = [
            f"B-{number}", f"{1 + number % 28:02}.03.2025", f"b{number % 90}@dirty.example", status,
            f"{(amount + (500 if 0.15 < kind < 0.2 else 0)) / 100:.2f}", f"{back / 100:.2f}" if back else "",
        ]  # fmt: skip
        for place, (quantity, price) in enumerate(lines):
            of_order = said if place == 0 else [*said[:4], "", ""]
            many = "some" if 0.2 < kind < 0.25 and place == 0 else quantity
            made.append([*of_order, f"Thing {chance.randrange(12)}", many, f"{price / 100:.2f}"])
        if kind < 0.15 or 0.25 < kind <= 0.96:
            good[f"B-{number}"] = (len(lines), amount, back)
    chance.shuffle(made)
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Bestellnummer", "Datum", "E-Mail", "Status", "Total", "Refunded amount", "Product", "Quantity", "Unit price"])  # fmt: skip
    writer.writerows(made)
    return out.getvalue().encode("cp1252"), good
