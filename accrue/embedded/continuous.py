"""A copy of the embedded server that is never more than minutes old: a base, and every piece of log written since.

    keep(home, folder)            turn it on, and take a base where the last one is old
    back_to(home, folder, to=T)   the database as it was at T, in a home that has none

The folder holds `base-…/` (pg_basebackup's tar files and about.json), `wal/` (the server puts finished pieces of its
write-ahead log there, each at the latest after `cluster.ARCHIVED_AFTER` seconds) and `cluster` (whose it is).
"""

import json
import os
import re
import shutil
import tarfile
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from accrue import clock
from accrue.embedded import leases
from accrue.embedded.cluster import OWNER, SUPERUSER, Cluster, new_password, write_secret
from accrue.embedded.errors import EmbeddedError
from accrue.embedded.places import Places, private_folder
from accrue.embedded.server import cluster_of, running

KEPT = 2  # bases; what the older of them needs of the log is kept too
PREFIX = "base-"
SETTINGS = "postgresql.auto.conf"
PIECE = re.compile(r"[0-9A-F]{24}\b")  # of log, or the note of a base that begins in it


@dataclass(frozen=True)
class Base:
    """A base backup. `wal` names the piece of log it begins in."""

    folder: Path
    taken_at: datetime
    wal: str


def bases(folder: Path) -> list[Base]:
    """The bases in a folder, oldest first."""
    found = []
    for path in sorted(folder.glob(f"{PREFIX}*/about.json")):
        about = json.loads(path.read_text())
        found.append(Base(path.parent, datetime.fromisoformat(about["taken_at"]), about["wal"]))
    return found


def keep(home: Path, folder: Path, *, every: timedelta = timedelta(days=1)) -> Base | None:
    """Keep the log of this home's server in `folder` from now on; a base is taken where the last is older than `every`.

    Gives the base where one was taken. Meant to be repeated; old bases go, and the log that nothing needs.
    Raises EmbeddedError where the folder is another database's, or the server cannot write there.
    """
    folder = folder.absolute()
    with running(home):
        cluster = cluster_of(home)
        with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            _prepare(cluster, folder, _identity(connection))
            last = bases(folder)[-1:]
            if last and clock.now() - last[0].taken_at < every:
                return None
            (wal,) = _row(connection, "SELECT pg_walfile_name(pg_current_wal_lsn())")
        taken = _take(cluster, folder, str(wal))
        _forget_old(folder)
        return taken


def _identity(connection: psycopg.Connection) -> str:
    if _row(connection, "SHOW archive_mode") != ("on",):
        raise EmbeddedError(
            "The database was started by an older Accrue. Stop server and worker once, then try again."
        )
    return str(_row(connection, "SELECT system_identifier FROM pg_control_system()")[0])


def _row(connection: psycopg.Connection, query: str) -> tuple[object, ...]:
    return connection.execute(query.encode()).fetchone() or ()


def _prepare(cluster: Cluster, folder: Path, identity: str) -> None:
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    whose = folder / "cluster"
    if not whose.exists():
        if any(folder.iterdir()):
            raise EmbeddedError(
                f"{folder} is not empty. Choose a folder of its own for the continuous backup."
            )
        whose.write_text(f"{identity}\n")
    if whose.read_text().strip() != identity:
        raise EmbeddedError(
            f"{folder} keeps another database. Choose a folder of its own for the continuous backup."
        )
    wal = folder / "wal"
    if not wal.exists():
        private_folder(wal)
        cluster.account.own(wal)
    if cluster.account.run(["test", "-w", str(wal)], timeout=30).returncode:
        raise EmbeddedError(
            f"The database cannot write to {wal}. Choose a folder that its user may enter, not one below /root."
        )
    link = cluster.places.archive
    if not link.is_symlink() or link.readlink() != wal:
        link.unlink(missing_ok=True)
        link.symlink_to(wal)


def _take(cluster: Cluster, folder: Path, wal: str) -> Base:
    """pg_basebackup into a folder aside, which gets its name when it is whole."""
    partial = folder / f".{PREFIX}partial"
    shutil.rmtree(partial, ignore_errors=True)
    private_folder(partial)
    cluster.account.own(partial)
    with tempfile.TemporaryDirectory(dir=cluster.places.shelf, prefix=".pass-") as aside:
        cluster.account.own(Path(aside))
        secret = Path(aside) / "passfile"
        write_secret(secret, f"*:*:*:*:{cluster.places.superuser_password.read_text()}\n")
        cluster.account.own(secret)
        where = f"host='{_quoted(cluster.places.sockets)}' user={SUPERUSER} passfile='{_quoted(secret)}'"
        options = ["--format=tar", "--gzip", "--wal-method=stream", "--checkpoint=fast"]
        cluster.do("pg_basebackup", f"--dbname={where}", f"--pgdata={partial}", *options)
    at = clock.now()
    about = partial / "about.json"
    about.write_text(json.dumps({"taken_at": at.isoformat(), "wal": wal}))
    final = folder / f"{PREFIX}{at:%Y%m%dT%H%M%S.%f}Z"
    partial.rename(final)
    return Base(final, at, wal)


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace("'", "\\'")


def _forget_old(folder: Path) -> None:
    kept = bases(folder)[-KEPT:]
    for base in bases(folder)[:-KEPT]:
        shutil.rmtree(base.folder)
    for piece in (folder / "wal").glob("*.gz"):
        if PIECE.match(piece.name) and piece.name[8:24] < kept[0].wal[8:24]:  # whichever its timeline
            piece.unlink(missing_ok=True)


def back_to(home: Path, folder: Path, *, to: datetime | None = None) -> datetime:
    """Make this home's database out of a base and the log, as it was at `to` or at the end of the log.

    Gives the time of the last change that is in it. The home must not have a database yet, and gets one only when
    everything is done. Raises EmbeddedError where it has one, or the folder holds nothing for that time.
    """
    folder = folder.absolute()
    base = _fitting(folder, to)
    cluster = cluster_of(home)
    places = cluster.places
    with leases.exclusive(places.lock):
        if cluster.exists():
            raise EmbeddedError(
                f"There is a database in {places.data} already. Restore into a new ACCRUE_HOME."
            )
        aside = Places(keys=places.keys, shelf=places.shelf / "restoring", sockets=places.sockets)
        shutil.rmtree(aside.shelf, ignore_errors=True)
        private_folder(aside.shelf)
        cluster.account.own(aside.shelf)
        raised = Cluster(aside, cluster.account, cluster.programs)
        _unpack(raised, base)
        raised.check_version()
        until = _replay(raised, folder / "wal", to) or base.taken_at
        aside.data.rename(places.data)
        places.prepared.write_text(f"{places.data}\n")
        shutil.rmtree(aside.shelf, ignore_errors=True)
    return until


def _fitting(folder: Path, to: datetime | None) -> Base:
    found = bases(folder) if folder.is_dir() else []
    if not found:
        raise EmbeddedError(f"{folder} holds no continuous backup: there is no {PREFIX}… in it.")
    before = [base for base in found if to is None or base.taken_at <= to]
    if not before:
        raise EmbeddedError(
            f"The oldest base in {folder} is of {found[0].taken_at:%Y-%m-%d %H:%M:%S} UTC, which is later."
        )
    return before[-1]


def _unpack(cluster: Cluster, base: Base) -> None:
    data = cluster.places.data
    private_folder(data)
    for name, into in (("base.tar.gz", data), ("pg_wal.tar.gz", data / "pg_wal")):
        with tarfile.open(base.folder / name, "r:gz") as tar:
            tar.extractall(into, filter="tar")  # pg_basebackup's own; the filter keeps it inside
    for folder, _, files in os.walk(data):
        cluster.account.own(Path(folder))
        for file in files:
            cluster.account.own(Path(folder, file))


def _replay(cluster: Cluster, wal: Path, to: datetime | None) -> datetime | None:
    """Play the log until `to`, and give the roles the passwords of this home. The door is the private socket alone."""
    if cluster.account.run(["test", "-r", str(wal)], timeout=30).returncode:
        raise EmbeddedError(f"The database's user cannot read {wal}. Give it the right to, then try again.")
    data = cluster.places.data
    doors, kept = data / "pg_hba.conf", (data / "pg_hba.conf").read_text()
    settings, usual = data / SETTINGS, (data / SETTINGS).read_text()
    doors.write_text("local all all trust\n")
    settings.write_text(usual + _recovery(wal, to))
    (data / "recovery.signal").touch()
    cluster.account.own(data / "recovery.signal")
    for secret in (cluster.places.superuser_password, cluster.places.owner_password):
        if not secret.exists():
            write_secret(secret, new_password())
    cluster.start_once({"archive_mode": "off"})
    try:
        until = _when_recovered(cluster)
    finally:
        cluster.stop()
    doors.write_text(kept)
    settings.write_text(usual)
    return until


def _recovery(wal: Path, to: datetime | None) -> str:
    piece = str(wal / "X").replace("%", "%%").removesuffix("X")
    command = f'gzip -dc "{piece}%f.gz" > "%p"'.replace("'", "''")
    lines = [f"restore_command = '{command}'", "recovery_target_action = 'promote'"]
    if to is not None:
        lines.append(f"recovery_target_time = '{to.isoformat()}'")
    return "\n".join(["", *lines, ""])


def _when_recovered(cluster: Cluster) -> datetime | None:
    """Wait for the end of the log or the moment asked for; set the passwords; the time of the last change played."""
    while True:
        if not cluster.is_running():
            raise EmbeddedError(f"The log does not reach that moment, or is damaged. {cluster.complaint()}")
        try:
            with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
                if _row(connection, "SELECT pg_is_in_recovery()") == (False,):
                    return _settle(cluster, connection)
        except psycopg.OperationalError:
            pass  # it still plays the log, or ended just now
        time.sleep(0.2)


def _settle(cluster: Cluster, connection: psycopg.Connection) -> datetime | None:
    for role, secret in (
        (SUPERUSER, cluster.places.superuser_password),
        (OWNER, cluster.places.owner_password),
    ):
        given = sql.SQL("ALTER ROLE {} PASSWORD {}").format(
            sql.Identifier(role), sql.Literal(secret.read_text())
        )
        connection.execute(given)
    (until,) = _row(connection, "SELECT pg_last_xact_replay_timestamp()")
    return until if isinstance(until, datetime) else None
