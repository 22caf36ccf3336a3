"""The folder of parts brought up to date: only what changed since is read from the database again."""

from __future__ import annotations

import fcntl
import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from django.db import connection

from accrue import clock
from accrue.metrics import touching
from accrue.metrics.parts.copying import (
    as_csv,
    copied,
    facts_parts,
    gathered,
    gathered_parts,
    sums_in,
    sums_parts,
    within,
)
from accrue.metrics.parts.manifest import Manifest, Parts, read_manifest
from accrue.metrics.sources import Blocks, Perimeter, Source, programme_toml, sources
from accrue.metrics.touching import EVERYTHING, WATCHED, Touched
from accrue.metrics.writing import plain_sql

PROGRAMME = "programme.toml"
AT_ONCE = 8
"""Blocks to a COPY."""
AHEAD = 2
TRUSTED = timedelta(days=2)
"""After this long without a whole rebuild, which runs every night, there is one."""
PART_OF = {"billing_invoice": "credits_id IS NOT NULL"}
"""Of these tables only some rows are ever facts."""

type Tell = Callable[[str, int, int], None]
type ByRange = Sequence[range]
type Way = tuple[Callable[[str, Perimeter], bytes], Callable[[Source, bytes, Path], Parts]]
"""How rows are read, and kept."""
FACTS: Way = (gathered, gathered_parts)
SUMS: Way = (copied, sums_parts)


@dataclass(slots=True)
class _Refresh:
    """One refresh: what was there before, what changed since, and what the small tables say now."""

    folder: Path
    perimeter: Perimeter
    before: Manifest | None
    touched: Touched
    signed: dict[str, str]
    pool: ThreadPoolExecutor

    def sign(self, table: str) -> str:
        """What versions the rows of a table are: another text after any change to it."""
        if table not in self.signed:
            where = PART_OF.get(table, "true")
            version = "hashtidextended(ctid, age(xmin)::bigint - age('100'::xid)::bigint)"
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT count(*), bit_xor({version}) FROM {table} WHERE {where}"  # noqa: S608  (our own names)
                )
                self.signed[table] = "{} {}".format(*cursor.fetchone())
        return self.signed[table]

    def is_same(self, table: str) -> bool:
        if self.before is None:
            return False
        if table in WATCHED:
            return table not in self.touched.blocks
        return self.before.signed.get(table) == self.sign(table)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One refresh at a time in this folder, whichever process runs it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def refresh(
    folder: Path, perimeter: Perimeter, *, is_whole: bool = False, tell: Tell | None = None
) -> Manifest:
    """Bring the parts up to date with the database as the running transaction sees it. Call it `alone`.

    The manifest is written last: whoever is stopped before leaves the old one, whose state is not the database's any more
    once this transaction is committed, and then everything is read anew. FactsError where records cannot be facts.
    """
    from accrue_facts.fingerprint import combined
    from accrue_facts.programme import read_programme

    before, state = read_manifest(folder), touching.any_state()
    touched = touching.take(state)
    made_of = _made_of(perimeter)
    if is_whole or not _may_build_on(before, touched, made_of):
        before = None
    every = sources()
    tables: dict[str, Parts] = {}
    sums: dict[str, Parts] = {}
    _quick_database()
    with ThreadPoolExecutor(1, "facts") as pool:
        run = _Refresh(folder, perimeter, before, touched, {}, pool)
        for n, source in enumerate(every):
            tables[source.table] = _table(run, source, sums)
            if tell:
                tell(source.table, n + 1, len(every))
    (folder / PROGRAMME).write_text(programme_toml(perimeter), encoding="utf-8")
    digests = {
        table: {label: part.digest for label, part in parts.items()}
        for table, parts in tables.items()
        if parts
    }
    manifest = Manifest(
        made_of,
        state,
        before.rebuilt_at if before else clock.now().isoformat(),
        run.signed,
        tables,
        sums,
        combined(read_programme(folder / PROGRAMME), digests),
    )
    manifest.write(folder)
    return manifest


def sweep(folder: Path, manifest: Manifest) -> None:
    """Delete the files that the manifest does not name."""
    held = manifest.files()
    for place in folder.iterdir():
        for file in place.iterdir() if place.is_dir() else ():
            if f"{place.name}/{file.name}" not in held:
                with suppress(OSError):
                    file.unlink()


def _may_build_on(before: Manifest | None, touched: Touched, made_of: str) -> bool:
    return (
        before is not None
        and before.state == touched.state
        and before.made_of == made_of
        and clock.now() - before.rebuilt < TRUSTED
        and touching.are_watched()
    )


def _made_of(perimeter: Perimeter) -> str:
    """Whatever of queries and perimeter decides what a block says; the day only decides what is read every time."""
    whole = [perimeter.currency, perimeter.outside_team_ids, touching.BITS]
    for source in sources():
        whole += [source.table, list(source.columns.items()), plain_sql(source.query)]
        if source.blocks:
            whole += [plain_sql(source.blocks.query), plain_sql(source.blocks.rest)]
    return hashlib.sha256(repr(whole).encode()).hexdigest()


def _quick_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('datestyle', 'ISO', true), set_config('jit', 'off', true), set_config('work_mem', '64MB', true)"
        )


def _table(run: _Refresh, source: Source, sums: dict[str, Parts]) -> Parts:
    blocks = source.blocks
    if blocks is None:
        for table in set(source.reads) - set(WATCHED):
            run.sign(table)
        if run.before and source.reads and all(run.is_same(table) for table in source.reads):
            return run.before.tables.get(source.table, {})
        return facts_parts(source, copied(source.query, run.perimeter), run.folder)
    if blocks.fold is None:
        return _in_blocks(run, source, blocks, FACTS, run.before.tables if run.before else {})
    held = _in_blocks(run, source, blocks, SUMS, run.before.sums if run.before else {})
    sums[source.table] = held
    rows = blocks.fold(sums_in(run.folder, held), run.perimeter)
    return facts_parts(source, as_csv(rows), run.folder)


def _in_blocks(
    run: _Refresh,
    source: Source,
    blocks: Blocks,
    way: Way,
    all_before: dict[str, Parts],
) -> Parts:
    before = all_before.get(source.table, {})
    changed = _changed(run, blocks)
    stale = {str(n) for one in changed or () for n in one}
    parts: Parts = {}
    if changed is not None:
        parts = {label: part for label, part in before.items() if label.isdigit() and label not in stale}
    read, keep = way
    waiting: deque[Future[Parts]] = deque()
    for one in _every_block(blocks) if changed is None else changed:
        rows = read(within(blocks.query, one), run.perimeter)
        waiting.append(run.pool.submit(keep, source, rows, run.folder))
        if len(waiting) > AHEAD:
            parts |= waiting.popleft().result()
    for future in waiting:
        parts |= future.result()
    if blocks.rest:
        parts |= keep(source, read(blocks.rest, run.perimeter), run.folder)
    return parts


def _changed(run: _Refresh, blocks: Blocks) -> ByRange | None:
    """The blocks to read again; None for all of them."""
    for table in blocks.signed:
        run.sign(table)
    if run.before is None or not all(run.is_same(table) for table in blocks.signed):
        return None
    touched = {n for table in blocks.touched for n in run.touched.blocks.get(table, ())}
    return None if EVERYTHING in touched else _ranges(sorted(touched))


def _every_block(blocks: Blocks) -> ByRange:
    table = blocks.touched[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT {WATCHED[table]} >> {touching.BITS} FROM {table} ORDER BY 1"  # noqa: S608
        )
        return _ranges([block for (block,) in cursor.fetchall()])


def _ranges(blocks: Sequence[int]) -> ByRange:
    """Those that follow each other together, some at a time."""
    cuts = [0, *(i + 1 for i, (one, other) in enumerate(pairwise(blocks)) if other != one + 1), len(blocks)]
    runs = [blocks[start:end] for start, end in pairwise(cuts) if end > start]
    return [
        range(run[n], run[min(n + AT_ONCE, len(run)) - 1] + 1)
        for run in runs
        for n in range(0, len(run), AT_ONCE)
    ]
