"""The command group limits: usage, setting and resetting, what people are told (LIM-01 to LIM-10, JID-09)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from core.clock import SystemCalendar
from core.config.settings import AccountSettings, LimitSettings
from core.config.units import parse_micros
from core.model import Account
from core.model.errors import BadInput
from core.model.metering import GroupLimit
from core.rules.accounts import revision_of, revision_of_limit
from core.services.setup import account_words, limit_words
from core.store import Store
from harness.cli_asking import checked, own_listing, perform, tell
from harness.cli_common import (
    LARGEST_NUMBER,
    AsCsv,
    AsJson,
    Bom,
    Config,
    Database,
    local,
    money,
    show,
    with_store,
    write_csv,
)
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

ALL_OTHERS: Final = "printers without a group"

OfAccount = Annotated[int | None, typer.Option("--account", metavar="ID", help="A Job Account ID.")]
OfGroup = Annotated[str | None, typer.Option("--group", help="A user group.")]
OnPrinter = Annotated[str | None, typer.Option("--printer", help="On this printer alone.")]
OnGroup = Annotated[str | None, typer.Option("--printer-group", help="On the printers of this group alone.")]

app = typer.Typer(invoke_without_command=True)


def add_to(parent: typer.Typer) -> None:
    """Adds the group."""
    parent.add_typer(app, name="limits")


@app.callback()
def limits(context: typer.Context, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Show what was used and is left of sheets, fees and staples; or set, reset or check limits, or list events."""
    if not own_listing(context, config, database, as_json):
        return 0
    return _listing(config, database, account=None, group=None, as_json=as_json, as_csv=None, bom=False)


@app.command("list")
def list_(
    *,
    account: OfAccount = None,
    group: OfGroup = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
    as_csv: AsCsv = None,
    bom: Bom = False,
) -> int:
    """A row for each account and place, then for each user group and place."""
    return _listing(config, database, account=account, group=group, as_json=as_json, as_csv=as_csv, bom=bom)


def _listing(
    config: Path | None,
    database: Path | None,
    *,
    account: int | None,
    group: str | None,
    as_json: bool,
    as_csv: str | None,
    bom: bool,
) -> int:
    async def read(store: Store) -> tuple[list[dict[str, Any]], str]:
        return await store.limits.status(_now_us()), (await store.settings()).zone

    rows, zone = with_store(read, config, database)
    if account is not None:
        rows = [row for row in rows if row["account"] == account]
        if not rows:
            raise BadInput("account", f"there is no account {account}", "accounts list shows them")
    if group is not None:
        rows = [row for row in rows if group in {row["user_group"], row["under"]}]
    if as_json:
        show(rows, as_json=True)
        return 0
    told = [_told(row, zone) for row in rows]
    if as_csv is not None:
        write_csv(as_csv, list(told[0]) if told else [], [list(each.values()) for each in told], bom=bom)
    else:
        show(told, as_json=False)
    return 0


def _told(row: dict[str, Any], zone: str) -> dict[str, Any]:
    place = row["printer"] or (f"group {row['printer_group']}" if row["printer_group"] else ALL_OTHERS)
    return {
        "id": row["account"],
        "name": row["name"] if row["account"] is not None else f"group {row['name']}",
        "counts on": place,
        "limit of": row["under"],
        "status": row["status"],
        "sheets": row["used_sheets"],
        "of": row["effective_sheets"],
        "left": row["remaining_sheets"],
        "fee": money(row["used_fee_micros"]),
        "of fee": money(row["effective_fee_micros"]),
        "fee left": money(row["remaining_fee_micros"]),
        "staples": row["used_staples"],
        "of staples": row["effective_staples"],
        "staples left": row["remaining_staples"],
        "period ends": local(row["end_us"], zone),
    }


@app.command("set")
def set_(
    *,
    account: OfAccount = None,
    group: OfGroup = None,
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
    for_each: Annotated[
        bool | None, typer.Option("--for-each/--for-all", help="A group's limit is one for each member, or for all.")
    ] = None,
    no_limit: Annotated[bool, typer.Option("--no-limit", help="Take the limit away.")] = False,
    reset_usage: ResetUsage = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Set or change the limit of an account or of a user group; what is not named stays."""
    one = _one(account, group)

    def change(known: dict[str, Any] | None) -> dict[str, Any] | None:
        amounts, carry = (sheets, fee, staples), (carry_over, carry_cap_sheets, carry_cap_fee, carry_cap_staples)
        if not no_limit:
            return changed_limit(known or {}, amounts=amounts, period=(every, base, anchor), carry=carry)
        if any(each is not None for each in (*amounts, every, base, anchor, *carry)):
            raise BadInput("no-limit", "either this, or a limit")
        return None

    if isinstance(one, int):
        if for_each is not None:
            raise BadInput("for-each", "goes with --group")
        found = _account(one, config, database)
        words = account_words(found)
        known, words["limit"] = words["limit"], change(words["limit"])
        more = {"revision": revision_of(found), "reset_usage": asked_reset(known, words["limit"], reset_usage)}
        perform("put account", {**checked(AccountSettings, words), **more}, config, database)
    else:
        before = _group_limit(one, config, database)
        known = None if before is None else limit_words(before.limit)
        limit = change(known)
        args: dict[str, Any] = {"group": one, "limit": None if limit is None else checked(LimitSettings, limit)}
        args["for_each"] = before is not None and before.for_each if for_each is None else for_each
        args["reset_usage"] = asked_reset(known, limit, reset_usage)
        args["revision"] = revision_of_limit(before)
        perform("put group limit", args, config, database)
    tell(f"limit of {one} set", {"ok": True}, as_json=as_json)
    return 0


@app.command()
def reset(
    *,
    account: OfAccount = None,
    group: OfGroup = None,
    printer: OnPrinter = None,
    printer_group: OnGroup = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Set usage back to nothing, everywhere or at a place; a group's reset is its members' too.

    Members who are not processed as a group are not reset with it. Printers that are off learn of it once they are on.
    """
    one = _one(account, group)
    if printer is not None and printer_group is not None:
        raise BadInput("printer", "either a printer, or a printer group")
    args: dict[str, Any] = {"printer": printer, "printer group": printer_group}
    args["account" if isinstance(one, int) else "group"] = one
    answer = perform("reset limits", args, config, database)
    tell(f"reset {', '.join(map(str, answer['ids'])) or 'nobody'}", answer, as_json=as_json)
    return 0


@app.command()
def check(
    id_: Annotated[int, typer.Argument(metavar="ID", help="The Job Account ID.")],
    *,
    printer: Annotated[str, typer.Option(help="Where it would print.")],
    sheets: Annotated[int, typer.Option(min=0, help="Sheets of the job.")] = 0,
    fee: Annotated[str, typer.Option(help="Its fee, such as 0.40.")] = "0",
    staples: Annotated[int, typer.Option(min=0, help="Its staples.")] = 0,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Ask whether a job would exceed a limit, before it is printed; if so, that is put among the events, too."""
    try:
        fee_micros = parse_micros(fee)
    except ValueError as error:
        raise BadInput("fee", str(error)) from None
    args = {"account": id_, "printer": printer, "sheets": sheets, "fee_micros": fee_micros, "staples": staples}
    answer = perform("admit job", args, config, database)
    tell(f"{'would exceed' if answer['would exceed'] else 'fits'}: {answer['reason']}", answer, as_json=as_json)
    return 0


@app.command()
def events(
    *,
    after: Annotated[int, typer.Option(min=0, max=LARGEST_NUMBER, help="Only those behind this number.")] = 0,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
    as_csv: AsCsv = None,
    bom: Bom = False,
) -> int:
    """What users and groups are to be told of their limits, and at which addresses; each once."""

    async def read(store: Store) -> tuple[list[dict[str, Any]], str]:
        return await store.limits.events(after), (await store.settings()).zone

    rows, zone = with_store(read, config, database)
    if as_json:
        show(rows, as_json=True)
        return 0
    told = [
        {
            "no": row["key"],
            "at": local(row["at_us"], zone),
            "what": row["kind"],
            "whose": row["account"] if row["account"] is not None else f"group {row['user_group']}",
            "counts on": row["printer"] or (f"group {row['printer_group']}" if row["printer_group"] else ALL_OTHERS),
            "reason": row["reason"],
            "addresses": ", ".join(row["addresses"]),
        }
        for row in rows
    ]
    if as_csv is not None:
        write_csv(as_csv, list(told[0]) if told else [], [list(each.values()) for each in told], bom=bom)
    else:
        show(told, as_json=False)
    return 0


def _one(account: int | None, group: str | None) -> int | str:
    if account is not None and group is None:
        return account
    if group is not None and account is None:
        return group
    raise BadInput("account", "name an account (--account ID) or a user group (--group NAME)")


def _account(account_id: int, config: Path | None, database: Path | None) -> Account:
    async def find(store: Store) -> Account | None:
        return next((each for each in await store.accounts() if each.id == account_id), None)

    found = with_store(find, config, database)
    if found is None:
        raise BadInput("account", f"there is no account {account_id}", "accounts list shows them")
    return found


def _group_limit(group: str, config: Path | None, database: Path | None) -> GroupLimit | None:
    async def find(store: Store) -> GroupLimit | None:
        return (await store.limits.group_limits()).get(group)

    return with_store(find, config, database)


def _now_us() -> int:
    return SystemCalendar().now_us()
