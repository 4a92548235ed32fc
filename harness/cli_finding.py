"""More verbs of the group printers: several at once, searches, addresses, options (PRN-03, 05, 15, 17, 26)."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from core.config.settings import FULL_ACTIONS, PrinterOptions, PrinterSettings, Schedule
from core.model.errors import BadInput
from core.rules.printer_view import STATUS, without_effect
from core.services.desk_printers import search_words
from core.services.intervals import told
from core.services.moving import SNMP_PORT, options_of
from core.services.station import schedule_of
from core.store import Store
from harness.cli_access import (
    NewPassword,
    NewSnmpUser,
    Snmp,
    TrapPortWords,
    TrapReadCommunity,
    TrapWriteCommunity,
    access_words,
    asked,
    spoken,
    trap_settings,
)
from harness.cli_asking import checked, perform, tell
from harness.cli_common import AsJson, Config, Database, local, show, with_store
from harness.cli_printers import Acquire, Export, Fees, Name, Retries, Timeout, app, schedule_words

_NOTHING_FOUND = (
    "nobody answered: are the printers on and online, are the scopes the broadcast addresses of their segments, is the"
    " community right? A firewall between segments swallows broadcasts; printers are added by their address then"
)
Names = Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Printers.")]
All = Annotated[bool, typer.Option("--all", help="Every registered printer.")]
Port = Annotated[int, typer.Option(help="On which the printers speak SNMP.")]


def add_to(_: typer.Typer) -> None:
    """Adds the verbs to the group printers."""
    verbs = {
        "set": set_,
        "add-again": add_again,
        "show": show_,
        "refresh": refresh,
        "move": move,
        "search": search,
        "scopes": scopes,
    }
    for name, verb in {**verbs, "find-moved": find_moved}.items():
        app.command(name)(verb)


def set_(
    names: Names = None,
    *,
    every: All = False,
    acquire: Acquire = None,
    log_full: Annotated[str | None, typer.Option(help=f"One of {', '.join(FULL_ACTIONS)}.")] = None,
    inhibit_format: Annotated[
        bool | None, typer.Option("--inhibit-format/--allow-format", help="Whether its panel can format.")
    ] = None,
    log_only: Annotated[
        bool | None, typer.Option("--log-only/--restrict", help="Acquire its log alone, or restrict people too.")
    ] = None,
    auto_export: Export = None,
    fees: Fees = None,
    read_community: Annotated[str | None, typer.Option(help="To read.")] = None,
    write_community: Annotated[str | None, typer.Option(help="To write.")] = None,
    admin_password: NewPassword = None,
    retries: Retries = None,
    timeout: Timeout = None,
    snmp: Snmp = None,
    snmp_user: NewSnmpUser = None,
    trap_read_community: TrapReadCommunity = None,
    trap_write_community: TrapWriteCommunity = None,
    trap_port: TrapPortWords = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Change settings of one printer or several at once; each has its result. What is not given stays.

    No password is taken from the environment here.
    """
    snmp_user = asked(snmp_user, "SNMP user")
    admin_password = asked(admin_password, "Administrator password")
    words = {
        "acquire": schedule_words(acquire),
        "log full": log_full,
        "auto export": auto_export,
        "inhibit format": inhibit_format,
        "log only": log_only,
        "fees": fees,
        "read community": read_community,
        "write community": write_community,
        "admin password": admin_password,
        "retries": retries,
        "timeout": timeout,
        **access_words(snmp, snmp_user, trap_read_community, trap_write_community, trap_port),
    }
    settings = checked(PrinterOptions, words)
    args = {"names": _chosen(names, every=every), "settings": settings}
    results = perform("set printers", args, config, database)["printers"]
    rows = [
        {
            "printer": name,
            "result": each["error"] or ("stored; the printer is told when it answers" if each["pending"] else "set"),
            "hint": each["hint"] or each["pending"],
        }
        for name, each in results.items()
    ]
    show(rows, as_json=as_json)
    return 1 if any(each["error"] for each in results.values()) else 0


def _chosen(names: list[str] | None, *, every: bool) -> list[str] | None:
    if bool(names) == every:
        raise BadInput("name", "give printers by name, or --all")
    return names or None


def add_again(
    name: Name,
    *,
    take_over_from: Annotated[str | None, typer.Option(help="The Server ID of the server that has it.")] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Claim a printer again that another server had, or whose storage was initialised."""
    checked(PrinterSettings, {"address": name, "name": name, "take over from": take_over_from})
    answer = perform("add again", {"name": name, "take_over_from": take_over_from}, config, database)
    tell(f"added {name} again", answer, as_json=as_json)
    return 0


def show_(name: Name, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Show a printer: what it is, how it is set, and which settings have no effect on it."""

    async def read(store: Store) -> dict[str, Any]:
        row = await store.printer(name)
        if row is None:
            raise BadInput("printer", f"no printer is called {name!r}", "the printers command lists them")
        zone = (await store.settings()).zone
        actions = {int(action): word for word, action in FULL_ACTIONS.items()}
        effects = without_effect(row)
        groups = (await store.groups.all())["printer_groups"]
        settings = {
            "acquire": _schedule(schedule_of(row)),
            "read community": row.read_community,
            "write community": row.write_community,
            "admin password": "set" if row.admin_password else "none",
            "retries": row.retries,
            "timeout": f"{row.timeout_s:g} s",
            "log full": actions.get(row.full_action, ""),
            "auto export": str(row.auto_export),
            "inhibit format": row.format_inhibit,
            "log only": row.log_only,
            "snmp": spoken(row),
            "trap settings": trap_settings(row),
            "fees": row.fee_definition,
        }
        return {
            "name": row.name,
            "address": row.address,
            "port": row.port,
            "model": row.model,
            "serial": row.serial,
            "options": options_of(row),
            "group": next((each["name"] for each in groups if row.name in each["printers"]), ""),
            "log": STATUS[row.state],
            "last acquisition": local(row.last_success_us, zone),
            "last error": row.last_error,
            "settings": settings,
            "without effect": effects,
        }

    found = with_store(read, config, database)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return 0
    settings, effects = found.pop("settings"), found.pop("without effect")
    rows = [{"what": key, "value": _plain(value), "effect": ""} for key, value in found.items()]
    rows += [
        {"what": key, "value": _plain(value), "effect": f"none: {effects[key]}" if key in effects else ""}
        for key, value in settings.items()
    ]
    show(rows, as_json=False)
    return 0


def _schedule(schedule: Schedule) -> str:
    if schedule.automatic:
        return "automatic"
    if schedule.at:
        return ",".join(f"{time:%H:%M}" for time in schedule.at)
    return "by hand" if schedule.every is None else told(schedule.every)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def refresh(name: Name, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Acquire a printer's information anew, after options have been fitted or removed."""
    answer = perform("refresh printer", {"name": name}, config, database)
    tell(f"{name} has: {', '.join(answer['options']) or 'no options'}", answer, as_json=as_json)
    return 0


def move(
    name: Name,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Where it is now; without :PORT its port stays.")],
    *,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Tell the server that a printer has another address; the same printer must answer there."""
    host, colon, port = address.rpartition(":")
    where = {"address": host, "port": int(port)} if colon and port.isdecimal() else {"address": address}
    answer = perform("move printer", {"name": name, **where}, config, database)
    tell(f"{name} is at {address}", answer, as_json=as_json)
    return 0


def search(*, port: Port = SNMP_PORT, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Ask everybody in the scopes who is there; what cannot be accounted is listed with the reason."""
    answer = perform("search printers", {"port": port}, config, database)
    for scope, problem in answer["problems"].items():
        typer.echo(f"{scope}: {problem}", err=True)
    if as_json:
        typer.echo(json.dumps(answer["found"], ensure_ascii=False))
        return 0
    if not answer["found"]:
        typer.echo(_NOTHING_FOUND)
        return 0
    columns = ("address", "model", "serial", "community")
    offered = [each for each in answer["found"] if not each["reason"]]
    others = [each for each in answer["found"] if each["reason"]]
    show([{**{key: each[key] for key in columns}, "registered as": each["printer"]} for each in offered], as_json=False)
    if others:
        typer.echo("\nNot supported:")
        show([{key: each[key] for key in ("address", "model", "reason", "hint")} for each in others], as_json=False)
    return 0


def scopes(
    *,
    add: Annotated[list[str] | None, typer.Option(help="A broadcast address to search at; may be repeated.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="One to search at no more; may be repeated.")] = None,
    community: Annotated[
        list[str] | None, typer.Option(help="To search under; may be repeated; they replace those before.")
    ] = None,
    local_subnet: Annotated[
        bool | None, typer.Option("--local-subnet/--no-local-subnet", help="Whether to search this subnet.")
    ] = None,
    reconnect_hours: Annotated[
        int | None, typer.Option(help="How often printers that do not answer are searched for; 0: never.")
    ] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Show or change where and how printers are searched for."""
    given: dict[str, Any] = {
        "add": add,
        "remove": remove,
        "communities": community,
        "local_subnet": local_subnet,
        "reconnect_hours": reconnect_hours,
    }
    args = {key: value for key, value in given.items() if value not in (None, [])}
    if args:
        settings = perform("search settings", args, config, database)["settings"]
    else:

        async def read(store: Store) -> dict[str, Any]:
            return search_words(await store.search_settings())

        settings = with_store(read, config, database)
    if as_json:
        typer.echo(json.dumps(settings, ensure_ascii=False))
    else:
        show([{"what": key, "value": _plain(value)} for key, value in settings.items()], as_json=False)
    return 0


def find_moved(*, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Search now for printers that do not answer, and follow those that are elsewhere."""
    moved = perform("find moved", {}, config, database)["moved"]
    show(moved, as_json=as_json)
    return 0
