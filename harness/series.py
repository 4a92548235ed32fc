"""Numbers for the charts of a report, taken from an oracle's case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

MOST_BUCKETS: Final = 120
_S: Final = 1_000_000
_BUCKETS_S: Final = (1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 86_400, 7 * 86_400, 28 * 86_400)


class Bar(NamedTuple):
    """What one printer put out, or one account is charged with."""

    label: str
    jobs: int
    sheets: int
    colour: int  # faces
    mono: int
    refused: int = 0
    fee_micros: int = 0


class GapMark(NamedTuple):
    """A loss the server knows about."""

    printer: str
    stream: str
    first: int | None
    last: int | None
    jobs: int | None
    sheets: int | None
    cause: str
    noticed_us: int


class LimitUse(NamedTuple):
    """An account's limit at the end."""

    id: int
    name: str
    exceeded: bool
    used_sheets: int
    effective_sheets: int | None
    used_fee_micros: int
    effective_fee_micros: int | None
    used_staples: int = 0
    effective_staples: int | None = None


class Series(NamedTuple):
    """Numbers for charts; ``jobs``, ``refused`` and ``sheets`` per interval of ``bucket_us`` from ``start_us`` on."""

    start_us: int = 0
    bucket_us: int = 1
    jobs: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    sheets: tuple[int, ...] = ()
    printers: tuple[Bar, ...] = ()
    accounts: tuple[Bar, ...] = ()
    gaps: tuple[GapMark, ...] = ()
    limits: tuple[LimitUse, ...] = ()
    currency: str = ""


NO_SERIES: Final = Series()


def series_of(case: Mapping[str, Any]) -> Series:
    """The charts' numbers from a case (:mod:`harness.oracle.case`): paper from journals, charges from the ledger."""
    journals: Mapping[str, Iterable[Any]] = case["journals"]
    ledger: Mapping[str, Any] = case["ledger"]
    start_us, bucket_us, count = _buckets(journals, case["ended_us"], case.get("zone", "UTC"))
    jobs, refused, sheets = [0] * count, [0] * count, [0] * count
    printers: list[Bar] = []
    for name, events in journals.items():
        tally = dict.fromkeys(("jobs", "sheets", "colour", "mono", "refused"), 0)
        for event in events:
            kind = event[0]
            if kind not in {"sheet", "ended", "refused"}:
                continue
            bucket = (event[1] - start_us) // bucket_us
            if kind == "sheet":
                sheets[bucket] += 1
                tally["sheets"] += 1
                for face in event[6:8]:
                    if face == "colour" or face == "mono":  # noqa: PLR1714 - 300,000 times a month
                        tally[face] += 1
            elif kind == "ended":
                jobs[bucket] += 1
                tally["jobs"] += 1
            else:
                refused[bucket] += 1
                tally["refused"] += 1
        printers.append(Bar(name, **tally))
    return Series(
        start_us,
        bucket_us,
        tuple(jobs),
        tuple(refused),
        tuple(sheets),
        tuple(printers),
        _account_bars(ledger),
        tuple(GapMark(*(gap.get(key) for key in GapMark._fields)) for gap in ledger.get("gaps", ())),
        tuple(_limit_uses(ledger)),
        ledger.get("currency", ""),
    )


def _buckets(journals: Mapping[str, Iterable[Any]], ended_us: int, zone: str) -> tuple[int, int, int]:
    """Start, length and number of intervals; they stand on local hours and days (but for a clock change on the way)."""
    kinds = {"arrived", "sheet", "ended", "refused"}
    instants = [event[1] for events in journals.values() for event in events if event[0] in kinds]
    first, last = min(instants, default=ended_us), max(instants, default=ended_us)
    bucket_us = next((size * _S for size in _BUCKETS_S if (last - first) // (size * _S) < MOST_BUCKETS), 0)
    bucket_us = bucket_us or ((last - first) // MOST_BUCKETS + 1)
    offset = dt.datetime.fromtimestamp(first // _S, ZoneInfo(zone)).utcoffset() or dt.timedelta()
    start_us = first - (first + offset // dt.timedelta(microseconds=1)) % bucket_us
    return start_us, bucket_us, (last - start_us) // bucket_us + 1


def _account_bars(ledger: Mapping[str, Any]) -> tuple[Bar, ...]:
    names = {account["id"]: account["name"] for account in ledger.get("accounts", ())}
    tallies: dict[int, list[int]] = {}
    for job in ledger.get("jobs", ()):
        tally = tallies.setdefault(job["account"], [0, 0, 0, 0, 0, 0])
        tally[0] += 1
        tally[1] += job["sheets"]
        tally[2] += job["colour"]
        tally[3] += job["mono"]
        tally[4] += job["status"] == "aborted"
        tally[5] += job["fee_micros"]
    return tuple(
        Bar(f"{number} {names.get(number, 'not registered')}", *tally) for number, tally in sorted(tallies.items())
    )


def _limit_uses(ledger: Mapping[str, Any]) -> Iterable[LimitUse]:
    for account in ledger.get("accounts", ()):
        standing = account.get("standing")
        if standing is not None:
            yield LimitUse(
                account["id"],
                account["name"],
                standing["status"] == "limit exceeded",
                standing["used_sheets"],
                standing["effective_sheets"],
                standing["used_fee_micros"],
                standing["effective_fee_micros"],
                standing.get("used_staples", 0),
                standing.get("effective_staples"),
            )
