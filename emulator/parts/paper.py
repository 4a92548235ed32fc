"""The paper in a printer's trays, and what people do with it."""

from __future__ import annotations

from collections.abc import Callable

from emulator.parts.conditions import Conditions
from emulator.parts.levels import OUTPUT
from emulator.parts.stock import Lying, Stock


class Paper:
    """Trays by their names. Unknown trays raise KeyError. ``before`` and ``after`` are called around every change."""

    __slots__ = ("_after", "_before", "_conditions", "_stock")

    def __init__(
        self, stock: Stock, conditions: Conditions, before: Callable[[], None], after: Callable[[], None]
    ) -> None:
        self._stock = stock
        self._conditions = conditions
        self._before = before
        self._after = after

    def left(self, tray: str) -> int:
        """Sheets in it."""
        self._before()
        return self._stock.left(tray)

    def capacity(self, tray: str) -> int:
        """Sheets that it takes."""
        return self._stock.capacity(tray)

    def size(self, tray: str) -> str:
        """Of the paper in it; the first that the model has for this tray, unless somebody put in another."""
        lies = self._stock.lying.get(tray)
        return lies.size if lies is not None else self._usual(tray).size

    def media(self, tray: str) -> str:
        """The kind of the paper in it."""
        lies = self._stock.lying.get(tray)
        return lies.media if lies is not None else self._usual(tray).media

    def _usual(self, tray: str) -> Lying:
        model = self._stock.model
        for each in model.trays:
            if each.name == tray:
                return Lying(each.sizes[0], each.media[0])
        return Lying(model.sizes[0], model.media[0])

    def load(self, tray: str, sheets: int | None = None, size: str = "", media: str = "") -> None:
        """There are ``sheets`` in it now, or it is full; of another size and kind if that is said."""
        self._before()
        capacity = self._stock.capacity(tray)
        if size or media:
            self._stock.lying[tray] = Lying(size or self.size(tray), media or self.media(tray))
        self._stock.put(tray, capacity if sheets is None else min(max(sheets, 0), capacity))
        self._after()

    def usual(self, tray: str) -> None:
        """It holds what it usually holds again."""
        self._before()
        self._stock.lying.pop(tray, None)
        self._after()

    def pull_out(self, tray: str) -> None:
        """The tray is not there."""
        self._stock.capacity(tray)
        self._conditions.raise_("tray missing", tray)

    def push_in(self, tray: str) -> None:
        """It is back."""
        self._conditions.clear("tray missing", tray)

    @property
    def stacked(self) -> int:
        """Sheets that lie in the stacker."""
        self._before()
        return self._stock.capacity(OUTPUT) - self._stock.left(OUTPUT)

    def take_away(self) -> None:
        """Somebody fetches what has been printed."""
        self._before()
        self._stock.put(OUTPUT, self._stock.capacity(OUTPUT))
        self._after()
