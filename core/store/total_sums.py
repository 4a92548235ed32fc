"""What one pass over the records sums up: the items of a total that are one number of a record each (AGG-02)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, case, distinct, func

from core.rules.total_items import COLOURS, DETAILS, STATUSES, WHITE
from core.store import tables
from core.wire.items import FEEDERS, RESOLUTIONS

_j, _o, _v = tables.jobs.c, tables.job_outputs.c, tables.job_services.c

_ONE_STREAM: Final = 1 << 32  # job numbers are less
_PLAIN: Final = _j.function == "print"
_JOB: Final = _j.stream_key * _ONE_STREAM + _j.job_number
_FEEDER_COLUMNS: Final = ("tray_1", "tray_2", "tray_3", "tray_4", "tray_5", "tray_mp", "feeder_mp")
_DPI_COLUMNS: Final = ("dpi_300", "dpi_600", "dpi_1200x600", "dpi_1200", "dpi_2400x600")


def _jobs(*conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    """Jobs with a record like this: plain prints have one record; of the others each job number counts once."""
    plain = func.sum(case((_all(_PLAIN, *conditions), 1), else_=0))
    return plain + func.count(distinct(case((_all(~_PLAIN, *conditions), _JOB))))


def _all(first: ColumnElement[bool], *rest: ColumnElement[bool]) -> ColumnElement[bool]:
    for condition in rest:
        first = first & condition
    return first


def _span(start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[Any]:
    """Seconds from start to end; a clock that was set back in between makes none, one that was not set neither."""
    return func.coalesce(func.max(end - start, 0), 0)


SUMS: Final[dict[str, ColumnElement[Any]]] = {
    "jobs": _jobs(),
    "records": func.count(),
    **{column.name: func.sum(column) for column in (_j.sheets, _j.pages, _j.colour, _j.mono, _j.fee_micros)},
    "use_s": func.sum(_span(_o.process_started_s, _o.process_ended_s) + _span(_j.started_s, _j.ended_s)),
    **{status: _jobs(_j.status == status) for status in STATUSES},
    **{detail: _jobs(_j.detail == detail) for detail in DETAILS},
    **{f"drum {colour}": func.sum(_o[f"drum_{colour}"]) for colour in (*COLOURS, WHITE)},
    **{name: func.sum(_o[name]) for name in ("belt", "fuser", "staples")},
    **{name: func.sum(_o[column]) for name, column in zip(FEEDERS, _FEEDER_COLUMNS, strict=True)},
    **{name: func.sum(_o[column]) for name, column in zip(RESOLUTIONS, _DPI_COLUMNS, strict=True)},
    "colour scan": func.sum(_v.scan_colour),
    "mono scan": func.sum(_v.scan_mono),
    "communication time": func.sum(_v.seconds),
    "communication pages": func.sum(_v.pages),
    "white": func.sum(_o.white),
    "white only": func.sum(_o.white_only),
}
"""By their key in a row of totals."""
