"""The commands audit and decommission: who did what, and the end of a server (PRN-24, PRN-27)."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from core.store import Store
from harness.cli_asking import perform, tell
from harness.cli_common import AsCsv, AsJson, Bom, Config, Database, local, show, with_store, write_csv


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (audit, decommission):
        app.command(command.__name__)(command)


def audit(
    *,
    act: Annotated[str | None, typer.Option(help="Only acts of this kind, such as: take over.")] = None,
    about: Annotated[str | None, typer.Option(help="Only acts about this printer, ID or name.")] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
    csv: AsCsv = None,
    bom: Bom = False,
) -> int:
    """Show what operators did, and what was refused them; the newest last."""

    async def read(store: Store) -> tuple[list[dict[str, Any]], str]:
        return [each._asdict() for each in await store.operations.audit_trail()], (await store.settings()).zone

    found, zone = with_store(read, config, database)
    found = [each for each in found if act in {None, each["act"]} and about in {None, each["about"]}]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return 0
    rows = [
        {
            "at": local(each["at_us"], zone),
            "act": each["act"],
            "about": each["about"],
            "details": ", ".join(f"{key}: {value}" for key, value in each["details"].items()),
            "refused": each["error"],
        }
        for each in found
    ]
    if csv is not None:
        write_csv(csv, ["at", "act", "about", "details", "refused"], [list(row.values()) for row in rows], bom=bom)
    else:
        show(rows, as_json=False)
    return 0


def decommission(
    *,
    force: Annotated[bool, typer.Option("--force", help="Though it still owns printers: give them back.")] = False,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """End this server for good. While it still owns printers it refuses; with --force it gives them back first."""
    answer = perform("decommission", {"force": force}, config, database)
    problems = answer["problems"]
    tell("the server is decommissioned; its log can still be read", answer, as_json=as_json)
    for name, why in problems.items():
        typer.echo(f"problem: {name}: {why}", err=True)
    return 1 if problems else 0
