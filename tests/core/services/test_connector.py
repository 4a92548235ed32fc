"""Devices for stored printers, also when a host name has no address at the moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.config.settings import PrinterSettings
from core.devices.knock import Presence
from core.devices.manager import Target
from core.model import PrinterRow
from core.model.errors import NoResponse, NoSuchHost, WrongCommunity
from core.services import connector
from core.services.connector import SnmpConnector


class Manager:
    async def get(self, target: Target, _oids: Any) -> Any:
        raise NoResponse(f"asked {target.address} {target.timeout_s} {target.write_community!r}")

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("heard", "error", "words"),
    [
        (Presence.SILENT, NoResponse, "asked"),
        (Presence.REFUSES, NoResponse, "a machine is there, but it answers no SNMP"),
        (Presence.LISTENS, WrongCommunity, "a printer is there, but it does not answer under this read community"),
    ],
)
def test_what_silence_means(run: Callable[..., Any], heard: Presence, error: type[NoResponse], words: str) -> None:
    """PRN-21: a knock tells a wrong community from a printer that is off, and from another machine."""
    knocked: list[str] = []

    async def knock(host: str, _timeout_s: float) -> Presence:
        knocked.append(host)
        return heard

    async def main() -> None:
        with pytest.raises(NoResponse, match=words) as silent:
            await SnmpConnector(Manager(), knock).discover(  # type: ignore[arg-type]
                PrinterSettings(name="lobby", address="192.0.2.7")
            )
        assert type(silent.value) is error
        assert silent.value.hint

    run(main())
    assert knocked == ["192.0.2.7"]


def test_nobody_knocks_at_a_name_without_an_address(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """PRN-21: no such host is an error of its own."""

    async def resolve(host: str) -> str:
        raise NoSuchHost(f"{host}: no such host")

    async def knock(host: str, _timeout_s: float) -> Presence:
        raise AssertionError(host)

    monkeypatch.setattr(connector, "resolve_host", resolve)

    async def main() -> None:
        with pytest.raises(NoSuchHost, match="no such host"):
            await SnmpConnector(Manager(), knock).discover(  # type: ignore[arg-type]
                PrinterSettings(name="lobby", address="lobby.example")
            )

    run(main())


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
