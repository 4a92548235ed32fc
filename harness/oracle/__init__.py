"""Recomputes what the ledger must hold; standard library only.

``judge(case)`` takes what was submitted, what physically happened and a neutral snapshot of the ledger (:mod:`.case`),
and says pass, fail or unknown, with what each check examined and found.
"""

from __future__ import annotations

from harness.oracle.checks import judge
from harness.oracle.verdict import Check, Verdict

__all__ = ["Check", "Verdict", "judge"]
