"""Many accounts at once, from files: verbs of the command group accounts (JID-03, JID-04, JID-14)."""

from __future__ import annotations

import pwd
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from core.config.common_settings import CommonSettings
from core.config.csv_rows import ACCOUNT_LINE, PERSON_LINE, read_accounts, read_people
from core.model.errors import BadInput
from harness.account_options import Alone, Functions, NotifyLimit, NotifyTotals, Restrict, functions_of, restrictions_of
from harness.cli_accounts import app
from harness.cli_asking import checked, octets_of, perform, rows_of, tell
from harness.cli_common import AsCsv, AsJson, Bom, Config, Database, show, write_csv
from harness.id_room import warn_of_room
from harness.limit_options import (
    Amounts,
    Anchor,
    Base,
    CapFee,
    CapSheets,
    CapStaples,
    Carry,
    CarryOver,
    Every,
    Fee,
    Sheets,
    Staples,
    changed_limit,
)

SERVICES: Final = (range(1_000), range(60_001, 65_536))  # user numbers of a machine's own; nobody is among them


def add_to(_: typer.Typer) -> None:
    """Nothing more: the verbs stand in the group accounts once this module is there."""


def common_of(
    restrict: list[str] | None, functions: Functions, amounts: Amounts, period: Amounts, carry: Carry
) -> dict[str, Any]:
    """What all get. Raises BadInput."""
    limit = changed_limit({}, amounts=amounts, period=period, carry=carry)
    words = {"restrict": restrictions_of(restrict), "limit": limit, **functions_of(functions)}
    return checked(CommonSettings, words)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=f"CSV in UTF-8, a line {ACCOUNT_LINE}, no headings.")],
    *,
    restrict: Restrict = None,
    sheets: Sheets = None,
    fee: Fee = None,
    staples: Staples = None,
    every: Every = None,
    base: Base = None,
    anchor: Anchor = None,
    carry_over: CarryOver = None,
    carry_cap_sheets: CapSheets = None,
    carry_cap_fee: CapFee = None,
    carry_cap_staples: CapStaples = None,
    alone: Alone = None,
    notify_totals: NotifyTotals = None,
    notify_limit: NotifyLimit = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Add the accounts of a CSV file, all with these restrictions and this limit; each can be changed later.

    IDs and names that are there already are skipped; a bad file changes nothing.
    """
    rows = rows_of(read_accounts(octets_of(file), str(file)))
    people = [{"id": row.id, "name": row.name, "mail": row.mail} for _, row in rows]
    carry = (carry_over, carry_cap_sheets, carry_cap_fee, carry_cap_staples)
    functions = (alone, notify_totals, notify_limit)
    common = common_of(restrict, functions, (sheets, fee, staples), (every, base, anchor), carry)
    answer = perform("add accounts", {"accounts": people, "common": common}, config, database)
    skipped = [
        {"line": rows[each["place"]][0], **people[each["place"]], "why": each["why"]} for each in answer["skipped"]
    ]
    added = len(rows) - len(skipped)
    warn_of_room(config, database)
    tell(f"added {added}, skipped {len(skipped)}", {"added": added, "skipped": skipped}, as_json=as_json)
    if skipped and not as_json:
        show(skipped, as_json=False)
    return 0


@app.command()
def enrol(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help=f"CSV in UTF-8, a line {PERSON_LINE}, no headings.")
    ] = None,
    *,
    machine: Annotated[bool, typer.Option("--machine", help="The people who have an account on this machine.")] = False,
    csv: AsCsv = None,
    bom: Bom = False,
    restrict: Restrict = None,
    sheets: Sheets = None,
    fee: Fee = None,
    staples: Staples = None,
    every: Every = None,
    base: Base = None,
    anchor: Anchor = None,
    carry_over: CarryOver = None,
    carry_cap_sheets: CapSheets = None,
    carry_cap_fee: CapFee = None,
    carry_cap_staples: CapStaples = None,
    alone: Alone = None,
    notify_totals: NotifyTotals = None,
    notify_limit: NotifyLimit = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Add people by their names alone; each gets a free Job Account ID by chance, which is shown.

    Names that are there already are skipped; a bad file changes nothing.
    """
    if (file is None) != machine:
        raise BadInput("file", "name a file, or say --machine")
    people = _of_this_machine() if file is None else _of_file(file)
    carry = (carry_over, carry_cap_sheets, carry_cap_fee, carry_cap_staples)
    functions = (alone, notify_totals, notify_limit)
    common = common_of(restrict, functions, (sheets, fee, staples), (every, base, anchor), carry)
    answer = perform("enrol people", {"people": people, "common": common}, config, database)
    added = answer["added"]
    warn_of_room(config, database)
    skipped = [{"name": people[each["place"]]["name"], "why": each["why"]} for each in answer["skipped"]]
    if csv is not None:
        write_csv(csv, ["name", "id"], [[each["name"], each["id"]] for each in added], bom=bom)
        return 0
    tell(f"added {len(added)}, skipped {len(skipped)}", {"added": added, "skipped": skipped}, as_json=as_json)
    for rows in (added, skipped):
        if rows and not as_json:
            show(rows, as_json=False)
    return 0


def _of_file(file: Path) -> list[dict[str, Any]]:
    return [{"name": row.name, "mail": row.mail} for _, row in rows_of(read_people(octets_of(file), str(file)))]


def _of_this_machine() -> list[dict[str, Any]]:
    """Those of a domain are among them where the machine lists them. Raises BadInput when there is nobody."""
    names = sorted({each.pw_name for each in pwd.getpwall() if not any(each.pw_uid in some for some in SERVICES)})
    if not names:
        raise BadInput("machine", "nobody has an account here", "write the names into a file")
    return [{"name": name} for name in names]
