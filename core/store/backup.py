"""What a backup of the settings holds, and putting it into a new database (PRN-20).

It is generic over the tables: whatever table there is, its rows are carried, but for the ledger, what hangs on it, and
what only concerns the server that is running. So a new table of settings needs no word here. Usage goes along in sums,
log streams as positions, log numbers as the last one of each month.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Table, delete, func, insert, select, true

from core.model.accounts import SPECIAL_IDS
from core.model.errors import BadInput
from core.model.printers import PrinterState
from core.store import files, tables
from core.store.database import Database

FORMAT: Final = 1

#: The ledger, and what only the server that is running needs. What refers to jobs or streams is left out as well.
_LEFT_OUT: Final = frozenset(
    (
        *("jobs", "streams", "gaps", "readings", "deletions", "heads", "kept_names"),
        *("brought_positions", "brought_charges", "brought_numbers"),
        *("commands", "outbox", "limit_events", "attempts", "audit", "export_files", "export_marks", "total_marks"),
    )
)
_SECRET: Final = re.compile(r"password|community|snmp_user|secret|passphrase|(^|_)pin$")
_QUARTER_US: Final = 900_000_000  # no period of any time zone begins or ends within one
_OWN: Final = frozenset((PrinterState.ACQUIRING.value, PrinterState.STOPPED.value))

_READING: Final = ("position", "at_us", "impressions", "delta")

_j, _s, _o = tables.jobs.c, tables.streams.c, tables.job_outputs.c


def carried() -> list[Table]:
    """The tables whose rows a backup holds, those first that others refer to."""
    ledger = {"jobs", "streams"}
    return [
        table
        for table in tables.metadata.sorted_tables
        if table.name not in _LEFT_OUT and not any(key.column.table.name in ledger for key in table.foreign_keys)
    ]


def secret_columns(table: Table) -> list[str]:
    """The columns that a backup holds under a passphrase only."""
    return [column.name for column in table.columns if _SECRET.search(column.name)]


def dump(db: Database, made_us: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a backup says in the open, and its secrets: by table, a list of rows in the same order."""
    rows: dict[str, list[dict[str, Any]]] = {}
    secrets: dict[str, list[dict[str, Any]]] = {}
    for table in carried():
        hidden = secret_columns(table)
        order = list(table.primary_key.columns)
        found = [dict(zip(table.columns.keys(), row, strict=True)) for row in db.ask(select(table).order_by(*order))]
        if hidden:
            secrets[table.name] = [{name: row.pop(name) for name in hidden} for row in found]
        rows[table.name] = [{name: _plain(value) for name, value in row.items()} for row in found]
    del rows["server"][0]["token"]
    content = {
        "format": FORMAT,
        "revision": files.REVISION,
        "made_us": made_us,
        "tables": rows,
        "positions": _positions(db),
        "charges": list(_charges(db)),
        "numbers": _numbers(db),
    }
    return content, secrets


def load(db: Database, content: Mapping[str, Any], secrets: Mapping[str, Any] | None) -> dict[str, str]:
    """Put a backup into a database that nobody has worked on yet; the printers by name and the state they had.

    Printers count as another server's until they are claimed anew. Raises BadInput, and then nothing has changed.
    """
    _check(db, content)
    given = {name: content["tables"].get(name, []) for name in (table.name for table in carried())}
    with db.transaction() as raw:
        raw.execute("PRAGMA defer_foreign_keys=ON")
        for table in reversed(carried()):
            if table.name != "server":
                db.ask(delete(table))
        states = {row["name"]: row["state"] for row in given["printers"] if row["removed_us"] is None}
        for table in carried():
            hidden = (secrets or {}).get(table.name)
            rows = [_row(table, row, hidden[at] if hidden else None) for at, row in enumerate(given[table.name])]
            if table.name == "server":
                db.ask(tables.server.update().values(**rows[0]))
            elif rows:
                for row in rows:
                    db.ask(insert(table).values(**row))
        _bring(db, content)
    return states


def _bring(db: Database, content: Mapping[str, Any]) -> None:
    p = tables.printers
    db.ask(p.update().where(p.c.state.in_(_OWN), p.c.generation > 0).values(state=PrinterState.OTHER_SERVER.value))
    for at in content["positions"]:
        last = at["reading"]
        stream = {name: value for name, value in at.items() if name != "reading"}
        values = {**stream, "id": bytes.fromhex(at["id"]), "closed_us": None, "cause": ""}
        key = db.ask(insert(tables.streams).values(**values)).lastrowid
        db.ask(insert(tables.brought_positions).values(stream_key=key, through=at["through"]))
        if last is not None:
            db.ask(insert(tables.readings).values(stream_key=key, printer_key=at["printer_key"], **last))
    for charge in content["charges"]:
        db.ask(insert(tables.brought_charges).values(**charge))
    for number in content["numbers"]:
        db.ask(insert(tables.brought_numbers).values(**number))


def _check(db: Database, content: Mapping[str, Any]) -> None:
    if content.get("format") != FORMAT or content.get("revision") != files.REVISION:
        raise BadInput(
            "file",
            f"this backup was made by another version (format {content.get('format')}, {content.get('revision')})",
            "restore it with the version that made it, and let this version's server start on that database",
        )
    signs = [(table, true()) for table in (tables.printers, tables.jobs, tables.streams, tables.audit)]
    for table, sign in (*signs, (tables.accounts, tables.accounts.c.id.not_in(SPECIAL_IDS))):
        if db.ask(select(func.count()).select_from(table).where(sign)).fetchone()[0]:
            raise BadInput("database", "somebody has worked on it already", "restore into a new database")


def _row(table: Table, row: Mapping[str, Any], hidden: Mapping[str, Any] | None) -> dict[str, Any]:
    values = {name: bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for name, value in row.items()}
    for name in secret_columns(table):
        values[name] = hidden[name] if hidden else _BLANK.get(name, "")
    return values


_BLANK: Final = {"read_community": "public", "write_community": "private", "trap_read_community": "public"}


def _plain(value: Any) -> Any:
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _positions(db: Database) -> list[dict[str, Any]]:
    """The open stream of each printer, how far it is in the ledger, and the last count of one without a log."""
    r = tables.readings.c
    found = db.ask(select(_s.id, _s.printer_key, _s.kind, _s.opened_us, _s.through).where(_s.closed_us.is_(None)))
    names = ("id", "printer_key", "kind", "opened_us", "through")
    positions = []
    for row in found.fetchall():
        where = r.stream_key == select(_s.key).where(_s.id == row[0]).scalar_subquery()
        last = db.ask(select(r.position, r.at_us, r.impressions, r.delta).where(where).order_by(r.position.desc()))
        reading = last.fetchone()
        counted = None if reading is None else dict(zip(_READING, reading, strict=True))
        positions.append({**dict(zip(names, row, strict=True)), "id": row[0].hex(), "reading": counted})
    return positions


def _numbers(db: Database) -> list[dict[str, Any]]:
    """The last log number of each printer and month, those included that were brought here."""
    last: dict[tuple[int, int], int] = {}
    b = tables.brought_numbers.c
    brought = db.ask(select(b.printer_key, b.log_month, b.last)).fetchall()
    given = db.ask(select(_j.printer_key, _j.log_month, func.max(_j.log_number)).group_by(_j.printer_key, _j.log_month))
    for printer_key, month, number in [*brought, *given]:
        last[printer_key, month] = max(number, last.get((printer_key, month), 0))
    return [{"printer_key": key, "log_month": month, "last": number} for (key, month), number in sorted(last.items())]


def _charges(db: Database) -> Iterator[dict[str, Any]]:
    """What each account was charged on each printer: sums over a quarter of an hour, and no sum across a reset."""
    resets: dict[int, list[int]] = {}
    r = tables.resets.c
    for account_key, at_us in db.ask(select(r.account_key, r.at_us).order_by(r.at_us)):
        resets.setdefault(account_key, []).append(at_us)
    b = tables.brought_charges.c
    own = select(_j.account_key, _j.printer_key, _j.accounted_us, _j.sheets, _j.fee_micros, _o.staples).join_from(
        tables.jobs, tables.job_outputs, _o.job_key == _j.key, isouter=True
    )
    old = select(b.account_key, b.printer_key, b.at_us, b.sheets, b.fee_micros, b.staples)
    sums: dict[tuple[int, int, int, int], list[int]] = {}
    for account_key, printer_key, at_us, *amounts in [*db.ask(old), *db.ask(own)]:
        before = sum(1 for reset_us in resets.get(account_key, ()) if reset_us < at_us)
        entry = sums.setdefault((account_key, printer_key, at_us // _QUARTER_US, before), [0, 0, 0, 0])
        entry[0] = max(entry[0], at_us)
        for place, amount in enumerate(amounts, start=1):
            entry[place] += amount or 0
    names = ("account_key", "printer_key", "at_us", "sheets", "fee_micros", "staples")
    for (account_key, printer_key, _, _), entry in sorted(sums.items()):
        yield dict(zip(names, (account_key, printer_key, *entry), strict=True))


def canonical(content: Mapping[str, Any]) -> bytes:
    """The octets over which a backup's digest is made."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
