"""Sending over TCP: what can go wrong is one line, and only a closed connection means delivered (CLT-05)."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest

from core.model.errors import BadInput
from harness.clients.sending import Destination, NotDelivered, destination, send


@pytest.mark.parametrize(
    ("text", "host", "port", "shown"),
    [
        ("127.20.0.1", "127.20.0.1", 9100, "127.20.0.1:9100"),
        ("printer.example.org:19100", "printer.example.org", 19100, "printer.example.org:19100"),
        ("[::1]", "::1", 9100, "[::1]:9100"),
        ("[::1]:9101", "::1", 9101, "[::1]:9101"),
        ("fe80::1", "fe80::1", 9100, "[fe80::1]:9100"),
        (" hall ", "hall", 9100, "hall:9100"),
    ],
)
def test_destinations(text, host, port, shown):
    assert destination(text) == Destination(host, port)
    assert str(destination(text)) == shown


@pytest.mark.parametrize(
    "text", ["", ":9100", "hall:", "hall:0", "hall:65536", "hall:-1", "hall:９", "[::1", "[::1]9100", "the hall", "[]"]
)
def test_bad_destinations(text):
    with pytest.raises(BadInput, match=r"^to: expected"):
        destination(text)


@contextlib.contextmanager
def printer(behave):
    """A printer that takes one connection and does with it as it is told."""
    taken = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    behave(connection, taken)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield Destination("127.0.0.1", server.getsockname()[1]), taken
        finally:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            thread.join(10)
    assert not thread.is_alive()


def take(connection, taken):
    while octets := connection.recv(65_536):
        taken.append(octets)


def chatter(connection, taken):
    connection.sendall(b"@PJL USTATUS DEVICE\r\nCODE=10001\r\n")
    take(connection, taken)
    connection.sendall(b"bye")


PIECES = [memoryview(b"head"), memoryview(b""), memoryview(bytes(3_000_000)), memoryview(b"tail")]


@pytest.mark.parametrize("behave", [take, chatter])
def test_all_arrives_and_progress_is_told(behave):
    told = []
    with printer(behave) as (to, taken):
        assert send(to, PIECES, timeout_s=10, progress=told.append) == 3_000_008
    assert b"".join(taken) == b"".join(PIECES)
    assert told == sorted(told)
    assert told[-1] == 3_000_008


def fails(to, timeout_s=10.0):
    with pytest.raises(NotDelivered) as caught:
        send(to, PIECES, timeout_s=timeout_s)
    return str(caught.value), caught.value.hint


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    said, hint = fails(Destination("127.0.0.1", port))
    assert said == f"127.0.0.1:{port}: connection refused"
    assert hint == "is that a printer's raw port?"


def test_no_such_host():
    assert fails(Destination("no-such-host.invalid"))[0] == "no such host: no-such-host.invalid"


def test_it_takes_nothing_more():
    done = threading.Event()
    with printer(lambda *_: done.wait(10)) as (to, _):
        said, hint = fails(to, 0.3)
        done.set()
    assert said.startswith(f"{to} takes nothing more after ")
    assert said.endswith("of 3,000,008 octets")
    assert "0.3 s" in hint


def test_it_never_closes():
    done = threading.Event()

    def hang(connection, taken):
        take(connection, taken)
        done.wait(10)

    with printer(hang) as (to, _):
        said, _ = fails(to, 0.5)
        done.set()
    assert said == f"{to} has all 3,000,008 octets, but does not end the connection: it may print them or not"


def test_it_breaks_off():
    def reset(connection, _):
        connection.recv(10)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with printer(reset) as (to, _):
        said, _ = fails(to)
    assert said.startswith(f"{to}: the printer broke off the connection after ")
