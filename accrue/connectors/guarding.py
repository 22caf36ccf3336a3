"""Where requests that people have Accrue make may go: to the open internet, never into the network Accrue stands in.

What is asked is the address a socket is about to connect to, so no spelling of a host, no answer of a name server and no
redirect comes around it. Python itself asks, before the connection is made (PEP 578).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from accrue.environment import environment

_refused: ContextVar[list[str] | None] = ContextVar("refused", default=None)
_NAT64 = ip_network("64:ff9b::/96")


class Refused(OSError):
    """The address is none that may be reached from here."""


@contextmanager
def guarded() -> Iterator[list[str]]:
    """Within it this thread connects to public addresses only, and to what ACCRUE_REACHABLE_NETWORKS names.

    Yields the addresses that were refused.
    """
    refused: list[str] = []
    token = _refused.set(refused)
    try:
        yield refused
    finally:
        _refused.reset(token)


def is_reachable(address: str) -> bool:
    """Whether an IP address may be connected to; an IPv4 address within an IPv6 one is asked as itself."""
    try:
        found = _itself(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if any(found in ip_network(one, strict=False) for one in environment.reachable_networks):
        return True
    return found.is_global and not found.is_multicast


def _itself(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(found, IPv4Address):
        return found
    if found in _NAT64:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found


def _ask(event: str, args: tuple[object, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto") or (refused := _refused.get()) is None:
        return
    address = args[-1]
    host = str(address[0]) if isinstance(address, tuple) and address else str(address)
    if not isinstance(address, tuple) or not is_reachable(host):
        refused.append(host)
        raise Refused(f"{host} may not be reached from Accrue")


sys.addaudithook(_ask)
