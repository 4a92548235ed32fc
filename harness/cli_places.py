"""Where Job Account IDs are registered: verbs of the command group accounts (JID-05, JID-07)."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.config.restrictions import RESTRICTIONS
from core.model.errors import BadInput
from harness.cli_accounts import app
from harness.cli_asking import perform, tell
from harness.cli_common import AsJson, Config, Database, comma_list
from harness.cli_groups import numbers
from harness.id_room import warn_of_room

Ids = Annotated[str, typer.Argument(metavar="IDS", help="Job Account IDs, separated by commas.")]
On = Annotated[str | None, typer.Option("--on", help="Printers, separated by commas.")]
Groups = Annotated[str | None, typer.Option("--groups", help="Printer groups, separated by commas.")]
Restrict = Annotated[
    str | None, typer.Option(help="What they are not allowed there, instead of their own restrictions; or nothing.")
]


def add_to(_: typer.Typer) -> None:
    """Nothing more: the verbs stand in the group accounts once this module is there."""


@app.command()
def register(
    ids: Ids,
    *,
    on: On = None,
    groups: Groups = None,
    restrict: Restrict = None,
    add: Annotated[bool, typer.Option("--add", help="There too, and not there alone.")] = False,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="On every printer, as at first.")] = False,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Choose on which printers IDs are registered. Elsewhere they follow the rules of the unregistered ID."""
    spots = _spots(on, groups)
    if everywhere == bool(spots):
        raise BadInput("on", "say where: --on, --groups, or --everywhere")
    if restrict is not None:
        words = [] if restrict == "nothing" else comma_list(restrict)
        if wrong := [word for word in words if word not in RESTRICTIONS]:
            raise BadInput("restrict", f"expected {', '.join(RESTRICTIONS)}; found {wrong[0]!r}")
        spots = [{**spot, "restrict": words} for spot in spots]
    answer = perform("register ids", {"ids": numbers(ids), "spots": spots, "add": add}, config, database)
    warn_of_room(config, database)
    tell(f"registered {ids}", answer, as_json=as_json)
    return 0


@app.command()
def unregister(
    ids: Ids,
    *,
    on: On = None,
    groups: Groups = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Take IDs from printers or printer groups on which they were registered."""
    answer = perform("unregister ids", {"ids": numbers(ids), "spots": _some(on, groups)}, config, database)
    tell(f"took {ids} away", answer, as_json=as_json)
    return 0


@app.command()
def copy(
    *,
    source: Annotated[str | None, typer.Option("--from", help="The printer from which IDs are copied.")] = None,
    source_group: Annotated[str | None, typer.Option("--from-group", help="Or the printer group.")] = None,
    on: On = None,
    groups: Groups = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Copy IDs with their restrictions to other printers or groups. What is there already stays as there."""
    if (source is None) == (source_group is None):
        raise BadInput("from", "either a printer (--from) or a printer group (--from-group)")
    origin = {"printer": source} if source is not None else {"group": source_group}
    answer = perform("copy ids", {"from": origin, "to": _some(on, groups)}, config, database)
    added = {name: len(found) for name, found in answer["added"].items()}
    warn_of_room(config, database)
    tell(", ".join(f"{count} to {name}" for name, count in added.items()), answer, as_json=as_json)
    return 0


def _spots(on: str | None, groups: str | None) -> list[dict[str, Any]]:
    printers: list[dict[str, Any]] = [{"printer": name} for name in comma_list(on)]
    return [*printers, *({"group": name} for name in comma_list(groups))]


def _some(on: str | None, groups: str | None) -> list[dict[str, Any]]:
    spots = _spots(on, groups)
    if not spots:
        raise BadInput("on", "say where: --on or --groups")
    return spots
