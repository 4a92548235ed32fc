"""The command group fleet: emulated printers for other programs."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from pydantic import ValidationError

from core.model.errors import BadInput
from emulator.models import model_names
from emulator.network.shares import Shares
from harness import cli_fleet_care, cli_fleet_verbs
from harness.fleet.command import Desk, Row
from harness.fleet.description import MOST_PROCESSES, Control, Description, Ports, of_file, of_model, settled
from harness.fleet.desk import LocalDesk
from harness.fleet.front import Front
from harness.fleet.running import RunningFleet, ended_by_signals
from harness.fleet.serving import control_api
from harness.fleet.shards import ShardLost, forked, shard_desk

Show = Callable[[Sequence[Row], Sequence[str], str], None]
Port = Annotated[
    int | None, typer.Option(min=0, max=65_535, help="0: a free one, and for the others too.", show_default=False)
]
_SERVICES: Final = ("snmp", "raw", "lpd", "ipp", "http")


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(no_args_is_help=True, help="Emulated printers for other programs (docs/emulator.md).")
    group.command("up")(up)
    group.command("models")(models)
    cli_fleet_verbs.add_to(group)
    cli_fleet_care.add_to(group)
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
    one_address: Annotated[
        str | None, typer.Option(help="All printers at this address, each at ports of its own, from these on.")
    ] = None,
    control_port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Of the control API; default: 8650, or a free one.")
    ] = None,
    control_host: Annotated[str | None, typer.Option(help="Where it listens; outside loopback with a token.")] = None,
    control_token: Annotated[
        str | None, typer.Option(envvar="PRESSROOM_FLEET_TOKEN", show_envvar=True, help="Who shows it may command.")
    ] = None,
    speed: Annotated[float, typer.Option(min=0.01, max=100_000, help="The printers' calendar, times real time.")] = 1.0,
    processes: Annotated[
        int | None, typer.Option(min=1, max=MOST_PROCESSES, help="Spread the printers over so many; default: 1.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the printers as JSON.")] = False,
) -> int:
    """Put printers on loopback addresses and keep them up until Ctrl-C.

    Ports are 161, 9100, 515, 631 and 80, or where those cannot be had 1161, 19100, 1515, 1631 and 1080.
    """
    if (file is None) == (model is None):
        raise typer.BadParameter("give a file, or --model (and --count)")
    described = of_file(file) if file is not None else of_model(model or "", count)
    given = _ports(snmp=snmp_port, raw=raw_port, lpd=lpd_port, ipp=ipp_port, http=http_port, one_address=one_address)
    described = _with_control(_with_ports(described, given), control_host, control_port, control_token)
    described = settled(replace(described, processes=processes or described.processes))
    show = partial(_show, as_json=as_json)
    if described.processes == 1:
        asyncio.run(_up(described, speed, show))
    else:
        with forked(described, speed) as (shares, lines):
            asyncio.run(_up_in_shards(described, shares, lines, show))
    return 0


def _ports(**given: Any) -> Ports:
    try:
        return Ports(**given)
    except ValidationError as error:
        raise BadInput("one address", str(error.errors()[0]["ctx"]["error"])) from None


def _with_ports(described: Description, given: Ports) -> Description:
    """What the command line says goes before what the file says. One free port there means free ones for the others."""
    said = given.model_dump()
    usual = 0 if 0 in said.values() and described.ports == Ports() else None
    chosen = {key: usual if value is None and key != "one_address" else value for key, value in said.items()}
    chosen = {key: value for key, value in chosen.items() if value is not None}
    return replace(described, ports=described.ports.model_copy(update=chosen))


def _with_control(described: Description, host: str | None, port: int | None, token: str | None) -> Description:
    """The same for the control API."""
    chosen = {key: value for key, value in (("host", host), ("port", port), ("token", token)) if value is not None}
    if not chosen:
        return described
    settled = {} if described.control is None else described.control.model_dump()
    try:
        return replace(described, control=Control.model_validate({**settled, **chosen}))
    except ValidationError as error:
        raise BadInput("control", str(error.errors()[0]["ctx"]["error"])) from None


async def _up(described: Description, speed: float, show: Show) -> None:
    running = RunningFleet(described, speed)
    with ended_by_signals() as end:
        try:
            await running.start()
            await _serve(described, LocalDesk(running), (running.rows(), running.notes()), end, show)
        finally:
            await running.close()


async def _up_in_shards(described: Description, shares: Shares, lines: list[socket.socket], show: Show) -> None:
    with ended_by_signals() as end:
        lost: list[str] = []

        def ended_by_itself() -> None:
            lost.append("a process of the fleet has ended by itself")
            end.set()

        async with shard_desk(described, shares, lines, ended_by_itself) as (desk, rows, notes):
            await _serve(described, desk, (rows, notes), end, show)
        if lost:
            raise ShardLost(lost[0])


async def _serve(
    described: Description, desk: Desk, up: tuple[list[Row], list[str]], end: asyncio.Event, show: Show
) -> None:
    """The control API beside the printers, until the end. ``up``: their rows, and notes."""
    rows, notes = up
    ports = {name: row[f"{name}_port"] for row in reversed(rows) for name in _SERVICES if f"{name}_port" in row}
    about = {"version": version("pressroom"), "processes": described.processes, "ports": ports, "notes": notes}
    groups = {name: list(members) for name, members in described.groups.items()}
    front = Front(desk, list(described.printers), groups, lambda: about)
    async with control_api(front, described.control, end.set) as url:
        show(rows, notes, url)
        await end.wait()


def _show(rows: Sequence[dict[str, Any]], notes: Sequence[str], url: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"printers": rows, "notes": list(notes), "control": url}))
    else:
        width = max(len(row["name"]) for row in rows)
        for row in rows:
            ports = " ".join(f"{name} {row[f'{name}_port']}" for name in _SERVICES if f"{name}_port" in row)
            typer.echo(f"{row['name']:{width}}  {row['address']:15}  {ports}  {row['model']}, serial {row['serial']}")
        for note in notes:
            typer.echo(f"note: {note}")
        typer.echo(f"control API: {url}")
        other = ", where no note says otherwise" if notes else ""
        typer.echo(f"{len(rows)} printers are up; communities public and private{other}. Ctrl-C ends them.")
    sys.stdout.flush()  # whoever reads through a pipe waits for these lines
