"""How long a scan for duplicates takes, as the worker does it, and how much memory. Prints JSON.

Run as `python -m benchmarks.duplicates` under accrue.settings, after benchmarks.seed. One in a hundred people is entered again
first, with a slip in the name and another writing of the phone or none, so that there is something to find.
"""

from __future__ import annotations

import json
import resource
import time

import django

ONE_IN = 100


def enter_again() -> list[tuple[int, int]]:
    """(id, id of the second record) of those who now stand twice."""
    from accrue.contacts.models import Person

    again = []
    for n, one in enumerate(Person.objects.order_by("pk").filter(pk__in=range(1, _last() + 1, ONE_IN))):
        one.pk, first = None, one.pk
        one.given_name = one.given_name[:-1] if n % 2 else one.given_name
        one.phone = "" if n % 3 else one.phone.replace(" ", "/")
        again.append((first, one))
    made = Person.objects.bulk_create([one for _, one in again], batch_size=2_000)
    return [(first, one.pk) for (first, _), one in zip(again, made, strict=True)]


def _last() -> int:
    from django.db.models import Max

    from accrue.contacts.models import Person

    return int(Person.objects.aggregate(last=Max("pk"))["last"])


def measured() -> dict[str, float]:
    from accrue.contacts.models import Company, Person
    from accrue.quality.models import Pair
    from accrue.quality.services.scanning import scan

    twice = enter_again()
    began = time.perf_counter()
    scan(lambda step, done: None)
    taken = time.perf_counter() - began
    found = set(Pair.objects.filter(kind="person", certainty__gte=0.5).values_list("left_id", "right_id"))
    return {
        "people": Person.objects.count(),
        "companies": Company.objects.count(),
        "seconds": taken,
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
        "twice": len(twice),
        "found": len(found & set(twice)),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measured()))
