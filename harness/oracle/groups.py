"""The ledger's groups and places against what the operator made of them (PRN-22, JID-07, JID-08)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.oracle.case import SPECIAL
from harness.oracle.ledger import Ledger
from harness.oracle.registry import Registry, State
from harness.oracle.verdict import Check, Findings

_SETTINGS = ("mail", "restrictions", "alone", "notify_totals", "notify_limit")


def check_groups(registry: Registry, ledger: Ledger, ended_us: int) -> Check:
    """Who belongs where at the end, and where each ID is registered; nothing to examine where nobody made groups."""
    findings = Findings()
    snapshot, state = ledger.snapshot, registry.at(ended_us)
    if not registry.is_used or "printer_groups" not in snapshot:
        return Check("groups", 0, findings.done(), what="groups and places")
    examined = _printer_groups(snapshot, state, findings) + _user_groups(snapshot, state, findings)
    for row in snapshot["accounts"]:
        number = row["id"]
        if number in SPECIAL:
            continue
        examined += 1
        findings.expect(f"account {number}", "group", state.user_group_of.get(number), row["group"])
        findings.expect(f"account {number}", "places", _places(state.places.get(number)), _listed(row["places"]))
    return Check("groups", examined, findings.done(), what="groups and places")


def _printer_groups(snapshot: Mapping[str, Any], state: State, findings: Findings) -> int:
    rows = {row["name"]: row for row in snapshot["printer_groups"]}
    findings.expect("the ledger", "printer groups", sorted(state.printer_groups), sorted(rows))
    for name in state.printer_groups & rows.keys():
        members = {printer: with_ids for printer, (group, with_ids) in state.member_of.items() if group == name}
        findings.expect(f"printer group {name}", "printers", sorted(members), rows[name]["printers"])
        without = sorted(printer for printer, with_ids in members.items() if not with_ids)
        findings.expect(f"printer group {name}", "printers without its IDs", without, rows[name]["without_ids"])
    return len(rows)


def _user_groups(snapshot: Mapping[str, Any], state: State, findings: Findings) -> int:
    rows = {row["name"]: row for row in snapshot["user_groups"]}
    findings.expect("the ledger", "user groups", sorted(state.user_groups), sorted(rows))
    for name in state.user_groups.keys() & rows.keys():
        members = sorted(number for number, group in state.user_group_of.items() if group == name)
        findings.expect(f"user group {name}", "members", members, rows[name]["members"])
        for key in _SETTINGS:
            findings.expect(f"user group {name}", key, state.user_groups[name][key], rows[name][key])
    return len(rows)


def _places(spots: Mapping[tuple[str, str], int | None] | None) -> Any:
    return None if spots is None else sorted((kind, name, bits) for (kind, name), bits in spots.items())


def _listed(rows: list[Mapping[str, Any]] | None) -> Any:
    if rows is None:
        return None
    return sorted(
        ("printer", row["printer"], row["restrictions"])
        if "printer" in row
        else ("group", row["printer_group"], row["restrictions"])
        for row in rows
    )
