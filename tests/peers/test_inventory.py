"""FusionInventory, a fleet client that many houses run, finds and reads live emulated printers."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from core.wire.pages import PageRun, build_pages
from core.wire.pjl import PrintJob, build_stream

pytestmark = pytest.mark.peer

PACKAGE = "fusioninventory-agent-task-network"
DAY_US = 86_400_000_000
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def shown(run: Run, *words: str) -> dict[str, str]:
    """Elements that have text in the last report that a program prints."""
    result = run(*words, timeout_s=60)
    assert (result.returncode, result.stderr) == (0, ""), result
    return dict(re.findall(r"<(\w+)>([^<\n]+)</\1>", result.stdout))


def test_it_finds_a_printer_and_what_is_left_in_it(
    need: Callable[..., str], run: Run, live_fleet: Callable[..., Any]
) -> None:
    """EMU-05: type, model, serial number, address, toner and page totals, as the emulator has them."""
    discovery = need("fusioninventory-netdiscovery", package=PACKAGE)
    inventory = need("fusioninventory-netinventory", package=PACKAGE)
    with live_fleet("colour-a3") as fleet:
        printer = fleet.printers["colour-a3"]
        body = build_pages([PageRun(4_000, "colour", "A4", "plain"), PageRun(2_000, "mono", "A3", "plain")])
        job = PrintJob(0, "Sato", "sato", "book", "pc", "editor", 1, False, True, "PRESSPAGES", body)
        fleet.do(lambda: printer.submit(build_stream(job), "192.0.2.7:4000"))
        fleet.advance(DAY_US)
        host, port = fleet.at("colour-a3").split(":")

        found = shown(run, discovery, "--first", host, "--last", host, "--port", port, "--timeout", "3")
        assert (found["TYPE"], found["SERIAL"], found["IP"]) == ("PRINTER", printer.serial, host)
        assert found["MODEL"] == printer.model.description
        assert found["MANUFACTURER"] == printer.model.maker
        assert re.fullmatch(r"02(:[0-9a-f]{2}){5}", found["MAC"])

        words = ("--host", host, "--port", port, "--type", "PRINTER")
        read = shown(run, inventory, *words, "--credentials", "version:2c,community:public")
        assert (read["TYPE"], read["SERIAL"], read["NAME"]) == ("PRINTER", printer.serial, "colour-a3")
        assert int(read["TOTAL"]) == printer.life.impressions == 6_000
        left = {name: fleet.do(lambda name=name: printer.supplies.left(name)) for name in printer.model.supplies}
        assert left["cyan"] < 900
        assert left["black"] < left["cyan"] < left["white"] == 1_000
        for toner in printer.model.toners:
            assert int(read[f"TONER{toner.upper()}"]) == left[toner] // 10, toner
            assert int(read[f"DRUM{toner.upper()}"]) == left[f"{toner} drum"] // 10, toner
        assert (int(read["FUSERKIT"]), int(read["TRANSFERKIT"])) == (left["fuser"] // 10, left["belt"] // 10)
        assert int(read["WASTETONER"]) == left["waste toner"] // 10
