"""All books of one database together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from core.chance import Chance
from core.model.fees import FeeDefinition
from core.model.log_options import AutoExport
from core.model.printers import PrinterRow
from core.store import initial_fees
from core.store.accounts import AccountBook
from core.store.audit import AuditBook
from core.store.backup import load
from core.store.commands import CommandDesk
from core.store.database import Database
from core.store.deletions import DeletionBook
from core.store.desired_ids import DesiredIds, desired_ids
from core.store.exports import ExportBook
from core.store.fees import FeeBook
from core.store.grouping import Grouping
from core.store.groups import GroupBook
from core.store.ledger import Ledger
from core.store.limit_book import LimitBook
from core.store.log_numbers import LogNumbers
from core.store.log_options import LogOptionsBook
from core.store.outbox import Outbox
from core.store.own_totals import OwnTotals
from core.store.places import PlaceBook
from core.store.policies import PolicyBook
from core.store.printers import PrinterBook
from core.store.readings import ReadingBook
from core.store.search import SearchBook
from core.store.settings import SettingsBook
from core.store.streams import StreamBook
from core.store.users import UserBook

T = TypeVar("T")


class Books:
    """What the store's face puts its questions to; used by one thread at a time."""

    def __init__(self, db: Database, *, now_us: Callable[[], int], chance: Chance) -> None:
        self.db = db
        self._now_us = now_us
        self._chance = chance
        self._version = (-1, -1)
        self.refresh()

    def refresh(self) -> None:
        """Read everything, unless nobody else wrote since; for those who hold no lease."""
        # the first counts commits of other connections, the second what this one changed
        version = (self.db.raw.execute("PRAGMA data_version").fetchone()[0], self.db.raw.total_changes)
        if version == self._version:
            return
        self._version = version
        db = self.db
        self.settings = SettingsBook(db, self._now_us)
        self.printers = PrinterBook(db, self._now_us)
        self.streams = StreamBook(db)
        self.fees = FeeBook(db, self._now_us)
        self.groups = GroupBook(db, self._now_us)
        self.places = PlaceBook(db)
        self.accounts = AccountBook(db, self.settings, self.groups, self.places, self._now_us)
        self.grouping = Grouping(
            db,
            self.settings,
            printers=self.printers,
            groups=self.groups,
            places=self.places,
            accounts=self.accounts,
            now_us=self._now_us,
        )
        self.limits = LimitBook(db, self.accounts, self.groups, self.printers, self._now_us)
        self.log_options = LogOptionsBook(db)
        self.exports = ExportBook(db)
        self.outbox = Outbox(db, self._now_us)
        self.own_totals = OwnTotals(
            db,
            self.settings,
            accounts=self.accounts,
            groups=self.groups,
            options=self.log_options,
            outbox=self.outbox,
        )
        self.users = UserBook(
            db,
            printers=self.printers,
            groups=self.groups,
            places=self.places,
            accounts=self.accounts,
            now_us=self._now_us,
        )
        self.numbers = LogNumbers(db, self.settings)
        self.readings = ReadingBook(db, self.printers, self.streams, self._chance)
        self.deletions = DeletionBook(db, self.printers, self.streams, self._now_us)
        self.policies = PolicyBook(db, self._now_us)
        self.commands = CommandDesk(db, self._now_us)
        self.audit = AuditBook(db, self._now_us)
        self.search = SearchBook(db)
        self.ledger = Ledger(
            db,
            printers=self.printers,
            streams=self.streams,
            accounts=self.accounts,
            fees=self.fees,
            numbers=self.numbers,
            options=self.log_options,
            chance=self._chance,
        )

    def visit(self, question: Callable[[Books], T]) -> T:
        """Answer a question for those who hold no lease, from one moment of the database."""
        self.db.raw.execute("BEGIN")
        try:
            self.refresh()
            return question(self)
        finally:
            self.db.raw.execute("COMMIT")

    # what concerns several books

    def now_us(self) -> int:
        """The calendar."""
        return self._now_us()

    def restore(self, content: Mapping[str, Any], secrets: Mapping[str, Any] | None) -> dict[str, str]:
        """Put a backup of the settings into this database, and read everything anew."""
        states = load(self.db, content, secrets)
        self._version = (-1, -1)
        self.refresh()
        return states

    def add_printer(self, row: PrinterRow) -> int:
        """Store a new printer."""
        row = replace(row, fee_definition=initial_fees.named(self, row.fee_definition, row))
        return self.printers.add(row, self.settings.current.edition)

    def change_printer(self, key: int, changes: Mapping[str, Any]) -> PrinterRow:
        """Change a printer's settings."""
        if changes.get("fee_definition"):
            name = initial_fees.named(self, changes["fee_definition"], self.printers.row(key))
            changes = {**changes, "fee_definition": name}
        before = self.printers.row(key).auto_export
        row = self.printers.change(key, changes)
        if before is AutoExport.NONE and row.auto_export is not AutoExport.NONE:
            self.exports.begin_here(key)
        return row

    def remove_printer(self, key: int) -> None:
        """Delete a printer."""
        self.printers.remove(key)
        self.streams.forget(key)
        self.grouping.forget_printer(key)

    def remove_account(self, account_id: int) -> None:
        """Delete a Job Account ID."""
        self.accounts.remove(account_id)
        self.users.forget_account(account_id)

    def desired_ids(self) -> DesiredIds:
        """The ID tables that printers should have now."""
        return desired_ids(
            self.settings.ids_revision,
            self.accounts.all(),
            self.groups,
            self.places,
            printer_keys=[row.key for row in self.printers.rows()] if self.places.any_chosen else (),
            now_us=self._now_us(),
        )

    def put_fee_definition(self, definition: FeeDefinition) -> FeeDefinition:
        """Save prices."""
        return initial_fees.put(self, definition)

    def set_closing_day(self, day: int, after_as_this_month: bool) -> None:
        """Set the closing day and count anew what it turns."""
        if self.settings.set_closing_day(day, after_as_this_month=after_as_this_month):
            self.accounts.restate_closing()
