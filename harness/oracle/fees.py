"""What each job costs, part by part, by the definition in force when it was charged (FEE-01, FEE-06)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.oracle.ledger import Sorted
from harness.oracle.operator import Operator, Prices
from harness.oracle.physics import Job
from harness.oracle.verdict import Check, Findings

Part = tuple[str, int, int]  # name, quantity, micros
Row = Mapping[str, Any]

_TONERS = ("black", "cyan", "magenta", "yellow", "white")
_CLASSES = ("mono", "colour", "colour", "colour", "white")
_TRAYS = ("tray 1", "tray 2", "tray 3", "tray 4", "tray 5", "multi-purpose tray", "multi-purpose feeder")
_USED = {"belt", "fuser", "staple"}
_A_DAY_S = 86_400


def fee_parts(job: Job, row: Row, prices: Prices) -> list[Part]:
    """All parts of a fee; those of nothing are left out.

    Pages, sheets and lines are the journal's. What a job used up, where its sheets came from and how long it took
    are the ledger's, which its own check compares with the journal.
    """
    parts = [*_by_page(job, prices), *_by_line(job, row, prices)]
    if prices.toner or prices.drum or not _USED.isdisjoint(prices.one):
        parts += _used(job, row, prices)
    if prices.trays:
        trays = (row.get("feeding") or {}).get("trays", ())
        parts += [("trays", name, count, prices.trays.get(name, 0)) for name, count in zip(_TRAYS, trays, strict=False)]
    if "minute" in prices.one:
        parts.append(("minutes", "minute", _minutes(row), prices.one["minute"]))
    return [
        (name, count, _rounded(count * price, prices.rounding, prices.mode))
        for part, name, count, price in parts
        if count and price and part not in prices.off
    ]


def _by_page(job: Job, prices: Prices) -> list[tuple[str, str, int, int]]:
    counts = (
        ("colour page", job.colour),
        ("mono page", job.mono),
        ("white page", sum(line.white for line in job.lines)),
        ("white only page", sum(line.white_only for line in job.lines)),
    )
    pages = [("pages", name, count, prices.one.get(name, 0)) for name, count in counts]
    return [*pages, ("sheets", "sheet", job.sheets, prices.one.get("sheet", 0))]


def _by_line(job: Job, row: Row, prices: Prices) -> list[tuple[str, str, int, int]]:
    faces: dict[str, int] = {}
    sheets: dict[str, int] = {}
    for line in job.lines[: len(row["lines"])]:  # what came with records that are lost was not charged
        faces[line.size] = faces.get(line.size, 0) + line.colour + line.mono + line.white_only
        sheets[line.media] = sheets.get(line.media, 0) + line.sheets
    return [
        *(("sizes", f"size {size}", count, prices.sizes.get(size, 0)) for size, count in faces.items()),
        *(("media", f"media {media}", count, prices.media.get(media, 0)) for media, count in sheets.items()),
    ]


def _used(job: Job, row: Row, prices: Prices) -> list[tuple[str, str, int, int]]:
    used = row.get("consumption") or {}
    pages = job.colour + job.mono + sum(line.white_only for line in job.lines)
    found = []
    for toner, of, level in zip(_TONERS, _CLASSES, used.get("toner", ()), strict=False):
        price = prices.toner.get(str(level), {}).get(of, 0)
        found.append(("toner", f"toner {toner} level {level}", pages, price))
    drums = dict.fromkeys(_CLASSES, 0)
    for of, count in zip(_CLASSES, used.get("drum", ()), strict=False):
        drums[of] += count
    found += [("drum", f"drum {of}", count, prices.drum.get(of, 0)) for of, count in drums.items()]
    for part, name, key in (
        ("belt and fuser", "belt", "belt"),
        ("belt and fuser", "fuser", "fuser"),
        ("staples", "staple", "staples"),
    ):
        found.append((part, name, used.get(key, 0), prices.one.get(name, 0)))
    return found


def _minutes(row: Row) -> int:
    """Minutes begun between the start and the end of printing, or of scanning where nothing was printed."""
    service, scan = row.get("service", "print"), row.get("scan") or {}
    started_s, ended_s = row.get("started_s"), row.get("ended_s")
    if service not in {"print", "scan"} or scan.get("printed") or started_s is None or ended_s is None:
        return 0
    whole, rest = divmod(ended_s - started_s, 60)
    return whole + (rest > 0) if 0 < ended_s - started_s <= _A_DAY_S else 0


def _rounded(micros: int, unit: int, mode: str) -> int:
    """A multiple of the rounding unit: the nearest, where the middle goes up or to the even one; or up, or down."""
    rest = micros % unit
    if not rest or mode == "down":
        return micros - rest
    if mode == "half even" and 2 * rest == unit:
        return micros - rest if micros // unit % 2 == 0 else micros - rest + unit
    return micros - rest + (unit if mode == "up" or 2 * rest >= unit else 0)


def check_fees(found: Sorted, operator: Operator) -> Check:
    """Each logged job is charged once, exactly, and says by which version of which definition."""
    findings = Findings()
    for job, row in found.logged:
        candidates = operator.charged_by(job.printer, row["acquired_us"])
        actual = sorted((part["part"], part["quantity"], part["micros"]) for part in row["fee_parts"])
        if not any(_fits(job, row, actual, prices) for prices in candidates):
            _explain(job, row, actual, candidates[0], findings)
    return Check("fees", len(found.logged), findings.done(), what="logged jobs")


def _fits(job: Job, row: Mapping[str, Any], actual: list[Part], prices: Prices | None) -> bool:
    if prices is None:
        return not actual and row["fee_micros"] == 0
    expected = sorted(fee_parts(job, row, prices))
    return (
        expected == actual
        and row["fee_micros"] == sum(part[2] for part in expected)
        and all((part["definition"], part["version"]) == (prices.name, prices.version) for part in row["fee_parts"])
    )


def _explain(job: Job, row: Mapping[str, Any], actual: list[Part], prices: Prices | None, findings: Findings) -> None:
    expected = sorted(fee_parts(job, row, prices)) if prices is not None else []
    findings.expect(job, "fee_micros", sum(part[2] for part in expected), row["fee_micros"])
    findings.expect(job, "fee parts", expected, actual)
    if prices is not None:
        said = {(part["definition"], part["version"]) for part in row["fee_parts"]}
        for definition in said - {(prices.name, prices.version)}:
            findings.expect(job, "fee definition", (prices.name, prices.version), definition)
