"""What is missing or misconfigured, and how to mend it: for `accrue doctor` and the health page."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from accrue.environment import INSECURE_KEY, environment
from accrue.operations import selectors
from accrue.operations.activity_checks import team_chat, virus_scanner
from accrue.operations.backup_checks import continuous_backup
from accrue.operations.database_checks import database_findings
from accrue.operations.finding import Finding, bad, good, warning

PANGO = {
    "linux": ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"),
    "darwin": ("libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz-subset.dylib"),
}


def findings() -> list[Finding]:
    """Every check, the database first; those that need it are left out where it does not answer."""
    found = list(database_findings())
    if not any(finding.level == "bad" and finding.key == "database" for finding in found):
        found += [check() for check in (_worker, _failed_jobs, virus_scanner, team_chat)]
    return found + [check() for check in ALWAYS]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return good("python", "Python", version)


def _front_end() -> Finding:
    if not Path(str(settings.DJANGO_VITE["default"]["manifest_path"])).is_file() and not environment.vite_dev:
        return bad("front_end", "Front end", "It is not built.", "Run: python frontend/build.py")
    return good("front_end", "Front end", "It is built.")


def _pango() -> Finding:
    missing = [name for name in PANGO.get(sys.platform, ()) if not _loads(name)]
    if missing:
        return warning(
            "pango",
            "PDFs",
            f"They cannot be drawn: {', '.join(missing)} is missing.",
            "On Debian or Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        )
    return good("pango", "PDFs", "Pango is there.")


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _disk() -> Finding:
    disk = selectors.disk()
    says = f"{filesizeformat(disk.free)} of {filesizeformat(disk.total)} are free where {disk.place} lies."
    if disk.is_low:
        return bad("disk", "Disk", says, "Make room, or move ACCRUE_HOME to a larger disk.")
    return good("disk", "Disk", says)


def _signing_key() -> Finding:
    if settings.SECRET_KEY == INSECURE_KEY:
        return bad(
            "signing_key",
            "Signing key",
            "It is the one everybody knows.",
            "Set ACCRUE_SECRET_KEY to 50 or more random characters, or make ACCRUE_HOME writable.",
        )
    if len(settings.SECRET_KEY) < 50:
        return warning("signing_key", "Signing key", "It is short.", "Use 50 or more random characters.")
    return good("signing_key", "Signing key", "It is Accrue's own.")


def _debug() -> Finding:
    if settings.DEBUG:
        return warning("debug", "Debugging", "Errors show the program's insides.", "Unset ACCRUE_DEBUG.")
    return good("debug", "Debugging", "It is off.")


def _address() -> Finding:
    parts = urlsplit(environment.site_url)
    host = parts.hostname or ""
    if "*" in environment.allowed_hosts:
        return bad(
            "address", "Address", "Accrue answers to any name.", "Name your hosts in ACCRUE_ALLOWED_HOSTS."
        )
    if host not in {name.strip("[]") for name in environment.allowed_hosts}:
        return bad(
            "address",
            "Address",
            f"Links in mails lead to {host}, but Accrue does not answer to that name.",
            f"Add {host} to ACCRUE_ALLOWED_HOSTS, or correct ACCRUE_SITE_URL.",
        )
    if parts.scheme != "https" and host not in {"127.0.0.1", "localhost", "::1"}:
        return warning(
            "address",
            "Address",
            f"{host} is not served over HTTPS.",
            "Put a proxy with HTTPS before it; ACCRUE_HTTPS=1.",
        )
    return good("address", "Address", environment.site_url)


def _mail() -> Finding:
    if not environment.email_url:
        return warning(
            "mail",
            "Mail",
            f"Mails are not sent, but written to {environment.home / 'mail'}.",
            "Set ACCRUE_EMAIL_URL, such as smtp://user:password@mail.example.org:587?tls=1",
        )
    return good("mail", "Mail", f"Sent by {urlsplit(environment.email_url).hostname}.")


def _keys() -> Finding:
    key = environment.home / "secret_key"
    if key.exists() and key.stat().st_mode & 0o077:
        return bad("keys", "Keys", f"Others may read {key}.", f"Run: chmod 600 {key}")
    return good("keys", "Keys", "Only Accrue reads them.")


def _worker() -> Finding:
    beats = selectors.workers()
    if not beats:
        return warning("worker", "Worker", "None is running, so jobs wait.", "Start one: accrue worker")
    return good("worker", "Worker", f"{len(beats)} at work.")


def _failed_jobs() -> Finding:
    count = selectors.failed_jobs().count()
    if count:
        return warning(
            "failed_jobs",
            "Failed jobs",
            f"{count} wait for a decision.",
            "Open Health, then Failed jobs, in Accrue.",
        )
    return good("failed_jobs", "Failed jobs", "None.")


ALWAYS: tuple[Callable[[], Finding], ...] = (
    _python,
    _front_end,
    _pango,
    _disk,
    _signing_key,
    _keys,
    _debug,
    _address,
    _mail,
    continuous_backup,
)


def worst(found: list[Finding]) -> Iterator[Finding]:
    """Those that must be mended."""
    return (finding for finding in found if finding.level == "bad")
