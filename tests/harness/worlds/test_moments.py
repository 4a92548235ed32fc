"""Moments at which a server can be made to die (HAR-05)."""

from __future__ import annotations

import asyncio

import pytest

from core.model.errors import Fenced
from core.store import InlinePace
from harness.worlds.moments import AFTER_COMMIT, AFTER_REPLY, BEFORE_COMMIT, BEFORE_SEND, Moments, WatchedPace, watched
from harness.worlds.traffic import Traffic


class Wire:
    """An endpoint that keeps what was sent, and lets tests answer."""

    def __init__(self):
        self.sent = []
        self.receiver = None
        self.closed = False

    def open(self, receiver):
        self.receiver = receiver
        return self

    def send(self, data, address):
        self.sent.append((data, address))

    def close(self):
        self.closed = True


@pytest.mark.parametrize("number", [1, 2, 5])
def test_the_action_runs_once_at_its_number(number):
    moments, died = Moments(), []
    moments.after(BEFORE_SEND, number, lambda: died.append(True))
    reached = [moments.reached(BEFORE_SEND) for _ in range(7)]
    assert reached == [index == number - 1 for index in range(7)]
    assert died == [True]


def test_other_kinds_do_not_count():
    moments = Moments()
    moments.after(AFTER_REPLY, 1, lambda: None)
    assert not moments.reached(BEFORE_SEND)
    assert moments.forget()
    assert not moments.forget()
    assert not moments.reached(AFTER_REPLY)


@pytest.mark.parametrize(("kind", "done"), [(BEFORE_COMMIT, []), (AFTER_COMMIT, ["committed"])])
def test_a_crash_at_a_commit(kind, done):
    moments, work = Moments(), []
    pace = WatchedPace(InlinePace(), moments)
    moments.after(kind, 1, lambda: None)
    with pytest.raises(Fenced):
        asyncio.run(pace.write(lambda: work.append("committed")))
    assert work == done
    asyncio.run(pace.write(lambda: work.append("later")))
    assert work == [*done, "later"]


def test_a_pace_delays_each_transaction_before_and_after():
    turns = []

    async def delay():
        turns.append("delay")

    pace = WatchedPace(InlinePace(), Moments(), delay)
    asyncio.run(pace.write(lambda: turns.append("work")))
    asyncio.run(pace.read(lambda: turns.append("read")))
    assert turns == ["delay", "work", "delay", "read"]


def test_endpoints():
    async def main():
        moments, wire, got = Moments(), Wire(), []
        endpoint = watched(wire.open, moments, Traffic())(lambda data, address: got.append(data))
        address = ("127.20.0.1", 161)
        endpoint.send(b"one", address)
        wire.receiver(b"a", address)
        moments.after(BEFORE_SEND, 1, lambda: None)
        endpoint.send(b"lost", address)
        moments.after(AFTER_REPLY, 1, lambda: None)
        wire.receiver(b"lost", address)
        wire.receiver(b"b", address)
        endpoint.close()
        endpoint.send(b"after the end", address)
        return wire.sent, got, wire.closed

    assert asyncio.run(main()) == ([(b"one", ("127.20.0.1", 161))], [b"a", b"b"], True)
