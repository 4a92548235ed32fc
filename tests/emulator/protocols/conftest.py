"""What the tests of protocols over TCP share."""

from __future__ import annotations

import asyncio

import pytest


class Wire(asyncio.Transport):
    """A transport that keeps what is written, and remembers how it was closed."""

    def __init__(self):
        super().__init__()
        self.written = b""
        self.aborted = self.closed = False
        self.reading = True

    def write(self, data):
        self.written += data

    def is_closing(self):
        return self.closed or self.aborted

    def is_reading(self):
        return self.reading

    def pause_reading(self):
        self.reading = False

    def resume_reading(self):
        self.reading = True

    def close(self):
        self.closed = True

    def abort(self):
        self.aborted = True


@pytest.fixture
def make_wire():
    """``make_wire()``: the transport of one connection."""
    return Wire
