"""Processes that belong together: started here, watched here, and ended here, however it ends."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

PATIENCE = 35.0  # seconds a child may take to finish what it does
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Children:
    """Child processes with a log file each. `ended` is set by a signal, or when one of them ends by itself."""

    logs: Path
    ended: threading.Event = field(default_factory=threading.Event)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        with self.log(name).open("wb") as log:
            child = subprocess.Popen(  # noqa: S603 (our own command, no shell)
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                # Out of the terminal's group: Ctrl-C reaches us, and we end them in order.
                start_new_session=True,
            )
        self.running[name] = child
        threading.Thread(target=self._watch, args=(child,), daemon=True).start()

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def failed(self) -> str | None:
        """The name of a child that ended although nobody asked it to."""
        return next((name for name, child in self.running.items() if child.poll() is not None), None)

    def stop(self) -> None:
        """Ask all to end, wait for them, and kill who does not."""
        for child in self.running.values():
            child.terminate()
        for child in self.running.values():
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.running.clear()

    def _watch(self, child: subprocess.Popen[bytes]) -> None:
        child.wait()
        self.ended.set()


@contextmanager
def children(logs: Path) -> Iterator[Children]:
    """Children that are ended with the block. Ctrl-C, SIGTERM and a closed terminal set `ended` instead of killing.

    The handlers are ours also where they were ignored before, as in a background job of a script.
    """
    family = Children(logs)

    def leave(number: int, frame: FrameType | None) -> None:
        family.ended.set()

    before = {number: signal.signal(number, leave) for number in SIGNALS}
    try:
        yield family
    finally:
        family.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
