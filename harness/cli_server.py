"""The commands around a server and its database: serve, printers, accounts, acquire, log, verify."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import zoneinfo
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.config.settings import ServerSettings
from core.config.strict_yaml import load
from core.devices.udp import open_udp
from core.model.errors import BadInput, LeaseHeld
from core.server import Server
from core.serving import Running
from core.serving import serve as serve_forever
from core.store import Store, ThreadPace

T = TypeVar("T")

ANSWER_WITHIN_S: Final = 600.0
_LOOK_EVERY_S: Final = 0.2
_WIDE: Final = 300
_MICROS: Final = 1_000_000

Config = Annotated[Path | None, typer.Option(help="The server's configuration file, which names its database.")]
Database = Annotated[Path | None, typer.Option(help="The database itself; default: pressroom.db.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    for command in (serve, printers, accounts, acquire, log, verify):
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
                "last success": _local(row.last_success_us, zone),
                "last error": row.last_error,
            }
            for row in await store.printers()
        ]

    _show(_with_store(rows, config, database), as_json=as_json)
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
                    "used fee": _money(standing.get("used_fee_micros")),
                    "of fee": _money(standing.get("effective_fee_micros")),
                }
            )
        return out

    _show(_with_store(rows, config, database), as_json=as_json)
    return 0


def log(
    *,
    printer: Annotated[str | None, typer.Option(help="Only this printer.")] = None,
    account: Annotated[int | None, typer.Option(help="Only this Job Account ID.")] = None,
    month: Annotated[str | None, typer.Option(help="Only this log month, such as 2026-03.")] = None,
    status: Annotated[str | None, typer.Option(help="Only jobs with this status.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest.")] = 50,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """List the newest jobs in the ledger."""

    async def rows(store: Store) -> list[dict[str, Any]]:
        zone = (await store.settings()).zone
        found = await store.jobs(
            printer=printer, account=account, month=month, status=status, limit=limit, newest_first=True
        )
        return found if as_json else [_job(row, zone) for row in reversed(found)]

    _show(_with_store(rows, config, database), as_json=as_json)
    return 0


def _job(row: dict[str, Any], zone: str) -> dict[str, Any]:
    return {
        "accounted": _local(row["accounted_us"], zone),
        "printer": row["printer"],
        "no": f"{row['log_month']}/{row['log_number']}",
        "account": row["account"],
        "user": row["user"],
        "document": row["document"],
        "status": f"{row['status']}: {row['detail']}" if row["detail"] else row["status"],
        "sheets": row["sheets"],
        "pages": row["pages"],
        "colour": row["colour"],
        "fee": _money(row["fee_micros"]),
    }


def verify(*, config: Config = None, database: Database = None) -> int:
    """Check a ledger against itself, of a running or a stopped server."""

    async def findings(store: Store) -> list[str]:
        return await store.verify()

    found = _with_store(findings, config, database)
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
    settings, path = _settings(config), _path(config, database)
    outcomes = asyncio.run(_acquire(settings, path, names or None))
    _show([{"printer": name, **outcome} for name, outcome in sorted(outcomes.items())], as_json=as_json)
    return 0 if all(outcome["ok"] for outcome in outcomes.values()) else 1


async def _acquire(settings: ServerSettings, path: Path, names: list[str] | None) -> dict[str, dict[str, Any]]:
    calendar, chance = SystemCalendar(), SystemChance()
    await (await _open(path)).close()  # an empty or foreign file is refused here, before anything is written
    try:
        store = await Store.open(path, pace=ThreadPace(), now_us=calendar.now_us, chance=chance)
    except LeaseHeld:
        return await _ask(path, {"names": names})
    try:
        server = Server(store, calendar=calendar, chance=chance, open_endpoint=open_udp, settings=settings)
    except BaseException:
        await store.close()
        raise
    try:
        await server.start()
        return {name: outcome._asdict() for name, outcome in (await server.acquire(names)).items()}
    finally:
        await server.stop()


async def _ask(path: Path, args: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Has the running server do it."""
    store = await _open(path)
    try:
        number = await store.enqueue("acquire", args)
        async with asyncio.timeout(ANSWER_WITHIN_S):
            while (answer := await store.command_result(number)) is None:  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(_LOOK_EVERY_S)
    except TimeoutError:
        raise BadInput("acquire", f"the server did not answer within {ANSWER_WITHIN_S:g} s") from None
    finally:
        await store.close()
    if not answer["ok"]:
        raise BadInput("acquire", answer["error"], answer.get("hint", ""))
    found: dict[str, dict[str, Any]] = answer["printers"]
    return found


# --- shared ---------------------------------------------------------------------------------------------


def _settings(config: Path | None) -> ServerSettings:
    return load(config, ServerSettings) if config is not None else ServerSettings()


def _path(config: Path | None, database: Path | None) -> Path:
    path = database or Path(_settings(config).database)
    if not path.exists():
        raise BadInput(
            "database", f"{path}: no such file", "name it with --database, or the configuration with --config"
        )
    return path


async def _open(path: Path) -> Store:
    return await Store.open(path, pace=ThreadPace(), now_us=SystemCalendar().now_us, chance=SystemChance(), lease=False)


def _with_store(work: Callable[[Store], Awaitable[T]], config: Path | None, database: Path | None) -> T:
    """Reads a database beside whatever server works on it."""
    path = _path(config, database)

    async def main() -> T:
        store = await _open(path)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(main())


def _show(rows: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        typer.echo("nothing")
        return
    table = Table(box=None, pad_edge=False)
    for key, value in rows[0].items():
        table.add_column(key, justify="right" if isinstance(value, int) and not isinstance(value, bool) else "left")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    console = Console()
    if not console.is_terminal:
        console.width = _WIDE
    console.print(table, highlight=False)


def _local(at_us: int | None, zone: str) -> str:
    if at_us is None:
        return ""
    at = dt.datetime.fromtimestamp(at_us // _MICROS, tz=zoneinfo.ZoneInfo(zone))
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _money(micros: int | None) -> str:
    if micros is None:
        return ""
    whole, rest = divmod(micros, _MICROS)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{whole}.{decimals}"
