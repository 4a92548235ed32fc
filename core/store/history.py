"""How acquisition has gone: attempts of each printer, the newest ones; its busiest hour; its gaps (ACQ-11)."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import bindparam, func, insert, select

from core.store import tables
from core.store.database import Database, Statement

_HOUR_US: Final = 3_600_000_000
_j = tables.jobs.c

_hours = (
    select(func.sum(_j.parts).label("records"))
    .where(_j.printer_key == bindparam("printer"), _j.accounted_us >= bindparam("since_us"))
    .group_by(_j.accounted_us.op("/")(_HOUR_US))
    .subquery()
)
_BUSIEST: Final = Statement(select(func.coalesce(func.max(_hours.c.records), 0)), "printer", "since_us")


def busiest_hour(db: Database, printer_key: int, since_us: int) -> int:
    """The most records that jobs of one hour left, of those accounted from an instant on."""
    return int(db.run(_BUSIEST, printer_key, since_us).fetchone()[0])


ATTEMPTS_KEPT: Final = 100
"""Attempts remembered for each printer."""

_t = tables.attempts.c
_LAST: Final = Statement(
    select(_t.number, _t.at_us, _t.records, _t.gaps).where(_t.printer_key == bindparam("k")).order_by(_t.number.desc()),
    "k",
)
_ALL: Final = Statement(select(_t.printer_key, _t.at_us, _t.records, _t.gaps, _t.error).order_by(_t.number))
_WRITE: Final = Statement(insert(tables.attempts).prefix_with("OR REPLACE"), *(column.name for column in _t)).sql
_GAPS: Final = Statement(select(tables.gaps.c.printer_key, func.count()).group_by(tables.gaps.c.printer_key))


class Attempt(NamedTuple):
    """One attempt: how many records came, how many gaps were found, and what went wrong."""

    at_us: int
    records: int
    gaps: int
    error: str


_NONE: Final = Attempt(0, 0, 0, "")


class HistoryBook:
    """Attempts that brought something or failed; those that found nothing new leave no trace here."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._last: dict[int, tuple[int, Attempt]] = {}

    def write(self, printer_key: int, attempt: Attempt) -> None:
        """Within a transaction: one more attempt, or a further batch of the last one."""
        number, last = self._newest(printer_key)
        if last.at_us == attempt.at_us and number:
            attempt = attempt._replace(records=last.records + attempt.records, gaps=last.gaps + attempt.gaps)
        else:
            number += 1
        self._db.raw.execute(_WRITE, (printer_key, number % ATTEMPTS_KEPT, number, *attempt))
        self._last[printer_key] = number, attempt

    def all(self) -> dict[int, list[Attempt]]:
        """By printer, the oldest first."""
        found: dict[int, list[Attempt]] = {}
        for printer_key, *attempt in self._db.run(_ALL):
            at_us, records, gaps, error = attempt
            found.setdefault(printer_key, []).append(Attempt(at_us, records, gaps, error))
        return found

    def gaps(self) -> dict[int, int]:
        """How many gaps the ledger has of each printer."""
        return dict(self._db.run(_GAPS).fetchall())

    def _newest(self, printer_key: int) -> tuple[int, Attempt]:
        if printer_key not in self._last:
            row = self._db.run(_LAST, printer_key).fetchone()
            self._last[printer_key] = (0, _NONE) if row is None else (row[0], Attempt(row[1], row[2], row[3], ""))
        return self._last[printer_key]
