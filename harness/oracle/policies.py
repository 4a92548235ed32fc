"""What stands in the printers of policies is what the operator had put there (POL-03, POL-05 to POL-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from harness.oracle.ledger import Ledger
from harness.oracle.operator import Operator
from harness.oracle.rights import KINDS
from harness.oracle.verdict import Check, Findings


class Wanted:
    """A printer's policies, told change by change; names that differ in case alone are one."""

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        self.in_force = True
        self.others = dict.fromkeys(KINDS, "enable")
        self.rows: dict[tuple[str, str], tuple[str, str]] = {}  # by kind and folded name: name as written, policy
        for entry in entries:
            self._take(entry)

    def _take(self, entry: Mapping[str, Any]) -> None:
        if entry.get("clear"):
            self.rows.clear()
            self.others = dict.fromkeys(KINDS, "enable")
        for kind, name, policy in entry.get("set") or ():
            if name is None:
                self.others[kind] = policy
            else:
                self.rows[kind, name.casefold()] = (name, policy)
        for kind, name in entry.get("gone") or ():
            self.rows.pop((kind, name.casefold()), None)
        if entry.get("in_force") is not None:
            self.in_force = bool(entry["in_force"])

    def told(self) -> list[str]:
        """One line each."""
        rows = sorted(f"{kind} {name}: {policy}" for (kind, _), (name, policy) in self.rows.items())
        others = [f"other {kind}: {policy}" for kind, policy in self.others.items() if policy != "enable"]
        return rows + others


def check_policies(
    devices: Mapping[str, Mapping[str, Any]], operator: Operator, ledger: Ledger, *, drained: bool
) -> Check:
    """Once drained, a printer holds the policies that were applied to it, and nothing else."""
    findings = Findings()
    examined = 0
    for name, device in devices.items():
        there = device.get("policies")
        if there is None or not drained or not ledger.is_acquired(name):
            continue
        wanted = Wanted(operator.policies.get(name, ()))
        in_force, others, rows = there
        actual = Wanted(())
        actual.others.update(others)
        actual.rows = {(kind, who.casefold()): (who, policy) for kind, who, policy in rows}
        examined += len(wanted.told()) + len(actual.told())
        missing = [line for line in wanted.told() if line not in actual.told()]
        for line in missing:
            findings.add(f"{name}: {line} was applied to it, and it does not hold that")
        for line in actual.told():
            if line not in wanted.told():
                findings.add(f"{name}: holds {line}, which was not applied to it")
        findings.expect(name, "restrictions of jobs from computers in force", wanted.in_force, in_force)
    return Check("policies", examined, findings.done(), what="policies on printers")
