"""What a printer's tables said while a job could have begun: rights of an ID, and the log's fullness.

A journal tells when a job's first sheet came out or when it was refused, not when it was decided upon. The decision
fell between the moment the printer was free for the job and that event, so a question about it is answered for
every state that held in between.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from harness.oracle.case import DISABLE_PRINTING, SPECIAL, UNREGISTERED
from harness.oracle.physics import Job, PrinterPhysics
from harness.oracle.rights import NOTHING_SET, PolicyState, Rights, strictest


class TableHistory:
    """ID table, limit states and policies of one printer over its journal."""

    def __init__(self, printer: PrinterPhysics) -> None:
        self._tables = printer.tables
        self._table_places = [place for place, _, _ in printer.tables]
        self._table_instants = [at_us for _, at_us, _ in printer.tables]
        self._limits: dict[int, tuple[list[int], list[bool]]] = {}
        self._limit_instants: dict[int, list[int]] = {}
        self._limit_places: list[int] = []
        self._policies: list[PolicyState] = [state for _, _, state in printer.policies]
        self._policy_places = [place for place, _, _ in printer.policies]
        for place, at_us, number, state in printer.limits:
            places, states = self._limits.setdefault(number, ([], []))
            places.append(place)
            states.append(state == "limit exceeded")
            self._limit_instants.setdefault(number, []).append(at_us)
            self._limit_places.append(place)

    def rights(self, account: int, place: int, submission: Mapping[str, Any] | None = None) -> Rights:
        """The rights of an ID right after the event at ``place``; an ID that is not there follows row 0 (JID-12).

        Policies look at the names that the ``submission`` gives.
        """
        index = bisect_right(self._table_places, place) - 1
        table = self._tables[index][2] if index >= 0 else {}
        row = account if account in table or account in SPECIAL else UNREGISTERED
        restrictions = table[row][1] if row in table else 0
        exceeded = False
        if row in self._limits:
            places, states = self._limits[row]
            at = bisect_right(places, place) - 1
            exceeded = at >= 0 and states[at]
        function = (submission or {}).get("function") or "print"
        policies = self._policies_at(place)
        if submission is None or policies is NOTHING_SET:
            return Rights(restrictions, exceeded, function=function)
        return Rights(restrictions, exceeded, strictest(policies, submission), not policies[0], function)

    def _policies_at(self, place: int) -> PolicyState:
        index = bisect_right(self._policy_places, place) - 1
        return self._policies[index] if index >= 0 else NOTHING_SET

    def state_at(self, number: int, at_us: int) -> bool | None:
        """Whether the printer holds an ID as exceeded at the end of an instant; None when it does not have the ID."""
        index = bisect_right(self._table_instants, at_us) - 1
        if index < 0 or number not in self._tables[index][2]:
            return None
        told = bisect_right(self._limit_instants.get(number, ()), at_us) - 1
        return told >= 0 and self._limits[number][1][told]

    def rights_at_start(self, job: Job, account: int) -> set[Rights]:
        """Every rights that held while the job could have begun; whose log-in failed has none (JID-13)."""
        if (job.submission or {}).get("log_in_failed"):
            return {
                self.rights(account, job.earliest_at, job.submission)._replace(
                    restrictions=DISABLE_PRINTING, suspended=False
                )
            }
        last = job.first_at if job.first_at is not None else job.ended_at or job.arrived_at
        found = {self.rights(account, job.earliest_at, job.submission)}
        for places in (self._table_places, self._limit_places, self._policy_places):
            for index in range(bisect_right(places, job.earliest_at), bisect_right(places, last)):
                found.add(self.rights(account, places[index], job.submission))
        return found
