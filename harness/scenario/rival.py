"""Another accounting server in the same house: it takes a printer over, and is gone again (PRN-09, PRN-10)."""

from __future__ import annotations

from core.config.settings import ServerOptions
from core.server import Server
from harness.scenario import operator
from harness.scenario.run import Run
from harness.scenario.server_steps import Register


async def take(run: Run, printer: str, name: str) -> None:
    """The rival claims the printer with the owner's ID and its password. May raise what a server refuses with."""
    server = Server(
        await run.world.open_store(other=name),
        calendar=run.world.calendar,
        chance=run.world.chance,
        open_endpoint=run.world.open_endpoint,
        settings=ServerOptions(zone=run.plan.zone),
    )
    await server.start()
    try:
        device = run.printer(printer)
        settings = operator.printer_settings(
            printer,
            device,
            Register(printer=printer, started=False),
            run.world.network.ports["snmp"],
            take_over_from=device.owner.id.hex(),
        )
        await server.add_printer(settings)
    finally:
        await server.stop()
