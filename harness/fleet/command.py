"""What somebody asks of a running fleet, and the answer: plain data, so that it can go to another process."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

Row = dict[str, Any]


class Command(NamedTuple):
    """One verb for printers by their names; ``body`` holds its parameters, as JSON can carry them."""

    verb: str
    names: tuple[str, ...]
    body: Row


class Answer(NamedTuple):
    """By printer: what came of it, or why nothing did, in one line."""

    results: dict[str, Any]
    errors: dict[str, str]


class Desk(Protocol):
    """Where commands are carried out: in this process, or in those that hold the printers."""

    async def ask(self, command: Command) -> Answer:
        """Carry it out. Unknown names and whatever a printer refuses are in the answer's errors."""
