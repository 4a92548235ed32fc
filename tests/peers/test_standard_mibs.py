"""net-snmp reads a whole printer with the IETF's own modules: every name is known to them, every value of its type.

The modules' licence keeps them out of the project. They are looked for where systems keep them, and in the folders that
PRESSROOM_BASE_MIBS names.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.peer

MODULES = ("SNMPv2-MIB", "IF-MIB", "HOST-RESOURCES-MIB", "HOST-RESOURCES-TYPES", "IANA-PRINTER-MIB", "Printer-MIB")
NAMED = re.compile(r"(?:" + "|".join(MODULES) + r")::\w+[.\d]* = ")
PRIVATE = "SNMPv2-SMI::enterprises."
TABLES = {"Printer-MIB": 300, "HOST-RESOURCES-MIB": 50, "IF-MIB": 40, "SNMPv2-MIB": 40}


@pytest.mark.parametrize("model", ["colour-a3", "mono-a4", "plain-mono"])
def test_every_object_is_one_of_its_module(
    need: Callable[..., str],
    run: Callable[..., subprocess.CompletedProcess[str]],
    live_fleet: Callable[..., Any],
    base_mibs: Path,
    model: str,
) -> None:
    """EMU-05: net-snmp says "Wrong Type" of a value that the module does not have there, and shows what has no name."""
    walk = need("snmpbulkwalk", package="snmp")
    if not set(MODULES) <= {path.stem for path in base_mibs.iterdir()}:
        pytest.skip(
            "the IETF's modules for printers are missing: Debian has snmp-mibs-downloader in non-free, and the variable"
            " PRESSROOM_BASE_MIBS may name a folder"
        )
    with live_fleet(model) as fleet:
        conditions = fleet.printers[model].conditions
        for kind, part in (("media jam", "front cover"), ("toner low", "black"), ("tray missing", "tray 1")):
            fleet.do(lambda kind=kind, part=part: conditions.raise_(kind, part))
        words = ("-v2c", "-c", "public", "-Cr40", fleet.at(model), ".1.3.6.1")
        found = run(walk, *words, MIBS=":".join(MODULES), MIBDIRS=str(base_mibs))
    lines = found.stdout.splitlines()
    assert "Wrong Type" not in found.stdout
    strange = [line for line in lines if re.match(r"[\w-]+::", line) and not NAMED.match(line)]
    assert [line for line in strange if not line.startswith((PRIVATE, "SNMPv2-SMI::snmpModules."))] == []
    for module, fewest in TABLES.items():
        assert sum(line.startswith(f"{module}::") for line in lines) > fewest, module
    for shown in (
        "hrPrinterStatus.1 = INTEGER: other(1)",
        "prtAlertCode.1.1 = INTEGER: jam(8)",
        "prtAlertCode.1.3 = INTEGER: inputMediaTrayMissing(801)",
        "prtAlertGroup.1.2 = INTEGER: markerSupplies(11)",
        "prtAlertSeverityLevel.1.2 = INTEGER: warning(4)",
        "prtInputStatus.1.1 = INTEGER: 19",
        "prtMarkerSuppliesType.1.1 = INTEGER: toner(3)",
        "prtConsoleColor.1.1 = INTEGER: green(5)",
        "hrStorageType.1 = OID: HOST-RESOURCES-TYPES::hrStorageRam",
    ):
        assert any(line.endswith(shown) for line in lines), shown
