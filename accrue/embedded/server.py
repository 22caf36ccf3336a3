"""Leases on the embedded server: the first holder starts it, the last one out stops it."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from accrue.embedded import leases
from accrue.embedded.account import account
from accrue.embedded.binaries import server_programs
from accrue.embedded.cluster import DATABASE, OWNER, Cluster, new_password, write_secret
from accrue.embedded.errors import EmbeddedError
from accrue.embedded.places import Places, check_private, places_of, private_folder


@dataclass
class Lease:
    """The right to use the server; `url` signs in as the application's role. Give it back with `release`."""

    url: str
    _cluster: Cluster
    _file: tuple[Path, int] | None

    def release(self) -> None:
        """Let go; may be called twice. The last one out stops the server."""
        if self._file is None:
            return
        with leases.exclusive(self._cluster.places.lock):
            leases.give_back(*self._file)
            self._file = None
            if not leases.living(self._cluster.places.leases):
                self._cluster.stop()


def ensure(home: Path, *, settings: Mapping[str, str] | None = None) -> Lease:
    """Start the server of this home, or join it where it runs, and hold a lease on it.

    `settings` are parameters of PostgreSQL for the case that this call starts it (tests turn fsync off).
    Raises EmbeddedError, which says what to do.
    """
    places = _opened(home)
    with leases.exclusive(places.lock):
        cluster = _cluster(places)
        lease = leases.take(places.leases)
        try:
            _bring_up(cluster, settings or {})
        except BaseException:
            leases.give_back(*lease)
            raise
        return Lease(url=cluster.url(OWNER, DATABASE), _cluster=cluster, _file=lease)


def _opened(home: Path) -> Places:
    """The places of a home, with the folders that are ours."""
    places = places_of(home, as_root=os.geteuid() == 0)
    for folder in (home, places.keys, places.leases):
        private_folder(folder)
    return places


def cluster_of(home: Path) -> Cluster:
    """The cluster of a home, running or not, made or not; its folders are there."""
    return _cluster(_opened(home))


@contextmanager
def running(home: Path, *, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The URL of a running server, for as long as the block lasts."""
    lease = ensure(home, settings=settings)
    try:
        yield lease.url
    finally:
        lease.release()


def _cluster(places: Places) -> Cluster:
    user = account()
    _refuse_a_moved_home(places)
    for folder in dict.fromkeys([places.shelf, places.sockets]):
        if not folder.exists():
            _make_for(folder, user.uid, user.gid, switch=user.switch)
    check_private(places.sockets, user.uid)
    return Cluster(places, user, server_programs(places.shelf, copy=user.switch))


def _make_for(folder: Path, uid: int, gid: int, *, switch: bool) -> None:
    if switch and not folder.parent.exists():
        folder.parent.mkdir(mode=0o755, parents=True)
        folder.parent.chmod(0o755)  # ours, just made: the server's user must pass through, whatever the umask
    private_folder(folder)
    if switch:
        os.chown(folder, uid, gid)


def _bring_up(cluster: Cluster, settings: Mapping[str, str]) -> None:
    places = cluster.places
    for secret in (places.superuser_password, places.owner_password):
        if not secret.exists():
            _refuse_lost_password(cluster, secret)
            write_secret(secret, new_password())
    if not cluster.exists():
        cluster.make()
    cluster.check_version()
    cluster.start(settings)
    if not places.prepared.exists():
        cluster.prepare()
        places.prepared.write_text(f"{places.data}\n")


def _refuse_lost_password(cluster: Cluster, secret: Path) -> None:
    if cluster.exists():
        raise EmbeddedError(
            f"{secret} is gone, but its database is still in {cluster.places.data}. Put the file back from a copy of "
            "ACCRUE_HOME; or move the database folder away and start with `accrue restore`; or, where nothing in it is "
            "needed any more, delete it and start again."
        )


def _refuse_a_moved_home(places: Places) -> None:
    """Root's cluster lives outside the home, under the home's path: a new path must not mean an empty database."""
    if not places.prepared.exists():
        return
    recorded = Path(places.prepared.read_text().strip())
    if recorded == places.data and not (recorded / "PG_VERSION").exists():
        raise EmbeddedError(
            f"The database of this home is gone from {recorded}. Put it back, or start with `accrue restore` in a new "
            "ACCRUE_HOME."
        )
    if recorded != places.data and places.shelf != places.keys:
        raise EmbeddedError(
            f"ACCRUE_HOME was moved or copied: its database is in {recorded}, expected in {places.data}. Move the home "
            f"back; or run `mv {recorded.parent} {places.shelf}` and write the new path into {places.prepared}."
        )


def discard(home: Path) -> None:
    """Throw away the database of a home, for good. Raises EmbeddedError while somebody uses it."""
    places = places_of(home, as_root=os.geteuid() == 0)
    if not places.lock.exists():
        return
    with leases.exclusive(places.lock):
        if leases.living(places.leases):
            raise EmbeddedError(f"The database of {home} is in use; stop what uses it first.")
        if places.data.exists():
            _cluster(places).stop()
        shutil.rmtree(places.sockets, ignore_errors=True)
        shutil.rmtree(places.shelf, ignore_errors=True)
        shutil.rmtree(places.keys, ignore_errors=True)
