"""Commands about how the log is kept, and the names that it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

from core.config.log_settings import LogSettings
from core.model.log_options import LogOptions, NameKind
from core.services.commands import Answer, Handler
from core.store import Store


class LogDesk(Protocol):
    """Whoever keeps a log: a server."""

    @property
    def store(self) -> Store:
        """Its ledger."""

    async def keep_log(self, log: LogSettings) -> LogOptions:
        """Change how the log is kept."""


def log_handlers(desk: LogDesk) -> dict[str, Handler]:
    """A handler for each kind of command."""

    async def keep(args: Mapping[str, Any]) -> Answer:
        return {"options": asdict(await desk.keep_log(LogSettings.model_validate(dict(args))))}

    async def forget(args: Mapping[str, Any]) -> Answer:
        kind = NameKind(args["kind"]) if args.get("kind") else None
        return {"names": await desk.store.records.forget_names(kind)}

    return {"keep log": keep, "forget names": forget}
