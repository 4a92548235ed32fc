"""The command group groups: groups of printers and of users (PRN-22, JID-08)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from core.config.groups import UserGroupSettings
from core.config.restrictions import restriction_words
from core.model.errors import BadInput
from core.store import Store
from core.wire.mib import Restriction
from harness.account_options import Alone, NotifyLimit, NotifyTotals, functions_in
from harness.cli_asking import checked, own_listing, perform, tell
from harness.cli_common import AsCsv, AsJson, Bom, Config, Database, comma_list, show, with_store, write_csv

NONE: Final = "none"
COLUMNS: Final = ("kind", "name", "members", "without its IDs", "mail", "restrictions", "functions")
FUNCTIONS: Final = ("alone", "notify totals", "notify limit")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The group's name: up to 80 characters, no double quote.")]
Printers = Annotated[str | None, typer.Option(help="Printers that belong to it, separated by commas.")]
Ids = Annotated[bool, typer.Option("--ids/--no-ids", help="Register the group's IDs on printers that join it.")]
Members = Annotated[str | None, typer.Option(help="Job Account IDs that join it, separated by commas.")]
Restrict = Annotated[str | None, typer.Option(help="What its members are not allowed, by commas; nothing: all is.")]
To = Annotated[str, typer.Option("--to", help="The group; none: out of any.")]

app = typer.Typer(invoke_without_command=True)


def add_to(parent: typer.Typer) -> None:
    """Adds the group."""
    parent.add_typer(app, name="groups")


@app.callback()
def groups(context: typer.Context, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """List printer groups and user groups; or add, fill, change, rename and delete them."""
    return listing(config, database, as_json=as_json) if own_listing(context, config, database, as_json) else 0


@app.command("list")
def list_(
    *, csv: AsCsv = None, bom: Bom = False, config: Config = None, database: Database = None, as_json: AsJson = False
) -> int:
    """List printer groups and user groups with their members."""
    return listing(config, database, as_json=as_json, csv=csv, bom=bom)


def listing(
    config: Path | None, database: Path | None, *, as_json: bool, csv: str | None = None, bom: bool = False
) -> int:
    """A row a group."""

    async def read(store: Store) -> dict[str, list[dict[str, Any]]]:
        return await store.groups.all()

    found = with_store(read, config, database)
    rows = [
        {
            "kind": "printers",
            "name": row["name"],
            "members": ", ".join(row["printers"]),
            "without its IDs": ", ".join(row["without_ids"]),
            "mail": "",
            "restrictions": "",
            "functions": "",
        }
        for row in found["printer_groups"]
    ]
    rows += [
        {
            "kind": "users",
            "name": row["name"],
            "members": ", ".join(map(str, row["members"])),
            "without its IDs": "",
            "mail": row["mail"],
            "restrictions": ", ".join(restriction_words(Restriction(row["restrictions"]))),
            "functions": functions_in((word, row[word.replace(" ", "_")]) for word in FUNCTIONS),
        }
        for row in found["user_groups"]
    ]
    if csv is not None:
        write_csv(csv, COLUMNS, [[row[name] for name in COLUMNS] for row in rows], bom=bom)
    else:
        show(rows, as_json=as_json)
    return 0


@app.command("add-printers")
def add_printers(
    name: Name,
    *,
    printers: Printers = None,
    ids: Ids = True,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Add a printer group."""
    words = {"name": name, "printers": comma_list(printers), "with_ids": ids}
    tell(f"added {name}", perform("add printer group", words, config, database), as_json=as_json)
    return 0


@app.command("move-printers")
def move_printers(
    printers: Annotated[str, typer.Argument(metavar="PRINTERS", help="Printers, separated by commas.")],
    *,
    to: To,
    ids: Ids = True,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Move printers to another printer group, or out of any. Without its IDs, they are unregistered on them."""
    words = {"printers": comma_list(printers), "group": "" if to == NONE else to, "with_ids": ids}
    tell(f"moved {printers}", perform("move printers", words, config, database), as_json=as_json)
    return 0


@app.command("rename-printers")
def rename_printers(
    name: Name,
    *,
    to: Annotated[str, typer.Option("--to", help="The new name.")],
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Rename a printer group."""
    words = {"name": name, "new_name": to}
    tell(f"renamed {name}", perform("rename printer group", words, config, database), as_json=as_json)
    return 0


@app.command("remove-printers")
def remove_printers(name: Name, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Delete a printer group. Its printers belong to none then, and keep the IDs they have."""
    tell(f"removed {name}", perform("remove printer group", {"name": name}, config, database), as_json=as_json)
    return 0


@app.command("add-users")
def add_users(
    name: Name,
    *,
    mail: Annotated[str | None, typer.Option(help="Its mail address.")] = None,
    members: Members = None,
    restrict: Restrict = None,
    alone: Alone = None,
    notify_totals: NotifyTotals = None,
    notify_limit: NotifyLimit = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Add a user group. What it is not allowed, none of its members is."""
    words = _words({"name": name}, mail, restrict, alone, notify_totals=notify_totals, notify_limit=notify_limit)
    more = {"members": numbers(members), "new": True}
    tell(f"added {name}", perform("put user group", {**words, **more}, config, database), as_json=as_json)
    return 0


@app.command("change-users")
def change_users(
    name: Name,
    *,
    new_name: Annotated[str | None, typer.Option("--name", help="Its new name.")] = None,
    mail: Annotated[str | None, typer.Option(help="Its mail address; empty: none.")] = None,
    restrict: Restrict = None,
    alone: Alone = None,
    notify_totals: NotifyTotals = None,
    notify_limit: NotifyLimit = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Change a user group; what is not named stays."""

    async def find(store: Store) -> dict[str, Any] | None:
        return next((row for row in (await store.groups.all())["user_groups"] if row["name"] == name), None)

    known = with_store(find, config, database)
    if known is None:
        raise BadInput("user group", f"there is none called {name!r}", "groups list shows them")
    words = {
        "name": name,
        "mail": known["mail"] or None,
        "restrict": restriction_words(Restriction(known["restrictions"])),
        "alone": known["alone"],
        "notify totals": known["notify_totals"],
        "notify limit": known["notify_limit"],
    }
    words = _words(words, mail, restrict, alone, notify_totals=notify_totals, notify_limit=notify_limit)
    more = {"new": False, "new_name": new_name or ""}
    tell(f"changed {name}", perform("put user group", {**words, **more}, config, database), as_json=as_json)
    return 0


@app.command("move-users")
def move_users(
    ids: Annotated[str, typer.Argument(metavar="IDS", help="Job Account IDs, separated by commas.")],
    *,
    to: To,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Move Job Account IDs to another user group, or out of any."""
    words = {"ids": numbers(ids), "group": "" if to == NONE else to}
    tell(f"moved {ids}", perform("move accounts", words, config, database), as_json=as_json)
    return 0


@app.command("remove-users")
def remove_users(name: Name, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Delete a user group. Its members belong to none then."""
    tell(f"removed {name}", perform("remove user group", {"name": name}, config, database), as_json=as_json)
    return 0


def _words(
    words: dict[str, Any],
    mail: str | None,
    restrict: str | None,
    alone: bool | None,
    *,
    notify_totals: bool | None,
    notify_limit: bool | None,
) -> dict[str, Any]:
    """A user group's words, with some of them changed. Raises BadInput."""
    restrictions = None if restrict is None else [] if restrict == "nothing" else comma_list(restrict)
    given = {"restrict": restrictions, "alone": alone, "notify totals": notify_totals, "notify limit": notify_limit}
    words = words | {key: value for key, value in given.items() if value is not None}
    if mail is not None:
        words["mail"] = mail or None
    return checked(UserGroupSettings, words)


def numbers(text: str | None) -> list[int]:
    """Job Account IDs. Raises BadInput."""
    words = comma_list(text)
    if wrong := [word for word in words if not (word.isascii() and word.isdecimal() and len(word) < 12)]:
        raise BadInput("id", f"expected Job Account IDs separated by commas, found {wrong[0]!r}")
    return [int(word) for word in words]
