"""The verb expect: what is said about a subject, beside what is."""

from __future__ import annotations

from typing import Any, Final

from core.config.restrictions import restriction_words
from core.wire.id_table import SPECIAL_IDS
from core.wire.mib import IdState, Restriction
from emulator.printer import Printer
from harness.scenario import (
    clients,
    expecting_jobs,
    expecting_ledger,
    expecting_limits,
    expecting_operations,
    expecting_printers,
    keeping,
    machines,
    policing,
    timeline,
)
from harness.scenario.expect import Expect
from harness.scenario.findings import Findings
from harness.scenario.run import Run, StepFailed

_MICROS: Final = 1_000_000
_LOOKS: Final = 20
"""How often is looked within the time given."""


async def expect(run: Run, step: Expect) -> None:
    """Raises StepFailed unless everything said is so, at once or within the time given."""
    deadline_us = run.now_us() + (step.within or 0)
    pause_us = max((step.within or 0) // _LOOKS, 1)
    while True:
        try:
            await _look(run, step)
            return
        except StepFailed:
            if run.now_us() >= deadline_us:
                raise
        await run.world.calendar.advance_to(min(run.now_us() + pause_us, deadline_us))


async def _look(run: Run, step: Expect) -> None:
    findings = Findings()
    await _SUBJECTS[step.subject](run, step, findings)
    wrong = [said for said in findings.said if not said.ok]
    if wrong:
        raise StepFailed(
            ", ".join(f"{said.key} {said.expected}" for said in wrong),
            ", ".join(f"{said.key} {said.actual}" for said in wrong),
            timeline.of_job(run, findings.ref, findings.row) if findings.ref else (),
            timeline.rule(run, findings.ref) if findings.ref else "",
        )


async def _account(run: Run, step: Expect, findings: Findings) -> None:
    if step.printer is not None:  # what stands in the printer
        ids = run.printer(step.printer).ids
        state = "limit exceeded" if ids.state(step.account or 0) == IdState.LIMIT_EXCEEDED else "enabled"
        findings.word("status", step.status, state)
        findings.word("registered", step.registered, step.account in ids.rows)
        row = ids.row_for(step.account or 0)
        findings.word("name", step.name, row.name)
        restrict = None if step.restrict is None else sorted(step.restrict)
        findings.word("restrict", restrict, sorted(restriction_words(Restriction(row.restrictions))))
        if not step.model_fields_set & {"used", "effective", "remaining"}:
            return
    await expecting_limits.account(run, step, findings)


async def _printer(run: Run, step: Expect, findings: Findings) -> None:
    name = str(step.printer)
    printer = run.printer(name)
    printer.catch_up()
    findings.word("power", step.power, "on" if printer.is_on else "off")
    findings.amount("held", step.held, printer.log.held)
    log = printer.log
    findings.amount("unlogged", step.unlogged, log.stopped_jobs + log.lost_jobs + log.unlogged_refusals)
    findings.amount("ids", step.ids, sum(1 for each in printer.ids.rows if each not in SPECIAL_IDS))
    device_us = printer.clock.device_now_us(run.now_us())
    findings.word("clock", step.clock, "blank" if device_us is None else "set")
    off_s = None if device_us is None else abs(device_us - run.now_us()) // _MICROS
    findings.amount("clock_off", step.clock_off, off_s)
    if step.life is not None:
        findings.amount("life sheets", step.life.sheets, printer.life.sheets)
        findings.amount("life impressions", step.life.impressions, printer.life.impressions)
    machines.look(step, printer, findings)
    if step.in_device is not None:
        expecting_printers.in_device(run, name, step.in_device, findings)
    if step.listed_as is not None:
        await expecting_printers.listed(run, name, step.listed_as, findings)
    if not step.model_fields_set & {"state", "provisioned", "streams", "error"}:
        return
    snapshot = await run.snapshot()
    row = next((each for each in snapshot["printers"] if each["name"] == name), None)
    if row is None:
        raise StepFailed(f"a registered printer {name}", "the server has none")
    findings.word("state", step.state, row["state"])
    findings.part("error", step.error, row["last_error"] or "")
    findings.amount("streams", step.streams, sum(1 for each in snapshot["streams"] if each["printer"] == name))
    findings.word("provisioned", step.provisioned, _is_provisioned(snapshot, printer))


def _is_provisioned(snapshot: dict[str, Any], printer: Printer) -> bool:
    """Whether the table in the printer is the one wanted, and its limit states are those of the accounts."""
    applied = next((each for each in snapshot["provisioning"] if each["printer"] == printer.name), None)
    if applied is None or applied["applied"] != applied["desired"]:
        return False
    return all(
        (printer.ids.state(id_) == IdState.LIMIT_EXCEEDED) == (id_ in applied["exceeded"]) for id_ in printer.ids.rows
    )


async def _outcome(run: Run, step: Expect, findings: Findings) -> None:
    results = run.outcome
    if step.printer is not None:
        results = {name: result for name, result in results.items() if name == step.printer}
        if not results:
            raise StepFailed(f"an outcome for {step.printer}", "the step before was about others")
    errors = "; ".join(
        f"{name}: {result.error}" if name else result.error for name, result in results.items() if result.error
    )
    actual = "refused" if errors else "ok"
    findings.word("outcome", step.outcome, f"{actual} ({errors})" if errors and step.outcome == "ok" else actual)
    findings.part("error", step.error, errors)
    findings.amount("fetched", step.fetched, sum(result.fetched for result in results.values()))


async def _contacts(run: Run, step: Expect, findings: Findings) -> None:
    findings.amount("contacts", step.contacts, run.world.traffic.most_at_once())


_SUBJECTS: Final = {
    "job": expecting_jobs.job,
    "log": expecting_ledger.log,
    "gaps": expecting_ledger.gaps,
    "totals": expecting_ledger.totals,
    "outcome": _outcome,
    "contacts": _contacts,
    "audit": expecting_operations.audit,
    "acquiring": expecting_operations.acquiring,
    "traps": expecting_operations.traps,
    "search": expecting_printers.search,
    "account": _account,
    "user_group": expecting_limits.user_group,
    "limit_events": expecting_limits.limit_events,
    "printer": _printer,
    "workstation": clients.look,
    "policies": policing.look,
    "export": keeping.export,
    "kept_names": keeping.kept_names,
    "events": keeping.events,
}
