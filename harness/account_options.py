"""Options of accounts, shared by the commands that add, take over and change some."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final

import typer

from core.config.restrictions import RESTRICTIONS

NOTHING: Final = "nothing"

Mail = Annotated[str | None, typer.Option(help="Its mail address; empty: none.")]
Restrict = Annotated[
    list[str] | None,
    typer.Option(help=f"{', '.join(RESTRICTIONS)}; may be repeated. nothing: no restriction."),
]
Alone = Annotated[bool | None, typer.Option("--alone/--not-alone", help="Do not process its limit as a group.")]
NotifyTotals = Annotated[
    bool | None, typer.Option("--notify-totals/--no-notify-totals", help="Its total goes to its mail address monthly.")
]
NotifyLimit = Annotated[
    bool | None, typer.Option("--notify-limit/--no-notify-limit", help="So does word of its limit, exceeded or lifted.")
]

Functions = tuple[bool | None, bool | None, bool | None]


def functions_of(given: Functions) -> dict[str, Any]:
    """Alone, notify totals, notify limit, in the words of settings."""
    return dict(zip(("alone", "notify totals", "notify limit"), given, strict=True))


def functions_in(words: Iterable[tuple[str, bool]]) -> str:
    """Those of some functions that are set."""
    return ", ".join(word for word, is_set in words if is_set)


def restrictions_of(given: list[str] | None) -> list[str]:
    """Restrictions by their names; "nothing" is an empty list."""
    words = [word.strip() for text in given or [] for word in text.split(",")]
    return [] if words == [NOTHING] else words
