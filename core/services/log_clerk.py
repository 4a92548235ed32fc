"""What can be done with the log in the ledger alone, and the commands for it (ACQ-12, LOG-11, LOG-15, LOG-22)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from core.config.log_settings import ClosingSettings, LogSettings
from core.config.settings import ServerOptions
from core.model.log_options import LogOptions, NameKind
from core.model.settings import LedgerSettings
from core.services.commands import Answer, Handler
from core.store import Store


async def _nothing() -> None:
    """Nobody has to follow."""


class LogClerk:
    """Keeps the log. ``changed`` is called after what others have to follow: options and the closing day."""

    def __init__(self, store: Store, changed: Callable[[], Awaitable[None]] = _nothing) -> None:
        self._store = store
        self._changed = changed

    async def start(self, settings: ServerOptions) -> None:
        """Put in force what the settings say; what they leave out stays as it was set."""
        given = settings.model_fields_set & ClosingSettings.model_fields.keys()
        await self._close(ClosingSettings(**{name: getattr(settings, name) for name in given}))
        await self._store.records.change_options(settings.log.given())

    async def keep(self, log: LogSettings) -> LogOptions:
        """Change how the log is kept, as far as ``log`` says anything (ACQ-12, LOG-16, LOG-22)."""
        options = await self._store.records.change_options(log.given())
        await self._changed()
        return options

    async def close(self, closing: ClosingSettings) -> LedgerSettings:
        """The day on which log months and periods "closing day" end, and whose the days after it are (LOG-15)."""
        await self._close(closing)
        await self._changed()
        return await self._store.settings()

    async def delete(self, printer: str | None, month: str | None, reason: str) -> int:
        """Delete from the log what a printer, a month, or both have in it now (LOG-11); how many jobs that were."""
        return await self._store.delete_log(printer, month, reason)

    async def forget_names(self, kind: NameKind | None) -> int:
        """Forget names that were kept for policies (ACQ-12); how many."""
        return await self._store.records.forget_names(kind)

    async def _close(self, closing: ClosingSettings) -> None:
        last = (await self._store.settings()).closing[-1]
        day, after = closing.closing_day, closing.after_closing_day_as_this_month
        await self._store.set_closing_day(
            last.day if day is None else day,
            after_as_this_month=last.after_as_this_month if after is None else after,
        )


def log_handlers(clerk: LogClerk) -> dict[str, Handler]:
    """A handler for each kind of command."""

    async def keep(args: Mapping[str, Any]) -> Answer:
        return {"options": asdict(await clerk.keep(LogSettings.model_validate(dict(args))))}

    async def close(args: Mapping[str, Any]) -> Answer:
        settings = await clerk.close(ClosingSettings.model_validate(dict(args)))
        return {"closing": [asdict(entry) for entry in settings.closing]}

    async def delete(args: Mapping[str, Any]) -> Answer:
        return {"jobs": await clerk.delete(args.get("printer"), args.get("month"), str(args["reason"]))}

    async def forget(args: Mapping[str, Any]) -> Answer:
        return {"names": await clerk.forget_names(NameKind(args["kind"]) if args.get("kind") else None)}

    return {"keep log": keep, "closing day": close, "delete log": delete, "forget names": forget}
