"""The log as it is shown and exported: its columns, the default and the detail view, a job on several lines.

A new item of the record is one more row of ``COLUMNS``. Jobs have the shape of docs/ledger-snapshot.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from core.rules.cells import Cell, Kind, cell, pick, sort_key

Job = Mapping[str, Any]


class LogColumn(NamedTuple):
    """A column. What belongs to a line comes from ``of_line``; of a job without lines ``of_job`` stands there."""

    name: str
    kind: Kind
    of_job: Callable[[Job], Any]
    of_line: Callable[[Job, Mapping[str, Any]], Any] | None = None
    default: bool = True  # not in the detail view alone (LOG-18)


def _blank(_job: Job) -> None:
    return None


def _job(name: str, kind: Kind = Kind.TEXT, key: str = "", *, default: bool = True) -> LogColumn:
    return LogColumn(name, kind, itemgetter(key or name), None, default)


def _line(name: str, kind: Kind = Kind.TEXT, *, default: bool = True) -> LogColumn:
    of_job = _blank if kind is Kind.TEXT else itemgetter(name)
    return LogColumn(name, kind, of_job, lambda _, line: line[name], default)


COLUMNS: Final = (
    _job("printer"),
    _job("month", key="log_month"),
    LogColumn("no", Kind.NUMBER, itemgetter("log_number"), lambda job, _: job["log_number"]),
    _job("account", Kind.NUMBER),
    _job("user"),
    _job("login"),
    _job("document"),
    _job("application"),
    _job("fee", Kind.MONEY, "fee_micros"),
    _job("host"),
    _job("port"),
    _job("total sheets", Kind.NUMBER, "sheets"),
    _job("pages", Kind.NUMBER),
    _job("status"),
    _job("detail"),
    _line("size"),
    _line("media", default=False),
    LogColumn("duplex", Kind.TEXT, _blank, lambda _, line: "duplex" if line["duplex"] else "simplex"),
    _line("sheets", Kind.NUMBER),
    _line("colour", Kind.NUMBER),
    _line("mono", Kind.NUMBER),
    _job("acquired", Kind.INSTANT, "acquired_us"),
    _job("received", Kind.DEVICE_TIME, "received_s"),
    _job("print start", Kind.DEVICE_TIME, "started_s", default=False),
    _job("ended", Kind.DEVICE_TIME, "ended_s"),
    _job("accounted", Kind.INSTANT, "accounted_us"),
    _job("job id", Kind.NUMBER, "job_number"),
    _job("function"),
)
"""All columns, in the order of the detail view."""

BY_NAME: Final = {column.name: column for column in COLUMNS}
DEFAULT: Final = tuple(column for column in COLUMNS if column.default)


def columns(names: Sequence[str] | None = None, *, detail: bool = False) -> list[LogColumn]:
    """The columns named, in their order; without names those of the default view, or all in detail. Raises BadInput."""
    if names and not detail:
        return pick(names, BY_NAME, "columns")
    return list(COLUMNS if detail else DEFAULT)


def lines(jobs: Iterable[Job], chosen: Sequence[LogColumn], zone: str) -> list[list[Cell]]:
    """A line for each kind of paper of a job; from the second on only what belongs to the line (LOG-06, LOG-17)."""
    found: list[list[Cell]] = []
    for job in jobs:
        for at, line in enumerate(job["lines"] or [None]):
            found.append([cell(_value(job, line, column, at), column.kind, zone) for column in chosen])
    return found


def sort(jobs: Sequence[Job], by: str, *, descending: bool = False) -> list[Job]:
    """Jobs in the order of a column's values, as they were where those are equal; a job's lines stay together."""
    column = pick([by], BY_NAME, "sort")[0]

    def key(job: Job) -> Any:
        return sort_key(_value(job, next(iter(job["lines"]), None), column, 0))

    return sorted(jobs, key=key, reverse=descending)


def _value(job: Job, line: Mapping[str, Any] | None, column: LogColumn, at: int) -> Any:
    if column.of_line is not None and line is not None:
        return column.of_line(job, line)
    return column.of_job(job) if at == 0 else None
