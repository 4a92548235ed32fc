"""The printers: their settings, and how their acquisition goes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update

from core.model.errors import BadInput, StoreError, TooManyPrinters
from core.model.log_options import AutoExport
from core.model.printers import EDITION_PRINTERS, PrinterRow, PrinterState, UnloggedCounters
from core.store import tables
from core.store.database import Database, Statement
from core.store.history import ATTEMPTS_KEPT, Attempt, HistoryBook
from core.store.status import PrinterStatus

_COLUMNS: Final = tuple(column.name for column in tables.printers.columns)
_FIXED: Final = ("key", "registered_us", "removed_us")
_SAVE_EVERY_US: Final = 3_600_000_000  # attempts that brought no news are written this often
_SAVE_ALONG_US: Final = 60_000_000  # … or along with another transaction, this often

_ALL = Statement(select(tables.printers).order_by(tables.printers.c.name, tables.printers.c.key))
_INSERT = Statement(insert(tables.printers), *_COLUMNS)
_SAVE_ATTEMPT = Statement(
    update(tables.printers)
    .where(tables.printers.c.key == bindparam("k"))
    .values(
        last_success_us=bindparam("last_success_us"),
        last_attempt_us=bindparam("last_attempt_us"),
        last_error=bindparam("last_error"),
    ),
    *("last_success_us", "last_attempt_us", "last_error", "k"),
)
_CLOSE_STREAMS = Statement(
    update(tables.streams)
    .where(tables.streams.c.printer_key == bindparam("k"), tables.streams.c.closed_us.is_(None))
    .values(closed_us=bindparam("closed_us"), cause=bindparam("cause")),
    *("closed_us", "cause", "k"),
)


class PrinterBook:
    """Printers and their status, kept in memory by the holder of the lease."""

    def __init__(self, db: Database, now_us: Callable[[], int]) -> None:
        self._db = db
        self._now_us = now_us
        self._rows: dict[int, PrinterRow] = {}
        self._status: dict[int, PrinterStatus] = {}
        self._saved_us = 0
        self._failed: list[tuple[int, Attempt]] = []  # still to be written
        self.history = HistoryBook(db)
        self._load()

    def rows(self, *, removed: bool = False) -> list[PrinterRow]:
        """Printers by name."""
        return [self.row(key) for key, row in self._rows.items() if removed or row.removed_us is None]

    def named(self, name: str) -> PrinterRow | None:
        """A printer that was not removed, by its name."""
        for key, row in self._rows.items():
            if row.name == name and row.removed_us is None:
                return self.row(key)
        return None

    def row(self, key: int) -> PrinterRow:
        """A printer by its key. Raises StoreError for none."""
        status = self.status(key)
        if status.moved:
            self._rows[key] = replace(
                self._rows[key],
                acquired_us=status.acquired_us,
                previous_us=status.previous_us,
                last_success_us=status.last_success_us,
                last_attempt_us=status.last_attempt_us,
                last_error=status.last_error,
                records_fetched=status.records_fetched,
                unlogged=status.unlogged,
            )
            status.moved = False
        return self._rows[key]

    def fee_definition(self, key: int) -> str:
        """The name of the fee definition of a printer; "" for none."""
        return self._rows[key].fee_definition

    def status(self, key: int) -> PrinterStatus:
        """What changes with every acquisition of a printer. Raises StoreError for none."""
        try:
            return self._status[key]
        except KeyError:
            raise StoreError(f"there is no printer with key {key}") from None

    def add(self, row: PrinterRow, edition: str) -> int:
        """Store a new printer (PRN-01)."""
        room = EDITION_PRINTERS[edition]
        if sum(known.removed_us is None for known in self._rows.values()) >= room:
            raise TooManyPrinters(
                f"{row.name}: the {edition} edition manages {room} printers, and has them", "delete a printer first"
            )
        row = replace(row, registered_us=row.registered_us or self._now_us(), removed_us=None)
        self._check(row, but=0)
        with self._db.transaction() as raw:
            values = _values(row)
            values["key"] = None
            key = raw.execute(_INSERT.sql, tuple(values.values())).lastrowid
        assert key is not None
        self._keep(replace(row, key=key))
        self._rows = dict(sorted(self._rows.items(), key=lambda item: (item[1].name, item[0])))
        return key

    def change(self, key: int, changes: Mapping[str, Any]) -> PrinterRow:
        """Change settings of a printer; nothing is written when nothing differs."""
        for name in changes:
            if name in _FIXED or name not in _COLUMNS:
                raise BadInput(name, "this field of a printer cannot be set")
        old = self.row(key)
        new = replace(old, **changes)
        if new == old:
            return old
        self._check(new, but=key)
        before, after = _values(old), _values(new)
        changed = {name: value for name, value in after.items() if value != before[name]}
        with self._db.transaction():
            self._db.ask(update(tables.printers).where(tables.printers.c.key == key).values(**changed))
        self._keep(new)
        return new

    def remove(self, key: int) -> None:
        """Mark a printer as deleted and close its stream."""
        row, now_us = self.row(key), self._now_us()
        with self._db.transaction():
            self._db.ask(update(tables.printers).where(tables.printers.c.key == key).values(removed_us=now_us))
            self._db.run(_CLOSE_STREAMS, now_us, "printer removed", key)
        self._keep(replace(row, removed_us=now_us))

    def note(self, key: int, at_us: int, error: str) -> None:
        """Note how an attempt ended; written at once only when the error changed."""
        status = self.status(key)
        news = error != status.last_error
        status.attempted(at_us, error)
        if error:
            self._failed.append((key, Attempt(at_us, 0, 0, error)))
        if news or at_us - self._saved_us >= _SAVE_EVERY_US:
            self.save(at_us)

    def attempts(self) -> dict[int, list[Attempt]]:
        """The attempts remembered, by printer; also those that are still to be written."""
        found = self.history.all()
        for key, attempt in self._failed:
            found[key] = [*found.get(key, []), attempt][-ATTEMPTS_KEPT:]
        return found

    def save(self, at_us: int) -> None:
        """Write all attempts that are not written yet."""
        if any(status.unsaved for status in self._status.values()):
            with self._db.transaction():
                saved = self.save_along(at_us, due=True)
            for status in saved:
                status.unsaved = False

    def save_now(self) -> None:
        """Write them at this instant."""
        self.save(self._now_us())

    def save_along(self, at_us: int, *, due: bool = False) -> list[PrinterStatus]:
        """Write attempts within the caller's transaction, if it is time; what was, to be marked after the commit."""
        if not due and at_us - self._saved_us < _SAVE_ALONG_US:
            return []
        self._saved_us = at_us
        failed, self._failed = self._failed, []
        for key, attempt in failed:
            self.history.write(key, attempt)
        unsaved = [status for status in self._status.values() if status.unsaved]
        self._db.raw.executemany(
            _SAVE_ATTEMPT.sql,
            [(one.last_success_us, one.last_attempt_us, one.last_error, one.key) for one in unsaved],
        )
        return unsaved

    def _load(self) -> None:
        for values in self._db.run(_ALL):
            self._keep(_row(values))

    def _keep(self, row: PrinterRow) -> None:
        self._rows[row.key] = row
        if row.key in self._status:
            self._status[row.key].load(row)  # others hold on to the object
        else:
            self._status[row.key] = PrinterStatus(row)

    def _check(self, row: PrinterRow, but: int) -> None:
        if not row.name.strip():
            raise BadInput("name", "a printer needs a name")
        if not row.address.strip():
            raise BadInput("address", "a printer needs an address")
        for key, other in self._rows.items():
            if key == but or other.removed_us is not None:
                continue
            if other.name == row.name:
                raise BadInput("name", f"{row.name} is the name of another printer")
            if (other.address, other.port) == (row.address, row.port):
                raise BadInput("address", f"{row.address} port {row.port} is printer {other.name} already")


def _values(row: PrinterRow) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(row, name) for name in _COLUMNS}
    values["acquire_at"] = json.dumps(list(row.acquire_at))
    values["format_inhibit"] = int(row.format_inhibit)
    values["log_only"] = int(row.log_only)
    values["state"] = row.state.value
    values["auto_export"] = row.auto_export.value
    values["unlogged"] = json.dumps(list(row.unlogged))
    values["applied_states"] = json.dumps({str(id_): int(state) for id_, state in sorted(row.applied_states.items())})
    return values


def _row(values: tuple[Any, ...]) -> PrinterRow:
    named = dict(zip(_COLUMNS, values, strict=True))
    named["acquire_at"] = tuple(json.loads(named["acquire_at"]))
    named["format_inhibit"] = bool(named["format_inhibit"])
    named["log_only"] = bool(named["log_only"])
    named["state"] = PrinterState(named["state"])
    named["auto_export"] = AutoExport(named["auto_export"])
    named["unlogged"] = UnloggedCounters(*json.loads(named["unlogged"]))
    states = json.loads(named["applied_states"])
    named["applied_states"] = MappingProxyType({int(id_): state for id_, state in states.items()})
    return PrinterRow(**named)


assert set(_COLUMNS) == {field.name for field in fields(PrinterRow)}
