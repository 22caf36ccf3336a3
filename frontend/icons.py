"""Draws accrue/ui/static/icons.svg out of the Lucide icons named in icons.txt: python frontend/icons.py"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "node_modules" / "lucide-static" / "icons"
SPRITE = HERE.parent / "accrue" / "ui" / "static" / "icons.svg"
NOTICE = "<!-- Lucide icons, ISC licence; see licences/lucide.txt. Made by frontend/icons.py. -->"


def symbol(name: str) -> str:
    """One icon as a <symbol>; stops with its name where Lucide has none of that name."""
    path = SOURCE / f"{name}.svg"
    if not path.is_file():
        sys.exit(f"icons.txt names “{name}”, which Lucide does not have.")
    shapes = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL)
    if shapes is None:
        sys.exit(f"{path} is not an icon.")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{re.sub(r"\s*\n\s*", "", shapes[1])}</symbol>'


def main() -> None:
    names = sorted(set((HERE / "icons.txt").read_text().split()))
    symbols = "\n".join(symbol(name) for name in names)
    SPRITE.write_text(f'{NOTICE}\n<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n')


if __name__ == "__main__":
    main()
