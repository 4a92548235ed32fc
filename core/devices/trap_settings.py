"""Writing into a printer where its notifications go to (ACQ-10, PRN-07)."""

from __future__ import annotations

from core.devices.guard import Guard
from core.devices.manager import Manager, Target
from core.devices.port import TrapReceiver
from core.devices.reading import octets
from core.wire import ber
from core.wire.mib import (
    PA_SET_GENERATION,
    PA_TRAP_COMMUNITY,
    PA_TRAP_RECEIVER,
    PA_TRAP_SERIAL,
    PA_TRAP_VERSION,
    TrapVersion,
)
from core.wire.snmp import Varbind


async def write_traps(
    manager: Manager, target: Target, generation: int, receiver: TrapReceiver, *, in_v1: bool, community: bytes
) -> None:
    """Write the receiver, as the owner of this generation; read back after silence. Raises NoResponse, Refused."""
    access = target._replace(write_community=community) if community else target
    version = TrapVersion.V1 if in_v1 else TrapVersion.V2C
    varbinds = (
        Varbind(PA_SET_GENERATION, ber.GAUGE32, generation),
        Varbind(PA_TRAP_RECEIVER, ber.OCTET_STRING, receiver.where),
        Varbind(PA_TRAP_COMMUNITY, ber.OCTET_STRING, receiver.community.encode()),
        Varbind(PA_TRAP_VERSION, ber.INTEGER, int(version)),
    )
    guard = Guard(manager, access, PA_TRAP_SERIAL)
    await guard.write(
        lambda: varbinds, (PA_TRAP_RECEIVER,), lambda values: octets(values, PA_TRAP_RECEIVER) == receiver.where
    )
