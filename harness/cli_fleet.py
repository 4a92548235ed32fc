"""The command group fleet: emulated printers for other programs."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.config.complaints import did_you_mean
from core.config.settings import SettingsModel
from core.config.strict_yaml import BadInputFile, Finding, compose, read, validate
from emulator.fleet import Fleet
from emulator.models import model_names
from emulator.network.loopback import LoopbackNetwork
from emulator.parts.reading import PooledReader
from harness.scenario.expand import entry
from harness.scenario.loader import load_file
from harness.scenario.schema import FleetEntry

Port = Annotated[int | None, typer.Option(min=0, max=65_535, help="Default: 161 and 9100, or 1161 and 19100.")]


class FleetFile(SettingsModel):
    """A file that describes a fleet alone; its entries are those of a scenario."""

    fleet: tuple[FleetEntry, ...]


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(no_args_is_help=True, help="Emulated printers for other programs.")
    group.command("up")(up)
    group.command("models")(models)
    app.add_typer(group, name="fleet")


def models() -> int:
    """List the printer models."""
    for name in model_names():
        typer.echo(name)
    return 0


def up(
    file: Annotated[Path | None, typer.Argument(help="A fleet file, or a scenario whose fleet is wanted.")] = None,
    *,
    model: Annotated[str | None, typer.Option(help="Instead of a file: printers of this model.")] = None,
    count: Annotated[int, typer.Option(min=1, max=60_000, help="How many of that model.")] = 1,
    snmp_port: Port = None,
    raw_port: Port = None,
    speed: Annotated[float, typer.Option(min=0.01, max=100_000, help="The printers' calendar, times real time.")] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the printers as JSON.")] = False,
) -> int:
    """Put printers on loopback addresses and keep them up until Ctrl-C."""
    if (file is None) == (model is None):
        raise typer.BadParameter("give a file, or --model (and --count)")
    fleet = _entries(file) if file is not None else _of_model(model or "", count)
    asyncio.run(_up(fleet, snmp_port, raw_port, speed, as_json=as_json))
    return 0


def _of_model(model: str, count: int) -> dict[str, FleetEntry]:
    if model not in model_names():
        raise typer.BadParameter(f"unknown model {model!r}; {did_you_mean(model, sorted(model_names()))}")
    entry_ = FleetEntry(name=model, model=model)
    return dict.fromkeys((f"{model}-{number}" for number in range(1, count + 1)), entry_)


def _entries(file: Path) -> dict[str, FleetEntry]:
    root = compose(read(file), str(file))
    if entry(root, "scenario") is not None:
        return load_file(file)[0].printers
    fleet = validate(root, FleetFile).fleet
    printers: dict[str, FleetEntry] = {}
    for each in fleet:
        if each.model not in model_names():
            hint = did_you_mean(each.model, sorted(model_names()))
            raise BadInputFile([Finding(str(file), 1, 1, f"unknown printer model {each.model!r}", hint)])
        numbers = [""] if each.count is None else [f"-{number}" for number in range(1, each.count + 1)]
        printers.update({f"{each.name}{number}": each for number in numbers})
    return printers


async def _up(
    printers: dict[str, FleetEntry], snmp_port: int | None, raw_port: int | None, speed: float, *, as_json: bool
) -> None:
    calendar, chance, end = SystemCalendar(speed), SystemChance(), asyncio.Event()
    network = LoopbackNetwork(chance, calendar, snmp_port=snmp_port, raw_port=raw_port)
    fleet = Fleet(network, calendar, chance, PooledReader())
    for name, each in printers.items():
        fleet.add(name, each.model, each.address, each.serial, **each.own_access())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end.set)
    try:
        await network.start()
        rows = [_row(printer, network.ports) for printer in fleet.printers.values()]
        own = [f"{name}: {each.access_in_words()}" for name, each in printers.items() if each.access_in_words()]
        _show(rows, [*network.notes, *own], as_json=as_json)
        await end.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        await network.close()
        fleet.reader.close()
        calendar.close()


def _row(printer: Any, ports: dict[str, int]) -> dict[str, Any]:
    return {
        "name": printer.name,
        "address": printer.address,
        "snmp_port": ports["snmp"],
        "raw_port": ports["raw"],
        "model": printer.model.name,
        "serial": printer.serial,
        "admin_password": printer.model.admin_password,
    }


def _show(rows: Sequence[dict[str, Any]], notes: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"printers": rows, "notes": list(notes)}))
    else:
        for row in rows:
            typer.echo(
                f"{row['name']:24} {row['address']:15} snmp {row['snmp_port']:<5} raw {row['raw_port']:<5} "
                f"{row['model']}, serial {row['serial']}"
            )
        for note in notes:
            typer.echo(f"note: {note}")
        other = ", where no note says otherwise" if notes else ""
        typer.echo(f"{len(rows)} printers are up; communities public and private{other}. Ctrl-C ends them.")
    sys_flush()


def sys_flush() -> None:
    """Whoever reads through a pipe waits for these lines."""
    import sys

    sys.stdout.flush()
