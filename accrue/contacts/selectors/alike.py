"""Who is there already: the people or companies that rows about to be written probably mean.

Candidates share a key with a row (e-mail, phone, website, how the name sounds), found by an index and at most 20 of
each, so that the cost does not grow with the table. Whoever was merged away still leads to the record that stands for them. What the actor may not see decides nothing, with one
exception: an address, number or website that a record out of their sight holds is said to be held, and no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accrue.accounts import access
from accrue.accounts.kinds import Scope
from accrue.accounts.models import User
from accrue.contacts.models import Company, Person
from accrue.contacts.selectors.hiding import hidden_details
from accrue.contacts.selectors.likeness import WORDS, by_key_alone, likeness
from accrue.standards.domains import checked_domain
from accrue.standards.phones import e164

MOST = 10
"""Matches told of one row."""

PERSON_SQL = """
WITH asked AS MATERIALIZED (
    SELECT n, lower(email) AS email, phone, accrue_person_words(given, family) AS words,
           accrue_person_key(given, family) AS key
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS a(given, family, email, phone, n)
)
SELECT a.n, a.words, f.id, f.by FROM asked a CROSS JOIN LATERAL (
    (SELECT id, 'email' AS by FROM contacts_person WHERE lower(email) = a.email AND a.email <> '' LIMIT 20)
    UNION ALL
    (SELECT id, 'phone' FROM contacts_person WHERE accrue_phone_key(phone_e164, phone) = a.phone AND phone <> ''
        AND a.phone <> '' LIMIT 20)
    UNION ALL
    (SELECT id, 'name' FROM contacts_person WHERE accrue_person_key(given_name, family_name) = a.key AND a.key <> ' '
        LIMIT 20)
) f
"""
COMPANY_SQL = """
WITH asked AS MATERIALIZED (
    SELECT n, lower(email) AS email, phone, lower(domain) AS domain, accrue_company_words(name) AS words,
           accrue_company_key(name) AS key
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS a(name, domain, email, phone, n)
)
SELECT a.n, a.words, f.id, f.by FROM asked a CROSS JOIN LATERAL (
    (SELECT id, 'domain' AS by FROM contacts_company WHERE lower(domain) = a.domain AND a.domain <> '' LIMIT 20)
    UNION ALL
    (SELECT id, 'email' FROM contacts_company WHERE lower(email) = a.email AND email <> '' AND a.email <> ''
        LIMIT 20)
    UNION ALL
    (SELECT id, 'phone' FROM contacts_company WHERE accrue_phone_key(phone_e164, phone) = a.phone AND phone <> ''
        AND a.phone <> '' LIMIT 20)
    UNION ALL
    (SELECT id, 'name' FROM contacts_company WHERE accrue_company_key(name) = a.key AND a.key <> '' LIMIT 20)
) f
"""
WORDS_SQL = {
    "person": "SELECT id, accrue_person_words(given_name, family_name) FROM contacts_person WHERE id = ANY(%s)",
    "company": "SELECT id, accrue_company_words(name) FROM contacts_company WHERE id = ANY(%s)",
}
ASKED = {
    "person": (PERSON_SQL, ("given_name", "family_name", "email")),
    "company": (COMPANY_SQL, ("name", "domain", "email")),
}
NAMED = {"person": ("given_name", "family_name", "email"), "company": ("name",)}
MODELS: dict[str, type[Person] | type[Company]] = {"person": Person, "company": Company}
UNSEEN = {
    ("person", "email"): "somebody in another team has this e-mail",
    ("person", "phone"): "somebody in another team has this phone",
    ("company", "domain"): "a company of another team has this website",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A record that a row probably means. `record_id` is None, and `label` empty, where the actor may not see it."""

    record_id: int | None
    certainty: float
    reasons: tuple[str, ...]
    label: str = ""
    is_archived: bool = False

    @property
    def why(self) -> str:
        """“same phone, name 0.94”."""
        return ", ".join(self.reasons)


@dataclass(slots=True)
class Found:
    """What the keys led to: by row the candidates and the keys they share with it."""

    words: dict[int, str]
    keys: dict[int, dict[int, set[str]]]

    @property
    def ids(self) -> set[int]:
        return {record_id for by_id in self.keys.values() for record_id in by_id}


def alike(actor: User | None, kind: str, rows: Sequence[Mapping[str, str]]) -> list[list[Match]]:
    """For each row, the records it probably means, the most certain first, at most `MOST`.

    `kind` is person or company. A row holds what is known of its `given_name`, `family_name`, `email`, `phone`,
    `country` and `company_id` or `company` (its name); of a company `name`, `domain`, `email`, `phone`, `city`,
    `country`. `phone_e164` saves reading the phone again; `id` names the record that the row already is. Without an
    actor everything is seen. Certainties are 0.5 … 1. Three questions to the database, however many rows.
    """
    hidden = hidden_details(actor, kind) if actor else frozenset[str]()
    if "company" in hidden:
        hidden |= {"company_id"}
    if not rows or (actor and access.access_of(actor).scope(kind, "see") is Scope.NONE):
        return [[] for _ in rows]
    asked = [_asked(row, hidden) for row in rows]
    found = _by_keys(kind, asked)
    seen = {record.pk: record for record in _seen(actor, kind, found.ids)}
    known = _known(actor, kind, seen, hidden) if seen else {}
    return [
        _matches(actor, kind, {**row, "words": found.words.get(n, "")}, found.keys.get(n, {}), seen, known)
        for n, row in enumerate(asked)
    ]


def reasons_between(kind: str, pairs: Sequence[tuple[int, int]]) -> list[list[tuple[str, str]]]:
    """For each pair of records of a kind what speaks for their being the same, as (field, words), whoever may read it."""
    ids = {pk for pair in pairs for pk in pair}
    seen = {record.pk: record for record in _seen(None, kind, ids)}
    known = _known(None, kind, seen, frozenset()) if seen else {}
    return [
        _by_field(likeness(kind, *_by_company(known[left], known[right])).reasons)
        if left in known and right in known
        else []
        for left, right in pairs
    ]


def _by_field(reasons: Iterable[str]) -> list[tuple[str, str]]:
    fields = {words: name for name, words in WORDS.items()}
    first = ((reason.removeprefix("same ").split()[0], reason) for reason in reasons)
    return [(fields.get(word, word), reason) for word, reason in first]


def _asked(row: Mapping[str, str], hidden: frozenset[str]) -> dict[str, str]:
    """The row as it is compared; details hidden from the actor are as good as not given."""
    values = {
        name: str(value).strip().replace("\0", "")
        for name, value in row.items()
        if value not in (None, "") and name not in hidden
    }
    phone = values.get("phone", "")
    dialled = row.get("phone_e164") or e164(phone, values.get("country", "")) if phone else ""
    values["phone"] = dialled or "".join(c for c in phone if c.isascii() and c.isdigit())
    for name in ("email", "city"):
        values[name] = values.get(name, "").lower()
    values["domain"] = _domain(values.get("domain", ""))
    return values


def _domain(typed: str) -> str:
    try:
        return checked_domain(typed)
    except ValueError:
        return ""


def _by_keys(kind: str, asked: list[dict[str, str]]) -> Found:
    sql, names = ASKED[kind]
    columns = [[row.get(name, "") for row in asked] for name in (*names, "phone")]
    found = Found({}, defaultdict(lambda: defaultdict(set)))
    with connection.cursor() as cursor:
        cursor.execute(sql, columns)
        for n, words, record_id, by in cursor.fetchall():
            if str(record_id) != asked[n - 1].get("id"):
                found.words[n - 1] = words
                found.keys[n - 1][record_id].add(by)
    return found


def _seen(actor: User | None, kind: str, ids: Iterable[int]) -> QuerySet[Any]:
    records: QuerySet[Any] = MODELS[kind]._default_manager.filter(pk__in=list(ids))
    columns = ["email", "phone", "phone_e164", "country", "archived_at", "owner_id", "team_id"]
    if kind == "person":
        records = records.select_related("company")
        columns += ["given_name", "family_name", "company__name", "company__owner_id", "company__team_id"]
    else:
        columns += ["name", "domain", "city"]
    named = ["archived_at", "owner_id", "team_id", *NAMED[kind]]
    columns += [f"merged_into__{name}" for name in named]
    records = records.select_related("merged_into")
    return (access.visible(actor, records) if actor else records).only(*columns)


def _known(
    actor: User | None, kind: str, seen: Mapping[int, Any], hidden: frozenset[str]
) -> dict[int, dict[str, str]]:
    """What may be compared of each record, by its id."""
    with connection.cursor() as cursor:
        cursor.execute(WORDS_SQL[kind], [list(seen)])
        words = dict(cursor.fetchall())
    known: dict[int, dict[str, str]] = {}
    for pk, record in seen.items():
        digits = "".join(c for c in record.phone if c.isascii() and c.isdigit())
        values = {
            "email": record.email.lower(),
            "phone": record.phone_e164 or digits,
            "country": record.country,
        }
        values |= _company_of(actor, record) if kind == "person" else _place_of(record)
        known[pk] = {name: value for name, value in values.items() if name not in hidden}
        known[pk]["words"] = words[pk]
    return known


def _place_of(record: Company) -> dict[str, str]:
    return {"domain": record.domain.lower(), "city": record.city.lower()}


def _company_of(actor: User | None, record: Person) -> dict[str, str]:
    """Where a person works, by id and by name, unless that company is nothing for this actor."""
    company = record.company
    if company is None or (actor and not access.access_of(actor).may("company", "see", company)):
        return {}
    return {"company": company.name, "company_id": str(company.pk)}


def _matches(
    actor: User | None,
    kind: str,
    row: dict[str, str],
    candidates: Mapping[int, set[str]],
    seen: Mapping[int, Any],
    known: Mapping[int, dict[str, str]],
) -> list[Match]:
    matches = list(_unseen(kind, {by for pk, keys in candidates.items() if pk not in seen for by in keys}))
    for pk in candidates:
        if pk in seen:
            alike = likeness(kind, *_by_company(row, known[pk]))
            if alike.bits >= 0:
                record = seen[pk].merged_into or seen[pk]
                if _may_be_told(actor, kind, record, row):
                    why = tuple(alike.reasons)
                    matches.append(Match(record.pk, alike.certainty, why, str(record), record.is_archived))
    matches.sort(key=lambda match: (-match.certainty, match.record_id or 0))
    once = {match.record_id or match.reasons: match for match in reversed(matches)}
    return [match for match in matches if once[match.record_id or match.reasons] is match][:MOST]


def _may_be_told(actor: User | None, kind: str, record: Any, row: Mapping[str, str]) -> bool:
    """Who stands for a candidate since a merge may be the row itself, or out of the actor's sight."""
    return str(record.pk) != row.get("id") and (
        actor is None or access.access_of(actor).may(kind, "see", record)
    )


def _by_company(row: dict[str, str], known: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Compare companies by id where both have one, else by name."""
    if row.get("company_id") and known.get("company_id"):
        return {**row, "company": row["company_id"]}, {**known, "company": known["company_id"]}
    if row.get("company") and known.get("company"):
        return {**row, "company": row["company"].casefold()}, {
            **known,
            "company": known["company"].casefold(),
        }
    return row, known


def _unseen(kind: str, keys: set[str]) -> Iterator[Match]:
    """A name is nobody's alone and tells nothing; what only one can have is said to be taken, without whose it is."""
    for by in sorted(keys):
        if (kind, by) in UNSEEN:
            yield Match(None, by_key_alone(kind, by), (UNSEEN[kind, by],))
