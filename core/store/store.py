"""The store's face: everything the other rooms may ask of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from core.chance import Chance
from core.model import (
    Account,
    AccountSetup,
    Batch,
    Command,
    Decision,
    FeeDefinition,
    Gap,
    IngestResult,
    LedgerSettings,
    Position,
    PrinterRow,
    Standing,
    StreamKind,
)
from core.store.memory import MemoryFile
from core.store.pace import Pace
from core.wire.mib import IdState
from core.wire.records import IdRow


class Store:
    """One server's ledger and settings.

    The holder of the lease may write; opened with ``lease=False`` a store reads beside a running server and may only
    ask it for things (:meth:`enqueue`). All writes raise Fenced once the store was fenced or lost its lease.
    """

    token: int  # fencing token of this lease; 0 without a lease

    @classmethod
    async def open(
        cls,
        where: str | Path | MemoryFile | None,
        *,
        pace: Pace,
        now_us: Callable[[], int],
        chance: Chance,
        lease: bool = True,
    ) -> Store:
        """Open or create a database: a path, a MemoryFile (outlives the store, as a disk does), or None (in memory).

        Raises ForeignDatabase for a damaged or foreign file, which is left untouched, and LeaseHeld when another
        process works on it.
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Write what is still to be written and give the lease back."""
        raise NotImplementedError

    def fence(self) -> None:
        """A crash: nothing more is written, every later call raises Fenced, the lease falls back at once."""
        raise NotImplementedError

    # settings

    async def server_id(self) -> bytes:
        """This server's ID, 16 octets, made when the database was created (PRN-09)."""
        raise NotImplementedError

    async def settings(self) -> LedgerSettings:
        """Zone, currency, edition, closing days."""
        raise NotImplementedError

    async def configure(
        self, *, zone: str | None = None, currency: str | None = None, edition: str | None = None
    ) -> LedgerSettings:
        """Change settings; what is not given stays. Raises BadInput."""
        raise NotImplementedError

    async def set_closing_day(self, day: int, *, after_as_this_month: bool = False) -> None:
        """Set the closing day; in an empty ledger at once, else from the next month on (LOG-15)."""
        raise NotImplementedError

    # printers

    async def add_printer(self, row: PrinterRow) -> int:
        """Store a new printer and return its key.

        Raises TooManyPrinters beyond the edition's number (PRN-01), BadInput for a name or address in use.
        """
        raise NotImplementedError

    async def printers(self, *, removed: bool = False) -> list[PrinterRow]:
        """All printers by name; with ``removed`` also those that were deleted."""
        raise NotImplementedError

    async def printer(self, name: str) -> PrinterRow | None:
        """One printer by its name."""
        raise NotImplementedError

    async def update_printer(self, key: int, **changes: Any) -> PrinterRow:
        """Change fields of a PrinterRow; writes only when something differs."""
        raise NotImplementedError

    async def remove_printer(self, key: int) -> None:
        """Delete a printer: its stream is closed, its history stays (LOG-20)."""
        raise NotImplementedError

    async def note_attempt(self, printer_key: int, at_us: int, error: str = "") -> None:
        """An acquisition ended: with success (no ``error``) or not.

        Written when the error changed, else kept in memory and written along with a later transaction.
        """
        raise NotImplementedError

    # ledger

    async def position(self, printer_key: int) -> Position | None:
        """Where the ledger stands with the printer's open stream; None without one."""
        raise NotImplementedError

    async def open_stream(
        self,
        printer_key: int,
        stream: bytes,
        kind: StreamKind,
        opened_us: int,
        *,
        closing: str | None = None,
        gaps: Sequence[Gap] = (),
    ) -> None:
        """Begin a stream, or continue one that is known; the printer's open stream is closed with cause ``closing``.

        ``gaps`` are what was lost between the two; they may name streams nobody has seen.
        """
        raise NotImplementedError

    async def ingest(self, batch: Batch) -> IngestResult:
        """Store a batch in one durable transaction: records, fees, usage, log numbers, gaps, status.

        The same key with the same digest is a repeat and changes nothing. With another digest the printer's state
        becomes "incident", nothing else is stored, and Incident is raised.
        """
        raise NotImplementedError

    async def ingest_reading(self, printer_key: int, at_us: int, impressions: int) -> int:
        """Store a life count (counters dialect) and return the impressions since the reading before.

        Nothing is written when it did not move; a count that fell begins a new stream.
        """
        raise NotImplementedError

    # accounts, limits, fees

    async def put_account(self, setup: AccountSetup) -> Account:
        """Create or change the account of a Job Account ID (JID-01). Raises BadInput naming the field."""
        raise NotImplementedError

    async def remove_account(self, account_id: int) -> None:
        """Delete a Job Account ID; its history stays with its key. Raises BadInput."""
        raise NotImplementedError

    async def accounts(self, *, removed: bool = False) -> list[Account]:
        """All accounts by ID, the unregistered one first."""
        raise NotImplementedError

    async def reset_usage(self, account_id: int, at_us: int) -> None:
        """Usage back to nothing: what is accounted up to and including ``at_us`` no longer counts (JID-09)."""
        raise NotImplementedError

    async def standings(self, now_us: int, keys: Iterable[int] | None = None) -> dict[int, Standing]:
        """Accounts with a limit against it, by account key; all, or those of ``keys``."""
        raise NotImplementedError

    async def decisions(self, now_us: int) -> dict[int, Decision]:
        """What follows for each Job Account ID in force, with the reason (LIM-03)."""
        raise NotImplementedError

    async def next_turn_us(self, now_us: int) -> int | None:
        """The next instant at which some limit's period ends (LIM-04); None without any."""
        raise NotImplementedError

    async def put_fee_definition(self, definition: FeeDefinition) -> FeeDefinition:
        """Save prices under a name: a new version when they differ from the last one (FEE-06)."""
        raise NotImplementedError

    async def fee_definitions(self) -> list[FeeDefinition]:
        """The last version of each definition, by name."""
        raise NotImplementedError

    async def assign_fee(self, printer_key: int, name: str) -> None:
        """Charge a printer's jobs by this definition from now on; "" charges nothing. Raises BadInput."""
        raise NotImplementedError

    # provisioning

    async def desired_ids(self) -> tuple[int, list[IdRow]]:
        """The ID table every printer should have, unregistered first, and its revision."""
        raise NotImplementedError

    async def mark_applied(self, printer_key: int, revision: int, states: Mapping[int, IdState]) -> None:
        """A printer's ID table now has this revision and these limit states; writes only when that is news."""
        raise NotImplementedError

    # commands from the web page and the command line

    async def enqueue(self, kind: str, args: Mapping[str, Any]) -> int:
        """Ask the running server for something; allowed without the lease."""
        raise NotImplementedError

    async def take_command(self) -> Command | None:
        """The oldest command that nobody has taken, now taken."""
        raise NotImplementedError

    async def finish_command(self, command_id: int, result: Mapping[str, Any]) -> None:
        """Answer a command."""
        raise NotImplementedError

    async def command_result(self, command_id: int) -> dict[str, Any] | None:
        """The answer, or None while there is none."""
        raise NotImplementedError

    # queries

    async def jobs(
        self,
        *,
        printer: str | None = None,
        account: int | None = None,
        month: str | None = None,
        status: str | None = None,
        after: int = 0,
        limit: int | None = 100,
        newest_first: bool = False,
    ) -> list[dict[str, Any]]:
        """Jobs in the shape of docs/ledger-snapshot.md plus "key"; ``account`` is the ID that was sent."""
        raise NotImplementedError

    async def gaps(self, *, printer: str | None = None) -> list[dict[str, Any]]:
        """Gaps in the shape of docs/ledger-snapshot.md."""
        raise NotImplementedError

    async def totals(self, by: str) -> list[dict[str, Any]]:
        """Jobs, sheets, pages, colour, mono and fees by "printer", "account" or "month"; sums of records (AGG-04)."""
        raise NotImplementedError

    async def snapshot(self) -> dict[str, Any]:
        """The neutral ledger snapshot (docs/ledger-snapshot.md)."""
        raise NotImplementedError

    async def verify(self) -> list[str]:
        """Check the ledger against itself; one line for each finding, none when all is well (BEY-07)."""
        raise NotImplementedError
