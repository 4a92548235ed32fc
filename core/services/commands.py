"""What the command line and the web page ask of a running server, through the database.

A command is a kind and arguments of plain JSON types; its answer has ``ok``, and ``error`` with ``hint`` where not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic import ValidationError

from core.model import Command
from core.model.errors import Fenced, PressroomError
from core.services.crew import Crew
from core.services.trail import do_on_the_trail
from core.store import Store

Answer = dict[str, Any]
Handler = Callable[[Mapping[str, Any]], Awaitable[Answer]]


class Commands:
    """Takes commands from the database and answers them; each runs in a task of its own."""

    def __init__(self, store: Store, crew: Crew, handlers: Mapping[str, Handler]) -> None:
        self._store = store
        self._crew = crew
        self._handlers = handlers

    async def poll(self) -> int:
        """Start every command that waits; how many there were."""
        taken = 0
        while (command := await self._store.take_command()) is not None:
            taken += 1
            self._crew.spawn(self._run(command), f"command {command.kind}")
        return taken

    async def _run(self, command: Command) -> None:
        await self._store.finish_command(command.id, await self._answer(command))

    async def _answer(self, command: Command) -> Answer:
        handler = self._handlers.get(command.kind)
        if handler is None:
            return refusal(f"unknown command {command.kind!r}", f"known are {', '.join(sorted(self._handlers))}")
        try:
            return {"ok": True, **await do_on_the_trail(self._store, command.kind, command.args, handler)}
        except Fenced:
            raise
        except PressroomError as error:
            return refusal(error.message, error.hint)
        except ValidationError as error:
            first = error.errors()[0]
            return refusal(f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            return refusal(f"command {command.kind}: bad arguments: {error}")


def refusal(error: str, hint: str = "") -> Answer:
    """The answer to what could not be done."""
    return {"ok": False, "error": error, "hint": hint}
