"""The command submit: print a file from the command line, with account data (CLT-05)."""

from __future__ import annotations

import getpass
import json
import socket
import sys
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from core.model.errors import BadInput
from core.wire.pjl import MAX_COPIES, PrintJob
from harness.clients.id_file import decode_ids
from harness.clients.identity import wrong_name
from harness.clients.sending import Destination, NotDelivered, destination, send
from harness.clients.stream import Pieces, document_job, wrap
from harness.clients.workstation import HIDDEN, AccountData, Entry, Workstation, account_data, import_ids, use_fixed

EXIT_NOT_DELIVERED: Final = 1
_WORTH_A_BAR: Final = 1_000_000


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("submit")(submit)


def submit(
    file: Annotated[
        Path, typer.Argument(help="PDF, PostScript, PCL, a page description, or a print stream; - is stdin.")
    ],
    *,
    to: Annotated[str, typer.Option(metavar="HOST[:PORT]", help="The printer; its raw port is 9100 if none is given.")],
    id_: Annotated[int | None, typer.Option("--id", help="Job Account ID; without one the job counts under 0.")] = None,
    user: Annotated[str, typer.Option(help="User name of the log; default: the login.")] = "",
    login: Annotated[str, typer.Option(help="Login; default: yours.")] = "",
    id_file: Annotated[Path | None, typer.Option(help="Find ID and user by the login: login,id[,user] a line.")] = None,
    document: Annotated[str, typer.Option(help="Name of the document; default: the file's.")] = "",
    computer: Annotated[str, typer.Option(help="Name of the computer; default: this one's.")] = "",
    application: Annotated[str, typer.Option(help="Name of the application.")] = "",
    log_in: Annotated[str, typer.Option(metavar="USER", help="Log in at the printer, as at its panel.")] = "",
    password: Annotated[
        str, typer.Option(envvar="PRESSROOM_USER_PASSWORD", show_envvar=True, help="The password for --log-in.")
    ] = "",
    copies: Annotated[int | None, typer.Option(min=1, max=MAX_COPIES)] = None,
    duplex: Annotated[bool | None, typer.Option("--duplex/--simplex", help="Default: what the file says.")] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds for which nothing may happen.")] = 30.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was sent as JSON.")] = False,
) -> int:
    """Send a file to a printer's raw port, with a Job Account ID and a user name in the print stream."""
    where = destination(to)
    login = _named("login", login or _own_login())
    whose = whose_job(login, user, id_, id_file)
    data = _read(file)
    job = document_job(
        data,
        whose,
        login=login,
        document=document or (file.name if str(file) != "-" else "stdin"),
        host=computer or socket.gethostname(),
        application=application,
        log_in=(log_in, password if log_in else ""),
    )
    try:
        octets = _send(where, wrap(job, copies=copies, duplex=duplex), timeout)
    except NotDelivered as error:
        print(f"not printed: {error} ({error.hint})" if error.hint else f"not printed: {error}", file=sys.stderr)
        return EXIT_NOT_DELIVERED
    _tell(job, where, octets, as_json=as_json)
    return 0


def whose_job(login: str, user: str, number: int | None, id_file: Path | None) -> AccountData:
    """The account data, as the client software of a workstation would have it. Raises BadInput, BadInputFile."""
    if id_file is not None:
        if number is not None or user:
            raise BadInput("id file", "it says ID and user name itself", "leave out --id and --user")
        ids = decode_ids(_read(id_file), str(id_file))
        return account_data(import_ids(Workstation("this one", HIDDEN), ids), login)
    if number is not None:
        return account_data(use_fixed(Workstation("this one", HIDDEN), Entry(number, user)), login)
    return account_data(Workstation("this one"), _named("user name", user) or login)


def _named(what: str, name: str) -> str:
    wrong = wrong_name(what, name)
    if wrong:
        raise BadInput(what, wrong.partition(": ")[2])
    return name


def _own_login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise BadInput("login", "this system does not know yours", "give --login") from None


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except FileNotFoundError:
        raise BadInput("file", f"no such file: {file}") from None
    except OSError as error:
        raise BadInput("file", f"{file} cannot be read: {(error.strerror or str(error)).lower()}") from None


def _send(to: Destination, pieces: Pieces, timeout_s: float) -> int:
    """Sends them, with a bar where somebody watches and it may take a while."""
    console = Console(stderr=True)
    whole = sum(map(len, pieces))
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    shown = console.is_terminal and whole >= _WORTH_A_BAR
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task(str(to), total=whole)
        return send(to, pieces, timeout_s=timeout_s, progress=lambda sent: bar.update(task, completed=sent))


def _tell(job: PrintJob, to: Destination, octets: int, *, as_json: bool) -> None:
    if not as_json:
        typer.echo(
            f"{job.document}: {octets:,} octets to {to}, ID {job.account_id}, user {job.user}, login {job.login}"
        )
        return
    said = {"document": job.document, "to": str(to), "octets": octets, "id": job.account_id}
    typer.echo(json.dumps({**said, "user": job.user, "login": job.login, "host": job.host}, ensure_ascii=False))
