"""Expectations about the ledger as a whole: its jobs, its gaps, the server's own sums."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any, Final

from core.model.log import Selection
from core.wire.id_table import SPECIAL_IDS
from harness.oracle.sums import add_up
from harness.scenario.expect import Expect
from harness.scenario.findings import Findings
from harness.scenario.run import Run

Groups = dict[tuple[str, ...], dict[str, Any]]

_NAMES: Final = ("account", "sent id")
"""Numbers in a row of totals that say which group it is."""


async def log(run: Run, step: Expect, findings: Findings) -> None:
    """Jobs in the log, all or those that match; what was deleted from it is not there (LOG-10, LOG-11)."""
    which = step.log
    assert which is not None
    names = tuple(run.names(which.printer)) if which.printer is not None else ()
    groups = {"printer_group": which.printer_group, "user_group": which.user_group}
    selection = Selection(names, which.month, which.account, which.user, which.status, **groups)
    more = {"document": which.document, "detail": "" if which.detail == "none" else which.detail}
    snapshot = await run.snapshot()
    grouping = _Grouping(run, snapshot)
    rows = [
        job
        for job in shown_jobs(snapshot)
        if _chosen(job, selection) and grouping.has(job, selection) and _is(job, more)
    ]
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
    groups = {"printer_group": where.printer_group, "user_group": where.user_group}
    selection = Selection(names, where.month, where.account, where.user, where.status, **groups)
    rows = await run.store.totals(wanted.by, selection, deleted_too=wanted.deleted)
    sums: Groups = {}
    for row in rows:
        _add(sums, tuple(str(row[by]) for by in wanted.by), row)
    snapshot = await run.snapshot()
    grouping = _Grouping(run, snapshot)
    due: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for job in snapshot["jobs"] if wanted.deleted else shown_jobs(snapshot):
        if _chosen(job, selection) and grouping.has(job, selection):
            due.setdefault(tuple(grouping.of(job, by) for by in wanted.by), []).append(job)
    findings.amount("count", step.count, len(rows))
    findings.word("groups", sorted(due), sorted(group for group, row in sums.items() if row["jobs"]))
    for group, jobs in due.items():  # every item, by the oracle's own words
        _compare(findings, ", ".join(group), add_up(jobs), sums.get(group, {}))
    for key in ("jobs", "sheets", "pages", "colour", "mono"):
        findings.amount(key, getattr(step, key), sum(row[key] for row in rows))
    findings.amount("fee", step.fee, sum(row["fee_micros"] for row in rows), money=True)
    for item, amount in (step.items or {}).items():
        findings.amount(item, amount, sum(row.get(item) or 0 for row in rows))


def _compare(findings: Findings, group: str, due: dict[str, int], given: dict[str, Any]) -> None:
    """Each item that is due, and none that is not."""
    for item in sorted(due.keys() | {item for item, value in given.items() if value}):
        findings.word(f"{group} {item}".strip(), due.get(item, 0), given.get(item, 0))


class _Grouping:
    """Which group a job belongs to, by the snapshot alone."""

    def __init__(self, run: Run, snapshot: dict[str, Any]) -> None:
        self._zone = zoneinfo.ZoneInfo(snapshot["zone"])
        self._accounts = {entry["id"] for entry in run.operator if entry["do"] == "account"}  # unregistered else
        self._printer_groups = {
            printer: group["name"] for group in snapshot["printer_groups"] for printer in group["printers"]
        }
        self._user_groups = {
            account: group["name"] for group in snapshot["user_groups"] for account in group["members"]
        }

    def of(self, job: dict[str, Any], by: str) -> str:
        """The name of the group."""
        if by == "day":
            return f"{dt.datetime.fromtimestamp(job['accounted_us'] // 1_000_000, self._zone):%Y-%m-%d}"
        if by == "printer group":
            return str(self._printer_groups.get(job["printer"], ""))
        if by == "user group":
            return str(self._user_groups.get(self._account(job), ""))
        if by == "account":
            return str(self._account(job))
        return str(job[{"month": "log_month", "sent id": "account"}.get(by, by)])

    def has(self, job: dict[str, Any], where: Selection) -> bool:
        """Whether a job is of the groups that are chosen."""
        wanted = {"printer group": where.printer_group, "user group": where.user_group}
        return all(group is None or self.of(job, by) == group for by, group in wanted.items())

    def _account(self, job: dict[str, Any]) -> int:
        account: int = job["account"]
        return account if account in self._accounts or account in SPECIAL_IDS else 0


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


def _add(groups: Groups, group: tuple[str, ...], row: dict[str, Any]) -> None:
    sums = groups.setdefault(group, {})
    for key, value in row.items():
        if isinstance(value, int) and key not in _NAMES:
            sums[key] = sums.get(key, 0) + value
