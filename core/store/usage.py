"""Usage and resets as rows: what the meters keep in memory, counted from the ledger whenever that is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from core.model.accounts import Usage
from core.model.periods import Period
from core.rules.limits import Charge, tally
from core.store import tables
from core.store.database import Database, Statement
from core.store.meter import Meter, Resets, UsageKey

_u, _r, _j, _o = tables.usage.c, tables.resets.c, tables.jobs.c, tables.job_outputs.c
_COLUMNS: Final = ("account_key", "printer_key", "number", "sheets", "fee_micros", "staples")
_USAGE = Statement(select(*tables.usage.columns))
_RESETS = Statement(select(_r.account_key, _r.printer_key, _r.at_us).order_by(_r.key))
_CHARGES = Statement(
    select(_j.printer_key, _j.accounted_us, _j.sheets, _j.fee_micros, _o.staples)
    .join_from(tables.jobs, tables.job_outputs, _o.job_key == _j.key, isouter=True)
    .where(_j.account_key == bindparam("k")),
    "k",
)
_b = tables.brought_charges.c
_BROUGHT = Statement(
    select(_b.printer_key, _b.at_us, _b.sheets, _b.fee_micros, _b.staples).where(_b.account_key == bindparam("k")), "k"
)
_ANY_JOB = Statement(select(_j.key).limit(1))
_INSERT = Statement(insert(tables.usage), *_COLUMNS)
_FORGET = Statement(delete(tables.usage).where(_u.account_key == bindparam("k")), "k")
_count = upsert(tables.usage)
_COUNT: Final = Statement(
    _count.on_conflict_do_update(
        index_elements=[_u.account_key, _u.printer_key, _u.number],
        set_={
            "sheets": _u.sheets + _count.excluded.sheets,
            "fee_micros": _u.fee_micros + _count.excluded.fee_micros,
            "staples": _u.staples + _count.excluded.staples,
        },
    ),
    *_COLUMNS,
).sql


class UsageRows:
    """Reads and writes the tables `usage` and `resets`; writes only within a transaction of the caller."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def load(self) -> tuple[dict[int, dict[UsageKey, Usage]], dict[int, Resets]]:
        """Usage and resets by account."""
        usages: dict[int, dict[UsageKey, Usage]] = {}
        for key, printer_key, number, *used in self._db.run(_USAGE):
            usages.setdefault(key, {})[printer_key, number] = Usage(*used)
        resets: dict[int, Resets] = {}
        for key, printer, at_us in self._db.run(_RESETS):
            resets.setdefault(key, Resets()).add(printer, at_us)
        return usages, resets

    def is_due(self) -> bool:
        """Whether there are jobs that could have been counted."""
        return self._db.run(_ANY_JOB).fetchone() is not None

    def count(self, used: Iterable[tuple[int, UsageKey, Usage]]) -> None:
        """Add what jobs of one transaction used: account, printer and period, use."""
        self._db.raw.executemany(_COUNT, [(key, *at, *use) for key, at, use in used])

    def reset(
        self, meter: Meter, period: Period, at_us: int, printer_keys: Sequence[int] | None = None
    ) -> tuple[Resets, dict[UsageKey, Usage]]:
        """Set usage back, everywhere or on some printers; the resets and the usages that there are then."""
        resets = Resets(meter.resets.entries())
        for printer_key in [None] if printer_keys is None else printer_keys:
            values = {"account_key": meter.account.key, "printer_key": printer_key, "at_us": at_us}
            self._db.ask(insert(tables.resets).values(**values))
            resets.add(printer_key, at_us)
        return resets, self.recount(meter.account.key, period, resets)

    def recount(self, account_key: int, period: Period, resets: Resets) -> dict[UsageKey, Usage]:
        """Count an account's usage anew, and keep it."""
        usages = self.counted(account_key, period, resets)
        self._db.run(_FORGET, account_key)
        self._db.raw.executemany(_INSERT.sql, [(account_key, *at, *usages[at]) for at in sorted(usages)])
        return usages

    def counted(self, account_key: int, period: Period, resets: Resets) -> dict[UsageKey, Usage]:
        """An account's usage by printer and period, counted from the ledger."""
        charges: dict[int, list[Charge]] = {}
        brought = self._db.run(_BROUGHT, account_key).fetchall()
        for printer_key, *charge in [*brought, *self._db.run(_CHARGES, account_key)]:
            accounted_us, sheets, fee_micros, staples = charge
            charges.setdefault(printer_key, []).append((accounted_us, sheets, fee_micros, staples or 0))
        return {
            (printer_key, number): used
            for printer_key, each in charges.items()
            for number, used in tally(period, each, resets.of(printer_key)).items()
        }
