"""Which user of the system runs the server: PostgreSQL refuses root, so root gets one of its own."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass

from accrue.embedded.errors import EmbeddedError

SYSTEM_USER = "accrue-db"


@dataclass(frozen=True)
class Account:
    """The user of the system that owns cluster and socket; `switch` says that we must become it."""

    uid: int
    gid: int
    switch: bool

    def run(self, command: list[str], *, timeout: float) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as this user: no groups, no rights for others, in no folder."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        return subprocess.run(  # noqa: S603 (our own argument list, no shell)
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
            cwd="/",
            umask=0o077,
            env=environment | {"LC_ALL": "C", "TZ": "UTC"},
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )

    def own(self, path: os.PathLike[str]) -> None:
        """Give a file that we just made to this user."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def account() -> Account:
    """Ourselves, or as root the server's own user, which is made where it is missing."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), switch=False)
    try:
        user = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _add_user()
        user = pwd.getpwnam(SYSTEM_USER)
    return Account(uid=user.pw_uid, gid=user.pw_gid, switch=True)


def _add_user() -> None:
    command = _adding()
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (fixed arguments)
    try:
        pwd.getpwnam(SYSTEM_USER)  # two first starts may race: only the outcome counts
    except KeyError:
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and its user {SYSTEM_USER} could not be made "
            f"({done.stderr.strip()}). Start Accrue as a normal user, or set ACCRUE_DATABASE_URL."
        ) from None


def _adding() -> list[str]:
    if program := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        named = ["--system", "--user-group", SYSTEM_USER]
        return [
            program,
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
            *named,
        ]
    if program := shutil.which("adduser", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        return [program, "-S", "-D", "-H", "-h", "/nonexistent", "-s", "/sbin/nologin", SYSTEM_USER]
    raise EmbeddedError(
        "PostgreSQL does not run as root, and neither useradd nor adduser is here to make it a user. "
        "Start Accrue as a normal user, or set ACCRUE_DATABASE_URL."
    )
