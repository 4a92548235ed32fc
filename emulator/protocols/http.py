"""HTTP/1.1 for the ports that speak it: whole requests in, replies out, one after the other on a connection.

Chunked bodies, ``Expect: 100-continue`` and kept connections are h11's work; what this session adds is a bound on what
it keeps of a body, and that a client which does not read its answers is not read from either.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import Final, NamedTuple

import h11

from emulator.printer import Printer

HEAD_OCTETS: Final = 64 * 1024
"""Of a body that is too large: enough to see what is asked for, and whose job it is."""


class Reply(NamedTuple):
    """What goes back: status, media type, body, and further headers."""

    status: int
    type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class HttpSession(asyncio.Protocol):
    """One connection to a printer; who inherits answers. Of a body over ``max_octets`` the head is kept."""

    def __init__(self, printer: Printer, source: str, *, max_octets: int) -> None:
        self._printer = printer
        self._source = source
        self._max_octets = max_octets
        self._boot = printer.boots
        self._transport: asyncio.Transport | None = None
        self._http = h11.Connection(h11.SERVER)
        self._request: h11.Request | None = None
        self._body = bytearray()
        self._overflow = False
        self._blocked = False  # the client does not read its answers

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The client is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Go on with the request, or the next one."""
        if not (self._printer.is_on and self._printer.boots == self._boot):
            self._abort()
            return
        self._http.receive_data(data)
        self._go_on()

    def eof_received(self) -> bool | None:
        """The client has sent its last: an answer has gone already, so close (the return value None does)."""
        return None

    def pause_writing(self) -> None:
        """The client does not read: take nothing more from it."""
        self._blocked = True
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        """It reads again."""
        self._blocked = False
        if self._transport is not None:
            self._transport.resume_reading()
            self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        """Over; a request that was not whole is forgotten."""
        self._body.clear()
        self._transport = None

    def _go_on(self) -> None:
        try:
            while not self._blocked and self._transport is not None and self._step():
                pass
        except h11.RemoteProtocolError as error:
            self._refuse(error.error_status_hint or 400)

    def _step(self) -> bool:
        """Do what is next; False when there is nothing to do before more octets come."""
        event = self._http.next_event()
        if event is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
            return False
        if isinstance(event, h11.Request):
            self._request, self._overflow = event, False
        elif isinstance(event, h11.Data):
            self._keep(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage):
            self._whole()
        elif event is h11.PAUSED:
            return self._next_cycle()
        elif isinstance(event, h11.ConnectionClosed):
            self._close()
            return False
        return True

    def _keep(self, data: bytes) -> None:
        if self._overflow:
            return
        self._body += data
        if len(self._body) > self._max_octets:
            self._overflow = True
            del self._body[HEAD_OCTETS:]

    def _whole(self) -> None:
        request, body = self._request, bytes(self._body)
        self._body.clear()
        assert request is not None
        self._reply(request, self._answer(request, body))
        if self._http.our_state is h11.MUST_CLOSE:
            self._close()

    def _next_cycle(self) -> bool:
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        return True

    def _answer(self, request: h11.Request, body: bytes) -> Reply:
        """What goes back for a whole request; ``_overflow``: the body was too large, and this is its head."""
        raise NotImplementedError

    def _reply(self, request: h11.Request, reply: Reply) -> None:
        headers = [("Content-Type", reply.type), ("Content-Length", str(len(reply.body))), *reply.headers]
        parts = [
            self._http.send(h11.Response(status_code=reply.status, headers=headers)),
            self._http.send(h11.Data(data=b"" if request.method == b"HEAD" else reply.body)),
            self._http.send(h11.EndOfMessage()),
        ]
        self._write(b"".join([part for part in parts if part]))

    def _refuse(self, status: int) -> None:
        """Octets that are no HTTP: say so where that can still be said, and close."""
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            head = h11.Response(status_code=status, headers=[("Content-Length", "0"), ("Connection", "close")])
            self._write(self._http.send(head))
        self._close()

    def _write(self, data: bytes | None) -> None:
        if data and self._transport is not None:
            self._transport.write(data)

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _abort(self) -> None:
        self._body.clear()
        if self._transport is not None:
            self._transport.abort()


LOG_IN: Final = Reply(
    401, "text/plain", b"The administrator's password is needed.\n", (("WWW-Authenticate", 'Basic realm="printer"'),)
)


def password_of(authorization: bytes) -> bytes | None:
    """The password of HTTP's Basic scheme (RFC 7617); the name before it is of no concern."""
    scheme, _, rest = authorization.partition(b" ")
    if scheme.lower() != b"basic":
        return None
    try:
        return base64.b64decode(rest.strip(), validate=True).partition(b":")[2]
    except binascii.Error:
        return None
