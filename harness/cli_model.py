"""The command group model: printer models made from walks of real printers (EMU-13)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from core.model.errors import BadInput
from core.services.printer_rows import VERSIONS
from emulator.models import load_model_file, model_names
from emulator.recordings import Walk, read_walk, write_walk
from emulator.recordings.model_file import model_file, model_name
from harness.cli_access import Snmp, SnmpUserWords, spoken_by
from harness.recorder import Access, record

_MOST_NAMED: Final = 20
_LARGEST_FILE: Final = 64 * 1024 * 1024

Name = Annotated[str | None, typer.Option(help="The model's name. Default: that of the file, or of the printer.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="The model file. Default: NAME.yaml.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(no_args_is_help=True, help="Printer models, and those made from walks of real printers.")
    group.command("list")(list_models)
    group.command("import")(import_)
    group.command("record")(record_)
    app.add_typer(group, name="model")


def list_models() -> int:
    """List the models that come with the program."""
    for name in model_names():
        typer.echo(name)
    return 0


def import_(
    walk: Annotated[Path, typer.Argument(help="A walk: snmpsim's snmprec, or the output of snmpwalk -On.")],
    *,
    name: Name = None,
    output: Output = None,
    skip_bad_lines: Annotated[bool, typer.Option("--skip-bad-lines", help="Name bad lines and go on.")] = False,
    force: Force = False,
) -> int:
    """Make a model from a walk of a real printer. With a bad line nothing is written, unless they are to be skipped."""
    read = read_walk(_octets(walk))
    if read.bad and not skip_bad_lines:
        raise BadInput(
            str(walk), _named(read, str(walk)), "--skip-bad-lines goes on without them" if read.objects else ""
        )
    if not read.objects:
        raise BadInput(str(walk), _named(read, str(walk)))
    for each in read.bad:
        typer.echo(f"{walk}: skipped {each}", err=True)
    _write(read, model_name(name or walk.name.partition(".")[0]), output, force=force)
    return 0


def record_(
    host: Annotated[str, typer.Argument(help="The printer's address.")],
    *,
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 161,
    community: Annotated[str, typer.Option(help="Its read community.")] = "public",
    snmp: Snmp = None,
    snmp_user: SnmpUserWords = None,
    timeout_s: Annotated[float, typer.Option(min=0.1, max=60)] = 2.0,
    retries: Annotated[int, typer.Option(min=0, max=20)] = 3,
    name: Name = None,
    output: Output = None,
    walk: Annotated[Path | None, typer.Option(help="Write the walk itself, too (snmprec).")] = None,
    force: Force = False,
) -> int:
    """Make a model from a printer in the network: walk all that it shows, and write it down."""
    version, user = spoken_by(snmp, snmp_user)
    objects = record(Access(host, port, community, VERSIONS[version], timeout_s, retries, user))
    if walk is not None:
        _put(walk, write_walk(objects), force=force)
    _write(Walk(objects, ()), model_name(name or host), output, force=force)
    return 0


def _octets(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise BadInput("walk", f"{path}: cannot be read: {error.strerror}") from error
    if len(data) > _LARGEST_FILE:
        raise BadInput("walk", f"{path}: more than {_LARGEST_FILE // 1024 // 1024} MB")
    return data


def _named(walk: Walk, file: str) -> str:
    lines = [str(each) for each in walk.bad[:_MOST_NAMED]]
    more = len(walk.bad) - len(lines)
    return f"\n{file}: ".join(lines) + (f"\n… and {more} more" if more else "")


def _write(walk: Walk, name: str, output: Path | None, *, force: bool) -> None:
    if name in model_names():
        raise BadInput("name", f"{name} is the name of a model that comes with the program", "choose another --name")
    path = output or Path(f"{name}.yaml")
    _put(path, model_file(walk.objects, name), force=force)
    load_model_file(path)
    typer.echo(f"{path}: model {name}, {len(walk.objects)} objects")


def _put(path: Path, text: str, *, force: bool) -> None:
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise BadInput("output", f"{path}: is there already", "--force writes over it") from None
    except OSError as error:
        raise BadInput("output", f"{path}: cannot be written: {error.strerror}") from error
