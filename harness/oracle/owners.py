"""Whose records they were: a server acquires from its own printers only (PRN-09, PRN-10)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

from harness.oracle.ledger import Ledger, Sorted
from harness.oracle.physics import PrinterPhysics, short
from harness.oracle.verdict import Check, Findings


def check_owners(printers: Mapping[str, PrinterPhysics], ledger: Ledger, found: Sorted) -> Check:
    """Each logged job was acquired while its printer's owner was the server whose ledger this is."""
    findings = Findings()
    owners = {name: _Owners(printer) for name, printer in printers.items()}
    examined = 0
    for job, row in found.logged:
        known = owners[job.printer].around(row["acquired_us"])
        if not ledger.server or not known:
            continue
        examined += 1
        if ledger.server not in known:
            whose = f"server {short(known[-1])}'s" if known[-1] else "nobody's"
            findings.add(f"{job}: acquired at {row['acquired_us']}, when the printer was {whose}")
    return Check("owners", examined, findings.done(), what="logged jobs")


class _Owners:
    """The owners of one printer over its journal."""

    def __init__(self, printer: PrinterPhysics) -> None:
        self._servers = [server for _, _, server, _ in printer.owners]
        self._instants = [at_us for _, at_us, _, _ in printer.owners]

    def around(self, at_us: int) -> list[str]:
        """All owners that it had in an instant, the last one last; none before the journal names one."""
        first = max(bisect_left(self._instants, at_us) - 1, 0)
        return self._servers[first : bisect_right(self._instants, at_us)]
