"""Usage and standings in the ledger against those recomputed (LIM-01, LIM-04, LIM-05)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.oracle.case import SPECIAL
from harness.oracle.ledger import Ledger
from harness.oracle.limits import ENABLED, LIMITED, NOTHING, Accounts, Standing
from harness.oracle.verdict import Check, Findings


def check_usage(accounts: Accounts, ledger: Ledger, ended_us: int) -> Check:
    """Usage by period and the standing at the end, account by account."""
    findings = Findings()
    examined = 0
    rows = {row["id"]: row for row in ledger.snapshot["accounts"]}
    registered = [number for number in accounts.versions if accounts.current(number, ended_us) is not None]
    for number in registered:
        row = rows.pop(number, None)
        if row is None:
            if number not in SPECIAL or accounts.usage(number, ended_us):
                findings.add(f"account {number}: not among the ledger's accounts")
            continue
        examined += 1
        _compare_account(number, row, accounts, ended_us, findings)
    for number, row in rows.items():
        if row["usage"] or row["standing"] is not None:
            findings.add(f"account {number} ({row['name']!r}): in the ledger, though nobody registered it")
    return Check("usage", examined, findings.done(), what="accounts")


def _compare_account(
    number: int, row: Mapping[str, Any], accounts: Accounts, ended_us: int, findings: Findings
) -> None:
    found = accounts.current(number, ended_us)
    if found is None:
        return
    index, version = found
    setting = version.setting or {}
    subject = f"account {number} ({setting.get('name', '')})"
    findings.expect(subject, "name", setting.get("name", row["name"]), row["name"])
    findings.expect(subject, "restrictions", setting.get("restrictions") or 0, row["restrictions"])
    if "resets" in row:
        findings.expect(subject, "resets", accounts.resets_of(number, version), sorted(row["resets"]))
    periods = accounts.periods(number, index)
    expected = {number: used for number, used in accounts.usage(number, ended_us).items() if used != NOTHING}
    actual = {item["period"]: item for item in row["usage"]}
    for period in sorted(expected.keys() | actual.keys()):
        span = periods.numbered(period) if periods.kind != "none" else periods.at(0)
        name = f"{subject}, period {period} from {span.start_us}"
        item = actual.get(period, {"start_us": span.start_us, "end_us": span.end_us})
        for what, used in zip(LIMITED, expected.get(period, NOTHING), strict=True):
            findings.expect(name, f"{what.removesuffix('_micros')} used", used, item.get(what, 0))
        findings.expect(name, "start_us", span.start_us, item["start_us"])
        findings.expect(name, "end_us", span.end_us, item["end_us"])
    _compare_standing(subject, accounts.standing(number, ended_us), row["standing"], findings)


def _compare_standing(
    subject: str, expected: Standing | None, actual: Mapping[str, Any] | None, findings: Findings
) -> None:
    if expected is None or actual is None:
        if (expected is None) != (actual is None) and not (expected is None and actual and actual["status"] == ENABLED):
            findings.expect(subject, "standing", expected and expected.status, actual and actual["status"])
        return
    findings.expect(subject, "status", expected.status, actual["status"])
    for field in Standing._fields:
        findings.expect(subject, field, getattr(expected, field), actual.get(field, 0 if "used" in field else None))
