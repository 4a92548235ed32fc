"""What a printer says unasked: it started, something stops it, somebody is not who he says, what becomes of its log.

The server that owns the printer hears of the log (ACQ-10), receivers that people have set up of everything (EMU-08).

A printer never ticks, and nobody may be looking when a job ends. So where somebody is to be told, an appointment with
the calendar stands at the end of the job that is being printed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire import ber, mib
from core.wire.mib import Oid, TrapVersion
from core.wire.snmp import Pdu, PduType, Varbind
from emulator.ports import Alarm, Calendar
from emulator.printer import Printer
from emulator.protocols.notices import (
    AUTHENTICATION_FAILURE,
    COLD_START,
    Notice,
    alert,
    message_v2c,
    pdu_v2,
    trap_v1,
)
from emulator.protocols.receivers import Courier, Send

NEARLY_FULL_PERCENT: Final = 80
_HIGHEST_ID: Final = 0x7FFF_FFFF


class Notifier:
    """Watches one printer and sends a notification when there is something to tell, and somebody to hear it."""

    __slots__ = (
        "_alarm",
        "_alerted",
        "_boots",
        "_calendar",
        "_due_us",
        "_level",
        "_next",
        "_printer",
        "_send",
        "_stream",
        "courier",
        "sent",
    )

    def __init__(self, printer: Printer, calendar: Calendar, send: Send) -> None:
        self._printer = printer
        self._calendar = calendar
        self._send = send
        self._alarm: Alarm | None = None
        self._due_us = 0
        self._boots = printer.boots
        self._stream = printer.log.stream
        self._next = printer.log.next
        self._alerted = 0  # the index of the last condition that was looked at
        self._level = 0  # 1: said to be nearly full, 2: full
        self.sent = 0  # to the server
        self.courier: Courier | None = None

    @property
    def _is_heard(self) -> bool:
        return self._printer.traps.address is not None or self.courier is not None

    def queued(self) -> None:
        """A job came, or one ended: look again when the first one in the printer begins, or ends."""
        due_us = self._printer.next_due_us
        if due_us is None or not self._is_heard or (self._alarm is not None and due_us == self._due_us):
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._due_us = due_us
        self._alarm = self._calendar.at(due_us, self._ring, "a job's turn")

    def changed(self) -> None:
        """The printer is another than it was; says what there is to say."""
        log = self._printer.log
        before, level = self._next if log.stream == self._stream else 1, self._fullness()
        risen = level > self._level
        self._stream, self._next, self._level = log.stream, log.next, level
        if not self._is_heard or not self._printer.is_on:
            if self.courier is not None:
                self.courier.forget()
            return
        if self._printer.boots != self._boots:
            self._alerted = 0  # indices begin anew, and what is still the matter is told again
            self.started()
        self._tell_alerts()
        if log.next > before:
            self._tell_log(mib.PA_NOTIFY_JOB_LOGGED, _LOGGED)
        if risen:
            self._tell_log(*(_FULL if level > 1 else _NEARLY_FULL))
        self.queued()

    def silence(self) -> None:
        """The printer is carried out: it has no more appointments."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self.courier is not None:
            self.courier.forget()
            self.courier = None

    def started(self) -> None:
        """It is there now, with everything at its beginning."""
        self._boots = self._printer.boots
        self._tell(Notice(COLD_START))

    def unauthentic(self) -> None:
        """Somebody asked with a community or a password that is not one."""
        self._tell(Notice(AUTHENTICATION_FAILURE))

    def answered(self, pdu: Pdu, source: tuple[str, int]) -> bool:
        """A response came; whether it confirms an inform."""
        return self.courier is not None and self.courier.answered(pdu, source)

    def answered3(self, data: bytes, source: tuple[str, int]) -> bool:
        """A datagram of version 3 came; whether it is a receiver's, about an inform."""
        return self.courier is not None and self.courier.answered3(data, source)

    def _ring(self) -> None:
        self._alarm = None
        self._printer.catch_up()
        due_us = self._printer.next_due_us
        if due_us is not None and due_us > self._calendar.now_us():  # else somebody must do something to it first
            self.queued()

    def _fullness(self) -> int:
        log = self._printer.log
        if log.is_full:
            return 2
        return 1 if log.held * 100 >= log.capacity * NEARLY_FULL_PERCENT > 0 else 0

    def _tell(self, notice: Notice) -> None:
        if self.courier is not None:
            self.courier.tell(notice)

    def _tell_alerts(self) -> None:
        """Each critical condition that came since: RFC 3805 has no notification for warnings."""
        for each in self._printer.conditions.active():
            if each.index > self._alerted:
                self._alerted = each.index
                if each.kind.severity == "critical" and self.courier is not None:
                    self.courier.tell(alert(self._printer, self.courier.tree, each.index))

    def _tell_log(self, what: Oid, objects: tuple[Oid, ...]) -> None:
        printer = self._printer
        notice = Notice(what, tuple([_OBJECTS[oid](printer) for oid in objects]))
        self._tell(notice)
        settings, server = printer.traps, printer.traps.address
        if server is None or not printer.owner.id:
            return
        self.sent += 1
        printer.snmp.out_traps += 1
        if settings.version == TrapVersion.V1:
            self._send(trap_v1(printer, settings.community, notice, ()), server)
        else:
            pdu = pdu_v2(printer, PduType.TRAP_V2, self.sent & _HIGHEST_ID, notice)
            self._send(message_v2c(settings.community, pdu), server)


_LOGGED: Final = (mib.PA_LOG_STREAM, mib.PA_LOG_NEXT)
_HELD: Final = (mib.PA_LOG_STREAM, mib.PA_LOG_FIRST, mib.PA_LOG_NEXT)
_NEARLY_FULL: Final = (mib.PA_NOTIFY_LOG_NEARLY_FULL, _HELD)
_FULL: Final = (mib.PA_NOTIFY_LOG_FULL, (*_HELD, mib.PA_LOG_FULL_ACTION))
_OBJECTS: Final[dict[Oid, Callable[[Printer], Varbind]]] = {
    mib.PA_LOG_STREAM: lambda p: Varbind(mib.PA_LOG_STREAM, ber.OCTET_STRING, p.log.stream),
    mib.PA_LOG_FIRST: lambda p: Varbind(mib.PA_LOG_FIRST, ber.GAUGE32, p.log.first),
    mib.PA_LOG_NEXT: lambda p: Varbind(mib.PA_LOG_NEXT, ber.GAUGE32, p.log.next),
    mib.PA_LOG_FULL_ACTION: lambda p: Varbind(mib.PA_LOG_FULL_ACTION, ber.INTEGER, int(p.settings.full_action)),
}
