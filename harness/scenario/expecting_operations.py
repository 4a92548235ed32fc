"""Expectations about how the server is operated: traps, attempts to acquire, the audit trail."""

from __future__ import annotations

from harness.scenario.expect import Expect
from harness.scenario.findings import Findings
from harness.scenario.run import Run


async def traps(run: Run, step: Expect, findings: Findings) -> None:
    """What has come in on the trap ports since the server started."""
    tally = run.need_server().traps.tally
    findings.amount("traps", step.traps, tally.taken)
    findings.amount("malformed", step.malformed, tally.malformed)
    findings.amount("wrong_community", step.wrong_community, tally.wrong_community)
    findings.amount("other", step.other, tally.other)
    findings.amount("foreign", step.foreign, tally.foreign)
