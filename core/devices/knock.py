"""Whether a machine is there at all, when SNMP is silent (PRN-21).

An agent says nothing to a wrong community, so silence alone cannot be told from a printer that is off. A printer also
listens for print data: a TCP connection to one of those ports is made and closed again, no octet is sent. If that
succeeds, the printer is there and the community is likely wrong (or SNMP is switched off in it). If the connection
is refused, some machine is there, but no printer listens. Else nothing answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from typing import Final

#: Raw printing, IPP, LPD: every network printer listens on one of these.
PRINT_PORTS: Final = (9100, 631, 515)


class Presence(Enum):
    """What a knock has heard."""

    LISTENS = "listens"
    REFUSES = "refuses"
    SILENT = "silent"


Knock = Callable[[str, float], Awaitable[Presence]]
"""Knocks at a host (an address), and waits so many seconds at the most."""


def knock_on(ports: Sequence[int] = PRINT_PORTS) -> Knock:
    """A knock on real TCP ports, all at the same time."""

    async def knock(host: str, timeout_s: float) -> Presence:
        heard = await asyncio.gather(*[_try(host, port, timeout_s) for port in ports])
        return next((each for each in (Presence.LISTENS, Presence.REFUSES) if each in heard), Presence.SILENT)

    return knock


async def silence(_host: str, _timeout_s: float) -> Presence:
    """A knock that hears nothing, for servers that were given no other."""
    return Presence.SILENT


async def _try(host: str, port: int, timeout_s: float) -> Presence:
    try:
        async with asyncio.timeout(timeout_s):
            _, writer = await asyncio.open_connection(host, port)
    except (TimeoutError, OSError) as error:
        refused = isinstance(error, OSError) and error.errno == errno.ECONNREFUSED
        return Presence.REFUSES if refused else Presence.SILENT
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return Presence.LISTENS
