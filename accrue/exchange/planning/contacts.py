"""People and companies: from texts to values, and which records they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models.functions import Lower

from accrue import clock
from accrue.accounts import access
from accrue.contacts import services
from accrue.contacts.details import COMPANY, PERSON, checked
from accrue.contacts.models import Company, Contact, Person
from accrue.exchange.converting import moment_of
from accrue.exchange.options import Options
from accrue.exchange.planning.agreed import Agreed
from accrue.exchange.planning.item import Item, company_key, completed, folded
from accrue.exchange.planning.likeness import Likely, likely
from accrue.exchange.planning.links import Links, by_name, external, kept_of, spelt
from accrue.standards.domains import checked_domain
from accrue.standards.inspecting import looked_at
from accrue.standards.phones import e164
from accrue.standards.suspecting import Suspicion, suspect

SAME_FILE = 0.9
"""How certain it is that two rows of one file that share an address, or a phone and a name, are about the same."""
DETAILS = {"person": PERSON, "company": COMPANY}
MODELS: dict[str, Any] = {"person": Person, "company": Company}
WHO = {"person": "Somebody here", "company": "A company here"}
SAID = {
    "email": "e-mail", "phone": "phone", "domain": "website", "name": "name", "full_name": "name",
    "external_id": "id in the other system", "accrue_id": "Accrue number",
    "number": "order number",
}  # fmt: skip


class ContactDesk:
    """What an import asks and does with people, or with companies."""

    def __init__(self, kind: str, links: Links, options: Options, agreed: Agreed | None = None) -> None:
        self.kind, self.links, self.options, self.agreed = kind, links, options, agreed
        self.actor = links.actor
        self.model: type[Contact] = MODELS[kind]

    def prepare(self, item: Item) -> None:
        """Regular values out of texts; every cell that holds none says why."""
        given = dict(item.given)
        self._convert(item, given, "created_at", lambda text: moment_of(text, self.options.dates))
        self._convert(item, given, "owner", self.links.owner)
        moment, owner = given.pop("created_at", ""), given.pop("owner", "")
        names = (*(detail.name for detail in DETAILS[self.kind]), "full_name")
        filled = {name: given[name] for name in names if given.get(name)}
        values, faults = checked(DETAILS[self.kind], filled, self.options.country)
        if not values.get("country") and values.get("phone") and self.options.country:
            values["country"] = self.options.country
        item.values |= values
        item.faults |= faults
        if moment:
            item.values["created_at"] = min(moment, clock.now())
        if owner or item.given.get("owner"):
            item.values["owner_id"] = owner or None
        if self.agreed:
            self.agreed.prepare(item)

    @staticmethod
    def _convert(item: Item, given: dict[str, Any], name: str, convert: Callable[[str], Any]) -> None:
        if given.get(name):
            try:
                given[name] = convert(given[name])
            except ValueError as error:
                item.faults[name] = str(error)
                given.pop(name)

    def link(self, items: Sequence[Item]) -> None:
        for item, faults in zip(items, looked_at(self.kind, [item.values for item in items]), strict=True):
            item.faults |= faults
        items = [item for item in items if not item.faults]
        if self.kind == "person":
            self.links.link_companies(items)

    def key_of(self, item: Item) -> str:
        """What the row is found by, in the form that is compared."""
        key, values = self.options.key, item.values
        if key in ("email", "domain"):
            return str(values.get(key, "")).lower()
        if key == "phone":
            return e164(values.get("phone", ""), values.get("country", ""))
        if key == "full_name":
            return f"{values.get('given_name', '')} {values.get('family_name', '')}".strip()
        if key == "name":
            return str(values.get("name", ""))
        return item.given.get(key, "")

    def find(self, items: Sequence[Item]) -> None:
        """Set `match` where the key names a record; several of one key are a fault of the row."""
        keys = {id(item): self.key_of(item) for item in items}
        found = self._records({key for key in keys.values() if key})
        kept = kept_of(MODELS[self.kind], {pk for pks in found.values() for pk in pks})
        for item in items:
            matches = list(dict.fromkeys(kept.get(pk, pk) for pk in found.get(keys[id(item)], [])))
            if len(matches) > 1:
                numbers = ", ".join(map(str, matches[:5]))
                item.faults[self.options.key] = (
                    f"Several records have this {SAID[self.options.key]} ({numbers}). Merge them, or find records by "
                    "something else."
                )
            elif matches:
                item.match = matches[0]
                item.likely = f"{WHO[self.kind]} has this {SAID[self.options.key]}."

    def _records(self, keys: set[str]) -> dict[str, list[int]]:
        key, wanted = self.options.key, sorted(keys)
        rows = access.visible(self.actor, self.model._default_manager.all())
        if not key or not wanted or access.access_of(self.actor).hides(self.kind, key):
            return {}
        if key in ("name", "full_name"):
            return by_name(self.actor, self.model, wanted)
        if key == "external_id":
            found = external(self.actor, self.kind, self.options.system, wanted)
            return {value: [pk] for value, pk in found.items()}
        if key == "accrue_id":
            numbers = [int(one) for one in wanted if one.isdecimal() and len(one) < 18]
            return {str(pk): [pk] for pk in rows.filter(pk__in=numbers).values_list("pk", flat=True)}
        column = "phone_e164" if key == "phone" else key
        if column in ("email", "domain"):
            rows = rows.alias(key=Lower(column)).filter(key__in=wanted)
        else:
            rows = rows.filter(phone_e164__in=wanted)
        grouped: dict[str, list[int]] = {}
        for pk, value in rows.order_by("archived_at", "pk").values_list("pk", column):
            grouped.setdefault(value.lower(), []).append(pk)
        return grouped

    def identities(self, item: Item) -> list[str]:
        """What no two records share by chance: rows of one file that have one in common are about the same."""
        values = item.values
        key = self.key_of(item)
        found = [f"key:{folded(key)}"] if key else []
        if self.kind == "company":
            found += [f"domain:{values['domain'].lower()}"] if values.get("domain") else []
            return (
                [*found, f"name:{company_key(values['name'])}"]
                if values.get("name") and not values.get("domain")
                else found
            )
        name = folded(f"{values.get('given_name', '')} {values.get('family_name', '')}")
        if values.get("email"):
            found.append(f"email:{values['email'].lower()}")
        if values.get("phone") and name:
            found.append(
                f"phone:{e164(values['phone'], values.get('country', '')) or values['phone']}:{name}"
            )
        return found

    def look_alike(self, items: Sequence[Item]) -> None:
        """Mark rows that are alike to a record although their key names none."""
        rows = [
            {name: str(value) for name, value in item.values.items() if isinstance(value, str)}
            | {"company": item.given.get("company", "")}
            for item in items
        ]
        for item, match in zip(items, likely(self.actor, self.kind, rows), strict=True):
            if match:
                item.match, item.likely, item.certainty = match.record_id, _sentence(match), match.certainty

    def create(self, items: Sequence[Item]) -> None:
        self.make_companies(items)
        items = [item for item in items if item.is_open]
        made = services.add_many(actor=self.actor, kind=self.kind, rows=[item.values for item in items])
        for item, record in zip(items, made, strict=True):
            if isinstance(record, str):
                item.state, item.reason = "rejected", record
                item.faults |= getattr(record, "fields", {})
            else:
                item.state, item.record_id, item.version = "created", record.pk, record.version

    def make_companies(self, items: Sequence[Item]) -> None:
        """One for each company that is named and not there, however it is spelt."""
        groups: list[list[Item]] = []
        known: dict[str, list[Item]] = {}
        for item in items:
            if item.new_company and item.is_open and not self._is_made(item):
                keys = [f"name:{company_key(item.new_company)}"]
                if domain := domain_of(item):
                    keys.insert(0, f"domain:{domain}")
                group = next((known[key] for key in keys if key in known), None)
                if group is None:
                    groups.append(group := [])
                group.append(item)
                for key in keys:
                    known.setdefault(key, group)
        rows = [_company(group) for group in groups]
        if not rows:
            return
        made = services.add_many(actor=self.actor, kind="company", rows=rows)
        self.links.suspect_companies(
            (row["name"], company.pk)
            for company, row in zip(made, rows, strict=True)
            if not isinstance(company, str)
        )
        for group, company, row in zip(groups, made, rows, strict=True):
            if isinstance(company, str):
                for item in group:
                    item.state, item.reason = "rejected", company
                continue
            self.links.made_company(row["name"], row.get("domain", ""), company.pk)
            group[0].made.append(("company", company.pk))
            for item in group:
                item.values["company_id"] = company.pk
                if item.given.get("company") and spelt(item.new_company) != spelt(row["name"]):
                    self.links.variants["company", item.new_company, row["name"]] += 1

    def _is_made(self, item: Item) -> bool:
        """Whether a row before this one has had its company made."""
        found = self.links.company_of(item)
        if found:
            item.values["company_id"] = found
        return bool(found)

    def update(self, groups: dict[int, list[Item]]) -> None:
        """Change each record by its rows, in their order; cells without text change nothing."""
        self.make_companies([item for group in groups.values() for item in group])
        changes = {}
        for pk, group in groups.items():
            group[:] = [item for item in group if item.is_open]
            merged: dict[str, Any] = {}
            for item in group:
                completed(merged, item.values, but=("created_at",))
            changes[pk] = merged
        done = services.change_many(actor=self.actor, kind=self.kind, changes=changes)
        for pk, group in groups.items():
            change = done[pk]
            for place, item in enumerate(group):
                if isinstance(change, str):
                    item.state, item.reason = "rejected", change
                    item.faults |= getattr(change, "fields", {})
                else:
                    item.state, item.record_id, item.version = "updated", pk, change.version
                    item.before = _before(change.before, changes[pk]) if place == 0 else {}
                    item.reason = "" if change.before else "Nothing was different."

    def conclude(self, items: Sequence[Item]) -> None:
        if self.agreed:
            self.agreed.write(items)
        pairs = [
            Suspicion(item.record_id, other, item.certainty or SAME_FILE)
            for item in items
            if item.record_id and item.state == "created" and (other := _suspected(item))
        ]
        suspect(self.kind, pairs)


def _suspected(item: Item) -> int | None:
    found = item.suspected
    return found.record_id if isinstance(found, Item) else found


def domain_of(item: Item) -> str:
    """The website of the company that a row names, or nothing where there is none to be read."""
    try:
        return checked_domain(item.given.get("company_domain", ""))
    except ValueError:
        return ""


def _company(group: Sequence[Item]) -> dict[str, Any]:
    """What rows say of one company: its website, and its name as most of them spell it, rather not all in capitals."""
    domain = next((found for item in group if (found := domain_of(item))), "")
    names = Counter(name for item in group if (name := " ".join(item.given.get("company", "").split())))
    best = max(
        names, key=lambda name: (names[name], not name.isupper()), default=domain or group[0].new_company
    )
    return {"name": best[:200]} | ({"domain": domain} if domain else {})


def _sentence(match: Likely) -> str:
    why = match.why[:1].upper() + match.why[1:]
    return f"{why}: {match.label}." if match.label else f"{why}."


def _before(before: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """What was replaced, as JSON; of custom fields those that the rows gave, None where nothing stood in them."""
    found = {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in before.items()
    }
    if "custom" in found:
        found["custom"] = {key: found["custom"].get(key) for key in given.get("custom", {})}
    return found
