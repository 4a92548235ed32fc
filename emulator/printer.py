"""One printer: a state machine without I/O. The day of a job, from top to bottom:

:meth:`Printer.submit`   bytes arrive and wait in the queue
:meth:`Printer.catch_up` whatever has come due since somebody last looked happens now, in order:
:meth:`Printer._begin`   a job's turn: it is decided whether and how it prints, and the sheets are planned
``Engine.produce``       sheets come out, each at its instant, into the journal
:meth:`Printer._finish`  the job ends; the end goes into the journal,
:meth:`Printer._log`     and its record into the log, where the SNMP agent finds it

Nothing ticks: between two looks nothing is computed, and the result does not depend on how often one looks.
Every public method catches up first; who reads or writes a part directly (the agent) calls catch_up before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from hmac import compare_digest

from core.wire.mib import ControlAction, IdState, LogFullAction
from emulator import journal
from emulator.errors import PrinterOff, UnknownJob
from emulator.journal import Journal
from emulator.models import Model
from emulator.parts import decision
from emulator.parts.board import Board
from emulator.parts.clock import Clock
from emulator.parts.control import Control
from emulator.parts.decision import Decision, Outcome, decide
from emulator.parts.engine import Engine
from emulator.parts.id_table import IdTable
from emulator.parts.intake import Arrival, read_stream
from emulator.parts.job import Job, JobState, write_records
from emulator.parts.log_buffer import LogBuffer
from emulator.parts.owner import Owner
from emulator.parts.plan import EMPTY, Plan, has_colour, make_plan, until_colour
from emulator.parts.settings import Settings
from emulator.parts.staging import StagedTransfer
from emulator.parts.storage import Storage
from emulator.ports import Calendar, Chance


class Printer:
    """One emulated printer. It is on, warm and owned by nobody when it is made.

    ``on_change`` is called after a job ended or the power changed. ``boots`` counts power-ons, so that a
    connection can tell whether the printer is still the one it talked to.
    """

    __slots__ = (
        "_calendar",
        "_jobs",
        "_password",
        "_queue",
        "_ready_us",
        "address",
        "booted_us",
        "boots",
        "clock",
        "control",
        "failure",
        "ids",
        "is_on",
        "journal",
        "life",
        "log",
        "model",
        "name",
        "on_change",
        "owner",
        "serial",
        "settings",
        "stage",
        "storage",
    )

    def __init__(
        self,
        name: str,
        model: Model,
        address: str,
        serial: str,
        *,
        calendar: Calendar,
        chance: Chance,
        admin_password: bytes | None = None,
    ) -> None:
        self.name = name
        self.model = model
        self.address = address
        self.serial = serial
        self.journal = Journal()
        self.on_change: Callable[[Printer], None] | None = None
        self._calendar = calendar
        self._password = model.admin_password.encode() if admin_password is None else admin_password
        board = Board(name, self.journal, calendar, chance)
        self.is_on = True
        self.boots = 1
        self.booted_us = board.now_us()
        self.journal.write(journal.POWER, self.booted_us, "on")
        self.clock = Clock(board, model)
        self.log = LogBuffer(board, model)
        self.ids = IdTable(board, model.id_capacity)
        self.owner = Owner(board)
        self.settings = Settings(board)
        self.stage = StagedTransfer(self.ids)
        self.storage = Storage(self.log, self.ids, self.owner, self.settings, self.stage)
        self.control = Control()
        self.life = Engine(board)
        self.failure = ""  # reason of a printer error; "" = none
        self._ready_us = self.booted_us  # when the engine is free, and warm, for the next job
        self._jobs: dict[int, Job] = {}
        self._queue: deque[Job] = deque()  # the first one may have begun

    # ---- the day of a job -------------------------------------------------------------------------

    def submit(self, data: bytes, source: str, *, overflow: bool = False) -> list[int]:
        """Bytes of one connection from ``source`` ("host:port") arrive; gives the numbers of the jobs in them.

        ``overflow``: they are the beginning of more than fits into memory. Raises PrinterOff.
        """
        self._need_power("print")
        self.catch_up()
        numbers = [self._queue_up(arrival, source) for arrival in read_stream(data, overflow=overflow)]
        self.catch_up()
        return numbers

    def _queue_up(self, arrival: Arrival, source: str) -> int:
        now_us = self._calendar.now_us()
        number = len(self._jobs) + 1
        job = Job(number, arrival.ticket, arrival.pages, arrival.fault, now_us)
        job.received_s = self.clock.device_now_s(now_us)
        self.journal.write(journal.ARRIVED, now_us, number, source, arrival.octets)
        self._jobs[number] = job
        self._queue.append(job)
        return number

    def catch_up(self) -> None:
        """Let everything happen that is due up to and including now."""
        if not self._queue or self.failure:
            return
        now_us = self._calendar.now_us()
        while self._queue:
            job = self._queue[0]
            if job.start_us < 0:
                start_us = max(job.arrived_us, self._ready_us)
                if start_us > now_us:
                    return
                self._begin(job, start_us)
            self.life.produce(job, now_us)
            if job.out < job.total:
                return
            self._queue.popleft()
            self._ready_us = job.end_due_us
            self._finish(job, job.end_due_us)

    def _begin(self, job: Job, start_us: int) -> None:
        """A job's turn: decide by the state of this instant, and plan its sheets."""
        verdict = self._decide(job)
        job.status, job.detail = decision.STATUS[verdict.outcome], verdict.detail
        job.started_s = self.clock.device_now_s(start_us)
        job.begin(start_us, self._plan(job, verdict), self.model.face_us)

    def _decide(self, job: Job) -> Decision:
        account = self.ids.row_for(job.account_id)
        return decide(
            restrictions=account.restrictions,
            limit_exceeded=self.ids.state(account.id) == IdState.LIMIT_EXCEEDED,
            has_colour=self.model.colour and job.ticket.colour and has_colour(job.pages),
            fault=job.fault,
            log_blocks=self.log.is_full and self.settings.full_action == LogFullAction.CANCEL_JOBS,
        )

    def _plan(self, job: Job, verdict: Decision) -> Plan:
        if verdict.outcome is Outcome.REFUSE:
            return EMPTY
        pages, ticket = job.pages, job.ticket
        copies = ticket.copies
        if verdict.outcome is Outcome.PRINT_UNTIL_COLOUR:
            pages, copies = until_colour(pages), 1  # the first colour page comes before any second copy
        mono = verdict.outcome is Outcome.PRINT_IN_MONO or not (self.model.colour and ticket.colour)
        return make_plan(pages, self.model, duplex=ticket.duplex, copies=copies, mono=mono)

    def _finish(self, job: Job, at_us: int) -> None:
        """All planned sheets are out: the job is over by itself."""
        if job.status == "aborted":
            self.journal.write(journal.REFUSED, at_us, job.number, job.detail)
        self._end(job, at_us, job.status)
        self._log(job, at_us)
        self._changed()

    def _end(self, job: Job, at_us: int, how: str) -> None:
        job.how = how
        job.ended_us = at_us
        self.journal.write(journal.ENDED, at_us, job.number, how)

    def _log(self, job: Job, at_us: int) -> None:
        """Keep the record of a job that ended, or count it, as the log's full action says (ACQ-05, ACQ-13)."""
        log = self.log
        if not log.is_kept:
            return
        action = self.settings.full_action
        if action == LogFullAction.STOP_LOGGING and log.is_full:
            log.count_stopped(job.out)
            self._unlogged(job, at_us, "logging stopped")
            return
        if job.detail == "log buffer full" and log.held >= log.capacity + log.reserve:
            log.count_refusal()
            self._unlogged(job, at_us, "reserve used up")
            return
        records = write_records(job, self.clock, at_us)
        if action == LogFullAction.DELETE_OLDEST:
            log.make_room(len(records), at_us)
        job.sequence = log.append(records)

    def _unlogged(self, job: Job, at_us: int, cause: str) -> None:
        job.unlogged = cause
        if self.log.is_kept:
            self.journal.write(journal.UNLOGGED, at_us, job.number, cause)

    # ---- what is known about jobs -------------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether no job is printing or waiting."""
        self.catch_up()
        return not self._queue

    def job_state(self, number: int) -> JobState:
        """How a job stands now. Raises UnknownJob."""
        self.catch_up()
        job = self._jobs.get(number)
        if job is None:
            raise UnknownJob(self.name, number)
        return job.state(self._end_due_us(job) if job.ended_us is None else None)

    def _end_due_us(self, job: Job) -> int | None:
        """When a job will end if nothing intervenes and all before it are decided as they would be now."""
        if self.failure:
            return None
        free_us = self._ready_us
        for ahead in self._queue:
            if ahead.start_us >= 0:
                free_us = ahead.end_due_us
            else:
                plan = self._plan(ahead, self._decide(ahead))
                faces = 2 if plan.duplex else 1
                start_us = max(ahead.arrived_us, free_us)
                free_us = start_us + plan.sheets * plan.copies * faces * self.model.face_us
            if ahead is job:
                break
        return free_us

    # ---- what people do to a printer ------------------------------------------------------------------

    def cancel(self, number: int) -> bool:
        """The user cancels a job at the panel; False when it is over already. Raises UnknownJob, PrinterOff."""
        self._need_power("cancel a job")
        self.catch_up()
        job = self._jobs.get(number)
        if job is None:
            raise UnknownJob(self.name, number)
        if job.ended_us is not None:
            return False
        now_us = self._calendar.now_us()
        if job.start_us >= 0:
            self._ready_us = now_us
        self._queue.remove(job)
        job.status, job.detail = "canceled", ""
        self._end(job, now_us, "canceled")
        if job.out:
            self._log(job, now_us)
        else:
            self._unlogged(job, now_us, "no sheet")
        self.catch_up()
        self._changed()
        return True

    def fail(self, reason: str) -> None:
        """A printer error (a jam, say): the job being printed is lost, later ones wait for the repair."""
        self._need_power("fail")
        self.catch_up()
        if self.failure:
            return
        self.failure = reason or "printer error"
        now_us = self._calendar.now_us()
        self.journal.write(journal.SETTING, now_us, "printer error", self.failure)
        if self._queue and self._queue[0].start_us >= 0:
            self._lose(self._queue.popleft(), now_us, "printer error")
        self._changed()

    def repair(self) -> None:
        """The error is gone; waiting jobs print."""
        if not self.failure:
            return
        now_us = self._calendar.now_us()
        self.failure = ""
        self.journal.write(journal.SETTING, now_us, "printer error", "")
        self._ready_us = max(self._ready_us, now_us)
        self.catch_up()
        self._changed()

    def power_off(self) -> None:
        """The power goes: sheets that are out are out, jobs in the printer are lost, memory forgets."""
        if not self.is_on:
            return
        self.catch_up()
        now_us = self._calendar.now_us()
        self.is_on = False
        self.journal.write(journal.POWER, now_us, "off")
        while self._queue:
            self._lose(self._queue.popleft(), now_us, "power cut")
        self.clock.power_lost()
        self.stage.power_lost()
        self.life.report_life()
        self.life.power_lost()
        self._changed()

    def power_on(self) -> None:
        """The printer starts and warms up; an error that was there is still there."""
        if self.is_on:
            return
        self.booted_us = self._calendar.now_us()
        self.is_on = True
        self.boots += 1
        self.journal.write(journal.POWER, self.booted_us, "on")
        self._ready_us = self.booted_us + self.model.warm_up_s * 1_000_000
        for part in (self.clock, self.owner, self.settings, self.ids, self.stage):
            part.restarted()
        self._changed()

    def power_cycle(self) -> None:
        """Off and on again at once."""
        self.power_off()
        self.power_on()

    def restart_by(self, nonce: int, action: ControlAction) -> bool:
        """A remote restart or shut-down; False for a nonce seen before, and then nothing happens."""
        self.catch_up()
        if not self.control.take(nonce):
            return False
        if action == ControlAction.RESTART:
            self.power_cycle()
        elif action == ControlAction.SHUT_DOWN:
            self.power_off()
        return True

    def _lose(self, job: Job, at_us: int, cause: str) -> None:
        """A job that power or an error ended: no record, but counted (LOG-01)."""
        job.status, job.detail = "", ""
        self._end(job, at_us, cause)
        self._unlogged(job, at_us, cause)
        if self.log.is_kept:
            self.log.count_lost(job.out)

    def format_storage(self) -> bool:
        """Format the log storage at the panel; False when the server inhibits it (PRN-18). Raises PrinterOff."""
        self._need_power("format its storage")
        self.catch_up()
        done = self.storage.format()
        self._changed()
        return done

    def replace_storage(self) -> None:
        """Fit another, empty log storage; nothing can inhibit that."""
        self.catch_up()
        self.storage.replace()
        self._changed()

    def set_clock(self, device_minus_true_us: int, utc_offset_min: int | None = None) -> None:
        """Somebody sets the clock at the panel, right (0) or wrong (ACQ-07). Raises PrinterOff."""
        self._need_power("set its clock")
        self.catch_up()
        self.clock.set(self._calendar.now_us() + device_minus_true_us, utc_offset_min)

    def report_life(self) -> None:
        """Write the life counters into the journal."""
        self.catch_up()
        self.life.report_life()

    def accepts_password(self, password: bytes | None) -> bool:
        """Whether a privileged write with this password (None: without one) may act (PRN-08)."""
        return not self._password or (password is not None and compare_digest(password, self._password))

    @property
    def asks_password(self) -> bool:
        """Whether privileged writes need a password."""
        return bool(self._password)

    def _need_power(self, what: str) -> None:
        if not self.is_on:
            raise PrinterOff(self.name, what)

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change(self)
