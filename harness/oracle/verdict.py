"""What a check says, and what all of them together come to."""

from __future__ import annotations

from typing import NamedTuple

CAP = 20  # findings shown by a check; the rest is counted


class Check(NamedTuple):
    """One check: how many items it looked at and what is wrong with them.

    ``job_level``: it compares jobs with the ledger, so that a verdict can rest on it. ``broken``: why it could not
    run (a case that is not as described); such a check is never green.
    """

    name: str
    examined: int
    findings: tuple[str, ...] = ()
    job_level: bool = False
    broken: str = ""
    what: str = ""  # what an item is: jobs, gaps, …

    @property
    def result(self) -> str:
        """``pass``, ``fail``, or ``unknown`` when nothing was examined or it could not run."""
        if self.findings:
            return "fail"
        return "unknown" if self.broken or not self.examined else "pass"


class Verdict(NamedTuple):
    """``verdict`` is pass, fail or unknown; unknown if no job was compared, or a check could not run."""

    verdict: str
    checks: tuple[Check, ...]


class Findings:
    """Collects a check's findings: precise sentences, capped, the rest counted."""

    __slots__ = ("_cap", "_shown", "count")

    def __init__(self, cap: int = CAP) -> None:
        self._cap = cap
        self._shown: list[str] = []
        self.count = 0

    def add(self, sentence: str) -> None:
        """One thing that is wrong."""
        self.count += 1
        if len(self._shown) < self._cap:
            self._shown.append(sentence)

    def expect(self, subject: object, field: str, expected: object, actual: object) -> bool:
        """Add a finding unless both are equal; says whether they are. The subject is put into words only then."""
        if expected == actual:
            return True
        self.add(f"{subject}: {field} should be {show(expected)}, is {show(actual)}")
        return False

    def done(self) -> tuple[str, ...]:
        """All sentences; the last one counts what is not shown."""
        rest = self.count - len(self._shown)
        return (*self._shown, f"… and {rest} more") if rest else tuple(self._shown)


def show(value: object) -> str:
    """A value inside a sentence."""
    return repr(value) if isinstance(value, str) else str(value)


def conclude(checks: list[Check]) -> Verdict:
    """All checks together."""
    if any(check.findings for check in checks):
        return Verdict("fail", tuple(checks))
    proven = any(check.job_level and check.examined for check in checks)
    broken = any(check.broken for check in checks)
    return Verdict("pass" if proven and not broken else "unknown", tuple(checks))
