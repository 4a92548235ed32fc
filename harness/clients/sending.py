"""Sending a stream to a printer's raw port (9100), and finding out whether it took it (CLT-05)."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from core.model.errors import BadInput, PressroomError

RAW_PORT: Final = 9100
_CHUNK_OCTETS: Final = 256 * 1024


class NotDelivered(PressroomError):
    """The printer did not take the job, or did not say that it has."""


class Destination(NamedTuple):
    """A printer's host name or address, and its raw port."""

    host: str
    port: int = RAW_PORT

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def destination(text: str) -> Destination:
    """``host``, ``host:port``, ``[IPv6]`` or ``[IPv6]:port``. Raises BadInput."""
    host, colon, port = text.strip(), "", ""
    if host.startswith("["):
        host, closed, rest = host[1:].partition("]")
        colon, port = rest[:1], rest[1:]
        if not closed or colon not in {"", ":"}:
            raise BadInput("to", f"expected [address] or [address]:port, not {text!r}")
    elif host.count(":") == 1:
        host, colon, port = host.partition(":")
    if not host or any(each.isspace() for each in host):
        raise BadInput("to", f"expected a host such as 127.20.0.1 or printer.example.org:9100, not {text!r}")
    if not colon:
        return Destination(host)
    if not (port.isascii() and port.isdecimal() and len(port) < 6 and 1 <= int(port) <= 65_535):
        raise BadInput("to", f"expected a port between 1 and 65535, not {port!r}")
    return Destination(host, int(port))


def send(
    to: Destination,
    pieces: Sequence[memoryview],
    *,
    timeout_s: float,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Send all and wait until the printer closes the connection: then it has the job. The octets sent.

    ``timeout_s`` is how long nothing may happen: no connection, no octet taken, no close. ``progress`` gets the
    octets sent so far. Raises NotDelivered.
    """
    whole, sent = sum(map(len, pieces)), 0
    try:
        connection = socket.create_connection(to, timeout_s)
    except TimeoutError:
        raise NotDelivered(f"{to} does not answer", f"waited {timeout_s:g} s; is the printer on?") from None
    except socket.gaierror:
        raise NotDelivered(f"no such host: {to.host}") from None
    except OSError as error:
        hint = "is that a printer's raw port?" if isinstance(error, ConnectionRefusedError) else ""
        raise NotDelivered(f"{to}: {_reason(error)}", hint) from None
    with connection:
        try:
            for piece in pieces:
                at = 0
                while at < len(piece):
                    count = connection.send(piece[at : at + _CHUNK_OCTETS])
                    at += count
                    sent += count
                    progress(sent)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(_CHUNK_OCTETS):  # status that nobody asked for
                pass
        except TimeoutError:
            raise NotDelivered(_stuck(to, sent, whole), f"waited {timeout_s:g} s; see --timeout") from None
        except OSError as error:
            raise NotDelivered(f"{to}: {_reason(error)} after {sent:,} of {whole:,} octets") from None
    return sent


def _stuck(to: Destination, sent: int, whole: int) -> str:
    if sent < whole:
        return f"{to} takes nothing more after {sent:,} of {whole:,} octets"
    return f"{to} has all {whole:,} octets, but does not end the connection: it may print them or not"


def _reason(error: OSError) -> str:
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return "the printer broke off the connection"
    return os.strerror(error.errno).lower() if error.errno else str(error)
