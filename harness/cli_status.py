"""The command status: how the acquisition of each printer goes (ACQ-11), and by what interval (PRN-06)."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from core.clock import SystemCalendar
from core.model.errors import BadInput
from core.services.intervals import acquisition_status, told
from core.store import Store
from harness.cli_common import AsCsv, AsJson, Bom, Config, Database, local, show, with_store, write_csv


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("status")(status)


def status(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A printer, for its history.")] = None,
    *,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
    csv: AsCsv = None,
    bom: Bom = False,
) -> int:
    """Show how acquisition goes: last success, last attempt, error, records, gaps, interval; or a printer's history."""

    async def read(store: Store) -> tuple[list[dict[str, Any]], str]:
        found = await acquisition_status(store, SystemCalendar().now_us)
        return found, (await store.settings()).zone

    found, zone = with_store(read, config, database)
    if name is not None:
        found = [each for each in found if each["printer"] == name]
        if not found:
            raise BadInput("printer", f"no printer is called {name!r}", "the printers command lists them")
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return 0
    rows = _history(found[0], zone) if name is not None else [_row(each, zone) for each in found]
    if csv is not None:
        write_csv(csv, list(rows[0]) if rows else [], [list(row.values()) for row in rows], bom=bom)
        return 0
    show(rows, as_json=False)
    for each in found:
        if each["warning"]:
            typer.echo(f"warning: {each['warning']}", err=True)
    return 0


def _row(each: dict[str, Any], zone: str) -> dict[str, Any]:
    every_us = each["every_us"]
    return {
        "printer": each["printer"],
        "state": each["state"],
        "last success": local(each["last_success_us"], zone),
        "last attempt": local(each["last_attempt_us"], zone),
        "records": each["records_fetched"],
        "gaps": each["gaps"],
        "every": "by hand" if every_us is None else told(every_us),
        "error": each["last_error"],
    }


def _history(each: dict[str, Any], zone: str) -> list[dict[str, Any]]:
    return [
        {
            "at": local(entry["at_us"], zone),
            "records": entry["records"],
            "gaps": entry["gaps"],
            "error": entry["error"],
        }
        for entry in each["history"]
    ]
