"""What the ledger says was used, is effective and is left, by holder and place (LIM-01, LIM-05, LIM-07, JID-09)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harness.oracle.case import SPECIAL
from harness.oracle.ledger import Ledger
from harness.oracle.limits import ENABLED, LIMITED, NOTHING, Standing
from harness.oracle.pools import UNGROUPED, Cut, Held, Pools, Where
from harness.oracle.verdict import Check, Findings

Key = tuple[int | None, str | None, Where]
"""Account or user group, and place."""


def check_pools(pools: Pools, ledger: Ledger, ended_us: int) -> Check:
    """Every row of ``limits``, and a row for every pool of which something was used; nothing if there are no rows."""
    findings = Findings()
    rows = {_key(row): row for row in ledger.snapshot.get("limits", ())}
    examined = 0
    if "limits" in ledger.snapshot:
        for key, expected in _expected(pools, ended_us):
            examined += 1
            row = rows.pop(key, None)
            if row is None:
                if key[0] not in SPECIAL and (key[2] == UNGROUPED or expected["used"] != NOTHING):
                    findings.add(f"{_name(key)}: the ledger shows no usage")
                continue
            for field in ("used", "effective", "remaining"):
                told = tuple(row[f"{field}_{name}"] for name in LIMITED)
                findings.expect(_name(key), field, expected[field], told)
            for field in ("status", "start_us", "end_us", "under"):
                findings.expect(_name(key), field, expected[field], row[field])
        for key, row in rows.items():
            if any(row[f"used_{name}"] for name in LIMITED):
                findings.add(f"{_name(key)}: in the ledger, though nothing was used there")
    return Check("pools", examined, findings.done(), what="holders at places")


def _key(row: Mapping[str, Any]) -> Key:
    place: Where = UNGROUPED
    if row["printer_group"]:
        place = ("group", row["printer_group"])
    elif row["printer"]:
        place = ("printer", row["printer"])
    return row["account"], row["user_group"], place


def _name(key: Key) -> str:
    who = f"account {key[0]}" if key[0] is not None else f"user group {key[1]}"
    return f"{who} on {' '.join(key[2]).strip() or 'printers without a group'}"


def _expected(pools: Pools, ended_us: int) -> Iterator[tuple[Key, dict[str, Any]]]:
    groups: dict[str, Held] = {}
    state, cut = pools.registry.at(ended_us), Cut(ended_us, ended_us, ended_us)
    for number in pools.accounts.versions:
        found = pools.accounts.current(number, ended_us)
        if found is None:
            continue
        held = pools.held(number, found[1], state)
        if held.group is not None:
            groups[held.group] = held
        for place in _places(pools, number, found[1].born_us, held, ended_us):
            used = pools.usage((number, found[1].born_us), held, state, cut, place)
            if held.limit is not None and held.group is None:
                yield (number, None, place), _row(pools, held, pools.standing(held, place, ended_us), ended_us)
            else:
                number_now = pools.periods(held).at(ended_us).number
                own = Standing(None, None, None, *used.get(number_now, NOTHING))
                yield (number, None, place), _row(pools, held, own, ended_us) | _under(pools, held, place, ended_us)
    for name in state.group_limits.keys() - groups.keys():
        if (empty := pools.held_by_group(name, state)) is not None:
            groups[name] = empty
    for name, held in groups.items():
        places = {UNGROUPED}
        for number in pools.members(held, ended_us, state):
            version = pools.accounts.current(number, ended_us)
            places |= _places(pools, number, version[1].born_us if version else 0, held, ended_us)
        for place in places:
            yield (None, name, place), _row(pools, held, pools.standing(held, place, ended_us), ended_us)


def _under(pools: Pools, held: Held, place: Where, ended_us: int) -> dict[str, str]:
    """Whose limit it is, if not the account's own, and what that means for the account."""
    standing = None if held.group is None else pools.standing(held, place, ended_us)
    return {"under": held.group or "", "status": ENABLED if standing is None else standing.status}


def _places(pools: Pools, number: int, born_us: int, held: Held, ended_us: int) -> set[Where]:
    """Where an account has used anything ever, and the printers without a group."""
    state = pools.registry.at(ended_us)
    charges = pools.accounts.charges.get((number, born_us), ())
    return {UNGROUPED, *(pools.where(each.printer, each.era, held, state) for each in charges)}


def _row(pools: Pools, held: Held, standing: Standing | None, ended_us: int) -> dict[str, Any]:
    half, span = len(LIMITED), pools.periods(held).at(ended_us)
    assert standing is not None
    most, used = tuple(standing[:half]), tuple(standing[half:])
    left = tuple(None if limit is None else max(0, limit - use) for limit, use in zip(most, used, strict=True))
    words = {"used": used, "effective": most, "remaining": left, "status": standing.status or ENABLED, "under": ""}
    return {**words, "start_us": span.start_us, "end_us": span.end_us}
