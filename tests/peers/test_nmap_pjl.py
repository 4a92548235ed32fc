"""nmap asks a printer over port 9100 how it is, and writes on its display, as it does with real ones (EMU-06)."""

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
def scan(fleet: Any, need: Callable[..., str], run: Callable[..., Any]) -> Callable[..., str]:
    nmap = need("nmap", package="nmap")

    def found(*arguments: str) -> str:
        host, port = fleet.at("colour-a3", "raw").split(":")
        script = ("--script", "+pjl-ready-message", *arguments)  # +: although the port is not 9100
        return str(run(nmap, "-n", "-Pn", "-sT", "-p", port, *script, host).stdout)

    return found


def test_nmap_reads_the_display(fleet, scan):
    """EMU-06."""
    assert 'pjl-ready-message: "Ready"' in scan()
    printer = fleet.printers["colour-a3"]
    fleet.do(lambda: printer.go_offline("Close front cover"))
    try:
        assert 'pjl-ready-message: "Close front cover"' in scan()
    finally:
        fleet.do(printer.go_online)


def test_nmap_writes_on_the_display(scan):
    """EMU-06: it stays there for the next one to read."""
    assert '"Ready" changed to "Out to lunch"' in scan("--script-args", "pjl_ready_message=Out to lunch")
    assert 'pjl-ready-message: "Out to lunch"' in scan()
