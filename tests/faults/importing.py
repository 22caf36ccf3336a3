"""What the processes of the import's fault tests run: prepare a dirty file, bring it in, take it back."""

from __future__ import annotations

import sys

from accrue.cli.django_setup import start
from accrue.exchange.tests.messy import dirty, dirty_orders


def prepare(rows: int, kind: str = "person") -> int:
    """A draft of such a file of people or orders, started; its id."""
    from accrue.accounts.models import User
    from accrue.accounts.services import create_user, ensure_built_in_roles
    from accrue.exchange.services import mapping, running, uploading

    ensure_built_in_roles()
    actor = User.objects.filter(email="faults@example.org").first()
    actor = actor or create_user(email="faults@example.org", name="Faults", roles=["administrator"])
    data = dirty(rows) if kind == "person" else dirty_orders(rows)[0]
    batch = uploading.receive(actor=actor, name="dirty.csv", chunks=[data], kind=kind)
    if batch.state == "reading":
        batch = uploading.read_file(import_id=batch.pk)
    mapping.set_mapping(
        actor=actor, import_id=batch.pk, mapping=batch.mapping, options={"duplicates": "skip"}
    )
    running.start(actor=actor, import_id=batch.pk)
    return batch.pk


def bring_in(import_id: int, size: int) -> None:
    """Chunk after chunk; says so after each, that the test knows when to kill."""
    from accrue.exchange.services.running import Runner

    runner = Runner(import_id)
    while runner.step(size):
        print("chunk", flush=True)
    print("over", flush=True)


def whole(import_id: int, size: int) -> None:
    """Bring in; once told so, take back."""
    bring_in(import_id, size)
    sys.stdin.readline()
    take_back(import_id, size)


def begin(rows: int, size: int, kind: str = "person") -> None:
    import_id = prepare(rows, kind)
    print(import_id, flush=True)
    bring_in(import_id, size)


def take_back(import_id: int, size: int) -> None:
    from accrue.accounts.models import User
    from accrue.exchange.models import Import
    from accrue.exchange.services import reverting

    if Import.objects.get(pk=import_id).state == "done":
        reverting.request_revert(actor=User.objects.get(email="faults@example.org"), import_id=import_id)
    while reverting.step(import_id, size):
        print("chunk", flush=True)
    print("over", flush=True)


if __name__ == "__main__":
    start()
    what, *numbers = sys.argv[1:]
    if what == "prepare":
        print(prepare(int(numbers[0])), flush=True)
    elif what == "begin_orders":
        begin(int(numbers[0]), int(numbers[1]), "order")
    else:
        doing = {"begin": begin, "bring_in": bring_in, "whole": whole, "take_back": take_back}
        doing[what](int(numbers[0]), int(numbers[1]))
