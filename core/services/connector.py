"""How services get a device: by asking an address what is there, or from what is stored about a printer."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from core.config.settings import PrinterSettings
from core.devices.discover import discover_dialect, open_device
from core.devices.manager import Manager, Target
from core.devices.port import Device
from core.devices.udp import resolve_host
from core.model import PrinterRow


class Connector(Protocol):
    """The way to devices; tests put devices without a network behind it."""

    async def discover(self, printer: PrinterSettings) -> Device:
        """The device at an address, once it has told its dialect. Raises DeviceError."""

    async def restore(self, row: PrinterRow) -> Device:
        """The device of a registered printer; nothing is sent. Raises NoResponse if its host name has no address."""

    def close(self) -> None:
        """Close the network; whatever is in flight ends with NoResponse."""


class SnmpConnector:
    """Devices behind an SNMP manager."""

    def __init__(self, manager: Manager) -> None:
        self._manager = manager

    async def discover(self, printer: PrinterSettings) -> Device:
        """See :meth:`Connector.discover`."""
        target = await _target(
            _Access(
                printer.address,
                printer.port,
                printer.read_community,
                printer.write_community,
                printer.timeout_s,
                printer.retries,
            )
        )
        dialect = await discover_dialect(self._manager, target)
        return open_device(dialect, self._manager, target)

    async def restore(self, row: PrinterRow) -> Device:
        """See :meth:`Connector.restore`."""
        target = await _target(
            _Access(row.address, row.port, row.read_community, row.write_community, row.timeout_s, row.retries)
        )
        return open_device(
            row.dialect,
            self._manager,
            target,
            password=row.admin_password.encode(),
            generation=row.generation,
            max_message=row.max_message,
        )

    def close(self) -> None:
        """See :meth:`Connector.close`."""
        self._manager.close()


class _Access(NamedTuple):
    address: str
    port: int
    read_community: str
    write_community: str
    timeout_s: float
    retries: int


async def _target(access: _Access) -> Target:
    return Target(
        await resolve_host(access.address),
        access.port,
        access.read_community.encode(),
        access.write_community.encode(),
        timeout_s=access.timeout_s,
        retries=access.retries,
    )
