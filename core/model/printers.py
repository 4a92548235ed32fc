"""A printer as the server knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from core.model.log_options import AutoExport

EDITION_PRINTERS: Mapping[str, int] = MappingProxyType({"enterprise": 1000, "standard": 50})


class PrinterState(StrEnum):
    """Whether records of a printer are acquired, and if not, why (PRN-10, PRN-13)."""

    ACQUIRING = "acquiring"
    STOPPED = "stopped"
    OTHER_SERVER = "other server"
    INCIDENT = "incident"


class UnloggedCounters(NamedTuple):
    """The printer's counters of what left no record, as last seen."""

    serial: int = 0
    stopped_jobs: int = 0
    stopped_sheets: int = 0
    lost_jobs: int = 0
    lost_sheets: int = 0
    refusals: int = 0


NOTHING_UNLOGGED = UnloggedCounters()


@dataclass(frozen=True, slots=True)
class PrinterRow:
    """Settings, identity and acquisition status of one printer.

    ``key`` is the surrogate (0 before it is stored); names are unique among printers that are not removed.
    ``trap_port`` 0 means that its traps are not wanted, None that they go to the server's own port.
    ``version`` is 0 for SNMPv1, 1 for v2c, 3 for v3, whose user is JSON ("" for none). ``acquire_every_us`` 0 means
    that the interval is worked out (PRN-06), at first from ``sheets_an_hour``, 0 where the printer does not tell.
    ``log_only``: nothing is put in force there that restricts anybody (PRN-11).
    ``acquire_at`` are local times "HH:MM". ``applied_states`` are the limit states last written, by Job Account ID.
    ``acquired_us`` is the last acquisition that stored jobs, ``previous_us`` the one before that (or registration).
    """

    name: str
    address: str
    port: int = 161
    key: int = 0
    version: int = 1
    read_community: str = "public"
    write_community: str = "private"
    admin_password: str = ""
    retries: int = 3
    timeout_s: float = 1.0
    snmp_user: str = ""
    trap_read_community: str = "public"
    trap_write_community: str = ""
    trap_port: int | None = None
    acquire_every_us: int | None = None
    acquire_at: tuple[str, ...] = ()
    full_action: int = 1
    format_inhibit: bool = False
    log_only: bool = False
    fee_definition: str = ""
    auto_export: AutoExport = AutoExport.NONE
    dialect: str = ""
    model: str = ""
    serial: str = ""
    description: str = ""
    capabilities: int = 0
    log_capacity: int = 0
    id_capacity: int = 0
    max_message: int = 484
    sheets_an_hour: int = 0
    state: PrinterState = PrinterState.ACQUIRING
    generation: int = 0
    unlogged: UnloggedCounters = NOTHING_UNLOGGED
    registered_us: int = 0
    removed_us: int | None = None
    acquired_us: int | None = None
    previous_us: int | None = None
    last_success_us: int | None = None
    last_attempt_us: int | None = None
    last_error: str = ""
    records_fetched: int = 0
    applied_revision: int = 0
    applied_states: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
