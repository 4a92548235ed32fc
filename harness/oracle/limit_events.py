"""What users and groups are told of their limits: each turn once, to whom it concerns, with the state (LIM-08)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from harness.oracle.ledger import Ledger
from harness.oracle.limits import ENABLED, EXCEEDED, Standing
from harness.oracle.physics import PrinterPhysics
from harness.oracle.pools import UNGROUPED, Held, Pools, Where
from harness.oracle.verdict import Check, Findings

TOLD_EXCEEDED = "limit exceeded"
TOLD_PERMITTED = "printing permitted"
TOLD_REFUSED = "job refused"

Pool = tuple[int | None, str | None, Where]
Turns = dict[Pool, list[tuple[int, str]]]


def check_events(
    printers: Mapping[str, PrinterPhysics], pools: Pools, ledger: Ledger, drained: bool, ended_us: int
) -> Check:
    """Told in turns, founded, to the right addresses; and no printer shuts anybody out of whom nobody was told."""
    findings = Findings()
    events = [each for each in ledger.snapshot.get("limit_events", ()) if each["kind"] != TOLD_REFUSED]
    turns: Turns = {}
    for event in events:
        pool = _pool(event)
        known = turns.setdefault(pool, [])
        before = known[-1][1] if known else TOLD_PERMITTED
        if event["kind"] == before and not _is_another(pool, known, event["at_us"], pools):
            findings.add(f"{_name(pool)}: told {event['kind']!r} at {event['at_us']}, as it had been before")
        known.append((event["at_us"], event["kind"]))
        _check_addresses(event, pool, pools, findings)
        if event["kind"] == TOLD_EXCEEDED and not _is_founded(event["at_us"], pool, pools):
            findings.add(f"{_name(pool)}: told {event['kind']!r} at {event['at_us']}, but it was not")
    if "limit_events" in ledger.snapshot:
        _check_written(printers, pools, ledger, turns, findings)
        if drained:
            _check_end(pools, turns, ended_us, findings)
    return Check("limit events", len(events), findings.done(), what="events")


def _is_another(pool: Pool, known: list[tuple[int, str]], at_us: int, pools: Pools) -> bool:
    """Whether the name may mean another account, user group or printer group than when it was told last."""
    since_us = known[-1][0] if known else 0
    if pool[0] is not None and any(since_us <= each <= at_us for each in pools.accounts.changes_us(pool[0], since_us)):
        found = pools.accounts.current(pool[0], at_us)
        return found is None or found[1].born_us >= since_us
    return (pool[1] is not None or pool[2] != UNGROUPED) and pools.registry.has_renamed


def _pool(event: Mapping[str, Any]) -> Pool:
    place: Where = UNGROUPED
    if event["printer_group"]:
        place = ("group", event["printer_group"])
    elif event["printer"]:
        place = ("printer", event["printer"])
    return event["account"], event["user_group"], place


def _name(pool: Pool) -> str:
    who = f"account {pool[0]}" if pool[0] is not None else f"user group {pool[1]}"
    return f"{who} on {' '.join(pool[2]).strip() or 'printers without a group'}"


def _held(pool: Pool, at_us: int, pools: Pools) -> Held | None:
    """The limit of an account, or of the group that a member prints under."""
    if pool[0] is not None:
        return pools.held_at(pool[0], at_us)
    for number, group in pools.registry.at(at_us).user_group_of.items():
        held = pools.held_at(number, at_us) if group == pool[1] else None
        if held is not None and held.group == pool[1]:
            return held
    return None


def _standings(pool: Pool, at_us: int, pools: Pools) -> list[Standing | None]:
    """Where a pool may have stood in an instant, as far as its beginning and its end tell."""
    found = []
    for each_us in (at_us, at_us - 1):
        held = _held(pool, each_us, pools)
        found.append(None if held is None else pools.standing(held, pool[2], each_us))
    return found


def _is_founded(at_us: int, pool: Pool, pools: Pools) -> bool:
    if any(standing is not None and standing.status == EXCEEDED for standing in _standings(pool, at_us, pools)):
        return True
    numbers = [pool[0]] if pool[0] is not None else list(pools.registry.at(at_us).user_group_of)
    names = {charge.printer for charges in pools.accounts.charges.values() for charge in charges}
    around = (pools.standings_around(number, name, at_us) for number in numbers for name in names)
    return any(each is not None and each.status == EXCEEDED for standings in around for each in standings)


def _check_addresses(event: Mapping[str, Any], pool: Pool, pools: Pools, findings: Findings) -> None:
    allowed = []
    for at_us in (event["at_us"], event["at_us"] - 1):
        state = pools.registry.at(at_us)
        group = state.user_groups.get(pool[1] or "", {}) if pool[1] is not None else {}
        held = _held(pool, at_us, pools)
        members = [] if held is None else pools.members(held, at_us, state)
        if pool[0] is not None:
            members = [pool[0]]
        settings = [
            (found[1].setting or {}) for each in sorted(members) if (found := pools.accounts.current(each, at_us))
        ]
        wanted = [each["mail"] for each in (group, *settings) if each.get("mail") and each.get("notify_limit")]
        allowed.append(list(dict.fromkeys(wanted)))
    if event["addresses"] not in allowed:
        findings.expect(f"{_name(pool)}, told at {event['at_us']}", "addresses", allowed[0], event["addresses"])


def _check_written(
    printers: Mapping[str, PrinterPhysics], pools: Pools, ledger: Ledger, turns: Turns, findings: Findings
) -> None:
    """A state that our server wrote was told before, or in the same instant."""
    for name, printer in printers.items():
        places = [place for place, _, _, _ in printer.owners]
        for place, at_us, number, state in printer.limits:
            index = bisect_right(places, place) - 1
            if state != EXCEEDED or (ledger.server and index >= 0 and printer.owners[index][2] != ledger.server):
                continue
            if not any(_was_told(pool, turns, at_us) for pool in _pools_of(number, name, at_us, pools)):
                findings.add(f"{name}: account {number} became {state!r} at {at_us}, of which nobody was told")


def _pools_of(number: int, printer: str, at_us: int, pools: Pools) -> list[Pool]:
    """Whose pools may have shut an account out on a printer in an instant."""
    found = []
    for each_us in (at_us, at_us - 1):
        held = pools.held_at(number, each_us)
        if held is not None:
            where = pools.where_now(printer, held, pools.registry.at(each_us))
            found.append((held.account, held.group, where))
    return found


def _was_told(pool: Pool, turns: Turns, at_us: int) -> bool:
    told = [kind for told_us, kind in turns.get(pool, ()) if told_us <= at_us]
    last = [kind for told_us, kind in turns.get(pool, ()) if told_us == at_us]
    return bool(told) and TOLD_EXCEEDED in {told[-1], *last}


def _check_end(pools: Pools, turns: Turns, ended_us: int, findings: Findings) -> None:
    """Once drained, what people were told last is so."""
    for pool, known in turns.items():
        held = _held(pool, ended_us, pools)
        if held is None:
            continue  # whoever it was is gone
        standing = pools.standing(held, pool[2], ended_us) if (held.account, held.group) == pool[:2] else None
        status = ENABLED if standing is None else standing.status
        due = TOLD_EXCEEDED if status == EXCEEDED else TOLD_PERMITTED
        findings.expect(_name(pool), "told last", due, known[-1][1])
