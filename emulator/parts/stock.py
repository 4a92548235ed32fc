"""Paper and supplies of one printer: how much of each is left, and when a job will run out of something.

Levels follow from what came out since each was last filled; nothing is counted while nobody asks. With a caretaker,
which every printer has unless it is told otherwise, trays are filled and cartridges changed as soon as they are low, so
nothing ever runs out. Without one things become low, then empty, and the job stands where it is until somebody comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from emulator import journal
from emulator.models import Model
from emulator.parts.board import Board
from emulator.parts.conditions import Conditions
from emulator.parts.engine import Engine
from emulator.parts.job import Job
from emulator.parts.kinds import RANK
from emulator.parts.levels import Level, levels_of
from emulator.parts.plan import SheetRun
from emulator.parts.wear import wear_of

LOW_PERMILLE: Final = 100
"""What is left when something counts as low."""


class Lying(NamedTuple):
    """What somebody has put into a tray."""

    size: str
    media: str


class Stock:
    """``filled``: by name, what had been used when it was full; ``lying``: trays that hold another paper than usual."""

    __slots__ = ("_board", "_cartridges", "_conditions", "_engine", "_filled", "caretaker", "levels", "lying", "model")

    def __init__(
        self, board: Board, model: Model, engine: Engine, conditions: Conditions, cartridges: Mapping[str, int]
    ) -> None:
        self._board = board
        self.model = model
        self._engine = engine
        self._conditions = conditions
        self._cartridges = cartridges
        self.levels = levels_of(model)
        self._filled: dict[str, int] = {}
        for name, left, of in model.levels:
            capacity = self.capacity(name)
            self._filled[name] = (-(-capacity * left // of) - capacity) * self.levels[name].unit
        self.lying: dict[str, Lying] = {}
        self.caretaker = True

    def dismiss(self) -> None:
        """From now on nobody fills and changes anything unasked."""
        if self.caretaker:
            levels = {name: self.left(name) for name in self.levels}
            self.caretaker = False
            for name, left in levels.items():
                self.put(name, left)

    def employ(self) -> None:
        """Somebody looks after it again, and begins with what has run out."""
        if not self.caretaker:
            self.caretaker = True
            for tray in self.model.inputs:
                self._board.journal.write(journal.PAPER, self._board.now_us(), tray, None)
        self.lying.clear()

    def capacity(self, name: str) -> int:
        """In sheets, or pages. Raises KeyError for what it does not have."""
        level = self.levels[name]
        return self._cartridges.get(name) or level.capacity

    def left(self, name: str) -> int:
        """How many of them remain; of the waste box and the stacker, how many more it takes."""
        level = self.levels[name]
        capacity = self._cartridges.get(name) or level.capacity
        used = (level.used(self._engine.wear) - self._filled.get(name, 0)) // level.unit
        if self.caretaker:
            used %= (capacity - capacity * LOW_PERMILLE // 1000) or 1
        return capacity - used if used < capacity else 0

    def put(self, name: str, left: int) -> None:
        """So much is left of it now."""
        level = self.levels[name]
        if not self.caretaker and name in self.model.inputs:
            self._board.journal.write(journal.PAPER, self._board.now_us(), name, left)
        self._filled[name] = level.used(self._engine.wear) - (self.capacity(name) - left) * level.unit

    def review(self, job: Job | None, at_us: int) -> None:
        """Conditions follow the levels, and what ``job``, which is printing, needs next."""
        there = set() if self.caretaker else self._matters(job)
        known = [(each.kind.name, each.part) for each in self._conditions.active() if not each.fatal]
        for kind, part in sorted(
            there.difference(known), key=lambda each: (RANK[each[0]][1], each[1])
        ):  # first, so that jobs do not go on in between
            self._conditions.raise_(kind, part, at_us)
        for kind, part in known:
            if (kind, part) in self._own and (kind, part) not in there:
                self._conditions.clear(kind, part, at_us)

    def _matters(self, job: Job | None) -> set[tuple[str, str]]:
        """Kinds and parts of the conditions that follow from what there is, and from what the job needs next."""
        found = set()
        for level in self.levels.values():
            left = self.left(level.name)
            if left <= _low(self.capacity(level.name)):
                found.add((level.low if left else level.out, level.name))
        wanted = None if job is None or job.out >= job.total else self._blocks(job.next_run)
        return found if wanted is None else {*found, wanted}

    @property
    def _own(self) -> set[tuple[str, str]]:
        """All that can follow."""
        own = {(kind, level.name) for level in self.levels.values() for kind in (level.low, level.out)}
        return own | {(kind, tray) for kind in ("media needed", "wrong size") for tray in self.model.inputs}

    def _blocks(self, run: SheetRun) -> tuple[str, str] | None:
        """What keeps such a sheet from being fed: kind of condition and tray."""
        if run.tray in self.levels and self.left(run.tray) == 0:
            return "media needed", run.tray
        lies = self.lying.get(run.tray)
        if lies is not None and lies.size != run.size.split(" ", 1)[0]:
            return "wrong size", run.tray
        return None

    def milestone(self, job: Job) -> int | None:
        """After how many sheets of a job that has begun something changes; None when nothing does before its end."""
        blocked = self._first_blocked(job)
        before = wear_of(job.plan, job.out, self.model.drum)
        margins = [(level, margin) for level in self.levels.values() if (margin := self._margin(level)) is not None]

        def changes(sheets: int) -> bool:
            wear = wear_of(job.plan, sheets, self.model.drum)
            return any(level.used(wear) - level.used(before) >= margin for level, margin in margins)

        low, high = job.out + 1, job.total if blocked is None else blocked
        if low >= high or not changes(high - 1):
            return blocked
        while low < high:
            middle = (low + high) // 2
            if changes(middle):
                high = middle
            else:
                low = middle + 1
        return low

    def _margin(self, level: Level) -> int | None:
        """How much more can be used before its condition changes; None when it is out already."""
        capacity = self.capacity(level.name)
        used = level.used(self._engine.wear) - self._filled.get(level.name, 0)
        threshold = capacity - _low(capacity)
        if used // level.unit >= threshold:
            threshold = capacity
        margin = threshold * level.unit - used
        return margin if margin > 0 else None

    def _first_blocked(self, job: Job) -> int | None:
        """After how many sheets one would come that cannot be fed as things are."""
        at = 0
        first = None
        for run in job.plan.runs:
            if self._blocks(run) is not None:
                copy = max(0, -(-(job.out - at - run.count + 1) // job.plan.sheets))
                place = max(job.out, at + copy * job.plan.sheets)
                if place < job.total and (first is None or place < first):
                    first = place
            at += run.count
        return first


def _low(capacity: int) -> int:
    return capacity * LOW_PERMILLE // 1000
