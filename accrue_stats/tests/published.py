"""Published data, read as files out of the wheels that carry them; no code of theirs is run."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def published_file(package: str, path: str) -> Path:
    """The file `path` of an installed `package`. LookupError, saying which command installs it, where it is missing."""
    try:
        found = Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError:
        raise LookupError(f"{package} is not installed; `make test` installs it") from None
    if not found.is_file():
        raise LookupError(f"{package} holds no {path}")
    return found
