"""A registered printer while the server runs: its row, its device, and what is known of it between contacts."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from core.config.settings import Schedule
from core.devices.port import Device
from core.model import Position, PrinterRow, PrinterState
from core.rules.interval import MOST_US
from core.wire.mib import Capability, IdState


class Held(NamedTuple):
    """What of the provisioning a printer has, or should have: table revision and the IDs over their limit."""

    revision: int
    exceeded: frozenset[int]


@dataclass(slots=True, eq=False)
class Station:
    """One printer. ``lock`` is held by whoever acquires, provisions, or changes its registration.

    ``held`` is trusted only while ``is_verified``; a fresh process verifies it at the first contact.
    """

    row: PrinterRow
    device: Device
    position: Position | None
    schedule: Schedule
    held: Held
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    is_acquiring: bool = False
    is_verified: bool = False
    is_reconciling: bool = False
    provisioning_error: str = ""
    unfit: tuple[int, ...] = ()  # Job Account IDs beyond the printer's capacity
    policies_held: int = -1  # revision; nobody knows in a fresh process
    told_us: int = 0  # when it was last told the time
    is_in_doubt: bool = False  # work on it was cut off: row, position and what it holds may be behind the store
    is_removed: bool = False
    interval_us: int = MOST_US  # of an automatic schedule, as it was worked out last
    interval_at_us: int = -MOST_US

    def take(self, row: PrinterRow) -> None:
        """Take over what is stored."""
        self.row = row
        self.schedule = schedule_of(row)
        self.held = held_of(row)

    @property
    def name(self) -> str:
        """The printer's name."""
        return self.row.name

    @property
    def is_started(self) -> bool:
        """Whether its log is being acquired."""
        return self.row.state is PrinterState.ACQUIRING and not self.is_removed

    @property
    def due(self) -> Schedule:
        """The schedule by which it falls due: its own, or the interval that was worked out for it."""
        return Schedule(every=self.interval_us) if self.schedule.automatic else self.schedule

    @property
    def needs_time(self) -> bool:
        """Whether it has no clock of its own and must be told the time (ACQ-06)."""
        return self.row.dialect == "accounting" and not self.row.capabilities & Capability.CLOCK

    @property
    def takes_ids(self) -> bool:
        """Whether IDs, restrictions and limit states can be written into it now."""
        return self.takes_settings and not self.row.log_only and bool(self.row.capabilities & Capability.IDS)

    @property
    def takes_settings(self) -> bool:
        """Whether anything can be written into it now: it is this server's, and no mere counter."""
        ours = self.row.state in (PrinterState.ACQUIRING, PrinterState.STOPPED)
        return ours and not self.is_removed and self.row.dialect == "accounting"

    @property
    def takes_users(self) -> bool:
        """Whether panel users can be written into it now."""
        return self.takes_ids and bool(self.row.capabilities & Capability.USERS)

    @property
    def takes_policies(self) -> bool:
        """Whether policies can be written into it now."""
        return self.takes_ids and bool(self.row.capabilities & Capability.POLICIES)


def make_station(row: PrinterRow, device: Device, position: Position | None) -> Station:
    """A station from what is stored."""
    return Station(row, device, position, schedule_of(row), held_of(row))


def held_of(row: PrinterRow) -> Held:
    """What was last written into a printer."""
    over = frozenset(each for each, state in row.applied_states.items() if state == IdState.LIMIT_EXCEEDED)
    return Held(row.applied_revision, over)


def schedule_of(row: PrinterRow) -> Schedule:
    """The schedule that a row holds."""
    if row.acquire_every_us == 0:
        return Schedule(automatic=True)
    times = tuple(dt.time.fromisoformat(text) for text in row.acquire_at)
    return Schedule(every=row.acquire_every_us, at=times)
