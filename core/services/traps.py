"""Traps: what printers say unasked triggers an acquisition (ACQ-10).

A trap is a hint and nothing more: it carries no secret, may be forged, lost or repeated. So it is believed only
from the address of a printer of ours and under the community set for it, and all that it can do is to have that
printer acquired, at most once in a while. What a trap did not bring, the schedule brings.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Final

from core.devices.port import TrapReceiver
from core.devices.udp import Address, Endpoint, OpenListener, own_address, resolve_host
from core.model.errors import BadInput, DeviceError
from core.services.context import Context
from core.services.station import Station
from core.wire import mib
from core.wire.mib import Capability, Oid
from core.wire.snmp import Malformed, Message, Pdu, PduType, TrapV1, decode_message, encode_message

#: How long traps of one printer are gathered before it is acquired: many short jobs make one acquisition.
GATHER_US: Final = 10_000_000
_TRAP_OID: Final[Oid] = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)  # snmpTrapOID.0
_URGENT: Final = frozenset((mib.PA_NOTIFY_LOG_NEARLY_FULL, mib.PA_NOTIFY_LOG_FULL))
_KNOWN: Final = _URGENT | {mib.PA_NOTIFY_JOB_LOGGED}


class TrapTally:
    """What has come in on the trap ports, for status pages and tests."""

    __slots__ = ("foreign", "malformed", "other", "taken", "wrong_community")

    def __init__(self) -> None:
        self.taken = 0
        self.malformed = 0  # datagrams that were no message
        self.foreign = 0  # from an address that is no printer of ours
        self.wrong_community = 0
        self.other = 0  # notifications that say nothing of a log


class Traps:
    """Hears traps on the ports that are set, and tells printers to send them there.

    ``on_trap`` is told of a printer to be acquired, and when at the earliest.
    """

    def __init__(self, context: Context, open_listener: OpenListener | None) -> None:
        self.tally = TrapTally()
        self.on_trap: Callable[[Station, int], None] = _nobody
        self._context = context
        self._open_listener = open_listener
        self._ports: dict[int, tuple[Endpoint, int]] = {}  # by the port that is set: the endpoint, and the port it got
        self._by_address: dict[str, Station] = {}

    @property
    def ports(self) -> list[int]:
        """The ports on which traps are heard."""
        return [port for _, port in self._ports.values()]

    def start(self) -> None:
        """Hear the server's own port, if it has one. Raises BadInput when it cannot be had."""
        if self._context.settings.trap_port is not None:
            self._open(self._context.settings.trap_port)

    def close(self) -> None:
        """Hear nothing any more."""
        for endpoint, _ in self._ports.values():
            endpoint.close()
        self._ports.clear()

    async def bring(self, station: Station) -> None:
        """Have a printer send its traps here, or nowhere. Raises DeviceError; its lock is held."""
        row = station.row
        port = self._context.settings.trap_port if row.trap_port is None else row.trap_port
        if not row.capabilities & Capability.TRAPS or self._open_listener is None or not port:
            return
        where = await resolve_host(row.address)
        self._by_address[where] = station
        host = self._context.settings.trap_host or own_address(where)
        try:
            heard = self._open(port)
        except BadInput as error:
            raise DeviceError(f"{station.name}: {error.message}", error.hint) from error
        receiver = TrapReceiver(ipaddress.IPv4Address(host).packed + heard.to_bytes(2, "big"), row.trap_read_community)
        await station.device.write_traps(receiver, row.version == 0, row.trap_write_community.encode())

    def _open(self, port: int) -> int:
        if port not in self._ports and self._open_listener is not None:
            try:
                self._ports[port] = self._open_listener(self._received, port)
            except OSError as error:
                raise BadInput(
                    "trap port", f"UDP port {port} cannot be had: {error.strerror}", "set another one above 1023"
                ) from error
        return self._ports[port][1] if port in self._ports else port

    def _received(self, data: bytes, source: Address) -> None:
        message = decode_message(data)
        if isinstance(message, Malformed):
            self.tally.malformed += 1
            return
        what = _notification(message)
        station = self._by_address.get(source[0]) or self._at(source[0])
        if what not in _KNOWN:
            self.tally.other += 1
        elif station is None or station.is_removed:
            self.tally.foreign += 1
        elif message.community != station.row.trap_read_community.encode():
            self.tally.wrong_community += 1
        else:
            self.tally.taken += 1
            wait_us = 0 if what in _URGENT else GATHER_US
            self.on_trap(station, self._context.calendar.now_us() + wait_us)
            self._confirm(message, source)

    def _at(self, address: str) -> Station | None:
        """A printer that was not contacted since the server started."""
        return next((each for each in self._context.roster.values() if each.row.address == address), None)

    def _confirm(self, message: Message, source: Address) -> None:
        """An inform wants an answer (RFC 3416 section 4.2.7)."""
        pdu = message.pdu
        if isinstance(pdu, Pdu) and pdu.type == PduType.INFORM:
            answer = Message(message.version, message.community, pdu._replace(type=PduType.RESPONSE))
            for endpoint, _ in list(self._ports.values())[:1]:
                endpoint.send(encode_message(answer), source)


def _notification(message: Message) -> Oid:
    """What a trap or an inform is about; () for any other message (RFC 3584 section 3.1)."""
    pdu = message.pdu
    if isinstance(pdu, TrapV1):
        return (*pdu.enterprise, 0, pdu.specific)
    if pdu.type not in (PduType.TRAP_V2, PduType.INFORM):
        return ()
    told = next((each.value for each in pdu.varbinds[:2] if each.oid == _TRAP_OID), None)
    return told if isinstance(told, tuple) else ()


def _nobody(station: Station, due_us: int) -> None:
    """Nobody wants to know."""
