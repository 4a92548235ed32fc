"""The commands around the log: log, log delete, gaps."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Final, NamedTuple

import typer

from core.config.complaints import did_you_mean
from core.model.errors import BadInput
from core.model.log import Selection
from core.rules import log_view
from core.rules.cells import Cell
from core.rules.total_items import STATUSES
from core.store import Store
from harness import cli_closing_day, cli_log_follow, cli_log_keeping
from harness.cli_asking import perform
from harness.cli_common import (
    LARGEST_NUMBER,
    AsCsv,
    AsJson,
    Bom,
    Config,
    Database,
    comma_list,
    local,
    print_table,
    with_store,
    write_csv,
)

NEWEST: Final = 50

Printers = Annotated[
    list[str] | None, typer.Option("--printer", help="Only this printer, deleted ones too; may be repeated.")
]
Month = Annotated[str | None, typer.Option(help="Only this log month, such as 2026-03.")]
AccountOption = Annotated[
    int | None, typer.Option(min=0, max=LARGEST_NUMBER, help="Only this Job Account ID, as it was sent.")
]
User = Annotated[str | None, typer.Option(help="Only jobs of this user name.")]
Status = Annotated[str | None, typer.Option(help=f"Only jobs with this status: {', '.join(STATUSES)}.")]
PrinterGroupOption = Annotated[str | None, typer.Option("--group", help="Only printers of this group.")]
UserGroupOption = Annotated[str | None, typer.Option("--user-group", help="Only accounts of this user group.")]
Sort = Annotated[str | None, typer.Option(help="Sort by this column.")]
Descending = Annotated[bool, typer.Option("--desc", help="Sort downwards.")]

app = typer.Typer(invoke_without_command=True)


def add_to(parent: typer.Typer) -> None:
    """Adds these commands."""
    cli_closing_day.add_to(app)
    cli_log_keeping.add_to(app)
    parent.add_typer(app, name="log")
    parent.command("gaps")(gaps)


class _Shown(NamedTuple):
    """What a question to the ledger brought."""

    jobs: Sequence[Mapping[str, Any]]
    more: bool
    zone: str


@app.callback()
def log(
    context: typer.Context,
    *,
    printer: Printers = None,
    month: Month = None,
    account: AccountOption = None,
    user: User = None,
    status: Status = None,
    group: PrinterGroupOption = None,
    user_group: UserGroupOption = None,
    columns: Annotated[
        str | None, typer.Option(help=f"Columns in their order, with commas between: {', '.join(log_view.BY_NAME)}.")
    ] = None,
    detail: Annotated[bool, typer.Option("--detail", help="All columns.")] = False,
    sort: Sort = None,
    descending: Descending = False,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0, max=LARGEST_NUMBER, help=f"At most so many jobs; 0: all (default: tables the newest {NEWEST})."
        ),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Go on and show what is acquired, until Ctrl-C.")] = False,
    config: Config = None,
    database: Database = None,
    as_csv: AsCsv = None,
    bom: Bom = False,
    as_json: AsJson = False,
) -> int:
    """Show the log, or export it. JSON without chosen columns has the shape of docs/ledger-snapshot.md."""
    if context.invoked_subcommand is not None:
        if any(context.params.values()):  # else "log --printer hall delete" would delete more than was meant
            raise BadInput("log", f"options stand after the word {context.invoked_subcommand}")
        return 0
    if columns is not None and detail:
        raise BadInput("columns", "either these, or all by --detail")
    if follow:
        cli_log_follow.check({"sort": sort, "desc": descending, "csv": as_csv, "json": as_json})
    where = selection(printer, month, account, user, status)._replace(printer_group=group, user_group=user_group)
    chosen = log_view.columns(comma_list(columns), detail=detail)
    most = limit if limit is not None else 0 if as_csv or as_json else NEWEST

    async def look(store: Store) -> _Shown:
        await check_printers(store, where)
        zone = (await store.settings()).zone
        found: Sequence[Mapping[str, Any]]
        if sort is not None:
            found = log_view.sort(await store.log(where), sort, descending=descending)
            return _Shown(found[: most or None], bool(most) and len(found) > most, zone)
        found = await store.log(where, limit=most + 1 if most else None, newest_first=True)
        shown = found if descending else found[::-1]
        if most and len(found) > most:
            shown = shown[:-1] if descending else shown[1:]
        return _Shown(shown, len(shown) < len(found), zone)

    shown = with_store(look, config, database)
    if as_csv is not None:
        rows = log_view.lines(shown.jobs, chosen, shown.zone)
        write_csv(as_csv, [column.name for column in chosen], rows, bom=bom)
    elif as_json and columns is None and not detail:
        typer.echo(json.dumps(shown.jobs, ensure_ascii=False))
    elif as_json:
        rows = log_view.lines(shown.jobs, chosen, shown.zone)
        typer.echo(json.dumps(as_objects([column.name for column in chosen], rows), ensure_ascii=False))
    else:
        usual = not columns and not detail
        _print(shown, _without_heading(log_view.told(shown.jobs, chosen), where) if usual else chosen, where)
        if shown.more:
            typer.echo(f"{len(shown.jobs)} jobs are shown of more; --limit 0 shows all", err=True)
    if follow:
        last = max((job["key"] for job in shown.jobs), default=0)
        cli_log_follow.follow(
            lambda question: with_store(question, config, database),
            where,
            last,
            lambda jobs: _print(shown._replace(jobs=jobs), _without_heading(chosen, where), Selection()),
        )
    return 0


def _without_heading(columns: list[log_view.LogColumn], where: Selection) -> list[log_view.LogColumn]:
    """Printer and month stand in the heading once there is only one of them."""
    once = {"printer"} if len(where.printers) == 1 else set()
    once |= {"month"} if where.month is not None else set()
    return [column for column in columns if column.name not in once]


def _print(shown: _Shown, columns: list[log_view.LogColumn], where: Selection) -> None:
    rows = log_view.lines(shown.jobs, columns, shown.zone)
    print_table([column.name for column in columns], rows, heading_of(where))


@app.command("delete")
def delete(
    *,
    reason: Annotated[str, typer.Option(help="Why; it is kept with the deletion.")],
    printer: Annotated[str | None, typer.Option(help="The log of this printer, also of a deleted one.")] = None,
    month: Annotated[str | None, typer.Option(help="The log of this month, such as 2026-03.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: Config = None,
    database: Database = None,
) -> int:
    """Delete a printer's log, a month's, or a printer's of one month. Usage, limits and charges stay as they are."""
    if not yes:
        where = selection([printer] if printer is not None else None, month, None, None, None)
        total = with_store(lambda store: store.totals((), where), config, database)[0]
        what = ", ".join(each for each in (printer, month) if each is not None) or "everything"
        if not sys.stdin.isatty():
            raise BadInput("yes", "nobody is there to be asked", "add --yes to delete without a question")
        question = f"Delete {total['jobs']} jobs with {total['sheets']} sheets ({what}) from the log, for good?"
        if not typer.confirm(question):
            typer.echo("nothing was deleted")
            return 1
    args = {"printer": printer, "month": month, "reason": reason}

    answer = perform("delete log", args, config, database)
    typer.echo(f"{answer['jobs']} jobs were deleted from the log")
    return 0


def gaps(
    *,
    printer: Annotated[str | None, typer.Option(help="Only this printer.")] = None,
    config: Config = None,
    database: Database = None,
    as_csv: AsCsv = None,
    bom: Bom = False,
    as_json: AsJson = False,
) -> int:
    """List what is known to be lost: which records of which printer, and why."""

    async def look(store: Store) -> tuple[list[dict[str, Any]], str]:
        await check_printers(store, Selection(() if printer is None else (printer,)))
        return await store.gaps(printer=printer), (await store.settings()).zone

    found, zone = with_store(look, config, database)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return 0
    titles = ("printer", "first", "last", "jobs", "sheets", "cause", "noticed")
    rows: list[list[Cell]] = [[*(gap[key] for key in titles[:-1]), local(gap["noticed_us"], zone)] for gap in found]
    if as_csv is not None:
        write_csv(as_csv, titles, rows, bom=bom)
    else:
        print_table(titles, rows)
    return 0


# --- shared with totals -----------------------------------------------------------------------------------


def selection(
    printers: Sequence[str] | None, month: str | None, account: int | None, user: str | None, status: str | None
) -> Selection:
    """What the options choose. Raises BadInput."""
    if status is not None and status not in STATUSES:
        raise BadInput("status", f"one of {', '.join(STATUSES)}", did_you_mean(status, list(STATUSES)))
    return Selection(tuple(printers or ()), month, account, user, status)


def heading_of(where: Selection) -> str:
    """The printers, groups and month of which all is that is shown (LOG-10)."""
    groups = [
        name or f"without a {kind}"
        for kind, name in (("printer group", where.printer_group), ("user group", where.user_group))
        if name is not None
    ]
    return ", ".join([*where.printers, *groups, *([where.month] if where.month else [])])


async def check_printers(store: Store, where: Selection) -> None:
    """Raises BadInput for a name that no printer ever had, or that no group has."""
    known = {row.name for row in await store.printers(removed=True)} if where.printers else set()
    for name in where.printers:
        if name not in known:
            raise BadInput("printer", f"there is none called {name!r}", did_you_mean(name, sorted(known)))
    if where.printer_group or where.user_group:
        groups = await store.groups.all()
        for field, group, key in (
            ("group", where.printer_group, "printer_groups"),
            ("user-group", where.user_group, "user_groups"),
        ):
            names = sorted(row["name"] for row in groups[key])
            if group and group not in names:
                raise BadInput(field, f"there is none called {group!r}", did_you_mean(group, names))


def as_objects(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[dict[str, Any]]:
    """Rows of cells for JSON."""
    return [
        {name: float(value) if isinstance(value, Decimal) else value for name, value in zip(names, row, strict=True)}
        for row in rows
    ]
