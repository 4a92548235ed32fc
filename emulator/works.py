"""The day of a job, from top to bottom; everything that happens in a printer by itself:

:meth:`Works.submit`     bytes arrive and wait in the queue
:meth:`Works.catch_up`   whatever has come due since somebody last looked happens now, in order:
:meth:`Works._begin`     a job's turn: it is decided whether and how it prints, and the sheets are planned
                         (parts/turn.py, parts/decision.py, parts/plan.py)
``Engine.produce``       sheets come out, each at its instant, into the journal (parts/engine.py)
``Stock.review``         something has run out: the job waits where it is (parts/stock.py)
:meth:`Works._finish`    the job ends; the end goes into the journal,
:meth:`Works._log`       and its record into the log, where the SNMP agent finds it (parts/record.py)

Nothing ticks: between two looks nothing is computed, and the result does not depend on how often one looks.
Every public method catches up first; who reads or writes a part directly (the agent) calls catch_up before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.wire.pjl import PrintJob
from emulator import journal
from emulator.errors import NoScanner
from emulator.innards import Innards
from emulator.parts.decision import STATUS, Outcome
from emulator.parts.errand import Errand, Progress, with_account
from emulator.parts.intake import NOTHING_SAID, Arrival, read_stream
from emulator.parts.job import Job
from emulator.parts.record import keep_record, records_due
from emulator.parts.turn import take_turn


class Works(Innards):
    """What a printer does by itself."""

    __slots__ = ()

    def submit(
        self,
        data: bytes,
        source: str,
        *,
        overflow: bool = False,
        said: PrintJob = NOTHING_SAID,
        hold: str | None = None,
    ) -> list[int]:
        """Bytes of one connection from ``source`` ("host:port") arrive; gives the numbers of the jobs in them.

        ``overflow``: they are the beginning of more than fits into memory. ``said``: see ``read_stream``.
        ``hold``: they wait until they are released, with this code unless it is "". Raises PrinterOff.
        """
        self._need_power("print")
        return self._take_in(read_stream(data, overflow=overflow, said=said), source, hold)

    def receive(
        self,
        data: bytes,
        source: str,
        then: Callable[[list[int]], None],
        *,
        overflow: bool = False,
        said: PrintJob = NOTHING_SAID,
        hold: str | None = None,
    ) -> None:
        """As :meth:`submit`, for a session: what is slow to read is read beside the loop (parts/reading.py).

        ``then`` gets the numbers, at once or later; none if the power went before. Raises PrinterOff.
        """
        self._need_power("print")
        boot = self.boots

        def arrived(arrivals: list[Arrival]) -> None:
            then(self._take_in(arrivals, source, hold) if self.is_on and self.boots == boot else [])

        self.reader.read(data, arrived, whose=self, overflow=overflow, said=said)

    def _take_in(self, arrivals: Iterable[Arrival], source: str, hold: str | None) -> list[int]:
        self.catch_up()
        numbers = [self._queue_up(arrival, source, hold=hold) for arrival in arrivals]
        self.catch_up()
        return numbers

    def run(self, errand: Errand, arrival: Arrival, source: str) -> int:
        """Somebody orders a copy at the panel, a fax comes in: the job's number. Raises PrinterOff, NoScanner."""
        self._need_power(errand.function)
        if errand.originals and not self.model.multifunction:
            raise NoScanner(self.name, errand.function)
        self.catch_up()
        ticket = with_account(arrival.ticket, errand.function, self.ids)
        number = self._queue_up(arrival._replace(ticket=ticket), source, errand)
        self.catch_up()
        return number

    def _queue_up(self, arrival: Arrival, source: str, errand: Errand | None = None, *, hold: str | None = None) -> int:
        if self.rest is not None:
            self.wake()
        now_us = self._calendar.now_us()
        number = len(self._jobs) + 1
        ticket, fault = self.users.identify(arrival.ticket, arrival.fault)
        job = Job(number, ticket, arrival.pages, fault, now_us)
        job.octets = arrival.octets
        job.received_s = self.clock.device_now_s(now_us)
        if errand is None:
            self.received_octets += arrival.octets
            self.journal.write(journal.ARRIVED, now_us, number, source, arrival.octets)
        else:
            job.function = errand.function
            job.errand = Progress(errand, self.model.face_us)
            self.journal.write(journal.ARRIVED, now_us, number, source, arrival.octets, errand.function)
        self._jobs[number] = job
        code = hold if arrival.hold is None else arrival.hold
        if code is None:
            self._queue.append(job)
        else:
            self._put_aside(job, code, now_us)
        if self.on_queue is not None:
            self.on_queue()
        if self.watch is not None:
            self.watch.queued(job, now_us)
        return number

    # ---- what happens by itself ---------------------------------------------------------------------

    @property
    def next_due_us(self) -> int | None:
        """When the first job in it begins, comes to a halt or ends; None when nothing will happen by itself."""
        if not self._queue or self.failure or self._standing is not None:
            return None
        job = self._queue[0]
        if job.start_us < 0:
            return max(job.queued_us, self._ready_us)
        return job.end_due_us if self._halt is None else job.due_us(self._halt)

    def catch_up(self) -> None:
        """Let everything happen that is due up to and including now."""
        if not self._queue or self.failure or self._standing is not None:
            return
        now_us = self._calendar.now_us()
        while self._queue and self._standing is None:
            job = self._queue[0]
            if job.start_us < 0:
                start_us = max(job.queued_us, self._ready_us)
                if start_us > now_us:
                    return
                self._begin(job, start_us)
            if self._halt is not None and (halt_us := job.due_us(self._halt)) <= now_us:
                self._produce(job, halt_us)
                self._review(halt_us)
                continue
            self._produce(job, now_us)
            if now_us < job.end_due_us:
                return
            self._queue.popleft()
            self._ready_us = job.end_due_us
            self._finish(job, job.end_due_us)
            self._review(job.end_due_us)

    def _produce(self, job: Job, until_us: int) -> None:
        if job.errand is not None and job.verdict.outcome is not Outcome.REFUSE:
            job.errand.go_on(self.journal, job.number, job.start_us, until_us)
        self.life.produce(job, until_us)
        if self.watch is not None:
            self.watch.produced(job)

    def _begin(self, job: Job, start_us: int) -> None:
        """A job's turn: decide by the state of this instant, and plan its sheets."""
        verdict, plan = take_turn(job, self.storage, self.model)
        job.started_s = self.clock.device_now_s(start_us)
        job.begin(start_us, verdict, plan, self.model, staples="finisher" in self.fitted)
        self.journal.write(journal.BEGUN, start_us, job.number)
        if self.watch is not None:
            self.watch.begun(job, start_us)
        self._look_ahead()

    def _finish(self, job: Job, at_us: int) -> None:
        """All planned sheets are out: the job is over by itself."""
        status, detail = STATUS[job.verdict.outcome], job.verdict.detail
        if job.errand is not None and job.errand.failed and status == "completed":
            status = "abnormal completed"
        if status == "aborted":
            self.journal.write(journal.REFUSED, at_us, job.number, detail)
        self._end(job, at_us, status, status, detail)

    def _end(self, job: Job, at_us: int, how: str, status: str = "", detail: str = "") -> None:
        """A job's end: the journal first, then the log (LOG-01). Without a status power or an error ended it."""
        self._halt = None
        job.end(at_us, how, status, detail)
        self.journal.write(journal.ENDED, at_us, job.number, how)
        if self.log.is_kept:
            job.unlogged = self._log(job)
            if job.unlogged:
                self.journal.write(journal.UNLOGGED, at_us, job.number, job.unlogged)
        state = self._jobs[job.number] = job.state()
        if self.watch is not None:
            self.watch.ended(job, at_us, state)
        self._changed()

    def _log(self, job: Job) -> str:
        """Keep its record, which the agent finds from now on; or say why there is none."""
        if not job.status:
            self.log.count_lost(job.out)
            return job.how
        if job.how == "canceled" and not records_due(job):
            return "no sheet"
        return keep_record(job, self.log, self.settings.full_action, self.clock, self.model)

    @property
    def asleep(self) -> bool:
        """Whether it saves energy."""
        if self.rest is None or not self.is_on:
            return False
        self.catch_up()
        return not self._queue and self.rest.sleeps(self._ready_us, self._calendar.now_us())

    def wake(self) -> bool:
        """Somebody wants something of it; whether it slept, and then prints only once it is warm."""
        slept = self.asleep
        if self.rest is not None:
            self.rest.called_us = now_us = self._calendar.now_us()
            if slept:
                self._ready_us = now_us + self.rest.wake_us
        return slept

    @property
    def warming_up(self) -> bool:
        """Whether it was switched on, or woken, only just now: the first job must wait a little."""
        return self.is_on and self.printing is None and self._calendar.now_us() < self._ready_us

    # ---- when it has to wait --------------------------------------------------------------------------

    @property
    def printing(self) -> Job | None:
        """The job that has begun and is not over, as it stood when somebody last looked."""
        return self._queue[0] if self._queue and self._queue[0].start_us >= 0 else None

    def _review(self, at_us: int) -> None:
        """Levels may have passed a threshold; conditions follow them."""
        if self._stock is not None and not self._stock.caretaker:
            self._stock.review(self.printing, at_us)
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Find out where the job being printed will run out of something."""
        job = self.printing
        watched = job is not None and self._stock is not None and not self._stock.caretaker
        self._halt = self._stock.milestone(job) if watched else None  # type: ignore[union-attr, arg-type]

    def _conditions_changed(self, at_us: int) -> None:
        """Jobs wait where they are as long as something stops the printer, and then go on there."""
        why = self.conditions.holding if self.is_on else None
        if why is not None and self._standing is None:
            reason = (why.part or why.kind.name) if why.kind.name == "offline" else why.kind.name
            self._standing = reason, at_us
            self.journal.write(journal.OFFLINE, at_us, reason)
        elif why is None and self._standing is not None:
            if self.printing is not None:
                self._resume(self._queue[0], at_us)
            self._standing = None
            self.journal.write(journal.ONLINE, at_us)
            self._ready_us = max(self._ready_us, at_us)
            self._look_ahead()
            self.catch_up()
        self._changed()

    def _resume(self, job: Job, now_us: int) -> None:
        if self._standing is not None:
            job.pause(max(self._standing[1], job.begun_us), now_us)

    def _put_aside(self, job: Job, code: str, at_us: int) -> None:
        job.is_held, job.code = True, code
        if self._held is None:
            self._held = {}
        self._held[job.number] = job
        self.journal.write(journal.HELD, at_us, job.number)
