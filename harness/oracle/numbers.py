"""When a job counts, in which log month, and under which number (LOG-03)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import Any

from harness.oracle.ledger import Ledger, Sorted
from harness.oracle.operator import Operator
from harness.oracle.periods import Closing, accounting_month, local_date, log_month
from harness.oracle.physics import short
from harness.oracle.verdict import Check, Findings


def check_instants(found: Sorted, ledger: Ledger, operator: Operator) -> Check:
    """A job counts when the device says it ended, if that lies between the previous acquisition and this one."""
    findings = Findings()
    acquisitions: dict[str, set[int]] = {}
    for row in ledger.jobs:
        acquisitions.setdefault(row["printer"], set()).add(row["acquired_us"])
    sorted_acquisitions = {name: sorted(instants) for name, instants in acquisitions.items()}
    for job, row in found.logged:
        if row["acquired_us"] < job.ended_us:
            findings.add(f"{job}: acquired at {row['acquired_us']}, before it ended at {job.ended_us}")
        previous_us = _previous(job.printer, row["acquired_us"], sorted_acquisitions, operator)
        if previous_us is None:
            findings.add(f"{job}: acquired from a printer that was not registered at {row['acquired_us']}")
            continue
        expected_us, clamped = accounted(row["ended_s"], previous_us, row["acquired_us"])
        if (row["accounted_us"], row["clamped"]) != (expected_us, clamped):
            findings.expect(job, "accounted_us", expected_us, row["accounted_us"])
            findings.expect(job, "clamped", clamped, row["clamped"])
    return Check("instants", len(found.logged), findings.done(), what="logged jobs")


def _previous(printer: str, acquired_us: int, acquisitions: Mapping[str, list[int]], operator: Operator) -> int | None:
    """The acquisition before this one that stored jobs, or the registration, whichever is later."""
    instants = acquisitions[printer]
    index = bisect_left(instants, acquired_us) - 1
    registrations = operator.registrations(printer)
    registered = bisect_right(registrations, acquired_us) - 1
    if registered < 0:
        return None
    return max(registrations[registered], instants[index]) if index >= 0 else registrations[registered]


def accounted(ended_s: int | None, previous_us: int, acquired_us: int) -> tuple[int, bool]:
    """The accounted instant and whether it is clamped; without a device time it is the acquisition's."""
    if ended_s is None:
        return acquired_us, True
    ended_us = ended_s * 1_000_000
    within = max(previous_us, min(ended_us, acquired_us))
    return within, within != ended_us


def check_log_numbers(ledger: Ledger, operator: Operator, zone: str, closing: tuple[Closing, ...]) -> Check:
    """Numbers start at 1 each accounting month per printer and leave none out, in the order of the records."""
    findings = Findings()
    series: dict[tuple[str, tuple[int, int], str], list[Mapping[str, Any]]] = {}
    months: dict[int, str] = {}
    for row in ledger.jobs:
        hour = row["accounted_us"] // 900_000_000  # offsets of time zones are multiples of a quarter of an hour
        if hour not in months:
            months[hour] = log_month(row["accounted_us"], zone, closing)
        findings.expect(_subject(row), "log month", months[hour], row["log_month"])
        epoch = bisect_right(operator.registrations(row["printer"]), row["acquired_us"])
        series.setdefault((row["printer"], (epoch, row.get("machine", 0)), row["log_month"]), []).append(row)
    for (printer, (_, machine), month), rows in series.items():
        opened = {item["stream"]: place for place, item in enumerate(ledger.snapshot["streams"])}
        rows.sort(key=lambda row: (row["acquired_us"], opened.get(row["stream"], 0), row["sequence"]))
        numbers = [row["log_number"] for row in rows]
        first = numbers[0] if machine else 1  # a server that moved goes on where its backup stood
        if numbers == list(range(first, first + len(rows))):
            continue
        place = next(at for at, number in enumerate(numbers) if number != first + at)
        findings.expect(f"{printer}, {month}: {_subject(rows[place])}", "log number", first + place, numbers[place])
    return Check("log numbers", len(ledger.jobs), findings.done(), what="ledger rows")


def _subject(row: Mapping[str, Any]) -> str:
    return f"{row['printer']} record {row['sequence']} of {short(row['stream'])}"


def closing_history(operator: Operator, ledger: Ledger, zone: str) -> tuple[Closing, ...]:
    """Closing days with the month from which each holds: at once in an empty ledger, else the one after the running."""
    first_us = min((row["acquired_us"] for row in ledger.jobs), default=None)
    history = [Closing(0, 31)]
    for at_us, day, after_as_this_month in operator.closing:
        from_month = 0
        if first_us is not None and at_us > first_us:
            from_month = accounting_month(local_date(at_us, zone), history) + 1
        history = [closing for closing in history if closing.from_month < from_month]
        history.append(Closing(from_month, day, after_as_this_month))
    return tuple(history)
