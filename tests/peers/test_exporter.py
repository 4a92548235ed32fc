"""prometheus-snmp-exporter on live emulated printers, with a module of ours for Printer-MIB."""

from __future__ import annotations

import re
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.peer

MODULE = Path(__file__).resolve().parent / "printer_mib.yml"


@contextmanager
def exporter(program: str) -> Iterator[str]:
    """It runs on a port that the system chooses, and says which."""
    words = (program, f"--config.file={MODULE}", "--web.listen-address=127.0.0.1:0")
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                found = re.search(r"address=(127\.0\.0\.1:[1-9]\d*)", line)
                if found:
                    yield f"http://{found[1]}/snmp"
                    return
            raise AssertionError("".join(said))
        finally:
            process.kill()


def scrape(url: str, target: str) -> dict[str, float]:
    """Metrics by their names with labels."""
    words = urllib.parse.urlencode({"target": target, "module": "printer_mib"})
    with urllib.request.urlopen(f"{url}?{words}", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def test_levels_counters_and_alerts_as_metrics(need: Callable[..., str], live_fleet: Callable[..., Any]) -> None:
    """EMU-05: supplies, trays, serial number, covers and alerts, before and after something happens."""
    program = need("prometheus-snmp-exporter", package="prometheus-snmp-exporter")
    with live_fleet("colour-a3") as fleet, exporter(program) as url:
        printer = fleet.printers["colour-a3"]
        metrics = scrape(url, fleet.at("colour-a3"))
        device = 'hrDeviceIndex="1"'
        assert metrics[f'prtGeneralSerialNumber{{{device},prtGeneralSerialNumber="{printer.serial}"}}'] == 1
        supply = f'{{{device},prtMarkerSuppliesDescription="Toner (Cyan)",prtMarkerSuppliesIndex="2"}}'
        assert metrics[f"prtMarkerSuppliesLevel{supply}"] == metrics[f"prtMarkerSuppliesMaxCapacity{supply}"] == 24_000
        assert metrics[f'prtInputCurrentLevel{{{device},prtInputIndex="1",prtInputName="tray 1"}}'] == 500
        assert metrics[f'prtMarkerLifeCount{{{device},prtMarkerIndex="1"}}'] == 0
        cover = f'{device},prtCoverDescription="Front cover",prtCoverIndex="1",prtCoverStatus'
        assert metrics[f'prtCoverStatus_info{{{cover}="coverClosed"}}'] == 1
        assert metrics[f'hrPrinterStatus{{{device},hrPrinterStatus="idle"}}'] == 1
        assert not [name for name in metrics if name.startswith("prtAlert")]

        printer.caretaker = False  # nobody changes cartridges
        fleet.do(lambda: printer.conditions.raise_("cover open", "front cover"))
        fleet.do(lambda: printer.supplies.put("cyan", 250))
        metrics = scrape(url, fleet.at("colour-a3"))
        assert metrics[f'prtCoverStatus_info{{{cover}="coverOpen"}}'] == 1
        assert metrics[f"prtMarkerSuppliesLevel{supply}"] == 6_000
        assert metrics[f'hrPrinterStatus{{{device},hrPrinterStatus="idle"}}'] == 0
        alert = f'{device},prtAlertDescription="Close front cover",prtAlertIndex="1"'
        assert metrics[f'prtAlertSeverityLevel_info{{{alert},prtAlertSeverityLevel="critical"}}'] == 1
