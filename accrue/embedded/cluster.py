"""One database cluster: make it, start it, stop it, and put the application's role and database in."""

import os
import secrets
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from accrue.embedded.account import Account
from accrue.embedded.binaries import MAJOR
from accrue.embedded.errors import EmbeddedError
from accrue.embedded.places import Places

SUPERUSER = "accrue"
OWNER = "accrue_owner"
DATABASE = "accrue"
PATIENCE = 60.0  # seconds until a server that does not answer is given up
ARCHIVED_AFTER = (
    240  # seconds until a piece of the log that is not full is kept too: five minutes are promised
)
RUNNING, STARTING = 0, 1  # exit codes of pg_isready


@dataclass(frozen=True)
class Cluster:
    places: Places
    account: Account
    programs: Path

    def exists(self) -> bool:
        return (self.places.data / "PG_VERSION").exists()

    def make(self) -> None:
        """Initialise in a folder aside and rename it, so that a half-made cluster is never taken for one."""
        partial = self.places.shelf / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        secret = self.places.shelf / "initdb.password"
        secret.unlink(missing_ok=True)
        write_secret(secret, self.places.superuser_password.read_text())
        self.account.own(secret)
        try:
            done = self._run("initdb", *_initdb_options(partial, secret), timeout=120)
        finally:
            secret.unlink()
        if done.returncode:
            raise EmbeddedError(f"initdb failed: {_last_lines(done.stderr)}")
        partial.rename(self.places.data)

    def check_version(self) -> None:
        found = (self.places.data / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise EmbeddedError(
                f"The data in {self.places.data} is of PostgreSQL {found}, this Accrue brings {MAJOR}. "
                "Start the Accrue that wrote it, run `accrue backup`, and restore with this one into a new ACCRUE_HOME."
            )

    def is_ready(self) -> bool:
        return self._readiness() == RUNNING

    def start(self, settings: Mapping[str, str]) -> None:
        """Start and wait until it answers.

        Retries: a killed postmaster stays a zombie until its parent collects it, and until then PostgreSQL
        takes the old one for alive. One that is still recovering is waited for as long as it says so.
        """
        given_up = time.monotonic() + PATIENCE
        while (readiness := self._readiness()) != RUNNING:
            if readiness == STARTING:
                given_up = time.monotonic() + PATIENCE
            elif (
                self._pg_ctl("start", "-t", "60", "-l", str(self.places.log), "-o", self._options(settings))
                == 0
            ):
                continue
            if time.monotonic() > given_up:
                raise EmbeddedError(f"The embedded PostgreSQL does not start. {self.complaint()}")
            time.sleep(0.2)

    def start_once(self, settings: Mapping[str, str]) -> None:
        """Start without trying again: for a recovery, whose failure is an answer. It may still be at it afterwards."""
        options = ("-t", "600", "-l", str(self.places.log), "-o", self._options(settings))
        if self._pg_ctl("start", *options):
            raise EmbeddedError(f"The log does not reach that moment, or is damaged. {self.complaint()}")

    def do(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs to its end, for up to a day. Raises EmbeddedError with what it said."""
        done = self._run(program, *arguments, timeout=86_400)
        if done.returncode:
            raise EmbeddedError(f"{program} failed: {_last_lines(done.stderr)}")

    def stop(self) -> None:
        """Stop with a last checkpoint; open sessions are ended."""
        if self.is_running() and self._pg_ctl("stop", "-m", "fast", "-t", "120") and self.is_running():
            raise EmbeddedError(f"The embedded PostgreSQL does not stop. {self.complaint()}")

    def is_running(self) -> bool:
        return self.exists() and self._pg_ctl("status") == 0

    def prepare(self) -> None:
        """The role the application signs in as (no superuser, or row security would not bind it) and its database."""
        password = self.places.owner_password.read_text()
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER CREATEROLE CREATEDB PASSWORD {}").format(
                        sql.Identifier(OWNER), sql.Literal(password)
                    )
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )
                connection.execute(
                    sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE))
                )

    def url(self, role: str, database: str) -> str:
        """A libpq URL by the socket; passwords are made of characters that need no escape."""
        secret = self.places.superuser_password if role == SUPERUSER else self.places.owner_password
        host = (
            str(self.places.sockets)
            .replace("%", "%25")
            .replace("&", "%26")
            .replace("#", "%23")
            .replace("+", "%2B")
        )
        return f"postgresql://{role}:{secret.read_text()}@/{database}?host={host.replace(' ', '%20')}"

    def _options(self, settings: Mapping[str, str]) -> str:
        sockets = f"-k {shlex.quote(str(self.places.sockets))}"
        given = _archiving(self.places.archive) | dict(settings)
        return " ".join([sockets, *(f"-c {shlex.quote(f'{name}={value}')}" for name, value in given.items())])

    def _readiness(self) -> int:
        return self._run("pg_isready", "-q", "-h", str(self.places.sockets), "-t", "3", timeout=30).returncode

    def _pg_ctl(self, action: str, *options: str) -> int:
        done = self._run(
            "pg_ctl", action, "-D", str(self.places.data), "-s", *_waiting(action), *options, timeout=600
        )
        return done.returncode

    def _run(self, program: str, *arguments: str, timeout: float) -> subprocess.CompletedProcess[str]:
        return self.account.run([str(self.programs / program), *arguments], timeout=timeout)

    def complaint(self) -> str:
        """The end of the server's log, for the message of a failure."""
        try:
            return (
                f"Its log {self.places.log} ends: {_last_lines(self.places.log.read_text(errors='replace'))}"
            )
        except OSError:
            return f"It wrote no log to {self.places.log}: is the disk full or read-only?"


def _archiving(archive: Path) -> dict[str, str]:
    """Always on, and doing nothing until the link is there, so that it can be turned on while people work.

    A link that leads nowhere (a disk that is not mounted) is a failure: PostgreSQL then keeps the log and tries again.
    """
    to = shlex.quote(str(archive).replace("%", "%%"))
    keep = f"gzip -c %p > {to}/.%f.new && mv {to}/.%f.new {to}/%f.gz"
    return {
        "archive_mode": "on",
        "archive_timeout": str(ARCHIVED_AFTER),
        "archive_command": f"test ! -L {to} || {{ {keep}; }}",
    }


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read; never over another one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def new_password() -> str:
    return secrets.token_urlsafe(32)


def _initdb_options(data: Path, secret: Path) -> list[str]:
    return [
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        "--auth=scram-sha-256",
        f"--pwfile={secret}",
        "--data-checksums",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--set=listen_addresses=",
        "--set=unix_socket_permissions=0700",
    ]


def _waiting(action: str) -> list[str]:
    return [] if action == "status" else ["-w"]


def _last_lines(text: str) -> str:
    return " / ".join(text.strip().splitlines()[-3:]) or "(nothing)"
