"""A1: no spelling of a host, no answer of a name server and no redirect leads into the network Accrue stands in."""

from __future__ import annotations

import socket

import pytest
import requests

from accrue.connectors.chat.posting import BadAddress, ChatFault, post, service_of
from accrue.connectors.guarding import Refused, guarded, is_reachable
from accrue.connectors.tests.listening import listening
from accrue.environment import environment

HOSTS = [
    "127.0.0.1",
    "127.1",
    "0177.0.0.1",
    "2130706433",
    "0x7f000001",
    "localhost",
    "[::ffff:7f00:1]",
    "0.0.0.0",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a1_no_spelling_of_this_machine_is_reached(listener, host):
    with guarded(), pytest.raises(requests.RequestException):
        requests.post(f"http://{host}:{listener.port}/", timeout=5)
    with pytest.raises((ChatFault, BadAddress)):
        post(f"json://{host}:{listener.port}/x", "t", "x")
    assert listener.bodies == []


def test_a1_a_name_that_answers_with_another_address_the_second_time_is_not_reached(listener, monkeypatch):
    """What was looked up before counts for nothing: the socket's own address is asked."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("127.0.0.1", listener.port))])
    with pytest.raises(ChatFault, match="private network"):
        post(f"json://rebinding.example:{listener.port}/x", "t", "x")
    assert listener.bodies == []


def test_a1_a_redirect_is_not_followed(listener, here):
    with listening() as other:
        listener.status, listener.location = 307, f"http://127.0.0.1:{other.port}/"
        with pytest.raises(ChatFault, match="did not take it"):
            post(f"json://127.0.0.1:{listener.port}/x?redirect=yes", "t", "x")
    assert len(listener.bodies) == 1
    assert other.bodies == []


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1",
        "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "ff02::1", "no address",
    ],
)  # fmt: skip
def test_a1_what_is_not_the_open_internet(address, monkeypatch):
    assert not is_reachable(address)


def test_what_is_named_is_reached_and_what_is_open(listener, monkeypatch):
    assert is_reachable("93.184.215.14")
    assert is_reachable("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    monkeypatch.setattr(environment, "reachable_networks", ["10.1.0.0/16", "127.0.0.0/8"])
    assert is_reachable("::ffff:10.1.2.3")
    assert not is_reachable("10.2.0.1")
    post(f"json://127.0.0.1:{listener.port}/x", "Accrue", "Hello")
    assert b"Hello" in listener.bodies[0]


def test_outside_the_guard_everything_is_as_ever(listener):
    assert requests.post(f"http://127.0.0.1:{listener.port}/", timeout=5).status_code == 200
    with guarded() as refused, pytest.raises(Refused):
        socket.create_connection(("127.0.0.1", listener.port))
    assert refused == ["127.0.0.1"]


@pytest.mark.parametrize(
    "address",
    [
        "", "x", "http://example.org", "mailto://a:b@example.org", "syslog://", "dbus://", "exec://ls", "file:///etc/passwd",
        "jsons://h/p?template=/etc/passwd", "workflows://h/a/b?Template=file:///etc/passwd", "jsons://h/\np", "jsons://[", "a" * 3_000,
    ],
)  # fmt: skip
def test_a1_only_chats_are_posted_to_and_no_file_is_read(address):
    with pytest.raises(BadAddress) as caught:
        service_of(address)
    assert "passwd" not in str(caught.value)


def test_what_a_chat_gives_out_as_webhook_is_known():
    hook = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
    assert service_of(hook) == "Slack"
