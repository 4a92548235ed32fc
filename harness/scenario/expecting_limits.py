"""Expectations about usage and limits, by whom and where (LIM-07, JID-09), and what people are told (LIM-08)."""

from __future__ import annotations

from typing import Any, Final

from harness.scenario.expect import Expect, Use
from harness.scenario.findings import Findings
from harness.scenario.run import Run, StepFailed

_OF: Final = ("sheets", "fee_micros", "staples")


async def account(run: Run, step: Expect, findings: Findings) -> None:
    """What the server says of an account's usage: where a printer counts, in a group of printers, or where none is."""
    snapshot = await run.snapshot()
    if all(each["id"] != step.account for each in snapshot["accounts"]):
        raise StepFailed(f"an account {step.account}", "the server has none")
    if step.printer is None:
        findings.word("registered", step.registered, True)
    _use_of(_row(snapshot, {"account": step.account}, step), step, findings)


async def user_group(run: Run, step: Expect, findings: Findings) -> None:
    """What the server says of the usage of a user group's members together."""
    _use_of(_row(await run.snapshot(), {"user_group": step.user_group}, step), step, findings)


async def limit_events(run: Run, step: Expect, findings: Findings) -> None:
    """The outbox."""
    which = step.limit_events
    assert which is not None
    wanted = {key: value for key in ("account", "user_group", "kind") if (value := getattr(which, key)) is not None}
    events = (await run.snapshot())["limit_events"]
    found = [each for each in events if all(each[key] == value for key, value in wanted.items())]
    findings.amount("count", step.count, len(found))
    if step.addresses is not None:
        findings.word("addresses", list(step.addresses), found[-1]["addresses"] if found else None)


def _row(snapshot: dict[str, Any], who: dict[str, Any], step: Expect) -> dict[str, Any]:
    where = {"printer_group": step.printer_group, "printer": step.printer}
    if step.printer is not None:
        groups = [each["name"] for each in snapshot["printer_groups"] if step.printer in each["printers"]]
        where["printer_group"] = groups[0] if groups else None
    rows = [each for each in snapshot["limits"] if all(each[key] == value for key, value in who.items())]
    for row in rows:
        place = (row["printer_group"], row["printer"])
        if place == (where["printer_group"], None) or (step.printer is not None and place == (None, step.printer)):
            return row
    if not rows:
        raise StepFailed("usage", "the server counts none for it")
    nothing = {f"{key}_{of}": 0 if key == "used" else None for key in ("used", "effective", "remaining") for of in _OF}
    return {"status": "enabled", **nothing}  # nothing was counted there


def _use_of(row: dict[str, Any], step: Expect, findings: Findings) -> None:
    if step.printer is None or step.user_group is not None:
        findings.word("status", step.status, row["status"])
    for key in ("used", "effective", "remaining"):
        expected: Use | None = getattr(step, key)
        if expected is not None:
            sheets, fee_micros, staples = (row[f"{key}_{of}"] for of in _OF)
            findings.amount(f"{key} sheets", expected.sheets, sheets)
            findings.amount(f"{key} fee", expected.fee, fee_micros, money=True)
            findings.amount(f"{key} staples", expected.staples, staples)
