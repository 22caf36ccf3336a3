"""A messy file of people and their companies, as somebody who begins has one. Seeded."""

from __future__ import annotations

import csv
import io
import random

SYLLABLES = [
    "ba",
    "de",
    "fi",
    "go",
    "hu",
    "ka",
    "le",
    "mi",
    "no",
    "pu",
    "ra",
    "se",
    "ti",
    "vo",
    "wu",
    "xa",
    "ye",
    "zi",
    "cho",
    "fra",
]
GIVEN = ["Ada", "Hanna", "Tom", "Mia", "Ron", "Zoë", "Jürgen", "Élise", "Ngọc", "Saša", "Olu", "Inés"]
HEADINGS = ["Name", "E-Mail", "Telefon", "Firma", "Land", "Kundenklasse", "Newsletter", "Angelegt am"]


def family_name(n: int) -> str:
    n = n * 7_919 % 160_000
    return "".join(SYLLABLES[n // 20**place % 20] for place in range(4)).capitalize()


def messy(rows: int, *, bad: int, twins: int, seed: int = 20_261_122) -> bytes:
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
