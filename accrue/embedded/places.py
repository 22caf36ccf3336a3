"""Where the embedded server keeps what: everything follows from ACCRUE_HOME and who asks."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from accrue.embedded.errors import EmbeddedError

SOCKET_PATH_LIMIT = 107  # bytes, from sockaddr_un: the kernel refuses a longer path
SOCKET_NAME = ".s.PGSQL.5432"
SYSTEM_ROOT = Path("/var/lib/accrue")


@dataclass(frozen=True)
class Places:
    """Files of one home. `shelf` holds cluster and binaries; it is `keys` unless we are root."""

    keys: Path
    shelf: Path
    sockets: Path

    @property
    def data(self) -> Path:
        return self.shelf / "data"

    @property
    def log(self) -> Path:
        return self.shelf / "postgres.log"

    @property
    def archive(self) -> Path:
        """A link to the folder where finished pieces of the write-ahead log are kept; missing where none are."""
        return self.shelf / "archive"

    @property
    def lock(self) -> Path:
        return self.keys / "lock"

    @property
    def leases(self) -> Path:
        return self.keys / "leases"

    @property
    def owner_password(self) -> Path:
        return self.keys / "owner.password"

    @property
    def superuser_password(self) -> Path:
        return self.keys / "superuser.password"

    @property
    def prepared(self) -> Path:
        """Exists once role and database are there; holds the cluster's path."""
        return self.keys / "cluster"


def places_of(home: Path, *, as_root: bool) -> Places:
    """The places of a home. Nothing is created."""
    home = Path(os.path.abspath(home.expanduser()))
    keys = home / "database"
    name = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    if as_root:
        shelf = SYSTEM_ROOT / name
        return Places(keys=keys, shelf=shelf, sockets=shelf / "socket")
    return Places(keys=keys, shelf=keys, sockets=_socket_folder(keys, name))


def private_folder(folder: Path) -> None:
    """Make a folder only we can enter. One that is there already keeps its permissions."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(
            f"Cannot make the folder {folder}: {error.strerror}. Set ACCRUE_HOME to a folder you may write to."
        ) from error


def check_private(folder: Path, uid: int) -> None:
    """Refuse a socket folder that somebody else owns or may enter."""
    seen = folder.lstat()
    if folder.is_symlink() or seen.st_uid != uid or seen.st_mode & 0o077:
        raise EmbeddedError(
            f"{folder} must be a folder of the server's own user with mode 0700. Move it away, then start again."
        )


def _socket_folder(keys: Path, name: str) -> Path:
    if _fits(keys / "socket"):
        return keys / "socket"
    for root in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"):  # noqa: S108 (checked: owner and 0700)
        if root and Path(root).is_dir() and _fits(folder := Path(root) / f"accrue-{os.getuid()}-{name}"):
            return folder
    raise EmbeddedError(f"No folder short enough for a socket: {keys}. Set ACCRUE_HOME to a shorter path.")


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT
