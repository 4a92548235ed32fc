"""Reading objects by name: missing ones are left out, wrong types are an error that names the object."""

from __future__ import annotations

from collections.abc import Sequence

from core.devices.manager import V1, Manager, Target
from core.model.errors import DeviceError, Refused
from core.wire import ber
from core.wire.mib import Oid
from core.wire.snmp import ErrorStatus, Varbind

Values = dict[Oid, int | bytes | Oid | None]

_MISSING = frozenset((ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW))


async def read(manager: Manager, target: Target, oids: Sequence[Oid]) -> Values:
    """The values of those objects that the device has. Raises NoResponse, Refused."""
    if target.version != V1:
        return present(await manager.get(target, oids))
    wanted = list(oids)
    while wanted:
        try:
            return present(await manager.get(target, wanted))
        except Refused as refused:
            # version 1 refuses the whole and names the one it lacks; ask again without that one
            if refused.status != ErrorStatus.NO_SUCH_NAME or not 1 <= refused.index <= len(wanted):
                raise
            del wanted[refused.index - 1]
    return {}


def present(varbinds: Sequence[Varbind]) -> Values:
    """Values by identifier, without those that only say that something is missing."""
    return {varbind.oid: varbind.value for varbind in varbinds if varbind.tag not in _MISSING}


def number(values: Values, oid: Oid) -> int:
    """A whole number. Raises DeviceError if the object is missing or of another type."""
    value = values.get(oid)
    if not isinstance(value, int):
        raise _wrong(values, oid, "a number")
    return value


def octets(values: Values, oid: Oid) -> bytes:
    """An octet string. Raises DeviceError if the object is missing or of another type."""
    value = values.get(oid)
    if not isinstance(value, bytes):
        raise _wrong(values, oid, "an octet string")
    return value


def text(values: Values, oid: Oid) -> str:
    """A text, empty if the object is missing or of another type; what is no UTF-8 is replaced."""
    value = values.get(oid)
    return value.decode("utf-8", "replace").strip("\0 ") if isinstance(value, bytes) else ""


def _wrong(values: Values, oid: Oid, wanted: str) -> DeviceError:
    name = ".".join(map(str, oid))
    found = "nothing" if oid not in values else f"{values[oid]!r}"
    return DeviceError(f"the printer answers {found} for {name}, where {wanted} is due", "is its firmware supported?")
