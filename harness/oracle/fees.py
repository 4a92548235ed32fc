"""What each job costs, part by part, by the definition in force when it was charged (FEE-01, FEE-06)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.oracle.ledger import Sorted
from harness.oracle.operator import Operator, Prices
from harness.oracle.physics import Job
from harness.oracle.verdict import Check, Findings

Part = tuple[str, int, int]  # name, quantity, micros


def fee_parts(job: Job, prices: Prices) -> list[Part]:
    """Per colour page, mono page and sheet, and per page of a size on top; parts of nothing are left out."""
    parts = [
        ("colour page", job.colour, prices.colour_page),
        ("mono page", job.mono, prices.mono_page),
        ("sheet", job.sheets, prices.sheet),
    ]
    faces: dict[str, int] = {}
    for line in job.lines:
        faces[line.size] = faces.get(line.size, 0) + line.colour + line.mono
    parts += [(f"size {size}", count, prices.sizes.get(size, 0)) for size, count in faces.items()]
    return [(name, count, _half_up(count * price, prices.rounding)) for name, count, price in parts if count and price]


def _half_up(micros: int, unit: int) -> int:
    """The nearest multiple of the rounding unit; what lies in the middle goes up."""
    rest = micros % unit
    return micros - rest + (unit if 2 * rest >= unit and rest else 0)


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
    expected = sorted(fee_parts(job, prices))
    return (
        expected == actual
        and row["fee_micros"] == sum(part[2] for part in expected)
        and all((part["definition"], part["version"]) == (prices.name, prices.version) for part in row["fee_parts"])
    )


def _explain(job: Job, row: Mapping[str, Any], actual: list[Part], prices: Prices | None, findings: Findings) -> None:
    expected = sorted(fee_parts(job, prices)) if prices is not None else []
    findings.expect(str(job), "fee_micros", sum(part[2] for part in expected), row["fee_micros"])
    findings.expect(str(job), "fee parts", expected, actual)
    if prices is not None:
        said = {(part["definition"], part["version"]) for part in row["fee_parts"]}
        for definition in said - {(prices.name, prices.version)}:
            findings.expect(str(job), "fee definition", (prices.name, prices.version), definition)
