"""Commands about printers: settings of several, searches, addresses, options (PRN-03, PRN-05, PRN-15, PRN-17)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from core.config.settings import PrinterOptions
from core.model.errors import BadInput
from core.model.search import MOST_RECONNECT_HOURS, Search, SearchSettings
from core.services.commands import Answer, Handler
from core.services.imports import Changed
from core.services.moving import SNMP_PORT, Moved
from core.store import Store


class PrinterDesk(Protocol):
    """What of a server these commands need."""

    @property
    def store(self) -> Store:
        """Its ledger."""

    async def change_printers(self, names: Iterable[str], options: PrinterOptions) -> dict[str, Changed]:
        """Change settings of several."""

    async def refresh_printer(self, name: str) -> list[str]:
        """Read anew what it can do."""

    async def move_printer(self, name: str, address: str, port: int | None = None) -> None:
        """Follow it to another address."""

    async def search(self, settings: SearchSettings | None = None, port: int = SNMP_PORT) -> Search:
        """Search for printers."""

    async def change_search(self, settings: SearchSettings) -> None:
        """Where and how to search."""

    async def find_moved(self) -> list[Moved]:
        """Search for registered ones."""


def printer_handlers(desk: PrinterDesk) -> dict[str, Handler]:
    """A handler for each kind of command."""

    async def change(args: Mapping[str, Any]) -> Answer:
        names = args.get("names") or [row.name for row in await desk.store.printers()]
        options = PrinterOptions.model_validate(args["settings"])
        results = await desk.change_printers(names, options)
        return {"printers": {name: each._asdict() for name, each in results.items()}}

    async def refresh(args: Mapping[str, Any]) -> Answer:
        return {"options": await desk.refresh_printer(args["name"])}

    async def move(args: Mapping[str, Any]) -> Answer:
        await desk.move_printer(args["name"], str(args["address"]), args.get("port"))
        return {}

    async def search(args: Mapping[str, Any]) -> Answer:
        brought = await desk.search(port=int(args.get("port", SNMP_PORT)))
        return {"found": [each._asdict() for each in brought.found], "problems": brought.problems}

    async def scopes(args: Mapping[str, Any]) -> Answer:
        settings = search_settings(await desk.store.search_settings(), args)
        await desk.change_search(settings)
        return {"settings": search_words(settings)}

    async def moved(_args: Mapping[str, Any]) -> Answer:
        return {"moved": [each._asdict() for each in await desk.find_moved()]}

    return {
        "set printers": change,
        "refresh printer": refresh,
        "move printer": move,
        "search printers": search,
        "search settings": scopes,
        "find moved": moved,
    }


def search_settings(now: SearchSettings, args: Mapping[str, Any]) -> SearchSettings:
    """Settings after a change: ``add`` and ``remove`` scopes, and what else is given. Raises BadInput."""
    for scope in args.get("add", ()):
        if not _is_address(scope):
            raise BadInput("scope", f"expected a broadcast address such as 10.0.7.255, not {scope!r}")
    for scope in args.get("remove", ()):
        if scope not in now.scopes:
            raise BadInput("scope", f"{scope} is none of the scopes", f"they are {', '.join(now.scopes) or 'none'}")
    hours = int(args.get("reconnect_hours", now.reconnect_hours))
    if not 0 <= hours <= MOST_RECONNECT_HOURS:
        raise BadInput("reconnect hours", f"expected 0 (never) to {MOST_RECONNECT_HOURS}, not {hours}")
    communities = tuple(args.get("communities") or now.communities)
    if not all(communities):
        raise BadInput("community", "a community has at least one character")
    kept = [each for each in now.scopes if each not in args.get("remove", ())]
    return replace(
        now,
        scopes=tuple(dict.fromkeys([*kept, *args.get("add", ())])),
        communities=tuple(dict.fromkeys(communities)),
        local_subnet=bool(args.get("local_subnet", now.local_subnet)),
        reconnect_hours=hours,
    )


def search_words(settings: SearchSettings) -> dict[str, Any]:
    """Settings of searches as plain values."""
    return {
        "scopes": list(settings.scopes),
        "communities": list(settings.communities),
        "local subnet": settings.local_subnet,
        "reconnect hours": settings.reconnect_hours,
    }


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True
