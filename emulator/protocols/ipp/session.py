"""HTTP/1.1 on port 631: requests with IPP messages in them, one after the other on a connection (RFC 8010, 4)."""

from __future__ import annotations

from typing import Final

import h11

from emulator.printer import Printer
from emulator.protocols.http import LOG_IN, HttpSession, Reply, password_of
from emulator.protocols.ipp.pages import page_for
from emulator.protocols.ipp.request import Client
from emulator.protocols.ipp.service import answer
from emulator.protocols.print_session import MAX_STREAM_OCTETS

MESSAGE_TYPE: Final = b"application/ipp"
_IPP_PATHS: Final = (b"/ipp/print", b"/ipp", b"/")


class IppSession(HttpSession):
    """One connection. ``secure``: TLS is around it."""

    def __init__(
        self, printer: Printer, source: str, *, secure: bool = False, max_octets: int = MAX_STREAM_OCTETS
    ) -> None:
        super().__init__(printer, source, max_octets=max_octets)
        self._secure = secure

    def _answer(self, request: h11.Request, body: bytes) -> Reply:
        path = request.target.partition(b"?")[0]
        if request.method in (b"GET", b"HEAD"):
            page = page_for(self._printer, path.decode("latin-1"))
            return Reply(404, "text/plain", b"There is no such page.\n") if page is None else Reply(200, *page)
        if request.method != b"POST":
            return Reply(501, "text/plain", b"IPP needs POST.\n")
        if path not in _IPP_PATHS and not path.startswith(b"/ipp/print/"):
            return Reply(404, "text/plain", b"There is no such printer.\n")
        headers = dict(request.headers)
        if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != MESSAGE_TYPE:
            return Reply(415, "text/plain", b"Not an IPP message.\n")
        client = self._client(headers)
        if client is None:
            return LOG_IN
        reply = answer(self._printer, client, body, overflow=self._overflow)
        return LOG_IN if reply is None else Reply(200, MESSAGE_TYPE.decode(), reply)

    def _client(self, headers: dict[bytes, bytes]) -> Client | None:
        """Who asks, and by which address; None for somebody who says to be the administrator and is not."""
        assert self._transport is not None
        host, port = self._transport.get_extra_info("sockname")[:2]
        said = headers.get(b"authorization")
        known = said is not None and self._printer.accepts_password(password_of(said))
        if said is not None and not known:
            return None
        return Client(self._source, host, port, self._secure, known, known or not self._printer.asks_password)
