"""Requests to the printer's web page: pages for everybody, and a part for the administrator."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

import h11

from emulator.errors import EmulatorError
from emulator.printer import Printer
from emulator.protocols.http import LOG_IN, HttpSession, Reply, password_of
from emulator.protocols.web.acting import act
from emulator.protocols.web.pages import PAGES, administration

MAX_FORM_OCTETS: Final = 16 * 1024
HTML: Final = "text/html; charset=utf-8"
_TEXT: Final = "text/plain; charset=utf-8"
_ADMIN: Final = "/admin"
RESTARTS: Final = "The printer restarts."
_LOOKING: Final = frozenset({b"GET", b"HEAD"})
_FORM: Final = b"application/x-www-form-urlencoded"
_SAFE: Final = (
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cache-Control", "no-store"),
)


class WebSession(HttpSession):
    """One connection of a browser. The administrator logs in with HTTP's Basic scheme; the name is of no concern."""

    def __init__(self, printer: Printer, source: str) -> None:
        super().__init__(printer, source, max_octets=MAX_FORM_OCTETS)
        self._restarts = False

    def _answer(self, request: h11.Request, body: bytes) -> Reply:
        reply = self._find(request, body)
        return reply._replace(headers=(*reply.headers, *_SAFE))

    def _find(self, request: h11.Request, body: bytes) -> Reply:
        path = request.target.partition(b"?")[0].decode("latin-1")
        if path == _ADMIN:
            return self._for_the_administrator(request, body)
        page = PAGES.get(path)
        if page is None:
            return Reply(404, _TEXT, b"There is no such page.\n")
        if request.method not in _LOOKING:
            return Reply(405, _TEXT, b"This page can only be looked at.\n", (("Allow", "GET, HEAD"),))
        return Reply(200, HTML, page(self._printer).encode("utf-8", "replace"))

    def _for_the_administrator(self, request: h11.Request, body: bytes) -> Reply:
        headers = dict(request.headers)
        if self._printer.asks_password and not self._printer.accepts_password(_said(headers)):
            return LOG_IN
        if request.method in _LOOKING:
            return Reply(200, HTML, administration(self._printer).encode("utf-8", "replace"))
        if request.method != b"POST":
            return Reply(405, _TEXT, b"GET, HEAD or POST.\n", (("Allow", "GET, HEAD, POST"),))
        return self._do(headers, body)

    def _do(self, headers: dict[bytes, bytes], body: bytes) -> Reply:
        """What the administrator's form asks for; then the page again."""
        origin = headers.get(b"origin")
        if origin is not None and origin.partition(b"://")[2] != headers.get(b"host", b""):
            return Reply(403, _TEXT, b"Pages of other sites have no business here.\n")
        if self._overflow:
            return Reply(413, _TEXT, b"The form is too large.\n")
        if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != _FORM:
            return Reply(415, _TEXT, b"Not a form.\n")
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if form.get("do") == "restart":
            self._restarts = True  # once this answer has gone out
            return Reply(
                202,
                HTML,
                administration(self._printer, RESTARTS).encode("utf-8", "replace"),
                (("Connection", "close"),),
            )
        try:
            said = act(self._printer, form)
        except EmulatorError as error:
            said = str(error)
        return Reply(200, HTML, administration(self._printer, said).encode("utf-8", "replace"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Over; now it restarts, if that was asked for."""
        super().connection_lost(exc)
        if self._restarts and self._printer.is_on and self._printer.boots == self._boot:
            self._printer.power_cycle()


def _said(headers: dict[bytes, bytes]) -> bytes | None:
    authorization = headers.get(b"authorization")
    return None if authorization is None else password_of(authorization)
