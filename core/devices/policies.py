"""Reading back the policies that a printer holds (POL-05)."""

from __future__ import annotations

from typing import Final

from core.devices.manager import Manager, Target
from core.devices.reading import number, octets, read
from core.model.errors import DeviceError
from core.model.policies import PrinterPolicies
from core.wire.cbor import BadRecord
from core.wire.mib import PA_TABLE_DIGEST, PA_TABLE_PIECE, PA_TABLE_REVISION, Table
from core.wire.policy_table import PIECE_OCTETS, decode_policies

_REVISION: Final = (*PA_TABLE_REVISION, Table.POLICIES)
_DIGEST: Final = (*PA_TABLE_DIGEST, Table.POLICIES)
_TRIES: Final = 3


async def read_policies(manager: Manager, target: Target) -> PrinterPolicies:
    """The table in force and its revision. Raises DeviceError when it cannot be read, or keeps changing meanwhile."""
    for _ in range(_TRIES):
        before = await read(manager, target, (_REVISION, _DIGEST))
        if _REVISION not in before:
            raise DeviceError(f"{target.address}: the printer has no policies")
        revision = number(before, _REVISION)
        if revision == 0:
            return PrinterPolicies()
        blob = await _read_blob(manager, target)
        after = await read(manager, target, (_REVISION, _DIGEST))
        if before != after:
            continue
        table = decode_policies(blob)
        if isinstance(table, BadRecord):
            raise DeviceError(f"{target.address}: shows policies that cannot be read: {table.reason}")
        return PrinterPolicies(revision, table)
    raise DeviceError(f"{target.address}: its policies changed again and again while they were read")


async def _read_blob(manager: Manager, target: Target) -> bytes:
    parts: list[bytes] = []
    while True:
        oid = (*PA_TABLE_PIECE, Table.POLICIES, len(parts) + 1)
        values = await read(manager, target, (oid,))
        if oid not in values:
            break
        parts.append(octets(values, oid))
        if len(parts[-1]) < PIECE_OCTETS:
            break
    return b"".join(parts)
