"""The small words every network of ours speaks: datagrams, deliveries, endpoints and taps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

SNMP_PORT: Final = 161
RAW_PORT: Final = 9100
LPD_PORT: Final = 515
IPP_PORT: Final = 631  # IPPS too: a client that begins with TLS gets TLS
HTTP_PORT: Final = 80
STREAM_PORTS: Final = {"raw": RAW_PORT, "lpd": LPD_PORT, "ipp": IPP_PORT, "http": HTTP_PORT}
"""The TCP services of printers and the ports at which clients expect them."""
BROADCAST: Final = "127.255.255.255"  # every attached printer gets it and answers from its own address
_LAST: Final = ".255"  # … and at a network's last address all those of its 256 addresses: that is one segment

Address = tuple[str, int]
Receiver = Callable[[bytes, Address], None]

TO_PRINTER: Final = ">"
FROM_PRINTER: Final = "<"
LOST_TO_PRINTER: Final = "x>"
LOST_FROM_PRINTER: Final = "x<"

# (at_us, direction, printer's address, octets): called for each datagram that lands at its receiver, and,
# with a direction that begins with "x", for each one that a fault swallowed. Octets carry passwords: a
# tap that writes them down redacts them.
Tap = Callable[[int, str, str, bytes], None]


def reaches(asked: str, address: str) -> bool:
    """Whether a datagram to a broadcast address comes to a printer: to all of them, or to those of one segment."""
    if asked == BROADCAST:
        return True
    return asked.endswith(_LAST) and asked[:-3] == address[: address.rindex(".") + 1]


class Datagram(NamedTuple):
    """One datagram at a printer's edge, and when it goes on."""

    printer: str  # the printer's name: the owner of every draw made for this datagram
    direction: str  # TO_PRINTER or FROM_PRINTER
    data: bytes
    delay_us: int = 0  # extra time on the wire (the timer)
    calendar_us: int = 0  # comes again after so much calendar time, on top of delay_us


class Delivery(NamedTuple):
    """How sending a stream to a printer went."""

    delivered: bool  # all octets were sent and the printer closed the connection in an orderly way
    source: str  # "host:port" that the printer saw
    error: str  # one line, empty when delivered


class Endpoint(Protocol):
    """Where a manager sends datagrams from."""

    def send(self, data: bytes, address: Address) -> None:
        """Send one datagram; it may get lost."""

    def close(self) -> None:
        """Send and receive nothing any more."""
