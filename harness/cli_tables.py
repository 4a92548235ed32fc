"""The IDs in printers' own tables, and those they have no room for: a verb of the command group accounts (JID-07)."""

from __future__ import annotations

import typer

from harness.cli_accounts import app
from harness.cli_common import AsCsv, AsJson, Bom, Config, Database, show, with_store, write_csv
from harness.id_room import COLUMNS, tables_of_printers


def add_to(_: typer.Typer) -> None:
    """Nothing more: the verb stands in the group accounts once this module is there."""


@app.command()
def tables(
    *, csv: AsCsv = None, bom: Bom = False, config: Config = None, database: Database = None, as_json: AsJson = False
) -> int:
    """List how many IDs are registered on each printer, for how many it has room, and which ones are left out."""
    rows = with_store(tables_of_printers, config, database)
    if csv is not None:
        write_csv(csv, COLUMNS, [[row[name] for name in COLUMNS] for row in rows], bom=bom)
    else:
        show(rows, as_json=as_json)
    return 0
