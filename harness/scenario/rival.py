"""Another accounting server in the same house: it takes a printer over, and is gone again (PRN-09, PRN-10)."""

from __future__ import annotations

from core.config.settings import PrinterSettings, ServerOptions
from core.model.errors import DeviceError
from core.server import Server
from harness.scenario import operator
from harness.scenario.run import Run
from harness.scenario.server_steps import Register


async def take(run: Run, printer: str, name: str, *, acquires: bool = False) -> None:
    """The rival claims the printer with the owner's ID and its password, and may acquire its log.

    A rival of the same name is the same server with the same ledger. May raise what a server refuses with.
    """
    server = Server(
        await run.world.open_store(other=name),
        calendar=run.world.calendar,
        chance=run.world.chance,
        open_endpoint=run.world.open_other_endpoint,
        settings=ServerOptions.model_validate({"zone": run.plan.zone, "acquire": "by hand"}),
    )
    await server.start()
    try:
        if any(station.name == printer for station in server.stations()):
            owner = run.printer(printer).owner.id
            await server.readd_printer(printer, take_over_from=owner or None)
        else:
            await server.add_printer(_settings(run, printer))
        if acquires:
            outcome = (await server.acquire([printer]))[printer]
            if not outcome.ok:
                raise DeviceError(outcome.error)
    finally:
        await server.stop()


def _settings(run: Run, printer: str) -> PrinterSettings:
    device, port = run.printer(printer), run.world.network.ports["snmp"]
    return operator.printer_settings(
        printer, device, Register(printer=printer), port, take_over_from=device.owner.id.hex()
    )
