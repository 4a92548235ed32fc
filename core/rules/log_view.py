"""The log as it is shown and exported: its columns, the default and the detail view, a job on several lines.

A new item of the record is one more row of ``COLUMNS``. Jobs have the shape of docs/ledger-snapshot.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, Final

from core.rules.cells import Cell, Kind, cell, pick, sort_key
from core.rules.log_columns import (
    BEFORE_TIMES,
    COMMUNICATION,
    FEEDING,
    PROCESSING,
    SCANNING,
    Job,
    Line,
    LogColumn,
    blank,
    document_shown,
    job_column,
    line_column,
)

COLUMNS: Final = (
    job_column("printer"),
    job_column("address", default=False),
    job_column("month", key="log_month"),
    LogColumn("no", Kind.NUMBER, itemgetter("log_number"), lambda job, _: job["log_number"]),
    job_column("account", Kind.NUMBER),
    job_column("user"),
    job_column("login"),
    LogColumn("document", Kind.TEXT, document_shown),
    job_column("application"),
    job_column("fee", Kind.MONEY, "fee_micros"),
    job_column("host"),
    job_column("port"),
    job_column("total sheets", Kind.NUMBER, "sheets"),
    job_column("pages", Kind.NUMBER),
    job_column("status"),
    job_column("detail"),
    line_column("size"),
    line_column("media", default=False),
    line_column("weight", default=False),
    LogColumn("duplex", Kind.TEXT, blank, lambda _, line: "duplex" if line["duplex"] else "simplex"),
    line_column("sheets", Kind.NUMBER),
    line_column("colour", Kind.NUMBER),
    line_column("mono", Kind.NUMBER),
    line_column("white", Kind.NUMBER, is_sparse=True),
    line_column("white only", Kind.NUMBER, "white_only", is_sparse=True),
    *BEFORE_TIMES,
    job_column("acquired", Kind.INSTANT, "acquired_us"),
    job_column("received", Kind.DEVICE_TIME, "received_s"),
    *PROCESSING,
    job_column("print start", Kind.DEVICE_TIME, "started_s", default=False),
    job_column("ended", Kind.DEVICE_TIME, "ended_s"),
    job_column("accounted", Kind.INSTANT, "accounted_us"),
    *FEEDING,
    *SCANNING,
    job_column("job id", Kind.NUMBER, "job_number"),
    job_column("function"),
    job_column("service"),
    *COMMUNICATION,
)
"""All columns, in the order of the detail view."""

MASK: Final = "***"
"""Stands where the name of a document is not to be seen."""
BY_NAME: Final = {column.name: column for column in COLUMNS}
DEFAULT: Final = tuple(column for column in COLUMNS if column.default)


def columns(names: Sequence[str] | None = None, *, detail: bool = False) -> list[LogColumn]:
    """The columns named, in their order; without names those of the default view, or all in detail. Raises BadInput."""
    if names and not detail:
        return pick(names, BY_NAME, "columns")
    return list(COLUMNS if detail else DEFAULT)


def told(jobs: Sequence[Job], chosen: Sequence[LogColumn]) -> list[LogColumn]:
    """The columns without those sparse ones that nothing but blanks and zeros stands in."""
    return [column for column in chosen if not column.is_sparse or any(_tells(job, column) for job in jobs)]


def lines(jobs: Iterable[Job], chosen: Sequence[LogColumn], zone: str) -> list[list[Cell]]:
    """A line for each kind of paper of a job; from the second on only what belongs to the line (LOG-06, LOG-17)."""
    found: list[list[Cell]] = []
    for job in jobs:
        for at, line in enumerate(job["lines"] or [None]):
            found.append([cell(_value(job, line, column, at), column.kind, zone) for column in chosen])
    return found


def masked(job: Job) -> dict[str, Any]:
    """The job without the name of its document (LOG-22)."""
    return {**job, "document": MASK if job["document"] else job["document"]}


def sort(jobs: Sequence[Job], by: str, *, descending: bool = False) -> list[Job]:
    """Jobs in the order of a column's values, as they were where those are equal; a job's lines stay together."""
    column = pick([by], BY_NAME, "sort")[0]

    def key(job: Job) -> Any:
        return sort_key(_value(job, next(iter(job["lines"]), None), column, 0))

    return sorted(jobs, key=key, reverse=descending)


def _tells(job: Job, column: LogColumn) -> bool:
    lines: Sequence[Line | None] = job["lines"] or [None]
    return any(_value(job, line, column, at) not in (None, 0, "") for at, line in enumerate(lines))


def _value(job: Job, line: Line | None, column: LogColumn, at: int) -> Any:
    if column.of_line is not None and line is not None:
        return column.of_line(job, line)
    return column.of_job(job) if at == 0 else None
