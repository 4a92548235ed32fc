"""All checks over one case, in the order in which a reader would want to know."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from typing import Any

from harness.oracle.age import Age
from harness.oracle.counters import check_life, check_readings
from harness.oracle.devices import check_devices, check_drained, check_restrictions
from harness.oracle.fees import check_fees
from harness.oracle.groups import check_groups
from harness.oracle.items import check_items
from harness.oracle.ledger import Ledger, check_ledger, sort_jobs
from harness.oracle.limit_events import check_events
from harness.oracle.limit_states import check_limits
from harness.oracle.limits import Accounts
from harness.oracle.losses import check_gaps, check_unlogged, rules_of_logging
from harness.oracle.numbers import check_instants, check_log_numbers, closing_history
from harness.oracle.operator import Operator
from harness.oracle.owners import check_owners
from harness.oracle.physics import PrinterPhysics, read_journal
from harness.oracle.policies import check_policies
from harness.oracle.pool_rows import check_pools
from harness.oracle.pools import Pools
from harness.oracle.printing import check_printing
from harness.oracle.states import TableHistory
from harness.oracle.storage import check_storage
from harness.oracle.submissions import match
from harness.oracle.texts import check_attribution
from harness.oracle.totals import check_totals
from harness.oracle.usage import check_usage
from harness.oracle.users import check_users, settle_cards, settle_log_ins
from harness.oracle.verdict import Check, Findings, Verdict, conclude

JOB_LEVEL = frozenset({"ledger", "attribution", "readings"})


def judge(case: Mapping[str, Any]) -> Verdict:
    """Pass, fail, or unknown, with every check. A case that cannot be read gives unknown, never an exception."""
    collecting = gc.isenabled()
    gc.disable()  # a month makes a million small objects and no cycles: looking for some takes a third of the time
    try:
        return conclude(_all_checks(case))
    except Exception as error:
        return Verdict("unknown", (Check("case", 0, broken=_reason(error)),))
    finally:
        if collecting:
            gc.enable()


def _all_checks(case: Mapping[str, Any]) -> list[Check]:
    printers = read_printers(case)
    ledger = Ledger(case["ledger"])
    operator = Operator(case["operator"])
    tables = {name: TableHistory(printer) for name, printer in printers.items()}
    zone, drained, ended_us = case["zone"], bool(case["drained"]), case["ended_us"]
    submissions = match(printers, case["history"])
    settle_log_ins(printers)
    settle_cards(printers)
    found = sort_jobs(printers, ledger, drained)
    closing = closing_history(operator, ledger, zone)
    age = Age(operator, zone, closing, ended_us)
    accounts = Accounts(operator, ledger, zone, closing)
    restricting = {name: printer for name, printer in printers.items() if name not in (case.get("log_only") or ())}
    pools = Pools(accounts)
    plan: list[tuple[str, Callable[[], Check]]] = [
        ("journal", lambda: _check_journal(printers)),
        ("submissions", lambda: submissions),
        ("printing", lambda: check_printing(printers, tables)),
        ("logging", lambda: rules_of_logging(printers)),
        ("ledger", lambda: check_ledger(printers, ledger, found, tables)),
        ("items", lambda: check_items(found.logged, printers)),
        ("attribution", lambda: check_attribution(found.logged, age)),
        ("owners", lambda: check_owners(printers, ledger, found)),
        ("gaps", lambda: check_gaps(printers, ledger, operator, drained)),
        ("unlogged", lambda: check_unlogged(printers, ledger, operator, drained)),
        ("instants", lambda: check_instants(found, ledger, operator)),
        ("log numbers", lambda: check_log_numbers(ledger, operator, zone, closing)),
        ("fees", lambda: check_fees(found, operator)),
        ("usage", lambda: check_usage(pools, ledger, ended_us)),
        ("limits", lambda: check_limits(restricting, pools, tables, ledger, case.get("bad_network") or {})),
        ("pools", lambda: check_pools(pools, ledger, ended_us)),
        ("limit events", lambda: check_events(restricting, pools, ledger, drained, ended_us)),
        ("restrictions", lambda: check_restrictions(printers, tables)),
        ("policies", lambda: check_policies(case["devices"], operator, ledger, drained=drained)),
        ("drained", lambda: check_drained(ledger, case)),
        ("devices", lambda: check_devices(printers, case["devices"], ledger, pools, case)),
        ("groups", lambda: check_groups(operator.registry, ledger, ended_us)),
        ("users", lambda: check_users(case["operator"], case["devices"], ledger, drained=drained)),
        ("storage", lambda: check_storage(printers)),
        ("readings", lambda: check_readings(printers, ledger, operator, drained, case.get("miscounting") or ())),
        ("life", lambda: check_life(printers)),
        ("totals", lambda: check_totals(printers, ledger, operator, found, age)),
    ]
    return [_run(name, check) for name, check in plan]


def read_printers(case: Mapping[str, Any]) -> dict[str, PrinterPhysics]:
    """The facts of every journal in the case."""
    return {name: read_journal(name, case["printers"][name], events) for name, events in case["journals"].items()}


def _run(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except Exception as error:
        return Check(name, 0, job_level=name in JOB_LEVEL, broken=_reason(error))


def _reason(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__}: {error}{place}"


def _check_journal(printers: Mapping[str, PrinterPhysics]) -> Check:
    findings = Findings()
    for printer in printers.values():
        for problem in printer.problems:
            findings.add(problem)
    return Check("journal", sum(printer.events for printer in printers.values()), findings.done(), what="events")
