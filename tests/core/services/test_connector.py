"""Devices for stored printers, also when a host name has no address at the moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.devices.manager import Target
from core.model import PrinterRow
from core.model.errors import NoResponse
from core.services import connector
from core.services.connector import SnmpConnector


class Manager:
    async def get(self, target: Target, _oids: Any) -> Any:
        raise NoResponse(f"asked {target.address} {target.timeout_s} {target.write_community!r}")

    def close(self) -> None: ...


def test_a_stored_printer(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    addresses: dict[str, str] = {}

    async def resolve(host: str) -> str:
        if host not in addresses:
            raise NoResponse(f"{host}: no such host")
        return addresses[host]

    monkeypatch.setattr(connector, "resolve_host", resolve)
    row = PrinterRow("lobby", "lobby.example", dialect="accounting", write_community="w", timeout_s=0.5, generation=3)

    async def main() -> None:
        device = await SnmpConnector(Manager()).restore(row)  # type: ignore[arg-type]
        assert (device.dialect, device.generation) == ("accounting", 3)
        with pytest.raises(NoResponse, match="no such host"):
            await device.read_state()
        addresses["lobby.example"] = "192.0.2.7"
        with pytest.raises(NoResponse, match=r"asked 192.0.2.7 0.5 b'w'"):
            await device.read_state()

    run(main())
