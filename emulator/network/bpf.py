"""A filter for the listening socket: connections to printers that are off or absent get no answer at all.

Classic BPF (Linux, socket(7) SO_ATTACH_FILTER): the kernel runs it on each packet of the listener and drops
what it does not accept, so that a client's connection times out as it would with a real printer that has no
power. Tried on the socket's own view of a packet: the IP header is reached through SKF_NET_OFF.
"""

from __future__ import annotations

import ctypes
import errno
import socket
import struct
from collections.abc import Iterable
from typing import Final

SO_ATTACH_FILTER: Final = 26
SO_DETACH_FILTER: Final = 27

_LOAD_WORD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_IF_LESS: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K, read the other way round: false means less
_JUMP_IF_MORE: Final = 0x25  # BPF_JMP | BPF_JGT | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_DESTINATION: Final = 0x1_0000_0000 - 0x10_0000 + 16  # SKF_NET_OFF + 16: destination of an IPv4 header
_WHOLE: Final = 0x3_FFFF  # octets of a packet to keep

MAX_RANGES: Final = 400
"""A filter's memory is bounded (net.core.optmem_max, 20 KiB on older kernels): 400 ranges fit twice."""

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


def attach(sock: socket.socket, program: bytes) -> None:
    """Put the filter on a socket in place of the one it has. OSError where the kernel will not."""
    buffer = ctypes.create_string_buffer(program, len(program))
    fprog = struct.pack("HP", len(program) // 8, ctypes.addressof(buffer))
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, fprog)
    except OSError as error:
        if error.errno != errno.ENOMEM:
            raise
        detach(sock)  # the old and the new one together were too much
        sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, fprog)


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
