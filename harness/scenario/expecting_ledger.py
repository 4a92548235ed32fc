"""Expectations about the ledger as a whole: its jobs, its gaps, the server's own sums."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any, Final

from core.model.log import Selection
from harness.scenario.expect import Expect
from harness.scenario.findings import Findings
from harness.scenario.run import Run

Groups = dict[tuple[str, ...], dict[str, Any]]

_SUMMED: Final = ("jobs", "sheets", "pages", "colour", "mono", "fee_micros")


async def log(run: Run, step: Expect, findings: Findings) -> None:
    """Jobs in the log, all or those that match; what was deleted from it is not there (LOG-10, LOG-11)."""
    which = step.log
    assert which is not None
    names = tuple(run.names(which.printer)) if which.printer is not None else ()
    selection = Selection(names, which.month, which.account, which.user, which.status)
    more = {"document": which.document, "detail": "" if which.detail == "none" else which.detail}
    rows = [job for job in shown_jobs(await run.snapshot()) if _chosen(job, selection) and _is(job, more)]
    if run.store is not None:  # what the server itself gives, when it is asked for just these
        given = [job for job in await run.store.log(selection) if _is(job, more)]
        findings.word("the log as shown", [_key(job) for job in rows], [_key(job) for job in given])
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
    """The server's own sums, each beside the sum of its records (AGG-04), and all together beside what is said."""
    wanted = step.totals
    assert wanted is not None
    run.need_server()
    assert run.store is not None
    where = wanted.where
    names = tuple(run.names(where.printer)) if where.printer is not None else ()
    selection = Selection(names, where.month, where.account, where.user, where.status)
    rows = await run.store.totals(wanted.by, selection, deleted_too=wanted.deleted)
    sums: Groups = {}
    for row in rows:
        _add(sums, tuple(str(row[by]) for by in wanted.by), row)
    snapshot = await run.snapshot()
    told = {str(entry["id"]) for entry in run.operator if entry["do"] == "account"}
    accounts = told & {name for group in sums for name in group}
    due: Groups = {}
    counted: set[tuple[tuple[str, ...], str, int]] = set()
    for job in snapshot["jobs"] if wanted.deleted else shown_jobs(snapshot):
        if _chosen(job, selection):
            group = tuple(_group(job, by, snapshot["zone"], accounts) for by in wanted.by)
            first = (group, job["stream"], job["job_number"]) not in counted  # its services leave a record each
            counted.add((group, job["stream"], job["job_number"]))
            _add(due, group, {**job, "jobs": int(first)})
    findings.amount("count", step.count, len(rows))
    findings.word("groups", sorted(due), sorted(group for group, row in sums.items() if row["jobs"]))
    for group, row in due.items():
        for key, total in row.items():
            findings.word(f"{', '.join(group)} {key}".strip(), total, sums.get(group, {}).get(key))
    for key in ("jobs", "sheets", "pages", "colour", "mono"):
        findings.amount(key, getattr(step, key), sum(row[key] for row in rows))
    findings.amount("fee", step.fee, sum(row["fee_micros"] for row in rows), money=True)
    for item, amount in (step.items or {}).items():
        findings.amount(item, amount, sum(row.get(item) or 0 for row in rows))


def shown_jobs(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    """The ledger's jobs without those that were deleted from the log (docs/ledger-snapshot.md)."""
    deletions = snapshot.get("deletions", [])
    return [
        job
        for place, job in enumerate(snapshot["jobs"], 1)
        if not any(
            place <= each["through"]
            and each["printer"] in {None, job["printer"]}
            and each["month"] in {None, job["log_month"]}
            for each in deletions
        )
    ]


def _chosen(job: dict[str, Any], where: Selection) -> bool:
    conditions = {"log_month": where.month, "account": where.account, "user": where.user, "status": where.status}
    if where.printers and job["printer"] not in where.printers:
        return False
    return _is(job, conditions)


def _is(job: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(value is None or job[key] == value for key, value in wanted.items())


def _key(job: dict[str, Any]) -> str:
    return f"{job['printer']} {job['log_month']} no. {job['log_number']}"


def _group(job: dict[str, Any], by: str, zone: str, accounts: set[str]) -> str:
    if by == "day":
        return f"{dt.datetime.fromtimestamp(job['accounted_us'] // 1_000_000, zoneinfo.ZoneInfo(zone)):%Y-%m-%d}"
    value = str(job[{"month": "log_month", "sent id": "account"}.get(by, by)])
    return "0" if by == "account" and value not in accounts else value  # unregistered, then at least


def _add(groups: Groups, group: tuple[str, ...], row: dict[str, Any]) -> None:
    sums = groups.setdefault(group, dict.fromkeys(_SUMMED, 0))
    for key in _SUMMED:
        sums[key] += row[key]
