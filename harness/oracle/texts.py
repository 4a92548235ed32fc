"""Whose job it was: account, user, login, document, host and application in the ledger against the submission."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.oracle.age import Age
from harness.oracle.physics import Job
from harness.oracle.verdict import Check, Findings

LIMITS_OCTETS = {"user": 160, "login": 160, "document": 400, "host": 128, "application": 128}
"""The record's stated cuts, in octets of UTF-8 at a character's border."""
FLOORS_OCTETS = {"user": 40, "login": 40, "document": 80, "host": 40, "application": 40}
"""How far a text may be cut when texts and lines together are too much for one record."""
ROOM_OCTETS = 1000  # for texts and lines in a record of 1,200
LINE_OCTETS = 60  # what a line can need at most
PORT_OCTETS = 64


def cut(text: str, octets: int) -> str:
    """The longest beginning of ``text`` that fits into so many octets of UTF-8."""
    raw = text.encode(errors="replace")
    return text if len(raw) <= octets else raw[:octets].decode(errors="ignore")


def _is_cut_of(written: str, text: str, floor: int) -> bool:
    """Whether ``written`` is ``text`` cut, and by no more than it may be (a character has up to 4 octets)."""
    return text.startswith(written) and len(written.encode()) > min(len(text.encode()), floor) - 4


def check_attribution(logged: list[tuple[Job, Mapping[str, Any]]], age: Age) -> Check:
    """Compare each logged job with what its client said. Jobs from nobody known are not examined.

    Text that is not there at all was erased, which it may be only once it is old enough (LOG-22).
    """
    findings = Findings()
    examined = 0
    for job, row in logged:
        submission = job.submission
        if submission is None:
            continue
        examined += 1
        unreadable = job.refused in {"rip error", "memory overflow"}  # then a text may not have been found either
        if not (unreadable and not row["account"]):
            findings.expect(job, "account", submission["account"] or 0, row["account"])
        if all(row[field] is None for field in LIMITS_OCTETS) and age.may_erase(row["accounted_us"]):
            continue
        for field, octets in LIMITS_OCTETS.items():
            said, written = submission[field] or "", row[field] or ""
            if said == written or (unreadable and not written):
                continue
            expected = cut(said.replace('"', " ") if field == "document" else said, octets)  # LOG-08
            if not (_is_crowded(job) and _is_cut_of(written, expected, FLOORS_OCTETS[field])):
                findings.expect(job, field, expected, written)
    return Check("attribution", examined, findings.done(), job_level=True, what="logged jobs")


def _is_crowded(job: Job) -> bool:
    """Whether the record may have had no room for its texts even after the stated cuts."""
    submission = job.submission or {}
    texts = sum(len(cut(submission[field] or "", octets).encode()) for field, octets in LIMITS_OCTETS.items())
    return texts + PORT_OCTETS + LINE_OCTETS * min(12, len(job.lines)) > ROOM_OCTETS
