"""Search finds what Python's `in` finds, for texts and needles of many scripts and with every special character."""

from __future__ import annotations

import re
import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accrue.contacts.models import Company
from accrue.filters.search import SEPARATORS, matching, words_of

pytestmark = pytest.mark.django_db

PAIRS = {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th"}
STROKES = str.maketrans("øØđĐłŁħĦıŧŦðÐςŋŊ", "ooddllhhittddσnn")
LETTERS = "abcABCäÄéßøŁñçœΩςйЁ0129 @._-+%_\\'\"&^"


def folded(text: str) -> str:
    """What `accrue_fold` means, said another way."""
    text = "".join(PAIRS.get(c, c) for c in text).translate(STROKES)
    marked = unicodedata.normalize("NFKD", text).lower()
    return unicodedata.normalize("NFC", "".join(c for c in marked if not unicodedata.combining(c))).translate(
        STROKES
    )


def has(text: str, word: str) -> bool:
    """Three letters and more anywhere, one or two where a word begins."""
    text, word = folded(text), folded(word)
    if len(word) > 2:
        return any(word in part for part in text.split())
    return any(part.startswith(word) for part in re.split(f"[{re.escape(SEPARATORS)}\\s]+", text))


texts = st.text(LETTERS, min_size=1, max_size=24).filter(lambda t: t.strip())


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(st.lists(texts, min_size=1, max_size=12), st.text(LETTERS, max_size=8))
@example(["100%_sure", "100 sure", "100\\sure"], "0%_")
@example(['o\'neil & "co"', "oneil"], "o'n")
@example(["Straße", "STRASSE", "strase"], "aße")
def test_same_rows_as_python(db, names, needle):
    Company.objects.all().delete()
    Company.objects.bulk_create(Company(name=name) for name in names)
    expected = sorted(name for name in names if all(has(name, word) for word in words_of(needle)))
    assert sorted(matching(Company.objects.all(), needle).values_list("name", flat=True)) == expected


@pytest.mark.parametrize(
    "needle",
    [
        "hanna vogel",
        "VÖGEL Han",
        "wind.exam",
        "+4940",
        "040 5551000",
        "+49 40 555",
        "(0)40555",
        "v h",
        "ögel",
    ],
)
def test_found(hanna, needle):
    assert matching(type(hanna).objects.all(), needle).get() == hanna


@pytest.mark.parametrize(
    "needle", ["anna gel x", "nn", "555999", "%", "_a_", "hanna\\", "' or 1=1 --", "a" * 5000]
)
def test_not_found(hanna, needle):
    found = matching(type(hanna).objects.all(), needle)
    assert found.count() == (1 if not words_of(needle) else 0)


def test_answered_by_the_index_hit_or_no_hit(db):
    """Whatever the needle, PostgreSQL reads the trigram index and never the whole table."""
    with connection.cursor() as cursor:
        # Autovacuum, which does not see these rows, would count the table anew as empty.
        cursor.execute("LOCK TABLE contacts_company IN SHARE UPDATE EXCLUSIVE MODE")
        cursor.execute("""
            INSERT INTO contacts_company (name, domain, email, phone, phone_e164, country, industry, city, created_at, version)
            SELECT 'Company ' || md5(n::text), '', '', '', '', '', '', '', now(), 1 FROM generate_series(1, 20000) AS n
        """)
        cursor.execute("ANALYZE contacts_company")
    for needle in ("4f8a", "zzzzz", "qx", "company zz", "+49 40 999"):
        plan = (
            matching(Company.objects.filter(archived_at=None), needle)
            .order_by("sort_name", "pk")[:51]
            .explain()
        )
        assert "Index Scan on company_search" in plan, plan
        assert "Seq Scan" not in plan, plan
