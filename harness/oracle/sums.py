"""Items of a total (AGG-02) added up from ledger rows, by the words of docs/reports.md and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]

STATUSES = ("completed", "canceled", "aborted", "abnormal completed")
COLOURS = "kcmyw"  # the order in which a row gives toner and drums
TRAYS = (
    *("tray 1", "tray 2", "tray 3", "tray 4", "tray 5"),
    *("multi-purpose tray", "multi-purpose feeder"),
)
RESOLUTIONS = ("300 dpi", "600 dpi", "1200x600 dpi", "1200 dpi", "2400x600 dpi")


def add_up(rows: Iterable[Row]) -> dict[str, int]:
    """Every item that is not nothing. A job that left several records counts once, its pages with each of them."""
    total: dict[str, int] = {}
    jobs: dict[str, set[tuple[str, int]]] = {"jobs": set()}
    for row in rows:
        name = (row["stream"], row["job_number"])
        for word in ("jobs", row["status"], row["detail"]):
            if word:
                jobs.setdefault(word, set()).add(name)
        for item, count in (*_of_row(row), *_of_lines(row)):
            total[item] = total.get(item, 0) + count
    total.update((word, len(names)) for word, names in jobs.items())
    return {item: count for item, count in total.items() if count}


def _of_row(row: Row) -> Iterable[tuple[str, int]]:
    yield "records", 1
    for item in ("sheets", "pages", "colour", "mono", "fee_micros", "white"):
        yield item, row[item]
    yield "white only", row["white_only"]
    yield f"function {row['function']}", 1
    yield f"service {row['service']}", 1
    yield "use_s", _seconds(row["started_s"], row["ended_s"])
    made = row["processing"]
    if made is not None:
        yield "use_s", _seconds(made["started_s"], made["ended_s"])
    yield from _of_supplies(row)
    yield from _of_other_services(row)


def _of_supplies(row: Row) -> Iterable[tuple[str, int]]:
    used, fed = row["consumption"], row["feeding"]
    if used is not None:
        for place, level in enumerate(used["toner"]):
            yield f"toner {COLOURS[place]} {level}", row["pages"]
        for place, count in enumerate(used["drum"]):
            yield f"drum {COLOURS[place]}", count
        for item in ("belt", "fuser", "staples"):
            yield item, used[item]
    if fed is not None:
        yield from zip(TRAYS, fed["trays"], strict=False)
        yield from zip(RESOLUTIONS, fed["dpi"], strict=False)


def _of_other_services(row: Row) -> Iterable[tuple[str, int]]:
    scan, talk = row["scan"], row["communication"]
    if scan is not None:
        yield "colour scan", scan["colour"]
        yield "mono scan", scan["mono"]
        yield "scan job print" if scan["printed"] else "scan job no print", 1
    if talk is not None:
        yield "communication time", talk["seconds"]
        yield "communication pages", talk["pages"]
        if talk["mode"]:
            yield f"mode {talk['mode']}", 1


def _of_lines(row: Row) -> Iterable[tuple[str, int]]:
    for line in row["lines"]:
        yield f"size {line['size']}", line["sheets"]
        yield f"media {line['media']}", line["sheets"]
        yield f"weight {line['weight'] or 'unknown'}", line["sheets"]
        yield "duplex" if line["duplex"] else "simplex", line["sheets"]


def _seconds(start_s: int | None, end_s: int | None) -> int:
    return max(0, end_s - start_s) if start_s is not None and end_s is not None else 0
