"""The web page and its REST interface: reads the ledger, and leaves commands for the server in the database."""

from __future__ import annotations

import hmac
from typing import Any, Final

from flask import Flask, Response, jsonify, render_template, request

from core.config.settings import WebSettings
from core.model.errors import PressroomError
from core.web.view import View

MOST_ROWS: Final = 1_000
_MICROS: Final = 1_000_000
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class BadRequest(PressroomError):
    """A request that makes no sense; the message says why."""


def create_app(view: View, settings: WebSettings) -> Flask:
    """The Flask application on a view of the ledger."""
    app = Flask(__name__)
    app.jinja_env.filters["local"] = view.local
    app.jinja_env.filters["money"] = money
    app.before_request(lambda: _admit(settings))
    app.after_request(_add_headers)
    app.register_error_handler(PressroomError, _explain)
    _add_pages(app, view)
    _add_api(app, view)
    return app


def money(micros: int | None) -> str:
    """Micro-units of a currency for people: two decimals, more only where they are not zero."""
    if micros is None:
        return "–"
    sign, micros = ("-", -micros) if micros < 0 else ("", micros)
    decimals = f"{micros % _MICROS:06d}".rstrip("0").ljust(2, "0")
    return f"{sign}{micros // _MICROS}.{decimals}"


def _add_pages(app: Flask, view: View) -> None:
    @app.get("/")
    def printers() -> str:
        return render_template("printers.html", status=view.status(), printers=view.printers(), gaps=view.gaps())

    @app.get("/accounts")
    def accounts() -> str:
        return render_template("accounts.html", status=view.status(), accounts=view.accounts())

    @app.get("/log")
    def log() -> str:
        return render_template("log.html", status=view.status(), jobs=view.jobs(newest_first=True, **_wanted()))


def _add_api(app: Flask, view: View) -> None:
    @app.get("/api/status")
    def api_status() -> Response:
        return jsonify(view.status())

    @app.get("/api/printers")
    def api_printers() -> Response:
        return jsonify(view.printers())

    @app.get("/api/accounts")
    def api_accounts() -> Response:
        return jsonify(view.accounts())

    @app.get("/api/jobs")
    def api_jobs() -> Response:
        return jsonify(view.jobs(**_wanted()))

    @app.get("/api/gaps")
    def api_gaps() -> Response:
        return jsonify(view.gaps(request.args.get("printer")))

    @app.get("/api/totals/<by>")
    def api_totals(by: str) -> Response:
        if by not in ("printer", "account", "month"):
            raise BadRequest(f"totals by {by!r}: expected printer, account or month")
        return jsonify(view.totals(by))

    @app.post("/api/acquire")
    def api_acquire() -> tuple[Response, int]:
        number = view.ask("acquire", {"names": _names()})
        return jsonify({"command": number, "answer": f"/api/commands/{number}"}), 202

    @app.get("/api/commands/<int:number>")
    def api_command(number: int) -> tuple[Response, int]:
        answer = view.answer(number)
        return (jsonify({"pending": True}), 202) if answer is None else (jsonify(answer), 200)


def _names() -> list[str] | None:
    """The printers a command is for. JSON alone is taken: another site's form cannot send it."""
    body: Any = request.get_json(silent=True)
    if not isinstance(body, dict) or set(body) - {"names"}:
        raise BadRequest('expected a JSON object such as {"names": ["lobby-1"]}, or {} for all printers')
    names = body.get("names")
    if names is not None and not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        raise BadRequest("names: expected a list of printer names")
    return names


def _wanted() -> dict[str, Any]:
    args = request.args
    unknown = set(args) - {"printer", "account", "month", "status", "after", "limit"}
    if unknown:
        raise BadRequest(f"unknown parameter {sorted(unknown)[0]!r}")
    account = _number("account", 999_999_999)
    return {
        "printer": args.get("printer"),
        "account": account,
        "month": args.get("month"),
        "status": args.get("status"),
        "after": _number("after", 2**62) or 0,
        "limit": _number("limit", MOST_ROWS) or 100,
    }


def _number(name: str, most: int) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 19 or int(text) > most:
        raise BadRequest(f"{name}: expected a whole number up to {most}, not {text!r}")
    return int(text)


def _admit(settings: WebSettings) -> Response | None:
    """Without a token only requests that name this host: a page elsewhere may not lead a browser here by DNS."""
    if settings.token is None:
        host = request.host.rpartition(":")[0] or request.host
        if host in {settings.host, "localhost", "127.0.0.1", "[::1]"}:
            return None
        return Response("unknown host\n", 421, mimetype="text/plain")
    given = request.authorization
    shown = "" if given is None else (given.token if given.type == "bearer" else given.password) or ""
    if hmac.compare_digest(shown.encode(), settings.token.encode()):
        return None
    challenge = {"WWW-Authenticate": 'Basic realm="Pressroom", charset="UTF-8"'}
    return Response("the password is the token of the configuration\n", 401, challenge, mimetype="text/plain")


def _add_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response


def _explain(error: PressroomError) -> tuple[Response, int]:
    status = 400 if isinstance(error, BadRequest) else 503
    return jsonify({"error": error.message, "hint": error.hint}), status
