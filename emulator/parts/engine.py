"""The print engine: the only place where sheets are produced. It writes the journal first, then counts.

The life counters count here, sheet by sheet; the record of a job is counted elsewhere, from its plan, so
that neither can hide an error of the other.
"""

from __future__ import annotations

from typing import Final

from emulator.journal import LIFE, SHEET, STAPLED
from emulator.parts.board import Board
from emulator.parts.job import Job

_FACES: Final = {"blank": 0, "mono": 1, "colour": 1, "white": 1, None: 0}


class Engine:
    """Life counters in sheets and impressions (printed faces; blank ones are fed only)."""

    __slots__ = ("_board", "impressions", "power_on_impressions", "sheets")

    def __init__(self, board: Board) -> None:
        self._board = board
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
            count, tray, size, media, front, back, look = runs[job.run]
            batch = min(left, count - job.run_out)
            end_us = at_us + batch * interval_us
            looks = () if look is None else (tuple(look),)
            events.extend(
                [
                    (SHEET, sheet_us, number, tray, size, media, front, back, *looks)
                    for sheet_us in range(at_us + interval_us, end_us + 1, interval_us)
                ]
            )
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

    def power_lost(self) -> None:
        """The count since power-on begins anew; the life counters stay."""
        self.power_on_impressions = 0

    def report_life(self) -> None:
        """Write the life counters into the journal."""
        self._board.journal.write(LIFE, self._board.now_us(), self.sheets, self.impressions)
