"""A client of port 9100 that speaks PJL: what it sends, and what it is told."""

from __future__ import annotations

import asyncio

import pytest

from emulator.protocols.raw9100 import RawSession
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.loop import VirtualLoop


class Client:
    """One connection."""

    def __init__(self, office, **limits):
        self.session, self.wire = RawSession(office.printer, office.workshop.SOURCE, **limits), office.make_wire()
        self.session.connection_made(self.wire)

    def send(self, data):
        self.session.data_received(data)

    def ask(self, *lines):
        """What is answered to these lines, as far as it comes at once."""
        self.send(b"".join(line.encode() + b"\r\n" for line in lines))
        return self.told()

    def told(self):
        """The messages since last time, each as its lines."""
        told, self.wire.written = self.wire.written.decode("latin-1"), b""
        assert not told or told.endswith("\r\n\f"), told
        return [each.removesuffix("\r\n").split("\r\n") for each in told.split("\f")[:-1]]

    def leave(self):
        self.session.connection_lost(None)


class Office:
    """A printer of a page a second, and a calendar that keeps appointments."""

    def __init__(self, workshop, make_wire):
        self.workshop, self.make_wire = workshop, make_wire
        self.calendar = workshop.calendar = SteppedCalendar(workshop.START_US)
        self.printer = workshop.printer(speed_ppm=60)
        self.loop = VirtualLoop()

    def pass_by(self, seconds):
        """Let time pass; nobody looks at the printer."""
        self.loop.run_until_complete(self.calendar.advance_to(self.calendar.now_us() + round(seconds * 1_000_000)))

    def client(self, **limits):
        return Client(self, **limits)


@pytest.fixture
def office(workshop, make_wire):
    office = Office(workshop, make_wire)
    yield office
    asyncio.set_event_loop(None)
    office.loop.close()


@pytest.fixture
def client(office):
    return office.client()
