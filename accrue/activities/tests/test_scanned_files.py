"""Files are checked for viruses before they are served, by clamd or a command."""

from __future__ import annotations

import socket
import threading

import pytest

from accrue.accounts.timelines import timeline_of
from accrue.activities import keeping, scanning
from accrue.activities.models import Notice
from accrue.activities.services import look_at_file
from accrue.activities.tests.filing import body, download, put
from accrue.environment import environment

pytestmark = pytest.mark.usefixtures("own_folder")


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def scanner(monkeypatch, tmp_path):
    """A command that finds the test virus, as clamscan would; `away` makes it fail."""
    program = tmp_path / "scan"
    program.write_text(
        "#!/bin/sh\n[ -e "
        f'{tmp_path}/away ] && exit 2\ngrep -q EICAR "$1" && echo "$1: Eicar-Test FOUND" && exit 1\nexit 0\n'
    )
    program.chmod(0o700)
    monkeypatch.setattr(environment, "virus_scanner", f"command:{program}")
    return tmp_path / "away"


def test_until_it_is_checked_a_file_is_not_served_and_an_infected_one_never(
    floor, client_of, scanner, django_capture_on_commit_callbacks
):
    rep = client_of(floor.rep)
    good, bad = put(floor), put(floor, EICAR, "invoice.doc")
    waiting = download(rep, good)
    assert waiting.status_code == 409
    assert "being checked" in waiting.text
    assert "Being checked" in rep.get(f"/records/person/{floor.person.pk}/files/").text
    scanner.touch()
    with pytest.raises(scanning.ScannerFault, match="ended with 2"):
        look_at_file(version_id=good.pk)
    assert download(rep, good).status_code == 409
    scanner.unlink()
    with django_capture_on_commit_callbacks(execute=True):
        look_at_file(version_id=good.pk)
        look_at_file(version_id=bad.pk)
        look_at_file(version_id=bad.pk)
    assert body(download(rep, good)) == b"Hello"
    refused = download(rep, bad)
    assert refused.status_code == 409
    assert "Eicar-Test" in refused.text
    assert not keeping.path_of(bad.stored).exists()
    assert (keeping.quarantine() / bad.stored).exists()
    assert Notice.objects.get().user == floor.rep
    assert "put a file of yours into quarantine on Hanna Vogel" in rep.get("/notifications/").text
    told = timeline_of(floor.rep, "person", floor.person.pk).happenings
    assert told[0].title == "File put into quarantine"


@pytest.mark.parametrize("place", ["socket", "port"])
def test_clamd_is_asked_over_its_socket(floor, monkeypatch, tmp_path, place):
    listener = socket.socket(socket.AF_UNIX if place == "socket" else socket.AF_INET)
    listener.bind(str(tmp_path / "clamd") if place == "socket" else ("127.0.0.1", 0))
    listener.listen()
    where = tmp_path / "clamd" if place == "socket" else f"127.0.0.1:{listener.getsockname()[1]}"
    monkeypatch.setattr(environment, "virus_scanner", f"clamd:{where}")
    answers = [b"stream: OK\0", b"stream: Win.Test FOUND\0", b"INSTREAM size limit exceeded. ERROR\0"]
    heard = []

    def clamd():
        for answer in answers:
            peer, _ = listener.accept()
            with peer, peer.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                content = b""
                while size := int.from_bytes(said.read(4), "big"):
                    content += said.read(size)
                heard.append(content)
                peer.sendall(answer)

    thread = threading.Thread(target=clamd)
    thread.start()
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100_000)
    assert scanning.scan(path).finding == ""
    assert scanning.scan(path).finding == "Win.Test"
    with pytest.raises(scanning.ScannerFault, match="size limit"):
        scanning.scan(path)
    thread.join()
    listener.close()
    assert heard == [b"x" * 100_000] * 3
    with pytest.raises(scanning.ScannerFault, match="does not answer"):
        scanning.scan(path)


@pytest.mark.parametrize("setting", ["sophos", "clamd:", "command:/nowhere/at/all", "clamd:nowhere"])
def test_a_scanner_that_is_set_wrongly_serves_nothing(floor, client_of, monkeypatch, setting):
    monkeypatch.setattr(environment, "virus_scanner", setting)
    made = put(floor)
    with pytest.raises(scanning.ScannerFault):
        look_at_file(version_id=made.pk)
    assert download(client_of(floor.rep), made).status_code == 409
