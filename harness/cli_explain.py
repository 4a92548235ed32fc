"""The command explain: why a job in the log is as it is. Each section has a module of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final

import typer

from core.model import Selection
from core.model.errors import BadInput
from core.rules.log_view import masked
from core.store import Store
from harness import explain_decision, explain_fees, explain_services
from harness.cli_common import AsJson, Config, Database, with_store

Found = dict[str, Any]
Section = tuple[str, Callable[[Store, Mapping[str, Any]], Awaitable[Found]], Callable[[Found], list[str]]]

SECTIONS: Final[tuple[Section, ...]] = (
    ("services", explain_services.explain, explain_services.lines),
    ("decision", explain_decision.explain, explain_decision.lines),
    ("fee", explain_fees.explain, explain_fees.lines),
)
"""Name in JSON, what is found out about a job, and that for people."""

_JOB: Final = re.compile(r"(?P<printer>.+)/(?P<month>\d{4}-\d\d)/(?P<number>\d{1,9})")
_SAID: Final = (
    *("printer", "log_month", "log_number", "account", "user", "document", "function", "status", "detail"),
    *("sheets", "pages", "colour", "mono"),
)


def add_to(parent: typer.Typer) -> None:
    """Adds the command."""
    parent.command("explain")(explain)


def explain(
    job: Annotated[str, typer.Argument(metavar="JOB", help="PRINTER/MONTH/NUMBER, such as hall-1/2026-03/17.")],
    *,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Explain a job of the log: which rule decided about it, and how its fee came about, part by part."""
    match = _JOB.fullmatch(job)
    if match is None:
        raise BadInput("job", f"expected PRINTER/MONTH/NUMBER, found {job!r}", "log shows printer, month and no")

    async def look(store: Store) -> dict[str, Any]:
        where = Selection((match["printer"],), match["month"])
        known = await store.log(where, unmasked=True)  # policies go by a document's name, shown or not (LOG-22)
        row = next((each for each in known if each["log_number"] == int(match["number"])), None)
        if row is None:
            raise BadInput("job", f"{job}: there is none in the log", "log shows printer, month and no")
        shown = masked(row) if (await store.records.options()).mask_documents else row
        said = {name: shown[name] for name in _SAID}
        return {"job": said, **{name: await find(store, row) for name, find, _ in SECTIONS}}

    found = with_store(look, config, database)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return 0
    said = found["job"]
    result = f"{said['status']} ({said['detail']})" if said["detail"] else said["status"]
    typer.echo(f"{job}: {said['function']}, {said['document'] or 'no name'}, ID {said['account']}, {result}")
    typer.echo(f"{said['sheets']} sheets, {said['pages']} pages: {said['colour']} colour, {said['mono']} mono")
    for name, _, lines in SECTIONS:
        for line in lines(found[name]):  # a section that knows nothing says nothing
            typer.echo(line)
    return 0
