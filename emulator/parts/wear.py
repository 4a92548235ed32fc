"""What printing has used up in a printer's life: sheets by tray, toner by cover, faces on drums, belt and fuser."""

from __future__ import annotations

from collections.abc import Iterable

from emulator.parts.ink import Use
from emulator.parts.plan import Plan, SheetRun, first_runs


class Wear:
    """Sums that only rise. ``use``: see :class:`Use`; ``sheets``: by the tray they came from; ``out``: all of them."""

    __slots__ = ("out", "sheets", "use")

    def __init__(self, drum: str) -> None:
        self.use = Use(drum)
        self.sheets: dict[str, int] = {}
        self.out = 0

    def add(self, run: SheetRun, times: int) -> None:
        """So many sheets like this one came out."""
        self.use.add(run, times)
        self.sheets[run.tray] = self.sheets.get(run.tray, 0) + times
        self.out += times

    def take(self, produced: Iterable[tuple[SheetRun, int]]) -> None:
        """All of these, equal ones together."""
        together: dict[SheetRun, int] = {}
        for run, times in produced:
            together[run] = together.get(run, 0) + times
        for run, times in together.items():
            self.add(run, times)


def wear_of(plan: Plan, sheets: int, drum: str) -> Wear:
    """What the first ``sheets`` sheets of a plan use up."""
    wear = Wear(drum)
    for run, times in first_runs(plan, sheets):
        wear.add(run, times)
    return wear
