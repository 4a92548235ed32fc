"""The web page's thread beside the server."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from core.chance import Chance
from core.clock import Calendar
from core.config.settings import ServerSettings, WebSettings
from core.model.errors import PressroomError
from core.web.app import create_app
from core.web.view import View


class WebPage:
    """Serves the page from construction until :meth:`close`. Raises PressroomError when its port is not free."""

    def __init__(self, app: Flask, settings: WebSettings) -> None:
        self._socket = _listen(settings.host, settings.port)
        self.port: int = self._socket.getsockname()[1]
        self._server = make_server(
            settings.host,
            self.port,
            app,
            threaded=True,
            request_handler=_Quiet,
            fd=self._socket.fileno(),
        )
        self._server.daemon_threads = True  # type: ignore[attr-defined] # of the threaded kind
        self._thread = threading.Thread(target=self._server.serve_forever, name="web", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving; requests under way are not waited for."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._socket.close()


@asynccontextmanager
async def ledger_page(
    settings: ServerSettings, web: WebSettings, calendar: Calendar, chance: Chance
) -> AsyncIterator[WebPage]:
    """The web page of a server, with a view of its own on the database. Raises PressroomError."""
    view = await View.open(settings.database, settings.zone, calendar.now_us, chance)
    try:
        page = WebPage(create_app(view, web), web)
        try:
            yield page
        finally:
            await asyncio.to_thread(page.close)
    finally:
        await view.close()


class _Quiet(WSGIRequestHandler):
    """Keeps the server's terminal for what matters."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Not shown."""


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise PressroomError(
            f"web: {host} port {port}: {reason}", "choose another port in the configuration"
        ) from error
    return listener
