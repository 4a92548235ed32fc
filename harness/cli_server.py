"""The commands around a server and its database: serve, printers, accounts, acquire, verify."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.config.settings import ServerSettings
from core.config.strict_yaml import load
from core.devices.udp import open_udp
from core.server import Server
from core.serving import Running
from core.serving import serve as serve_forever
from core.store import Store
from harness.cli_common import (
    AsJson,
    Config,
    Database,
    ask_or_do,
    database_of,
    local,
    money,
    settings_of,
    show,
    with_store,
)


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    for command in (serve, printers, accounts, acquire, verify):
        app.command(command.__name__)(command)


def serve(
    config: Annotated[Path, typer.Argument(help="Configuration file (YAML).")],
    *,
    speed: Annotated[
        float, typer.Option(min=0.01, max=100_000, help="The calendar, times real time (for demos).")
    ] = 1.0,
) -> int:
    """Run the accounting server until Ctrl-C."""
    settings = load(config, ServerSettings)
    asyncio.run(serve_forever(settings, calendar=SystemCalendar(speed), ready=_started))
    return 0


def _started(running: Running) -> None:
    for problem in running.problems:
        typer.echo(f"problem: {problem}", err=True)
    server = running.server
    page = f", web page on port {running.web_port}" if running.web_port is not None else ""
    typer.echo(f"serving {len(server.stations())} printers as server {server.server_id.hex()}{page}. Ctrl-C ends it.")


def printers(*, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """List the registered printers with state and last acquisition."""

    async def rows(store: Store) -> list[dict[str, Any]]:
        zone = (await store.settings()).zone
        return [
            {
                "name": row.name,
                "address": row.address,
                "port": row.port,
                "model": row.model,
                "serial": row.serial,
                "state": str(row.state),
                "fees": row.fee_definition,
                "last success": local(row.last_success_us, zone),
                "last error": row.last_error,
            }
            for row in await store.printers()
        ]

    show(with_store(rows, config, database), as_json=as_json)
    return 0


def accounts(*, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """List the accounts with what they used."""

    async def rows(store: Store) -> list[dict[str, Any]]:
        out = []
        for row in (await store.snapshot())["accounts"]:
            standing = row["standing"] or {}
            out.append(
                {
                    "id": row["id"],
                    "name": row["name"],
                    "restrictions": row["restrictions"],
                    "status": standing.get("status", "enabled"),
                    "used sheets": standing.get("used_sheets"),
                    "of sheets": standing.get("effective_sheets"),
                    "used fee": money(standing.get("used_fee_micros")),
                    "of fee": money(standing.get("effective_fee_micros")),
                }
            )
        return out

    show(with_store(rows, config, database), as_json=as_json)
    return 0


def verify(*, config: Config = None, database: Database = None) -> int:
    """Check a ledger against itself, of a running or a stopped server."""

    async def findings(store: Store) -> list[str]:
        return await store.verify()

    found = with_store(findings, config, database)
    for line in found:
        typer.echo(line)
    typer.echo(f"{len(found)} findings" if found else "the ledger is whole")
    return 1 if found else 0


def acquire(
    names: Annotated[list[str] | None, typer.Argument(help="Printers; default: all that are started.")] = None,
    *,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Acquire logs now: by the running server, or, when none is running, by this command itself."""
    settings, path = settings_of(config), database_of(config, database)
    outcomes = asyncio.run(_acquire(settings, path, names or None))
    show([{"printer": name, **outcome} for name, outcome in sorted(outcomes.items())], as_json=as_json)
    return 0 if all(outcome["ok"] for outcome in outcomes.values()) else 1


async def _acquire(settings: ServerSettings, path: Path, names: list[str] | None) -> dict[str, dict[str, Any]]:
    async def alone(store: Store) -> dict[str, Any]:
        server = Server(
            store, calendar=SystemCalendar(), chance=SystemChance(), open_endpoint=open_udp, settings=settings
        )
        try:
            await server.start()
            return {"printers": {name: each._asdict() for name, each in (await server.acquire(names)).items()}}
        finally:
            await server.stop()

    answer = await ask_or_do(path, "acquire", {"names": names}, alone)
    found: dict[str, dict[str, Any]] = answer["printers"]
    return found
