"""Whether a machine is there at all (PRN-21), on real sockets of this machine."""

from __future__ import annotations

import asyncio
import socket

import pytest

from core.devices.knock import Presence, knock_on, silence


def test_who_listens_refuses_and_is_silent() -> None:
    """PRN-21: a listener is there, though another port refuses; a machine without one refuses."""

    async def main() -> list[Presence]:
        server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            closed = unused.getsockname()[1]
            heard = [
                await knock_on((closed, port))("127.0.0.1", 2.0),
                await knock_on((closed,))("127.0.0.1", 2.0),
                await silence("127.0.0.1", 2.0),
            ]
        server.close()
        await server.wait_closed()
        return heard

    assert asyncio.run(main()) == [Presence.LISTENS, Presence.REFUSES, Presence.SILENT]


def test_who_does_not_answer_in_time_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """PRN-21: as a machine that is off."""

    async def never(host: str, port: int) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio, "open_connection", never)
    assert asyncio.run(knock_on((1, 2))("127.0.0.1", 0.01)) is Presence.SILENT
