"""Web, worker and command line share one server; the last one out stops it."""

from pathlib import Path

import psycopg

from accrue import embedded
from accrue.embedded.tests.homes import cleaned, holder, let_go, postmaster, url_of


def test_two_processes_share_one_server_and_the_last_one_out_stops_it(home: Path) -> None:
    lease = embedded.ensure(home)
    first = postmaster(home)
    other = holder(home)
    assert url_of(other) == lease.url
    assert postmaster(home) == first is not None
    lease.release()
    lease.release()
    assert postmaster(home) == first
    assert embedded.look(home).users == 1
    assert let_go(other) == 0
    assert postmaster(home) is None


def test_a_killed_user_does_not_count(home: Path) -> None:
    other = holder(home)
    url_of(other)
    lease = embedded.ensure(home)
    other.kill()
    other.wait()
    assert postmaster(home) is not None
    lease.release()
    assert postmaster(home) is None


def test_many_that_start_at_once_get_the_same_server(home: Path) -> None:
    processes = [holder(home) for _ in range(4)]
    assert len({url_of(process) for process in processes}) == 1
    assert embedded.look(home).users == 4
    assert [let_go(process) for process in processes] == [0, 0, 0, 0]
    assert postmaster(home) is None


def test_two_homes_side_by_side_hold_different_books(tmp_path: Path) -> None:
    with (
        cleaned(tmp_path / "one") as one,
        cleaned(tmp_path / "two") as two,
        embedded.running(one) as first,
        embedded.running(two) as second,
    ):
        assert first != second
        with psycopg.connect(first) as connection:
            connection.execute("CREATE TABLE only_here (id int)")
        with psycopg.connect(second) as connection:
            assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)


def test_a_home_with_a_long_path_works(tmp_path: Path) -> None:
    long = tmp_path / ("a long name, with & and ä " * 5).strip() / ("b" * 100)
    with cleaned(long) as home, embedded.running(home) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_looking_starts_nothing(home: Path) -> None:
    seen = embedded.look(home)
    assert (seen.exists, seen.users) == (False, 0)
    assert not home.exists()
