"""Moments inside the server at which a world can make it die: around each commit, each datagram sent and received.

The world's store pace and endpoints report every moment here. A scenario asks for the third commit from now on, say;
when that comes, the action (a crash) runs in the midst of whatever the server is doing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from core.devices.udp import Endpoint, OpenEndpoint
from core.model.errors import Fenced
from core.store.pace import Pace
from harness.worlds.traffic import Traffic

T = TypeVar("T")

BEFORE_COMMIT: Final = "before commit"
AFTER_COMMIT: Final = "after commit"
BEFORE_SEND: Final = "before send"
AFTER_REPLY: Final = "after reply"


class Moments:
    """Counts moments; at most one action waits for one of them."""

    def __init__(self) -> None:
        self._kind = ""
        self._left = 0
        self._action: Callable[[], None] | None = None

    def after(self, kind: str, number: int, action: Callable[[], None]) -> None:
        """Runs ``action`` at the ``number``-th moment of that kind from now on, once."""
        self._kind, self._left, self._action = kind, number, action

    def forget(self) -> bool:
        """Takes the wish back; whether it was still waiting."""
        waiting = self._action is not None
        self._action = None
        return waiting

    def reached(self, kind: str) -> bool:
        """Something is at this moment; whether the action has just run, and so the server is dead."""
        if self._action is None or kind != self._kind:
            return False
        self._left -= 1
        if self._left:
            return False
        action, self._action = self._action, None
        action()
        return True


class WatchedPace:
    """A pace of the store that reports its commits."""

    def __init__(self, pace: Pace, moments: Moments, delay: Callable[[], Awaitable[None]] | None = None) -> None:
        self._pace = pace
        self._moments = moments
        self._delay = delay

    async def write(self, work: Callable[[], T]) -> T:
        """Runs one transaction; a crash before it leaves nothing, a crash after it everything."""
        if self._delay is not None:
            await self._delay()
        if self._moments.reached(BEFORE_COMMIT):
            raise Fenced("the server died before this commit")
        result = await self._pace.write(work)
        if self._moments.reached(AFTER_COMMIT):
            raise Fenced("the server died after this commit")
        if self._delay is not None:
            await self._delay()
        return result

    async def read(self, work: Callable[[], T]) -> T:
        """Runs queries."""
        return await self._pace.read(work)

    def close(self, last: Callable[[], object]) -> None:
        """Closes the pace itself."""
        self._pace.close(last)


class _WatchedEndpoint:
    def __init__(self, moments: Moments, sent: Callable[[tuple[str, int]], None]) -> None:
        self._moments = moments
        self._sent = sent
        self.inner: Endpoint | None = None

    def send(self, data: bytes, address: tuple[str, int]) -> None:
        if not self._moments.reached(BEFORE_SEND) and self.inner is not None:
            self._sent(address)
            self.inner.send(data, address)

    def close(self) -> None:
        if self.inner is not None:
            self.inner.close()
            self.inner = None


def watched(open_endpoint: OpenEndpoint, moments: Moments, traffic: Traffic) -> OpenEndpoint:
    """Endpoints that report what they send and receive."""

    def opened(receiver: Callable[[bytes, tuple[str, int]], None]) -> Endpoint:
        time = asyncio.get_running_loop().time
        endpoint = _WatchedEndpoint(moments, lambda address: traffic.sent(address, time()))

        def receive(data: bytes, address: tuple[str, int]) -> None:
            traffic.answered(address, time())
            if not moments.reached(AFTER_REPLY):
                receiver(data, address)

        endpoint.inner = open_endpoint(receive)
        return endpoint

    return opened
