"""Reading the ledger: jobs and gaps in the shape of docs/ledger-snapshot.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Select, select

from core.model.log import Selection
from core.store import tables
from core.store.database import Database
from core.store.items import shown
from core.store.selection import conditions, month_text

_j, _l, _f, _d = tables.jobs.c, tables.job_lines.c, tables.fee_parts.c, tables.fee_definitions.c
_o, _v = tables.job_outputs.c, tables.job_services.c
_x, _s, _p, _g = tables.personal.c, tables.streams.c, tables.printers.c, tables.gaps.c

_JOBS: Final = (
    select(
        *(_j.key, _s.id, _j.position, _j.parts, _j.held, _p.name, _p.address, _j.account_id),
        *(_x.user, _x.login, _x.document, _x.host, _x.application, _x.destination),
        *(_j.port, _j.status, _j.detail, _j.function, _j.sheets, _j.pages, _j.colour, _j.mono),
        *(_j.job_number, _j.received_s, _j.started_s, _j.ended_s, _j.utc_offset_min),
        *(_j.acquired_us, _j.accounted_us, _j.clamped),
        *(_j.log_month, _j.log_number, _j.fee_micros),
    )
    .join_from(tables.jobs, tables.streams, _s.key == _j.stream_key)
    .join(tables.printers, _p.key == _j.printer_key)
    .outerjoin(tables.personal, _x.job_key == _j.key)
)
_NAMES: Final = (
    *("key", "stream", "sequence", "parts", "parts_held", "printer", "address", "account"),
    *("user", "login", "document", "host", "application", "destination"),
    *("port", "status", "detail", "function", "sheets", "pages", "colour", "mono"),
    *("job_number", "received_s", "started_s", "ended_s", "utc_offset_min"),
    *("acquired_us", "accounted_us", "clamped"),
    *("log_month", "log_number", "fee_micros"),
)
_LINE_NAMES: Final = ("size", "media", "duplex", "sheets", "colour", "mono", "weight", "white", "white_only")
_LINES: Final = select(_l.job_key, *(_l[name] for name in _LINE_NAMES))
_OUTPUTS: Final = select(tables.job_outputs)
_SERVICES: Final = select(tables.job_services)
_FEES: Final = select(_f.job_key, _f.part, _f.quantity, _f.micros, _d.name, _d.version).join_from(
    tables.fee_parts, tables.fee_definitions, _d.key == _f.definition_key
)
_GAPS: Final = (
    select(_s.id, _p.name, _g.first, _g.last, _g.jobs, _g.sheets, _g.cause, _g.noticed_us)
    .join_from(tables.gaps, tables.streams, _s.key == _g.stream_key)
    .join(tables.printers, _p.key == _g.printer_key)
    .order_by(_g.key)
)


def jobs(
    db: Database, where: Selection, *, after: int = 0, limit: int | None = None, newest_first: bool = False
) -> list[dict[str, Any]]:
    """Jobs of the log that meet all conditions, with their keys, in the order in which they were stored."""
    chosen = select(_j.key).where(_j.key > after, *conditions(where))
    chosen = chosen.order_by(_j.key.desc() if newest_first else _j.key)
    if limit is not None:
        chosen = chosen.limit(limit)
    rows = assemble(db, chosen)
    return rows[::-1] if newest_first else rows


def assemble(db: Database, chosen: Select[Any] | None = None) -> list[dict[str, Any]]:
    """Jobs by key with their lines and fee parts: those whose keys are chosen, or all."""
    jobs_, lines_, fees_, outputs_, services_ = _JOBS, _LINES, _FEES, _OUTPUTS, _SERVICES
    if chosen is not None:
        jobs_ = jobs_.where(_j.key.in_(chosen))
        lines_, fees_ = lines_.where(_l.job_key.in_(chosen)), fees_.where(_f.job_key.in_(chosen))
        outputs_, services_ = outputs_.where(_o.job_key.in_(chosen)), services_.where(_v.job_key.in_(chosen))
    lines = _lines(db.ask(lines_.order_by(_l.job_key, _l.line)))
    fees = _fees(db.ask(fees_.order_by(_f.job_key, _f.part)))
    outputs, services = _by_key(db.ask(outputs_)), _by_key(db.ask(services_))
    none: list[dict[str, Any]] = []
    found = []
    for row in db.ask(jobs_.order_by(_j.key)):
        job = _job(row, lines.get(row[0], none), fees.get(row[0], none))
        job.update(shown(outputs.get(row[0]), services.get(row[0]), job.pop("destination")))
        found.append(job)
    return found


def gaps(db: Database, printer: str | None = None) -> list[dict[str, Any]]:
    """Losses in the order in which they were noticed."""
    chosen = _GAPS if printer is None else _GAPS.where(_p.name == printer)
    names = ("stream", "printer", "first", "last", "jobs", "sheets", "cause", "noticed_us")
    return [dict(zip(names, (row[0].hex(), *row[1:]), strict=True)) for row in db.ask(chosen)]


def _lines(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[dict[str, Any]]]:
    lines: dict[int, list[dict[str, Any]]] = {}
    for key, *values in rows:
        line = dict(zip(_LINE_NAMES, values, strict=True))
        line["duplex"] = line["duplex"] == 1
        if key in lines:
            lines[key].append(line)
        else:
            lines[key] = [line]
    return lines


def _by_key(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in rows}


def _fees(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[dict[str, Any]]]:
    fees: dict[int, list[dict[str, Any]]] = {}
    for key, part, quantity, micros, definition, version in rows:
        fee = {"part": part, "quantity": quantity, "micros": micros, "definition": definition, "version": version}
        if key in fees:
            fees[key].append(fee)
        else:
            fees[key] = [fee]
    return fees


def _job(row: tuple[Any, ...], lines: list[dict[str, Any]], fees: list[dict[str, Any]]) -> dict[str, Any]:
    job = dict(zip(_NAMES, row, strict=True))
    job["stream"] = job["stream"].hex()
    job["lines"] = lines
    job["clamped"] = job["clamped"] == 1
    job["log_month"] = month_text(job["log_month"])
    job["fee_parts"] = fees
    return job
