"""curl looks at a printer's web page and works its administrator's part, as a browser would (EMU-14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module")
def fleet(live_fleet: Callable[..., Any]) -> Iterator[Any]:
    with live_fleet("colour-a3") as fleet:
        yield fleet


@pytest.fixture
def curl(fleet: Any, need: Callable[..., str], run: Callable[..., Any]) -> Callable[..., tuple[int, str]]:
    program = need("curl", package="curl")

    def ask(path: str, *options: str) -> tuple[int, str]:
        url = f"http://{fleet.at('colour-a3', 'http')}{path}"
        done = run(program, "-q", "-sS", "--noproxy", "*", "-m", "15", "-w", "\n%{http_code}", *options, url)
        assert done.returncode == 0, done.stderr
        page, _, status = done.stdout.rpartition("\n")
        return int(status), page

    return ask


def test_pages_for_everybody(fleet: Any, curl: Any) -> None:
    """EMU-14: with HTTP/1.1 and 1.0, with HEAD, and several requests on one connection."""
    serial = fleet.printers["colour-a3"].serial
    assert curl("/")[0] == 200
    assert serial in curl("/", "-0")[1]
    assert curl("/", "--head")[0] == 200
    url = f"http://{fleet.at('colour-a3', 'http')}/jobs"
    assert curl("/", url)[1].count("<!DOCTYPE html>") == 2
    assert curl("/nothing")[0] == 404


def test_the_administrator_logs_in(fleet: Any, curl: Any) -> None:
    """EMU-14: no password, a wrong one, the right one; and a form too large to be one, sent after 100 Continue."""
    printer = fleet.printers["colour-a3"]
    assert curl("/admin")[0] == 401
    assert curl("/admin", "-u", "admin:wrong", "-d", "do=offline")[0] == 401
    assert curl("/admin", "-u", "admin:aaaaaa", "-d", "do=offline")[0] == 200
    assert fleet.do(lambda: printer.offline) is not None
    assert curl("/admin", "-u", "admin:aaaaaa", "-d", "do=online", "-H", "Expect: 100-continue")[0] == 200
    assert fleet.do(lambda: printer.offline) is None
    assert curl("/admin", "-u", "admin:aaaaaa", "-d", f"do={'x' * 60_000}", "-H", "Expect: 100-continue")[0] == 413


def test_it_restarts_after_the_answer(fleet: Any, curl: Any) -> None:
    """EMU-14."""
    boots = fleet.printers["colour-a3"].boots
    status, page = curl("/admin", "-u", "admin:aaaaaa", "-d", "do=restart")
    assert (status, "The printer restarts." in page) == (202, True)
    assert curl("/")[0] == 200
    assert fleet.printers["colour-a3"].boots == boots + 1
