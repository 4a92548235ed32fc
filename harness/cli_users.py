"""The command group users: who logs in at printers' panels, and under which Job Account ID (JID-11, JID-13, JID-15)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from core.chance import SystemChance
from core.config.csv_rows import USER_LINE, read_users
from core.model.errors import BadInput
from core.store import Store
from core.wire.user_table import SALT_OCTETS, hash_password
from harness.cli_asking import octets_of, own_listing, perform, rows_of, tell
from harness.cli_common import AsCsv, AsJson, Bom, Config, Database, comma_list, show, with_store, write_csv

COLUMNS: Final = ("printer", "user", "id", "password", "in force")

Printers = Annotated[str, typer.Argument(metavar="PRINTERS", help="Printers, separated by commas.")]
Password = Annotated[
    str | None,
    typer.Option(
        "--password",
        envvar="PRESSROOM_USER_PASSWORD",
        help="The password; kept as a salted hash alone. Without it the user cannot log in, or keeps the one there is.",
    ),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help=f"CSV in UTF-8, a line {USER_LINE}, no headings.")]

app = typer.Typer(invoke_without_command=True)


def add_to(parent: typer.Typer) -> None:
    """Adds the group."""
    parent.add_typer(app, name="users")


@app.callback()
def users(context: typer.Context, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """List who logs in at printers' panels; or add, register, import, copy and remove users."""
    return listing(config, database, as_json=as_json) if own_listing(context, config, database, as_json) else 0


@app.command("list")
def list_(
    *, csv: AsCsv = None, bom: Bom = False, config: Config = None, database: Database = None, as_json: AsJson = False
) -> int:
    """List who logs in at printers' panels."""
    return listing(config, database, as_json=as_json, csv=csv, bom=bom)


def listing(
    config: Path | None, database: Path | None, *, as_json: bool, csv: str | None = None, bom: bool = False
) -> int:
    """A row for each printer and user."""

    async def read(store: Store) -> list[dict[str, Any]]:
        wanted = await store.users.wanted()
        return [
            {
                "printer": row.name,
                "user": user.name,
                "id": user.account_id,
                "password": "set" if user.hash else "none",
                "in force": "yes" if wanted[row.key].applied == wanted[row.key].revision else "not yet",
            }
            for row in await store.printers()
            if row.key in wanted
            for user in wanted[row.key].users
        ]

    rows = with_store(read, config, database)
    if csv is not None:
        write_csv(csv, list(COLUMNS), [[row[name] for name in COLUMNS] for row in rows], bom=bom)
    else:
        show(rows, as_json=as_json)
    return 0


@app.command()
def add(
    printers: Printers,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The user's name at the panel; not Admin.")],
    *,
    id_: Annotated[int, typer.Option("--id", help="A Job Account ID that is registered on the printers.")],
    password: Password = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Add a user to printers' lists, or give one another ID or password."""
    words = {"printers": comma_list(printers), "users": [_user(name, id_, password)]}
    tell(f"added {name}", perform("add users", words, config, database), as_json=as_json)
    return 0


@app.command()
def register(
    printers: Printers, file: File, *, config: Config = None, database: Database = None, as_json: AsJson = False
) -> int:
    """Make printers' lists equal to a CSV file. Who is not in it is taken out; passwords that there are stay."""
    return _file("register users", printers, file, config, database, as_json=as_json)


@app.command("import")
def import_(
    printers: Printers, file: File, *, config: Config = None, database: Database = None, as_json: AsJson = False
) -> int:
    """Add the users of a CSV file to printers' lists. A bad line, or an ID that is not registered: nothing is added."""
    return _file("add users", printers, file, config, database, as_json=as_json)


def _file(kind: str, printers: str, file: Path, config: Path | None, database: Path | None, *, as_json: bool) -> int:
    rows = rows_of(read_users(octets_of(file), str(file)))
    words = {"printers": comma_list(printers), "users": [_user(row.name, row.id, None) for _, row in rows]}
    answer = perform(kind, words, config, database)
    tell(f"{kind}: {len(rows)} on {printers}", answer | {"users": len(rows)}, as_json=as_json)
    return 0


@app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="PRINTER", help="The printer whose users are copied.")],
    *,
    to: Annotated[str, typer.Option("--to", help="Printers, separated by commas.")],
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Copy users with their passwords to other printers. Who is there already stays as there."""
    words = {"from": source, "printers": comma_list(to)}
    tell(f"copied from {source}", perform("copy users", words, config, database), as_json=as_json)
    return 0


@app.command()
def remove(
    printers: Printers,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Who cannot log in there any more.")],
    *,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Take users out of printers' lists."""
    words = {"printers": comma_list(printers), "names": names}
    tell(f"removed {', '.join(names)}", perform("remove users", words, config, database), as_json=as_json)
    return 0


def _user(name: str, account_id: int, password: str | None) -> dict[str, Any]:
    """A user as the commands take one: the password itself goes nowhere."""
    if password is None:
        return {"name": name, "id": account_id}
    if not password:
        raise BadInput("password", "it is empty", "leave it out for a user who shall not log in")
    salt = SystemChance().octets("salt of a user", SALT_OCTETS)
    return {"name": name, "id": account_id, "salt": salt.hex(), "hash": hash_password(password, salt).hex()}
