"""nmap looks at printers that are on, off, and cut from the network: the first alone have open ports (EMU-09)."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from emulator.network.faults import FaultChain, build_fault

pytestmark = pytest.mark.peer

SERVICES = ("raw", "lpd", "ipp", "http")


def scanned(report: str) -> dict[str, dict[int, str]]:
    """The state of each port of each host, from nmap's XML."""
    found = {}
    for host in ElementTree.fromstring(report).iter("host"):
        address = host.find("address")
        assert address is not None
        ports = {int(port.attrib["portid"]): port.find("state") for port in host.iter("port")}
        found[address.attrib["addr"]] = {
            number: state.attrib["state"] for number, state in ports.items() if state is not None
        }
    return found


def test_a_printer_that_is_off_answers_nothing(
    need: Callable[..., str], run: Any, live_fleet: Callable[..., AbstractContextManager[Any]]
) -> None:
    """EMU-09: ``nmap -sT`` reads open, then filtered, then open again; as with a device that has no power."""
    nmap = need("nmap", package="nmap")
    with live_fleet("colour-a3", "mono-a4", "plain-mono") as fleet:
        ports = {service: int(fleet.at("colour-a3", service).partition(":")[2]) for service in SERVICES}
        addresses = {name: printer.address for name, printer in fleet.printers.items()}

        def scan() -> dict[str, dict[int, str]]:
            wanted = ",".join(str(port) for port in ports.values())
            options = ("-n", "-Pn", "-sT", "--max-retries", "1", "--host-timeout", "25s", "-oX", "-", "-p", wanted)
            done = run(nmap, *options, *addresses.values())
            assert done.returncode == 0, done.stderr
            return scanned(done.stdout)

        fleet.do(fleet.printers["colour-a3"].power_off)
        cut = FaultChain([build_fault("silent")])
        fleet.do(lambda: fleet.fleet.faults(["plain-mono"], cut))
        seen = scan()
        for name in ("colour-a3", "plain-mono"):
            assert seen[addresses[name]] == dict.fromkeys(ports.values(), "filtered"), name
        assert set(seen[addresses["mono-a4"]].values()) == {"open"}
        fleet.do(fleet.printers["colour-a3"].power_on)
        fleet.do(lambda: fleet.fleet.faults(["plain-mono"], None))
        seen = scan()
        assert set(seen[addresses["colour-a3"]].values()) == {"open"}
