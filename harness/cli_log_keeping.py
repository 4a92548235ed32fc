"""The commands around how the log is kept: log options, names, exports, events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any, Final

import typer

from core.config.log_settings import LogSettings
from core.model.log_options import LogOptions, NameKind
from core.store import Store
from harness.cli_asking import checked, perform
from harness.cli_common import (
    AsCsv,
    AsJson,
    Bom,
    Config,
    Database,
    local,
    money,
    print_table,
    with_store,
    write_csv,
)

_YES_NO: Final = "yes or no"


def add_to(app: typer.Typer) -> None:
    """Adds these commands below ``log``."""
    app.command("options")(options)
    app.command("names")(names)
    app.command("exports")(exports)
    app.command("events")(events)


def options(
    *,
    keep_names: Annotated[str | None, typer.Option(help=f"Keep names of jobs for policies: {_YES_NO}.")] = None,
    mask_documents: Annotated[str | None, typer.Option(help=f"Show no names of documents: {_YES_NO}.")] = None,
    keep_texts: Annotated[str | None, typer.Option(help="Erase personal text after 90 days, say; or for ever.")] = None,
    keep_log: Annotated[str | None, typer.Option(help="Delete log months after 24 months, say; or for ever.")] = None,
    export_folder: Annotated[str | None, typer.Option(help="Folder of automatic exports from now on.")] = None,
    export_columns: Annotated[
        str | None, typer.Option(help="Columns of files that begin, with commas between.")
    ] = None,
    export_bom: Annotated[str | None, typer.Option(help=f"Begin such files with a byte order mark: {_YES_NO}.")] = None,
    total_items: Annotated[
        str | None, typer.Option(help="Items of the total that users and groups are told every month.")
    ] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Show how the log is kept, or change it. What stands in a configuration file holds again at the next start."""
    words = {
        "keep names": keep_names,
        "mask documents": mask_documents,
        "keep texts": keep_texts,
        "keep log": keep_log,
        "export folder": export_folder,
        "export columns": export_columns,
        "export bom": export_bom,
        "total items": total_items,
    }
    given = checked(LogSettings, words)

    if given:
        now: dict[str, Any] = perform("keep log", given, config, database)["options"]
    else:
        now = asdict(with_store(lambda store: store.records.options(), config, database))
    lists = {name: tuple(now[name]) for name in ("export_columns", "total_items")}
    _show(LogOptions(**{**now, **lists}), as_json=as_json)
    return 0


def _show(now: LogOptions, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(now)))
        return
    rows = [
        ("keep names", "yes" if now.keep_names else "no"),
        ("mask documents", "yes" if now.mask_documents else "no"),
        ("keep texts", "for ever" if now.text_days is None else f"{now.text_days} days"),
        ("keep log", "for ever" if now.log_months is None else f"{now.log_months} months"),
        ("export folder", now.export_folder),
        ("export columns", ",".join(now.export_columns) or "those of the ordinary view"),
        ("export bom", "yes" if now.export_bom else "no"),
        ("total items", ",".join(now.total_items) or "those of the ordinary view"),
    ]
    print_table(("option", "is"), rows)


def names(
    *,
    kind: Annotated[NameKind | None, typer.Option(help="Only names of this kind.")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget them instead of listing them.")] = False,
    config: Config = None,
    database: Database = None,
    as_csv: AsCsv = None,
    bom: Bom = False,
    as_json: AsJson = False,
) -> int:
    """List the distinct login, application, document and host names that jobs brought while names were kept."""
    if forget:
        answer = perform("forget names", {"kind": kind.value if kind else None}, config, database)
        typer.echo(f"{answer['names']} names were forgotten")
        return 0
    found = with_store(lambda store: store.records.names(kind), config, database)
    if as_json:
        typer.echo(json.dumps([{"kind": each, "name": name} for each, name in found], ensure_ascii=False))
    elif as_csv is not None:
        write_csv(as_csv, ("kind", "name"), found, bom=bom)
    else:
        print_table(("kind", "name"), found)
    return 0


def exports(*, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """List the files of automatic export, and why the last export of a printer failed."""

    async def look(store: Store) -> tuple[list[dict[str, Any]], dict[str, str]]:
        return await store.records.export_files(), await store.records.export_problems()

    files, problems = with_store(look, config, database)
    if as_json:
        typer.echo(json.dumps({"files": files, "problems": problems}, ensure_ascii=False))
        return 0
    print_table(("folder", "file", "printer", "octets"), [_file(file) for file in files])
    for printer, problem in problems.items():
        typer.echo(f"{printer}: {problem}", err=True)
    return 0


def _file(file: dict[str, Any]) -> tuple[str, str, str, int]:
    name = f"okrpt{file['month'].replace('-', '')}.csv"
    return f"{file['root']}/{file['folder']}", name, file["printer"], file["octets"]


def events(
    *,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only those that were not delivered yet.")] = False,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """List what somebody is to be told, such as that a month's exported file is ready."""

    async def look(store: Store) -> tuple[list[dict[str, Any]], str]:
        found = await store.records.events(waiting=waiting)
        return [event._asdict() for event in found], (await store.settings()).zone

    found, zone = with_store(look, config, database)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return 0
    rows = [
        (
            local(event["at_us"], zone),
            event["kind"],
            ", ".join(_about(event["subject"])),
            local(event["delivered_us"], zone),
        )
        for event in found
    ]
    print_table(("at", "kind", "about", "delivered"), rows)
    return 0


def _about(subject: dict[str, Any]) -> Iterator[str]:
    """What an event is about, one thing after the other; lists and tables of values in brackets."""
    for key, value in subject.items():
        if isinstance(value, dict):
            yield f"{key} ({', '.join(_about(value))})"
        elif isinstance(value, list):
            yield f"{key} ({', '.join(map(str, value))})"
        elif value is not None:
            yield f"{key.removesuffix('_micros')} {money(value) if key.endswith('_micros') else value}"
