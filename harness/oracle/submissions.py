"""What the clients asked for against what arrived and came out (HAR-04)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from harness.oracle.physics import Job, PrinterPhysics
from harness.oracle.verdict import Check, Findings


def match(printers: Mapping[str, PrinterPhysics], history: Sequence[Mapping[str, Any]]) -> Check:
    """Tie every arrival to its submission: the k-th from one client of one printer is the k-th arrival from it.

    A submission that was not delivered may have arrived or not; one that was delivered must have.
    """
    findings = Findings()
    asked: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    came: dict[tuple[str, str], list[Job]] = defaultdict(list)
    for submission in history:
        asked[submission["printer"], submission["source"]].append(submission)
    for printer in printers.values():
        for job in printer.jobs.values():
            came[printer.name, job.source].append(job)
    for where in dict.fromkeys([*asked, *came]):
        _match_client(where, asked.get(where, []), came.get(where, []), findings)
    return Check("submissions", len(history), findings.done(), what="submitted jobs")


def _match_client(where: tuple[str, str], asked: list[Mapping[str, Any]], came: list[Job], findings: Findings) -> None:
    delivered = [submission for submission in asked if submission["delivered"]]
    pairs = zip(asked if len(came) == len(asked) else delivered, came, strict=False)
    for submission, job in pairs:
        for entry in job.entries:
            entry.submission = submission
    if len(delivered) <= len(came) <= len(asked):
        return
    printer, source = where
    for submission in delivered[len(came) :]:
        findings.add(
            f"{printer}: job {submission['n']} ({submission['document']!r} from {source}) was delivered, never arrived"
        )
    for job in came[len(asked) :]:
        findings.add(f"{job}: arrived from {source}, nobody submitted it")
