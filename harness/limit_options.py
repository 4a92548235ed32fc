"""Options of a limit, shared by all commands that set one, and the question what becomes of the usage (LIM-06)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from core.model.errors import BadInput

UNLIMITED: Final = "unlimited"
_AMOUNTS: Final = ("sheets", "fee", "staples")
_PERIOD: Final = ("every", "base", "anchor")
_CARRY: Final = ("carry over", "carry cap sheets", "carry cap fee", "carry cap staples")

Sheets = Annotated[str | None, typer.Option(help="So many sheets in a period; unlimited takes the limit away.")]
Fee = Annotated[str | None, typer.Option(help="So much money in a period, such as 12.50; or unlimited.")]
Every = Annotated[str | None, typer.Option(help="The period: 1 month, 2 weeks, 10 days, or none.")]
Base = Annotated[
    str | None, typer.Option(help="Where months end: 10, 20, month end, closing day; or the weekday weeks begin with.")
]
CarryOver = Annotated[bool | None, typer.Option("--carry-over/--no-carry-over", help="What is left over adds up.")]
CapSheets = Annotated[str | None, typer.Option("--carry-cap-sheets", help="At most so many sheets are carried over.")]
CapFee = Annotated[str | None, typer.Option("--carry-cap-fee", help="At most so much money is carried over.")]
Anchor = Annotated[str | None, typer.Option(help="The day from which periods are counted; default: today.")]
Staples = Annotated[str | None, typer.Option(help="So many staples in a period; or unlimited.")]
CapStaples = Annotated[
    str | None, typer.Option("--carry-cap-staples", help="At most so many staples are carried over.")
]
ResetUsage = Annotated[
    bool | None,
    typer.Option(
        "--reset-usage/--keep-usage",
        help="Begin with nothing used, or count what was used in the new period; asked for when the period changes.",
    ),
]

Amounts = tuple[str | None, str | None, str | None]
Carry = tuple[bool | None, str | None, str | None, str | None]


def changed_limit(
    known: Mapping[str, Any], *, amounts: Amounts, period: Amounts, carry: Carry
) -> dict[str, Any] | None:
    """A limit with some of its words changed; None when there is none.

    ``amounts``: sheets, fee, staples. ``period``: every, base, anchor. ``carry``: whether, and the caps of each.
    """
    named = zip((*_AMOUNTS, *_PERIOD, *_CARRY), (*amounts, *period, *carry), strict=True)
    given = {key: value for key, value in named if value is not None}
    words, every = dict(known), period[0]
    if every is not None and _unit(every) != _unit(str(known.get("every", ""))):
        words.pop("base", None)  # it belongs to the other kind of period
    words = {key: value for key, value in {**words, **given}.items() if value != UNLIMITED}
    asks_for_more = any(value != UNLIMITED for value in given.values())
    return words if words.keys() & set(_AMOUNTS) or (asks_for_more and not known) else None


def asked_reset(known: Mapping[str, Any] | None, new: Mapping[str, Any] | None, answer: bool | None) -> bool:
    """Whether usage begins at nothing. A changed period needs an answer: on a terminal it is asked for (LIM-06).

    Raises BadInput without one.
    """
    if answer is not None:
        return answer
    if known is None or new is None or _period(known) == _period(new):
        return False
    if sys.stdin.isatty():
        return typer.confirm("The period changes. Shall what was used begin at nothing?", default=False)
    raise BadInput(
        "every",
        "the period changes: say what becomes of the usage",
        "--reset-usage to begin at nothing, or --keep-usage",
    )


def _period(words: Mapping[str, Any]) -> tuple[str, str]:
    every = str(words.get("every") or "none").strip()
    count, _, unit = every.rpartition(" ")
    default = {"month": "month end", "week": "Monday"}.get(unit.rstrip("s"), "")
    return f"{count} {unit.rstrip('s')}".strip(), str(words.get("base") or default)


def _unit(every: str) -> str:
    return every.rpartition(" ")[2].rstrip("s")
