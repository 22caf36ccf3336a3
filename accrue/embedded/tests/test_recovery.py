"""What was committed is there after any end, and a home that does not fit is refused with the way out."""

import os
import signal
from pathlib import Path

import psycopg
import pytest

from accrue import embedded
from accrue.embedded.tests.homes import holder, places, postmaster, url_of, wait_until_gone


def test_a_killed_server_loses_nothing_that_was_committed(home: Path) -> None:
    lease = embedded.ensure(home)
    with psycopg.connect(lease.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (id int PRIMARY KEY)")
        for number in range(200):
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
        killed = postmaster(home)
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
    with embedded.running(home) as url:
        assert postmaster(home) not in (None, killed)
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*), max(id) FROM kept").fetchone() == (200, 199)
    lease.release()
    assert postmaster(home) is None


def test_a_start_that_was_cut_off_is_begun_again(home: Path) -> None:
    with embedded.running(home):
        pass
    here = places(home)
    here.data.rename(here.shelf / "data.partial")
    here.prepared.unlink()
    with embedded.running(home) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("accrue",)


def test_lost_data_are_not_replaced_by_an_empty_database(home: Path) -> None:
    with embedded.running(home):
        pass
    here = places(home)
    here.data.rename(here.shelf / "elsewhere")
    with pytest.raises(embedded.EmbeddedError, match="is gone"):
        embedded.ensure(home)


def test_a_lost_password_file_is_named(home: Path) -> None:
    with embedded.running(home):
        pass
    places(home).owner_password.unlink()
    with pytest.raises(embedded.EmbeddedError, match=r"owner\.password is gone"):
        embedded.ensure(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's cluster lives outside the home")
def test_a_moved_home_says_where_its_database_is(home: Path, tmp_path: Path) -> None:
    with embedded.running(home):
        pass
    home.rename(tmp_path / "moved")
    with pytest.raises(embedded.EmbeddedError, match="moved or copied"):
        embedded.ensure(tmp_path / "moved")


def test_data_of_another_version_are_refused(home: Path) -> None:
    with embedded.running(home):
        pass
    (places(home).data / "PG_VERSION").write_text("17\n")
    with pytest.raises(embedded.EmbeddedError, match="of PostgreSQL 17"):
        embedded.ensure(home)


def test_a_server_that_cannot_start_shows_its_log(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with embedded.running(home):
        pass
    monkeypatch.setattr("accrue.embedded.cluster.PATIENCE", 0.0)
    with pytest.raises(embedded.EmbeddedError, match="no_such_setting"):
        embedded.ensure(home, settings={"no_such_setting": "1"})
    assert embedded.look(home).users == 0


def test_a_home_in_use_is_not_thrown_away(home: Path) -> None:
    with embedded.running(home):
        with pytest.raises(embedded.EmbeddedError, match="in use"):
            embedded.discard(home)
        assert places(home).data.exists()


def test_throwing_away_stops_a_server_that_nobody_uses_and_leaves_nothing(home: Path) -> None:
    process = holder(home)
    url_of(process)
    server = postmaster(home)
    assert server is not None
    process.kill()
    process.wait()
    embedded.discard(home)
    assert not places(home).shelf.exists()
    assert not places(home).keys.exists()
    wait_until_gone(server)
    embedded.discard(home)
