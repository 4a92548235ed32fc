"""The command log closing-day: when accounting months end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from core.config.log_settings import MONTH_END, ClosingSettings
from core.rules.calendar_month import month_name
from harness.cli_asking import checked, perform
from harness.cli_common import AsJson, Config, Database, print_table, with_store


def add_to(app: typer.Typer) -> None:
    """Adds it below ``log``."""
    app.command("closing-day")(closing_day)


def closing_day(
    *,
    day: Annotated[str | None, typer.Argument(help="1 to 31, or month end; 29 to 31 also end shorter months.")] = None,
    after: Annotated[
        str | None,
        typer.Option("--after-as-this-month", help="Whether the days after it count for the earlier month: yes or no."),
    ] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Show the days on which accounting months end, or have another one from the next month on."""
    given = checked(ClosingSettings, {"closing day": day, "after closing day as this month": after})
    history: Sequence[Mapping[str, Any]]
    if given:
        history = perform("closing day", given, config, database)["closing"]
    else:
        history = [asdict(entry) for entry in with_store(lambda store: store.settings(), config, database).closing]
    found = [
        {
            "from": month_name(entry["from_month"]) if entry["from_month"] else None,
            "day": entry["day"],
            "after_as_this_month": entry["after_as_this_month"],
        }
        for entry in history
    ]
    if as_json:
        typer.echo(json.dumps(found))
        return 0
    rows = [
        (
            entry["from"] or "the beginning",
            "month end" if entry["day"] == MONTH_END else entry["day"],
            "the earlier month" if entry["after_as_this_month"] else "the later month",
        )
        for entry in found
    ]
    print_table(("months from", "closing day", "days after it count for"), rows)
    return 0
