"""Counters against the journal: readings of printers without a log, and the life counters of all."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import Any

from harness.oracle.ledger import Ledger
from harness.oracle.operator import Operator
from harness.oracle.physics import PrinterPhysics
from harness.oracle.verdict import Check, Findings

_PRINTED = frozenset({"mono", "colour", "white"})


class _Impressions:
    """Printed faces of one printer up to an instant."""

    def __init__(self, printer: PrinterPhysics) -> None:
        sheets = [event for job in printer.jobs.values() for event in job.faces]
        sheets.sort(key=lambda event: event[1])
        self._instants = [event[1] for event in sheets]
        faces = ((event[6] in _PRINTED) + (event[7] in _PRINTED) for event in sheets)
        self._sums = [0, *accumulate(faces)]

    def at(self, at_us: int) -> tuple[int, int]:
        """Without and with what came out in that very instant."""
        return self._sums[bisect_left(self._instants, at_us)], self._sums[bisect_right(self._instants, at_us)]

    @property
    def total(self) -> int:
        return self._sums[-1]


def check_readings(
    printers: Mapping[str, PrinterPhysics],
    ledger: Ledger,
    operator: Operator,
    drained: bool,
    miscounting: Collection[str] = (),
) -> Check:
    """Printers that only count: each reading and difference is what came out, nothing is missing at the end.

    Readings of those whose counters were ``miscounting`` are left aside.
    """
    findings = Findings()
    examined = 0
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in ledger.snapshot["readings"]:
        rows.setdefault(row["printer"], []).append(row)
    for printer in printers.values():
        if printer.logs:
            continue
        readings = sorted(rows.pop(printer.name, []), key=lambda row: row["at_us"])
        if printer.name in miscounting:
            continue
        impressions = _Impressions(printer)
        registrations = operator.registrations(printer.name)
        if not registrations:
            if readings:
                findings.add(f"{printer.name}: {len(readings)} readings of a printer that was never registered")
            continue
        by_registration = _by_registration(readings, registrations)
        for registered_us, series in by_registration.items():
            _check_series(printer.name, series, impressions, registered_us, findings)
        if readings or drained:
            examined += sum(
                job.ended_us > registrations[0] for job in printer.jobs.values() if job.ended_at is not None
            )
        if drained and ledger.is_acquired(printer.name):
            counted = sum(row["delta"] for row in by_registration[registrations[-1]])
            least, most = impressions.at(registrations[-1])
            if not impressions.total - most <= counted <= impressions.total - least:
                findings.expect(printer.name, "impressions in the ledger", impressions.total - most, counted)
    for name, left in rows.items():
        findings.add(f"{name}: {len(left)} readings of a printer that keeps a log or does not exist")
    return Check("readings", examined, findings.done(), job_level=True, what="jobs counted")


def _by_registration(
    readings: Sequence[Mapping[str, Any]], registrations: Sequence[int]
) -> dict[int, list[Mapping[str, Any]]]:
    """A printer that is registered again is counted from then on: what came out in between is nobody's."""
    found: dict[int, list[Mapping[str, Any]]] = {at_us: [] for at_us in registrations}
    for row in readings:
        place = max(bisect_right(registrations, row["at_us"]) - 1, 0)
        found[registrations[place]].append(row)
    return found


def _check_series(
    name: str,
    readings: Sequence[Mapping[str, Any]],
    impressions: _Impressions,
    registered_us: int,
    findings: Findings,
) -> None:
    before: Mapping[str, Any] | None = None
    for row in readings:
        subject = f"{name} reading {row['position']}"
        least, most = impressions.at(row["at_us"])
        if not least <= row["impressions"] <= most:
            findings.expect(subject, "impressions", most, row["impressions"])
        if before is not None:
            findings.expect(subject, "delta", row["impressions"] - before["impressions"], row["delta"])
        else:
            base = impressions.at(registered_us)
            deltas = {row["impressions"] - base[0], row["impressions"] - base[1]}
            if row["delta"] not in deltas:
                findings.expect(subject, "delta since registration", row["impressions"] - base[1], row["delta"])
        before = row


def check_life(printers: Mapping[str, PrinterPhysics]) -> Check:
    """Life counters, where they were written down, equal the sheets and faces that came out (HAR-04)."""
    findings = Findings()
    examined = 0
    for printer in printers.values():
        sheets = impressions = 0  # what the counters had before
        seen_sheets = seen_impressions = 0
        for life in printer.life:
            examined += 1
            name = f"{printer.name}: life at {life.at_us}"
            findings.expect(name, "sheets since the last", life.seen_sheets - seen_sheets, life.sheets - sheets)
            findings.expect(
                name,
                "impressions since the last",
                life.seen_impressions - seen_impressions,
                life.impressions - impressions,
            )
            sheets, impressions = life.sheets, life.impressions
            seen_sheets, seen_impressions = life.seen_sheets, life.seen_impressions
    return Check("life", examined, findings.done(), what="life counts")
