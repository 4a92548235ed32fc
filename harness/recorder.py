"""Walks a printer in the network with the accounting server's own manager, from the first object to the last."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import Final

from core.chance import SystemChance
from core.devices.manager import V1, Manager, SnmpManager, Target
from core.devices.udp import open_udp
from core.model.errors import BadInput, NoResponse, Refused
from core.wire import ber
from core.wire.mib import Oid
from core.wire.snmp import ErrorStatus, Varbind
from core.wire.usm import User
from emulator.recordings import Recorded

_START: Final[Oid] = (1, 3)
_AT_ONCE: Final = 25
_MOST_OBJECTS: Final = 200_000
"""A printer shows some thousands; one that never ends is told by this."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where a printer is, and how it is asked."""

    host: str
    port: int
    community: str
    version: int  # as the manager counts them
    timeout_s: float
    retries: int
    user: User | None = None  # of version 3, who asks instead of the community

    def target(self) -> Target:
        """The same for the manager, which wants an address. Raises BadInput."""
        try:
            address = socket.gethostbyname(self.host)
        except (OSError, UnicodeError) as error:
            raise BadInput("host", f"{self.host}: no such host") from error
        return Target(
            address,
            self.port,
            self.community.encode(),
            version=self.version,
            timeout_s=self.timeout_s,
            retries=self.retries,
            user=self.user,
        )


def record(access: Access) -> tuple[Recorded, ...]:
    """All that a printer shows. Raises NoResponse, Refused, BadInput where there is nothing, or no end."""
    return asyncio.run(_record(access))


async def _record(access: Access) -> tuple[Recorded, ...]:
    manager = SnmpManager(open_udp, SystemChance())
    try:
        return await walk(manager, access.target())
    finally:
        manager.close()


async def walk(manager: Manager, target: Target) -> tuple[Recorded, ...]:
    """All that a printer shows, in the order of names. Raises as :func:`record`."""
    found: list[Recorded] = []
    last, at_once = _START, _AT_ONCE
    while True:
        try:
            answer = await manager.bulk(target, (), (last,), at_once)
        except Refused as refused:
            if refused.status == ErrorStatus.NO_SUCH_NAME and target.version == V1:
                break
            if refused.status != ErrorStatus.TOO_BIG or at_once == 1:
                raise
            at_once = 1
            continue
        except NoResponse:
            if at_once == 1:
                raise
            at_once = 1  # some printers choke on many at once
            continue
        fresh = _in_order(answer, last)
        found += fresh
        if not fresh or len(fresh) < len(answer):
            break
        last = fresh[-1].oid
        if len(found) > _MOST_OBJECTS:
            raise BadInput("host", f"{target.address}: shows more than {_MOST_OBJECTS:,} objects, or has no end")
    if not found:
        raise BadInput("host", f"{target.address}: shows no objects")
    return tuple(found)


def _in_order(answer: tuple[Varbind, ...], last: Oid) -> list[Recorded]:
    """Up to the end, or to the first name that goes back: some agents run in circles."""
    fresh: list[Recorded] = []
    for each in answer:
        if each.tag == ber.END_OF_MIB_VIEW or each.oid <= last:
            break
        fresh.append(Recorded(each.oid, each.tag, each.value))
        last = each.oid
    return fresh
