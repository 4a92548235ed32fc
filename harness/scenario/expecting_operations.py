"""Expectations about how the server is operated: traps, attempts to acquire, the audit trail."""

from __future__ import annotations

from typing import Final

from harness.scenario.expect import Expect
from harness.scenario.findings import Findings
from harness.scenario.run import Run, StepFailed

_MINUTE_US: Final = 60_000_000


async def traps(run: Run, step: Expect, findings: Findings) -> None:
    """What has come in on the trap ports since the server started."""
    tally = run.need_server().traps.tally
    findings.amount("traps", step.traps, tally.taken)
    findings.amount("malformed", step.malformed, tally.malformed)
    findings.amount("wrong_community", step.wrong_community, tally.wrong_community)
    findings.amount("other", step.other, tally.other)
    findings.amount("foreign", step.foreign, tally.foreign)


async def acquiring(run: Run, step: Expect, findings: Findings) -> None:
    """How a printer is acquired, and how that has gone (PRN-06, ACQ-11)."""
    server, name = run.need_server(), str(step.acquiring)
    status = next((each for each in await server.acquisition_status() if each["printer"] == name), None)
    if status is None:
        raise StepFailed(f"a registered printer {name}", "the server has none")
    findings.amount("interval", step.interval, status["every_us"] and status["every_us"] // _MINUTE_US)
    findings.word("warned", step.warned, bool(status["warning"]))
    findings.amount("attempts", step.attempts, len(status["history"]))
    findings.amount("failed", step.failed, sum(1 for each in status["history"] if each["error"]))
    findings.amount("fetched", step.fetched, status["records_fetched"])
    findings.amount("count", step.count, status["gaps"])
    findings.part("error", step.error, status["last_error"])


async def audit(run: Run, step: Expect, findings: Findings) -> None:
    """Entries of the audit trail (PRN-27)."""
    trail = await run.need_server().store.operations.audit_trail()
    found = [each for each in trail if each.act == step.audit and step.about in {None, each.about}]
    findings.amount("done", step.done, sum(1 for each in found if not each.error))
    findings.amount("refused", step.refused, sum(1 for each in found if each.error))
