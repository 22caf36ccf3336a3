"""Who is meant by one person: everybody merged into them, and the words that tell who they are."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from django.apps import apps

from accrue.contacts.models import Person

SHORTEST = 5
NAMES_FROM = 7


def ids_of(person_id: int) -> list[int]:
    """The id and those of everybody who was merged into it."""
    found, new = {person_id}, {person_id}
    while new:
        new = set(Person.objects.filter(merged_into__in=new).values_list("pk", flat=True)) - found
        found |= new
    return sorted(found)


def words_of(ids: Collection[int]) -> list[str]:
    """E-mail addresses, phone numbers and full names they have or had, the longest first: what is looked for in free text.

    A name of one part, or a short one, is no such word: it would take the same name from texts about others.
    """
    history = apps.get_model("contacts.PersonEvent")
    columns = ("email", "phone", "phone_e164", "given_name", "family_name")
    rows = chain(
        Person.objects.filter(pk__in=ids).values_list(*columns),
        history._default_manager.filter(pgh_obj_id__in=list(ids)).values_list(*columns).distinct(),
    )
    found: set[str] = set()
    for email, phone, e164, given, family in rows:
        found |= {word for word in (email, phone, e164) if len(word) >= SHORTEST}
        if given and family and len(given + family) >= NAMES_FROM:
            found |= {f"{given} {family}", f"{family} {given}", f"{family}, {given}"}
    return sorted(found, key=lambda word: (-len(word), word))
