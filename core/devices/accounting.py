"""The dialect of the accounting MIB: a printer with a job log, Job Account IDs, an owner and a clock."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

from core.devices.guard import STALE, Guard
from core.devices.identity import read_identity, read_life
from core.devices.logreader import LogReader
from core.devices.manager import V1, Manager, Target
from core.devices.policies import read_policies
from core.devices.port import DeviceState, Fetch, Identity, Reading, TrapReceiver
from core.devices.reading import Values, number, octets, read
from core.devices.staged import StagedTransfer
from core.devices.supplies import read_toners, toners_or_nothing
from core.devices.trap_settings import write_traps
from core.model.errors import (
    DeviceError,
    NoLogCapability,
    NoResponse,
    OwnedByOther,
    PrinterBusy,
    Refused,
    WrongPassword,
)
from core.model.ledger import Position
from core.model.policies import PrinterPolicies
from core.wire import ber
from core.wire.dateandtime import decode_date_and_time, encode_date_and_time
from core.wire.id_table import IdRow, encode_ids
from core.wire.mib import (
    PA_ADMIN_PASSWORD,
    PA_CLOCK_KIND,
    PA_CLOCK_SERIAL,
    PA_CLOCK_TIME,
    PA_FORMAT_INHIBIT,
    PA_ID_SERIAL,
    PA_ID_STATE,
    PA_LOG_FULL_ACTION,
    PA_LOG_FULL_SERIAL,
    PA_OWNER_EXPECTED,
    PA_OWNER_GENERATION,
    PA_OWNER_ID,
    PA_OWNER_SERIAL,
    PA_PANEL_RESTRICT,
    PA_RELEASE_STREAM,
    PA_RELEASE_THROUGH,
    PA_SET_GENERATION,
    PA_TABLE_DIGEST,
    PA_TABLE_REVISION,
    ClockKind,
    IdState,
    LogFullAction,
    Oid,
    Table,
)
from core.wire.policy_table import PolicyTable, encode_policies
from core.wire.snmp import ErrorStatus, Varbind
from core.wire.user_table import UserRow, encode_users

TRUE: Final = 1  # TruthValue (RFC 2579)
FALSE: Final = 2
#: Limit states in one SET: together below the 1,472 octets that Ethernet carries in one piece.
STATES_PER_SET: Final = 40
#: How far a clock that was told may be off when read back: whole seconds, and the way of the datagrams.
CLOCK_TOLERANCE_S: Final = 5
_PASSWORD_INDEX: Final = 2  # after the serial, in every SET that carries one
#: A busy printer refuses any write at its first object; version 1 has but one word for that (RFC 3584 section 4.4).
_BUSY: Final = frozenset(((ErrorStatus.RESOURCE_UNAVAILABLE, 1), (ErrorStatus.GEN_ERR, 1)))
_IDS_REVISION: Final = (*PA_TABLE_REVISION, Table.IDS)
_IDS_DIGEST: Final = (*PA_TABLE_DIGEST, Table.IDS)


class AccountingDevice:
    """One printer that speaks the accounting MIB; see :class:`core.devices.port.Device` for the methods.

    ``generation`` and ``password`` are what the registration stored; claiming sets both. Keep the object between
    acquisitions: it remembers serials and how many records to expect, which saves round trips.
    """

    dialect = "accounting"

    def __init__(
        self, manager: Manager, target: Target, *, password: bytes = b"", generation: int = 0, max_message: int = 484
    ) -> None:
        self.generation = generation
        self.password = password
        self._manager = manager
        self._target = target
        self._log = LogReader(manager, target, max_message)
        self._owner_guard = Guard(manager, target, PA_OWNER_SERIAL)
        self._clock_guard = Guard(manager, target, PA_CLOCK_SERIAL)
        self._settings_guard = Guard(manager, target, PA_LOG_FULL_SERIAL)
        # what a process before this one wrote under the same generation may still be on its way
        self._states_guard = Guard(manager, target, PA_ID_SERIAL, in_doubt=generation > 0)
        self._transfer = StagedTransfer(manager, target)

    async def identify(self) -> Identity:
        """Read identity and capabilities. Raises NotAPrinter, NoLogCapability."""
        identity = await read_identity(self._manager, self._target)
        if identity.dialect != self.dialect:
            raise NoLogCapability(
                f"{self._target.address}: the printer keeps no job log", "this model cannot be accounted"
            )
        self._log.set_largest_message(identity.max_message)
        return identity._replace(toners=await toners_or_nothing(self._manager, self._target))

    async def read_toners(self) -> dict[str, int]:
        """Pages that the toner of each colourant lasts."""
        return await read_toners(self._manager, self._target)

    async def read_counters(self) -> Reading:
        """Read the life count."""
        return await read_life(self._manager, self._target)

    async def read_state(self) -> DeviceState:
        """Read owner, table revision, settings and clock in one request."""
        if self._settings_guard.in_doubt:
            credentials = (self._with_password(self.password), self._as_owner())
            await self._outdate(self._settings_guard, (PA_LOG_FULL_ACTION, PA_FORMAT_INHIBIT), credentials)
        wanted = (PA_OWNER_ID, PA_OWNER_GENERATION, _IDS_REVISION, _IDS_DIGEST, PA_LOG_FULL_ACTION, PA_FORMAT_INHIBIT)
        values = await read(self._manager, self._target, (*wanted, PA_CLOCK_KIND, PA_CLOCK_TIME, PA_PANEL_RESTRICT))
        action = values.get(PA_LOG_FULL_ACTION, 0)
        kind = values.get(PA_CLOCK_KIND, 0)
        clock = decode_date_and_time(octets(values, PA_CLOCK_TIME)) if PA_CLOCK_TIME in values else None
        clock_s, offset_min = clock or (None, None)
        return DeviceState(
            octets(values, PA_OWNER_ID),
            number(values, PA_OWNER_GENERATION),
            number(values, _IDS_REVISION) if _IDS_REVISION in values else 0,
            octets(values, _IDS_DIGEST) if _IDS_DIGEST in values else b"",
            LogFullAction(action) if action in list(LogFullAction) else 0,
            values.get(PA_FORMAT_INHIBIT) == TRUE,
            ClockKind(kind) if kind in list(ClockKind) else 0,
            clock_s,
            offset_min,
            values[PA_PANEL_RESTRICT] == TRUE if PA_PANEL_RESTRICT in values else None,
        )

    async def fetch(self, after: Position | None, unlogged_serial: int | None = None) -> Fetch:
        """Read the records after a position in one round trip, or in several when they are many."""
        return await self._log.fetch(after, unlogged_serial)

    async def claim(self, server_id: bytes, password: bytes, take_over_from: bytes | None = None) -> int:
        """Become the owner, under a new generation that shuts out whoever wrote under an older one (PRN-09)."""
        owner, current = await self._read_owner()
        if owner not in (b"", server_id, take_over_from or b""):
            raise OwnedByOther(owner.hex())
        await self._write_owner(server_id, owner, current + 1, password)
        self.password = password
        self.generation = current + 1
        self._states_guard.in_doubt = self._settings_guard.in_doubt = False  # older writes carry an older generation
        return self.generation

    async def disown(self, server_id: bytes) -> None:
        """Clear the owner if it is this server (PRN-23)."""
        owner, current = await self._read_owner()
        if owner == server_id:
            await self._write_owner(b"", owner, current + 1, self.password)
        self.generation = 0

    async def release(self, stream: bytes, generation: int, through: int) -> None:
        """Say that records are stored. Repeating is safe: a release only ever moves forward. Raises OwnedByOther."""
        varbinds = (
            Varbind(PA_SET_GENERATION, ber.GAUGE32, generation),
            Varbind(PA_RELEASE_STREAM, ber.OCTET_STRING, stream),
            Varbind(PA_RELEASE_THROUGH, ber.GAUGE32, through),
        )
        try:
            await self._manager.set(self._target, varbinds, repeat_is_safe=True)
        except Refused as refused:
            raise await self._reason(refused, generation) from refused

    async def write_ids(self, rows: Sequence[IdRow], revision: int) -> None:
        """Put the table in force and read revision and digest back."""
        credentials = (self._with_password(self.password), self._as_owner())
        async with self._explained(self.generation):
            await self._transfer.write(Table.IDS, revision, encode_ids(rows), self._as_owner(), credentials)

    async def write_policies(self, table: PolicyTable, revision: int) -> None:
        """Put the policies in force and read revision and digest back."""
        credentials = (self._with_password(self.password), self._as_owner())
        async with self._explained(self.generation):
            await self._transfer.write(Table.POLICIES, revision, encode_policies(table), self._as_owner(), credentials)

    async def write_users(self, rows: Sequence[UserRow], revision: int) -> None:
        """Put the panel users in force and read revision and digest back."""
        credentials = (self._with_password(self.password), self._as_owner())
        async with self._explained(self.generation):
            await self._transfer.write(Table.USERS, revision, encode_users(rows), self._as_owner(), credentials)

    async def read_policies(self) -> PrinterPolicies:
        """The policies in force."""
        return await read_policies(self._manager, self._target)

    async def read_limit_states(self, ids: Sequence[int]) -> dict[int, IdState]:
        """The states of those IDs that the printer has."""
        if self._states_guard.in_doubt:
            await self._outdate(self._states_guard, ((*PA_ID_STATE, 0),), (self._as_owner(),))
        states: dict[int, IdState] = {}
        for at in range(0, len(ids), STATES_PER_SET):
            oids = [(*PA_ID_STATE, each) for each in ids[at : at + STATES_PER_SET]]
            values = await read(self._manager, self._target, oids)
            for oid in oids:
                if oid in values:
                    exceeded = number(values, oid) == IdState.LIMIT_EXCEEDED
                    states[oid[-1]] = IdState.LIMIT_EXCEEDED if exceeded else IdState.ENABLED
        return states

    async def write_limit_states(self, states: Mapping[int, IdState]) -> None:
        """Write all states, several in a SET. When it raises, an unknown part of them is in force."""
        items = sorted(states.items())
        for at in range(0, len(items), STATES_PER_SET):
            wanted = {(*PA_ID_STATE, each): int(state) for each, state in items[at : at + STATES_PER_SET]}
            varbinds = [self._as_owner(), *[Varbind(oid, ber.INTEGER, state) for oid, state in wanted.items()]]
            await self._write(self._states_guard, varbinds, wanted)

    async def set_time(self, now_us: Callable[[], int], offset_min: int) -> None:
        """Tell the time in whole seconds, taken anew for every attempt; read back after silence."""

        def build() -> Sequence[Varbind]:
            told = encode_date_and_time(now_us() // 1_000_000, offset_min)
            return self._as_owner(), Varbind(PA_CLOCK_TIME, ber.OCTET_STRING, told)

        def confirms(values: Values) -> bool:
            shown = decode_date_and_time(octets(values, PA_CLOCK_TIME))
            return shown is not None and abs(shown[0] - now_us() // 1_000_000) <= CLOCK_TOLERANCE_S

        async with self._explained(self.generation):
            await self._clock_guard.write(build, (PA_CLOCK_TIME,), confirms)

    async def write_settings(
        self, full_action: LogFullAction, format_inhibit: bool, panel_restrict: bool | None = None
    ) -> None:
        """Set the log-full action, the inhibition and, where there is one, the panel's restriction together."""
        wanted = {PA_LOG_FULL_ACTION: int(full_action), PA_FORMAT_INHIBIT: TRUE if format_inhibit else FALSE}
        if panel_restrict is not None:
            wanted[PA_PANEL_RESTRICT] = TRUE if panel_restrict else FALSE
        varbinds = (
            self._with_password(self.password),
            self._as_owner(),
            *[Varbind(oid, ber.INTEGER, value) for oid, value in wanted.items()],
        )
        await self._write(self._settings_guard, varbinds, wanted)

    async def write_traps(self, receiver: TrapReceiver, in_v1: bool, community: bytes) -> None:
        """Have notifications sent there."""
        async with self._explained(self.generation):
            await write_traps(self._manager, self._target, self.generation, receiver, in_v1=in_v1, community=community)

    async def _read_owner(self) -> tuple[bytes, int]:
        values = await read(self._manager, self._target, (PA_OWNER_ID, PA_OWNER_GENERATION))
        return octets(values, PA_OWNER_ID), number(values, PA_OWNER_GENERATION)

    async def _write_owner(self, new: bytes, expected: bytes, generation: int, password: bytes) -> None:
        varbinds = (
            self._with_password(password),
            Varbind(PA_OWNER_EXPECTED, ber.OCTET_STRING, expected),
            Varbind(PA_OWNER_ID, ber.OCTET_STRING, new),
            Varbind(PA_OWNER_GENERATION, ber.GAUGE32, generation),
        )
        wanted: dict[Oid, int | bytes] = {PA_OWNER_ID: new, PA_OWNER_GENERATION: generation}
        async with self._explained(generation - 1):
            await self._owner_guard.write(lambda: varbinds, tuple(wanted), _all_are(wanted))

    async def _write(self, guard: Guard, varbinds: Sequence[Varbind], wanted: Mapping[Oid, int | bytes]) -> None:
        async with self._explained(self.generation):
            await guard.write(lambda: varbinds, tuple(wanted), _all_are(wanted))

    async def _outdate(self, guard: Guard, oids: Sequence[Oid], credentials: Sequence[Varbind]) -> None:
        """Write once more what stands there: that moves the serial, and no copy of an earlier write can act any more.

        Only what is read after it can be relied on.
        """
        values = await read(self._manager, self._target, oids)
        if all(oid in values for oid in oids):
            wanted = {oid: number(values, oid) for oid in oids}
            written = [Varbind(oid, ber.INTEGER, value) for oid, value in wanted.items()]
            await self._write(guard, (*credentials, *written), wanted)

    def _as_owner(self) -> Varbind:
        return Varbind(PA_SET_GENERATION, ber.GAUGE32, self.generation)

    @staticmethod
    def _with_password(password: bytes) -> Varbind:
        return Varbind(PA_ADMIN_PASSWORD, ber.OCTET_STRING, password)

    @asynccontextmanager
    async def _explained(self, generation: int) -> AsyncIterator[None]:
        """Turn a refusal into what lies behind it: the password, or another owner than when we wrote."""
        try:
            yield
        except Refused as refused:
            raise await self._reason(refused, generation) from refused

    async def _reason(self, refused: Refused, generation: int) -> DeviceError:
        if refused.status == ErrorStatus.AUTHORIZATION_ERROR or (
            # version 1 has no word for it (RFC 3584 section 4.4) and only points at the password
            self._target.version == V1
            and (refused.status, refused.index) == (ErrorStatus.NO_SUCH_NAME, _PASSWORD_INDEX)
        ):
            return WrongPassword(
                f"{self._target.address}: the administrator password is wrong; nothing was changed",
                "give the one that is set at the printer",
            )
        if (refused.status, refused.index) in _BUSY:
            return PrinterBusy(
                f"{self._target.address}: the printer is busy and takes no changes now",
                "wait until nobody works at its panel and it shows no error, then try again",
            )
        if refused.status in STALE:
            with contextlib.suppress(NoResponse):
                owner, current = await self._read_owner()
                if current != generation:
                    return OwnedByOther(owner.hex(), self._lost(owner))
        return refused

    def _lost(self, owner: bytes) -> str:
        if owner:
            return f"{self._target.address}: the server {owner.hex()} has become the owner"
        return f"{self._target.address}: has no owner any more; was its storage initialised?"


def _all_are(wanted: Mapping[Oid, int | bytes]) -> Callable[[Values], bool]:
    return lambda values: all(values.get(oid) == value for oid, value in wanted.items())
