"""Acquiring a printer's log: fetch, store durably, only then release (ACQ-04)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from core.devices.port import Fetch
from core.model import Batch, Gap, GapCause, Position, PrinterState, StreamKind
from core.model.errors import Busy, DeviceError, Incident, NotStarted, OwnedByOther, PressroomError
from core.services import losses
from core.services.clocks import tell_time
from core.services.context import Context
from core.services.exporting import Exporting
from core.services.identities import refuse_other
from core.services.outcome import Outcome, Progress
from core.services.provisioning import Provisioning
from core.services.station import Station

COUNTERS: Final = "counters"
_STATES: Final = {
    PrinterState.STOPPED: "acquisition is not started; start it first (printers start)",
    PrinterState.OTHER_SERVER: "acquired by a different server, or its storage was initialised; add it again",
    PrinterState.INCIDENT: "stopped after an incident; look at its log and add it again",
}


class Acquisition:
    """Acquires printers, at once or by schedule; errors become outcomes and the printer's status."""

    def __init__(self, context: Context, provisioning: Provisioning, exporting: Exporting) -> None:
        self._context = context
        self._provisioning = provisioning
        self._exporting = exporting

    async def acquire_all(self, stations: Sequence[Station], progress: Progress | None = None) -> dict[str, Outcome]:
        """Acquire these printers, some at the same time (PRN-19); an outcome for each. Raises Fenced only."""
        outcomes: dict[str, Outcome] = {}

        async def work(station: Station) -> None:
            outcome = outcomes[station.name] = await self.acquire(station)
            if progress is not None:
                progress(station.name, outcome)

        await self._context.contacts.each(stations, work, "acquisition")
        return outcomes

    async def acquire(self, station: Station) -> Outcome:
        """Acquire one printer; refused when it is not started, or is being acquired already (ACQ-09)."""
        try:
            _refuse_unless_ready(station)
        except PressroomError as refusal:
            return Outcome(ok=False, error=refusal.message)
        run = LogRun(self._context, station)
        station.is_acquiring = True
        try:
            async with self._context.hold(station):
                error = await self._attempt(station, run)
                await self._exporting.follow(station.row)
        finally:
            station.is_acquiring = False
            if run.turned:
                self._provisioning.kick()
        if error or not run.is_committed:  # a commit notes its success itself
            await self._context.store.note_attempt(station.row.key, run.at_us, error)
        return Outcome(not error, run.fetched, run.gaps, error)

    async def _attempt(self, station: Station, run: LogRun) -> str:
        """The log, and provisioning if the printer is behind; why it failed, "" when it did not."""
        context = self._context
        try:
            async with asyncio.timeout(context.longest_s):
                await run.follow()
                if self._provisioning.is_behind(station) or not station.is_verified:
                    await self._provisioning.bring(station)
        except TimeoutError:
            station.is_in_doubt = True
            run.turned = True  # for all that anybody knows: a commit may have gone unnoticed
            return f"the attempt took longer than {context.longest_s:g} s"
        except OwnedByOther as failure:
            await context.lose(station)
            return failure.message
        except Incident as failure:
            station.row = await context.store.update_printer(station.row.key, state=PrinterState.INCIDENT)
            return failure.message
        except DeviceError as failure:
            return failure.message
        return ""


class LogRun:
    """One acquisition of one printer, under its lock: what it found, and the steps of the flow."""

    def __init__(self, context: Context, station: Station) -> None:
        self._context = context
        self._station = station
        self.at_us = context.calendar.now_us()
        self.fetched = 0  # jobs stored
        self.gaps = 0
        self.turned = False  # an account went over its limit, or came back
        self.is_committed = False

    async def follow(self) -> None:
        """The main flow. A crash anywhere in it leaves each record on the printer, in the ledger, or in both."""
        station = self._station
        if station.row.dialect == COUNTERS:
            await self._read_counters()
            return
        fetch = await station.device.fetch(station.position, station.row.unlogged.serial)
        self.at_us = self._context.calendar.now_us()  # the wait for a slow printer lies before it
        while True:
            cause = await self.enter_stream(fetch)
            self._check_owner(fetch)
            await self.store(fetch, cause)
            await self._release(fetch)
            if not fetch.more:
                break
            fetch = await station.device.fetch(station.position, station.row.unlogged.serial)
        if station.needs_time:
            await tell_time(self._context, station)

    async def enter_stream(self, fetch: Fetch) -> GapCause:
        """Follow the printer into another log stream, noting what was lost on the way.

        Returns why records at the beginning of the stream may be missing.
        """
        station = self._station
        position = station.position
        if position is not None and position.stream == fetch.stream:
            return GapCause.OVERWRITTEN
        if position is not None:
            refuse_other(station.row, await station.device.identify())
        closing, gaps = None, list[Gap]()
        store, row = self._context.store, station.row
        # a printer that was removed is known by its streams when it is added again
        former = position or await store.former_position([entry.stream for entry in fetch.streams])
        if former is not None and former.stream != fetch.stream:
            closing, gaps = losses.stream_change(former, fetch.streams, self.at_us)
        await store.open_stream(row.key, fetch.stream, StreamKind.SNMP_LOG, self.at_us, closing=closing, gaps=gaps)
        station.position = await store.position(row.key)
        self.gaps += len(gaps)
        had_other_owner = position is None and row.generation > 1
        return losses.cause_of_missing(fetch, row.log_capacity, had_other_owner=had_other_owner)

    async def store(self, fetch: Fetch, cause: GapCause) -> None:
        """Commit what was found in one transaction; nothing is written when nothing was found."""
        station = self._station
        through = self._through(fetch)
        entries = fetch.records
        if entries and entries[0][0] <= through:
            # the ledger knew this stream already, from before the printer was added again
            entries = [entry for entry in entries if entry[0] > through]
            fetch = fetch._replace(records=entries)
        gaps = losses.missing_records(fetch, through, cause, self.at_us)
        if fetch.unlogged is not None:
            gaps += losses.unlogged(fetch.stream, station.row.unlogged, fetch.unlogged, self.at_us)
        if entries or gaps or fetch.unlogged is not None:
            await self._commit(Batch(station.row.key, fetch.stream, self.at_us, entries, gaps, fetch.unlogged))

    async def store_losses(self, fetch: Fetch, cause: GapCause) -> None:
        """Commit only what is missing before the oldest record: at registration, before any record is acquired."""
        through = self._through(fetch)
        gaps = losses.missing_records(fetch._replace(records=[], more=True), through, cause, self.at_us)
        if gaps:
            await self._commit(Batch(self._station.row.key, fetch.stream, self.at_us, (), gaps))

    async def _commit(self, batch: Batch) -> None:
        station = self._station
        result = await self._context.store.ingest(batch)
        station.position = Position(batch.stream, result.through, self.at_us)
        if batch.counters is not None:
            station.row = replace(station.row, unlogged=batch.counters)
        self.fetched += result.jobs
        self.gaps += len(batch.gaps)
        self.is_committed = True
        self.turned = self.turned or bool(result.exceeded or result.permitted)

    async def _release(self, fetch: Fetch) -> None:
        """Let the printer forget what is stored; also what a server stored that died before it could say so."""
        through = min(self._through(fetch), fetch.next - 1)
        if fetch.first <= through:
            await self._station.device.release(fetch.stream, self._station.row.generation, through)

    def _check_owner(self, fetch: Fetch) -> None:
        """Whoever is not the owner under its generation acquires nothing (PRN-10)."""
        if fetch.owner_id != self._context.server_id or fetch.generation != self._station.row.generation:
            raise OwnedByOther(fetch.owner_id.hex(), f"{self._station.name}: {_STATES[PrinterState.OTHER_SERVER]}")

    def _through(self, fetch: Fetch) -> int:
        position = self._station.position
        if position is None or position.stream != fetch.stream or position.through >= fetch.next:
            raise Incident(
                f"{self._station.name}: the log stands at {fetch.next}, before what is stored of the same stream",
                "was an old image of its storage restored?",
            )
        return position.through

    async def _read_counters(self) -> None:
        station = self._station
        reading = await station.device.read_counters()
        self.at_us = self._context.calendar.now_us()
        if station.row.serial and reading.serial != station.row.serial:
            raise DeviceError(f"{station.name}: a printer with another serial number ({reading.serial}) answers there")
        if await self._context.store.ingest_reading(station.row.key, self.at_us, reading.impressions):
            self.fetched += 1


def _refuse_unless_ready(station: Station) -> None:
    if not station.is_started:
        raise NotStarted(f"{station.name}: {_STATES[station.row.state]}")
    if station.is_acquiring:
        raise Busy(f"{station.name}: is being acquired already; wait until that is done")
