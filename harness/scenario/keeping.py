"""Verbs and expectations about how the log is kept: closing day, options, exported files, what is to be told."""

from __future__ import annotations

import csv
import io
from pathlib import PurePosixPath
from typing import Any

from core.config.log_settings import ClosingSettings, LogSettings
from core.model.log_options import NameKind
from harness.scenario import effects
from harness.scenario import server_steps as server_verbs
from harness.scenario.expect import Expect
from harness.scenario.findings import Findings
from harness.scenario.run import REFUSALS, Result, Run


async def closing_day(run: Run, step: server_verbs.ClosingDay) -> None:
    """The day on which months end."""
    day, after = step.day, step.after_as_this_month

    def accept(at_us: int) -> None:
        run.closing = {"closing_day": day, "after_closing_day_as_this_month": after}
        run.told("closing day", at_us=at_us, day=day, after_as_this_month=after)

    work = run.need_server().log.close(ClosingSettings(closing_day=day, after_closing_day_as_this_month=after))
    try:
        await run.ask(work, effects.closing_day_stands(day, after), accept)
    except REFUSALS as refusal:
        run.outcome = {**run.outcome, "": Result(str(refusal))}


async def keep_log(run: Run, step: LogSettings) -> None:
    """How the log is kept changes, as far as something is said."""
    await run.unless_crashed(run.need_server().log.keep(step))
    run.log = run.log.model_copy(update=step.given())
    tell_keeping(run)


def tell_keeping(run: Run) -> None:
    """Notes for the oracle for how long things are kept from now on."""
    run.told("keep log", text_days=run.log.text_days, log_months=run.log.log_months)


async def export(run: Run, step: Expect, findings: Findings) -> None:
    """A file of automatic export, beside the log: each record in it once, as the ledger has it (LOG-13).

    A quotation mark in a document's name is a space there (LOG-08).
    """
    which = step.export
    assert which is not None
    printer = run.printer(which.printer)
    folder = which.root or run.log.export_folder
    name = f"okrpt{which.month.replace('-', '')}.csv"
    octets = run.world.exported(PurePosixPath(folder) / (which.folder or printer.address) / name)
    rows = list(csv.DictReader(io.StringIO((octets or b"").decode("utf-8-sig"), newline="")))
    numbers = [int(row["no"]) for row in rows if row.get("status", "")]  # later lines of a record have none
    findings.word("records that stand in the file twice", [], sorted({n for n in numbers if numbers.count(n) > 1}))
    findings.amount("records", step.records, len(numbers))
    known = {
        job["log_number"]: job
        for job in (await run.snapshot())["jobs"]
        if (job["printer"], job["log_month"]) == (which.printer, which.month)
    }
    for row in rows:
        job = known.get(int(row["no"]), {})
        for column, key in (("document", "document"), ("total sheets", "sheets"), ("user", "user")):
            if row.get("status", "") and column in row and row[column] != "***":
                kept = str(job.get(key))
                shown = kept.replace('"', " ") if key == "document" else kept
                findings.word(f"no. {row['no']}: {column}", shown, row[column])
    if step.masked is not None:
        findings.word("masked", step.masked, bool(rows) and all(row["document"] in {"", "***"} for row in rows))
    if step.columns is not None:
        findings.word("columns", list(step.columns), list(rows[0]) if rows else [])


async def kept_names(run: Run, step: Expect, findings: Findings) -> None:
    """Names that the server keeps for policies, beside those that its jobs brought (ACQ-12)."""
    kind = NameKind(str(step.kept_names))
    run.need_server()
    assert run.store is not None
    found = [name for _, name in await run.store.records.names(kind)]
    brought = {job[kind.value] for job in (await run.snapshot())["jobs"]}
    findings.word("names that no job brought", [], sorted(set(found) - brought))
    findings.word("names that stand twice", [], sorted({name for name in found if found.count(name) > 1}))
    findings.amount("count", step.count, len(found))


async def events(run: Run, step: Expect, findings: Findings) -> None:
    """What somebody is to be told."""
    which = step.events
    assert which is not None
    run.need_server()
    assert run.store is not None
    wanted: dict[str, Any] = {"printer": which.printer, "month": which.month}
    wanted.update({"account": which.account, "user group": which.user_group})
    rows = [
        event
        for event in await run.store.records.events(which.kind)
        if all(value is None or event.subject.get(key) == value for key, value in wanted.items())
    ]
    findings.amount("count", step.count, len(rows))
    last = rows[-1].subject if rows else {}
    if step.addresses is not None:
        findings.word("addresses", list(step.addresses), last.get("addresses"))
    told = last.get("totals")
    for item, expected in (step.items or {}).items():
        findings.amount(item, expected, told.get(item) if isinstance(told, dict) else None)
