"""The commands around a server and its database: serve, acquire, verify."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from core.clock import SystemCalendar
from core.config.settings import ServerSettings
from core.config.strict_yaml import load
from core.serving import Running
from core.serving import serve as serve_forever
from core.store import Store
from harness.cli_asking import perform
from harness.cli_common import AsJson, Config, Database, show, with_store


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    for command in (serve, acquire, verify):
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
    outcomes = perform("acquire", {"names": names or None}, config, database)["printers"]
    rows = [{"printer": name, **outcome} for name, outcome in sorted(outcomes.items())]
    show(rows if as_json else [{**row, "ok": "yes" if row["ok"] else "no"} for row in rows], as_json=as_json)
    return 0 if all(outcome["ok"] for outcome in outcomes.values()) else 1
