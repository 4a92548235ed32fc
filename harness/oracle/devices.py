"""What printers let in, and what stands in them at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.oracle.case import SPECIAL, UNREGISTERED
from harness.oracle.ledger import Ledger
from harness.oracle.limits import ENABLED, EXCEEDED, Accounts
from harness.oracle.physics import Job, PrinterPhysics, short
from harness.oracle.pools import Pools
from harness.oracle.printing import asked_of
from harness.oracle.rights import Rights
from harness.oracle.states import TableHistory
from harness.oracle.verdict import Check, Findings

STATES = {1: ENABLED, 2: EXCEEDED, ENABLED: ENABLED, EXCEEDED: EXCEEDED}


def check_restrictions(printers: Mapping[str, PrinterPhysics], tables: Mapping[str, TableHistory]) -> Check:
    """No sheet against a rule in force, no refusal without an active cause (RES-01 to RES-08, POL-01, LIM-03)."""
    findings = Findings()
    examined = 0
    for printer in printers.values():
        for job in printer.jobs.values():
            if job.submission is None or (job.first_at is None and job.how != "completed"):
                continue
            examined += 1
            account = job.submission["account"] or UNREGISTERED
            _check_job(job, printer, tables[printer.name].rights_at_start(job, account), account, findings)
    return Check("restrictions", examined, findings.done(), what="jobs that began")


def _check_job(job: Job, printer: PrinterPhysics, rights: set[Rights], account: int, findings: Findings) -> None:
    who = f"{job} of account {account}"
    faces = asked_of(job, printer.facts)
    asks_colour = faces is None or any(face.kind == "colour" for face in faces)
    let_in = {right.may_print_colour if asks_colour else right.may_print for right in rights}
    if job.faces and not any(right.may_print for right in rights):
        findings.add(f"{who}: {len(job.faces)} sheets came out, though {_why_not(rights)} before it began")
    elif job.faces and faces is not None and not any(let_in):
        findings.add(f"{who}: {len(job.faces)} sheets came out, though it was not allowed in colour before it began")
    elif job.how == "completed" and not job.faces and not any(let_in):  # a scan, or a fax sent
        findings.add(f"{who}: completed, though {_why_not(rights)} before it began")
    if job.refused == "access control" and all(let_in):
        findings.add(f"{who}: refused (access control), though nothing forbade it to print")
    elif job.refused == "colour control" and not (asks_colour and any(right.colour_is_cancelled for right in rights)):
        findings.add(
            f"{who}: refused (colour control), though {'it may print colour' if asks_colour else 'it is mono'}"
        )
    elif job.refused in {"rip error", "memory overflow"} and faces is not None:
        findings.add(f"{who}: refused ({job.refused}), though its data are sound")
    if (
        faces is not None
        and asks_colour
        and job.how == "completed"
        and all(right.colour_is_cancelled for right in rights)
    ):
        findings.add(f"{who}: completed, though colour was disabled before it began and it asks for colour")
    colour = sum("colour" in event[6:8] for event in job.faces) if faces is None else 0
    if colour and all(right.colour_is_cancelled or right.colour_becomes_mono for right in rights):
        findings.add(f"{who}: {colour} sheets with colour came out, though colour was disabled before it began")


def _why_not(rights: set[Rights]) -> str:
    causes = {f"{_deed(right)} was disabled" if right.is_forbidden else "the limit was exceeded" for right in rights}
    return " and ".join(sorted(causes))


def _deed(right: Rights) -> str:
    return "printing" if right.function == "print" else right.function


def check_drained(ledger: Ledger, case: Mapping[str, Any]) -> Check:
    """Liveness: once all faults are healed, everything can be acquired and written."""
    findings = Findings()
    for problem in case.get("problems") or ():
        findings.add(f"not drained, though everything was healed: {problem}")
    to_drain = sum(ledger.is_acquired(name) for name in ledger.printers) if case["drained"] else findings.count
    return Check("drained", to_drain, findings.done(), what="printers")


def check_devices(
    printers: Mapping[str, PrinterPhysics],
    devices: Mapping[str, Mapping[str, Any]],
    ledger: Ledger,
    pools: Pools,
    case: Mapping[str, Any],
) -> Check:
    """Once drained: tables and limit states as desired, log released, owned by this server."""
    findings = Findings()
    examined = 0
    for name, row in ledger.printers.items():
        if row["state"] == "incident":
            findings.add(f"{name}: stopped by an incident ({row['last_error']})")
    if case["drained"]:
        provisioning = {row["printer"]: row for row in ledger.snapshot["provisioning"]}
        for name, device in devices.items():
            if name not in printers or not printers[name].logs or not ledger.is_acquired(name):
                continue
            examined += 1
            _check_log(name, device, ledger, findings)
            if name in (case.get("log_only") or ()):
                _check_free(name, device, findings)
                continue
            desired = _desired(name, pools.accounts, case["ended_us"])
            _check_table(name, device, desired, printers[name].facts.get("id_capacity"), findings)
            _check_limits(name, device, pools, case["ended_us"], findings)
            if name in provisioning:
                findings.expect(name, "applied revision", provisioning[name]["desired"], provisioning[name]["applied"])
    return Check("devices", examined, findings.done(), what="drained printers")


def _check_free(name: str, device: Mapping[str, Any], findings: Findings) -> None:
    """A printer from which only the log is acquired: nothing on it restricts anybody (PRN-11)."""
    for number, (_, restrictions) in sorted(device["ids"].items()):
        findings.expect(name, f"restrictions of ID {number}, where only the log is acquired", 0, int(restrictions))
    for number, state in sorted(device["limits"].items()):
        findings.expect(name, f"limit state of ID {number}, where only the log is acquired", ENABLED, STATES[state])


def _check_log(name: str, device: Mapping[str, Any], ledger: Ledger, findings: Findings) -> None:
    row = ledger.printers[name]
    if ledger.server:
        findings.expect(name, "owner", ledger.server, device["owner"])
    findings.expect(name, "stream in the ledger", short(device["stream"]), short(row["stream"]))
    findings.expect(name, "oldest record still held (all are released)", device["next"], device["first"])
    if row["stream"] == device["stream"]:
        findings.expect(name, "sequences acquired through", device["next"] - 1, row["through"])


def _desired(printer: str, accounts: Accounts, ended_us: int) -> dict[int, tuple[str, int]]:
    """The table that one printer should have (JID-07)."""
    desired: dict[int, tuple[str, int]] = {}
    state = accounts.registry.at(ended_us)
    for number in accounts.versions:
        found = accounts.current(number, ended_us)
        if found is not None and found[1].setting is not None:
            setting = found[1].setting
            if state.is_on(number, printer):
                bits = state.restrictions(number, printer, int(setting.get("restrictions") or 0))
                desired[number] = (setting.get("name") or "", bits)
    return desired


def _check_table(
    name: str,
    device: Mapping[str, Any],
    desired: Mapping[int, tuple[str, int]],
    capacity: int | None,
    findings: Findings,
) -> None:
    """All IDs, or where they are too many as many as there is room for (JID-07); special ones take none."""
    actual = {int(number): (row[0], int(row[1])) for number, row in device["ids"].items()}
    has_room = capacity is None or len(actual.keys() - SPECIAL.keys()) < capacity
    for number in sorted(desired.keys() | actual.keys()):
        expected, there = desired.get(number), actual.get(number)
        if number in SPECIAL:  # there, whether listed or not
            due, found = expected[1] if expected else 0, there[1] if there else 0
            findings.expect(name, f"restrictions of {SPECIAL[number]}", due, found)
        elif expected != there and (there or has_room):
            findings.expect(name, f"ID {number}", expected or "not in the table", there or "not in the table")


def _check_limits(name: str, device: Mapping[str, Any], pools: Pools, ended_us: int, findings: Findings) -> None:
    states = {int(number): STATES.get(state, state) for number, state in device["limits"].items()}
    for number in sorted({UNREGISTERED, *map(int, device["ids"]), *states}):
        standing = pools.standing_on(number, name, ended_us)
        expected = standing.status if standing is not None else ENABLED
        findings.expect(name, f"limit state of ID {number}", expected, states.get(number, ENABLED))
