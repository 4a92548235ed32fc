"""Keeping fee definitions: saving, copying, deleting, assigning, working them out from prices (FEE-01 to FEE-08)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from core.config.fee_settings import CalculationSettings, FeeSettings
from core.model import FeeDefinition, PrinterRow
from core.model.errors import BadInput, DeviceError
from core.model.fees import ByClass
from core.model.supplies import Supplies, consumables_of
from core.rules.running_costs import calculated, toner_life
from core.services.commands import Answer, Handler
from core.services.setup import fee_definition, fee_words
from core.store import Store
from core.wire.mib import Capability

AskToner = Callable[[str], Awaitable[Mapping[str, int]]]
"""Reads what toner a printer has from the printer itself: pages by colourant. Raises DeviceError."""

FROM_PRINTER: Final = "printer"
FROM_REGISTRATION: Final = "registration"
FROM_OPERATOR: Final = "operator"


class FeeClerk:
    """Fees in the ledger. Without ``ask_toner`` a calculation uses what is known of a printer's toner."""

    def __init__(self, store: Store, ask_toner: AskToner | None = None) -> None:
        self._store = store
        self._ask_toner = ask_toner

    async def put_fees(self, fees: FeeSettings) -> FeeDefinition:
        """Define or change fees; what was charged already stays (FEE-06). Raises BadInput."""
        return await self._store.put_fee_definition(fee_definition(fees, await self._store.settings()))

    async def assign_fees(self, printer: str, fees: str | None) -> str:
        """Charge a printer's jobs by this definition from now on; None charges nothing. The definition's name."""
        row = await self._row(printer)
        await self._store.assign_fee(row.key, fees or "")
        return (await self._row(printer)).fee_definition

    async def copy_fees(self, name: str, new_name: str) -> FeeDefinition:
        """Save a definition under a new name; the old one stays as it is (FEE-04). Raises BadInput."""
        return await self._store.copy_fee_definition(name, new_name)

    async def remove_fees(self, name: str) -> list[str]:
        """Delete a definition; the printers that go to their initial one (FEE-04). Raises BadInput."""
        return await self._store.remove_fee_definition(name)

    async def import_fees(self, fees: Sequence[FeeSettings]) -> int:
        """Save several definitions; those of the same name are replaced. How many. Raises BadInput, and saves none."""
        names = [each.name for each in fees]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise BadInput("fees", f"{twice!r} is defined twice")
        ledger = await self._store.settings()
        return await self._store.put_fee_definitions([fee_definition(each, ledger) for each in fees])

    async def calculate_fees(self, asked: CalculationSettings) -> Answer:
        """Work fees out from what supplies cost, and save them (FEE-02, FEE-07). Raises BadInput.

        The answer: the definition in words, ``toner`` pages by class, and ``from`` whom they are known.
        """
        row = await self._row(asked.printer)
        known = consumables_of(row.model, colour=bool(row.capabilities & Capability.COLOUR))
        typed = None if asked.life is None else ByClass(asked.life.colour, asked.life.mono, asked.life.white)
        installed, source = ({}, FROM_OPERATOR) if typed or asked.large else await self._toner_of(row, asked.ask)
        lives = toner_life(known, installed, large=asked.large, typed=typed)
        price = Supplies(
            ByClass(asked.toner.colour, asked.toner.mono, asked.toner.white),
            ByClass(asked.drum.colour, asked.drum.mono, asked.drum.white),
            asked.belt,
            asked.fuser,
        )
        ledger = await self._store.settings()
        before = next((each for each in await self._store.fee_definitions() if each.name == asked.name), None)
        base = before or fee_definition(FeeSettings(name=asked.name), ledger)
        saved = await self._store.put_fee_definition(calculated(base, known, price, lives))
        return {"fees": fee_words(saved), "version": saved.version, "toner": lives._asdict(), "from": source}

    async def _toner_of(self, row: PrinterRow, ask: bool) -> tuple[Mapping[str, int], str]:
        if ask and self._ask_toner is not None:
            try:
                return await self._ask_toner(row.name), FROM_PRINTER
            except DeviceError:
                pass  # what was known at registration is as good as it gets
        return await self._store.toners(row.key), FROM_REGISTRATION

    async def _row(self, printer: str) -> PrinterRow:
        row = await self._store.printer(printer)
        if row is None:
            raise BadInput("printer", f"there is none called {printer!r}")
        return row


def fee_handlers(clerk: FeeClerk) -> dict[str, Handler]:
    """The commands about fees; see :mod:`core.services.desk`."""

    async def put(args: Mapping[str, Any]) -> Answer:
        saved = await clerk.put_fees(FeeSettings.model_validate(dict(args)))
        return {"name": saved.name, "version": saved.version}

    async def put_many(args: Mapping[str, Any]) -> Answer:
        return {"saved": await clerk.import_fees([FeeSettings.model_validate(words) for words in args["fees"]])}

    async def assign(args: Mapping[str, Any]) -> Answer:
        return {"fees": await clerk.assign_fees(args["printer"], args.get("fees"))}

    async def copy(args: Mapping[str, Any]) -> Answer:
        saved = await clerk.copy_fees(args["name"], args["new_name"])
        return {"name": saved.name, "version": saved.version}

    async def remove(args: Mapping[str, Any]) -> Answer:
        return {"moved": await clerk.remove_fees(args["name"])}

    async def calculate(args: Mapping[str, Any]) -> Answer:
        return await clerk.calculate_fees(CalculationSettings.model_validate(dict(args)))

    return {
        "put fees": put,
        "import fees": put_many,
        "assign fees": assign,
        "rename fees": copy,
        "remove fees": remove,
        "calculate fees": calculate,
    }
