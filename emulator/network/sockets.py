"""Sockets of the live network, and what the system's refusals mean in one line."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from typing import Final

from emulator.errors import NetworkError

BUFFER_OCTETS: Final = 4 * 1024 * 1024
BACKLOG: Final = 4_096
IP_PKTINFO: Final = 8  # Linux; Python names it from 3.14 on
_SO_RCVBUFFORCE: Final = 33  # Linux: beyond net.core.rmem_max, for the privileged
_LOOPBACK_DEVICE: Final = b"lo\0"
_SPARE_DESCRIPTORS: Final = 256


class Taken(NetworkError):
    """The port is in use."""


class NotPermitted(NetworkError):
    """The port is for the privileged."""


def can_share() -> bool:
    """Whether one socket can serve all loopback addresses and tell them apart (Linux)."""
    return sys.platform == "linux" and hasattr(socket, "SO_BINDTODEVICE")


def shared_udp(port: int, notes: list[str], *, group: bool = False) -> socket.socket:
    """One UDP socket for every address on the loopback device; each datagram names the one it was sent to.

    ``group``: others of this user may listen at the same port (SO_REUSEPORT).
    """
    sock = _bound(socket.SOCK_DGRAM, "", port, notes, shared=True, group=group)
    sock.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    return sock


def udp(address: str, port: int) -> socket.socket:
    """A UDP socket of one printer."""
    return _bound(socket.SOCK_DGRAM, address, port, [], shared=False)


def shared_tcp(port: int, notes: list[str], *, group: bool = False) -> socket.socket:
    """One TCP socket, not listening yet, for every address on the loopback device; ``group`` as above."""
    return _bound(socket.SOCK_STREAM, "", port, notes, shared=True, group=group)


def tcp(address: str, port: int) -> socket.socket:
    """A TCP socket of one printer, not listening yet."""
    return _bound(socket.SOCK_STREAM, address, port, [], shared=False)


def make_room_for(sockets: int) -> None:
    """Raise the soft limit of open files as far as the hard one allows; NetworkError if ``sockets`` do not fit."""
    if sys.platform == "win32":
        return
    import resource

    wanted = sockets + _SPARE_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise NetworkError(
            f"{sockets:,} sockets need {wanted:,} file descriptors, this process may have {hard:,}",
            f"ulimit -n {wanted}",
        )
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def explain(error: OSError, what: str) -> NetworkError:
    """The system's refusal as one line for people."""
    if error.errno == errno.EADDRINUSE:
        return Taken(f"{what} is in use by another program", "stop that program, or choose another port")
    if error.errno in {errno.EACCES, errno.EPERM}:
        return NotPermitted(f"{what} is not permitted", "ports below 1024 need privileges; choose a higher one")
    if error.errno == errno.EADDRNOTAVAIL:
        return NetworkError(f"{what}: no such address on this machine", "addresses from 127.0.0.0/8 always work")
    if error.errno in {errno.EMFILE, errno.ENFILE}:
        return NetworkError(f"{what}: too few file descriptors", "raise the limit with ulimit -n")
    return NetworkError(f"{what}: {error.strerror or error}")


def _bound(
    kind: socket.SocketKind, address: str, port: int, notes: list[str], *, shared: bool, group: bool = False
) -> socket.socket:
    what = f"{'UDP' if kind == socket.SOCK_DGRAM else 'TCP'} port {port}{f' of {address}' if address else ''}"
    sock = None
    try:
        sock = socket.socket(socket.AF_INET, kind | getattr(socket, "SOCK_NONBLOCK", 0))
        sock.setblocking(False)
        if shared:
            _bind_to_loopback(sock, notes)
        if group:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if kind == socket.SOCK_DGRAM:
            _enlarge_buffers(sock, shared=shared)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
    except OSError as error:
        if sock is not None:
            sock.close()
        raise explain(error, what) from None
    except OverflowError:
        sock.close() if sock is not None else None
        raise NetworkError(f"{what}: ports go from 0 to 65535") from None
    return sock


def _bind_to_loopback(sock: socket.socket, notes: list[str]) -> None:
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, _LOOPBACK_DEVICE)
    except PermissionError:
        note = "not permitted to bind to the loopback device alone; foreign addresses are ignored all the same"
        if note not in notes:
            notes.append(note)


def _enlarge_buffers(sock: socket.socket, *, shared: bool) -> None:
    if not shared:
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_OCTETS)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_OCTETS)
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, BUFFER_OCTETS)
