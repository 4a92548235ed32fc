"""What a printer says unasked: a job was logged, the log is nearly full, or full (ACQ-10).

A printer never ticks, and nobody may be looking when a job ends. So where somebody is to be told, an appointment with
the calendar stands at the end of the job that is being printed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire import ber, mib
from core.wire.mib import Oid, TrapVersion
from core.wire.snmp import V1, V2C, Message, Pdu, PduType, TrapV1, Varbind, encode_message
from emulator.dialects.cells import uptime
from emulator.ports import Alarm, Calendar
from emulator.printer import Printer

NEARLY_FULL_PERCENT: Final = 80
_TRAP_OID: Final[Oid] = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)  # snmpTrapOID.0
_ENTERPRISE_SPECIFIC: Final = 6
_HIGHEST_ID: Final = 0x7FFF_FFFF

Send = Callable[[bytes, tuple[str, int]], None]


class Notifier:
    """Watches one printer's log and sends a notification when there is something to tell, and somebody to hear it."""

    __slots__ = ("_alarm", "_calendar", "_due_us", "_level", "_next", "_printer", "_send", "_stream", "sent")

    def __init__(self, printer: Printer, calendar: Calendar, send: Send) -> None:
        self._printer = printer
        self._calendar = calendar
        self._send = send
        self._alarm: Alarm | None = None
        self._due_us = 0
        self._stream = printer.log.stream
        self._next = printer.log.next
        self._level = 0  # 1: said to be nearly full, 2: full
        self.sent = 0

    def queued(self) -> None:
        """A job came, or one ended: look again when the first one in the printer begins, or ends."""
        due_us = self._printer.next_due_us
        if (
            self._printer.traps.address is None
            or due_us is None
            or (self._alarm is not None and due_us == self._due_us)
        ):
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._due_us = due_us
        self._alarm = self._calendar.at(due_us, self._ring, "a job's turn")

    def changed(self) -> None:
        """The printer is another than it was; says what there is to say of the log."""
        log = self._printer.log
        before, level = self._next if log.stream == self._stream else 1, self._fullness()
        risen = level > self._level
        self._stream, self._next, self._level = log.stream, log.next, level
        if self._printer.traps.address is None or not self._printer.is_on or not self._printer.owner.id:
            return
        if log.next > before:
            self._tell(mib.PA_NOTIFY_JOB_LOGGED, _LOGGED)
        if risen:
            self._tell(*(_FULL if level > 1 else _NEARLY_FULL))
        self.queued()

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

    def _tell(self, what: Oid, objects: tuple[Oid, ...]) -> None:
        printer = self._printer
        settings, receiver = printer.traps, printer.traps.address
        assert receiver is not None
        self.sent += 1
        varbinds = tuple([_OBJECTS[oid](printer) for oid in objects])
        ticks = uptime(printer)
        if settings.version == TrapVersion.V1:
            agent = bytes(map(int, printer.address.split(".")))
            trap = TrapV1(what[:-2], agent, _ENTERPRISE_SPECIFIC, what[-1], ticks, varbinds)
            self._send(encode_message(Message(V1, settings.community, trap)), receiver)
            return
        head = (Varbind(mib.SYS_UPTIME, ber.TIMETICKS, ticks), Varbind(_TRAP_OID, ber.OID, what))
        pdu = Pdu(PduType.TRAP_V2, self.sent & _HIGHEST_ID, 0, 0, head + varbinds)
        self._send(encode_message(Message(V2C, settings.community, pdu)), receiver)


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
