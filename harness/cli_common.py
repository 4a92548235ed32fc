"""What the commands around a server and its database share: where it is, how to read or ask it, how rows are shown."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
import zoneinfo
from collections.abc import Awaitable, Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.config.settings import ServerSettings
from core.config.strict_yaml import load
from core.model.errors import BadInput, LeaseHeld
from core.rules.cells import Cell
from core.rules.csv_text import csv_lines
from core.store import Store, ThreadPace

T = TypeVar("T")

ANSWER_WITHIN_S: Final = 600.0
LARGEST_NUMBER: Final = 999_999_999_999
"""The largest number that an option takes: more than there ever is of anything, and no trouble for SQLite."""
_LOOK_EVERY_S: Final = 0.2
_WIDEST: Final = 10_000
_MICROS: Final = 1_000_000

Config = Annotated[Path | None, typer.Option(help="The server's configuration file, which names its database.")]
Database = Annotated[Path | None, typer.Option(help="The database itself; default: pressroom.db.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[str | None, typer.Option("--csv", metavar="FILE", help="Write CSV into a file, or - to print it.")]
Bom = Annotated[bool, typer.Option("--bom", help="With --csv: begin with a byte order mark, for spreadsheets.")]


def settings_of(config: Path | None) -> ServerSettings:
    """What a configuration file says, or the defaults."""
    return load(config, ServerSettings) if config is not None else ServerSettings()


def database_of(config: Path | None, database: Path | None) -> Path:
    """The database that is meant. Raises BadInput when it is not there."""
    path = database or Path(settings_of(config).database)
    if not path.exists():
        raise BadInput(
            "database", f"{path}: no such file", "name it with --database, or the configuration with --config"
        )
    return path


async def open_guest(path: Path) -> Store:
    """A database beside whatever server works on it."""
    return await Store.open(path, pace=ThreadPace(), now_us=SystemCalendar().now_us, chance=SystemChance(), lease=False)


def with_store(work: Callable[[Store], Awaitable[T]], config: Path | None, database: Path | None) -> T:
    """Reads a database beside whatever server works on it."""
    path = database_of(config, database)

    async def main() -> T:
        store = await open_guest(path)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(main())


async def ask(path: Path, kind: str, args: dict[str, Any]) -> dict[str, Any]:
    """Has the running server do it; its answer. Raises BadInput when it refuses."""
    store = await open_guest(path)
    try:
        number = await store.enqueue(kind, args)
        async with asyncio.timeout(ANSWER_WITHIN_S):
            while (answer := await store.command_result(number)) is None:  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(_LOOK_EVERY_S)
    except TimeoutError:
        raise BadInput(kind, f"the server did not answer within {ANSWER_WITHIN_S:g} s") from None
    finally:
        await store.close()
    if not answer.get("ok"):
        raise BadInput(kind, answer["error"], answer.get("hint", ""))
    return answer


async def ask_or_do(
    path: Path, kind: str, args: dict[str, Any], alone: Callable[[Store], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    """Has the running server do it or, when none is running, does it here; the answer either way."""
    await (await open_guest(path)).close()  # an empty or foreign file is refused here, before anything is written
    try:
        store = await Store.open(path, pace=ThreadPace(), now_us=SystemCalendar().now_us, chance=SystemChance())
    except LeaseHeld:
        return await ask(path, kind, args)
    try:
        return await alone(store)
    finally:
        await store.close()


def comma_list(text: str | None) -> list[str]:
    """The parts of "a, b"; none without a text."""
    return [part.strip() for part in text.split(",")] if text is not None else []


def show(rows: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Rows with the same keys, as a table or as JSON."""
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    else:
        print_table(list(rows[0]) if rows else [], [list(row.values()) for row in rows])


def print_table(titles: Sequence[str], rows: Sequence[Sequence[Any]], heading: str = "") -> None:
    """A table as wide as it needs to be."""
    if heading:
        typer.echo(heading)
    if not rows:
        typer.echo("nothing")
        return
    table = Table(box=None, pad_edge=False)
    for title, cells in zip(titles, zip(*rows, strict=True), strict=True):
        numbers = any(isinstance(value, int | Decimal) and not isinstance(value, bool) for value in cells)
        table.add_column(title, justify="right" if numbers else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(_shown(value)) for value in row))
    console = Console(highlight=False)
    console.width = max(console.width, console.measure(table, options=console.options.update(width=_WIDEST)).maximum)
    console.print(table, crop=False)


def _shown(value: Any) -> str:
    """What a terminal can show without being told to do something."""
    if value is None:
        return ""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text if text.isprintable() else "".join(each if each.isprintable() else "\ufffd" for each in text)


def write_csv(where: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]], *, bom: bool) -> None:
    """CSV into a file, or to the terminal for "-". Raises BadInput."""
    lines = csv_lines(titles, rows, bom=bom)
    if where == "-":
        sys.stdout.writelines(lines)  # echo would take out of a document's name what looks like colours
        return
    try:
        with Path(where).open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
    except OSError as error:
        raise BadInput("csv", f"{where}: cannot be written: {error.strerror}") from error


def local(at_us: int | None, zone: str) -> str:
    """An instant for people."""
    if at_us is None:
        return ""
    at = dt.datetime.fromtimestamp(at_us // _MICROS, tz=zoneinfo.ZoneInfo(zone))
    return f"{at:%Y-%m-%d %H:%M:%S}"


def money(micros: int | None) -> str:
    """An amount for people, with at least two decimals."""
    if micros is None:
        return ""
    whole, rest = divmod(micros, _MICROS)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{whole}.{decimals}"
