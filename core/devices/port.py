"""What the server's services may ask of a printer, whatever dialect it speaks.

A dialect that lacks something raises :class:`core.model.errors.NoLogCapability`. Every method may raise
:class:`core.model.errors.DeviceError`; a write that returns has been confirmed, by its reply or by reading back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from core.model.ledger import Position
from core.model.policies import PrinterPolicies
from core.model.printers import UnloggedCounters
from core.wire.id_table import IdRow
from core.wire.mib import Capability, ClockKind, IdState, LogFullAction, StreamCause
from core.wire.policy_table import PolicyTable
from core.wire.user_table import UserRow

NO_TONERS: Final[Mapping[str, int]] = MappingProxyType({})


class Identity(NamedTuple):
    """Who a printer says it is and what it can do (PRN-02)."""

    dialect: str  # "accounting" or "counters"
    name: str
    description: str
    model: str
    serial: str
    location: str
    capabilities: Capability
    log_capacity: int  # records
    id_capacity: int  # Job Account IDs, the row for unregistered ones not counted
    max_message: int  # octets of the largest datagram it sends or takes
    clock: ClockKind | None
    owner_id: bytes  # empty = nobody
    generation: int
    toners: Mapping[str, int] = NO_TONERS  # pages that each colourant's toner lasts, as far as it tells (FEE-07)
    sheets_an_hour: int = 0  # at its fastest; 0 = it does not tell


class StreamEntry(NamedTuple):
    """One row of the printer's history of log streams."""

    stream: bytes
    next: int  # sequence that would have come next in it
    cause: StreamCause | int  # why it began


class Fetch(NamedTuple):
    """What one look into a printer's log found. ``more`` asks for another look once this has been committed.

    Records that are missing were lost: between two sequences, and from the last one up to ``first``.
    """

    stream: bytes
    owner_id: bytes
    generation: int
    first: int  # oldest sequence held; equals ``next`` when the log is empty
    next: int
    unlogged_serial: int
    records: list[tuple[int, bytes]]  # ascending sequences after the position; raw records
    more: bool
    streams: tuple[StreamEntry, ...] = ()  # newest first; read when the stream is another than the position's
    unlogged: UnloggedCounters | None = None  # read when the serial is another than the caller knew


class Reading(NamedTuple):
    """The life count of a printer, in impressions as its Printer-MIB counts them."""

    serial: str
    impressions: int
    power_on_impressions: int | None  # since it was switched on: falls back at a power cycle


class DeviceState(NamedTuple):
    """What the reconciler compares with what it wants."""

    owner_id: bytes
    generation: int
    ids_revision: int  # 0 = never written
    ids_digest: bytes  # SHA-256, empty = never written
    full_action: LogFullAction | int
    format_inhibit: bool
    clock: ClockKind | int
    clock_s: int | None  # UTC seconds on the printer's clock; None = not set
    clock_offset_min: int | None
    panel_restrict: bool | None = None  # None: its panel cannot be restricted


class TrapReceiver(NamedTuple):
    """Whom a printer is to tell of its log unasked (four octets of address, two of port), and under what community."""

    where: bytes
    community: str


class Device(Protocol):
    """One printer. ``generation`` is the owner generation under which this server writes; 0 = not claimed."""

    dialect: str
    generation: int

    async def identify(self) -> Identity:
        """Read identity and capabilities."""

    async def read_toners(self) -> Mapping[str, int]:
        """Pages that the toner of each colourant lasts, as far as the printer tells (FEE-07)."""

    async def read_state(self) -> DeviceState:
        """Read owner, table revision, settings and clock."""

    async def read_counters(self) -> Reading:
        """Read the life count."""

    async def claim(self, server_id: bytes, password: bytes, take_over_from: bytes | None = None) -> int:
        """Become the owner and return the new generation (PRN-09).

        A printer that nobody or this server owns is claimed; one of another owner only when ``take_over_from`` is
        that owner's ID. Raises OwnedByOther, WrongPassword.
        """

    async def disown(self, server_id: bytes) -> None:
        """Give the ownership back (PRN-23); nothing happens on a printer that is not ours."""

    async def fetch(self, after: Position | None, unlogged_serial: int | None = None) -> Fetch:
        """Read the records after a position, the oldest first; also what the serials say has changed."""

    async def release(self, stream: bytes, generation: int, through: int) -> None:
        """Tell the printer that records up to ``through`` are stored safely (ACQ-04). Only ever moves forward."""

    async def write_ids(self, rows: Sequence[IdRow], revision: int) -> None:
        """Put a table of Job Account IDs in force, whole or not at all."""

    async def write_policies(self, table: PolicyTable, revision: int) -> None:
        """Put a table of policies in force, whole or not at all (POL-05)."""

    async def write_users(self, rows: Sequence[UserRow], revision: int) -> None:
        """Put a list of panel users in force, whole or not at all (JID-11)."""

    async def read_policies(self) -> PrinterPolicies:
        """The policies that the printer holds, and their revision; 0 = never written (POL-05)."""

    async def read_limit_states(self, ids: Sequence[int]) -> dict[int, IdState]:
        """The limit states of those of ``ids`` that the printer has."""

    async def write_limit_states(self, states: Mapping[int, IdState]) -> None:
        """Enable IDs or mark them "limit exceeded" (LIM-03)."""

    async def set_time(self, now_us: Callable[[], int], offset_min: int) -> None:
        """Tell the time (ACQ-06). ``now_us`` is asked again for every attempt: a time is never repeated."""

    async def write_settings(
        self, full_action: LogFullAction, format_inhibit: bool, panel_restrict: bool | None = None
    ) -> None:
        """Set log-full action, inhibition of formatting and, unless None, whether the panel asks who is there.

        They belong together: the printer takes all of them or none (ACQ-05, PRN-11, PRN-18).
        """

    async def write_traps(self, receiver: TrapReceiver, in_v1: bool, community: bytes) -> None:
        """Have notifications sent there (ACQ-10); ``community`` is the one to write with, b"" the usual one."""
