"""What a column of the log is, and those for the items that only some jobs and printers tell (LOG-02, LOG-18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from core.rules.cells import Kind

Job = Mapping[str, Any]
Line = Mapping[str, Any]

_COLOURS: Final = ("k", "c", "m", "y", "w")
_FEEDERS: Final = (*(f"tray {number}" for number in range(1, 6)), "multi-purpose tray", "multi-purpose feeder")
_RESOLUTIONS: Final = ("300 dpi", "600 dpi", "1200x600 dpi", "1200 dpi", "2400x600 dpi")


class LogColumn(NamedTuple):
    """A column. What belongs to a line comes from ``of_line``; of a job without lines ``of_job`` stands there.

    ``default``: not in the detail view alone. ``is_sparse``: only some printers, options or kinds of jobs tell it, so
    that a table leaves it out where nothing told it.
    """

    name: str
    kind: Kind
    of_job: Callable[[Job], Any]
    of_line: Callable[[Job, Line], Any] | None = None
    default: bool = True
    is_sparse: bool = False


def job_column(name: str, kind: Kind = Kind.TEXT, key: str = "", *, default: bool = True) -> LogColumn:
    """A column of the whole job."""
    return LogColumn(name, kind, itemgetter(key or name), None, default)


def line_column(
    name: str, kind: Kind = Kind.TEXT, key: str = "", *, default: bool = True, is_sparse: bool = False
) -> LogColumn:
    """A column of each line; a job without lines has its own sum there, or nothing."""
    of_job = blank if kind is Kind.TEXT else itemgetter(key or name)
    return LogColumn(name, kind, of_job, lambda _, line: line[key or name], default, is_sparse)


def blank(_job: Job) -> None:
    """Nothing."""


def document_shown(job: Job) -> str | None:
    """A document's name with a space for each quotation mark (LOG-08); the ledger keeps it as it was sent."""
    document: str | None = job["document"]
    return None if document is None else document.replace('"', " ")


def _item(
    name: str, group: str, key: str, kind: Kind = Kind.NUMBER, *, at: int | None = None, default: bool = True
) -> LogColumn:
    """An item of a group that a job may lack; ``at``: its place in the group's list ``key``."""

    def of_job(job: Job) -> Any:
        found = job[group]
        if found is None:
            return None
        return found[key] if at is None else _place(found[key], at, absent=0 if group == "feeding" else None)

    return LogColumn(name, kind, of_job, None, default, is_sparse=True)


def _place(values: Sequence[int], at: int, *, absent: int | None) -> int | None:
    """A number of a list whose end may be left out: zeros of trays and resolutions, drums that a printer lacks."""
    return values[at] if at < len(values) else absent


def _flag(name: str, group: str, key: str, on: str = "ON", off: str | None = None) -> LogColumn:
    def of_job(job: Job) -> str | None:
        found = job[group]
        if found is None:
            return None
        return on if found[key] else off

    return LogColumn(name, Kind.TEXT, of_job, is_sparse=True)


BEFORE_TIMES: Final = (
    _item("n-up", "feeding", "n_up"),
    *(_item(f"toner {colour}", "consumption", "toner", at=at) for at, colour in enumerate(_COLOURS)),
    *(_item(f"drum {colour}", "consumption", "drum", at=at) for at, colour in enumerate(_COLOURS)),
    _item("belt", "consumption", "belt"),
    _item("fuser", "consumption", "fuser"),
    _item("staples", "consumption", "staples"),
)
PROCESSING: Final = (
    _item("process start", "processing", "started_s", Kind.DEVICE_TIME, default=False),
    _item("process end", "processing", "ended_s", Kind.DEVICE_TIME, default=False),
)
FEEDING: Final = (
    _item("processing off-line", "processing", "offline_processing_s", default=False),
    _item("printing off-line", "processing", "offline_printing_s", default=False),
    *(_item(name, "feeding", "trays", at=at, default=False) for at, name in enumerate(_FEEDERS)),
    *(_item(name, "feeding", "dpi", at=at, default=False) for at, name in enumerate(_RESOLUTIONS)),
)
SCANNING: Final = (
    _item("colour scan", "scan", "colour"),
    _item("mono scan", "scan", "mono"),
    _flag("scan print", "scan", "printed", "scan job print", "scan job no print"),
)
COMMUNICATION: Final = (
    _item("scan size", "scan", "size", Kind.TEXT),
    _item("communication time", "communication", "seconds"),
    _item("destination", "communication", "destination", Kind.TEXT),
    _item("communication mode", "communication", "mode", Kind.TEXT),
    *(_flag(name, "communication", name.replace(" ", "_").replace("-", "_")) for name in ("manual", "time specified")),
    *(_flag(name, "communication", name.replace("-", "_")) for name in ("polling", "f-code")),
    _item("call/receipt", "communication", "direction", Kind.TEXT),
    _flag("fax forwarding", "communication", "forwarding"),
    _item("communication pages", "communication", "pages"),
    _item("service code", "communication", "code", Kind.TEXT),
)
