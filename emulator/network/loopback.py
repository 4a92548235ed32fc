"""The live network: real sockets on loopback addresses, for real clients and real servers.

One UDP socket and one TCP listener serve the whole fleet. Where that cannot be had, each printer gets sockets
of its own, and ``notes`` says so.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from emulator.network import client, sockets
from emulator.network.datagrams import SeparateDatagrams, SharedDatagrams
from emulator.network.edge import Edge, Wiring
from emulator.network.faults.chain import FaultChain
from emulator.network.packets import RAW_PORT, SNMP_PORT, STREAM_PORTS, Delivery, Tap
from emulator.network.streams import SeparateStreams, SharedStreams
from emulator.ports import Calendar, Chance, Device

UNPRIVILEGED_SNMP_PORT: Final = 1_161
UNPRIVILEGED_RAW_PORT: Final = 19_100
UNPRIVILEGED_PORTS: Final = {"lpd": 1_515, "ipp": 1_631, "http": 1_080}
_LANDING_S: Final = 0.02


class LoopbackNetwork:
    """Printers on loopback addresses.

    Without ports given, 161 and 9100 are tried, then 1161 and 19100 where those are not permitted; port 0
    lets the system choose. ``further`` names the other services of :data:`STREAM_PORTS` that listen, with the port of
    each, None for its own, or where that cannot be had the one of :data:`UNPRIVILEGED_PORTS`, or a free one. ``ports``
    holds the ones in use once :meth:`start` has run. ``opened``: sockets of its share of a fleet that several processes
    serve (:mod:`emulator.network.shares`), by service; then none of the ports is looked at.
    """

    def __init__(
        self,
        chance: Chance,
        calendar: Calendar,
        *,
        snmp_port: int | None = None,
        raw_port: int | None = None,
        further: Mapping[str, int | None] = MappingProxyType({}),
        separate: bool = False,
        opened: Mapping[str, socket.socket] | None = None,
    ) -> None:
        snmp = [SNMP_PORT, UNPRIVILEGED_SNMP_PORT] if snmp_port is None else [snmp_port]
        raw = [RAW_PORT, UNPRIVILEGED_RAW_PORT] if raw_port is None else [raw_port]
        self._candidates = list(dict.fromkeys([(snmp[0], raw[0]), (snmp[-1], raw[-1])]))
        self.ports: dict[str, int] = {"snmp": self._candidates[0][0], "raw": self._candidates[0][1]}
        self.notes: list[str] = []
        self._further = dict(further)
        self._separate = separate
        self._opened = opened
        self._wiring = Wiring(chance, calendar)
        self._datagrams: SharedDatagrams | SeparateDatagrams | None = None
        self._streams: dict[str, SharedStreams | SeparateStreams] = {}

    @property
    def tap(self) -> Tap | None:
        """Who hears of each datagram."""
        return self._wiring.tap

    @tap.setter
    def tap(self, tap: Tap | None) -> None:
        self._wiring.tap = tap

    async def start(self) -> None:
        """Open the sockets. NetworkError, one line: port in use, address not available, too few descriptors."""
        if self._opened is not None:
            self._take(self._opened)
            return
        for at, (snmp_port, raw_port) in enumerate(self._candidates):
            try:
                self._open(snmp_port, raw_port)
            except sockets.NotPermitted:
                self._close()
                if at == len(self._candidates) - 1:
                    raise
                next_snmp, next_raw = self._candidates[at + 1]
                self._note(f"port {snmp_port} is not permitted: SNMP on {next_snmp}, raw printing on {next_raw}")
            except BaseException:
                self._close()
                raise
            else:
                return

    def address_of(self, address: str) -> str:
        """Where clients find a printer."""
        return address

    def ports_of(self, address: str) -> dict[str, int]:  # noqa: ARG002 (all of them have the same)
        """The ports of one printer."""
        return self.ports

    async def close(self) -> None:
        """Close every socket and reset every connection."""
        self._close()
        await asyncio.sleep(0)  # resets reach the protocols in the loop's next turn

    def attach(self, address: str, device: Device, name: str = "") -> None:
        """Put ``device`` at ``address``; draws for it are made under ``name`` (default: the address)."""
        edge = Edge(address, device, name or address)
        self._check_address(address)
        self._wiring.edges[address] = edge
        if self._datagrams is not None:
            self._datagrams.attach(edge)
            self._changed(edge)

    def detach(self, address: str) -> None:
        """Take the device away: from now on its address is silent."""
        edge = self._wiring.edges.pop(address, None)
        if edge is not None and self._datagrams is not None:
            self._datagrams.detach(edge)
            self._changed(edge)
            self._cut(address)

    def set_faults(self, address: str, chain: FaultChain | None) -> None:
        """Put faults at one printer's edge, both ways; None heals it."""
        edge = self._wiring.edges[address]
        edge.faults = chain
        self._changed(edge)

    def power_changed(self, address: str) -> None:
        """A device went on or off: one that is off drops its connections and lets new ones time out."""
        edge = self._wiring.edges.get(address)
        if edge is not None:
            self._changed(edge)
            if not edge.device.is_on:
                self._cut(address)

    def emit(self, address: str, data: bytes, to: tuple[str, int]) -> None:
        """A datagram that the device at ``address`` sends unasked, from its SNMP port."""
        edge = self._wiring.edges.get(address)
        if edge is not None and self._datagrams is not None:
            self._datagrams.emit(edge, data, to)
            # until whoever listens on this machine has had his turn
            self._wiring.calendar.hold()
            asyncio.get_running_loop().call_later(_LANDING_S, self._wiring.calendar.release)

    async def send_stream(self, source_host: str, address: str, port: int, data: bytes, timeout_s: float) -> Delivery:
        """Send a print stream over a real connection; see :func:`emulator.network.client.send_stream`."""
        self._wiring.calendar.hold()
        try:
            return await client.send_stream(source_host, address, port, data, timeout_s)
        finally:
            self._wiring.calendar.release()

    def _open(self, snmp_port: int, raw_port: int) -> None:
        count = len(self._wiring.edges)
        separate = self._separate or not sockets.can_share()
        sockets.make_room_for((2 + len(self._further)) * count if separate else min(count, 1_024))
        self._datagrams = self._open_datagrams(snmp_port, separate=separate)
        self._streams["raw"] = self._open_streams("raw", raw_port, separate=separate)
        for service, port in self._further.items():
            self._streams[service] = self._open_further(service, port, separate=separate)
        self._all_attached(self._datagrams)

    def _take(self, opened: Mapping[str, socket.socket]) -> None:
        """Sockets that somebody has opened already, by service."""
        sockets.make_room_for(min(len(self._wiring.edges), 1_024))
        self._datagrams = datagrams = SharedDatagrams(self._wiring, opened["snmp"])
        for service in STREAM_PORTS.keys() & opened.keys():
            self._streams[service] = SharedStreams(self._wiring, opened[service], self.notes, service)
        self._all_attached(datagrams)

    def _all_attached(self, datagrams: SharedDatagrams | SeparateDatagrams) -> None:
        for edge in self._wiring.edges.values():
            datagrams.attach(edge)
            self._changed(edge)
        self.ports = {"snmp": datagrams.port, **{name: each.port for name, each in self._streams.items()}}

    def _open_further(self, service: str, port: int | None, *, separate: bool) -> SharedStreams | SeparateStreams:
        """At the port given; else at its own, at the unprivileged one, or at one that the system chooses."""
        if port is not None:
            return self._open_streams(service, port, separate=separate)
        other = UNPRIVILEGED_PORTS[service]
        for candidate, instead in ((STREAM_PORTS[service], other), (other, 0)):
            try:
                return self._open_whole(service, candidate, separate=separate)
            except (sockets.NotPermitted, sockets.Taken) as error:
                where = f"on {instead}" if instead else "on a free port"
                self._note(f"{error.message}: {service.upper()} {where}")
        return self._open_streams(service, 0, separate=separate)

    def _open_whole(self, service: str, port: int, *, separate: bool) -> SharedStreams | SeparateStreams:
        """Open it for every printer at once, so that a refusal for one of them is known now."""
        streams = self._open_streams(service, port, separate=separate)
        try:
            for edge in self._wiring.edges.values():
                streams.changed(edge)
        except BaseException:
            streams.close()
            raise
        return streams

    def _changed(self, edge: Edge) -> None:
        for streams in self._streams.values():
            streams.changed(edge)

    def _cut(self, address: str) -> None:
        for streams in self._streams.values():
            streams.cut(address)

    def _open_datagrams(self, port: int, *, separate: bool) -> SharedDatagrams | SeparateDatagrams:
        if not separate:
            try:
                return SharedDatagrams(self._wiring, sockets.shared_udp(port, self.notes))
            except sockets.Taken:
                self._note(f"UDP port {port} cannot be had for all addresses at once: a socket for each printer")
                sockets.make_room_for(len(self._wiring.edges))
        return SeparateDatagrams(self._wiring, port)

    def _open_streams(self, service: str, port: int, *, separate: bool) -> SharedStreams | SeparateStreams:
        if not separate:
            try:
                return SharedStreams(self._wiring, sockets.shared_tcp(port, self.notes), self.notes, service)
            except sockets.Taken:
                self._note(f"TCP port {port} cannot be had for all addresses at once: a listener for each printer")
                sockets.make_room_for(len(self._wiring.edges))
        return SeparateStreams(self._wiring, port, self.notes, service)

    def _close(self) -> None:
        if self._datagrams is not None:
            self._datagrams.close()
        for streams in self._streams.values():
            streams.close()
        self._datagrams = None
        self._streams.clear()

    def _check_address(self, address: str) -> None:
        """One socket for all would never hear of a mistyped address: ask the system now."""
        if not address.startswith("127."):
            sockets.udp(address, 0).close()

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)
