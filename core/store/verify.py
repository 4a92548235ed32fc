"""Checking the ledger against itself (``pressroom verify``, BEY-07): each check is a generator of findings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Final

from sqlalchemy import Table, select

from core.model.ledger import GapCause, StreamKind
from core.rules.limits import NOTHING
from core.store import tables
from core.store.accounts import AccountBook
from core.store.chain import CHAIN_START, commitment, link
from core.store.charges import charges, grouped
from core.store.database import Database
from core.store.fees import FeeBook
from core.store.items import chained_line
from core.store.selection import month_text

_MOST_FINDINGS: Final = 20
_j, _g, _s = tables.jobs.c, tables.gaps.c, tables.streams.c
_JOB_COLUMNS: Final = tuple(column.name for column in _j)
_CHAINED: Final = _JOB_COLUMNS.index("unknown")  # columns before it are chained as JSON, the rest as octets


def verify(db: Database, accounts: AccountBook, fees: FeeBook) -> list[str]:
    """All findings, the first of each check; none when all is well."""
    checks = (
        _file(db),
        _job_chain(db),
        _chain(db, "gaps", "gap", tables.gaps),
        _chain(db, "deletions", "deletion", tables.deletions),
        _texts(db),
        charges(db, fees),
        _log_numbers(db),
        _positions(db),
        _usage(accounts),
    )
    found: list[str] = []
    for check in checks:
        findings = list(islice(check, _MOST_FINDINGS + 1))
        found += findings[:_MOST_FINDINGS]
        if len(findings) > _MOST_FINDINGS:
            found.append("… and more of this kind")
    return found


def _file(db: Database) -> Iterator[str]:
    for (line,) in db.raw.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"database file: {line}"
    for table, key, parent, _ in db.raw.execute("PRAGMA foreign_key_check"):
        yield f"database file: row {key} of {table} refers to nothing in {parent}"


def _job_chain(db: Database) -> Iterator[str]:
    lines, fees = grouped(db, tables.job_lines), grouped(db, tables.fee_parts)
    outputs, services = grouped(db, tables.job_outputs), grouped(db, tables.job_services)
    previous, count = CHAIN_START, 0
    for row in db.ask(select(tables.jobs).order_by(_j.key)):
        unknown, digest, promise, chain = row[_CHAINED:]
        items = (*outputs.get(row[0], ()), *services.get(row[0], ()))
        own = (row[:_CHAINED], [*map(chained_line, lines.get(row[0], ()))], fees.get(row[0], []), *items)
        count += 1
        if link(previous, own, (unknown or b"") + digest + promise) != chain:
            yield f"job {row[0]}: it, its lines, its fees or the job before were changed after they were stored"
        previous = chain
    yield from _head(db, "jobs", count, previous)


def _chain(db: Database, name: str, one: str, table: Table) -> Iterator[str]:
    previous, count = CHAIN_START, 0
    for *row, chain in db.ask(select(table).order_by(table.c.key)):
        count += 1
        if link(previous, row) != chain:
            yield f"{one} {row[0]}: it or the {one} before was changed after it was stored"
        previous = chain
    yield from _head(db, name, count, previous)


def _head(db: Database, chain: str, count: int, last: bytes) -> Iterator[str]:
    head = db.ask(select(tables.heads.c.entries, tables.heads.c.hash).where(tables.heads.c.chain == chain)).fetchone()
    if head is None or tuple(head) != (count, last):
        yield f"{chain}: {count} rows, but the chain was written to another end: rows are missing or were added"


def _texts(db: Database) -> Iterator[str]:
    query = select(_j.commitment, tables.personal).join_from(
        tables.jobs, tables.personal, tables.personal.c.job_key == _j.key
    )
    for promise, key, salt, *texts in db.ask(query):
        if commitment(salt, texts) != promise:
            changed = "user, login, document, host, application or destination"
            yield f"job {key}: {changed} were changed after they were stored"


def _log_numbers(db: Database) -> Iterator[str]:
    b = tables.brought_numbers.c
    brought = {(key, month): last for key, month, last in db.ask(select(b.printer_key, b.log_month, b.last))}
    columns = (_j.printer_key, _j.log_month, _j.log_number)
    rows = db.ask(select(*columns).order_by(*columns))
    for (printer, month), numbers in groupby(rows, itemgetter(0, 1)):
        for due, (_, _, number) in enumerate(numbers, 1 + brought.get((printer, month), 0)):
            if number != due:
                yield f"printer {printer}, month {month_text(month)}: log number {due} is missing"
                break


def _positions(db: Database) -> Iterator[str]:
    b = tables.brought_positions.c
    brought = dict(db.ask(select(b.stream_key, b.through)).fetchall())
    for key, id_, through in db.ask(
        select(_s.key, _s.id, _s.through).where(_s.kind == StreamKind.SNMP_LOG.value).order_by(_s.key)
    ):
        due = 1 + brought.get(key, 0)
        for first, last, what in sorted(_ranges(db, key)):
            if first > due:
                yield f"log stream {id_.hex()}: records {due} to {first - 1} are neither stored nor known to be lost"
            elif first < due:
                yield f"log stream {id_.hex()}: records {first} to {min(last, due - 1)} are {what} and something else"
            due = max(due, last + 1)
        if due != through + 1:
            yield f"log stream {id_.hex()}: it is said to be held through {through}, but it is through {due - 1}"


def _ranges(db: Database, stream_key: int) -> Iterator[tuple[int, int, str]]:
    whole = db.ask(select(_j.position).where(_j.stream_key == stream_key, _j.parts == 1))
    yield from ((position, position, "a job") for (position,) in whole)
    parts = tables.parts.c
    for (position,) in db.ask(select(parts.position).where(parts.stream_key == stream_key)):
        yield position, position, "part of a job"
    lost = db.ask(
        select(_g.first, _g.last).where(
            _g.stream_key == stream_key,
            _g.first.is_not(None),
            _g.last.is_not(None),
            _g.cause != GapCause.UNREADABLE.value,
        )
    )
    yield from ((first, last, "lost") for first, last in lost)
    bad = tables.bad_records.c
    for (position,) in db.ask(select(bad.position).where(bad.stream_key == stream_key)):
        yield position, position, "unreadable"


def _usage(accounts: AccountBook) -> Iterator[str]:
    for account in accounts.all(removed=True):
        meter = accounts.meters[account.key]
        counted = accounts.counted(meter)
        for printer, number in sorted(counted.keys() | meter.usages.keys()):
            due, kept = (each.get((printer, number), NOTHING) for each in (counted, meter.usages))
            if due != kept:
                yield (
                    f"account {account.id} ({account.name}), printer {printer}, period {number}: usage is kept as "
                    f"{kept.sheets} sheets, {kept.fee_micros} micro-units and {kept.staples} staples, the jobs say "
                    f"{due.sheets}, {due.fee_micros} and {due.staples}"
                )
