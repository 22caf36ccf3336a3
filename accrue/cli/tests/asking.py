"""The command line as the tests ask it: in a process of its own, or in this one."""

import json
import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from accrue.cli import cli

TOML = 'base_currency = "EUR"\ngo_live = 2024-01-01\nmargin_rate = 0.5\ndiscount_rate = 0.1\n'
PROGRAM = "from accrue.cli import main; main()"


def run(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The real command line in a process of its own, without Django's settings or a database."""
    hidden = {"DJANGO_SETTINGS_MODULE", "ACCRUE_DATABASE_URL"}
    env = {k: v for k, v in os.environ.items() if k not in hidden}
    command = [sys.executable, "-c", PROGRAM, *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=env, cwd=cwd)


def invoke(*args: object):
    return CliRunner().invoke(cli, [str(a) for a in args])


def answer(*args: object) -> dict:
    result = invoke(*args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)
