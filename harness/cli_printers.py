"""The command group printers: registering them, their acquisition, and the list (PRN-02, 04, 13, 14, 25)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from core.config.csv_rows import PRINTER_LINE, read_printers
from core.config.settings import FULL_ACTIONS, PrinterSettings
from core.model.log_options import AutoExport
from core.rules.printer_view import STATUS
from core.store import Store
from harness.cli_access import Snmp, SnmpUserWords, TrapPortWords, TrapReadCommunity, TrapWriteCommunity, access_words
from harness.cli_asking import checked, octets_of, own_listing, perform, rows_of, tell
from harness.cli_common import AsJson, Config, Database, local, show, with_store

Name = Annotated[str, typer.Argument(metavar="NAME", help="The printer's name.")]
Force = Annotated[bool, typer.Option("--force", help="Even if the printer does not answer.")]
Password = Annotated[
    str | None,
    typer.Option(help="The printer's administrator password.", envvar="PRESSROOM_ADMIN_PASSWORD", show_envvar=True),
]
ReadCommunity = Annotated[str | None, typer.Option(help="Default: public.")]
WriteCommunity = Annotated[str | None, typer.Option(help="Default: private.")]
Acquire = Annotated[str | None, typer.Option(help="When: 1 h, or 08:00,18:00, or by hand; default: as the server's.")]
LogFull = Annotated[str | None, typer.Option(help=f"What it does with a full log: {', '.join(FULL_ACTIONS)}.")]
Export = Annotated[
    str | None, typer.Option("--auto-export", help=f"What becomes of its jobs besides: {', '.join(AutoExport)}.")
]
Fees = Annotated[str | None, typer.Option(help="The definition by which its jobs are charged.")]
Retries = Annotated[str | None, typer.Option(help="How often it is asked again; default: 3.")]
Timeout = Annotated[str | None, typer.Option(help="How long an answer may take, such as 2 s; default: 1 s.")]
Stopped = Annotated[bool, typer.Option("--stopped", help="Do not begin to acquire its log.")]
AtOnce = Annotated[bool, typer.Option("--at-once", help="Acquire its log right away.")]
LogOnly = Annotated[bool, typer.Option("--log-only", help="Put nothing in force there that restricts anybody.")]

app = typer.Typer(invoke_without_command=True)


def add_to(parent: typer.Typer) -> None:
    """Adds the group."""
    parent.add_typer(app, name="printers")


@app.callback()
def printers(
    context: typer.Context, *, config: Config = None, database: Database = None, as_json: AsJson = False
) -> int:
    """List the registered printers; or add, remove, start, stop or import some."""
    return listing(config, database, as_json=as_json) if own_listing(context, config, database, as_json) else 0


@app.command("list")
def list_(*, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """List the registered printers with state and last acquisition."""
    return listing(config, database, as_json=as_json)


def listing(config: Path | None, database: Path | None, *, as_json: bool) -> int:
    """A row a printer."""

    async def rows(store: Store) -> list[dict[str, Any]]:
        zone = (await store.settings()).zone
        listed = (await store.groups.all())["printer_groups"]
        groups = {name: group["name"] for group in listed for name in group["printers"]}
        return [
            {
                "name": row.name,
                "address": row.address,
                "port": row.port,
                "model": row.model,
                "serial": row.serial,
                "group": groups.get(row.name, ""),
                "state": str(row.state),
                "log": STATUS[row.state],
                "fees": row.fee_definition,
                "last success": local(row.last_success_us, zone),
                "last error": row.last_error,
            }
            for row in await store.printers()
        ]

    show(with_store(rows, config, database), as_json=as_json)
    return 0


@app.command()
def add(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Host name or IP address, if need be with :PORT.")],
    *,
    name: Annotated[str | None, typer.Option(help="Default: its address.")] = None,
    admin_password: Password = None,
    read_community: ReadCommunity = None,
    write_community: WriteCommunity = None,
    acquire: Acquire = None,
    log_full: LogFull = None,
    auto_export: Export = None,
    fees: Fees = None,
    retries: Retries = None,
    timeout: Timeout = None,
    snmp: Snmp = None,
    snmp_user: SnmpUserWords = None,
    trap_read_community: TrapReadCommunity = None,
    trap_write_community: TrapWriteCommunity = None,
    trap_port: TrapPortWords = None,
    stopped: Stopped = False,
    at_once: AtOnce = False,
    log_only: LogOnly = False,
    take_over_from: Annotated[str | None, typer.Option(help="The Server ID of the server that has it.")] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Register a printer. If anything is wrong, nothing has changed: neither here nor on the printer."""
    words = _options(
        admin_password=admin_password,
        read_community=read_community,
        write_community=write_community,
        acquire=acquire,
        log_full=log_full,
        auto_export=auto_export,
        fees=fees,
        retries=retries,
        timeout=timeout,
        stopped=stopped,
        at_once=at_once,
        log_only=log_only,
    )
    words |= access_words(snmp, snmp_user, trap_read_community, trap_write_community, trap_port)
    words |= {"address": address, "name": name or address, "take over from": take_over_from}
    answer = perform("add printer", checked(PrinterSettings, words), config, database)
    tell(f"added {answer['printer']}: {answer['model']}, serial {answer['serial']}", answer, as_json=as_json)
    if answer.get("warning"):
        typer.echo(f"warning: {answer['warning']}", err=True)
    return 0


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=f"CSV in UTF-8, a line {PRINTER_LINE}, no headings.")],
    *,
    admin_password: Password = None,
    read_community: ReadCommunity = None,
    write_community: WriteCommunity = None,
    acquire: Acquire = None,
    log_full: LogFull = None,
    auto_export: Export = None,
    fees: Fees = None,
    retries: Retries = None,
    timeout: Timeout = None,
    snmp: Snmp = None,
    snmp_user: SnmpUserWords = None,
    trap_read_community: TrapReadCommunity = None,
    trap_write_community: TrapWriteCommunity = None,
    trap_port: TrapPortWords = None,
    stopped: Stopped = False,
    at_once: AtOnce = False,
    log_only: LogOnly = False,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Register the printers of a CSV file, each with its result. A bad file is refused before any is contacted."""
    rows = rows_of(read_printers(octets_of(file), str(file)))
    shared = _options(
        admin_password=admin_password,
        read_community=read_community,
        write_community=write_community,
        acquire=acquire,
        log_full=log_full,
        auto_export=auto_export,
        fees=fees,
        retries=retries,
        timeout=timeout,
        stopped=stopped,
        at_once=at_once,
        log_only=log_only,
    )
    shared |= access_words(snmp, snmp_user, trap_read_community, trap_write_community, trap_port)
    wanted = [
        checked(PrinterSettings, {**shared, "address": row.address, "port": row.port, "name": row.name})
        for _, row in rows
    ]
    problems = perform("add printers", {"printers": wanted}, config, database)["problems"]
    results = [
        {
            "line": line,
            "printer": row.name,
            "result": problems[row.name]["error"] if row.name in problems else "added",
            "hint": problems[row.name]["hint"] if row.name in problems else "",
        }
        for line, row in rows
    ]
    show(results, as_json=as_json)
    return 1 if problems else 0


@app.command()
def remove(
    name: Name,
    *,
    force: Force = False,
    remove_ids: Annotated[
        bool | None, typer.Option("--remove-ids/--keep-ids", help="Remove its Job Account IDs from the printer.")
    ] = None,
    delete_log: Annotated[
        bool | None, typer.Option("--delete-log/--keep-log", help="Delete what was acquired from it.")
    ] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Delete a stopped printer and free it for other servers.

    Asks what becomes of its IDs and of its log; where nobody can answer, both stay.
    """
    ids = _decided(remove_ids, f"Remove the Job Account IDs from {name}?")
    log = _decided(delete_log, f"Delete what was acquired from {name} until now?")
    args = {"name": name, "force": force, "remove ids": ids, "delete log": log}
    answer = perform("remove printer", args, config, database)
    tell(f"removed {name}", answer, as_json=as_json)
    return 0


def _decided(given: bool | None, question: str) -> bool:
    if given is None and sys.stdin.isatty():
        return typer.confirm(question, default=False, err=True)
    return bool(given)


@app.command()
def start(name: Name, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Acquire a printer's log from now on."""
    tell(f"started {name}", perform("start", {"name": name}, config, database), as_json=as_json)
    return 0


@app.command()
def stop(
    name: Name, *, force: Force = False, config: Config = None, database: Database = None, as_json: AsJson = False
) -> int:
    """Acquire a printer's log a last time, and no more after that."""
    tell(f"stopped {name}", perform("stop", {"name": name, "force": force}, config, database), as_json=as_json)
    return 0


def schedule_words(acquire: str | None) -> Any:
    """Times of day, an interval, or neither, as a configuration file has them."""
    return {"at": acquire} if acquire and ":" in acquire else acquire


def _options(
    *,
    admin_password: str | None,
    read_community: str | None,
    write_community: str | None,
    acquire: str | None,
    log_full: str | None,
    auto_export: str | None,
    fees: str | None,
    retries: str | None,
    timeout: str | None,
    stopped: bool,
    at_once: bool,
    log_only: bool,
) -> dict[str, Any]:
    """What is set for each printer that is added, in the words of a configuration file."""
    return {
        "admin password": admin_password,
        "read community": read_community,
        "write community": write_community,
        "acquire": schedule_words(acquire),
        "log full": log_full,
        "auto export": auto_export,
        "fees": fees,
        "retries": retries,
        "timeout": timeout,
        "started": not stopped,
        "acquire at once": at_once,
        "log only": log_only,
    }
