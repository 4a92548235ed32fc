"""Toner, waste toner box, drums, belt and fuser of a printer, and what people do with them."""

from __future__ import annotations

from collections.abc import Callable

from emulator.parts.conditions import Conditions
from emulator.parts.stock import Stock


class Supplies:
    """Supplies by the names of ``Model.supplies``. Unknown ones raise KeyError."""

    __slots__ = ("_after", "_before", "_conditions", "_stock")

    def __init__(
        self, stock: Stock, conditions: Conditions, before: Callable[[], None], after: Callable[[], None]
    ) -> None:
        self._stock = stock
        self._conditions = conditions
        self._before = before
        self._after = after

    @property
    def names(self) -> tuple[str, ...]:
        """In the order of prtMarkerSuppliesIndex, from 1."""
        return self._stock.model.supplies

    def left(self, name: str) -> int:
        """Permille of its life, or of its room for waste, that remain."""
        capacity = self._stock.capacity(name)
        return self.pages(name) * 1000 // capacity

    def pages(self, name: str) -> int:
        """The same in pages: of toner at 5 per cent of an A4 face, of all else A4 faces."""
        self._before()
        return self._stock.left(name)

    def capacity(self, name: str) -> int:
        """The pages that a new one lasts."""
        return self._stock.capacity(name)

    def put(self, name: str, permille: int) -> None:
        """So much of it is left now."""
        self._before()
        self._stock.put(name, self._stock.capacity(name) * min(max(permille, 0), 1000) // 1000)
        self._after()

    def replace(self, name: str) -> None:
        """A new one is in."""
        self._conditions.clear("toner missing", name)
        self.put(name, 1000)

    def take_out(self, toner: str) -> None:
        """The cartridge is not there."""
        self._stock.capacity(toner)
        self._conditions.raise_("toner missing", toner)
