"""The command group fleet: emulated printers for other programs."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from emulator.models import model_names
from harness.fleet.description import Description, Ports, of_file, of_model
from harness.fleet.running import RunningFleet, ended_by_signals

Port = Annotated[int | None, typer.Option(min=0, max=65_535, help="0: a free one.", show_default=False)]
_SERVICES: Final = ("snmp", "raw", "lpd", "ipp", "http")


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(no_args_is_help=True, help="Emulated printers for other programs (docs/emulator.md).")
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
    lpd_port: Port = None,
    ipp_port: Port = None,
    http_port: Port = None,
    speed: Annotated[float, typer.Option(min=0.01, max=100_000, help="The printers' calendar, times real time.")] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the printers as JSON.")] = False,
) -> int:
    """Put printers on loopback addresses and keep them up until Ctrl-C.

    Ports are 161, 9100, 515, 631 and 80, or where those cannot be had 1161, 19100, 1515, 1631 and 1080.
    """
    if (file is None) == (model is None):
        raise typer.BadParameter("give a file, or --model (and --count)")
    described = of_file(file) if file is not None else of_model(model or "", count)
    given = Ports(snmp=snmp_port, raw=raw_port, lpd=lpd_port, ipp=ipp_port, http=http_port)
    asyncio.run(_up(_with_ports(described, given), speed, as_json=as_json))
    return 0


def _with_ports(described: Description, given: Ports) -> Description:
    """What the command line says goes before what the file says."""
    chosen = {key: value for key, value in given.model_dump().items() if value is not None}
    return replace(described, ports=described.ports.model_copy(update=chosen))


async def _up(described: Description, speed: float, *, as_json: bool) -> None:
    running = RunningFleet(described, speed)
    with ended_by_signals() as end:
        try:
            await running.start()
            _show(running.rows(), running.notes(), as_json=as_json)
            await end.wait()
        finally:
            await running.close()


def _show(rows: Sequence[dict[str, Any]], notes: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"printers": rows, "notes": list(notes)}))
    else:
        width = max(len(row["name"]) for row in rows)
        for row in rows:
            ports = " ".join(f"{name} {row[f'{name}_port']}" for name in _SERVICES if f"{name}_port" in row)
            typer.echo(f"{row['name']:{width}}  {row['address']:15}  {ports}  {row['model']}, serial {row['serial']}")
        for note in notes:
            typer.echo(f"note: {note}")
        other = ", where no note says otherwise" if notes else ""
        typer.echo(f"{len(rows)} printers are up; communities public and private{other}. Ctrl-C ends them.")
    sys.stdout.flush()  # whoever reads through a pipe waits for these lines
