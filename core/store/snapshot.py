"""The neutral ledger snapshot of docs/ledger-snapshot.md: plain JSON types that any server's adapter can produce."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import select

from core.model.accounts import Standing
from core.rules.periods import period_numbered
from core.store import tables
from core.store.accounts import AccountBook
from core.store.database import Database
from core.store.deletions import DeletionBook
from core.store.grouping import Grouping
from core.store.limit_book import LimitBook
from core.store.meter import Meter
from core.store.printers import PrinterBook
from core.store.queries import assemble, gaps
from core.store.settings import SettingsBook
from core.store.standing_words import standing_words
from core.store.usage_status import event_words, status_rows

FORMAT: Final = 1

_s, _p, _r = tables.streams.c, tables.printers.c, tables.readings.c
_STREAMS: Final = (
    select(_s.id, _p.name, _s.kind, _s.opened_us, _s.closed_us, _s.cause, _s.through, _s.printer_key)
    .join_from(tables.streams, tables.printers, _p.key == _s.printer_key)
    .order_by(_s.key)
)
_READINGS: Final = (
    select(_s.id, _r.position, _p.name, _r.at_us, _r.impressions, _r.delta)
    .join_from(tables.readings, tables.streams, _s.key == _r.stream_key)
    .join(tables.printers, _p.key == _r.printer_key)
    .order_by(_r.stream_key, _r.position)
)


def snapshot(
    db: Database,
    settings: SettingsBook,
    *,
    printers: PrinterBook,
    accounts: AccountBook,
    limits: LimitBook,
    deletions: DeletionBook,
    grouping: Grouping,
    now_us: int,
) -> dict[str, Any]:
    """The whole ledger, with accounts as they stand at ``now_us``."""
    streams = db.ask(_STREAMS).fetchall()
    standings = limits.standings(now_us)
    shut_out = limits.shut_out(limits.pooled(now_us))
    jobs = assemble(db)
    for job in jobs:
        del job["key"], job["address"]
    return {
        "format": FORMAT,
        "zone": settings.current.zone,
        "currency": settings.current.currency,
        "server_id": settings.server_id.hex(),
        "printers": _printers(printers, streams),
        "streams": _named(("stream", "printer", "kind", "opened_us", "closed_us", "cause"), streams),
        "jobs": jobs,
        "readings": _named(
            ("stream", "position", "printer", "at_us", "impressions", "delta"), db.ask(_READINGS).fetchall()
        ),
        "gaps": gaps(db),
        "deletions": deletions.all(),
        "accounts": [
            _account(accounts.meters[account.key], standings.get(account.key)) | grouping.row(account)
            for account in accounts.all()
        ],
        **grouping.rows(),
        "limits": status_rows(limits, accounts, now_us),
        "limit_events": [event_words(event, limits) for event in limits.events()],
        "provisioning": [
            {
                "printer": row.name,
                "desired": settings.ids_revision,
                "applied": row.applied_revision,
                "exceeded": sorted(shut_out.on(row.key)),
            }
            for row in printers.rows()
        ],
    }


def _named(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [{names[0]: row[0].hex(), **dict(zip(names[1:], row[1:], strict=False))} for row in rows]


def _printers(printers: PrinterBook, streams: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    opened = {row[7]: (row[0].hex(), row[6]) for row in streams if row[4] is None}
    found = []
    for row in printers.rows():
        stream, through = opened.get(row.key, (None, 0))
        found.append(
            {
                "name": row.name,
                "address": row.address,
                "serial": row.serial,
                "state": row.state.value,
                "stream": stream,
                "through": through,
                "registered_us": row.registered_us,
                "last_success_us": row.last_success_us,
                "last_error": row.last_error,
            }
        )
    return found


def _account(meter: Meter, stands: Standing | None) -> dict[str, Any]:
    account, usage, total = meter.account, [], meter.total()
    for number in sorted(total):
        span, used = period_numbered(meter.period, number), total[number]
        usage.append(
            {
                "period": number,
                "start_us": span.start_us,
                "end_us": span.end_us,
                **used._asdict(),
            }
        )
    return {
        "id": account.id,
        "name": account.name,
        "restrictions": int(account.restrictions),
        "usage": usage,
        "resets": list(meter.resets.everywhere),
        "standing": None if stands is None else standing_words(stands),
    }
