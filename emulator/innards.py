"""The parts of a printer, and how they are put together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from core.wire.mib import Table
from emulator import journal
from emulator.errors import PrinterOff
from emulator.journal import Journal
from emulator.models import Model
from emulator.parts.board import Board
from emulator.parts.cards import Cards
from emulator.parts.clock import Clock
from emulator.parts.conditions import Conditions
from emulator.parts.engine import Engine
from emulator.parts.id_table import IdTable
from emulator.parts.job import Job, JobState
from emulator.parts.log_buffer import LogBuffer
from emulator.parts.owner import Owner
from emulator.parts.pjl_memory import PjlMemory
from emulator.parts.policies import Policies
from emulator.parts.reading import INLINE, Reader
from emulator.parts.rest import Rest
from emulator.parts.settings import Settings
from emulator.parts.staging import StagedTable, StagedTransfer
from emulator.parts.stock import Stock
from emulator.parts.storage import Storage
from emulator.parts.users import Users
from emulator.parts.watch import Watch
from emulator.ports import Calendar, Chance


class Innards:
    """Queue, engine and memory of a printer. It is on, warm and owned by nobody when it is made."""

    __slots__ = (
        "_board",
        "_calendar",
        "_halt",
        "_held",
        "_jobs",
        "_queue",
        "_ready_us",
        "_standing",
        "_stock",
        "booted_us",
        "boots",
        "cards",
        "cartridges",
        "clock",
        "conditions",
        "failure",
        "fitted",
        "ids",
        "is_on",
        "journal",
        "life",
        "log",
        "model",
        "name",
        "on_change",
        "on_queue",
        "owner",
        "pjl",
        "policies",
        "reader",
        "received_octets",
        "rest",
        "settings",
        "stage",
        "storage",
        "users",
        "watch",
    )

    def __init__(self, name: str, model: Model, *, calendar: Calendar, chance: Chance, reader: Reader = INLINE) -> None:
        self.name = name
        self.model = model
        self.reader = reader
        self.journal = Journal()
        self.on_change: Callable[[Any], None] | None = None  # called with it after a job's end and other changes
        self.on_queue: Callable[[], None] | None = None  # called when a job has come
        self.pjl: PjlMemory | None = None  # what clients left in it through PJL, once one has
        self.watch: Watch | None = None  # while somebody watches, see parts/watch.py
        self._calendar = calendar
        board = self._board = Board(name, self.journal, calendar, chance)
        self.is_on = True
        self.boots = 1  # power-ons: a connection can tell whether the printer is still the one it talked to
        self.booted_us = board.now_us()
        self.journal.write(journal.POWER, self.booted_us, "on")
        self.clock = Clock(board, model)
        self.log = LogBuffer(board, model)
        self.ids = IdTable(board, model.id_capacity)
        self.owner = Owner(board)
        self.settings = Settings(board)
        self.policies = Policies(board)
        self.users = Users(board)
        self.cards = Cards(board, model.card_capacity)
        tables: dict[int, StagedTable] = {Table.IDS: self.ids, Table.POLICIES: self.policies}
        if model.panel_restriction:
            tables[Table.USERS] = self.users
        if model.sd_card:
            tables[Table.CARDS] = self.cards
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
        self.life = Engine(board, model.drum)
        self.conditions = Conditions(board.now_us, self.catch_up, self._conditions_changed)
        self.cartridges = dict.fromkeys(model.toners, next(iter(model.toner_pages), 0))  # by toner: pages they last
        self.failure = ""  # reason of a printer error; "" = none
        self.fitted = set(model.options)  # see Model.options; people fit and remove them (PRN-17)
        self.rest: Rest | None = None  # it saves energy
        self.received_octets = 0  # of print data, since it was switched on
        self._stock: Stock | None = None  # nobody asks after paper and toner in most simulations
        self._standing: tuple[str, int] | None = None  # why jobs wait where they are, and since when
        self._ready_us = self.booted_us  # when the engine is free, and warm, for the next job
        self._jobs: dict[int, Job | JobState] = {}  # what is over is kept as its last state
        self._queue: deque[Job] = deque()  # the first one may have begun
        self._held: dict[int, Job] | None = None  # jobs that somebody must release
        self._halt: int | None = None  # after so many sheets of the first job something will have run out

    def catch_up(self) -> None:
        """Let everything happen that is due up to and including now."""
        raise NotImplementedError

    def _conditions_changed(self, at_us: int) -> None:
        raise NotImplementedError

    @property
    def stock(self) -> Stock:
        """Paper and supplies; see ``Printer.paper`` and ``Printer.supplies``."""
        if self._stock is None:
            self._stock = Stock(self._board, self.model, self.life, self.conditions, self.cartridges)
        return self._stock

    def _need_power(self, what: str) -> None:
        if not self.is_on:
            raise PrinterOff(self.name, what)

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change(self)
        if self.watch is not None:
            self.watch.changed()
