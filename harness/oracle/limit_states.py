"""Limit states written into printers: each one justified by the ledger, and none forgotten (LIM-02, LIM-03)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence

from harness.oracle.ledger import Ledger
from harness.oracle.limits import ENABLED, EXCEEDED, Standing
from harness.oracle.physics import PrinterPhysics
from harness.oracle.pools import UNGROUPED, Pools, Where
from harness.oracle.states import TableHistory
from harness.oracle.verdict import Check, Findings

State = tuple[int, int, str]  # instant, ID, state
PATIENCE = 3
"""A printer that was acquired so often since a state was decided must have been told it; one attempt may fail.

Visits in a bad network do not count: any number of attempts may fail there.
"""

Spans = Mapping[str, Sequence[Sequence[int | None]]]  # by printer


def check_limits(
    printers: Mapping[str, PrinterPhysics],
    pools: Pools,
    tables: Mapping[str, TableHistory],
    ledger: Ledger,
    bad_network: Spans,
) -> Check:
    """Each limit state written into a printer follows from the ledger as it stood then, and comes to all printers."""
    findings = Findings()
    examined = 0
    written = {name: _written(printer, ledger.server) for name, printer in printers.items()}
    for name, states in written.items():
        for at_us, number, state in states:
            examined += 1
            if (wrong := _unfounded(at_us, number, state, name, pools)) is not None:
                findings.add(f"{name}: account {number} became {state!r} at {at_us}, but then {wrong}")
    _check_forgotten(_turns(written, pools), _visits(ledger, printers, bad_network), pools, tables, findings)
    return Check("limits", examined, findings.done(), what="limit states written")


def _written(printer: PrinterPhysics, ours: str) -> list[State]:
    """The states that our server wrote; those that another one wrote, or that went with their table, are none."""
    gone = _gone(printer)
    owner_places = [place for place, _, _, _ in printer.owners]
    states: list[State] = []
    for place, at_us, number, state in printer.limits:
        index = bisect_right(owner_places, place) - 1
        owner = printer.owners[index][2] if index >= 0 else ""
        if place not in gone and (not ours or owner in {ours, ""}):
            states.append((at_us, number, state))
    return states


def _gone(printer: PrinterPhysics) -> set[int]:
    """Places of the states that went as their ID left the table, right before it, or with the storage, right behind."""
    enabled = {place: (at_us, number) for place, at_us, number, state in printer.limits if state == ENABLED}
    gone: set[int] = set()
    for place, table_us, table in printer.tables:
        before = place - 1
        while before in enabled and enabled[before][0] == table_us and enabled[before][1] not in table:
            gone.add(before)
            before -= 1
    fresh = [(place, at_us) for place, at_us, table in printer.tables if not table]
    fresh += [(stream.place, stream.at_us) for stream in printer.streams]
    for place, fresh_us in fresh:
        behind = place + 1
        while behind in enabled and enabled[behind][0] == fresh_us:
            gone.add(behind)
            behind += 1
    return gone


def _check_forgotten(
    turns: Mapping[tuple[int, Where], list[tuple[int, str]]],
    visits: Mapping[str, list[int]],
    pools: Pools,
    tables: Mapping[str, TableHistory],
    findings: Findings,
) -> None:
    """What one printer was told, others in the same place are told: at the latest when acquired three times."""
    for (number, place), states in turns.items():
        for index, (at_us, state) in enumerate(states):
            ends = [*(turn_us for turn_us, _ in states[index + 1 : index + 2])]
            ends += pools.accounts.changes_us(number, at_us) + pools.registry.changes_us(at_us)
            for name, instants in visits.items():
                due = bisect_right(instants, at_us) + PATIENCE - 1
                if due >= len(instants) or any(instants[due] >= end_us for end_us in ends):
                    continue
                if _place(number, name, at_us, pools) != place:
                    continue
                has = tables[name].state_at(number, instants[due])
                if state and has is not None and has != (state == EXCEEDED):
                    findings.add(
                        f"{name}: account {number} is {state!r} since {at_us}, of which it had not been told"
                        f" by {instants[due]}, though it was acquired {PATIENCE} times"
                    )


def _place(number: int, printer: str, at_us: int, pools: Pools) -> Where:
    """Where a printer counts for an account."""
    held = pools.held_at(number, at_us)
    return UNGROUPED if held is None else pools.where_now(printer, held, pools.registry.at(at_us))


def _visits(ledger: Ledger, printers: Collection[str], bad_network: Spans) -> dict[str, list[int]]:
    """When each printer was acquired, as far as its jobs tell, while nothing could get lost on the way."""
    visits: dict[str, set[int]] = {}
    for row in ledger.jobs:
        visits.setdefault(row["printer"], set()).add(row["acquired_us"])
    return {
        name: [at_us for at_us in sorted(instants) if not _is_inside(at_us, bad_network.get(name, ()))]
        for name, instants in visits.items()
        if ledger.is_acquired(name) and name in printers
    }


def _is_inside(at_us: int, spans: Sequence[Sequence[int | None]]) -> bool:
    return any((from_us or 0) <= at_us and (to_us is None or at_us <= to_us) for from_us, to_us in spans)


def _turns(written: Mapping[str, list[State]], pools: Pools) -> dict[tuple[int, Where], list[tuple[int, str]]]:
    """By ID and place: when its state turned, as the first printer told shows; "" where one instant shows both."""
    told: dict[tuple[int, int, Where], set[str]] = {}
    for name, states in written.items():
        for at_us, number, state in states:
            told.setdefault((at_us, number, _place(number, name, at_us, pools)), set()).add(state)
    turns: dict[tuple[int, Where], list[tuple[int, str]]] = {}
    for (at_us, number, place), both in sorted(told.items()):
        known = turns.setdefault((number, place), [])
        state = next(iter(both)) if len(both) == 1 else ""
        if not known or known[-1][1] != state:
            known.append((at_us, state))
    return turns


def _unfounded(at_us: int, number: int, state: str, printer: str, pools: Pools) -> str | None:
    """Why the state does not follow; None when it does. Inside an instant, the order of things is open."""
    now = pools.standing_on(number, printer, at_us)
    if _is(state, now) or any(_is(state, each) for each in pools.standings_around(number, printer, at_us)):
        return None
    return "it has no limit" if now is None else _numbers(now)


def _is(state: str, standing: Standing | None) -> bool:
    return state == (ENABLED if standing is None else standing.status)


def _numbers(standing: Standing) -> str:
    told = [f"{used} of {most} {name.replace('_', ' ')} were used" for used, most, name in standing.pairs]
    return " and ".join(told)
