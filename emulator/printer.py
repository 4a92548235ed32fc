"""One printer: a state machine without I/O. The day of a job, from top to bottom:

:meth:`Printer.submit`   bytes arrive and wait in the queue
:meth:`Printer.catch_up` whatever has come due since somebody last looked happens now, in order:
:meth:`Printer._begin`   a job's turn: it is decided whether and how it prints, and the sheets are planned
                         (parts/turn.py, parts/decision.py, parts/plan.py)
``Engine.produce``       sheets come out, each at its instant, into the journal (parts/engine.py)
:meth:`Printer._finish`  the job ends; the end goes into the journal,
:meth:`Printer._log`     and its record into the log, where the SNMP agent finds it (parts/record.py)

Nothing ticks: between two looks nothing is computed, and the result does not depend on how often one looks.
Every public method catches up first; who reads or writes a part directly (the agent) calls catch_up before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from hmac import compare_digest

from core.wire.mib import ControlAction, Table
from core.wire.pjl import PrintJob
from emulator import journal
from emulator.errors import NoScanner, PrinterOff, UnknownJob
from emulator.journal import Journal
from emulator.models import Model
from emulator.parts.board import Board
from emulator.parts.clock import Clock
from emulator.parts.control import Control
from emulator.parts.decision import STATUS, Outcome
from emulator.parts.engine import Engine
from emulator.parts.errand import Errand, Progress, with_account
from emulator.parts.id_table import IdTable
from emulator.parts.intake import NOTHING_SAID, Arrival, read_stream
from emulator.parts.job import Job, JobState
from emulator.parts.log_buffer import LogBuffer
from emulator.parts.owner import Owner
from emulator.parts.policies import Policies
from emulator.parts.reading import INLINE, Reader
from emulator.parts.record import keep_record, records_due
from emulator.parts.settings import Settings
from emulator.parts.snmp_counts import SnmpCounts
from emulator.parts.staging import StagedTable, StagedTransfer
from emulator.parts.storage import Storage
from emulator.parts.traps import TrapSettings
from emulator.parts.turn import take_turn
from emulator.parts.users import Users
from emulator.parts.watch import Watch
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
        "cartridges",
        "clock",
        "control",
        "failure",
        "fitted",
        "ids",
        "is_busy",
        "is_on",
        "journal",
        "life",
        "log",
        "model",
        "name",
        "offline",
        "on_change",
        "on_queue",
        "owner",
        "policies",
        "reader",
        "serial",
        "settings",
        "snmp",
        "stage",
        "storage",
        "traps",
        "users",
        "watch",
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
        reader: Reader = INLINE,
    ) -> None:
        self.name = name
        self.model = model
        self.address = address
        self.serial = serial
        self.reader = reader
        self.journal = Journal()
        self.on_change: Callable[[Printer], None] | None = None
        self.on_queue: Callable[[], None] | None = None  # called when a job has come
        self.watch: Watch | None = None  # while somebody watches, see parts/watch.py
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
        self.policies = Policies(board)
        self.users = Users(board)
        tables: dict[int, StagedTable] = {Table.IDS: self.ids, Table.POLICIES: self.policies}
        if model.panel_restriction:
            tables[Table.USERS] = self.users
        self.stage = StagedTransfer(tables)
        self.storage = Storage(
            self.log,
            self.ids,
            self.policies,
            users=self.users,
            owner=self.owner,
            settings=self.settings,
            stage=self.stage,
        )
        self.control = Control()
        self.life = Engine(board)
        self.traps = TrapSettings()
        self.snmp = SnmpCounts()
        self.cartridges = dict.fromkeys(model.toners, next(iter(model.toner_pages), 0))  # by toner: pages they last
        self.failure = ""  # reason of a printer error; "" = none
        self.is_busy = False  # somebody is at its panel: it prints, but takes no writes (PRN-21)
        self.fitted = set(model.options)  # see Model.options; people fit and remove them (PRN-17)
        self.offline: tuple[str, int] | None = None  # reason, and since when
        self._ready_us = self.booted_us  # when the engine is free, and warm, for the next job
        self._jobs: dict[int, Job | JobState] = {}  # what is over is kept as its last state
        self._queue: deque[Job] = deque()  # the first one may have begun

    # ---- the day of a job -------------------------------------------------------------------------

    def submit(self, data: bytes, source: str, *, overflow: bool = False, said: PrintJob = NOTHING_SAID) -> list[int]:
        """Bytes of one connection from ``source`` ("host:port") arrive; gives the numbers of the jobs in them.

        ``overflow``: they are the beginning of more than fits into memory. ``said``: see ``read_stream``. Raises
        PrinterOff.
        """
        self._need_power("print")
        return self._take_in(read_stream(data, overflow=overflow, said=said), source)

    def receive(
        self,
        data: bytes,
        source: str,
        then: Callable[[list[int]], None],
        *,
        overflow: bool = False,
        said: PrintJob = NOTHING_SAID,
    ) -> None:
        """As :meth:`submit`, for a session: what is slow to read is read beside the loop (parts/reading.py).

        ``then`` gets the numbers, at once or later; none if the power went before. Raises PrinterOff.
        """
        self._need_power("print")
        boot = self.boots

        def arrived(arrivals: list[Arrival]) -> None:
            then(self._take_in(arrivals, source) if self.is_on and self.boots == boot else [])

        self.reader.read(data, arrived, whose=self, overflow=overflow, said=said)

    def _take_in(self, arrivals: Iterable[Arrival], source: str) -> list[int]:
        self.catch_up()
        numbers = [self._queue_up(arrival, source) for arrival in arrivals]
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

    def _queue_up(self, arrival: Arrival, source: str, errand: Errand | None = None) -> int:
        now_us = self._calendar.now_us()
        number = len(self._jobs) + 1
        ticket, fault = self.users.identify(arrival.ticket, arrival.fault)
        job = Job(number, ticket, arrival.pages, fault, now_us)
        job.received_s = self.clock.device_now_s(now_us)
        if errand is None:
            self.journal.write(journal.ARRIVED, now_us, number, source, arrival.octets)
        else:
            job.function = errand.function
            job.errand = Progress(errand, self.model.face_us)
            self.journal.write(journal.ARRIVED, now_us, number, source, arrival.octets, errand.function)
        self._jobs[number] = job
        self._queue.append(job)
        if self.on_queue is not None:
            self.on_queue()
        if self.watch is not None:
            self.watch.queued(job, now_us)
        return number

    @property
    def next_due_us(self) -> int | None:
        """When the first job in it begins or, if it has begun, ends; None when nothing will happen by itself."""
        if not self._queue or self.failure:
            return None
        job = self._queue[0]
        return job.end_due_us if job.start_us >= 0 else max(job.arrived_us, self._ready_us)

    def catch_up(self) -> None:
        """Let everything happen that is due up to and including now."""
        if not self._queue or self.failure or self.offline is not None:
            return
        now_us = self._calendar.now_us()
        while self._queue:
            job = self._queue[0]
            if job.start_us < 0:
                start_us = max(job.arrived_us, self._ready_us)
                if start_us > now_us:
                    return
                self._begin(job, start_us)
            self._produce(job, now_us)
            if now_us < job.end_due_us:
                return
            self._queue.popleft()
            self._ready_us = job.end_due_us
            self._finish(job, job.end_due_us)

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

    # ---- what is known about jobs -------------------------------------------------------------------

    @property
    def printing(self) -> Job | None:
        """The job that has begun and is not over, as it stood when somebody last looked."""
        return self._queue[0] if self._queue and self._queue[0].start_us >= 0 else None

    @property
    def idle(self) -> bool:
        """Whether no job is printing or waiting."""
        self.catch_up()
        return not self._queue

    def job_state(self, number: int) -> JobState:
        """How a job stands now. Raises UnknownJob."""
        self.catch_up()
        job = self._job(number)
        return job.state(self._end_due_us(job)) if isinstance(job, Job) else job

    def _job(self, number: int) -> Job | JobState:
        try:
            return self._jobs[number]
        except KeyError:
            raise UnknownJob(self.name, number) from None

    def _end_due_us(self, job: Job) -> int | None:
        """When a job will end if nothing intervenes and all before it are decided as they would be now."""
        if self.failure or self.offline is not None:
            return None
        free_us = self._ready_us
        for ahead in self._queue:
            if ahead.start_us >= 0:
                free_us = ahead.end_due_us
            else:
                verdict, plan = take_turn(ahead, self.storage, self.model)
                sheets, faces = plan.sheets * plan.copies, 2 if plan.duplex else 1
                free_us = max(ahead.arrived_us, free_us) + sheets * faces * self.model.face_us
                if ahead.errand is not None and verdict.outcome is not Outcome.REFUSE:
                    free_us += ahead.errand.lead_us
            if ahead is job:
                break
        return free_us

    # ---- what people do to a printer ------------------------------------------------------------------

    def cancel(self, number: int) -> bool:
        """The user cancels a job at the panel; False when it is over already. Raises UnknownJob, PrinterOff."""
        self._need_power("cancel a job")
        self.catch_up()
        job = self._job(number)
        if not isinstance(job, Job):
            return False
        now_us = self._calendar.now_us()
        if job.start_us >= 0:
            self._ready_us = now_us
            self._resume(job, now_us)
        self._queue.remove(job)
        self._end(job, now_us, "canceled", "canceled")
        self.catch_up()
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
            self._end(self._queue.popleft(), now_us, "printer error")
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

    def go_offline(self, reason: str = "offline") -> None:
        """Off-line at the panel, out of paper, a cover open: the job waits where it is. Raises PrinterOff."""
        self._need_power("go off-line")
        self.catch_up()
        if self.offline is None:
            self.offline = reason, self._calendar.now_us()
            self.journal.write(journal.OFFLINE, self.offline[1], reason)
            self._changed()

    def go_online(self) -> None:
        """It goes on where it was."""
        if self.offline is None:
            return
        now_us = self._calendar.now_us()
        if self._queue and self._queue[0].start_us >= 0:
            self._resume(self._queue[0], now_us)
        self.offline = None
        self.journal.write(journal.ONLINE, now_us)
        self._ready_us = max(self._ready_us, now_us)
        self.catch_up()
        self._changed()

    def _resume(self, job: Job, now_us: int) -> None:
        if self.offline is not None:
            job.pause(max(self.offline[1], job.begun_us), now_us)

    def power_off(self) -> None:
        """The power goes: sheets that are out are out, jobs in the printer are lost, memory forgets."""
        if not self.is_on:
            return
        self.catch_up()
        now_us = self._calendar.now_us()
        self.is_on = False
        self.offline = None
        self.journal.write(journal.POWER, now_us, "off")
        while self._queue:
            self._end(self._queue.popleft(), now_us, "power cut")
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
        for part in (self.clock, self.owner, self.settings, self.ids, self.stage, self.traps, self.snmp):
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
        if self.watch is not None:
            self.watch.changed()
