"""Verbs by which printers are found, moved and fitted out, and the server follows (PRN-03, 04, 05, 15, 17)."""

from __future__ import annotations

from dataclasses import replace

from core.config.csv_rows import read_printers
from core.config.settings import PrinterOptions, PrinterSettings
from core.model.errors import BadInput
from harness.scenario import printer_steps, server_steps
from harness.scenario.run import REFUSALS, Result, Run, StepFailed


async def scopes(run: Run, step: printer_steps.SearchScopes) -> None:
    """Where and how the server searches."""
    server = run.need_server()
    settings = await server.store.search_settings()
    kept = [each for each in settings.scopes if each not in step.remove]
    given = {"communities": step.communities, "local_subnet": step.local_subnet}
    given |= {"reconnect_hours": step.reconnect_hours}
    changes = {key: value for key, value in given.items() if value is not None}
    await server.change_search(replace(settings, scopes=tuple(dict.fromkeys([*kept, *step.add])), **changes))


async def search(run: Run, step: printer_steps.SearchStep) -> None:
    """For new printers, or for registered ones that are elsewhere now."""
    server = run.need_server()
    if step.for_ == "moved":
        run.outcome = {each.printer: Result() for each in await server.find_moved()}
    else:
        run.search = await server.search(port=run.world.network.ports["snmp"])


def relocate(run: Run, step: printer_steps.Relocate) -> None:
    """Somebody else gives out the addresses."""
    fleet, old = run.world.fleet, run.printer(step.printer).address
    if step.to is not None:
        fleet.move(step.printer, step.to)
        return
    other = str(step.with_)
    theirs = run.printer(other).address
    fleet.move(other, "127.20.255.254")
    fleet.move(step.printer, theirs)
    fleet.move(other, old)


def fit(run: Run, step: printer_steps.Fit) -> None:
    """Hands and a screwdriver."""
    for name in run.names(step.printer):
        for option in step.add:
            run.printer(name).fit(option)
        for option in step.remove:
            run.printer(name).remove(option)


async def refresh(run: Run, step: printer_steps.Refresh) -> None:
    """The server reads anew what printers can do."""
    for name in run.names(step.printer):
        try:
            await run.unless_crashed(run.need_server().refresh_printer(name))
        except REFUSALS as error:
            run.outcome[name] = Result(str(error))
        else:
            run.outcome[name] = Result()


async def change(run: Run, step: server_steps.PrinterChange) -> None:
    """Settings of several registered printers at once; the outcome of each is noted."""
    server = run.need_server()
    given = {field: getattr(step, field) for field in step.model_fields_set - {"printer", "address"}}
    names = run.names(step.printer)
    if step.address is not None:
        await _tell_address(run, names, step.address)
    if not given:
        return
    results = await run.unless_crashed(server.change_printers(names, PrinterOptions(**given)))
    for name, result in (results or {}).items():
        run.outcome[name] = Result(result.error)
        if not result.error:
            _accepted(run, name, given)


def _accepted(run: Run, name: str, given: dict[str, object]) -> None:
    if name in run.registered:
        run.registered[name] = run.registered[name].model_copy(update=given)
    if "fees" in given:
        run.told("assign fees", printer=name, fees=given["fees"])


async def _tell_address(run: Run, names: list[str], address: str) -> None:
    if len(names) != 1:
        raise StepFailed("one printer for an address", f"{len(names)} printers")
    where = run.printer(address).address if address in run.world.fleet.printers else address
    try:
        await run.unless_crashed(run.need_server().move_printer(names[0], where, run.world.network.ports["snmp"]))
    except REFUSALS as error:
        run.outcome[names[0]] = Result(str(error))
    else:
        run.outcome[names[0]] = Result()


async def import_printers(run: Run, step: printer_steps.ImportPrinters) -> None:
    """All lines are read before any printer is contacted; one bad line, and none is."""
    port = run.world.network.ports["snmp"]
    read = read_printers("\n".join(step.lines).encode(), "printers.csv")
    if read.findings:
        first = read.findings[0]
        run.outcome = {"": Result(str(BadInput(f"line {first.line}", first.message, first.hint)))}
        return
    rows = [row.model_copy(update={"port": port, "admin_password": step.admin_password}) for _, row in read.rows]
    names = {printer.address: name for name, printer in run.world.fleet.printers.items()}
    strange = [row.name for row in rows if names.get(row.address) != row.name]
    if strange:
        raise StepFailed("printers by the names that they have in the fleet", ", ".join(strange))
    problems = await run.unless_crashed(run.need_server().add_printers(rows)) or {}
    for row in rows:
        await _registered(run, row, problems)


async def _registered(run: Run, row: PrinterSettings, problems: dict[str, Exception] | dict[str, BadInput]) -> None:
    if row.name in problems:
        run.outcome[row.name] = Result(str(problems[row.name]))
        return
    run.outcome[row.name] = Result()
    run.registered[row.name] = row
    run.told("printer", printer=row.name, fees=row.fees)
