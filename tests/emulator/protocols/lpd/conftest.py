"""A client of port 515 that need not wait for answers."""

from __future__ import annotations

import pytest

from emulator.protocols.lpd.session import LpdSession


class Client:
    """One connection after another."""

    def __init__(self, workshop, make_wire, **limits):
        self.workshop, self.make_wire = workshop, make_wire
        self.printer = workshop.printer(speed_ppm=60)
        self.limits = limits
        self.connect()

    def connect(self):
        self.session, self.wire = LpdSession(self.printer, self.workshop.SOURCE, **self.limits), self.make_wire()
        self.session.connection_made(self.wire)

    def send(self, *pieces, step=None):
        """Send, and give what was answered since last time."""
        data = b"".join(pieces)
        for at in range(0, len(data), step or len(data) or 1):
            if not self.wire.is_closing():
                self.session.data_received(data[at : at + (step or len(data))])
        answer, self.wire.written = self.wire.written, b""
        return answer

    def end(self):
        """Close our half."""
        if not self.wire.is_closing() and not self.session.eof_received():
            self.wire.close()
        answer, self.wire.written = self.wire.written, b""
        return answer

    def ask(self, command):
        """The text that one command gives."""
        self.connect()
        answer = self.send(command)
        assert self.wire.closed
        return answer.decode()

    def queue(self, user, runs="9 mono A4", **fields):
        """A job that waits."""
        return self.workshop.print(self.printer, runs, user=user, **fields)

    @property
    def states(self):
        return [self.printer.job_state(number) for number in self.session.jobs]


@pytest.fixture
def limited(workshop, make_wire):
    """``limited(max_octets=2000)``: a client of a printer with little memory."""
    return lambda **limits: Client(workshop, make_wire, **limits)


@pytest.fixture
def client(limited):
    return limited()
