"""Nobody but the one who started it gets in."""

import os
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from accrue import embedded
from accrue.embedded.binaries import wheel_programs
from accrue.embedded.tests.homes import places

ROOT = os.geteuid() == 0


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_application_is_no_superuser_and_the_data_are_checked(home: Path) -> None:
    with embedded.running(home) as url, psycopg.connect(url) as connection:
        assert connection.info.server_version >= 180000
        row = connection.execute(
            """SELECT current_user, rolsuper, rolcreaterole, rolbypassrls, current_setting('data_checksums'),
                      current_setting('listen_addresses'), current_setting('password_encryption')
               FROM pg_roles WHERE rolname = current_user"""
        ).fetchone()
        assert row == ("accrue_owner", False, True, False, "on", "", "scram-sha-256")
        locale = (
            "SELECT datlocprovider, datlocale, datcollate FROM pg_database WHERE datname = current_database()"
        )
        assert connection.execute(locale).fetchone() == ("b", "C.UTF-8", "C")


def test_passwords_and_sockets_are_for_their_owner_only(home: Path) -> None:
    with embedded.running(home):
        here = places(home)
        assert [mode(p) for p in (here.keys, here.sockets, here.data)] == [0o700, 0o700, 0o700]
        assert [mode(p) for p in (here.owner_password, here.superuser_password)] == [0o600, 0o600]
        assert mode(next(here.sockets.glob(".s.PGSQL.*[0-9]"))) == 0o700
        assert not list(here.shelf.glob("*initdb.password*"))
        rules = [line.split() for line in (here.data / "pg_hba.conf").read_text().splitlines()]
        assert {rule[-1] for rule in rules if rule and not rule[0].startswith("#")} == {"scram-sha-256"}


def test_a_wrong_password_is_refused(home: Path) -> None:
    with embedded.running(home) as url:
        right = places(home).owner_password.read_text()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url.replace(right, "wrong"))


@pytest.mark.skipif(not ROOT, reason="only root can become another user")
def test_another_user_of_the_system_is_refused(home: Path) -> None:
    with embedded.running(home) as url:
        here = places(home)
        psql = next(here.shelf.glob("programs-*/*/*/bin")) / "psql"
        own = [str(psql), url, "-Atc", "SELECT 42"]
        assert subprocess.run(own, capture_output=True, text=True, check=True).stdout == "42\n"
        # The programs are behind the private folder too, so the stranger brings his own: the installed ones.
        other = [str(wheel_programs() / "psql"), url, "-Atc", "SELECT 42"]
        refused = subprocess.run(
            other,
            capture_output=True,
            text=True,
            check=False,
            user="nobody",
            group="nogroup",
            extra_groups=[],
            cwd="/",
        )
        assert refused.returncode != 0
        assert "ermission denied" in refused.stderr
        for secret in (here.owner_password, here.sockets, here.data / "PG_VERSION"):
            reading = subprocess.run(
                ["/bin/ls", "-l", str(secret)],
                capture_output=True,
                check=False,
                user="nobody",
                extra_groups=[],
            )
            assert reading.returncode != 0


def test_the_permissions_of_existing_folders_stay(home: Path) -> None:
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    above = [home, *home.parents]
    before = [mode(folder) for folder in above]
    with embedded.running(home):
        pass
    assert [mode(folder) for folder in above] == before


def test_a_socket_folder_that_others_may_enter_is_refused(home: Path) -> None:
    with embedded.running(home):
        pass
    places(home).sockets.chmod(0o777)
    with pytest.raises(embedded.EmbeddedError, match="mode 0700"):
        embedded.ensure(home)
