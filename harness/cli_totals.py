"""The command totals: sums of the log in any combination of groupings."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from core.rules import totals as rules
from core.rules.total_items import FAMILIES, HEAD
from core.store import Store
from harness.cli_common import (
    AsCsv,
    AsJson,
    Bom,
    Config,
    Database,
    comma_list,
    print_table,
    with_store,
    write_csv,
)
from harness.cli_log import (
    AccountOption,
    Descending,
    Month,
    PrinterGroupOption,
    Printers,
    Sort,
    Status,
    User,
    UserGroupOption,
    check_printers,
    heading_of,
    selection,
)

_ITEMS = ", ".join((*(item.name for item in HEAD), "size A4, duplex, toner k 3, drum k and so on (docs/reports.md)"))


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("totals")(totals)


def totals(
    *,
    by: Annotated[
        str | None,
        typer.Option(help=f"Groupings, with commas between: {', '.join(rules.GROUPS)}. Default: one total over all."),
    ] = None,
    printer: Printers = None,
    month: Month = None,
    account: AccountOption = None,
    user: User = None,
    status: Status = None,
    group: PrinterGroupOption = None,
    user_group: UserGroupOption = None,
    items: Annotated[
        str | None, typer.Option(help=f"Items in their order: {_ITEMS}; or all of {', '.join(FAMILIES)}.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All items, zeros too.")] = False,
    deleted: Annotated[bool, typer.Option("--deleted", help="Count what was deleted from the log as well.")] = False,
    sort: Sort = None,
    descending: Descending = False,
    config: Config = None,
    database: Database = None,
    as_csv: AsCsv = None,
    bom: Bom = False,
    as_json: AsJson = False,
) -> int:
    """Add up the log. JSON has all items unless some are chosen, and money in millionths."""
    groups = rules.groupings(comma_list(by))
    where = selection(printer, month, account, user, status)._replace(printer_group=group, user_group=user_group)

    async def look(store: Store) -> tuple[list[dict[str, Any]], str]:
        await check_printers(store, where)
        return await store.totals(groups, where, deleted_too=deleted), (await store.settings()).zone

    found, zone = with_store(look, config, database)
    names = comma_list(items)
    columns, rows = rules.present(
        found, groups, names, everything=everything or (as_json and not names), sort=sort, descending=descending
    )
    titles = [column.name for column in columns]
    if as_json:
        typer.echo(json.dumps(rules.plain(rows, columns), ensure_ascii=False))
    elif as_csv is not None:
        write_csv(as_csv, titles, rules.cells(rows, columns, zone), bom=bom)
    else:
        print_table(titles, rules.cells(rows, columns, zone), heading_of(where))
    return 0
