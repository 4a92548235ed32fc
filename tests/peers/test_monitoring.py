"""Monitoring plugins (Nagios, Icinga) and nmap's scripts on live emulated printers."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.wire.usm import Auth, Priv, User

pytestmark = pytest.mark.peer

PLUGINS = "/usr/lib/nagios/plugins"
OK, WARNING, CRITICAL = 0, 1, 2
DEVICE_STATUS = ".1.3.6.1.2.1.25.3.2.1.5.1"
BLACK_LEFT = ".1.3.6.1.2.1.43.11.1.1.9.1.1"
Run = Callable[..., "subprocess.CompletedProcess[str]"]
Plugin = Callable[..., "tuple[int, str]"]


@pytest.fixture
def plugin(need: Callable[..., str], run: Run) -> Plugin:
    """A plugin on a printer: exit code and what it says before the figures."""

    def check(name: str, where: str, *words: str) -> tuple[int, str]:
        path = need(f"{PLUGINS}/{name}", package="monitoring-plugins-standard")
        need("snmpget", package="snmp")
        host, port = where.split(":")
        result = run(path, "-H", host, "-p", port, "-C", "public", *words)
        return result.returncode, result.stdout.split(" |")[0].strip()

    return check


@pytest.fixture(scope="module")
def fleet(live_fleet: Callable[..., Any]) -> Iterator[Any]:
    with live_fleet("colour-a3", users=[User("staff", Auth.SHA1, "maplesyrup", Priv.AES128, "pancakes")]) as fleet:
        yield fleet


HPJD = [
    ("media jam", "front cover", 'Paper Jam ("Paper jam: front cover")'),
    ("cover open", "front cover", 'Intervention Required ("Close front cover")'),
    ("toner low", "cyan", 'Toner Low ("Toner low: cyan")'),
    ("offline", "", 'Printer Offline ("Offline")'),
]


class TestPlugins:
    def test_check_hpjd_is_content_with_a_printer_that_is_ready(self, fleet: Any, plugin: Plugin) -> None:
        """EMU-05"""
        assert plugin("check_hpjd", fleet.at("colour-a3")) == (OK, 'Printer ok - ("Ready")')

    @pytest.mark.parametrize(("kind", "part", "said"), HPJD)
    def test_check_hpjd_says_what_is_the_matter(
        self, fleet: Any, plugin: Plugin, kind: str, part: str, said: str
    ) -> None:
        """EMU-08: it calls everything a warning; critical is only a printer that does not answer."""
        conditions = fleet.printers["colour-a3"].conditions
        fleet.do(lambda: conditions.raise_(kind, part))
        try:
            assert plugin("check_hpjd", fleet.at("colour-a3")) == (WARNING, said)
        finally:
            fleet.do(lambda: conditions.clear(kind, part))
        assert plugin("check_hpjd", fleet.at("colour-a3"))[0] == OK

    def test_check_snmp_finds_a_jam_critical(self, fleet: Any, plugin: Plugin) -> None:
        """EMU-08: hrDeviceStatus is running or warning, or else somebody must come."""
        words = ("-P", "2c", "-m", "", "-o", DEVICE_STATUS, "-w", "2:2", "-c", "2:3")
        conditions = fleet.printers["colour-a3"].conditions
        assert plugin("check_snmp", fleet.at("colour-a3"), *words) == (OK, "SNMP OK - 2")
        for kind, part, answer in (
            ("toner low", "black", (WARNING, "SNMP WARNING - *3*")),
            ("media jam", "", (CRITICAL, "SNMP CRITICAL - *5*")),
        ):
            fleet.do(lambda kind=kind, part=part: conditions.raise_(kind, part))
            try:
                assert plugin("check_snmp", fleet.at("colour-a3"), *words) == answer
            finally:
                fleet.do(lambda kind=kind, part=part: conditions.clear(kind, part))
        assert plugin("check_snmp", fleet.at("colour-a3"), *words)[0] == OK

    def test_check_snmp_watches_a_level(self, fleet: Any, plugin: Plugin) -> None:
        """EMU-08"""
        printer = fleet.printers["colour-a3"]
        printer.caretaker = False  # nobody changes cartridges
        words = ("-P", "1", "-m", "", "-o", BLACK_LEFT, "-w", "5000:", "-c", "1000:")
        for permille, answer in ((1_000, (OK, "SNMP OK - 24000")), (20, (CRITICAL, "SNMP CRITICAL - *480*"))):
            fleet.do(lambda permille=permille: printer.supplies.put("black", permille))
            assert plugin("check_snmp", fleet.at("colour-a3"), *words) == answer
        printer.caretaker = True


def test_nmap_reads_a_printer(fleet: Any, need: Callable[..., str], run: Run) -> None:
    """EMU-05: description, interface and engine by nmap's scripts, forced because the port is not SNMP's own."""
    nmap = need("nmap", package="nmap")
    host, port = fleet.at("colour-a3").split(":")
    scripts = "+snmp-sysdescr,+snmp-interfaces,+snmp-info"
    found = run(
        *(nmap, "-n", "-Pn", "-sU", "-p", port, "--script", scripts, "--script-args", "creds.snmp=public", host),
        timeout_s=60,
    )
    if "requires root privileges" in found.stdout + found.stderr:
        pytest.skip("nmap scans UDP as root only")
    printer = fleet.printers["colour-a3"]
    assert f"snmp-sysdescr: {printer.model.description}" in found.stdout, found
    assert "Type: ethernetCsmacd  Speed: 1 Gbps" in found.stdout
    assert f"snmpEngineBoots: {printer.boots}" in found.stdout


def test_check_hpjd_finds_a_silent_printer_critical(live_fleet: Callable[..., Any], plugin: Plugin) -> None:
    """EMU-09: a printer without power answers nothing."""
    with live_fleet("mono-a4") as fleet:
        fleet.do(fleet.printers["mono-a4"].power_off)
        code, said = plugin("check_hpjd", fleet.at("mono-a4"))
    assert code == CRITICAL
    assert said.startswith("Timeout: No Response from ")
