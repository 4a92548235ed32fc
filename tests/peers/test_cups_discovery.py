"""CUPS's own SNMP backend finds live emulated printers by a broadcast. It knows SNMP's own port and no other."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emulator.errors import NetworkError

pytestmark = pytest.mark.peer

BACKEND = "/usr/lib/cups/backend/snmp"
MODELS = ("colour-a3", "mono-a4", "plain-mono")
CONFIGURATION = "Address 127.255.255.255\nCommunity public\nHostNameLookups off\nMaxRunTime 4\n"


def test_a_broadcast_finds_every_printer(
    need: Callable[..., str],
    run: Callable[..., subprocess.CompletedProcess[str]],
    live_fleet: Callable[..., Any],
    tmp_path: Path,
) -> None:
    """EMU-05: where to print, maker and model, description and device ID, each printer once."""
    backend = need(BACKEND, package="cups")
    (tmp_path / "snmp.conf").write_text(CONFIGURATION)
    try:
        with live_fleet(*MODELS, snmp_port=161) as fleet:
            result = run(backend, CUPS_SERVERROOT=str(tmp_path))
            wanted = {printer.address: printer for printer in fleet.printers.values()}
    except NetworkError as error:
        pytest.skip(f"the backend asks port 161 alone, and that cannot be had: {error}")
    assert result.returncode == 0, result
    found = [shlex.split(line) for line in result.stdout.splitlines()]
    assert sorted(words[1] for words in found) == sorted(f"socket://{address}:9100" for address in wanted)
    for kind, uri, name, description, device_id, _location in found:
        printer = wanted[uri.removeprefix("socket://").removesuffix(":9100")]
        assert (kind, description) == ("network", printer.model.description)
        assert name == " ".join(printer.model.description.split()[:2])
        assert device_id.startswith("MFG:Pressroom;MDL:")
        assert device_id.endswith(f"SN:{printer.serial};")
