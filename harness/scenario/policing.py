"""The verb policies, and what is expected of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.config.policies import read_policies
from core.config.strict_yaml import BadInputFile
from core.model.policies import KIND_WORDS, POLICY_WORDS, Named, PolicyEntry, word_of
from core.rules.policies import entries_of, same, table_with
from core.services.explaining import explain_decision
from core.store import Store
from core.wire.policy_table import ALL_ENABLED, PolicyTable
from harness.scenario.effects import Effect
from harness.scenario.expect import Expect
from harness.scenario.findings import Findings
from harness.scenario.policy_steps import Csv, PoliciesStep
from harness.scenario.run import REFUSALS, Result, Run

LIST: Final = "list"
Holds = Callable[[PolicyTable], bool]


async def policies(run: Run, step: PoliciesStep) -> None:
    """What the step says; a refusal is its outcome."""
    run.need_server()
    try:
        if step.on is not None or step.doing in {"apply", "disable", "enable"}:
            await _on_printers(run, step)
        else:
            await run.unless_crashed(_in_the_list(run, step))
    except REFUSALS as error:
        run.outcome = {"": Result(str(error))}


async def _in_the_list(run: Run, step: PoliciesStep) -> None:
    book = run.need_server().store.policies
    if step.add is not None:
        await book.put(step.add.entries, known=False)
    elif step.change is not None:
        await book.put(step.change.entries, known=True)
    elif step.remove is not None:
        await book.remove(step.remove.names)
    elif step.csv is not None:
        await book.put(_read(step.csv))
    else:
        await book.clear()


def _read(file: Csv) -> list[PolicyEntry]:
    default = None if file.policy is None else POLICY_WORDS[file.policy]
    read = read_policies("\n".join(file.lines).encode(), "policies.csv", KIND_WORDS[file.kind], default)
    if read.findings:
        raise BadInputFile(list(read.findings))
    return [entry for _, entry in read.rows]


async def _on_printers(run: Run, step: PoliciesStep) -> None:
    """One command for all printers; the oracle is told of each that was to follow it."""
    service = run.need_server().policies
    selectors = step.on or step.apply or step.disable or step.enable or ()
    names = None if selectors == ("all",) else run.names(selectors)
    if step.apply is not None:
        entries = await run.need_server().store.policies.listed()
        work, told, holds = service.apply(names), _told(entries), _has(entries)
    elif step.change is not None:
        entries = step.change.entries
        work, told, holds = service.change(names, entries), _told(entries), _has(entries)
    elif step.remove is not None:
        gone = step.remove.names
        work = service.delete(names, gone)
        told, holds = {"gone": [_words(named) for named in gone]}, _lacks(gone)
    elif step.clear is not None:
        work, told, holds = service.clear(names), {"clear": True}, _is_empty
    else:
        off = step.disable is not None
        work, told = service.suspend(names, suspended=off), {"in_force": not off}
        holds = _is_off if off else _is_on
    at_us, server = run.now_us(), run.server
    problems = await run.unless_crashed(work)
    run.outcome = {name: Result(error) for name, error in (problems or {}).items()}
    affected = names if names is not None else list(run.registered)
    for name in affected:
        if run.server is server and run.store is not None:
            if await _holds(name, holds)(run.store):
                run.told("policies", at_us=at_us, printer=name, **told)
        else:
            run.unanswered(at_us, _holds(name, holds), _teller(run, name, told))


def _teller(run: Run, name: str, told: dict[str, Any]) -> Callable[[int], None]:
    return lambda at_us: run.told("policies", at_us=at_us, printer=name, **told)


def _told(entries: list[PolicyEntry]) -> dict[str, Any]:
    return {"set": [[*_words(entry.named), word_of(entry.policy)] for entry in entries]}


def _words(named: Named) -> list[str | None]:
    return [named.kind.name.lower(), named.name]


def _holds(name: str, holds: Holds) -> Effect:
    """A printer is to have a table of which this is true."""

    async def stands(store: Store) -> bool:
        row = await store.printer(name)
        wanted = {} if row is None else await store.policies.wanted()
        return row is not None and row.key in wanted and holds(wanted[row.key].table)

    return stands


def _has(entries: list[PolicyEntry]) -> Holds:
    return lambda table: table_with(table, entries) == table


def _lacks(names: list[Named]) -> Holds:
    return lambda table: not any(same(entry.named, named) for entry in entries_of(table) for named in names)


def _is_empty(table: PolicyTable) -> bool:
    return not table.rows and table.others == ALL_ENABLED


def _is_on(table: PolicyTable) -> bool:
    return table.in_force


def _is_off(table: PolicyTable) -> bool:
    return not table.in_force


async def look(run: Run, step: Expect, findings: Findings) -> None:
    """The list, or what a printer holds, which the server reads back from it (POL-05)."""
    server = run.need_server()
    if step.policies == LIST:
        held, in_force = await server.store.policies.listed(), None
    else:
        table = (await server.policies.read(str(step.policies))).table
        held, in_force = [each for each in entries_of(table) if each.named.name or each.policy], table.in_force
    findings.word("in force", step.in_force, in_force)
    findings.amount("count", step.count, len(held))
    if step.holds is not None:
        findings.word("holds", _shown(step.holds.entries), _shown(held))


async def explain(run: Run, step: Expect, findings: Findings, row: dict[str, Any] | None) -> None:
    """What the server says about the printer's decision, from what it had written there (POL-08)."""
    store = run.need_server().store
    found = {} if row is None else await explain_decision(store, row)
    findings.part("decided_by", step.decided_by, str(found.get("because", "")))


def _shown(entries: list[PolicyEntry]) -> str:
    return "; ".join(sorted(str(entry) for entry in entries)) or "nothing"
