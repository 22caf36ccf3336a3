"""What the texts of a file mean here: owners, companies, people, products, stages. Asked once for many rows, and kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.functions import Lower

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.contacts.models import Company, Person
from accrue.exchange.models import ExternalId
from accrue.exchange.options import Options
from accrue.exchange.planning.item import Item, company_key, folded
from accrue.exchange.planning.likeness import SAME_NAME, likely
from accrue.exchange.planning.spellings import Spellings
from accrue.standards.domains import checked_domain
from accrue.standards.suspecting import Suspicion, suspect


class Links:
    """Kept for the rows of one import while its job runs."""

    def __init__(self, actor: User, options: Options) -> None:
        self.actor, self.options = actor, options
        self.owners_by_name: dict[str, list[int]] | None = None
        self.companies: dict[str, int | None] = {}
        self.labels: dict[str, str] = {}
        self.customs: Any = None
        self.spellings = Spellings()
        self.nearly = 0
        self.variants: Counter[tuple[str, str, str]] = Counter()

    def owner(self, text: str) -> int | None:
        """The user a text means: as said for this import, by e-mail, or by name. Raises ValueError."""
        if text in self.options.owners:
            return self.options.owners[text]
        if self.owners_by_name is None:
            users = access.visible(self.actor, User.objects.filter(is_active=True))
            self.owners_by_name = {}
            for pk, name, email in users.values_list("pk", "name", "email"):
                for known in {folded(name), email.casefold()}:
                    self.owners_by_name.setdefault(known, []).append(pk)
        found = self.owners_by_name.get(folded(text)) or self.owners_by_name.get(text.casefold()) or []
        if len(found) != 1 and self.options.unknown_owner:
            return self.actor.pk if self.options.unknown_owner == "me" else None
        if len(found) != 1:
            said = "Several colleagues are" if found else "No colleague is"
            raise ValueError(f"{said} called “{text[:60]}”. Say on the page before who is meant.")
        return found[0]

    def link_companies(self, items: Iterable[Item]) -> None:
        """Give each item the company it names, or note that one is to be made (`new_company`)."""
        wanting = [item for item in items if item.is_open and not item.faults and self._named(item)]
        self._look_up({key for item in wanting for key in self._keys(item)})
        self._look_alike(wanting)
        for item in wanting:
            found = self.company_of(item)
            if found:
                item.values["company_id"] = found
                self.spellings.add(company_key(item.given.get("company", "")), found)
                self._note(item)
            elif item.given.get("company") or item.given.get("company_domain"):
                self._miss(item)
            else:
                item.faults["company_external_id"] = "No company has this id. Bring the companies in first."

    def company_of(self, item: Item) -> int | None:
        """The company that a row names, as far as it has been looked up or made."""
        return next((self.companies[key] for key in self._keys(item) if self.companies.get(key)), None)

    def _miss(self, item: Item) -> None:
        name = item.given.get("company") or item.given.get("company_domain", "")
        if self.options.make_missing:
            item.new_company = name
        else:
            target = "company" if item.given.get("company") else "company_domain"
            item.faults[target] = f"There is no company “{name[:80]}”."

    def _note(self, item: Item) -> None:
        """Remember that a company was found under another spelling, to say so in the report."""
        name = item.given.get("company", "")
        label = self.labels.get(company_key(name), "")
        if label and spelt(label) != spelt(name):
            self.variants["company", name, label] += 1

    @staticmethod
    def _named(item: Item) -> bool:
        return any(item.given.get(name) for name in ("company", "company_domain", "company_external_id"))

    @staticmethod
    def _keys(item: Item) -> list[str]:
        """By what a company may be found, the surest first."""
        given = item.given
        keys = [f"id:{given['company_external_id']}"] if given.get("company_external_id") else []
        if domain := _domain(given.get("company_domain", "")):
            keys.append(f"domain:{domain}")
        if given.get("company"):
            keys.append(f"name:{company_key(given['company'])}")
        return keys

    def _look_up(self, keys: set[str]) -> None:
        """Ask for what is not known yet, each kind of key with one query."""
        new = {
            kind: sorted(
                {
                    key.partition(":")[2]
                    for key in keys
                    if key.startswith(f"{kind}:") and key not in self.companies
                }
            )
            for kind in ("id", "domain", "name")
        }
        if new["id"]:
            self._keep("id", external(self.actor, "company", self.options.system, new["id"]))
        visible = access.visible(self.actor, Company.objects.filter(archived_at__isnull=True))
        if new["domain"]:
            rows = visible.alias(d=Lower("domain")).filter(d__in=new["domain"]).order_by("-pk")
            self._keep("domain", {d.lower(): pk for pk, d in rows.values_list("pk", "domain")})

    def _keep(self, kind: str, found: dict[str, int]) -> None:
        kept = kept_of(Company, found.values())
        for key, pk in found.items():
            self.companies[f"{kind}:{key}"] = kept.get(pk, pk)

    def _look_alike(self, items: list[Item]) -> None:
        """Names that no company is called by: first exactly so, then in other spellings."""
        names: dict[str, str] = {}
        for item in items:
            name = item.given.get("company", "")
            if name and f"name:{company_key(name)}" not in self.companies:
                names.setdefault(company_key(name), name)
        if not names:
            return
        exact = by_name(self.actor, Company, list(names.values()))
        for key, name in names.items():
            if name in exact:
                self.companies[f"name:{key}"] = exact[name][0]
        rest = [name for key, name in names.items() if f"name:{key}" not in self.companies]
        alike = likely(self.actor, "company", [{"name": name} for name in rest], SAME_NAME)
        for name, match in zip(rest, alike, strict=True):
            if match and match.record_id:
                self.companies[f"name:{company_key(name)}"] = match.record_id
                self.labels[company_key(name)] = match.label

    def made_company(self, name: str, domain: str, pk: int) -> None:
        self.labels[company_key(name)] = name
        self.companies[f"name:{company_key(name)}"] = pk
        if domain:
            self.companies[f"domain:{domain}"] = pk

    def suspect_companies(self, made: Iterable[tuple[str, int]]) -> None:
        """Let somebody look at companies just made that are called nearly as another of this file: (name, id)."""
        pairs = []
        for name, pk in made:
            key = company_key(name)
            if near := self.spellings.nearest(key):
                pairs.append(Suspicion(pk, near[0], near[1]))
            self.spellings.add(key, pk)
        self.nearly += len(pairs)
        suspect("company", pairs)

    def people(self, emails: Iterable[str]) -> dict[str, int]:
        """Person by lower-case address."""
        wanted = sorted({email.lower() for email in emails if email})
        if not wanted or access.access_of(self.actor).hides("person", "email"):
            return {}
        rows = access.visible(self.actor, Person.objects.alias(e=Lower("email")).filter(e__in=wanted))
        ordered = rows.order_by("-archived_at", "-pk").values_list("pk", "email")
        found = {email.lower(): pk for pk, email in ordered}
        kept = kept_of(Person, found.values())
        return {email: kept.get(pk, pk) for email, pk in found.items()}


def spelt(name: str) -> str:
    """A name as it is read: capitals and spaces make no other spelling."""
    return " ".join(name.casefold().split())


def kept_of(model: type[Company] | type[Person], ids: Iterable[int]) -> dict[int, int]:
    """Of records that were merged into another one, the one that was kept."""
    rows = model._default_manager.filter(pk__in=set(ids), merged_into__isnull=False)
    return dict(rows.values_list("pk", "merged_into_id"))


def _domain(text: str) -> str:
    try:
        return checked_domain(text)
    except ValueError:
        return ""


def external(actor: User, kind: str, system: str, values: Iterable[str]) -> dict[str, int]:
    """Record by what another system calls it, as far as this user may see it."""
    from accrue.accounts.kinds import kind_called

    rows = ExternalId.objects.filter(kind=kind, system=system, value__in=list(values))
    found = dict(rows.values_list("value", "record_id"))
    model: Any = kind_called(kind).model
    seen = set(
        access.visible(actor, model.objects.filter(pk__in=set(found.values()))).values_list("pk", flat=True)
    )
    return {value: pk for value, pk in found.items() if pk in seen}


def by_name[M: Model](actor: User, model: type[M], names: list[str]) -> dict[str, list[int]]:
    """Records called exactly so but for case and accents, those in use first."""
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT t, accrue_fold(t) FROM unnest(%s::text[]) AS t", [names])
        keys = dict(cursor.fetchall())
    rows = access.visible(actor, model._default_manager.filter(sort_name__in=set(keys.values())))
    found: dict[str, list[int]] = {}
    for pk, key in rows.order_by("archived_at", "pk").values_list("pk", "sort_name"):
        found.setdefault(key, []).append(pk)
    return {name: found[key] for name, key in keys.items() if key in found}
