"""What a printer's tables said while a job could have begun: rights of an ID, and the log's fullness.

A journal tells when a job's first sheet came out or when it was refused, not when it was decided upon. The decision
fell between the moment the printer was free for the job and that event, so a question about it is answered for
every state that held in between.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from harness.oracle.case import DISABLE_COLOUR, DISABLE_PRINTING, PRINT_IN_MONO, SPECIAL, UNREGISTERED
from harness.oracle.physics import Job, PrinterPhysics


class Rights(NamedTuple):
    """What an ID may do: the restrictions of the row it follows, and that row's limit state."""

    restrictions: int
    exceeded: bool

    @property
    def may_print(self) -> bool:
        """Whether a job is let in at all."""
        return not (self.exceeded or self.restrictions & DISABLE_PRINTING)

    @property
    def colour_is_cancelled(self) -> bool:
        """Whether a job ends at its first colour page (RES-02)."""
        return bool(self.restrictions & DISABLE_COLOUR) and not self.restrictions & PRINT_IN_MONO

    @property
    def colour_becomes_mono(self) -> bool:
        """Whether colour pages come out in mono (RES-03)."""
        return bool(self.restrictions & DISABLE_COLOUR) and bool(self.restrictions & PRINT_IN_MONO)


class TableHistory:
    """ID table and limit states of one printer over its journal."""

    def __init__(self, printer: PrinterPhysics) -> None:
        self._tables = printer.tables
        self._table_places = [place for place, _, _ in printer.tables]
        self._table_instants = [at_us for _, at_us, _ in printer.tables]
        self._limits: dict[int, tuple[list[int], list[bool]]] = {}
        self._limit_instants: dict[int, list[int]] = {}
        self._limit_places: list[int] = []
        for place, at_us, number, state in printer.limits:
            places, states = self._limits.setdefault(number, ([], []))
            places.append(place)
            states.append(state == "limit exceeded")
            self._limit_instants.setdefault(number, []).append(at_us)
            self._limit_places.append(place)

    def rights(self, account: int, place: int) -> Rights:
        """The rights of an ID right after the event at ``place``; an ID that is not there follows row 0 (JID-12)."""
        index = bisect_right(self._table_places, place) - 1
        table = self._tables[index][2] if index >= 0 else {}
        row = account if account in table or account in SPECIAL else UNREGISTERED
        restrictions = table[row][1] if row in table else 0
        exceeded = False
        if row in self._limits:
            places, states = self._limits[row]
            at = bisect_right(places, place) - 1
            exceeded = at >= 0 and states[at]
        return Rights(restrictions, exceeded)

    def state_at(self, number: int, at_us: int) -> bool | None:
        """Whether the printer holds an ID as exceeded at the end of an instant; None when it does not have the ID."""
        index = bisect_right(self._table_instants, at_us) - 1
        if index < 0 or number not in self._tables[index][2]:
            return None
        told = bisect_right(self._limit_instants.get(number, ()), at_us) - 1
        return told >= 0 and self._limits[number][1][told]

    def rights_at_start(self, job: Job, account: int) -> set[Rights]:
        """Every rights that held while the job could have begun."""
        last = job.first_at if job.first_at is not None else job.ended_at or job.arrived_at
        found = {self.rights(account, job.earliest_at)}
        for places in (self._table_places, self._limit_places):
            for index in range(bisect_right(places, job.earliest_at), bisect_right(places, last)):
                found.add(self.rights(account, places[index]))
        return found
