"""The control API of a running fleet (EMU-14): HTTP on loopback, described by OpenAPI.

It runs in a thread; every command is carried out on the event loop that serves the printers.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
from collections.abc import Callable, Coroutine
from importlib.metadata import version
from typing import Any, Final, TypeVar

from apiflask import APIFlask
from flask import Response, jsonify, render_template, request

from core.model.errors import PressroomError
from harness.fleet import shapes
from harness.fleet.command import Answer
from harness.fleet.description import Control
from harness.fleet.front import Front, NoSuchPrinter
from harness.fleet.papers import Pages

PATIENCE_S: Final = 120.0
MOST_OCTETS: Final = 64 * 1024 * 1024
T = TypeVar("T")
Told = tuple[dict[str, Any], int]
OCTETS: Final = "application/octet-stream"


class Api:
    """The application's dependencies: the front, the loop on which it lives, and how the fleet is ended."""

    def __init__(self, front: Front, loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> None:
        self.front = front
        self._loop = loop
        self._end = end

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Carry it out on the loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def ask(self, verb: str, selector: str, body: dict[str, Any]) -> Told:
        """A command for printers, and what the API says of it."""
        return told(self.run(self.front.ask(verb, selector, body)))

    def end(self) -> None:
        """Bring the fleet down."""
        self._loop.call_soon_threadsafe(self._end)


def told(answer: Answer) -> Told:
    """The body and status of an answer."""
    return {"results": answer.results, "errors": answer.errors}, 409 if answer.errors else 200


def create_app(api: Api, control: Control) -> APIFlask:
    """The application. ``/docs`` shows what it can do, ``/openapi.json`` says so to programs."""
    app = APIFlask("harness.fleet", title="Pressroom fleet", version=version("pressroom"), docs_path=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_OCTETS
    app.config["SERVERS"] = None
    app.json.sort_keys = False  # type: ignore[attr-defined] # printers in the fleet's order
    app.description = "Printers that do not exist: look at them, print on them, and let things happen to them."
    app.before_request(lambda: admit(control))
    app.register_error_handler(NoSuchPrinter, lambda error: _explain(error, 404))
    app.register_error_handler(PressroomError, lambda error: _explain(error, 400))
    if control.token:
        app.security_schemes = {"token": {"type": "http", "scheme": "bearer"}}
    _add_looking(app, api)
    _add_jobs(app, api)
    _add_machine(app, api)
    _add_fleet(app, api)

    @app.get("/")
    @app.get("/docs")
    @app.doc(hide=True)
    def docs() -> str:
        return render_template("docs.html", spec=app.spec)

    return app


def admit(control: Control) -> Response | None:
    """Who may come in: with a token, who shows it; without one, who names this host and no page of another site."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        return _refusal("pages of other sites have no business here", 403)
    if not control.token:
        host = request.host.rpartition(":")[0] or request.host
        known = {control.host, "localhost", "127.0.0.1", "[::1]"}
        return None if host in known else _refusal(f"this is not {host}", 421)
    given = request.authorization
    shown = "" if given is None else (given.token if given.type == "bearer" else given.password) or ""
    if hmac.compare_digest(shown.encode(), control.token.encode()):
        return None
    response = _refusal("the fleet's token is needed", 401)
    response.headers["WWW-Authenticate"] = 'Bearer realm="Pressroom fleet"'
    return response


def _refusal(message: str, status: int) -> Response:
    response = jsonify({"message": message, "detail": {}})
    response.status_code = status
    return response


def _explain(error: PressroomError, status: int) -> Told:
    return {"message": str(error), "detail": {"hint": error.hint} if error.hint else {}}, status


def _body() -> dict[str, Any]:
    """The request's own words, which were found right; what they mean is worked out where the printer is."""
    body = request.get_json()
    return body if isinstance(body, dict) else {}  # null, where nothing needs to be said


def _add_looking(app: APIFlask, api: Api) -> None:
    @app.get("/api/fleet")
    @app.output(shapes.About)
    def about() -> dict[str, Any]:
        """The fleet as a whole: groups, ports, notes."""
        return api.run(_now(api.front.about))

    @app.get("/api/printers")
    @app.doc(responses={200: "By printer: name, address, model, serial, state, sheets and impressions."})
    def list_printers() -> Told:
        """List printers; ``?of=`` a printer or group."""
        return api.ask("list", request.args.get("of", "all"), {})

    @app.get("/api/printers/<printers>")
    def show(printers: str) -> Told:
        """Show a printer, or several, with their last jobs."""
        return api.ask("show", printers, {})

    @app.get("/api/events")
    @app.output(shapes.Happened)
    def events() -> dict[str, Any]:
        """What happened.

        ``?after=`` the ``last`` of the answer before; without it the answer says only where to begin. ``?of=`` a
        printer or group.
        """
        return api.run(api.front.events(request.args.get("after", ""), request.args.get("of", "all")))


def _add_jobs(app: APIFlask, api: Api) -> None:
    @app.post("/api/printers/<printers>/jobs")
    @app.output(shapes.Answers)
    def print_(printers: str) -> Told:
        """Print what a client would send to port 9100: a document, or a stream with PJL."""
        return api.ask("print", printers, {"data": base64.b64encode(request.get_data()).decode()})

    @app.spec_processor
    def octets(spec: dict[str, Any]) -> dict[str, Any]:
        whole = {"schema": {"type": "string", "format": "binary"}}
        spec["paths"]["/api/printers/{printers}/jobs"]["post"]["requestBody"] = {"content": {OCTETS: whole}}
        return spec


def _add_machine(app: APIFlask, api: Api) -> None:
    def add(verb: str, shape: type[Any], summary: str) -> None:
        def handle(printers: str, _shape: Any) -> Told:
            return api.ask(verb, printers, _body())

        handle.__doc__ = summary
        handle.__name__ = verb
        handler = app.output(shapes.Answers)(app.input(shape, arg_name="_shape")(handle))
        app.route(f"/api/printers/<printers>/{verb}", methods=["POST"], endpoint=verb)(handler)

    for verb, (shape, summary) in MACHINE.items():
        add(verb, shape, summary)


MACHINE: Final[dict[str, tuple[type[Any], str]]] = {
    "pages": (Pages, "Print so many pages, as a scenario's verb print says it, for an account or for nobody."),
    "cancel": (shapes.Job, "Cancel a job at the panel."),
    "hold": (shapes.HeldJob, "Set a waiting job aside until it is released, under a code or without one."),
    "release": (shapes.HeldJob, "Let a held job print."),
    "raise": (shapes.Trouble, "Let something be the matter: a jam, an open cover, a tray that is missing …"),
    "clear": (shapes.Cleared, "Put it right. What has run out must be filled as well."),
    "paper": (shapes.Load, "Put paper into a tray, or pull the tray out, or push it in."),
    "supply": (shapes.Supply, "Replace toner or another supply, set what is left of it, or take a cartridge out."),
    "caretaker": (shapes.Caretaker, "Somebody fills everything in time, as at first; without him things run out."),
    "storage": (shapes.Storage, "Format the log storage at the panel, or put another in."),
    "busy": (shapes.Busy, "Somebody stands at the panel: it prints, but takes no writes."),
    "card": (shapes.Card, "Hold an IC card to the panel's reader: who that is, or a refusal."),
    "fit": (shapes.Fit, "Fit an option, or take it out: the finisher, the SD card."),
    "power": (shapes.Power, "Switch printers on or off, or off and on."),
    "panel": (shapes.Press, "Do something at the panel: copy, scan, fax, go off-line …"),
    "faults": (shapes.Faults, "Put faults on the network at the printers' edge; an empty list heals them."),
    "move": (shapes.Move, "Give a printer another address."),
}
"""Commands for printers that are a path and a body, and nothing more."""


def _add_fleet(app: APIFlask, api: Api) -> None:
    @app.post("/api/printers")
    @app.input(shapes.NewPrinter, arg_name="new")
    @app.output(shapes.Answers)
    def add(new: shapes.NewPrinter) -> Told:
        """Put one more printer up."""
        return told(api.run(api.front.add(new.model_dump())))

    @app.delete("/api/printers/<printers>")
    @app.output(shapes.Answers)
    def remove(printers: str) -> Told:
        """Carry printers out of the house; their addresses are free again."""
        return told(api.run(api.front.remove(printers)))

    @app.post("/api/down")
    @app.doc(responses={202: "It ends."})
    def down() -> Told:
        """End the fleet."""
        api.end()
        return {"ends": True}, 202


async def _now(work: Callable[[], T]) -> T:
    return work()
