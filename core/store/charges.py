"""Whether each job was charged what the definition says that was in force when it was stored (FEE-06)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import select

from core.rules.fees import Billable, charge
from core.store import tables
from core.store.database import Database
from core.store.fees import FeeBook
from core.store.items import consumption_of, feeding_of, scan_of
from core.wire.records import RecordLine

_j: Final = tables.jobs.c
_CHARGED: Final = select(_j.key, _j.fee_micros, _j.colour, _j.mono, _j.sheets, _j.started_s, _j.ended_s).order_by(
    _j.key
)


def charges(db: Database, fees: FeeBook) -> Iterator[str]:
    """Each job whose parts are not its fee, or not what its definition charges for what it is."""
    lines, parts = grouped(db, tables.job_lines), grouped(db, tables.fee_parts)
    outputs, services = grouped(db, tables.job_outputs), grouped(db, tables.job_services)
    for key, fee_micros, *counts in db.ask(_CHARGED):
        charged = parts.get(key, [])
        if sum(part[3] for part in charged) != fee_micros:
            yield f"job {key}: its fee is not the sum of its parts"
        if not charged:
            continue
        definition = fees.by_key[charged[0][4]]
        own = [RecordLine(*line[2:]) for line in lines.get(key, [])]
        job = _billable(counts, outputs.get(key), services.get(key))
        due = sorted(charge(job, own, definition))
        if due != [(part, quantity, micros) for _, part, quantity, micros, _ in charged]:
            yield f"job {key}: fee definition {definition.name} version {definition.version} charges something else"


def grouped(db: Database, table: Any) -> dict[int, list[tuple[Any, ...]]]:
    """All rows of a table that begins with the job's key, by that key."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in db.ask(select(table).order_by(*table.primary_key.columns)):
        found.setdefault(row[0], []).append(row)
    return found


def _billable(
    counts: list[Any], outputs: list[tuple[Any, ...]] | None, services: list[tuple[Any, ...]] | None
) -> Billable:
    colour, mono, sheets, started_s, ended_s = counts
    job = Billable(colour, mono, sheets, started_s=started_s, ended_s=ended_s)
    if outputs is not None:
        row = outputs[0][1:]
        job = job._replace(white=row[-2], white_only=row[-1], consumption=consumption_of(row), feeding=feeding_of(row))
    if services is not None:
        job = job._replace(service=services[0][1], scan=scan_of(services[0][1:]))
    return job
