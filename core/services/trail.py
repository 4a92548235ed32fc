"""What goes into the audit trail (PRN-27): acts that were asked for, with their words but without secrets."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final

from core.model.errors import Fenced, PressroomError
from core.store import Store

#: Commands that change nothing that anybody would want to look up,
#: and "decommission", which notes itself
_LOOKING: Final = frozenset(("acquire", "provision", "set time", "read policies", "decommission"))
_SECRET: Final = ("password", "community", "user", "passphrase")
_NAMES: Final = ("printer", "id", "name", "names", "file")


@contextlib.asynccontextmanager
async def on_the_trail(store: Store, act: str, about: str, details: Mapping[str, Any]) -> AsyncIterator[None]:
    """Notes what is done inside, and a refusal with its reason. Raises what comes out of it."""
    try:
        yield
    except Fenced:
        raise
    except PressroomError as error:
        await store.operations.note_act(act, about, details, error.message)
        raise
    await store.operations.note_act(act, about, details)


async def do_on_the_trail(
    store: Store, kind: str, args: Mapping[str, Any], handler: Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    """A command of the command line or the web page, and its entry in the trail."""
    if kind in _LOOKING:
        return await handler(args)
    about = next((_told(args[key]) for key in _NAMES if args.get(key) is not None), "")
    async with on_the_trail(store, kind, about, without_secrets(args)):
        return await handler(args)


def _told(about: Any) -> str:
    return ", ".join(map(str, about)) if isinstance(about, list | tuple) else str(about)


def without_secrets(words: Mapping[Any, Any]) -> dict[str, Any]:
    """What may be written down of a command's words; long lists by their length alone."""
    told: dict[str, Any] = {}
    for key, value in words.items():
        if value is None:
            continue
        if any(secret in str(key).lower() for secret in _SECRET):
            told[str(key)] = "…"
        elif isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value):
            told[str(key)] = len(value)
        elif isinstance(value, Mapping):
            told[str(key)] = without_secrets(value)
        else:
            told[str(key)] = value
    return told
