"""The commands audit, decommission, backup and restore (PRN-16, PRN-20, PRN-24, PRN-27)."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.devices.knock import knock_on
from core.devices.udp import open_udp
from core.model.errors import BadInput
from core.server import Server
from core.services.backup_file import Backup, read_backup, write_backup
from core.services.printer_rows import ACCESS, OPTION_OF
from core.services.taking_up import EVERY
from core.store import Store, ThreadPace
from harness.cli_asking import as_it_is, octets_of, perform, tell
from harness.cli_common import AsCsv, AsJson, Bom, Config, Database, local, settings_of, show, with_store, write_csv

Passphrase = Annotated[
    str,
    typer.Option(help="Under which secrets are encrypted.", envvar="PRESSROOM_PASSPHRASE", show_envvar=True),
]

_ACCESS: Final = frozenset(OPTION_OF[column] for column in ACCESS)


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (audit, decommission, backup, restore):
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
    found = [
        each
        for each in found
        if act in {None, each["act"]} and about in {None, each["about"], *each["about"].split(", ")}
    ]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return 0
    rows = [
        {
            "at": local(each["at_us"], zone),
            "act": each["act"],
            "about": each["about"],
            "details": _in_words(each["details"]),
            "refused": each["error"],
        }
        for each in found
    ]
    if csv is not None:
        write_csv(csv, ["at", "act", "about", "details", "refused"], [list(row.values()) for row in rows], bom=bom)
    else:
        show(rows, as_json=False)
    return 0


def _in_words(details: Any) -> str:
    """Words and their values, those of one that has several in brackets."""
    if isinstance(details, dict):
        found = [
            f"{key}: ({_in_words(value)})" if isinstance(value, dict) else f"{key}: {_in_words(value)}"
            for key, value in details.items()
        ]
        return ", ".join(found)
    if isinstance(details, list):
        return " ".join(map(str, details))
    return ("no", "yes")[details] if isinstance(details, bool) else str(details)


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


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; a file that is there is not replaced.")],
    *,
    passphrase: Passphrase = "",
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Back up the settings: printers, groups, IDs, limits and usage, policies, fees, Server ID; no logs.

    Passwords, communities and users of SNMP are in it only with a passphrase, and encrypted.
    """

    async def read(store: Store) -> tuple[dict[str, Any], dict[str, Any]]:
        return await store.operations.backup()

    content, secrets = with_store(read, config, database)
    octets = write_backup(content, secrets, passphrase, SystemChance())
    try:
        with open(file, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as opened:
            opened.write(octets)
    except FileExistsError:
        raise BadInput("file", f"{file}: is there already", "name another one") from None
    except OSError as error:
        raise BadInput("file", f"{file}: cannot be written: {error.strerror}") from error
    answer = {"file": str(file), "octets": len(octets), "secrets": bool(passphrase)}
    kept = "with its secrets" if passphrase else "without secrets: give a passphrase to have them in it"
    printers = sum(row["removed_us"] is None for row in content["tables"]["printers"])
    tell(f"backed up {printers} printers, {kept}", answer, as_json=as_json)
    return 0


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    *,
    passphrase: Passphrase = "",
    admin_password: Annotated[
        str | None,
        typer.Option(help="The printers' administrator password.", envvar="PRESSROOM_ADMIN_PASSWORD", show_envvar=True),
    ] = None,
    passwords: Annotated[
        Path | None, typer.Option(help="CSV of passwords, a line name,password, for printers with one of their own.")
    ] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Set up a new database from a backup and take the printers up from where it stood; a result for each."""
    read = read_backup(octets_of(file), passphrase)
    given = _passwords(passwords)
    if admin_password is not None:
        given[EVERY] = admin_password
    if not given and read.secrets is None:
        given[EVERY] = typer.prompt("The printers' administrator password", hide_input=True, default="", err=True)
    results = asyncio.run(_restore(read, given, config, database))
    rows = [{"printer": name, "result": why or "taken up"} for name, why in sorted(results.items())]
    show(rows, as_json=as_json)
    return 1 if any(results.values()) else 0


async def _restore(
    read: Backup, passwords: dict[str, str], config: Path | None, database: Path | None
) -> dict[str, str]:
    given = settings_of(config) if config is not None else None
    where = database or Path(given.database if given is not None else settings_of(None).database)
    calendar, chance = SystemCalendar(), SystemChance()
    store = await Store.open(where, pace=ThreadPace(), now_us=calendar.now_us, chance=chance)
    try:
        states = await store.operations.restore(read.content, read.secrets)
        settings = given or await as_it_is(store)
        server = Server(
            store, calendar=calendar, chance=chance, open_endpoint=open_udp, settings=settings, knock=knock_on()
        )
        try:
            await server.start(makes_up=False)
            # where a printer's access stands in the configuration too
            for printer in given.printers if given is not None else ():
                if printer.name in states:
                    await server.change_printer(printer.name, printer, _ACCESS & printer.model_fields_set)
            return await server.take_up(states, passwords)
        finally:
            await server.stop()
    finally:
        await store.close()


def _passwords(file: Path | None) -> dict[str, str]:
    """Passwords by printer. Raises BadInput that names the line."""
    found: dict[str, str] = {}
    lines = octets_of(file).decode("utf-8-sig").splitlines() if file is not None else []
    for number, line in enumerate(lines, start=1):
        name, comma, password = line.partition(",")
        if not line.strip():
            continue
        if not comma:
            raise BadInput("passwords", f"{file}:{number}: expected name,password")
        found[name.strip()] = password.strip()
    return found
