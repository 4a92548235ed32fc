"""The web page and its REST interface on a view without a database."""

from __future__ import annotations

import json
import socket
import urllib.request
import zoneinfo
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.config.settings import WebSettings
from core.model.errors import PressroomError, StoreError
from core.web.app import create_app, money
from core.web.page import WebPage
from core.web.view import View

NOW = 1_774_857_600_000_000
JOB = {
    "accounted_us": NOW,
    "printer": "lobby",
    "account": 1001,
    "user": "<b>Sato</b>",
    "document": "report.pdf",
    "status": "aborted",
    "detail": "access control",
    "sheets": 3,
    "colour": 1,
    "mono": 2,
    "fee_micros": 123_500,
}


class FakeView(View):
    def __init__(self) -> None:
        self.zone = zoneinfo.ZoneInfo("Europe/Berlin")
        self.asked: list[tuple[str, Any]] = []
        self.wanted: dict[str, Any] = {}

    def status(self) -> dict[str, Any]:
        return {"server_id": "ab" * 16, "zone": "Europe/Berlin", "now_us": NOW}

    def printers(self) -> list[dict[str, Any]]:
        return [
            {
                "name": "lobby",
                "address": "127.20.0.1",
                "model": "M1",
                "state": "other server",
                "last_success_us": NOW,
                "last_attempt_us": None,
                "last_error": "",
                "records_fetched": 7,
            }
        ]

    def accounts(self) -> list[dict[str, Any]]:
        standing = {
            "status": "limit exceeded",
            "effective_sheets": 100,
            "effective_fee_micros": None,
            "effective_staples": None,
            "used_sheets": 120,
            "used_fee_micros": 0,
            "used_staples": 0,
            "until_us": NOW,
        }
        return [
            {"id": 0, "name": "Unregistered ID", "restrictions": ["disable printing"], "standing": None},
            {"id": 1001, "name": "Sato", "restrictions": [], "standing": standing},
        ]

    def jobs(self, **wanted: Any) -> list[dict[str, Any]]:
        self.wanted = wanted
        return [JOB]

    def gaps(self, printer: str | None = None) -> list[dict[str, Any]]:
        if printer == "broken":
            raise StoreError("the database is locked", "try again")
        return [
            {
                "printer": "lobby",
                "cause": "overwritten",
                "first": 3,
                "last": 5,
                "jobs": 3,
                "sheets": None,
                "noticed_us": NOW,
            }
        ]

    def totals(self, by: str) -> list[dict[str, Any]]:
        return [{by: "x", "jobs": 1}]

    def ask(self, kind: str, args: Any) -> int:
        self.asked.append((kind, args))
        return 5

    def answer(self, command_id: int) -> dict[str, Any] | None:
        return {"ok": True} if command_id == 5 else None


@pytest.fixture
def view() -> FakeView:
    return FakeView()


@pytest.fixture
def client(view: FakeView) -> FlaskClient:
    return create_app(view, WebSettings()).test_client()


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("/", ["lobby", "127.20.0.1", "other server", "overwritten", "3–5", "2026-03-30 10:00:00"]),
        ("/accounts", ["Sato", "limit exceeded", "120", "not limited", "disable printing"]),
        ("/log", ["report.pdf", "&lt;b&gt;Sato", "aborted (access control)", "0.1235"]),
    ],
)
def test_pages(client: FlaskClient, path: str, texts: list[str]) -> None:
    """PRN-09 and PRN-25: the Server ID and each printer's state are shown; text from jobs is escaped."""
    reply = client.get(path)
    assert reply.status_code == 200
    for text in [*texts, "ab" * 16]:
        assert text in reply.text
    assert reply.headers["Content-Security-Policy"] == "default-src 'self'"
    assert "://" not in reply.text.replace("http://localhost", "")


def test_rest(client: FlaskClient) -> None:
    assert client.get("/api/printers").json[0]["name"] == "lobby"  # type: ignore[index]
    assert client.get("/api/accounts").json[1]["standing"]["used_sheets"] == 120  # type: ignore[index]
    assert client.get("/api/gaps").json[0]["last"] == 5  # type: ignore[index]
    assert client.get("/api/totals/month").json == [{"month": "x", "jobs": 1}]
    with client.get("/static/page.js") as script:
        assert script.status_code == 200


def test_jobs_are_filtered(client: FlaskClient, view: FakeView) -> None:
    assert client.get("/api/jobs?account=1001&month=2026-03&limit=5").json == [JOB]
    assert view.wanted == {
        "printer": None, "account": 1001, "month": "2026-03", "status": None, "after": 0, "limit": 5,
    }  # fmt: skip


@pytest.mark.parametrize(
    "query",
    ["limit=1001", "limit=-1", "limit=abc", "account=99999999999", "after=²", "colour=1", "limit=" + "9" * 5000],
)
def test_bad_queries(client: FlaskClient, query: str) -> None:
    reply = client.get(f"/api/jobs?{query}")
    assert reply.status_code == 400
    assert reply.json is not None
    assert reply.json["error"]


def test_acquire_is_a_command(client: FlaskClient, view: FakeView) -> None:
    """ACQ-03"""
    reply = client.post("/api/acquire", json={"names": ["lobby"]})
    assert (reply.status_code, reply.json) == (202, {"command": 5, "answer": "/api/commands/5"})
    assert client.post("/api/acquire", json={}).status_code == 202
    assert view.asked == [("acquire", {"names": ["lobby"]}), ("acquire", {"names": None})]
    assert client.get("/api/commands/5").json == {"ok": True}
    assert client.get("/api/commands/6").status_code == 202


@pytest.mark.parametrize(
    "body", [{"data": "names=lobby"}, {"json": []}, {"json": {"names": "lobby"}}, {"json": {"printer": "lobby"}}, {}]
)
def test_other_sites_and_nonsense_get_nothing(client: FlaskClient, view: FakeView, body: dict[str, Any]) -> None:
    assert client.post("/api/acquire", **body).status_code == 400
    assert view.asked == []


def test_store_errors_are_explained(client: FlaskClient) -> None:
    reply = client.get("/api/gaps?printer=broken")
    assert (reply.status_code, reply.json) == (503, {"error": "the database is locked", "hint": "try again"})


def test_without_a_token_only_this_host_is_served(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example:8631"}).status_code == 421
    assert client.get("/", headers={"Host": "127.0.0.1:8631"}).status_code == 200


def test_with_a_token(view: FakeView) -> None:
    client = create_app(view, WebSettings(host="0.0.0.0", token="tök")).test_client()
    assert client.get("/").status_code == 401
    assert client.get("/", auth=("anybody", "wrong")).status_code == 401
    assert client.get("/", auth=("anybody", "tök")).status_code == 200
    assert client.get("/", headers={"Authorization": "nonsense"}).status_code == 401


def test_programs_show_the_token_as_bearer(view: FakeView) -> None:
    client = create_app(view, WebSettings(token="abc")).test_client()
    assert client.get("/api/jobs", headers={"Authorization": "Bearer abc"}).status_code == 200
    assert client.get("/api/jobs", headers={"Authorization": "Bearer abd"}).status_code == 401


@pytest.mark.parametrize(
    ("micros", "text"),
    [(0, "0.00"), (100_000, "0.10"), (1_234_567, "1.234567"), (-50_000, "-0.05"), (None, "–"), (3_000_000, "3.00")],
)
def test_money(micros: int | None, text: str) -> None:
    assert money(micros) == text


def test_the_thread_serves_and_ends(view: FakeView) -> None:
    settings = WebSettings(port=0)
    page = WebPage(create_app(view, settings), settings)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{page.port}/api/status", timeout=10) as reply:
            assert json.load(reply)["server_id"] == "ab" * 16
    finally:
        page.close()
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", page.port))


def test_a_port_in_use_is_one_clear_line(view: FakeView) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = WebSettings(port=taken.getsockname()[1])
        with pytest.raises(PressroomError, match="Address already in use"):
            WebPage(create_app(view, settings), settings)
