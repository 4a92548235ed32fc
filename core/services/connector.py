"""How services get a device: by asking an address what is there, or from what is stored about a printer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol, cast

from core.config.settings import PrinterSettings
from core.config.snmp_user import restored
from core.devices.discover import discover_dialect, open_device
from core.devices.knock import Knock, Presence, silence
from core.devices.manager import Manager, Target
from core.devices.port import Device
from core.devices.udp import resolve_host
from core.model import PrinterRow
from core.model.errors import NoResponse, NoSuchHost, WrongCommunity
from core.services.printer_rows import VERSIONS
from core.wire.usm import User

#: How long a knock waits: a machine that is there answers within milliseconds.
_KNOCK_S: Final = 2.0


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

    def __init__(self, manager: Manager, knock: Knock = silence) -> None:
        self._manager = manager
        self._knock = knock

    async def discover(self, printer: PrinterSettings) -> Device:
        """See :meth:`Connector.discover`."""
        target = await _target(printer)
        try:
            dialect = await discover_dialect(self._manager, target)
        except NoSuchHost:
            raise
        except NoResponse as error:
            raise await self._why(target, error) from error
        return open_device(dialect, self._manager, target)

    async def _why(self, target: Target, silent: NoResponse) -> NoResponse:
        """What lies behind a silent agent, as far as a knock can tell (PRN-21)."""
        heard = await self._knock(target.address, _KNOCK_S)
        if heard is Presence.SILENT:
            return silent
        if heard is Presence.LISTENS:
            return WrongCommunity(
                f"{target.address}: a printer is there, but it does not answer under this read community",
                "is the community right, and is SNMP switched on in the printer?",
            )
        return NoResponse(
            f"{target.address}: a machine is there, but it answers no SNMP and takes no print data",
            "is this the printer's address?",
        )

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
        version=access.version if isinstance(access, PrinterRow) else VERSIONS[access.snmp],
        timeout_s=access.timeout_s,
        retries=access.retries,
        user=restored(access.snmp_user) if isinstance(access, PrinterRow) else _user(access),
    )


def _user(access: PrinterSettings) -> User | None:
    return access.snmp_user.user() if access.snmp_user is not None else None
