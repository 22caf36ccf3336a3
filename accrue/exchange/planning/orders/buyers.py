"""Who bought: found by id, e-mail, name or website, made where wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accrue.accounts import access
from accrue.contacts import services
from accrue.contacts.details import PERSON, checked
from accrue.contacts.models import Person
from accrue.exchange.options import Options
from accrue.exchange.planning.contacts import ContactDesk
from accrue.exchange.planning.item import Item, folded
from accrue.exchange.planning.links import Links, by_name, external

SAME = ("person_email", "person", "person_external_id", "company", "company_domain", "company_external_id")


class Buyers:
    def __init__(self, links: Links, options: Options) -> None:
        self.links, self.options, self.actor = links, options, links.actor
        self.companies = ContactDesk("company", links, options)
        self.may_make = options.make_missing and access.access_of(self.actor).may("person", "create")

    def prepare(self, item: Item) -> None:
        """One order has one buyer: lines that name another one are at fault."""
        for target in SAME:
            said = [line for line in item.lines if line.given.get(target)]
            for line in said[1:]:
                if folded(line.given[target]) != folded(said[0].given[target]):
                    line.faults[target] = (
                        f"Row {said[0].number} of this order says “{said[0].given[target][:60]}”. "
                        "One order has one buyer."
                    )

    def link(self, items: Sequence[Item]) -> None:
        self.links.link_companies(items)
        people = self.links.people(item.given.get("person_email", "") for item in items)
        ids = [item.given["person_external_id"] for item in items if item.given.get("person_external_id")]
        known = external(self.actor, "person", self.options.system, ids) if ids else {}
        names = [item.given["person"] for item in items if self._by_name(item)]
        called = by_name(self.actor, Person, sorted(set(names)))
        for item in items:
            if not item.faults:
                self._person(item, people, known, called)

    @staticmethod
    def _by_name(item: Item) -> bool:
        """A name counts only where no address or id says better who is meant."""
        return bool(item.given.get("person")) and not (
            item.given.get("person_email") or item.given.get("person_external_id")
        )

    def _person(
        self, item: Item, people: dict[str, int], known: dict[str, int], called: dict[str, list[int]]
    ) -> None:
        given = item.given
        email, other = given.get("person_email", ""), given.get("person_external_id", "")
        found = known.get(other) or people.get(email.lower())
        if self._by_name(item):
            same = called.get(given["person"], [])
            if len(same) > 1:
                item.faults["person"] = (
                    f"{len(same)} people here are called “{given['person'][:60]}”. Give the e-mail address."
                )
                return
            found = same[0] if same else None
        if found:
            item.values["person_id"] = found
        elif email or given.get("person"):
            self._miss(item)
        elif other:
            item.faults["person_external_id"] = "Nobody here has this id. Bring the people in first."

    def _miss(self, item: Item) -> None:
        target = "person_email" if item.given.get("person_email") else "person"
        if not self.may_make:
            said = "has this e-mail address" if target == "person_email" else "is called so"
            item.faults[target] = f"Nobody here {said}. Bring the people in first."
            return
        names = {"email": item.given.get("person_email", ""), "full_name": item.given.get("person", "")}
        values, faults = checked(PERSON, {name: text for name, text in names.items() if text}, "")
        if "email" in faults:
            item.faults["person_email"] = faults.pop("email")
        for message in faults.values():
            item.faults.setdefault("person", message)
        if not item.faults:
            item.values["new_person"] = values

    def make(self, items: Sequence[Item]) -> None:
        """One company and one person for each that is named and not there."""
        self.companies.make_companies(items)
        groups: dict[str, list[Item]] = {}
        for item in items:
            if item.is_open and item.values.get("new_person"):
                groups.setdefault(_key(item), []).append(item)
        if not groups:
            return
        rows: list[dict[str, Any]] = []
        for group in groups.values():
            company = {"company_id": group[0].values.get("company_id")}
            rows.append(group[0].values["new_person"] | {n: v for n, v in company.items() if v})
        made = services.add_many(actor=self.actor, kind="person", rows=rows)
        for group, person in zip(groups.values(), made, strict=True):
            for item in group:
                if isinstance(person, str):
                    item.state, item.reason = "rejected", person
                else:
                    item.values["person_id"] = person.pk
            if not isinstance(person, str):
                group[0].made.append(("person", person.pk))


def _key(item: Item) -> str:
    email = item.given.get("person_email", "").lower()
    return email or f"name:{folded(item.given.get('person', ''))}"
