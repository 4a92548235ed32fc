"""The command group accounts: Job Account IDs, their restrictions and limits (JID-01, JID-03, JID-06, JID-09)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.config.restrictions import restriction_words
from core.config.settings import AccountSettings
from core.model import Account
from core.model.errors import BadInput
from core.rules.accounts import revision_of
from core.services.setup import account_words
from core.store import Store
from harness.account_options import (
    Alone,
    Mail,
    NotifyLimit,
    NotifyTotals,
    Restrict,
    functions_in,
    functions_of,
    restrictions_of,
)
from harness.cli_asking import checked, own_listing, perform, tell
from harness.cli_common import AsCsv, AsJson, Bom, Config, Database, money, show, with_store, write_csv
from harness.id_room import warn_of_room
from harness.limit_options import (
    Anchor,
    Base,
    CapFee,
    CapSheets,
    CapStaples,
    CarryOver,
    Every,
    Fee,
    ResetUsage,
    Sheets,
    Staples,
    asked_reset,
    changed_limit,
)

Id = Annotated[int, typer.Argument(metavar="ID", help="The Job Account ID.")]

app = typer.Typer(invoke_without_command=True)


def add_to(parent: typer.Typer) -> None:
    """Adds the group."""
    parent.add_typer(app, name="accounts")


@app.callback()
def accounts(
    context: typer.Context, *, config: Config = None, database: Database = None, as_json: AsJson = False
) -> int:
    """List the accounts with what they used; or add, change, remove, reset or import some."""
    return listing(config, database, as_json=as_json) if own_listing(context, config, database, as_json) else 0


@app.command("list")
def list_(
    *, csv: AsCsv = None, bom: Bom = False, config: Config = None, database: Database = None, as_json: AsJson = False
) -> int:
    """List the accounts with what they used."""
    return listing(config, database, as_json=as_json, csv=csv, bom=bom)


def listing(
    config: Path | None, database: Path | None, *, as_json: bool, csv: str | None = None, bom: bool = False
) -> int:
    """A row an account."""

    async def rows(store: Store) -> list[dict[str, Any]]:
        known = {row["id"]: row for row in (await store.snapshot())["accounts"]}
        return [_row(account, known.get(account.id, {})) for account in await store.accounts()]

    found = with_store(rows, config, database)
    if csv is not None:
        write_csv(csv, list(found[0]), [list(row.values()) for row in found], bom=bom)
    else:
        show(found, as_json=as_json)
    return 0


def _row(account: Account, known: dict[str, Any]) -> dict[str, Any]:
    standing = known.get("standing") or {}
    return {
        "id": account.id,
        "name": account.name,
        "mail": account.mail,
        "restrictions": ", ".join(restriction_words(account.restrictions)),
        "group": known.get("group") or "",
        "registered": _places(known.get("places")),
        "functions": functions_in(
            (("alone", account.alone), ("notify totals", account.notify_totals), ("notify limit", account.notify_limit))
        ),
        "status": standing.get("status", "enabled"),
        "used sheets": standing.get("used_sheets"),
        "of sheets": standing.get("effective_sheets"),
        "used fee": money(standing.get("used_fee_micros")),
        "of fee": money(standing.get("effective_fee_micros")),
        "used staples": standing.get("used_staples"),
        "of staples": standing.get("effective_staples"),
        "revision": revision_of(account),
    }


def _places(places: list[dict[str, Any]] | None) -> str:
    """Where an ID is registered, in words."""
    if places is None:
        return "everywhere"
    return ", ".join(each.get("printer") or f"group {each['printer_group']}" for each in places) or "nowhere"


@app.command()
def add(
    *,
    id_: Annotated[str, typer.Option("--id", help="The Job Account ID, 1 to 999999999, that nobody has.")],
    name: Annotated[str, typer.Option(help="Up to 80 characters without a double quote, that nobody has.")],
    mail: Mail = None,
    restrict: Restrict = None,
    sheets: Sheets = None,
    fee: Fee = None,
    staples: Staples = None,
    every: Every = None,
    base: Base = None,
    carry_over: CarryOver = None,
    carry_cap_sheets: CapSheets = None,
    carry_cap_fee: CapFee = None,
    carry_cap_staples: CapStaples = None,
    anchor: Anchor = None,
    alone: Alone = None,
    notify_totals: NotifyTotals = None,
    notify_limit: NotifyLimit = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Add an account; the printers learn of it."""
    limit = changed_limit(
        {},
        amounts=(sheets, fee, staples),
        period=(every, base, anchor),
        carry=(carry_over, carry_cap_sheets, carry_cap_fee, carry_cap_staples),
    )
    words = {"id": id_, "name": name, "mail": mail or None, "restrict": restrictions_of(restrict), "limit": limit}
    words |= functions_of((alone, notify_totals, notify_limit))
    given = checked(AccountSettings, words)
    answer = perform("put account", {**given, "revision": ""}, config, database)
    warn_of_room(config, database)
    tell(f"added {given['id']} {name}", answer, as_json=as_json)
    return 0


@app.command()
def change(
    id_: Id,
    *,
    name: Annotated[str | None, typer.Option(help="Its new name.")] = None,
    mail: Mail = None,
    restrict: Restrict = None,
    sheets: Sheets = None,
    fee: Fee = None,
    staples: Staples = None,
    every: Every = None,
    base: Base = None,
    carry_over: CarryOver = None,
    carry_cap_sheets: CapSheets = None,
    carry_cap_fee: CapFee = None,
    carry_cap_staples: CapStaples = None,
    anchor: Anchor = None,
    alone: Alone = None,
    notify_totals: NotifyTotals = None,
    notify_limit: NotifyLimit = None,
    no_limit: Annotated[bool, typer.Option("--no-limit", help="Take its limit away.")] = False,
    reset_usage: ResetUsage = None,
    revision: Annotated[
        str | None, typer.Option(help="Only if the account is still as it was listed with this revision.")
    ] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Change an account; what is not named stays. Refused when somebody else has changed it meanwhile."""

    async def find(store: Store) -> Account | None:
        return next((each for each in await store.accounts() if each.id == id_), None)

    account = with_store(find, config, database)
    if account is None:
        raise BadInput("id", f"there is no account {id_}", "accounts list shows them")
    words = account_words(account)
    limit = changed_limit(
        words["limit"] or {},
        amounts=(sheets, fee, staples),
        period=(every, base, anchor),
        carry=(carry_over, carry_cap_sheets, carry_cap_fee, carry_cap_staples),
    )
    if no_limit and limit != words["limit"]:
        raise BadInput("no-limit", "either this, or a limit")
    words["limit"] = None if no_limit else limit
    words["name"] = words["name"] if name is None else name
    words["mail"] = words["mail"] if mail is None else mail or None
    words["restrict"] = words["restrict"] if restrict is None else restrictions_of(restrict)
    functions = functions_of((alone, notify_totals, notify_limit))
    words |= {key: value for key, value in functions.items() if value is not None}
    given = checked(AccountSettings, words)
    is_reset = asked_reset(account_words(account)["limit"], words["limit"], reset_usage)
    more = {"revision": revision or revision_of(account), "reset_usage": is_reset}
    tell(f"changed {id_}", perform("put account", {**given, **more}, config, database), as_json=as_json)
    return 0


@app.command()
def remove(id_: Id, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Delete an account. Its jobs stay in the log; added again, the ID begins with nothing used."""
    tell(f"removed {id_}", perform("remove account", {"id": id_}, config, database), as_json=as_json)
    return 0


@app.command()
def reset(id_: Id, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Set what an account has used back to nothing; if it was over its limit, it can print again."""
    tell(f"reset {id_}", perform("reset usage", {"id": id_}, config, database), as_json=as_json)
    return 0
