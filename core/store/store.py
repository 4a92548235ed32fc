"""The store's face: everything the other rooms may ask of the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

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
    Selection,
    Standing,
    StreamKind,
)
from core.model.errors import Fenced, StoreError
from core.model.fees import Rounding
from core.model.search import SearchSettings
from core.rules.log_view import masked
from core.store import initial_fees, queries
from core.store import toners as toner_rows
from core.store import totals as sums
from core.store.books import Books
from core.store.desired_ids import DesiredIds
from core.store.group_face import GroupFace
from core.store.lease import Lease
from core.store.limit_face import LimitFace
from core.store.memory import MemoryFile
from core.store.opening import open_books
from core.store.operation_face import OperationFace
from core.store.pace import Pace
from core.store.policy_face import PolicyFace
from core.store.record_face import RecordFace
from core.store.snapshot import snapshot
from core.store.user_face import UserFace
from core.store.verify import verify
from core.wire.mib import IdState

T = TypeVar("T")

EVERYTHING: Final = Selection()


class Store:
    """One server's ledger and settings.

    The holder of the lease may write; opened with ``lease=False`` a store reads beside a running server and may only
    ask it for things (:meth:`enqueue`). All writes raise Fenced once the store was fenced or lost its lease.
    """

    def __init__(self, books: Books, lease: Lease | None, pace: Pace, now_us: Callable[[], int]) -> None:
        """Use :meth:`open`."""
        self._books = books
        self._lease = lease
        self._pace = pace
        self._now_us = now_us
        self._ended = False
        self.policies = PolicyFace(books, self._read, self._write)
        self.limits = LimitFace(books, self._read, self._write)
        self.operations = OperationFace(books, self._read, self._write)
        self.groups = GroupFace(books, self._read, self._write)
        self.records = RecordFace(books, self._read, self._write)
        self.users = UserFace(books, self._read, self._write)

    @property
    def token(self) -> int:
        """The fencing token of this lease; 0 without a lease."""
        return self._books.db.token

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
        try:
            books, held = await pace.read(lambda: open_books(where, now_us=now_us, chance=chance, lease=lease))
        except BaseException:
            pace.close(lambda: None)
            raise
        return cls(books, held, pace, now_us)

    async def close(self) -> None:
        """Write what is still to be written and give the lease back."""
        if self._ended:
            return
        try:
            if self._lease is not None:
                await self._write(self._books.printers.save, self._now_us())
        except Fenced:
            pass  # whoever has the lease now writes what is true now
        finally:
            if not self._ended:
                await self._pace.read(self._books.db.close)
            self.fence()

    def fence(self) -> None:
        """A crash: nothing more is written, every later call raises Fenced, the lease falls back at once."""
        if self._ended:
            return
        self._ended = True
        self._books.db.fenced = True
        if self._lease is not None:
            self._lease.release()
        self._pace.close(self._books.db.close)

    # settings

    async def server_id(self) -> bytes:
        """This server's ID, 16 octets, made when the database was created (PRN-09)."""
        return await self._read(lambda books: books.settings.server_id)

    async def settings(self) -> LedgerSettings:
        """Zone, currency, edition, closing days."""
        return await self._read(lambda books: books.settings.current)

    async def configure(
        self,
        *,
        zone: str | None = None,
        currency: str | None = None,
        edition: str | None = None,
        rounding: Rounding | None = None,
        rounding_micros: int | None = None,
    ) -> LedgerSettings:
        """Change settings; what is not given stays. Raises BadInput."""
        return await self._write(self._books.settings.change, zone, currency, edition, rounding, rounding_micros)

    async def set_closing_day(self, day: int, *, after_as_this_month: bool = False) -> None:
        """Set the closing day; in an empty ledger at once, else from the next month on (LOG-15)."""
        await self._write(self._books.set_closing_day, day, after_as_this_month)

    # printers

    async def add_printer(self, row: PrinterRow) -> int:
        """Store a new printer and return its key.

        Raises TooManyPrinters beyond the edition's number (PRN-01), BadInput for a name or address in use.
        """
        return await self._write(self._books.add_printer, row)

    async def printers(self, *, removed: bool = False) -> list[PrinterRow]:
        """All printers by name; with ``removed`` also those that were deleted."""
        return await self._read(lambda books: books.printers.rows(removed=removed))

    async def printer(self, name: str) -> PrinterRow | None:
        """One printer by its name."""
        return await self._read(lambda books: books.printers.named(name))

    async def update_printer(self, key: int, **changes: Any) -> PrinterRow:
        """Change fields of a PrinterRow; writes only when something differs."""
        return await self._write(self._books.change_printer, key, changes)

    async def remove_printer(self, key: int) -> None:
        """Delete a printer: its stream is closed, its history stays (LOG-20)."""
        await self._write(self._books.remove_printer, key)

    async def search_settings(self) -> SearchSettings:
        """Where and how printers are searched for (PRN-03, PRN-15)."""
        return await self._read(lambda books: books.search.current)

    async def put_search_settings(self, settings: SearchSettings) -> None:
        """Change that."""
        await self._write(self._books.search.put, settings)

    async def note_attempt(self, printer_key: int, at_us: int, error: str = "") -> None:
        """An acquisition ended: with success (no ``error``) or not.

        Written when the error changed, else kept in memory and written along with a later transaction.
        """
        await self._write(self._books.printers.note, printer_key, at_us, error)

    # ledger

    async def position(self, printer_key: int) -> Position | None:
        """Where the ledger stands with the printer's open stream; None without one."""
        return await self._read(lambda books: books.ledger.position(printer_key))

    async def former_position(self, streams: Sequence[bytes]) -> Position | None:
        """Where the ledger stood when the first of these streams that it knows was closed; None if it knows none."""
        return await self._read(lambda books: books.ledger.former(streams))

    async def former_printer(self, streams: Sequence[bytes]) -> PrinterRow | None:
        """The printer to which the first of these streams that it knows belonged when it was closed; None as above."""
        return await self._read(lambda books: books.ledger.former_printer(streams))

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
        work = partial(self._books.ledger.open_stream, closing=closing, gaps=gaps)
        await self._write(work, printer_key, stream, kind, opened_us)

    async def ingest(self, batch: Batch) -> IngestResult:
        """Store a batch in one durable transaction: records, fees, usage, log numbers, gaps, status.

        The same key with the same digest is a repeat and changes nothing. With another digest the printer's state
        becomes "incident", nothing else is stored, and Incident is raised.
        """
        return await self._write(self._books.ledger.ingest, batch)

    async def ingest_reading(self, printer_key: int, at_us: int, impressions: int) -> int:
        """Store a life count (counters dialect) and return the impressions since the reading before.

        Nothing is written when it did not move; a count that fell begins a new stream.
        """
        return await self._write(self._books.readings.add, printer_key, at_us, impressions)

    # accounts, limits, fees

    async def put_account(self, setup: AccountSetup) -> Account:
        """Create or change the account of a Job Account ID (JID-01). Raises BadInput naming the field."""
        return await self._write(self._books.accounts.put, setup)

    async def remove_account(self, account_id: int) -> None:
        """Delete a Job Account ID; its history stays with its key. Raises BadInput."""
        await self._write(self._books.remove_account, account_id)

    async def accounts(self, *, removed: bool = False) -> list[Account]:
        """All accounts by ID, the unregistered one first."""
        return await self._read(lambda books: books.accounts.all(removed=removed))

    async def reset_usage(self, account_id: int, at_us: int) -> None:
        """Usage back to nothing: what is accounted up to and including ``at_us`` no longer counts (JID-09)."""
        await self._write(self._books.limits.reset, account_id, at_us)

    async def standings(self, now_us: int, keys: Iterable[int] | None = None) -> dict[int, Standing]:
        """Accounts against their own limits on printers without a group, by account key; all, or those of ``keys``."""
        return await self._read(lambda books: books.limits.standings(now_us, keys))

    async def decisions(self, now_us: int) -> dict[int, Decision]:
        """What follows for each Job Account ID in force on printers without a group, with the reason (LIM-03)."""
        return await self._read(lambda books: books.limits.decisions(now_us))

    async def limit_states(self, now_us: int) -> dict[int, IdState]:
        """The limit state every Job Account ID in force should have on printers without a group (LIM-03)."""
        return await self._read(lambda books: books.limits.limit_states(now_us))

    async def put_fee_definition(self, definition: FeeDefinition) -> FeeDefinition:
        """Save prices under a name: a new version when they differ from the last one (FEE-06)."""
        return await self._write(self._books.put_fee_definition, definition)

    async def put_fee_definitions(self, definitions: Sequence[FeeDefinition]) -> int:
        """Save several, or none of them; how many. Raises BadInput."""
        return await self._write(initial_fees.put_all, self._books, definitions)

    async def fee_definitions(self) -> list[FeeDefinition]:
        """The last version of each definition, by name; initial ones that nobody needed yet have version 0."""
        return await self._read(initial_fees.all_fees)

    async def copy_fee_definition(self, name: str, new_name: str) -> FeeDefinition:
        """Save a definition under a new name as well (FEE-04). Raises BadInput."""
        return await self._write(initial_fees.copy, self._books, name, new_name)

    async def remove_fee_definition(self, name: str) -> list[str]:
        """Delete a definition; the printers that had it and now have their initial one (FEE-04). Raises BadInput."""
        return await self._write(initial_fees.remove, self._books, name)

    async def toners(self, printer_key: int) -> dict[str, int]:
        """Pages that each colourant's toner lasts, as the printer told at its registration (FEE-07)."""
        return await self._read(lambda books: toner_rows.toners(books.db, printer_key))

    async def note_toners(self, printer_key: int, pages: Mapping[str, int]) -> None:
        """Keep what a printer told of its toner."""
        await self._write(toner_rows.note_toners, self._books.db, printer_key, pages, self._now_us())

    async def fee_versions(self) -> dict[int, FeeDefinition]:
        """Every version of every definition by its key, also of those that were removed (FEE-06)."""
        return await self._read(lambda books: dict(books.fees.by_key))

    async def assign_fee(self, printer_key: int, name: str) -> None:
        """Charge a printer's jobs by this definition from now on; "" charges nothing. Raises BadInput."""
        await self._write(self._books.change_printer, printer_key, {"fee_definition": name})

    # provisioning

    async def desired_ids(self) -> DesiredIds:
        """The ID table every printer should have, unregistered first, and its revision (JID-07)."""
        return await self._read(lambda books: books.desired_ids())

    async def mark_applied(self, printer_key: int, revision: int, states: Mapping[int, IdState]) -> None:
        """A printer's ID table now has this revision and these limit states; writes only when that is news."""
        changes = {"applied_revision": revision, "applied_states": {id_: int(state) for id_, state in states.items()}}
        await self._write(self._books.change_printer, printer_key, changes)

    # commands from the web page and the command line

    async def enqueue(self, kind: str, args: Mapping[str, Any]) -> int:
        """Ask the running server for something; allowed without the lease."""
        self._alive()
        return await self._pace.read(partial(self._run, self._books.commands.enqueue, kind, args))

    async def take_command(self) -> Command | None:
        """The oldest command that nobody has taken, now taken."""
        return await self._write(self._books.commands.take)

    async def finish_command(self, command_id: int, result: Mapping[str, Any]) -> None:
        """Answer a command."""
        await self._write(self._books.commands.finish, command_id, result)

    async def command_result(self, command_id: int) -> dict[str, Any] | None:
        """The answer, or None while there is none."""
        return await self._read(lambda books: books.commands.result(command_id))

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
        printers = () if printer is None else (printer,)
        where = Selection(printers, month, account, status=status)
        return await self.log(where, after=after, limit=limit, newest_first=newest_first)

    async def log(
        self,
        where: Selection,
        *,
        after: int = 0,
        limit: int | None = None,
        newest_first: bool = False,
        unmasked: bool = False,
    ) -> list[dict[str, Any]]:
        """Jobs of the log, without those deleted from it; see :meth:`jobs`. Raises BadInput.

        Names of documents are masked if the log is kept so (LOG-22); ``unmasked`` is for rules that go by them.
        """
        work = partial(queries.jobs, where=where, after=after, limit=limit, newest_first=newest_first)
        found, options = await self._read(lambda books: (work(books.db), books.log_options.current))
        return [masked(job) for job in found] if options.mask_documents and not unmasked else found

    async def delete_log(self, printer: str | None, month: str | None, reason: str) -> int:
        """Delete from the log what a printer, a month, or both have in it now (LOG-11); how many jobs that were.

        They are no longer shown or totalled, and are not acquired again; usage, fees and log numbers stay. Raises
        BadInput.
        """
        return await self._write(self._books.deletions.delete, printer, month, reason)

    async def gaps(self, *, printer: str | None = None) -> list[dict[str, Any]]:
        """Gaps in the shape of docs/ledger-snapshot.md."""
        return await self._read(lambda books: queries.gaps(books.db, printer))

    async def totals(
        self, by: str | Sequence[str], where: Selection = EVERYTHING, *, deleted_too: bool = False
    ) -> list[dict[str, Any]]:
        """Sums of the log's records (AGG-04), grouped by any of printer, account, sent id, user, month and day.

        ``deleted_too``: as if nothing had been deleted from the log. Raises BadInput.
        """
        groups = (by,) if isinstance(by, str) else tuple(by)

        def work(books: Books) -> list[dict[str, Any]]:
            zone = books.settings.current.zone
            return sums.totals(books.db, groups, where, zone=zone, deleted_too=deleted_too)

        return await self._read(work)

    async def snapshot(self) -> dict[str, Any]:
        """The neutral ledger snapshot (docs/ledger-snapshot.md)."""

        def work(books: Books) -> dict[str, Any]:
            return snapshot(
                books.db,
                books.settings,
                printers=books.printers,
                accounts=books.accounts,
                limits=books.limits,
                deletions=books.deletions,
                grouping=books.grouping,
                now_us=self._now_us(),
            )

        return await self._read(work)

    async def verify(self) -> list[str]:
        """Check the ledger against itself; one line for each finding, none when all is well (BEY-07)."""
        return await self._read(lambda books: verify(books.db, books.accounts, books.fees))

    # how work is run

    async def _read(self, question: Callable[[Books], T]) -> T:
        self._alive()
        return await self._pace.read(partial(self._ask, question))

    async def _write(self, work: Callable[..., T], *arguments: Any) -> T:
        self._alive()
        if self._lease is None:
            raise Fenced("this store was opened without the lease: it may only read and ask")
        result = await self._pace.write(partial(self._run, work, *arguments))
        self._alive()  # who was fenced after the commit never learns of it, as in a crash
        return result

    def _ask(self, question: Callable[[Books], T]) -> T:
        if self._lease is None:
            return self._run(lambda: self._books.visit(question))
        return self._run(question, self._books)

    def _run(self, work: Callable[..., T], *arguments: Any) -> T:
        self._alive()
        try:
            return work(*arguments)
        except sqlite3.Error as error:
            raise StoreError(f"the database failed: {error}", "see whether the disk is full or damaged") from error

    def _alive(self) -> None:
        if self._ended:
            raise Fenced("the store was closed or fenced")
