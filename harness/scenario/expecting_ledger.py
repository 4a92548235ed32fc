"""Expectations about the ledger as a whole: its jobs, its gaps, the server's own sums."""

from __future__ import annotations

from typing import Any

from harness.scenario.expect import Expect
from harness.scenario.findings import Findings
from harness.scenario.run import Run


async def log(run: Run, step: Expect, findings: Findings) -> None:
    """Jobs in the ledger, all or those that match."""
    which = step.log
    assert which is not None
    names = run.names(which.printer) if which.printer is not None else None
    wanted = {
        "account": which.account,
        "user": which.user,
        "document": which.document,
        "status": which.status,
        "detail": "" if which.detail == "none" else which.detail,
        "log_month": which.month,
    }
    rows = [
        row
        for row in (await run.snapshot())["jobs"]
        if (names is None or row["printer"] in names)
        and all(row[key] == value for key, value in wanted.items() if value is not None)
    ]
    findings.amount("jobs", step.jobs, len(rows))
    for key in ("sheets", "pages", "colour", "mono"):
        findings.amount(key, getattr(step, key), sum(row[key] for row in rows))
    findings.amount("fee", step.fee, sum(row["fee_micros"] for row in rows), money=True)


async def gaps(run: Run, step: Expect, findings: Findings) -> None:
    """Gaps in the ledger, all or those that match."""
    which = step.gaps
    assert which is not None
    names = run.names(which.printer) if which.printer is not None else None
    rows = [
        row
        for row in (await run.snapshot())["gaps"]
        if (names is None or row["printer"] in names) and which.cause in {None, row["cause"]}
    ]
    findings.amount("count", step.count, len(rows))
    findings.amount("jobs", step.jobs, sum(row["jobs"] or 0 for row in rows))
    findings.amount("sheets", step.sheets, sum(row["sheets"] or 0 for row in rows))
    findings.amount("first", step.first, min((row["first"] for row in rows if row["first"] is not None), default=None))
    findings.amount("last", step.last, max((row["last"] for row in rows if row["last"] is not None), default=None))


async def totals(run: Run, step: Expect, findings: Findings) -> None:
    """The server's own sums beside the sums of its records (AGG-04)."""
    by = str(step.totals)
    run.need_server()
    assert run.store is not None
    rows = {str(row[by]): row for row in await run.store.totals(by)}
    key = {"printer": "printer", "account": "account", "month": "log_month"}[by]
    groups: dict[str, list[dict[str, Any]]] = {}
    for job in (await run.snapshot())["jobs"]:
        name = str(job[key])
        if by == "account" and name not in rows:
            name = "0"  # an ID that the server does not know counts as unregistered
        groups.setdefault(name, []).append(job)
    findings.amount("count", step.count, len(rows))
    findings.word(f"groups by {by}", sorted(groups), sorted(name for name, row in rows.items() if row["jobs"]))
    for name, jobs in groups.items():
        row = rows.get(name, {})
        findings.word(f"{by} {name} jobs", len(jobs), row.get("jobs"))
        for field in ("sheets", "pages", "colour", "mono", "fee_micros"):
            findings.word(f"{by} {name} {field}", sum(job[field] for job in jobs), row.get(field))
