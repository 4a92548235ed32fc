"""The command group policies: what names in print jobs are allowed (POL-01 to POL-07)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from core.config.policies import POLICY_LINE, KindWord, PolicySettings, PolicyWord, policy_words, read_policies
from core.model.errors import BadInput
from core.model.log_options import NameKind
from core.model.policies import KIND_WORDS, OTHERS_WORDS, POLICY_WORDS
from core.store import Store
from harness.cli_asking import checked, octets_of, own_listing, perform, rows_of, tell
from harness.cli_common import AsCsv, AsJson, Bom, Config, Database, comma_list, show, with_store, write_csv

Kind = Annotated[KindWord, typer.Argument(metavar="KIND", help="login, application, document or host.")]
Name = Annotated[str | None, typer.Argument(metavar="[NAME]", help="The name; in a document's, * is any characters.")]
Others = Annotated[bool, typer.Option("--others", help="Instead of a name: all that have no policy of their own.")]
Policy = Annotated[
    PolicyWord, typer.Option("--policy", help="enable, print in mono, disable colour or disable printing.")
]
On = Annotated[str | None, typer.Option("--on", help="Printers, separated by commas, or all; without it, the list.")]
Printers = Annotated[str, typer.Argument(metavar="PRINTERS", help="Printers, separated by commas, or all.")]
ALL: Final = "all"

app = typer.Typer(invoke_without_command=True)


def add_to(parent: typer.Typer) -> None:
    """Adds the group."""
    parent.add_typer(app, name="policies")


@app.callback()
def policies(
    context: typer.Context, *, config: Config = None, database: Database = None, as_json: AsJson = False
) -> int:
    """Show the list of policies; or change it, put it in force on printers, and see what they hold."""
    return listing(config, database, as_json=as_json) if own_listing(context, config, database, as_json) else 0


@app.command("list")
def list_(
    *,
    csv: AsCsv = None,
    bom: Bom = False,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Show the list of policies. They act on a printer once they are applied to it."""
    return listing(config, database, as_json=as_json, csv=csv, bom=bom)


def listing(
    config: Path | None, database: Path | None, *, as_json: bool, csv: str | None = None, bom: bool = False
) -> int:
    """A row a policy."""

    async def rows(store: Store) -> list[dict[str, Any]]:
        return [dict(policy_words(entry)) for entry in await store.policies.listed()]

    _show(with_store(rows, config, database), as_json=as_json, csv=csv, bom=bom)
    return 0


@app.command()
def add(
    kind: Kind,
    name: Name = None,
    *,
    policy: Policy,
    others: Others = False,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Add a policy to the list."""
    words = _policy(kind, name, policy, others=others)
    answer = perform("put policies", {"policies": [words], "known": False}, config, database)
    tell(f"added {_said(words)}", answer, as_json=as_json)
    return 0


@app.command()
def change(
    kind: Kind,
    name: Name = None,
    *,
    policy: Policy,
    others: Others = False,
    on: On = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Change a policy in the list, or on printers."""
    words = _policy(kind, name, policy, others=others)
    if on is None:
        answer = perform("put policies", {"policies": [words], "known": True}, config, database)
    else:
        answer = perform("change printer policies", {"policies": [words], "names": _names(on)}, config, database)
    return _told(f"changed {_said(words)}", answer, as_json=as_json)


@app.command()
def remove(
    kind: Kind,
    name: Name = None,
    *,
    others: Others = False,
    on: On = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Delete a policy from the list, or on printers. Those of the others can be changed, but not deleted."""
    words = {"kind": kind, "name": _name(name, others=others)}
    if on is None:
        answer = perform("remove policies", {"policies": [words]}, config, database)
    else:
        answer = perform("delete printer policies", {"policies": [words], "names": _names(on)}, config, database)
    return _told(f"removed {_said(words)}", answer, as_json=as_json)


@app.command()
def clear(*, on: On = None, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Empty the list; or delete all policies on printers, where those of the others become enable."""
    if on is None:
        answer = perform("clear policies", {}, config, database)
    else:
        answer = perform("clear printer policies", {"names": _names(on)}, config, database)
    return _told("all deleted", answer, as_json=as_json)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=f"CSV in UTF-8, a line {POLICY_LINE}, no headings.")],
    *,
    kind: Annotated[KindWord, typer.Option("--kind", help="login, application, document or host.")],
    policy: Annotated[PolicyWord | None, typer.Option("--policy", help="For lines that name none.")] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Put the names of a CSV file into the list, or change those that are there; a bad file changes nothing."""
    default = None if policy is None else POLICY_WORDS[policy]
    rows = rows_of(read_policies(octets_of(file), str(file), KIND_WORDS[kind], default))
    words = [policy_words(entry) for _, entry in rows]
    answer = perform("put policies", {"policies": words}, config, database)
    tell(f"{len(words)} policies", {**answer, "policies": words}, as_json=as_json)
    return 0


@app.command("from-log")
def from_log(
    kind: Kind,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="Which; without any, all.")] = None,
    *,
    policy: Policy,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Put names that acquired jobs have brought into the list, unless they are in it; log names shows them."""

    async def find(store: Store) -> list[dict[str, str | None]]:
        kept = [name for _, name in await store.records.names(NameKind(kind))]
        unknown = [name for name in names or () if name not in kept]
        if unknown:
            raise BadInput(
                "name", f"no acquired job has brought the {kind} {unknown[0]!r}", "log names shows those that are kept"
            )
        listed = {(each.named.kind, each.named.name) for each in await store.policies.listed()}
        chosen = [name for name in names or kept if (KIND_WORDS[kind], name) not in listed]
        return [_policy(kind, name, policy, others=False) for name in chosen]

    words = with_store(find, config, database)
    answer = perform("put policies", {"policies": words}, config, database)
    tell(f"{len(words)} policies", {**answer, "policies": words}, as_json=as_json)
    return 0


@app.command()
def apply(printers: Printers, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Put the list in force on printers. What they hold for the same names is replaced, everything else stays."""
    answer = perform("apply policies", {"names": _names(printers)}, config, database)
    return _told("applied", answer, as_json=as_json)


@app.command()
def read(
    printer: Annotated[str, typer.Argument(metavar="PRINTER", help="The printer's name.")],
    *,
    csv: AsCsv = None,
    bom: Bom = False,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Show what a printer holds, read from the printer itself."""
    answer = perform("read policies", {"name": printer}, config, database)
    if as_json:
        tell("", answer, as_json=True)
        return 0
    if not answer["in force"] and csv is None:
        typer.echo("restrictions of jobs from computers are switched off")
    _show(answer["policies"], as_json=False, csv=csv, bom=bom)
    return 0


@app.command()
def disable(printers: Printers, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Switch off for a while what restricts jobs from computers: policies, and restrictions of IDs. Limits remain."""
    answer = perform("suspend policies", {"names": _names(printers), "suspended": True}, config, database)
    return _told("switched off", answer, as_json=as_json)


@app.command()
def enable(printers: Printers, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Switch on again what disable has switched off."""
    answer = perform("suspend policies", {"names": _names(printers), "suspended": False}, config, database)
    return _told("switched on", answer, as_json=as_json)


def _policy(kind: str, name: str | None, policy: str, *, others: bool) -> dict[str, str | None]:
    words = {"kind": kind, "name": _name(name, others=others), "policy": policy}
    checked(PolicySettings, words)
    return words


def _name(name: str | None, *, others: bool) -> str | None:
    if (name is None) != others:
        raise BadInput("name", "either a name, or --others")
    return name


def _names(printers: str) -> list[str] | None:
    return None if printers == ALL else comma_list(printers)


def _said(words: dict[str, str | None]) -> str:
    return (
        f"{words['kind']} {words['name']}"
        if words["name"] is not None
        else OTHERS_WORDS[KIND_WORDS[str(words["kind"])]]
    )


def _told(text: str, answer: dict[str, Any], *, as_json: bool) -> int:
    """What was done, and which printers will follow later."""
    problems = answer.get("problems") or {}
    tell(text, answer, as_json=as_json)
    if not as_json:
        for name, why in problems.items():
            typer.echo(f"{name}: {why}", err=True)
    return 1 if problems else 0


def _show(rows: Sequence[dict[str, Any]], *, as_json: bool, csv: str | None, bom: bool) -> None:
    if csv is not None:
        write_csv(csv, ["kind", "name", "policy"], [list(row.values()) for row in rows], bom=bom)
        return
    if not as_json:
        rows = [{**row, "name": row["name"] or OTHERS_WORDS[KIND_WORDS[row["kind"]]]} for row in rows]
    show(rows, as_json=as_json)
