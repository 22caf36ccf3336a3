"""The harness harms nothing that is not its own."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.harness import Foreign, house

pytestmark = pytest.mark.faults


def test_refuses_a_process_that_it_did_not_start() -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        with house() as ours, pytest.raises(Foreign):
            ours.kill(stranger)
        assert stranger.poll() is None
    finally:
        stranger.communicate(b"\n")


def test_refuses_a_database_that_is_not_its_own(tmp_path: Path) -> None:
    with house() as ours:
        assert ours.postmaster() > 1
        with pytest.raises(Foreign):
            dataclasses.replace(ours, home=tmp_path).kill_database()
