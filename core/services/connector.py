"""How services get a device: by asking an address what is there, or from what is stored about a printer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast

from core.config.settings import PrinterSettings
from core.devices.discover import discover_dialect, open_device
from core.devices.manager import Manager, Target
from core.devices.port import Device
from core.devices.udp import resolve_host
from core.model import PrinterRow
from core.model.errors import NoResponse


class Connector(Protocol):
    """The way to devices; tests put devices without a network behind it."""

    async def discover(self, printer: PrinterSettings) -> Device:
        """The device at an address, once it has told its dialect. Raises DeviceError."""

    async def restore(self, row: PrinterRow) -> Device:
        """The device of a registered printer; nothing is sent to it."""

    def close(self) -> None:
        """Close the network; whatever is in flight ends with NoResponse."""


class SnmpConnector:
    """Devices behind an SNMP manager."""

    def __init__(self, manager: Manager) -> None:
        self._manager = manager

    async def discover(self, printer: PrinterSettings) -> Device:
        """See :meth:`Connector.discover`."""
        target = await _target(printer)
        dialect = await discover_dialect(self._manager, target)
        return open_device(dialect, self._manager, target)

    async def restore(self, row: PrinterRow) -> Device:
        """See :meth:`Connector.restore`."""

        async def make() -> Device:
            return open_device(
                row.dialect,
                self._manager,
                await _target(row),
                password=row.admin_password.encode(),
                generation=row.generation,
                max_message=row.max_message,
            )

        try:
            return await make()
        except NoResponse:
            return cast(Device, _LateDevice(row, make))

    def close(self) -> None:
        """See :meth:`Connector.close`."""
        self._manager.close()


class _LateDevice:
    """A device whose host name has no address yet: each use looks again, and raises NoResponse until it has one."""

    def __init__(self, row: PrinterRow, make: Callable[[], Awaitable[Device]]) -> None:
        self.dialect = row.dialect
        self.generation = row.generation
        self._make = make
        self._device: Device | None = None

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def call(*args: Any, **named: Any) -> Any:
            if self._device is None:
                self._device = await self._make()
            return await getattr(self._device, name)(*args, **named)

        return call


async def _target(access: PrinterSettings | PrinterRow) -> Target:
    return Target(
        await resolve_host(access.address),
        access.port,
        access.read_community.encode(),
        access.write_community.encode(),
        timeout_s=access.timeout_s,
        retries=access.retries,
    )
