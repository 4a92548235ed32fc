"""Following the log: lines are added while records arrive (LOG-10)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from core.model.errors import BadInput
from core.model.log import Selection
from core.store import Store

EVERY_S: Final = 2.0

Look = Callable[[Callable[[Store], Any]], Any]
"""Puts a question to the database; see ``cli_common.with_store``."""


def check(options: dict[str, Any]) -> None:
    """Raises BadInput for options that cannot be had while following."""
    for name, value in options.items():
        if value:
            raise BadInput("follow", f"lines come as they arrive, so it does not go with --{name}")


def follow(
    look: Look,
    where: Selection,
    last_key: int,
    show: Callable[[Sequence[dict[str, Any]]], None],
    *,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Show what is acquired after a job, until somebody interrupts it."""
    while True:
        pause(EVERY_S)
        after = last_key

        async def ask(store: Store, after: int = after) -> list[dict[str, Any]]:
            return await store.log(where, after=after)

        found = look(ask)
        if found:
            last_key = found[-1]["key"]
            show(found)
