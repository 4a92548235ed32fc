"""One printer: a state machine without I/O. Works.py has what happens by itself, job_desk.py its jobs."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING, Final

from core.wire.mib import ControlAction, Table
from emulator import journal
from emulator.job_desk import JobDesk
from emulator.models import Model
from emulator.parts.conditions import Condition
from emulator.parts.control import Control
from emulator.parts.panel import Panel
from emulator.parts.paper import Paper
from emulator.parts.reading import INLINE, Reader
from emulator.parts.snmp_counts import SnmpCounts
from emulator.parts.supplies import Supplies
from emulator.parts.traps import TrapSettings
from emulator.ports import Calendar, Chance

if TYPE_CHECKING:
    from emulator.protocols.ipp.desk import Desk

_FAILURES: Final = (
    *(("jam", "media jam"), ("door", "cover open"), ("cover", "cover open")),
    *(("toner", "toner empty"), ("paper", "media needed")),
)
"""Words in the reason of a printer error, and the kind of condition that it is."""


class Printer(JobDesk):
    """One emulated printer. It is on, warm and owned by nobody when it is made."""

    __slots__ = (
        "_panel",
        "_paper",
        "_password",
        "_supplies",
        "address",
        "control",
        "desk",
        "is_busy",
        "serial",
        "snmp",
        "traps",
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
        caretaker: bool = True,
    ) -> None:
        super().__init__(name, model, calendar=calendar, chance=chance, reader=reader)
        self.address = address
        self.serial = serial
        self._password = model.admin_password.encode() if admin_password is None else admin_password
        self.control = Control()
        self.traps = TrapSettings()
        self.snmp = SnmpCounts()
        self.desk: Desk | None = None  # of IPP clients, once there are any
        self.is_busy = False  # somebody is at its panel: it prints, but takes no writes (PRN-21)
        self._panel: Panel | None = None
        self._paper: Paper | None = None
        self._supplies: Supplies | None = None
        if not caretaker:
            self.caretaker = False

    # ---- paper, toner, and what goes wrong ------------------------------------------------------------

    @property
    def paper(self) -> Paper:
        """What lies in its trays."""
        if self._paper is None:
            self._paper = Paper(self.stock, self.conditions, self.catch_up, self._refilled)
        return self._paper

    @property
    def supplies(self) -> Supplies:
        """Toner and what else wears."""
        if self._supplies is None:
            self._supplies = Supplies(self.stock, self.conditions, self.catch_up, self._refilled)
        return self._supplies

    @property
    def panel(self) -> Panel:
        """Where people log in."""
        if self._panel is None:
            self._panel = Panel(self.name, self.users, self.cards, self.ids)
        return self._panel

    @property
    def caretaker(self) -> bool:
        """Whether somebody fills trays and changes cartridges as soon as they are low."""
        return self._stock is None or self._stock.caretaker

    @caretaker.setter
    def caretaker(self, employed: bool) -> None:
        self.catch_up()
        if employed:
            self.stock.employ()
            self.stock.review(self.printing, self._calendar.now_us())
        else:
            self.stock.dismiss()
        self._look_ahead()

    def _refilled(self) -> None:
        self._review(self._calendar.now_us())
        self.catch_up()

    def put_right(self) -> None:
        """Somebody clears whatever is the matter and looks after it from now on."""
        self.repair()
        for each in self.conditions.active():
            self.conditions.clear(each.kind.name, each.part)
        if not self.caretaker:
            self.caretaker = True

    @property
    def offline(self) -> tuple[str, int] | None:
        """Why jobs wait where they are, and since when; None while they do not."""
        return self._standing

    # ---- what people do to a printer ------------------------------------------------------------------

    def fail(self, reason: str) -> None:
        """A printer error (a jam, say): the job being printed is lost, later ones wait for the repair."""
        self._need_power("fail")
        self.catch_up()
        if self.failure:
            return
        self.failure = reason or "printer error"
        now_us = self._calendar.now_us()
        self.journal.write(journal.SETTING, now_us, "printer error", self.failure)
        if self.printing is not None:
            self._end(self._queue.popleft(), now_us, "printer error")
        self.conditions.raise_(_kind_of(self.failure), self.failure, fatal=True)

    def repair(self) -> None:
        """The error is gone; waiting jobs print."""
        if not self.failure:
            return
        now_us = self._calendar.now_us()
        reason, self.failure = self.failure, ""
        self.journal.write(journal.SETTING, now_us, "printer error", "")
        self._ready_us = max(self._ready_us, now_us)
        self.conditions.clear(_kind_of(reason), reason)

    def go_offline(self, reason: str = "offline") -> None:
        """Off-line at the panel: the job waits where it is. Raises PrinterOff."""
        self._need_power("go off-line")
        if not self._switched_off_line():
            self.conditions.raise_("offline", "" if reason == "offline" else reason)

    def go_online(self) -> None:
        """It goes on where it was, unless something else is the matter."""
        for each in self._switched_off_line():
            self.conditions.clear("offline", each.part)

    def _switched_off_line(self) -> list[Condition]:
        return [each for each in self.conditions.active() if each.kind.name == "offline"]

    def power_off(self) -> None:
        """The power goes: sheets that are out are out, jobs in the printer are lost, memory forgets."""
        if not self.is_on:
            return
        self.catch_up()
        now_us = self._calendar.now_us()
        self.is_on = False
        self._standing = None
        self._panel = None
        self.conditions.power_lost()
        self.journal.write(journal.POWER, now_us, "off")
        while self._queue:
            self._end(self._queue.popleft(), now_us, "power cut")
        while self._held:
            self._end(self._held.pop(next(iter(self._held))), now_us, "power cut")
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
        self.received_octets = 0
        self.journal.write(journal.POWER, self.booted_us, "on")
        self._ready_us = self.booted_us + self.model.warm_up_s * 1_000_000
        for part in (self.clock, self.owner, self.settings, self.ids, self.stage, self.traps, self.snmp):
            part.restarted()
        self.conditions.restarted(self.booted_us)
        self._conditions_changed(self.booted_us)

    def power_cycle(self) -> None:
        """Off and on again at once."""
        self.power_off()
        self.power_on()

    def fit(self, option: str) -> None:
        """Somebody fits an option (``Model.options``); an SD card comes empty (PRN-17, EMU-04)."""
        self.fitted.add(option)
        if option == "sd card":
            self.stage.tables[Table.CARDS] = self.cards

    def remove(self, option: str) -> None:
        """Somebody takes it out; the SD card takes the table of IC cards along."""
        self.fitted.discard(option)
        if option == "sd card":
            self.stage.drop(Table.CARDS)
            self.cards.clear()

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


def _kind_of(reason: str) -> str:
    return next((kind for word, kind in _FAILURES if word in reason), "failed")
