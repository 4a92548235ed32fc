"""Usage and standings in the ledger against those recomputed (LIM-01, LIM-04, LIM-05)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.oracle.case import SPECIAL
from harness.oracle.ledger import Ledger
from harness.oracle.limits import ENABLED, LIMITED, NOTHING, Standing, Used
from harness.oracle.pools import UNGROUPED, Cut, Held, Pools
from harness.oracle.verdict import Check, Findings


def check_usage(pools: Pools, ledger: Ledger, ended_us: int) -> Check:
    """Usage by period and the standing at the end, account by account, and every pool of usage."""
    accounts = pools.accounts
    findings = Findings()
    examined = 0
    rows = {row["id"]: row for row in ledger.snapshot["accounts"]}
    registered = [number for number in accounts.versions if accounts.current(number, ended_us) is not None]
    for number in registered:
        row = rows.pop(number, None)
        if row is None:
            if number not in SPECIAL or _own(number, pools, ended_us)[1]:
                findings.add(f"account {number}: not among the ledger's accounts")
            continue
        examined += 1
        _compare_account(number, row, pools, ended_us, findings)
    for number, row in rows.items():
        if row["usage"] or row["standing"] is not None:
            findings.add(f"account {number} ({row['name']!r}): in the ledger, though nobody registered it")
    return Check("usage", examined, findings.done(), what="accounts")


def _own(number: int, pools: Pools, ended_us: int) -> tuple[Held, dict[int, Used]]:
    """What an account used on all printers, in the periods of the limit that it prints under."""
    found = pools.accounts.current(number, ended_us)
    assert found is not None
    state = pools.registry.at(ended_us)
    held, cut = pools.held(number, found[1], state), Cut(ended_us, ended_us, ended_us)
    return held, pools.usage((number, found[1].born_us), held, state, cut)


def _compare_account(number: int, row: Mapping[str, Any], pools: Pools, ended_us: int, findings: Findings) -> None:
    accounts = pools.accounts
    found = accounts.current(number, ended_us)
    if found is None:
        return
    version = found[1]
    setting = version.setting or {}
    subject = f"account {number} ({setting.get('name', '')})"
    findings.expect(subject, "name", setting.get("name", row["name"]), row["name"])
    findings.expect(subject, "restrictions", setting.get("restrictions") or 0, row["restrictions"])
    if "resets" in row:
        findings.expect(subject, "resets", accounts.resets_of(number, version), sorted(row["resets"]))
    held, used_by_period = _own(number, pools, ended_us)
    periods = pools.periods(held)
    expected = {number: used for number, used in used_by_period.items() if used != NOTHING}
    actual = {item["period"]: item for item in row["usage"]}
    for period in sorted(expected.keys() | actual.keys()):
        span = periods.numbered(period) if periods.kind != "none" else periods.at(0)
        name = f"{subject}, period {period} from {span.start_us}"
        item = actual.get(period, {"start_us": span.start_us, "end_us": span.end_us})
        for what, used in zip(LIMITED, expected.get(period, NOTHING), strict=True):
            findings.expect(name, f"{what.removesuffix('_micros')} used", used, item.get(what, 0))
        findings.expect(name, "start_us", span.start_us, item["start_us"])
        findings.expect(name, "end_us", span.end_us, item["end_us"])
    own = pools.standing(held, UNGROUPED, ended_us) if held.group is None else None
    _compare_standing(subject, own, row["standing"], findings)


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
