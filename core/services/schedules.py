"""What happens to printers by the calendar: acquisition, the hourly time, and another try at provisioning."""

from __future__ import annotations

from typing import Final

from core.config.settings import HOUR_US
from core.services.acquisition import Acquisition
from core.services.appointments import Appointments, Key
from core.services.clocks import tell_all
from core.services.context import Context
from core.services.intervals import Intervals
from core.services.provisioning import Provisioning
from core.services.station import Station
from core.services.times import latest_due_us, next_due_us

ACQUIRE: Final = "acquire"
TELL_TIME: Final = "time"
PROVISION: Final = "provision"
TRAPPED: Final = "trap"
RETRY_US: Final = HOUR_US // 4
AFTER_TRAP_US: Final = 10_000_000  # one that is being acquired when it is due to a trap comes again after so long


class Schedules:
    """Keeps every printer's appointments; all printers due at one instant share one alarm and one task."""

    def __init__(self, context: Context, acquisition: Acquisition, provisioning: Provisioning) -> None:
        self._context = context
        self._acquisition = acquisition
        self._provisioning = provisioning
        self._appointments = Appointments(context.calendar, self._on_due, "printers due")
        provisioning.on_failed = self._try_again
        self.intervals = Intervals(context.store, context.calendar.now_us)

    def follow(self, station: Station) -> None:
        """Make a printer's appointments anew, after its schedule or its state has changed."""
        now_us = self._context.calendar.now_us()
        started = station.is_started
        self._appointments.set((ACQUIRE, station.name), self._next_us(station) if started else None)
        tells = started and station.needs_time
        self._appointments.set((TELL_TIME, station.name), max(now_us, station.told_us + HOUR_US) if tells else None)

    def forget(self, name: str) -> None:
        """A printer is gone."""
        for what in (ACQUIRE, TELL_TIME, PROVISION, TRAPPED):
            self._appointments.set((what, name), None)

    def close(self) -> None:
        """No more appointments."""
        self._appointments.close()

    def trapped(self, station: Station, due_us: int) -> None:
        """A printer says that there is something to acquire (ACQ-10); what is due earlier stays."""
        known_us = self._appointments.due_us((TRAPPED, station.name))
        if station.is_started and (known_us is None or due_us < known_us):
            self._appointments.set((TRAPPED, station.name), due_us)

    def next_acquisition_us(self, name: str) -> int | None:
        """When a printer is acquired next, None when it is not."""
        return self._appointments.due_us((ACQUIRE, name))

    def make_up(self) -> None:
        """Acquire those whose schedule fell due while the server was off (ACQ-08)."""
        now_us = self._context.calendar.now_us()
        missed: list[Station] = []
        for station in self._context.roster.values():
            row = station.row
            due_us = latest_due_us(station.due, self._context.zone, row.registered_us, now_us)
            if station.is_started and due_us is not None and (row.last_attempt_us or row.registered_us) < due_us:
                missed.append(station)
        if missed:
            self._context.crew.spawn(self._acquire(missed), "missed acquisitions")

    def _next_us(self, station: Station) -> int | None:
        now_us = self._context.calendar.now_us()
        return next_due_us(station.due, self._context.zone, station.row.registered_us, now_us)

    def _on_due(self, keys: list[Key]) -> None:
        due: dict[str, list[Station]] = {}
        for what, name in keys:
            due.setdefault(what, []).append(self._context.roster[name])
        spawn = self._context.crew.spawn
        if acquire := due.get(ACQUIRE):
            for station in acquire:
                self._appointments.set((ACQUIRE, station.name), self._next_us(station))
            spawn(self._acquire(acquire), "scheduled acquisition")
        if trapped := [each for each in due.get(TRAPPED, []) if each not in (acquire or [])]:
            for station in trapped:
                if station.is_acquiring:
                    self.trapped(station, self._context.calendar.now_us() + AFTER_TRAP_US)
            spawn(self._acquire(trapped), "acquisition after a trap")
        if tell := self._still_to_tell(due.get(TELL_TIME, []), acquire or []):
            spawn(self._tell(tell), "hourly time")
        if behind := due.get(PROVISION):
            spawn(self._provision(behind), "provisioning again")

    def _still_to_tell(self, due: list[Station], acquired: list[Station]) -> list[Station]:
        """Acquisition tells the time as well, so it is told apart only to those that need it in between."""
        now_us = self._context.calendar.now_us()
        tell = []
        for station in due:
            next_us = station.told_us + HOUR_US
            if next_us <= now_us:
                next_us = now_us + HOUR_US
                if station not in acquired:
                    tell.append(station)
            self._appointments.set((TELL_TIME, station.name), next_us)
        return tell

    def _try_again(self, station: Station) -> None:
        next_us = self._context.calendar.now_us() + RETRY_US
        acquired_us = self.next_acquisition_us(station.name)
        # an acquisition that reaches the printer provisions it as well
        if acquired_us is None or acquired_us > next_us:
            self._appointments.set((PROVISION, station.name), next_us)

    async def _acquire(self, stations: list[Station]) -> None:
        # one that is being acquired by hand at this moment needs no second time
        await self._acquisition.acquire_all([s for s in stations if s.is_started and not s.is_acquiring])
        for station in stations:
            if await self.intervals.work_out(station) and not station.is_removed:
                self.follow(station)

    async def _tell(self, stations: list[Station]) -> None:
        await tell_all(self._context, [station for station in stations if station.is_started])

    async def _provision(self, stations: list[Station]) -> None:
        await self._provisioning.bring_all(
            [s for s in stations if not s.is_verified or self._provisioning.is_behind(s)]
        )
