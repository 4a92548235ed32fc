"""Recomputes what the ledger must hold; standard library only.

``judge(case)`` takes what was submitted, what physically happened and a neutral snapshot of the ledger (:mod:`.case`),
and says pass, fail or unknown, with what each check examined and found.
"""

from __future__ import annotations

from typing import Any

from harness.oracle.verdict import Check, Verdict, conclude

__all__ = ["Check", "Verdict", "judge"]


def judge(case: dict[str, Any]) -> Verdict:
    """Every check over one case."""
    return conclude([])
