"""A filter for the listening socket: connections to printers that are off or absent get no answer at all.

Classic BPF (Linux, socket(7) SO_ATTACH_FILTER): the kernel runs it on each packet of the listener and drops
what it does not accept, so that a client's connection times out as it would with a real printer that has no
power. Tried on the socket's own view of a packet: the IP header is reached through SKF_NET_OFF.

And a program for a group of sockets at one port (SO_ATTACH_REUSEPORT_CBPF), which says which of them hears a packet: a
fleet in several processes has a socket of each service in each of them.
"""

from __future__ import annotations

import ctypes
import errno
import socket
import struct
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

SO_ATTACH_FILTER: Final = 26
SO_DETACH_FILTER: Final = 27
SO_ATTACH_REUSEPORT_CBPF: Final = 51

_LOAD_WORD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_IF_LESS: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K, read the other way round: false means less
_JUMP_IF_MORE: Final = 0x25  # BPF_JMP | BPF_JGT | BPF_K
_JUMP_IF_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_REMAINDER: Final = 0x94  # BPF_ALU | BPF_MOD | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_RETURN_A: Final = 0x16  # BPF_RET | BPF_A
_DESTINATION: Final = 0x1_0000_0000 - 0x10_0000 + 16  # SKF_NET_OFF + 16: destination of an IPv4 header
_WHOLE: Final = 0x3_FFFF  # octets of a packet to keep

MAX_RANGES: Final = 400
"""A filter's memory is bounded (net.core.optmem_max, 20 KiB on older kernels): 400 ranges fit twice."""

MAX_EXCEPTIONS: Final = 1_000

DROP_ALL: Final = struct.pack("=HBBI", _RETURN, 0, 0, 0)


def accepting(addresses: Iterable[str]) -> bytes:
    """A program that lets packets to these IPv4 addresses pass and drops all others.

    Neighbouring addresses share one range. Beyond MAX_RANGES the smallest holes are let pass as well; whoever
    accepts connections must look at the address anyhow.
    """
    program = [struct.pack("=HBBI", _LOAD_WORD, 0, 0, _DESTINATION)]
    for low, high in _ranges(addresses):
        program.append(struct.pack("=HBBI", _JUMP_IF_LESS, 0, 2, low))
        program.append(struct.pack("=HBBI", _JUMP_IF_MORE, 1, 0, high))
        program.append(struct.pack("=HBBI", _RETURN, 0, 0, _WHOLE))
    program.append(DROP_ALL)
    return b"".join(program)


def share_of(address: str, count: int) -> int:
    """Which of ``count`` sockets an address belongs to where no exception is made."""
    return int.from_bytes(socket.inet_aton(address), "big") % count


def steering(count: int, exceptions: Mapping[str, int] = MappingProxyType({})) -> bytes:
    """A program for a group of ``count`` sockets at one port: the destination address says which one hears a packet.

    See :func:`share_of`; ``exceptions`` says otherwise of up to MAX_EXCEPTIONS addresses.
    """
    program = [struct.pack("=HBBI", _LOAD_WORD, 0, 0, _DESTINATION)]
    for address, share in exceptions.items():
        number = int.from_bytes(socket.inet_aton(address), "big")
        program.append(struct.pack("=HBBI", _JUMP_IF_EQUAL, 0, 1, number))
        program.append(struct.pack("=HBBI", _RETURN, 0, 0, share))
    program.append(struct.pack("=HBBI", _REMAINDER, 0, 0, count))
    program.append(struct.pack("=HBBI", _RETURN_A, 0, 0, 0))
    return b"".join(program)


def steer(sock: socket.socket, program: bytes) -> None:
    """Give the program to the group of sockets that this one belongs to. OSError where the kernel will not."""
    _set(sock, SO_ATTACH_REUSEPORT_CBPF, program)


def _set(sock: socket.socket, option: int, program: bytes) -> None:
    buffer = ctypes.create_string_buffer(program, len(program))
    sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("HP", len(program) // 8, ctypes.addressof(buffer)))


def attach(sock: socket.socket, program: bytes) -> None:
    """Put the filter on a socket in place of the one it has. OSError where the kernel will not."""
    try:
        _set(sock, SO_ATTACH_FILTER, program)
    except OSError as error:
        if error.errno != errno.ENOMEM:
            raise
        detach(sock)  # the old and the new one together were too much
        _set(sock, SO_ATTACH_FILTER, program)


def detach(sock: socket.socket) -> None:
    """Take the filter off; without one, nothing happens."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise


def _ranges(addresses: Iterable[str]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for number in sorted(int.from_bytes(socket.inet_aton(address), "big") for address in set(addresses)):
        if ranges and number - ranges[-1][1] <= 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    if len(ranges) <= MAX_RANGES:
        return ranges
    holes = sorted((ranges[at + 1][0] - ranges[at][1], at) for at in range(len(ranges) - 1))
    closed = {at for _, at in holes[: len(ranges) - MAX_RANGES]}
    merged: list[tuple[int, int]] = []
    for at, (low, high) in enumerate(ranges):
        if at - 1 in closed:
            merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return merged
