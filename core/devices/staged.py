"""Staged transfer of a bulk table: begin with a revision, chunks by offset, commit with the digest of the whole.

The printer puts the table in force at the commit, whole, or not at all. After silence the guard reads serial and
offset back, so a transfer goes on where it stood; one that lost its footing (a restarted printer) begins again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from core.devices.guard import STALE, Guard
from core.devices.manager import Manager, Target
from core.devices.reading import Values, read
from core.model.errors import DeviceError, Refused
from core.wire import ber
from core.wire.mib import (
    PA_STAGE_CHUNK,
    PA_STAGE_COMMIT,
    PA_STAGE_OFFSET,
    PA_STAGE_REVISION,
    PA_STAGE_SERIAL,
    PA_STAGE_SIZE,
    PA_STAGE_TABLE,
    PA_TABLE_DIGEST,
    PA_TABLE_REVISION,
    Table,
)
from core.wire.snmp import Varbind

CHUNK_OCTETS: Final = 1024
_BEGINNINGS: Final = 3
_STATE: Final = (PA_STAGE_TABLE, PA_STAGE_REVISION, PA_STAGE_SIZE, PA_STAGE_OFFSET)


class StagedTransfer:
    """Writes bulk tables into one printer. Remembers what it has begun, to go on after an interruption."""

    def __init__(self, manager: Manager, target: Target) -> None:
        self._manager = manager
        self._target = target
        self._guard = Guard(manager, target, PA_STAGE_SERIAL)
        self._begun: tuple[Table, int, bytes] | None = None

    async def write(
        self, table: Table, revision: int, blob: bytes, generation: Varbind, credentials: Sequence[Varbind]
    ) -> None:
        """Put ``blob`` in force as ``revision``; returns once both read back.

        ``credentials`` (password and generation) go with begin and commit, ``generation`` with each chunk.
        Raises Refused, NoResponse, and DeviceError when the printer keeps losing the transfer.
        """
        digest = hashlib.sha256(blob).digest()
        last: DeviceError | None = None
        for _ in range(_BEGINNINGS):
            values = await self._read(table)
            if _is_in_force(values, table, revision, digest):
                return
            offset = self._resume_at(values, table, revision, blob, digest)
            try:
                if offset is None:
                    await self._begin(table, revision, len(blob), credentials)
                    self._begun = (table, revision, digest)
                    offset = 0
                await self._send_from(offset, blob, generation)
                await self._commit(table, revision, digest, credentials)
            except Refused as refused:
                self._begun = None
                if refused.status not in STALE:
                    raise
                last = refused
            else:
                self._begun = None
                if _is_in_force(await self._read(table), table, revision, digest):
                    return
                raise DeviceError(f"{self._target.address}: took the table, but another one is in force")
        raise DeviceError(f"{self._target.address}: refused the table's transfer again and again") from last

    async def _read(self, table: Table) -> Values:
        oids = (*_STATE, (*PA_TABLE_REVISION, table), (*PA_TABLE_DIGEST, table))
        return await read(self._manager, self._target, oids)

    def _resume_at(self, values: Values, table: Table, revision: int, blob: bytes, digest: bytes) -> int | None:
        if self._begun != (table, revision, digest):
            return None
        if [values.get(oid) for oid in _STATE[:3]] != [table, revision, len(blob)]:
            return None
        offset = values.get(PA_STAGE_OFFSET)
        return offset if isinstance(offset, int) and 0 <= offset <= len(blob) else None

    async def _begin(self, table: Table, revision: int, size: int, credentials: Sequence[Varbind]) -> None:
        varbinds = (
            *credentials,
            Varbind(PA_STAGE_TABLE, ber.INTEGER, table),
            Varbind(PA_STAGE_REVISION, ber.GAUGE32, revision),
            Varbind(PA_STAGE_SIZE, ber.GAUGE32, size),
        )
        wanted = [table, revision, size, 0]
        await self._guard.write(lambda: varbinds, _STATE, lambda values: [values.get(oid) for oid in _STATE] == wanted)

    async def _send_from(self, start: int, blob: bytes, generation: Varbind) -> None:
        for offset in range(start, len(blob), CHUNK_OCTETS):
            chunk = blob[offset : offset + CHUNK_OCTETS]
            await self._send_chunk(offset, chunk, generation)

    async def _send_chunk(self, offset: int, chunk: bytes, generation: Varbind) -> None:
        varbinds = (
            generation,
            Varbind(PA_STAGE_OFFSET, ber.GAUGE32, offset),
            Varbind(PA_STAGE_CHUNK, ber.OCTET_STRING, chunk),
        )
        after = offset + len(chunk)
        await self._guard.write(
            lambda: varbinds, (PA_STAGE_OFFSET,), lambda values: values.get(PA_STAGE_OFFSET) == after
        )

    async def _commit(self, table: Table, revision: int, digest: bytes, credentials: Sequence[Varbind]) -> None:
        varbinds = (*credentials, Varbind(PA_STAGE_COMMIT, ber.OCTET_STRING, digest))
        await self._guard.write(
            lambda: varbinds,
            ((*PA_TABLE_REVISION, table), (*PA_TABLE_DIGEST, table)),
            lambda values: _is_in_force(values, table, revision, digest),
        )


def _is_in_force(values: Values, table: Table, revision: int, digest: bytes) -> bool:
    return [values.get((*PA_TABLE_REVISION, table)), values.get((*PA_TABLE_DIGEST, table))] == [revision, digest]
