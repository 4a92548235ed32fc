"""Policies: the operator's list, and putting it in force on printers (POL-03 to POL-07)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

from core.model.errors import BadInput, DeviceError
from core.model.policies import Named, PolicyEntry, PrinterPolicies
from core.rules.policies import cleared, need_all, table_with, table_without
from core.services.context import Context
from core.services.provisioning import Provisioning
from core.services.station import Station
from core.wire.policy_table import PolicyTable

Edit = Callable[[PolicyTable], PolicyTable]


class Policies:
    """Changes what printers hold, and brings them up to date at once; one that does not answer follows later.

    What can be done to the list alone, without any printer, the store does (:class:`core.store.policy_face`).
    Every method gives why printers are not up to date yet, by name. ``names`` None: all that have policies.
    """

    def __init__(self, context: Context, provisioning: Provisioning) -> None:
        self._context = context
        self._provisioning = provisioning
        self._turn = asyncio.Lock()  # what one operator has read must not change before it is written

    async def apply(self, names: Iterable[str] | None, entries: Sequence[PolicyEntry] | None = None) -> dict[str, str]:
        """Put policies in force, those of the list unless others are given (POL-05). Raises BadInput.

        What a printer holds for the same name is replaced, everything else on it stays.
        """
        chosen = await self._context.store.policies.listed() if entries is None else entries
        if not chosen:
            raise BadInput("policies", "there is nothing to apply", "add policies to the list first")
        return await self._edit(names, lambda table: table_with(table, chosen))

    async def change(self, names: Iterable[str] | None, entries: Sequence[PolicyEntry]) -> dict[str, str]:
        """Change policies on printers (POL-06). Raises BadInput when a named printer, or every one, lacks them."""

        def edit(table: PolicyTable) -> PolicyTable:
            need_all(table, entries)
            return table_with(table, entries)

        return await self._edit(names, edit)

    async def delete(self, names: Iterable[str] | None, policies: Sequence[Named]) -> dict[str, str]:
        """Delete policies on printers (POL-06). Raises BadInput as above, and for those of the others (POL-03)."""
        return await self._edit(names, lambda table: table_without(table, policies))

    async def clear(self, names: Iterable[str] | None) -> dict[str, str]:
        """Delete all policies on printers; those of the others become enable (POL-03)."""
        return await self._edit(names, cleared)

    async def suspend(self, names: Iterable[str] | None, *, suspended: bool) -> dict[str, str]:
        """Switch the restrictions of jobs from computers off, or on again (POL-07)."""
        return await self._edit(names, lambda table: table._replace(in_force=not suspended))

    async def read(self, name: str) -> PrinterPolicies:
        """What a printer holds, from the printer itself (POL-05). Raises BadInput, DeviceError."""
        (station,) = self._stations([name])
        return await self._ask(station, station.device.read_policies)

    async def _edit(self, names: Iterable[str] | None, edit: Edit) -> dict[str, str]:
        stations = self._stations(names)
        async with self._turn:
            new, problems = await self._edited(stations, edit, is_choice=names is not None)
            await self._context.store.policies.want(new)
        reached = [station for station in stations if station.name not in problems]
        await self._provisioning.refresh()
        return {**problems, **await self._provisioning.bring_all(reached)}

    async def _edited(
        self, stations: Sequence[Station], edit: Edit, *, is_choice: bool
    ) -> tuple[dict[int, PrinterPolicies], dict[str, str]]:
        """What printers should hold from now on, and why it cannot be said for some."""
        wanted = await self._context.store.policies.wanted()
        new: dict[int, PrinterPolicies] = {}
        problems: dict[str, str] = {}
        refused: list[BadInput] = []
        for station in stations:
            held = wanted.get(station.row.key)
            try:
                if held is None:  # whatever another server has left there
                    held = await self._ask(station, station.device.read_policies)
                table = edit(held.table)
            except DeviceError as error:
                problems[station.name] = f"nothing was changed: {error.message}"
            except BadInput as error:
                refused.append(BadInput(error.field, f"{station.name}: {error.reason}", error.hint))
            else:
                if table != held.table or station.row.key not in wanted:
                    new[station.row.key] = PrinterPolicies(held.revision + 1, table)
        if refused and (is_choice or len(refused) == len(stations)):
            raise refused[0]
        return new, problems

    async def _ask(self, station: Station, question: Callable[[], Awaitable[PrinterPolicies]]) -> PrinterPolicies:
        try:
            async with self._context.hold(station), asyncio.timeout(self._context.longest_s):
                return await question()
        except TimeoutError:
            raise DeviceError(f"{station.name}: took longer than {self._context.longest_s:g} s") from None

    def _stations(self, names: Iterable[str] | None) -> list[Station]:
        stations = self._context.stations(names)
        if names is None:
            return [station for station in stations if station.takes_policies]
        for station in stations:
            if not station.takes_policies:
                raise BadInput("printer", f"{station.name} cannot be given policies", f"its state: {station.row.state}")
        return stations
