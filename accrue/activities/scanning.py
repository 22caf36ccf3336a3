"""Asking a virus scanner about a file: clamd over its socket, or a command. Unset, nobody is asked."""

from __future__ import annotations

import shlex
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from accrue.environment import environment

PATIENCE = 120.0
PIECE = 64 * 1024
LONGEST_ANSWER = 1_000


class ScannerFault(Exception):
    """The scanner could not be asked, or gave no verdict. The file stays unserved until it does."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`finding` names what was found; empty where the file is clean."""

    finding: str = ""


def is_set() -> bool:
    return bool(environment.virus_scanner)


def scan(path: Path) -> Verdict:
    """Raises ScannerFault, and FileNotFoundError."""
    how, _, what = environment.virus_scanner.partition(":")
    if how == "clamd" and what:
        return _by_clamd(path, what)
    if how == "command" and what:
        return _by_command(path, what)
    raise ScannerFault("ACCRUE_VIRUS_SCANNER must begin with clamd: or command:")


def _by_command(path: Path, command: str) -> Verdict:
    """As clamscan answers: 0 clean, 1 infected with the finding on its output, anything else a fault."""
    if not path.exists():
        raise FileNotFoundError(path)
    try:
        done = subprocess.run(  # noqa: S603  # the administrator's own command, from the environment; no shell
            [*shlex.split(command), str(path)],
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            text=True,
            errors="replace",
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise ScannerFault(f"The command could not be run: {error}") from error
    if done.returncode not in (0, 1):
        said = (done.stderr or done.stdout).strip()[:200]
        raise ScannerFault(f"The command ended with {done.returncode}: {said}")
    return Verdict(_finding(done.stdout) if done.returncode else "")


def _finding(output: str) -> str:
    line = next((line for line in output.splitlines() if "FOUND" in line), output.strip())
    return line.rpartition(": ")[2].removesuffix("FOUND").strip()[:200] or "something"


def _by_clamd(path: Path, place: str) -> Verdict:
    """INSTREAM: pieces with their length before them, then a length of nothing; clamd never needs to see the folder."""
    with path.open("rb") as file:
        try:
            with _connected(place) as clamd:
                clamd.sendall(b"zINSTREAM\0")
                while piece := file.read(PIECE):
                    clamd.sendall(len(piece).to_bytes(4, "big") + piece)
                clamd.sendall(bytes(4))
                answer = _answer(clamd)
        except OSError as error:
            raise ScannerFault(f"clamd does not answer at {place}: {error}") from error
    if answer.endswith("FOUND"):
        return Verdict(_finding(answer))
    if answer.endswith("OK"):
        return Verdict()
    raise ScannerFault(f"clamd answered: {answer[:200] or 'nothing'}")


def _answer(clamd: socket.socket) -> str:
    found = b""
    while not found.endswith(b"\0") and len(found) < LONGEST_ANSWER and (piece := clamd.recv(256)):
        found += piece
    return found.rstrip(b"\0").decode(errors="replace").strip()


@contextmanager
def _connected(place: str) -> Iterator[socket.socket]:
    if place.startswith("/"):
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.settimeout(PATIENCE)
        try:
            made.connect(place)
            yield made
        finally:
            made.close()
        return
    host, _, port = place.rpartition(":")
    if not host or not port.isdecimal():
        raise ScannerFault("clamd is set as clamd:/path/to/socket or clamd:host:port")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as made:
        yield made
