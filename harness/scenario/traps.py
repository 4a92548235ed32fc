"""The verb trap: a datagram from a printer's address to the server's trap port, whoever may have sent it (ACQ-10)."""

from __future__ import annotations

from typing import Final

from core.wire import ber, mib
from core.wire.mib import Oid
from core.wire.snmp import V2C, Message, Pdu, PduType, Varbind, encode_message
from harness.scenario.operation_steps import Trap
from harness.scenario.run import Run, StepFailed

_TRAP_OID: Final[Oid] = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
_WHAT: Final[dict[str, Oid]] = {
    "job logged": mib.PA_NOTIFY_JOB_LOGGED,
    "log nearly full": mib.PA_NOTIFY_LOG_NEARLY_FULL,
    "log full": mib.PA_NOTIFY_LOG_FULL,
    "cold start": (1, 3, 6, 1, 6, 3, 1, 1, 5, 1),
}


async def trap(run: Run, step: Trap) -> None:
    """It is on its way; what comes of it shows later. Raises StepFailed when the server hears no traps."""
    ports = run.need_server().traps.ports
    if not ports:
        raise StepFailed("a server with a trap port", "it has none")
    for name in run.names(step.printer):
        data = b"\x30\x03no!"
        if step.what != "octets":
            varbinds = (
                Varbind(mib.SYS_UPTIME, ber.TIMETICKS, 0),
                Varbind(_TRAP_OID, ber.OID, _WHAT[step.what]),
            )
            pdu = Pdu(PduType.TRAP_V2, 1, 0, 0, varbinds)
            data = encode_message(Message(V2C, step.community.encode(), pdu))
        run.world.network.emit(run.printer(name).address, data, (run.world.client_host, ports[0]))
