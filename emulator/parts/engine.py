"""The print engine: the only place where sheets are produced. It writes the journal first, then counts.

The life counters count here, sheet by sheet; the record of a job is counted elsewhere, from its plan, so
that neither can hide an error of the other.
"""

from __future__ import annotations

from typing import Final

from emulator.journal import LIFE, SHEET, STAPLED
from emulator.parts.board import Board
from emulator.parts.job import Job
from emulator.parts.plan import SheetRun
from emulator.parts.wear import Wear

_MOST_PENDING: Final = 256
_FACES: Final = {"blank": 0, "mono": 1, "colour": 1, "white": 1, None: 0}


class Engine:
    """Life counters in sheets and impressions (printed faces; blank ones are fed only)."""

    __slots__ = ("_board", "_drum", "_produced", "_wear", "impressions", "power_on_impressions", "sheets")

    def __init__(self, board: Board, drum: str) -> None:
        self._board = board
        self._drum = drum
        self._produced: list[tuple[SheetRun, int]] = []  # what _wear has not taken yet
        self._wear: Wear | None = None
        self.sheets = 0
        self.impressions = 0
        self.power_on_impressions = 0

    def produce(self, job: Job, until_us: int) -> None:
        """Bring out the sheets of a started job whose time has come, up to and including ``until_us``."""
        wanted = min(job.total, (until_us - job.start_us) // job.interval_us) - job.out
        if wanted <= 0:
            return
        events = self._board.journal.events
        runs, interval_us, number = job.plan.runs, job.interval_us, job.number
        at_us = job.start_us + job.out * interval_us
        left = wanted
        while left:
            sheet = runs[job.run]
            count, tray, size, media, front, back, look = sheet
            batch = min(left, count - job.run_out)
            end_us = at_us + batch * interval_us
            looks = () if look is None else (tuple(look),)
            events.extend(
                [
                    (SHEET, sheet_us, number, tray, size, media, front, back, *looks)
                    for sheet_us in range(at_us + interval_us, end_us + 1, interval_us)
                ]
            )
            self._produced.append((sheet, batch))
            faces = batch * (_FACES[front] + _FACES[back])
            self.impressions += faces
            self.power_on_impressions += faces
            at_us = end_us
            left -= batch
            job.run_out += batch
            if job.run_out == count:
                job.run = (job.run + 1) % len(runs)  # after the last run of a copy, the first of the next
                job.run_out = 0
                if job.staples and not job.run:
                    events.append((STAPLED, at_us, number, job.staples))
        self.sheets += wanted
        job.out += wanted
        if len(self._produced) > _MOST_PENDING:
            self._tally()

    @property
    def wear(self) -> Wear:
        """What printing has used up so far."""
        return self._tally() if self._produced or self._wear is None else self._wear

    def _tally(self) -> Wear:
        if self._wear is None:
            self._wear = Wear(self._drum)
        self._wear.take(self._produced)
        self._produced.clear()
        return self._wear

    def power_lost(self) -> None:
        """The count since power-on begins anew; the life counters stay."""
        self.power_on_impressions = 0

    def report_life(self) -> None:
        """Write the life counters into the journal."""
        self._board.journal.write(LIFE, self._board.now_us(), self.sheets, self.impressions)
