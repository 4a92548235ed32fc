"""What of the log is meant: for showing, exporting, totalling and deleting it."""

from __future__ import annotations

from typing import NamedTuple


class Selection(NamedTuple):
    """Jobs that meet every condition given; None, or no printers, leaves a condition out (LOG-10, AGG-01).

    ``printers`` are names, those of deleted printers included; ``month`` is a log month such as "2026-03"; ``account``
    is the Job Account ID as it was sent. Groups are those that printers and accounts belong to now; "" means none.
    """

    printers: tuple[str, ...] = ()
    month: str | None = None
    account: int | None = None
    user: str | None = None
    status: str | None = None
    printer_group: str | None = None
    user_group: str | None = None
