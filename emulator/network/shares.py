"""One fleet in several processes: a group of sockets at each port, and the kernel steers to the process concerned.

The address that a datagram or a connection is sent to says which process has that printer (bpf.steering). Plain
SO_REUSEPORT would spread them by a hash over both ends. The sockets are opened in one process, in the order that the
program counts in, and inherited by the others.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping
from types import MappingProxyType

from emulator.errors import NetworkError
from emulator.network import bpf, sockets
from emulator.network.loopback import UNPRIVILEGED_PORTS, UNPRIVILEGED_RAW_PORT, UNPRIVILEGED_SNMP_PORT
from emulator.network.packets import RAW_PORT, SNMP_PORT, STREAM_PORTS


class Shares:
    """Sockets of ``count`` shares of a fleet. Ports as in LoopbackNetwork. Raises NetworkError.

    ``notes`` says where ports are not the usual ones. Printers may have addresses of another share than
    ``bpf.share_of`` says once :meth:`steer` was told.
    """

    def __init__(
        self,
        count: int,
        *,
        snmp_port: int | None = None,
        raw_port: int | None = None,
        further: Mapping[str, int | None] = MappingProxyType({}),
    ) -> None:
        if not sockets.can_share() or not hasattr(socket, "SO_REUSEPORT"):
            raise NetworkError("this system cannot share a port among processes by address", "use one process")
        self.count = count
        self.notes: list[str] = []
        self._sockets: dict[str, list[socket.socket]] = {}
        self._exceptions: dict[str, int] = {}
        try:
            self._open_first(snmp_port, raw_port)
            for service, port in further.items():
                self._open_further(service, port)
        except BaseException:
            self.close()
            raise

    @property
    def ports(self) -> dict[str, int]:
        """By service."""
        return {service: group[0].getsockname()[1] for service, group in self._sockets.items()}

    def of(self, share: int) -> dict[str, socket.socket]:
        """The sockets of one share, by service."""
        return {service: group[share] for service, group in self._sockets.items()}

    def share_of(self, address: str) -> int:
        """Whose an address is."""
        return self._exceptions.get(address, bpf.share_of(address, self.count))

    def steer(self, address: str, share: int) -> None:
        """From now on this share hears what is sent to that address. NetworkError for too many exceptions."""
        exceptions = {**self._exceptions, address: share}
        if bpf.share_of(address, self.count) == share:
            del exceptions[address]
        if len(exceptions) > bpf.MAX_EXCEPTIONS:
            raise NetworkError(f"more than {bpf.MAX_EXCEPTIONS:,} printers have moved to an address of another process")
        program = bpf.steering(self.count, exceptions)
        for group in self._sockets.values():
            bpf.steer(group[0], program)
        self._exceptions = exceptions

    def close(self) -> None:
        """Close this process's copies."""
        for group in self._sockets.values():
            for sock in group:
                sock.close()

    def _open_first(self, snmp_port: int | None, raw_port: int | None) -> None:
        """SNMP and raw printing: both at their own ports, or both at those for the unprivileged."""
        snmp = [SNMP_PORT, UNPRIVILEGED_SNMP_PORT] if snmp_port is None else [snmp_port]
        raw = [RAW_PORT, UNPRIVILEGED_RAW_PORT] if raw_port is None else [raw_port]
        try:
            self._open("snmp", snmp[0])
            self._open("raw", raw[0])
        except sockets.NotPermitted:
            if (snmp[0], raw[0]) == (snmp[-1], raw[-1]):
                raise
            self.close()
            self.notes.append(f"port {snmp[0]} is not permitted: SNMP on {snmp[-1]}, raw printing on {raw[-1]}")
            self._open("snmp", snmp[-1])
            self._open("raw", raw[-1])

    def _open_further(self, service: str, port: int | None) -> None:
        if port is not None:
            self._open(service, port)
            return
        other = UNPRIVILEGED_PORTS[service]
        for candidate, instead in ((STREAM_PORTS[service], other), (other, 0)):
            try:
                self._open(service, candidate)
            except (sockets.NotPermitted, sockets.Taken) as error:
                where = f"on {instead}" if instead else "on a free port"
                self.notes.append(f"{error.message}: {service.upper()} {where}")
            else:
                return
        self._open(service, 0)

    def _open(self, service: str, port: int) -> None:
        open_one = sockets.shared_udp if service == "snmp" else sockets.shared_tcp
        with contextlib.closing(open_one(port, [])) as alone:  # a group of another fleet would let us in
            port = alone.getsockname()[1]
        group: list[socket.socket] = []
        self._sockets[service] = group
        for _ in range(self.count):
            sock = open_one(port, self.notes, group=True)
            group.append(sock)
            if service != "snmp":
                with contextlib.suppress(OSError):
                    bpf.attach(sock, bpf.DROP_ALL)  # until the process that serves it knows who is there
                sock.listen(sockets.BACKLOG)
        try:
            bpf.steer(group[0], bpf.steering(self.count))
        except OSError as error:
            raise sockets.explain(error, f"steering port {port} by address") from None
